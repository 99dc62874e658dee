"""Breaks a family, its texts or the draw, for one test."""

from __future__ import annotations

import copy

import pytest

from colloq.catalog import problem as problem_module
from colloq.catalog.family import family
from colloq.catalog.load import entry

from .complaints import changed


@pytest.fixture
def conv2d(monkeypatch):
    def change(function, how):
        changed(family("conv2d"), monkeypatch, function, how)

    return change


@pytest.fixture
def derivative(monkeypatch):
    def change(function, how):
        changed(family("derivative"), monkeypatch, function, how)

    return change


@pytest.fixture
def texts_of(monkeypatch):
    """Changes the catalogue entry of a family."""

    def change(name, how):
        broken = copy.deepcopy(entry(name))
        how(broken)
        monkeypatch.setattr(problem_module, "entry", lambda asked: broken if asked == name else entry(asked))

    return change


@pytest.fixture
def all_distinct(monkeypatch):
    """Lets problems be drawn whose mistakes coincide; the draw itself would throw them away."""
    monkeypatch.setattr(problem_module, "distinct", lambda *_: True)
