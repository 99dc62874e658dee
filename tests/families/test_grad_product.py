"""grad-product: products by hand, spellings, bounds and ties, each mistake, refusals."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from colloq.catalog.problem import from_params
from colloq.grading.grade import grade
from colloq.grading.number import exact
from colloq.model import Correct
from colloq.practice.marking import mark
from tests.families.by_hand import all_right, errors_told, problems, refused, wrong

FAMILY = "grad-product"
GIVEN = {"W": -2, "slopes": "1/3 1/2 3/4"}
BOUNDED = {"W": 2, "slope": "1/4", "bound": "1/8", "ask": "steps"}

TABLE = [
    ({**GIVEN, "ask": "factors, formula, value"}, {"factors": "2", "formula": "W^2 f'(a2) f'(a3)", "value": "3/2"}),
    (GIVEN, {"value": "1.5"}),
    ({"W": "1/2", "f": "tanh", "states": "1/3 1/2 -1/2"}, {"value": "9/64"}),
    ({"W": 4, "f": "sigmoid", "states": "1/3 1/2 1/4"}, {"value": "3/4"}),
    (BOUNDED, {"steps": "5"}),  # 1/2^3 is 1/8, 1/2^4 is less
    ({**BOUNDED, "strict": "no"}, {"steps": "4"}),
    ({**BOUNDED, "bound": 0.1}, {"steps": "5"}),
    ({"W": -6, "slope": "1/2", "bound": 27, "ask": "steps"}, {"steps": "5"}),
    ({"W": -6, "slope": "-1/2", "bound": 27, "strict": "no", "ask": "steps"}, {"steps": "4"}),
    ({"W": 2, "f": "sigmoid", "bound": 0.01, "ask": "steps"}, {"steps": "8"}),  # 1/2^7 = 1/128
    ({"W": "0.1", "f": "tanh", "bound": 0.01, "ask": "steps"}, {"steps": "4"}),
]


@pytest.mark.parametrize(("fields", "expected"), TABLE)
def test_by_hand(fields, expected):
    all_right(FAMILY, fields, expected)


@pytest.mark.parametrize(
    "text",
    [
        "f'(a3) W f'(a2) W",
        "W·f'(a_2)·W·f'(a_3)",
        "W² f′(a₂) f′(a₃)",
        "(W*f'(a2))*(W*f'(a3))",
        r"W^2 \frac{df}{da_2} \frac{df}{da_3}",
    ],
)
def test_spellings(text):
    (part,) = from_params(FAMILY, {**GIVEN, "ask": "formula"}).parts
    assert grade(part.answer, text).verdict == Correct()


def test_each_mistake_by_hand():
    assert wrong(FAMILY, {"W": -2, "slopes": "1/3 1/2 3/4 1/5", "ask": "factors, value"}) == {
        ("factors", "one-factor-more"): "4",
        ("factors", "one-factor-less"): "2",
        ("value", "one-factor-more"): "2/5",
        ("value", "slopes-shifted"): "1",
        ("value", "slopes-forgotten"): "8",
        ("value", "weight-once"): "3/20",
        ("value", "weight-forgotten"): "3/40",
        ("value", "factors-added"): "29/10",
        ("value", "sign-kept"): "-3/5",
    }  # without the first factor it is 4·3/4·1/5, the right number by chance
    assert wrong(FAMILY, {**GIVEN, "ask": "formula"}) == {
        ("formula", "one-factor-more"): "W^3*f'(a1)*f'(a2)*f'(a3)",
        ("formula", "one-factor-less"): "W*f'(a3)",
        ("formula", "slopes-forgotten"): "W^2",
        ("formula", "weight-once"): "W*f'(a2)*f'(a3)",
        ("formula", "weight-forgotten"): "f'(a2)*f'(a3)",
        ("formula", "input-weight"): "U^2*f'(a2)*f'(a3)",
        ("formula", "factors-added"): "W*(f'(a2) + f'(a3))",
    }
    assert wrong(FAMILY, {"W": "4/5", "slope": "5/8", "bound": "1/8", "ask": "steps"}) == {
        ("steps", "strictness"): "4",
        ("steps", "one-step-late"): "6",
        ("steps", "slopes-forgotten"): "11",
    }
    smooth = wrong(FAMILY, {"W": "1/2", "f": "tanh", "states": "1/3 1/2 -1/4"})
    assert smooth["value", "states-for-slopes"] == "1/32"
    assert smooth["value", "other-slope"] == "5/256"


def test_the_value_follows_from_the_own_formula():
    problem = from_params(FAMILY, {**GIVEN, "ask": "formula, value"})
    _, value = mark(problem, {"formula": "W f'(a2) f'(a3)", "value": "3/4"})
    assert value.graded.verdict == Correct(follows=("formula",))


def test_products_and_first_steps_by_counting():
    """The product factor by factor; every k before the answer fails, the answer itself does not."""
    for problem in problems(FAMILY):
        params, names = problem.params, [part.name for part in problem.parts]
        slopes = params.along
        if params.kind == "tanh":
            slopes = [1 - cell * cell for cell in params.along]
        elif params.kind == "sigmoid":
            slopes = [cell - cell * cell for cell in params.along]
        product = Fraction(1)
        for slope in slopes[1:]:
            product *= params.w * slope
        assert exact(problem.part("value").answer.value) == abs(product), problem.id
        if "steps" in names:
            size = abs(params.w) * params.slope
            k = int(exact(problem.part("steps").answer.value))
            signs = [math.copysign(1, size - 1) * (size ** (number - 1) - params.bound) for number in (k - 1, k)]
            assert (signs[0] <= 0 < signs[1]) if params.strict else (signs[0] < 0 <= signs[1]), problem.id


REFUSED = [
    ({"slopes": "1 2"}, "W", "missing", {}),
    ({"W": 2}, "slopes", "missing", {}),
    ({"W": 2, "f": "tanh"}, "states", "missing", {}),
    ({"W": 2, "f": "relu"}, "f", "word", {"value": "relu", "allowed": "given, sigmoid, tanh"}),
    ({"W": 2, "slopes": "1"}, "slopes", "vector-length", {"low": 2, "high": 6, "given": 1}),
    ({"W": 0, "slopes": "1 2"}, "W", "zero", {}),
    ({"W": 2, "slopes": "1 0"}, "slopes", "zero", {}),
    ({"W": 2, "slope": 0, "bound": 2, "ask": "steps"}, "slope", "zero", {}),
    ({"W": 2, "f": "tanh", "states": "1 1/2"}, "states", "not-a-state", {}),
    ({"W": 2, "f": "sigmoid", "states": "1/2 -1/2"}, "states", "not-a-state", {}),
    ({"W": 2, "slope": "1/2", "bound": "1/2", "ask": "steps"}, "W", "size-one", {}),
    ({"W": 8, "f": "sigmoid", "bound": "1/2", "ask": "steps"}, "W", "no-estimate", {}),
    ({"W": 1, "slope": "1/2", "bound": 2, "ask": "steps"}, "bound", "bound-side", {}),
    ({"W": 3, "slope": 1, "bound": "1/2", "ask": "steps"}, "bound", "bound-side", {}),
    ({"W": 3, "slope": 1, "bound": 1, "ask": "steps"}, "bound", "bound-side", {}),
    ({"W": "0.9", "slope": 1, "bound": 0.001, "ask": "steps"}, "bound", "too-many-steps", {"most": 40}),
    ({**BOUNDED, "strict": "maybe"}, "strict", "word", {"value": "maybe", "allowed": "no, yes"}),
    ({**GIVEN, "bound": 2}, "bound", "unknown", None),
]


@pytest.mark.parametrize(("fields", "field", "key", "values"), REFUSED)
def test_refused(fields, field, key, values):
    refused(FAMILY, fields, field, key, values)


def test_the_texts_of_errors_are_those_that_are_raised():
    errors_told(FAMILY, REFUSED)
