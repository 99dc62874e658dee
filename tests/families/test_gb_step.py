"""gb-step: tables by hand, mistakes, errors carried forward, refusals, and a numeric gradient with SciPy's least squares."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import approx_fprime, minimize_scalar

from tests.families.checks import (
    assert_error_texts,
    assert_mistake,
    assert_refused,
    assert_right,
    carried_verdicts,
    drawn,
    floats,
    numbers,
    wrong,
)

NAME = "gb-step"
CONSTANT = {"loss": "squared", "y": "-8 6 -2 -4", "a": "-1 -1 -1 -1"}
GIVEN = {"loss": "half-squared", "y": "3 5 -1 2", "a": "1 1 2 4", "x": "1 3 4 8", "threshold": 2}  # shifts 2 4 -3 -2
SEARCH = {"loss": "quantile", "tau": "4/5", "y": "5 2 2 8 18", "a": "9 4 5 7 12", "x": "1 2 6 8 12"}
LABELS = {"loss": "logistic", "y": "1 1 -1 -1", "a": "0 0 0 0", "x": "1 2 3 4"}

TABLE = [
    (CONSTANT, {"shifts": "-14 14 -2 -6", "constant": "-2", "composition": "-3 -3 -3 -3"}),
    ({**CONSTANT, "loss": "absolute"}, {"shifts": "-1 1 -1 -1", "constant": "-1/2", "composition": "-3/2 -3/2 -3/2 -3/2"}),
    (GIVEN, {"shifts": "2 4 -3 -2", "leaves": "2 -1/3", "composition": "3 2/3 5/3 11/3"}),
    (
        SEARCH,
        {"shifts": "-1/5 -1/5 -1/5 4/5 4/5", "threshold": "7", "leaves": "-0.2 0.8", "composition": "8.8 3.8 4.8 7.8 12.8"},
    ),
    (LABELS, {"shifts": "1/2 1/2 -1/2 -1/2", "threshold": "5/2", "leaves": "0.5 -0.5", "composition": "0.5 0.5 -0.5 -0.5"}),
    ({**LABELS, "loss": "exponential", "ask": "shifts, leaves"}, {"shifts": "1 1 -1 -1", "leaves": "1 -1"}),
    ({**GIVEN, "loss": "huber", "delta": 3}, {"shifts": "2 3 -3 -2", "leaves": "2 -2/3", "composition": "3 1/3 4/3 10/3"}),
]


@pytest.mark.parametrize(("fields", "expected"), TABLE)
def test_by_hand(fields, expected):
    assert_right(NAME, fields, expected)


def test_each_mistake_by_hand():
    assert wrong(NAME, "shifts", **CONSTANT) == {"sign": [14, -14, 2, 6], "two-forgotten": [-7, 7, -1, -3]}
    assert wrong(NAME, "constant", **CONSTANT) == {"sum-for-mean": -8}  # the mean of y is -2 as well
    assert wrong(NAME, "composition", **CONSTANT) == {
        "learner-subtracted": [1, 1, 1, 1],
        "last-learner-only": [-2, -2, -2, -2],
        "shifts-added": [-15, 13, -3, -7],
    }
    assert wrong(NAME, "leaves", **GIVEN) == {
        "leaves-swapped": pytest.approx([-1 / 3, 2]),
        "sum-for-mean": [2, -1],
        "fitted-to-y": [3, 2],
    }
    assert wrong(NAME, "composition", **GIVEN)["leaves-swapped"] == pytest.approx([2 / 3, 3, 4, 6])
    assert wrong(NAME, "threshold", **SEARCH) == {"neighbour-for-midpoint": 8, "fitted-to-y": 10}
    assert wrong(NAME, "shifts", **SEARCH)["absolute-instead"] == [-1, -1, -1, 1, 1]


def test_mistakes_are_named():
    assert_mistake(NAME, CONSTANT, "shifts", "14 -14 2 6", "sign")
    assert_mistake(NAME, CONSTANT, "composition", "-2 -2 -2 -2", "last-learner-only")
    assert_mistake(NAME, GIVEN, "leaves", "2 -1", "sum-for-mean")


def test_later_parts_follow_from_own_answers():
    own = {"shifts": "-7 7 -1 -3", "constant": "-1", "composition": "-2 -2 -2 -2"}
    assert carried_verdicts(NAME, CONSTANT, own) == {"shifts": "wrong", "constant": "follows", "composition": "follows"}
    turned = {"shifts": "-2 -4 3 2", "leaves": "-2 1/3", "composition": "-1 4/3 7/3 13/3"}
    assert carried_verdicts(NAME, GIVEN, turned) == {"shifts": "wrong", "leaves": "follows", "composition": "follows"}
    split = {"threshold": "4", "leaves": "-1/5 7/15", "shifts": "-1/5 -1/5 -1/5 4/5 4/5"}
    assert carried_verdicts(NAME, SEARCH, split)["leaves"] == "follows"
    assert carried_verdicts(NAME, SEARCH, {**split, "threshold": "0"})["leaves"] == "wrong"


REFUSED = [
    ({**CONSTANT, "loss": "hinge"}, "loss", "word"),
    ({"loss": "squared", "a": "1 2"}, "y", "missing"),
    ({"loss": "squared", "y": "1", "a": "1"}, "y", "vector"),
    ({"loss": "squared", "y": "1 2000", "a": "1 2"}, "y", "vector-range"),
    ({"loss": "squared", "y": "1 2", "a": "1 2 3"}, "a", "length"),
    ({**CONSTANT, "loss": "huber", "delta": -1}, "delta", "delta-range"),
    ({**CONSTANT, "loss": "quantile", "tau": 2}, "tau", "tau-range"),
    ({**CONSTANT, "loss": "logistic"}, "y", "signs"),
    ({**LABELS, "a": "0 0 1 0"}, "a", "margin-start"),
    ({**CONSTANT, "loss": "absolute", "a": "-1 6 -1 -1"}, "a", "kink", {"i": 2}),
    ({**GIVEN, "x": "1 1 1 1"}, "x", "no-split"),
    ({**GIVEN, "threshold": 9}, "threshold", "no-split"),
    ({**LABELS, "y": "1 -1 1 -1"}, "y", "equal-splits", {"first": "3/2", "second": "7/2"}),
    ({**CONSTANT, "threshold": 2}, "threshold", "unknown"),
    ({**GIVEN, "ask": "threshold"}, "ask", "word"),
]


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row[2])
def test_refused(row):
    assert_refused(NAME, *row)


def test_the_texts_of_errors_are_those_that_are_raised():
    assert_error_texts(NAME, REFUSED)


def loss_of(params):
    parameter = float(params.parameter)
    return {
        "half-squared": lambda y, z: ((y - z) ** 2).sum() / 2,
        "squared": lambda y, z: ((y - z) ** 2).sum(),
        "absolute": lambda y, z: np.abs(y - z).sum(),
        "logistic": lambda y, z: np.log1p(np.exp(-y * z)).sum(),
        "exponential": lambda y, z: np.exp(-y * z).sum(),
        "huber": lambda y, z: np.where(
            np.abs(y - z) <= parameter, (y - z) ** 2 / 2, parameter * np.abs(y - z) - parameter**2 / 2
        ).sum(),
        "quantile": lambda y, z: np.maximum(parameter * (y - z), (parameter - 1) * (y - z)).sum(),
    }[params.loss]


@pytest.mark.parametrize("level", [1, 2, 3])
def test_draws_against_scipy(level):
    """Shifts by SciPy's finite differences; each leaf where the squared distance to its shifts is least."""
    for problem in drawn(NAME, level, range(60)):
        params = problem.params
        y, a = np.array(floats(params.y)), np.array(floats(params.a))
        loss = loss_of(params)
        shifts = -approx_fprime(a, lambda z, y=y, loss=loss: loss(y, z), 1e-6)
        assert numbers(problem.part("shifts").answer) == pytest.approx(shifts.tolist(), abs=1e-4)
        shifts = np.array(numbers(problem.part("shifts").answer))
        x = np.array(floats(params.x)) if params.x else np.zeros_like(a)
        cut = float(params.threshold) if params.threshold is not None else 1.0
        if level == 3:
            cut = numbers(problem.part("threshold").answer)
        added = np.zeros_like(a)
        for side in (x < cut, x >= cut):
            if side.any():
                best = minimize_scalar(lambda b, s=shifts[side]: float(np.square(s - b).sum()))
                added[side] = best.x
        assert numbers(problem.part("composition").answer) == pytest.approx((a + added).tolist(), abs=1e-6)
