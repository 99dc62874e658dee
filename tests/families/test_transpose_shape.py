"""transpose-shape: tables by hand, PyTorch, error carried forward, refusals."""

from __future__ import annotations

import pytest

from colloq.catalog.load import entry
from colloq.catalog.problem import from_params
from colloq.errors import ParameterError
from colloq.families import transpose_shape
from colloq.grading.grade import grade
from colloq.grading.number import as_float
from colloq.model import Correct, Finding, FormulaAnswer, Wrong
from colloq.practice.marking import mark
from colloq.texts import placeholders
from tests.drawn import draw

TABLE = [
    ({"n": 2, "k": 3, "s": 2}, {"size": 5}),
    ({"n": 4, "k": 3}, {"size": 6}),
    ({"n": 8, "k": 4, "s": 2, "p": 1}, {"size": 16}),
    ({"n": 1, "k": 1}, {"size": 1}),
    ({"n": 7, "k": 4, "s": 2, "p": 1, "k2": 3, "s2": 2, "p2": 1}, {"first": 14, "second": 27}),
    ({"n": 28, "k": 3, "s": 2, "p": 1, "ask": "down, up, missing"}, {"down": 14, "up": 27, "missing": 1}),
    ({"n": 10, "k": 5, "s": 3, "ask": "down, up, missing"}, {"down": 2, "up": 8, "missing": 2}),
    ({"n": 9, "k": 3, "s": 2, "p": 1, "ask": "down, up"}, {"down": 5, "up": 9}),
]


@pytest.mark.parametrize(("fields", "expected"), TABLE)
def test_by_hand(fields, expected):
    assert {part.name: as_float(part.answer.value) for part in from_params("transpose-shape", fields).parts} == expected


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("(n-1)s+k-2p", None),
        ("s n - s + k - 2 p", None),
        ("(n+2p-k)/s+1", "convolution-size"),
        ("ns+k-2p", "one-not-subtracted"),
        ("(n-1)s+k+2p", "padding-added"),
        ("(n-1)s+k-p", "padding-once"),
        ("(n-1)s-2p", "kernel-forgotten"),
    ],
)
def test_the_formula(text, mistake):
    problem = from_params("transpose-shape", {"n": 8, "k": 3, "s": 2, "p": 1, "ask": "formula"})
    verdict = grade(problem.parts[0].answer, text, mistakes=problem.mistakes).verdict
    assert verdict == Correct() if mistake is None else verdict.mistake == Finding(mistake)


def wrong(**fields):
    return {(m.part, m.name): as_float(m.answer.value) for m in from_params("transpose-shape", fields).mistakes}


def test_each_mistake_by_hand():
    assert wrong(n=28, k=3, s=2, p=1, ask="down, up, missing") == {
        ("down", "rounded-up"): 15,
        ("down", "padding-forgotten"): 13,
        ("down", "transposed-size"): 55,
        ("up", "size-restored"): 28,
        ("up", "convolution-size"): 7,
        ("up", "one-not-subtracted"): 29,
        ("up", "padding-added"): 31,
        ("missing", "stride-for-rest"): 2,
    }
    assert wrong(n=28, k=5, s=2, p=2, ask="down")["down", "one-forgotten"] == 13
    two = wrong(n=4, k=4, s=2, p=1, k2=5, s2=3, p2=2)
    assert two["second", "first-layer-again"] == 16
    assert two["second", "padding-once"] == 24
    assert wrong(n=5, k=5, s=3)["size", "stride-only"] == 15


def test_what_follows_from_a_wrong_side_is_right():
    problem = from_params("transpose-shape", {"n": 28, "k": 3, "s": 2, "p": 1, "ask": "down, up, missing"})
    down, up, missing = mark(problem, {"down": "13", "up": "25", "missing": "3"})
    assert isinstance(down.graded.verdict, Wrong)
    assert (up.graded.verdict, missing.graded.verdict) == (Correct(follows=("down",)), Correct(follows=("down", "up")))
    problem = from_params("transpose-shape", {"n": 7, "k": 4, "s": 2, "p": 1, "k2": 3, "s2": 2, "p2": 1})
    assert mark(problem, {"first": "16", "second": "31"})[1].graded.verdict == Correct(follows=("first",))
    assert problem.family.carried(problem.params, "first", {}) is None


