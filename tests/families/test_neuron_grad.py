"""neuron-grad: tables by hand, mistakes, errors carried forward, refusals, and PyTorch's autograd."""

from __future__ import annotations

import math

import pytest

from colloq.catalog.problem import from_params
from colloq.grading.formula import sample
from colloq.grading.grade import grade
from colloq.model import Correct, Unreadable
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

NAME = "neuron-grad"
EVEN = {"loss": "half-squared", "w0": 1, "w1": 2, "w2": "-5/3", "x1": 2, "x2": 3, "y": 0}  # the argument is 0
LOG = {"loss": "log", "w0": "ln3", "w1": 3, "w2": -2, "x1": 2, "x2": 3, "y": 1, "j": 2}  # the argument is ln 3
ALL = "p, formula, bias, value, gradient"

TABLE = [
    (
        {**EVEN, "ask": ALL},
        {"p": "1/2", "formula": "(p-y)p(1-p)x1", "bias": "(p-y)p(1-p)", "value": "1/4", "gradient": "1/8 1/4 3/8"},
    ),
    ({**EVEN, "loss": "squared", "j": 2}, {"formula": "2(p-y)(p-p^2)x2", "value": "3/4"}),
    (
        {**LOG, "ask": ALL},
        {"p": "0,75", "formula": "(p - y) x2", "bias": "p - y", "value": "-3/4", "gradient": "-1/4 -1/2 -3/4"},
    ),
    ({**LOG, "x1": -2, "w1": "ln2", "w0": 6}, {"formula": "-(y-p) x_2", "value": "-12/5"}),  # -2 ln 2, so p = 1/5
    ({**LOG, "y": 0, "w0": 1}, {"formula": "(-y/p + (1-y)/(1-p)) p (1-p) x2", "value": "3 e/(1+e)"}),
]


@pytest.mark.parametrize(("fields", "expected"), TABLE)
def test_by_hand(fields, expected):
    assert_right(NAME, fields, expected)


def test_a_formula_in_the_weights_is_not_read_as_wrong():
    part = from_params(NAME, EVEN).part("formula")
    assert isinstance(grade(part.answer, "(sigma(w0 + w1 x1 + w2 x2) - y) x1").verdict, Unreadable)
    assert grade(part.answer, "(p − y)·p·(1 − p)·x₁").verdict == Correct()


def test_each_mistake_by_hand():
    assert wrong(NAME, "value", **LOG) == {
        "sign": 0.75,
        "slope-forgotten": -4,
        "slope-kept": -9 / 64,
        "input-forgotten": -0.25,
        "other-input": -0.5,
        "weight-for-input": 0.5,
    }
    assert wrong(NAME, "gradient", **EVEN, ask="gradient") == {
        "sign": [-1 / 8, -1 / 4, -3 / 8],
        "slope-forgotten": [1 / 2, 1, 3 / 2],
        "two-added": [1 / 4, 1 / 2, 3 / 4],
        "input-forgotten": [1 / 8, 1 / 8, 1 / 8],
        "weight-for-input": [1 / 8, 1 / 4, pytest.approx(-5 / 24)],
    }
    assert wrong(NAME, "gradient", **{**EVEN, "w0": 2, "w1": "3/2"}, ask="gradient")["bias-as-input"] == [1 / 4, 1 / 4, 3 / 8]
    assert wrong(NAME, "p", **LOG, ask="p") == {
        "argument-for-p": pytest.approx(math.log(3)),
        "exponent-sign": 0.25,
        "bias-left-out": 0.5,
    }
    assert wrong(NAME, "formula", **{**EVEN, "loss": "squared"}) == {
        "sign": "2*(y - p)*p*(1 - p)*x1",
        "slope-forgotten": "2*(p - y)*x1",
        "two-forgotten": "(p - y)*p*(1 - p)*x1",
        "input-forgotten": "2*(p - y)*p*(1 - p)",
        "other-input": "2*(p - y)*p*(1 - p)*x2",
    }


def test_mistakes_are_named():
    assert_mistake(NAME, LOG, "formula", "(p-y) p (1-p) x2", "slope-kept")
    assert_mistake(NAME, EVEN, "formula", "(p-y) x1", "slope-forgotten")
    assert_mistake(NAME, {**EVEN, "ask": "bias"}, "bias", "(p-y)p(1-p)x1", "bias-as-input")
    assert_mistake(NAME, LOG, "value", "-0.5", "other-input")


def test_derivatives_follow_from_a_wrong_p():
    own = {"p": "1/4", "value": "-9/4"}
    assert carried_verdicts(NAME, {**LOG, "ask": "p, value"}, own) == {"p": "wrong", "value": "follows"}
    assert carried_verdicts(NAME, {**LOG, "ask": "p, value"}, {**own, "p": "4"})["value"] == "wrong"


REFUSED = [
    ({**EVEN, "loss": "hinge"}, "loss", "word"),
    ({**EVEN, "w1": "ln x"}, "w1", "logit", {"value": "ln x"}),
    ({**EVEN, "w1": 21}, "w1", "logit", {"most": 20}),
    ({**EVEN, "w1": "ln2", "x1": "1/2"}, "x1", "log-times", {"most": 5}),
    ({**EVEN, "x2": 101}, "x2", "input-range", {"most": 100}),
    ({**EVEN, "j": 3}, "j", "integer"),
    ({**LOG, "y": "1/2"}, "y", "label"),
    ({**EVEN, "y": 2}, "y", "target-range"),
    ({**EVEN, "w0": 10}, "w0", "saturated", {"most": 6}),
    ({**EVEN, "y": "1/2"}, "y", "no-error"),
    ({**EVEN, "x3": 1}, "x3", "unknown"),
    ({key: field for key, field in EVEN.items() if key != "w2"}, "w2", "missing"),
]


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row[2])
def test_refused(row):
    assert_refused(NAME, *row)


def test_the_texts_of_errors_are_those_that_are_raised():
    assert_error_texts(NAME, REFUSED)


@pytest.mark.torch
@pytest.mark.parametrize("level", [1, 2, 3])
def test_draws_against_autograd(level):
    torch = pytest.importorskip("torch")

    def gradient(loss, weights, inputs, target):
        w = torch.tensor(weights, dtype=torch.float64, requires_grad=True)
        p = torch.sigmoid(w @ torch.tensor([1.0, *inputs], dtype=torch.float64))
        y = torch.tensor(target, dtype=torch.float64)
        losses = {"squared": (p - y) ** 2, "half-squared": (p - y) ** 2 / 2}
        losses["log"] = torch.nn.functional.binary_cross_entropy(p, y)
        losses[loss].backward()
        return w.grad.tolist()

    for problem in drawn(NAME, level):
        params = problem.params
        weights = [math.log(w.value) if w.log else float(w.value) for w in params.weights]
        found = gradient(params.loss, weights, floats(params.x), float(params.y))
        if "gradient" in params.asks:
            assert numbers(problem.part("gradient").answer) == pytest.approx(found)
        else:
            assert numbers(problem.part("value").answer) == pytest.approx(found[params.j])
        for part in formula_parts(problem):
            at = {name: column[0] for name, column in sample(part.answer, problem.id).columns.items()}
            bias = math.log(at["p"] / (1 - at["p"])) - 0.3 * at["x1"] + 0.2 * at["x2"]
            found = gradient(params.loss, [bias, 0.3, -0.2], [at["x1"], at["x2"]], at["y"])
            assert value(part.answer.tree, at) == pytest.approx(found[params.j if part.name == "formula" else 0])
