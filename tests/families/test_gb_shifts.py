"""gb-shifts: tables by hand, mistakes, refusals, and PyTorch's losses."""

from __future__ import annotations

import math

import pytest

from colloq.catalog.problem import from_params
from colloq.grading.formula import sample
from colloq.grading.grade import grade
from colloq.model import Correct, Finding, Wrong
from colloq.notation.evaluate import value
from tests.families.checks import (
    assert_error_texts,
    assert_mistake,
    assert_refused,
    assert_right,
    drawn,
    floats,
    formula_parts,
    numbers,
    wrong,
)

NAME = "gb-shifts"
NUMBERS = {"y": "3 5 -1", "z": "1 8 -2"}  # y - z: 2, -3, 1
LABELS = {"y": "1 -1 1", "z": "ln2 ln3 -ln4"}

TABLE = [
    ({**NUMBERS, "loss": "half-squared"}, {"formula": "y - z", "shifts": "2 -3 1"}),
    ({**NUMBERS, "loss": "squared"}, {"formula": "2y - 2z", "shifts": "4 -6 2"}),
    ({**NUMBERS, "loss": "absolute"}, {"formula": "(y-z)/|y-z|", "shifts": "1 -1 1"}),
    ({**LABELS, "loss": "logistic"}, {"formula": "y e^(-yz)/(1+e^(-yz))", "shifts": "1/3 -3/4 4/5"}),
    ({**LABELS, "loss": "exponential"}, {"formula": "y/e^(yz)", "shifts": "0,5 -3 4"}),
    ({**NUMBERS, "loss": "huber", "delta": "3/2"}, {"inside": "y-z", "above": "1.5", "shifts": "3/2 -3/2 1"}),
    ({**NUMBERS, "loss": "quantile", "tau": "1/4"}, {"above": "1/4", "below": "-3/4", "shifts": "1/4 -3/4 1/4"}),
    ({"loss": "logistic", "y": "1 -1", "z": "0 1", "ask": "shifts"}, {"shifts": "1/2 -0.731"}),
]


@pytest.mark.parametrize(("fields", "expected"), TABLE)
def test_by_hand(fields, expected):
    assert_right(NAME, fields, expected)


@pytest.mark.parametrize("text", ["y σ(-yz)", "y(1 - sigma(y z))", "y/(1+exp(yz))", r"\frac{y}{1+e^{yz}}"])
def test_the_logistic_shift_is_right_in_any_form(text):
    assert grade(from_params(NAME, {**LABELS, "loss": "logistic"}).part("formula").answer, text).verdict == Correct()


def test_a_form_for_the_labels_only_costs_nothing():
    problem = from_params(NAME, {**LABELS, "loss": "logistic"})
    verdict = grade(problem.part("formula").answer, "(y+1)/2 - sigma(z)", mistakes=problem.mistakes).verdict
    assert isinstance(verdict, Wrong)
    assert (verdict.free, verdict.mistake) == (True, Finding("labels-used", unfinished=True))


def test_each_mistake_by_hand():
    assert wrong(NAME, "shifts", **LABELS, loss="logistic") == {
        "sign": pytest.approx([-1 / 3, 3 / 4, -4 / 5]),
        "by-label": pytest.approx([math.log(2) / 3, math.log(3) * 3 / 4, -math.log(4) * 4 / 5]),
        "inner-forgotten": pytest.approx([-1 / 3, -3 / 4, -4 / 5]),
        "exponent-sign": pytest.approx([2 / 3, -1 / 4, 1 / 5]),
    }
    assert wrong(NAME, "shifts", **NUMBERS, loss="huber", delta="3/2") == {
        "sign": [-1.5, 1.5, -1],
        "not-clipped": [2, -3, 1],
        "two-added": [1.5, -1.5, 2],
    }
    assert wrong(NAME, "above", **NUMBERS, loss="huber", delta="3/2") == {
        "sign": -1.5,
        "slope-one": 1,
        "square-differentiated": 3,
    }
    assert wrong(NAME, "shifts", **NUMBERS, loss="quantile", tau="1/4") == {
        "sign": [-0.25, 0.75, -0.25],
        "branches-swapped": [0.75, -0.25, 0.75],
        "absolute-instead": [1, -1, 1],
    }
    assert wrong(NAME, "formula", **NUMBERS, loss="squared") == {"sign": "-2*(y - z)", "two-forgotten": "y - z"}
    assert set(wrong(NAME, "formula", **LABELS, loss="exponential")) == {"sign", "by-label", "inner-forgotten", "exponent-sign"}


