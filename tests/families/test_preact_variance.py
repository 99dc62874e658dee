"""preact-variance: by hand and by random numbers, mistakes, refusals, errors carried forward."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest

from colloq.catalog.problem import from_params
from colloq.errors import ParameterError
from colloq.exact.roots import square_free
from colloq.grading.grade import grade
from colloq.grading.number import as_float
from colloq.model import Correct, Finding, NumberAnswer, Wrong
from colloq.practice.marking import mark_part
from tests.drawn import draw

PLAIN = {"n": 50, "var_x": "1/2", "var_w": "1/10", "ask": "formula, variance, std, scale"}
BY_STD = {"n": 100, "std_x": 2, "std_w": "1/5", "ask": "variance, std, scale"}
MEAN = {"n": 12, "mean_x": "1/2", "var_x": "1/4", "std_w": "1/3", "ask": "formula, variance, scale"}
TABLE = [
    (PLAIN, {"formula": "n Vx Vw", "variance": "2.5", "std": "√(5/2)", "scale": "1/√5"}),
    (PLAIN, {"formula": "Vw*Vx*n", "variance": "5/2", "std": "1,58", "scale": "0.447"}),
    (BY_STD, {"variance": "16", "std": "4", "scale": "1/2"}),
    (MEAN, {"formula": "n Vw (Vx + m^2)", "variance": "2/3", "scale": "√3/2"}),
    ({"n": 100, "var_x": 1, "var_w": 1, "ask": "scale"}, {"scale": "0.1"}),  # the guide's 1/sqrt(n)
]


@pytest.mark.parametrize(("fields", "expected"), TABLE)
def test_by_hand(fields, expected):
    problem = from_params("preact-variance", fields)
    assert [part.name for part in problem.parts] == list(expected)
    for part in problem.parts:
        assert grade(part.answer, expected[part.name], mistakes=problem.mistakes).verdict == Correct(), part.name


@pytest.mark.parametrize(
    ("fields", "part", "text", "name"),
    [
        (PLAIN, "formula", "Vx Vw", "inputs-forgotten"),
        (PLAIN, "formula", "n (Vx + Vw)", "spreads-added"),
        (PLAIN, "formula", "n^2 Vx Vw", "count-squared"),
        (PLAIN, "variance", "1/20", "inputs-forgotten"),
        (PLAIN, "variance", "30", "spreads-added"),
        (PLAIN, "variance", "125", "count-squared"),
        (PLAIN, "std", "2.5", "variance-for-std"),
        (PLAIN, "scale", "1/5", "root-forgotten"),
        (PLAIN, "scale", "√(2/5)", "sum-for-weights"),
        (PLAIN, "scale", "√10", "inputs-forgotten"),
        (PLAIN, "scale", "√5", "upside-down"),
        (BY_STD, "variance", "40", "std-for-variance"),
        (BY_STD, "scale", "1/√20", "std-for-variance"),
        (MEAN, "formula", "n Vx Vw", "mean-forgotten"),
        (MEAN, "formula", "n Vw (Vx + m)", "mean-not-squared"),
        (MEAN, "formula", "n (Vx Vw + m^2)", "mean-outside"),
        (MEAN, "variance", "1/3", "mean-forgotten"),
        (MEAN, "variance", "1", "mean-not-squared"),
        (MEAN, "variance", "10/3", "mean-outside"),
    ],
)
def test_each_mistake_by_hand(fields, part, text, name):
    problem = from_params("preact-variance", fields)
    found = grade(problem.part(part).answer, text, seed="x", mistakes=[m for m in problem.mistakes if m.part == part]).verdict
    assert isinstance(found, Wrong)
    assert found.mistake == Finding(name)


def test_mistakes_that_these_parameters_cannot_show_are_absent():
    found = {m.name for m in from_params("preact-variance", {"n": 100, "var_x": 1, "var_w": 1, "ask": "scale"}).mistakes}
    assert found == {"root-forgotten", "inputs-forgotten", "upside-down"}


def test_what_follows_from_own_answers_is_right():
    problem = from_params("preact-variance", PLAIN)
    assert mark_part(problem, "std", "√30", {"variance": "30"}).graded.verdict == Correct(follows=("variance",))
    assert mark_part(problem, "variance", "30", {"formula": "n (Vx+Vw)"}).graded.verdict == Correct(follows=("formula",))


REFUSED = [
    ({**PLAIN, "std_x": 1}, "std_x", "one-spread", {"other": "var_x"}),
    ({**PLAIN, "var_w": 0}, "var_w", "spread-positive", {}),
    ({**BY_STD, "std_w": "-1/5"}, "std_w", "spread-positive", {}),
    ({**PLAIN, "n": 0}, "n", "integer", {"low": 1}),
    ({"n": 5, "var_x": 1}, "var_w", "missing", {}),
    ({**PLAIN, "ask": "mean"}, "ask", "word", {"value": "mean"}),
]


@pytest.mark.parametrize(("fields", "field", "key", "values"), REFUSED)
def test_refused(fields, field, key, values):
    with pytest.raises(ParameterError) as caught:
        from_params("preact-variance", fields)
    assert (caught.value.field, caught.value.key) == (field, key)
    assert values.items() <= caught.value.values.items()


@pytest.mark.parametrize("level", [1, 2, 3])
def test_the_oracle_agrees_on_200_seeds(level):
    for seed in range(200):
        problem = draw("preact-variance", level, seed)
        found = problem.family.oracle(problem.params, {"n": 3.0, "m": 0.5, "Vx": 1.5, "Vw": 0.7})
        for part in problem.parts:
            if isinstance(part.answer, NumberAnswer):
                assert math.isclose(as_float(part.answer.value), found[part.name], rel_tol=1e-12), problem.id


def test_the_variance_is_that_of_random_sums():
    """A hundred thousand sums; the estimate of a variance from so many is within 3 per cent."""
    rng = np.random.default_rng(12)
    for seed in range(3):
        problem = draw("preact-variance", 3, seed)
        params = problem.params
        n = min(params.n, 20)
        x = rng.normal(float(params.mean), math.sqrt(params.var_x), (100_000, n))
        w = rng.normal(0, math.sqrt(params.var_w), (100_000, n))
        expected = float(problem.family._variance(params)) * n / params.n
        assert (x * w).sum(axis=1).var() == pytest.approx(expected, rel=0.03)


@pytest.mark.parametrize(("number", "expected"), [("8", (2, 2)), ("1/12", (1, 3)), ("9/4", (3, 1)), ("7", (1, 7))])
def test_roots_are_split(number, expected):
    outside, inside = square_free(Fraction(number))
    assert inside == expected[1]
    assert outside**2 * inside == Fraction(number)
