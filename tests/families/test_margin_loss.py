"""margin-loss: tables by hand, mistakes, refusals, and every option and factor looked at on a fine grid."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from colloq.catalog.load import entry
from colloq.catalog.problem import from_params
from colloq.families import margin_loss
from colloq.grading.grade import grade
from colloq.model import Correct, Finding, Wrong
from colloq.notation.evaluate import value
from tests.families.checks import (
    assert_error_texts,
    assert_mistake,
    assert_refused,
    assert_right,
    drawn,
    numbers,
    wrong,
)

NAME = "margin-loss"
LOGS = {"y": "1 1 -1", "f": "-ln5 ln6 -ln3"}
CHOICE = {**LOGS, "options": "exp-half, log-two, log-natural, hinge, line", "ask": "upper"}

TABLE = [
    (LOGS, {"threshold": "1 0 0", "bounds": "5 1/6 1/3"}),
    ({**LOGS, "ask": "errors, bound"}, {"errors": "1", "bound": "5,5"}),
    (
        {"y": "1 -1", "f": "2 1/2", "ask": "threshold, bounds, bound"},
        {"threshold": "0 1", "bounds": "e^-2 e^0.5", "bound": "1.78"},
    ),
    (CHOICE, {"upper": "b d"}),
    ({**LOGS, "shape": "log", "a": 1, "ask": "factor"}, {"factor": "1/ln 2"}),
    ({**LOGS, "shape": "sigmoid", "a": 1, "ask": "factor"}, {"factor": "2"}),
    ({**LOGS, "shape": "hinge", "a": 4, "ask": "factor"}, {"factor": "0.25"}),
    ({**LOGS, "shape": "square", "a": 3, "ask": "factor"}, {"factor": "1/9"}),
    ({**LOGS, "shape": "exp", "a": 5, "ask": "factor"}, {"factor": "5"}),
]


@pytest.mark.parametrize(("fields", "expected"), TABLE)
def test_by_hand(fields, expected):
    assert_right(NAME, fields, expected)


def test_each_mistake_by_hand():
    assert wrong(NAME, "threshold", **LOGS) == {"right-ones-counted": [0, 1, 1], "label-forgotten": [1, 0, 1]}
    assert wrong(NAME, "bounds", **LOGS) == {
        "sign-in-exponent": [pytest.approx(0.2), 6, 3],
        "label-forgotten": [5, pytest.approx(1 / 6), 3],
    }
    assert wrong(NAME, "bound", **LOGS, ask="bound") == {
        "sign-in-exponent": 9.2,
        "label-forgotten": pytest.approx(49 / 6),
        "mean-for-sum": pytest.approx(11 / 6),
    }
    assert wrong(NAME, "errors", **LOGS, ask="errors") == {"right-ones-counted": 2}  # f alone is negative twice as well
    assert wrong(NAME, "factor", **LOGS, shape="log", a=1, ask="factor") == pytest.approx(
        {"value-for-factor": math.log(2), "one-point-only": 1 / math.log(1 + math.e)}
    )


def test_a_wrong_option_is_named():
    assert_mistake(NAME, CHOICE, "upper", "b c d", "log-natural")
    assert grade(from_params(NAME, CHOICE).part("upper").answer, "b a").verdict == Wrong(Finding("exp-half"))
    assert grade(from_params(NAME, CHOICE).part("upper").answer, "d, b").verdict == Correct()


REFUSED = [
    ({"f": "1"}, "y", "missing"),
    ({"y": "1 1; 1 1", "f": "1"}, "y", "vector"),
    ({"y": "1 2", "f": "1 1"}, "y", "signs"),
    ({"y": "1 1", "f": "1"}, "f", "length"),
    ({"y": "1 1", "f": "1 x"}, "f", "matrix"),
    ({"y": "1 1", "f": "1 21"}, "f", "logit"),
    ({"y": "1 1", "f": "1 0"}, "f", "zero-margin", {"i": 2}),
    ({**LOGS, "ask": "sum"}, "ask", "word"),
    ({**CHOICE, "options": "hinge, sine"}, "options", "word", {"value": "sine"}),
    ({**CHOICE, "options": "hinge, square"}, "options", "options-kinds"),
    ({**CHOICE, "options": "line, line, hinge"}, "options", "options-kinds"),
    ({**LOGS, "shape": "cosine", "a": 1, "ask": "factor"}, "shape", "word"),
    ({**LOGS, "shape": "hinge", "a": 1, "ask": "factor"}, "a", "integer", {"low": 2}),
    ({**LOGS, "margin": 1}, "margin", "unknown"),
]


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row[2])
def test_refused(row):
    assert_refused(NAME, *row)


def test_the_texts_of_errors_are_those_that_are_raised():
    assert_error_texts(NAME, REFUSED)


FUNCTIONS = {
    "exp-minus": lambda m: np.exp(-m),
    "log-two": lambda m: np.log2(1 + np.exp(-m)),
    "hinge": lambda m: np.maximum(0, 1 - m),
    "square": lambda m: (1 - m) ** 2,
    "sigmoid-twice": lambda m: 2 / (1 + np.exp(m)),
    "exp-two": lambda m: np.exp(-2 * m),
    "absolute": lambda m: np.abs(1 - m),
    "hinge-squared": lambda m: np.maximum(0, 1 - m) ** 2,
    "log-natural": lambda m: np.log(1 + np.exp(-m)),
    "perceptron": lambda m: np.maximum(0, -m),
    "exp-plus": np.exp,
    "sigmoid-once": lambda m: 1 / (1 + np.exp(m)),
    "exp-half": lambda m: np.exp(-m) / 2,
    "line": lambda m: 1 - m,
    "plain-square": lambda m: m**2,
    "exp-lowered": lambda m: np.exp(-m) - 1,
}
GRID = np.concatenate([-np.geomspace(1e-6, 30, 4000), np.geomspace(1e-6, 30, 4000)])


def test_the_options_are_what_they_are_said_to_be():
    assert set(FUNCTIONS) == {*margin_loss.UPPER, *margin_loss.NOT_UPPER} == set(entry(NAME)["words"])
    for option, function in FUNCTIONS.items():
        bounds = bool((function(GRID) >= (GRID < 0)).all())
        assert bounds == (option in margin_loss.UPPER), option


@pytest.mark.parametrize("shape", margin_loss.SHAPES)
@pytest.mark.parametrize("a", [2, 3, 5])
def test_the_factor_is_the_smallest(shape, a):
    problem = from_params(NAME, {**LOGS, "shape": shape, "a": a, "ask": "factor"})
    factor = numbers(problem.part("factor").answer)
    function = problem.state["function"]
    least = minimize_scalar(lambda m: value(function, {"M": m}), bounds=(-20, 0), method="bounded", options={"xatol": 1e-9})
    assert factor == pytest.approx(1 / least.fun, rel=1e-6)
    assert all(factor * value(function, {"M": float(m)}) >= (m < 0) for m in GRID[::50])


@pytest.mark.parametrize("level", [1, 2, 3])
def test_draws_against_numpy(level):
    for problem in drawn(NAME, level):
        params = problem.params
        margins = np.array([float(y) for y in params.y]) * np.log([float(score.value) for score in params.f])
        if "bound" in params.asks:
            assert numbers(problem.part("bound").answer) == pytest.approx(np.exp(-margins).sum())
        else:
            assert numbers(problem.part("threshold").answer) == (margins < 0).astype(int).tolist()
        if params.options:
            assert len(params.options) == 5
            assert problem.part("upper").answer.right == {
                option for option in params.options if (FUNCTIONS[option](GRID) >= (GRID < 0)).all()
            }
