"""boost-stump: tables by hand, mistakes, errors carried forward, refusals, and scikit-learn's regression trees."""

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

NAME = "boost-stump"
FIRST = {"x": "2 4 5 7 12", "y": "-6 0 5 1 6", "rate": "1/5", "ask": "threshold, leaves, error, residuals"}
LATER = {
    "x": "7 1 5 10 3",
    "y": "-9 7 0 11 7",
    "rate": "0.1",
    "composition": "-1 4 -2 6 8",
    "ask": "targets, threshold, leaves, residuals",
}

TABLE = [
    (FIRST, {"threshold": "3", "leaves": "-6 3", "error": "26", "residuals": "-4.8 -0.6 4.4 0.4 5.4"}),
    (LATER, {"targets": "-8 3 2 5 -1", "threshold": "8,5", "leaves": "-1; 5", "residuals": "-7.9 3.1 2.1 4.5 -0.9"}),
    ({"x": "1 4 6 8", "y": "-2 -5 1 10"}, {"threshold": "7", "leaves": "-2 10", "residuals": "0 -3 3 0"}),
    ({"x": "0 1", "y": "3 5", "ask": "leaves"}, {"leaves": "3 5"}),
    ({"x": [1, 1, 2], "y": [0, 2, 7], "ask": "threshold, error"}, {"threshold": "3/2", "error": "2"}),
]


@pytest.mark.parametrize(("fields", "expected"), TABLE)
def test_by_hand(fields, expected):
    assert_right(NAME, fields, expected)


def test_each_mistake_by_hand():
    assert wrong(NAME, "threshold", **FIRST) == {"neighbour-for-midpoint": 4}
    assert wrong(NAME, "leaves", **FIRST) == {"leaves-swapped": [3, -6], "sums-for-means": [-6, 12]}
    assert wrong(NAME, "error", **FIRST) == {"mean-for-sum": 5.2, "squares-forgotten": 10, "one-mean": pytest.approx(90.8)}
    assert wrong(NAME, "residuals", **FIRST) == {
        "sign": [4.8, 0.6, -4.4, -0.4, -5.4],
        "rate-forgotten": [0, -3, 2, -2, 3],
        "leaves-swapped": [-6.6, 1.2, 6.2, 2.2, 7.2],
    }
    assert wrong(NAME, "targets", **LATER) == {"sign": [8, -3, -2, -5, 1]}
    assert wrong(NAME, "leaves", **LATER)["fitted-to-y"] == [1.25, 11]  # of 7, 7, 0, -9 and of 11
    assert wrong(NAME, "residuals", **LATER)["last-tree-only"] == pytest.approx([-8.9, 7.1, 0.1, 10.5, 7.1])


def test_thresholds_that_tempt():
    tempting = {"x": "1 2 3 4", "y": "0 6 12 20"}  # errors: 98 + ..., the halves are best
    assert wrong(NAME, "threshold", **tempting) == {"neighbour-for-midpoint": 3, "largest-jump": 3.5}
    edge = {"x": "1 2 3 4", "y": "0 1 2 30"}
    assert wrong(NAME, "threshold", **edge) == {"neighbour-for-midpoint": 4, "middle-split": 2.5}


def test_mistakes_are_named():
    assert_mistake(NAME, FIRST, "leaves", "-6 12", "sums-for-means")
    assert_mistake(NAME, FIRST, "residuals", "0 -3 2 -2 3", "rate-forgotten")
    assert_mistake(NAME, LATER, "targets", "8 -3 -2 -5 1", "sign")


def test_later_parts_follow_from_own_answers():
    own = {"threshold": "4.5", "leaves": "-3 4", "error": "32", "residuals": "-5.4 0.6 4.2 0.2 5.2"}
    assert carried_verdicts(NAME, FIRST, own) == {
        "threshold": "wrong",
        "leaves": "follows",
        "error": "follows",
        "residuals": "follows",
    }
    assert carried_verdicts(NAME, FIRST, {**own, "threshold": "1"})["leaves"] == "wrong"
    signs = {"targets": "8 -3 -2 -5 1", "threshold": "17/2", "leaves": "1 -5", "residuals": "7.9 -3.1 -2.1 -4.5 0.9"}
    assert carried_verdicts(NAME, LATER, signs) == {
        "targets": "wrong",
        "threshold": "right",
        "leaves": "follows",
        "residuals": "follows",
    }


REFUSED = [
    ({"y": "1 2"}, "x", "missing"),
    ({"x": "1", "y": "1"}, "x", "vector", {"least": 2, "most": 8}),
    ({"x": "1 2", "y": "1 2000"}, "y", "vector-range"),
    ({"x": "1 2", "y": "1 2 3"}, "y", "length", {"count": 2, "given": 3}),
    ({"x": "1 2", "y": "1 3", "rate": 0}, "rate", "rate-range"),
    ({"x": "1 2", "y": "1 3", "composition": "1 2 3"}, "composition", "length"),
    ({"x": "1 2", "y": "1 3", "ask": "targets"}, "ask", "word"),
    ({"x": "2 2", "y": "1 3"}, "x", "no-split"),
    ({"x": "1 2 3", "y": "0 1 2"}, "y", "equal-splits", {"first": "3/2", "second": "5/2"}),
    ({"x": "1 2", "y": "3 3"}, "y", "flat"),
    ({"x": "1 2", "y": "1 3", "depth": 2}, "depth", "unknown"),
]


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row[2])
def test_refused(row):
    assert_refused(NAME, *row)


def test_the_texts_of_errors_are_those_that_are_raised():
    assert_error_texts(NAME, REFUSED)


@pytest.mark.parametrize("level", [1, 2, 3])
def test_draws_against_variances(level):
    """The best split leaves the least variance within the leaves, weighted by their sizes."""
    for problem in drawn(NAME, level):
        x, y = np.array(floats(problem.params.x)), np.array(floats(problem.params.targets))
        ordered = np.sort(x)
        spread = {
            middle: np.var(y[x < middle]) * np.sum(x < middle) + np.var(y[x > middle]) * np.sum(x > middle)
            for middle in (ordered[1:] + ordered[:-1]) / 2
        }
        best, second = sorted(spread.values())[:2]
        threshold = numbers(problem.part("threshold").answer)
        assert spread[threshold] == pytest.approx(best)
        assert second - best > 0.49


@pytest.mark.parametrize("level", [1, 2, 3])
def test_draws_against_scikit_learn(level):
    tree = pytest.importorskip("sklearn.tree")
    for problem in drawn(NAME, level):
        params = problem.params
        model = tree.DecisionTreeRegressor(max_depth=1).fit([[value] for value in floats(params.x)], floats(params.targets))
        left, right = model.tree_.children_left[0], model.tree_.children_right[0]
        leaves = model.tree_.value.ravel()
        assert numbers(problem.part("threshold").answer) == pytest.approx(model.tree_.threshold[0])
        assert numbers(problem.part("leaves").answer) == pytest.approx([leaves[left], leaves[right]])
