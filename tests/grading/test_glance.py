"""The glance at three points says nothing that the whole comparison would not say."""

from __future__ import annotations

import pytest

from colloq.grading.formula import Outcome, compare, sample
from colloq.grading.glance import glance
from colloq.model import Domain, FormulaAnswer, Kind
from colloq.notation.read import read_formula

SEED = "glance"
REAL = Domain(Kind.REAL)


def _pair(expected, typed, symbols):
    answer = FormulaAnswer(read_formula(expected, tuple(symbols)).tree, symbols)
    return answer, read_formula(typed, tuple(symbols)).tree


@pytest.mark.parametrize(
    ("expected", "typed"),
    [
        ("x*y+1", "x*y+1.0000001"),
        ("(x+y)^2", "x^2+y^2"),
        ("sin(x)", "cos(x)"),
        ("x^2", "-x^2"),
        ("e^(x*y)", "e^(x*y)+10^-7"),
        ("0", "sin(x)"),
        ("x", "|x|+y-y"),  # the third point is on the other side of 0
    ],
)
def test_a_difference_is_seen_at_once_and_shown_as_the_whole_comparison_shows_it(expected, typed):
    answer, tree = _pair(expected, typed, {"x": REAL, "y": REAL})
    first, whole = glance(answer, tree, SEED), compare(answer, tree, sample(answer, SEED))
    assert first is not None
    assert first.outcome is whole.outcome is Outcome.DIFFERENT
    if "|" not in typed:
        assert first.witness == whole.witness


@pytest.mark.parametrize("typed", ["√(x-9)", "1/(y-y)", "x+10^400", "(x+10^20)*y-10^20*y", "ln(-x^2)", "9^9^9^9"])
def test_what_floats_cannot_tell_is_left_to_the_whole_comparison(typed):
    answer, tree = _pair("x*y", typed, {"x": REAL, "y": REAL})
    assert glance(answer, tree, SEED) is None


@pytest.mark.parametrize("expected", ["ln(-x^2)", "√(-x^2-1)"])
def test_an_answer_without_plain_values_gets_no_glance(expected):
    answer, tree = _pair(expected, "x", {"x": REAL})
    assert glance(answer, tree, SEED) is None


def test_one_point_stands_on_the_other_side_of_0():
    answer, tree = _pair("x+10", "|x|+10", {"x": REAL})
    seen = [glance(answer, tree, f"{SEED} {number}") for number in range(40)]
    assert all(found is not None and found.outcome is Outcome.DIFFERENT for found in seen)
