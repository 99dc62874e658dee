"""Problems without Python: the examples of docs/authoring.md, and files that are wrong or hostile."""

from __future__ import annotations

import contextlib
import json
import time
from pathlib import Path

import pytest
import yaml

from colloq.catalog import declared, load
from colloq.catalog.family import family, family_names, own_names
from colloq.catalog.problem import draw, from_id, from_params
from colloq.errors import CatalogError, ParameterError
from colloq.grading.grade import grade
from colloq.model import Correct, Finding, Partial, Wrong
from colloq.practice.marking import mark_part
from colloq.practice.rewrites import written
from colloq.practice.stress import play, summary
from colloq.practice.tasks import for_problem

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
NAMES = ("conv-output", "dropout-mean", "power-loss")
CACHES = (load.ticket_file, load.entry, load.tickets, load.own_files, declared.declared)


@pytest.fixture
def own_folder(monkeypatch, tmp_path):
    """Makes a folder the user's own."""

    def use(folder):
        monkeypatch.setenv("COLLOQ_PROBLEMS", str(folder))
        monkeypatch.setenv("COLLOQ_HOME", str(tmp_path / "home"))
        for cached in CACHES:
            cached.cache_clear()

    yield use
    for cached in CACHES:
        cached.cache_clear()


@pytest.fixture
def examples(own_folder):
    own_folder(EXAMPLES)


def test_examples_stand_beside_the_families(examples):
    assert own_names() == ("conv-output", "power-loss", "dropout-mean")
    assert {*NAMES, "conv2d"} <= set(family_names())


@pytest.mark.parametrize("name", NAMES)
def test_examples_pass_stress(examples, name):
    for level in family(name).LEVELS:
        row = summary(name, level, (play(name, level, seed, time.perf_counter) for seed in range(100)))
        assert not row.failures, "\n".join(f"{f.problem} {f.check}: {f.detail}" for f in row.failures[:5])


@pytest.mark.parametrize("name", NAMES)
def test_examples_by_id_and_by_parameters(examples, name):
    problem = draw(name, 2, 7)
    assert from_id(problem.id) == problem
    assert from_params(name, json.loads(json.dumps(problem.params_json()))).params == problem.params
    for part in problem.parts:
        assert grade(part.answer, written(part.answer), seed=problem.id).verdict == Correct()
    for mistake in problem.mistakes:
        verdict = mark_part(problem, mistake.part, written(mistake.answer)).graded.verdict
        assert isinstance(verdict, Wrong | Partial)
        assert verdict.mistake == Finding(mistake.name)


def test_values_by_hand(examples):
    problem = from_params("conv-output", {"n": 32, "k": 3, "p": 1, "s": 1})
    assert [written(part.answer) for part in problem.parts] == ["32"]
    assert [written(part.answer) for part in from_params("power-loss", {"a": 3, "k": 4}).parts] == ["12*(3*x - y)^3"]
    assert [written(part.answer) for part in from_params("dropout-mean", {"a": 2, "b": -1, "c": 5, "p": "1/2"}).parts] == [
        "1 -1/2 5/2"
    ]


def test_a_parameter_against_a_constraint_is_refused(examples):
    with pytest.raises(ParameterError) as caught:
        from_params("conv-output", {"n": 9, "k": 3, "p": 1, "s": 3})
    assert (caught.value.key, caught.value.values["constraint"]) == ("constraint", "m")
    with pytest.raises(ParameterError):
        from_params("conv-output", {"n": 9, "k": 3, "p": 1})


def test_an_answer_in_another_form_is_right(examples):
    (mark,) = for_problem(from_id("power-loss:2@3"), "24(4x-y)^5", {}).marks()
    assert mark.graded.verdict == Correct()


# --------------------------------------------------------------------------------------------------------- broken, hostile


def changed(path, value):
    """The examples with one place changed, as YAML."""
    data = yaml.safe_load((EXAMPLES / "problems.yaml").read_text())
    place = data
    for key in path[:-1]:
        place = place[key]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return yaml.safe_dump(data, allow_unicode=True)


