"""boost-residuals: tables by hand, mistakes, errors carried forward, refusals, and scikit-learn's trees on the residuals."""

from __future__ import annotations

import numpy as np
import pytest

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

NAME = "boost-residuals"
TWO = {"y": "10 4 7", "rate": "1/2", "trees": "8 6 6; 5 1 4"}
STUMPS = {"y": "5 -5 11 14", "rate": "1/2", "x": "1 2 3 6", "stumps": "3/2 5 7; 5/2 -3 9", "at": 4}

TABLE = [
    (TWO, {"composition": "6.5 3.5 5", "residuals": "3.5 0.5 2"}),
    ({**TWO, "ask": "residuals"}, {"residuals": "7/2; 1/2; 2"}),
    ({"y": [3, -1], "rate": 1, "trees": [[2, -2]]}, {"composition": "2 -2", "residuals": "1 1"}),
    ({"y": [8], "rate": "0,1", "trees": [[10], [20], [30]]}, {"composition": "6", "residuals": "2"}),
    (STUMPS, {"composition": "1 2 8 8", "residuals": "4 -7 3 6", "forecast": "8"}),
    ({**STUMPS, "at": 1, "ask": "forecast"}, {"forecast": "1"}),
    ({**STUMPS, "at": "5/2", "ask": "forecast"}, {"forecast": "8"}),
]


@pytest.mark.parametrize(("fields", "expected"), TABLE)
def test_by_hand(fields, expected):
    assert_right(NAME, fields, expected)


def test_each_mistake_by_hand():
    assert wrong(NAME, "composition", **TWO) == {
        "rate-forgotten": [13, 7, 10],
        "last-tree-only": [2.5, 0.5, 2],
        "first-tree-unscaled": [10.5, 6.5, 8],
    }
    assert wrong(NAME, "residuals", **TWO) == {
        "sign": [-3.5, -0.5, -2],
        "rate-forgotten": [-3, -3, -3],
        "last-tree-only": [7.5, 3.5, 5],
        "first-tree-unscaled": [-0.5, -2.5, -1],
        "round-short": [6, 1, 4],
    }
    assert wrong(NAME, "composition", **STUMPS)["sides-swapped"] == [8, 7, 1, 1]
    assert wrong(NAME, "forecast", **STUMPS) == {"rate-forgotten": 16, "last-tree-only": 4.5, "sides-swapped": 1}


def test_mistakes_that_these_parameters_cannot_show_are_absent():
    assert set(wrong(NAME, "composition", y="3 1", rate=1, trees="2 2")) == set()
    assert set(wrong(NAME, "residuals", y="3 1", rate="1/2", trees="2 2")) == {"sign", "rate-forgotten"}


def test_mistakes_are_named():
    assert_mistake(NAME, TWO, "residuals", "-3.5 -0.5 -2", "sign")
    assert_mistake(NAME, TWO, "composition", "13 7 10", "rate-forgotten")
    assert_mistake(NAME, STUMPS, "forecast", "9/2", "last-tree-only")


def test_residuals_follow_from_a_wrong_composition():
    assert carried_verdicts(NAME, TWO, {"composition": "13 7 10", "residuals": "-3 -3 -3"}) == {
        "composition": "wrong",
        "residuals": "follows",
    }
    assert carried_verdicts(NAME, TWO, {"composition": "13 7 10", "residuals": "3 3 3"})["residuals"] == "wrong"
    assert carried_verdicts(NAME, TWO, {"composition": "13 7", "residuals": "-3 -3 -3"})["residuals"] == "wrong"


REFUSED = [
    ({"rate": 1, "trees": "1"}, "y", "missing"),
    ({"y": "1 2; 3 4", "rate": 1, "trees": "1"}, "y", "vector", {"least": 1, "most": 8}),
    ({"y": "1 2 3 4 5 6 7 8 9", "rate": 1, "trees": "1"}, "y", "vector"),
    ({"y": "1 1001", "rate": 1, "trees": "1 2"}, "y", "vector-range", {"most": 1000}),
    ({"y": "1 2", "rate": 0, "trees": "1 2"}, "rate", "rate-range"),
    ({"y": "1 2", "rate": "3/2", "trees": "1 2"}, "rate", "rate-range"),
    ({"y": "1 2", "rate": "1/2"}, "trees", "missing"),
    ({"y": "1 2", "rate": "1/2", "trees": "1 2 3"}, "trees", "length", {"count": 2, "given": 3}),
    ({"y": "1", "rate": "1/2", "trees": "1;2;3;4;5;6"}, "trees", "too-many-trees", {"most": 5}),
    ({"y": "1 2", "rate": "1/2", "trees": "1 2000"}, "trees", "vector-range"),
    ({**TWO, "ask": "forecast"}, "ask", "word"),
    ({**TWO, "at": 3}, "at", "unknown"),
    ({**STUMPS, "x": "1 2"}, "x", "length", {"count": 4, "given": 2}),
    ({**STUMPS, "stumps": "3/2 5"}, "stumps", "stump-columns"),
    ({**STUMPS, "stumps": "1 2 3;" * 5 + "1 2 3"}, "stumps", "too-many-trees"),
]


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row[2])
def test_refused(row):
    assert_refused(NAME, *row)


def test_the_texts_of_errors_are_those_that_are_raised():
    assert_error_texts(NAME, REFUSED)


@pytest.mark.parametrize("level", [1, 2, 3])
def test_draws_against_numpy(level):
    for problem in drawn(NAME, level):
        params = problem.params
        trees = np.array([floats(tree) for tree in params.trees])
        if params.stumps:
            trees = np.array([[float(s.left) if x < s.threshold else float(s.right) for x in params.x] for s in params.stumps])
        model = float(params.rate) * trees.sum(axis=0)
        assert numbers(problem.part("composition").answer) == pytest.approx(model.tolist())
        assert numbers(problem.part("residuals").answer) == pytest.approx((np.array(floats(params.y)) - model).tolist())
        assert (len(params.trees), params.rate < 1) >= (2, True)