def test_mistakes_are_named():
    assert_mistake(NAME, {**NUMBERS, "loss": "half-squared"}, "formula", "2(y-z)", "two-added")
    assert_mistake(NAME, {**NUMBERS, "loss": "absolute"}, "shifts", "2 -3 1", "difference-for-sign")
    assert_mistake(NAME, {**LABELS, "loss": "logistic"}, "formula", "z/(1+e^(yz))", "by-label")


REFUSED = [
    ({**NUMBERS, "loss": "hinge"}, "loss", "word"),
    ({"loss": "squared", "z": "1"}, "y", "missing"),
    ({"loss": "squared", "y": "1 2; 3 4", "z": "1 2"}, "y", "vector"),
    ({"loss": "squared", "y": "2000", "z": "1"}, "y", "vector-range"),
    ({"loss": "squared", "y": "1 2", "z": "1"}, "z", "length", {"count": 2, "given": 1}),
    ({"loss": "squared", "y": "1 2", "z": "1 sin2"}, "z", "logit", {"most": 20}),
    ({"loss": "squared", "y": "1", "z": "ln2"}, "z", "logarithms"),
    ({**NUMBERS, "loss": "huber"}, "delta", "missing"),
    ({**NUMBERS, "loss": "huber", "delta": 0}, "delta", "delta-range"),
    ({**NUMBERS, "loss": "quantile", "tau": 1}, "tau", "tau-range"),
    ({**NUMBERS, "loss": "logistic"}, "y", "signs"),
    ({"loss": "absolute", "y": "1 2", "z": "0 2"}, "z", "kink", {"i": 2}),
    ({**NUMBERS, "loss": "squared", "delta": 1}, "delta", "unknown"),
    ({**NUMBERS, "loss": "squared", "ask": "above"}, "ask", "word"),
]


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row[2])
def test_refused(row):
    assert_refused(NAME, *row)


def test_the_texts_of_errors_are_those_that_are_raised():
    assert_error_texts(NAME, REFUSED)


def torch_losses(torch, parameter):
    functional = torch.nn.functional
    return {
        "half-squared": lambda y, z: functional.mse_loss(z, y, reduction="sum") / 2,
        "squared": lambda y, z: functional.mse_loss(z, y, reduction="sum"),
        "absolute": lambda y, z: functional.l1_loss(z, y, reduction="sum"),
        "logistic": lambda y, z: functional.soft_margin_loss(z, y, reduction="sum"),
        "exponential": lambda y, z: torch.exp(-y * z).sum(),
        "huber": lambda y, z: functional.huber_loss(z, y, reduction="sum", delta=parameter),
        "quantile": lambda y, z: torch.maximum(parameter * (y - z), (1 - parameter) * (z - y)).sum(),
    }


@pytest.mark.torch
@pytest.mark.parametrize("level", [1, 2, 3])
def test_draws_against_pytorch(level):
    torch = pytest.importorskip("torch")
    for problem in drawn(NAME, level):
        params = problem.params
        loss = torch_losses(torch, float(params.parameter))[params.loss]

        def shifts(y, z, loss=loss):
            answers = torch.tensor(z, dtype=torch.float64, requires_grad=True)
            loss(torch.tensor(y, dtype=torch.float64), answers).backward()
            return (-answers.grad).tolist()

        z = [math.log(answer.value) if answer.log else float(answer.value) for answer in params.z]
        assert numbers(problem.part("shifts").answer) == pytest.approx(shifts(floats(params.y), z))
        far = float(params.parameter) + 1
        for part, y in (("above", far), ("below", -far)):
            if part in params.asks:
                assert numbers(problem.part(part).answer) == pytest.approx(shifts([y], [0.0])[0])
        for part in formula_parts(problem):
            at = {name: column[0] for name, column in sample(part.answer, problem.id).columns.items()}
            if part.name == "inside" and abs(at["y"] - at["z"]) >= params.parameter:
                continue
            assert value(part.answer.tree, at) == pytest.approx(shifts([at["y"]], [at["z"]])[0])
