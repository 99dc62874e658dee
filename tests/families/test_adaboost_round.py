"""adaboost-round: tables by hand, mistakes, errors carried forward, refusals, and the least exponential loss by SciPy."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

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

NAME = "adaboost-round"
EQUAL = {"y": "1 1 -1 -1 1", "t1": "1 -1 -1 -1 1"}
GIVEN = {**EQUAL, "weights": "2 1 3 1 3"}
TWO = {**EQUAL, "t2": "1 1 1 -1 1", "at": 3}

TABLE = [
    (EQUAL, {"error1": "1/5", "alpha1": "ln 2", "weights1": "1/8 1/2 1/8 1/8 1/8"}),
    ({**EQUAL, "normalised": "no"}, {"error1": "0,2", "alpha1": "0,693", "weights1": "1/2 2 1/2 1/2 1/2"}),
    (GIVEN, {"error1": "1/10", "alpha1": "ln(9)/2", "weights1": "1/9 1/2 1/6 1/18 1/6"}),
    ({**GIVEN, "normalised": "no"}, {"error1": "0.1", "alpha1": "ln 3", "weights1": "2/3 3 1 1/3 1"}),
    (
        {"y": "1 -1 1 -1", "t1": "1 -1 1 1", "normalised": "no"},
        {"error1": "1/4", "alpha1": "1/2 ln 3", "weights1": "1/√3 √3/3 0.577 √3"},
    ),
    (
        TWO,
        {
            "error1": "1/5",
            "alpha1": "ln 2",
            "weights1": "0.125 0.5 0.125 0.125 0.125",
            "error2": "1/8",
            "alpha2": "1/2 ln 7",
            "score": "ln(7)/2 - ln 2",
        },
    ),
]


@pytest.mark.parametrize(("fields", "expected"), TABLE)
def test_by_hand(fields, expected):
    assert_right(NAME, fields, expected)


def test_each_mistake_by_hand():
    assert wrong(NAME, "error1", **GIVEN) == {"unweighted": 0.2, "right-counted": 0.9, "sum-not-divided": 1}
    assert wrong(NAME, "error1", **EQUAL) == {"right-counted": 0.8, "sum-not-divided": 1}
    assert wrong(NAME, "alpha1", **EQUAL) == pytest.approx(
        {"half-forgotten": math.log(4), "alpha-inverted": -math.log(2), "logarithm-forgotten": 2}
    )
    raw = wrong(NAME, "weights1", **GIVEN, normalised="no")
    assert raw == {
        "sign-in-exponent": [6, pytest.approx(1 / 3), 9, 3, 9],
        "normalised-unasked": pytest.approx([1 / 9, 1 / 2, 1 / 6, 1 / 18, 1 / 6]),
        "half-forgotten": pytest.approx([2 / 9, 9, 1 / 3, 1 / 9, 1 / 3]),
        "old-weights-forgotten": pytest.approx([1 / 3, 3, 1 / 3, 1 / 3, 1 / 3]),
        "one-side-only": [2, 3, 3, 1, 3],
    }
    assert wrong(NAME, "weights1", **EQUAL) == {
        "sign-in-exponent": pytest.approx([4 / 17, 1 / 17, 4 / 17, 4 / 17, 4 / 17]),
        "not-normalised": [0.5, 2, 0.5, 0.5, 0.5],
        "half-forgotten": pytest.approx([1 / 20, 16 / 20, 1 / 20, 1 / 20, 1 / 20]),
    }
    kept = wrong(NAME, "weights1", **EQUAL, normalised="no")["start-weights-kept"]
    assert kept == pytest.approx([1 / 10, 4 / 10, 1 / 10, 1 / 10, 1 / 10])
    assert wrong(NAME, "error2", **TWO) == {"unweighted": 0.2, "right-counted": 0.875}
    assert wrong(NAME, "score", **TWO) == pytest.approx(
        {
            "last-learner-only": math.log(7) / 2,
            "votes-unsigned": math.log(7) / 2 + math.log(2),
            "half-forgotten": math.log(7) - math.log(4),
        }
    )


def test_mistakes_are_named():
    assert_mistake(NAME, GIVEN, "error1", "1/5", "unweighted")
    assert_mistake(NAME, EQUAL, "alpha1", "ln 4", "half-forgotten")
    assert_mistake(NAME, EQUAL, "weights1", "4/17 1/17 4/17 4/17 4/17", "sign-in-exponent")


def test_later_parts_follow_from_own_answers():
    own = {"error1": "1/3", "alpha1": "ln(2)/2", "weights1": "1/6 1/3 1/6 1/6 1/6", "error2": "1/6", "alpha2": "1/2 ln 5"}
    follow = carried_verdicts(NAME, TWO, {**own, "score": "1/2 ln 5 - 1/2 ln 2"})
    assert follow == {
        "error1": "wrong",
        "alpha1": "follows",
        "weights1": "follows",
        "error2": "follows",
        "alpha2": "follows",
        "score": "follows",
    }
    assert carried_verdicts(NAME, TWO, {**own, "error1": "3/2"})["alpha1"] == "wrong"


REFUSED = [
    ({"t1": "1 -1"}, "y", "missing"),
    ({"y": "1", "t1": "1"}, "y", "vector", {"least": 2, "most": 8}),
    ({"y": "1 0", "t1": "1 -1"}, "y", "signs"),
    ({**EQUAL, "t1": "1 -1"}, "t1", "length", {"count": 5, "given": 2}),
    ({**EQUAL, "weights": "1 2"}, "weights", "length"),
    ({**EQUAL, "weights": "1 2 3 0 1"}, "weights", "weights-positive"),
    ({**EQUAL, "weights": "1 2 3 2000 1"}, "weights", "vector-range"),
    ({**EQUAL, "t1": "1 1 -1 -1 1"}, "t1", "no-error"),
    ({**EQUAL, "t1": "-1 -1 1 -1 1"}, "t1", "not-weak", {"error": "3/5"}),
    ({"y": "1 -1", "t1": "1 1"}, "t1", "not-weak", {"error": "1/2"}),
    ({**EQUAL, "weights": "1 4 1 1 1"}, "t1", "not-weak", {"error": "1/2"}),
    ({**EQUAL, "t2": "1 1 -1 -1 1"}, "t2", "no-error"),
    ({**EQUAL, "t2": "1 -1 -1 -1 1"}, "t2", "not-weak", {"error": "1/2"}),
    ({**TWO, "normalised": "no"}, "normalised", "normalised-needed"),
    ({**EQUAL, "normalised": "maybe"}, "normalised", "word"),
    ({**EQUAL, "ask": "error2"}, "ask", "word"),
    ({**TWO, "at": 6}, "at", "integer"),
    ({**EQUAL, "at": 2}, "at", "unknown"),
]


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row[2])
def test_refused(row):
    assert_refused(NAME, *row)


def test_the_texts_of_errors_are_those_that_are_raised():
    assert_error_texts(NAME, REFUSED)


@pytest.mark.parametrize("level", [1, 2, 3])
def test_draws_against_the_least_exponential_loss(level):
    """Alpha is where the sum of exp(-y f) is least: found by SciPy, without the formula."""
    for problem in drawn(NAME, level):
        params = problem.params
        y, weights = (np.array(floats(row)) for row in (params.y, params.weights))
        for number, answers in enumerate([params.t1, params.t2][: 2 if params.t2 else 1], 1):
            margins = y * np.array(floats(answers))
            error = weights[margins < 0].sum() / weights.sum()
            found = minimize_scalar(lambda a, w=weights, m=margins: float(w @ np.exp(-a * m)), bracket=(0, 1), tol=1e-12)
            assert numbers(problem.part(f"error{number}").answer) == pytest.approx(error)
            assert numbers(problem.part(f"alpha{number}").answer) == pytest.approx(found.x, abs=1e-6)
            weights = weights * np.exp(-found.x * margins)
        assert 0 < error < 0.5
