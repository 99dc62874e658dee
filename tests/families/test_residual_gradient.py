"""residual-gradient: tables by hand, mistakes, errors carried forward, refusals, and PyTorch's autograd."""

from __future__ import annotations

import pytest

from colloq.catalog.problem import from_params
from colloq.grading.formula import sample
from colloq.notation.evaluate import value
from tests.families.checks import (
    assert_error_texts,
    assert_mistake,
    assert_refused,
    assert_right,
    carried_verdicts,
    drawn,
    floats,
    formula_parts,
    numbers,
    wrong,
)

NAME = "residual-gradient"
GUIDE = {"y": "3 5 -1", "a": "2 7 1/2", "i": 2}
WEIGHTED = {**GUIDE, "factor": "mean", "weights": "1 3 2", "rate": "1/2", "ask": "gradient, vector, step"}

TABLE = [
    (GUIDE, {"antigradient": "y2 - a2", "vector": "1 -2 -1.5"}),
    ({**GUIDE, "ask": "gradient"}, {"gradient": "-(y_2 - a_2)"}),
    ({**GUIDE, "factor": "one"}, {"antigradient": "2(y2-a2)", "vector": "2 -4 -3"}),
    ({**GUIDE, "factor": "mean"}, {"antigradient": "2/3 (y2 - a2)", "vector": "2/3 -4/3 -1"}),
    ({**GUIDE, "factor": "half-mean"}, {"antigradient": "(y₂ − a₂)/3", "vector": "1/3 -2/3 -1/2"}),
    (WEIGHTED, {"gradient": "2 w2 (a2 - y2)/3", "vector": "2/3 -4 -2", "step": "7/3 5 -1/2"}),
]


@pytest.mark.parametrize(("fields", "expected"), TABLE)
def test_by_hand(fields, expected):
    assert_right(NAME, fields, expected)


def test_each_mistake_by_hand():
    assert wrong(NAME, "antigradient", **GUIDE) == {
        "sign": "-(y2 - a2)",
        "two-forgotten": "1/2*(y2 - a2)",
        "factor-forgotten": "2*(y2 - a2)",
        "sum-kept": "y1 - a1 + y2 - a2 + y3 - a3",
    }
    assert wrong(NAME, "vector", **WEIGHTED) == {
        "sign": pytest.approx([-2 / 3, 4, 2]),
        "two-forgotten": pytest.approx([1 / 3, -2, -1]),
        "factor-forgotten": [2, -12, -6],
        "weight-forgotten": pytest.approx([2 / 3, -4 / 3, -1]),
        "residual-itself": [1, -2, -1.5],
    }
    assert wrong(NAME, "step", **WEIGHTED) == {
        "sign": pytest.approx([5 / 3, 9, 1.5]),
        "rate-forgotten": pytest.approx([8 / 3, 3, -1.5]),
        "antigradient-for-step": pytest.approx([1 / 3, -2, -1]),
    }


def test_mistakes_are_named():
    assert_mistake(NAME, GUIDE, "antigradient", "a2 - y2", "sign")
    assert_mistake(NAME, WEIGHTED, "gradient", "2/3 (a2 - y2)", "weight-forgotten")
    assert_mistake(NAME, {**GUIDE, "factor": "mean"}, "antigradient", "y2 - a2", "residual-itself")


def test_the_step_follows_from_a_wrong_antigradient():
    own = {"gradient": "2 w2 (a2-y2)/3", "vector": "-2/3 4 2", "step": "5/3 9 3/2"}
    assert carried_verdicts(NAME, WEIGHTED, own) == {"gradient": "right", "vector": "wrong", "step": "follows"}


REFUSED = [
    ({"a": "1 2"}, "y", "missing"),
    ({"y": "1", "a": "1"}, "y", "vector", {"least": 2, "most": 5}),
    ({"y": "1 2", "a": "1 2000"}, "a", "vector-range"),
    ({"y": "1 2", "a": "1 2 3"}, "a", "length", {"count": 2, "given": 3}),
    ({**GUIDE, "factor": "third"}, "factor", "word"),
    ({**GUIDE, "i": 4}, "i", "integer", {"low": 1, "high": 3}),
    ({**GUIDE, "weights": "1 2"}, "weights", "length"),
    ({**GUIDE, "weights": "1 0 2"}, "weights", "weights-positive"),
    ({**GUIDE, "rate": 2}, "rate", "rate-range"),
    ({**GUIDE, "rate": "1/2"}, "rate", "rate-unused"),
    ({"y": "1 2", "a": "1 2"}, "a", "at-the-minimum"),
    ({**GUIDE, "loss": "absolute"}, "loss", "unknown"),
]


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row[2])
def test_refused(row):
    assert_refused(NAME, *row)


def test_the_texts_of_errors_are_those_that_are_raised():
    assert_error_texts(NAME, REFUSED)


def loss(problem, a, y, w):
    constant = {"half": 0.5, "one": 1, "mean": 1 / len(y), "half-mean": 0.5 / len(y)}[problem.params.factor]
    return constant * (w * (a - y) ** 2).sum()


@pytest.mark.torch
@pytest.mark.parametrize("level", [1, 2, 3])
def test_draws_against_autograd(level):
    torch = pytest.importorskip("torch")
    for problem in drawn(NAME, level):
        params, count = problem.params, len(problem.params.y)
        tensors = [torch.tensor(floats(v), dtype=torch.float64) for v in (params.a, params.y, params.weights or [1] * count)]
        tensors[0].requires_grad_()
        loss(problem, *tensors).backward()
        assert numbers(problem.part("vector").answer) == pytest.approx((-tensors[0].grad).tolist())
        (part,) = formula_parts(problem)
        points = sample(part.answer, problem.id)
        at = {name: column[0] for name, column in points.columns.items()}
        a, y, w = (torch.tensor([at.get(f"{letter}{k + 1}", 1.0) for k in range(count)], dtype=torch.float64) for letter in "ayw")
        a.requires_grad_()
        loss(problem, a, y, w).backward()
        slope = float(a.grad[params.i - 1])
        assert value(part.answer.tree, at) == pytest.approx(slope if part.name == "gradient" else -slope)


def test_a_user_asks_for_the_step_alone():
    (part,) = from_params(NAME, {**GUIDE, "rate": "1/4", "ask": "step"}).parts
    assert numbers(part.answer) == [2.25, 6.5, 0.125]
