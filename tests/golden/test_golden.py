"""Problems stay as they were: ten of every family and level are written down beside this file."""

from __future__ import annotations

import json

import pytest

from colloq.catalog.family import family, family_names
from tests.drawn import draw
from tests.golden import update


@pytest.mark.parametrize("name", family_names())
def test_problems_are_as_they_were(name, monkeypatch):
    monkeypatch.setattr(update, "draw", draw)
    path = update.path_of(name)
    assert path.exists(), f"python tests/golden/update.py {name}"
    before, now = json.loads(path.read_text(encoding="utf-8")), update.golden(name)
    assert before["version"] == now["version"], f"python tests/golden/update.py {name}"
    changed = [new["id"] for old, new in zip(before["problems"], now["problems"], strict=True) if old != new]
    assert not changed, f"an id must always name the same problem: raise VERSION of {name}"


def test_no_file_without_a_family():
    assert {path.stem for path in update.FOLDER.glob("*.json")} == set(family_names())


@pytest.fixture
def folder(monkeypatch, tmp_path):
    monkeypatch.setattr(update, "FOLDER", tmp_path)
    return tmp_path


def test_a_changed_problem_is_refused_until_the_version_is_raised(folder, monkeypatch, capsys):
    conv2d = family("conv2d")
    assert update.main(["conv2d"]) == 0
    before = (folder / "conv2d.json").read_text(encoding="utf-8")
    assert update.main(["conv2d"]) == 0
    assert capsys.readouterr().out == "conv2d: written\nconv2d: unchanged\n"
    assert len(json.loads(before)["problems"]) == 10 * len(conv2d.LEVELS)
    assert max(before.splitlines(), key=len).startswith('  {"id": "conv2d:')

    original = conv2d.mistakes
    monkeypatch.setattr(conv2d, "mistakes", lambda params: original(params)[1:])
    assert update.main(["conv2d"]) == 1
    assert capsys.readouterr().err == (
        f"conv2d: problems changed, but VERSION is still {conv2d.VERSION}; raise it, or say --new if nobody has used them yet\n"
    )
    assert (folder / "conv2d.json").read_text(encoding="utf-8") == before

    monkeypatch.setattr(conv2d, "VERSION", conv2d.VERSION + 1)
    assert update.main(["conv2d"]) == 0
    assert (folder / "conv2d.json").read_text(encoding="utf-8") != before


def test_new_families_are_rewritten_at_will(folder, monkeypatch):
    update.main(["conv2d"])
    before = (folder / "conv2d.json").read_text(encoding="utf-8")
    monkeypatch.setattr(family("conv2d"), "mistakes", lambda _: ())
    assert update.main(["--new", "conv2d"]) == 0
    assert (folder / "conv2d.json").read_text(encoding="utf-8") != before


def test_answers_are_written_as_text():
    content = update.golden("init-scale")
    assert all(isinstance(text, str) for problem in content["problems"] for text in problem["answers"].values())
    assert json.loads(update.as_text(content)) == content
