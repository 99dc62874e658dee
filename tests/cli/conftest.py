"""Runs the program in this process, with captured streams and a data folder of its own."""

from __future__ import annotations

import io
import sys
from typing import NamedTuple

import pytest

from colloq.cli.main import run as run_program


class Result(NamedTuple):
    code: int
    out: str
    err: str


class Input(io.TextIOWrapper):
    def __init__(self, text: str) -> None:
        super().__init__(io.BytesIO(text.encode()), encoding="utf-8")


@pytest.fixture(autouse=True)
def plain_surroundings(monkeypatch, tmp_path):
    """No colours, English, 80 columns, no data of anyone's; the variables of a developer's shell do not leak in."""
    for name in ("COLLOQ_LANG", "COLLOQ_PROBLEMS", "COLLOQ_ASCII", "NO_COLOR", "FORCE_COLOR", "COLLOQ_DEBUG", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("COLLOQ_HOME", str(tmp_path / "home"))


@pytest.fixture
def run(capsys, monkeypatch):
    def call(*words: str, stdin: str = "") -> Result:
        monkeypatch.setattr(sys, "stdin", Input(stdin))
        code = run_program(words)
        captured = capsys.readouterr()
        return Result(code, captured.out, captured.err)

    return call