P = "problems"
BROKEN = [
    ((P, "conv-output", "parts", "side", "answer"), "m +", "conv-output: parts.side: 'm +' cannot be read at"),
    ((P, "conv-output", "parts", "side", "answer"), "q", "cannot be read at 'q': read.name"),
    ((P, "conv-output", "parts", "side", "answer"), "__import__('os').system('true')", "cannot be read"),
    ((P, "conv-output", "parts", "side", "answer"), None, "give answer or matrix"),
    ((P, "conv-output", "constraints"), ["k"], "is no comparison"),
    ((P, "conv-output", "constraints"), ["k < zz"], "cannot be read at 'zz'"),
    ((P, "conv-output", "parameters", "n"), {"from": 5}, "give from and to"),
    ((P, "conv-output", "parameters", "n"), {"from": 5, "to": 5, "without": [5]}, "nothing is left to draw"),
    ((P, "conv-output", "parameters", "n"), {"choice": ["x"]}, "cannot be read at"),
    ((P, "conv-output", "parameters", "n"), {"choice": ["sqrt(2)"]}, "is no number"),
    ((P, "conv-output", "levels"), {1: {"zz": {"from": 1, "to": 2}}}, "there is no parameter zz"),
    ((P, "conv-output", "statement"), [{"en": "{zz}", "ru": "{zz}"}], "there is nothing called zz"),
    ((P, "conv-output", "statement"), [{"en": "only one"}], "Field required"),
    ((P, "conv-output", "title"), {"en": "\x1b[2J", "ru": "а"}, "should match pattern"),
    ((P, "conv-output", "titel"), {"en": "a", "ru": "а"}, "Extra inputs are not permitted"),
    ((P, "power-loss", "parts", "slope", "symbols"), {"x": "somewhere"}, "'somewhere' is no domain"),
    ((P, "power-loss", "parts", "slope", "symbols"), {"a": "real", "x": "real", "y": "real"}, "a is a parameter already"),
    ((P, "dropout-mean", "parts", "mean", "matrix"), [["a", "b"], ["c"]], "differ in length"),
    ((P, "dropout-mean", "parts", "mean", "mistakes", "dropped"), {"answer": "a", "en": "a", "ru": "а"}, "same kind"),
    (("ticket",), "99", "should match pattern"),
]


@pytest.mark.parametrize(("path", "value", "said"), BROKEN)
def test_what_is_wrong_is_said_with_its_place(own_folder, tmp_path, path, value, said):
    (tmp_path / "mine.yaml").write_text(changed(path, value))
    own_folder(tmp_path)
    with pytest.raises(CatalogError) as caught:
        own_names()
    assert caught.value.values["file"] == "mine.yaml"
    assert said in caught.value.values["field"] + " " + caught.value.values["detail"]


def test_a_name_of_the_program_cannot_be_taken(own_folder, tmp_path):
    text = (EXAMPLES / "problems.yaml").read_text().replace("conv-output:", "conv2d:")
    (tmp_path / "mine.yaml").write_text(text)
    own_folder(tmp_path)
    with pytest.raises(CatalogError) as caught:
        own_names()
    assert "a family of the program has this name" in caught.value.values["detail"]


HOSTILE = [
    "problems: &a [*a]",
    "problems:\n  a: &x [1,1,1]\n  b: &y [*x,*x,*x]\n  c: [*y,*y,*y]",
    "problems: " + "[" * 50_000,
    "problems:\n  !!python/object/apply:os.system ['true']: 1",
    "problems: " + "x" * 600_000,
    "problems: \x00",
    "problems:\n\t- tab",
    "problems: {a: 2026-13-45}",
    "problems: 1",
    "problems:\n - 1",
]


@pytest.mark.parametrize("content", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_file_is_refused_at_once(own_folder, tmp_path, content):
    (tmp_path / "mine.yaml").write_text(content)
    own_folder(tmp_path)
    with pytest.raises(CatalogError) as caught:
        own_names()
    assert caught.value.values["file"] == "mine.yaml"


@pytest.mark.parametrize(
    "answer", ["9^9^9^9", "n^n^n^n", "1/(n-n)", "2^(10^9)", "(" * 60 + "n" + ")" * 60, "factor" * 100, "ln(0)", "e^e^e^e^n"]
)
def test_a_hostile_expression_ends_in_an_error(own_folder, tmp_path, answer):
    (tmp_path / "mine.yaml").write_text(
        changed((P, "conv-output", "parts", "side"), {"prompt": {"en": "a", "ru": "а"}, "answer": answer})
    )
    own_folder(tmp_path)
    started = time.perf_counter()
    with contextlib.suppress(CatalogError):  # a problem that cannot be drawn, named with its file
        assert mark_part(draw("conv-output", 2, 1), "side", "1").graded.verdict != Correct()
    assert time.perf_counter() - started < 60  # a hang, not slowness


def test_constraints_that_never_hold_are_named(own_folder, tmp_path):
    (tmp_path / "mine.yaml").write_text(changed((P, "conv-output", "constraints"), ["k > 1000"]))
    own_folder(tmp_path)
    with pytest.raises(CatalogError) as caught:
        draw("conv-output", 2, 1)
    assert (caught.value.values["entry"], caught.value.values["field"]) == ("conv-output", "constraints")