@pytest.mark.parametrize("level", transpose_shape.LEVELS)
def test_the_oracle_agrees_on_200_seeds(level):
    for seed in range(200):
        problem = draw("transpose-shape", level, seed)
        at = {"n": 5.0, "k": 3.0, "s": 2.0, "p": 1.0}
        expected = problem.family.oracle(problem.params, at)
        for part in problem.parts:
            right = 9.0 if isinstance(part.answer, FormulaAnswer) else as_float(part.answer.value)
            assert right == expected[part.name], problem.id


@pytest.mark.torch
@pytest.mark.parametrize("level", transpose_shape.LEVELS)
def test_pytorch_agrees(level):
    torch = pytest.importorskip("torch", reason="the PyTorch oracle group is not installed")
    functional = torch.nn.functional
    for seed in range(60):
        problem = draw("transpose-shape", level, seed)
        sizes = {part.name: as_float(part.answer.value) for part in problem.parts if part.name != "formula"}
        params = problem.params
        line = torch.zeros(1, 1, params.side)
        first = params.layers[0]
        if level == 3:
            line = functional.conv1d(line, torch.zeros(1, 1, first.kernel), stride=first.stride, padding=first.padding)
            assert sizes["down"] == line.shape[2], problem.id
        for name, layer in zip(("up",) if level == 3 else ("first", "second"), params.layers, strict=False):
            kernel = torch.zeros(1, 1, layer.kernel)
            line = functional.conv_transpose1d(line, kernel, stride=layer.stride, padding=layer.padding)
            assert sizes["size" if level == 1 else name] == line.shape[2], problem.id


GOOD = {"n": 8, "k": 3, "s": 2, "p": 1}
REFUSED = [
    ({"k": 3}, "n", "missing", {}),
    (GOOD | {"n": 0}, "n", "integer", {}),
    (GOOD | {"ask": "sides"}, "ask", "word", {}),
    (GOOD | {"d": 2}, "d", "unknown", {}),
    (GOOD | {"ask": "first"}, "ask", "second-layer", {}),
    (GOOD | {"k2": 3, "ask": "size"}, "ask", "second-layer", {}),
    (GOOD | {"ask": "size, down"}, "ask", "one-way", {}),
    ({"n": 2, "k": 5, "s": 1, "ask": "down"}, "k", "kernel-larger", {}),
    ({"n": 1, "k": 3, "s": 1, "p": 3, "ask": "down, up"}, "k", None, {}),
    (GOOD | {"n": 9, "ask": "down, up, missing"}, "ask", "nothing-missing", {}),
    ({"n": 1, "k": 3, "p": 2}, "p", "nothing-left", {}),
    ({"n": 1, "k": 3, "k2": 3, "p2": 3}, "p2", "nothing-left", {}),
]


@pytest.mark.parametrize(("fields", "field", "key", "values"), [row for row in REFUSED if row[2]])
def test_bad_parameters_are_named(fields, field, key, values):
    with pytest.raises(ParameterError) as caught:
        from_params("transpose-shape", fields)
    assert (caught.value.field, caught.value.key) == (field, key)
    assert values.items() <= caught.value.values.items()


def test_the_catalogue_has_a_message_for_each_refusal_of_the_family():
    errors = entry("transpose-shape")["errors"]
    raised = {key for _, _, key, _ in REFUSED if key} - {"missing", "integer", "unknown", "word"}
    assert set(errors) == raised
    assert all(placeholders(text["en"]) == placeholders(text["ru"]) == set() for text in errors.values())
