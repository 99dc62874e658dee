"""taylor-linear: gradients and approximations by hand, SymPy, named mistakes, errors carried forward, refusals."""

from __future__ import annotations

import pytest
import sympy

from colloq.catalog.load import entry
from colloq.catalog.problem import from_params
from colloq.errors import ParameterError
from colloq.model import Correct
from colloq.notation.linear import linear
from colloq.practice.marking import mark
from tests.drawn import draw
from tests.families.functions import Smooth, accepted, answers, named, rationals, solved, wrong

NAME = "taylor-linear"
PLANE = {"f": "x^2*y - 3y", "at": [2, 1], "near": ["2.1", "0.8"]}  # f = 1, slope (4, 1)
EXPONENTIAL = {"f": "y e^(x - 2y)", "at": [2, 1]}  # f = 1, slope (1, 1 - 2)

GRADIENTS = [
    (PLANE, {"gradient": "4 1", "estimate": "6/5"}),  # 1 + 0.4 - 0.2
    (EXPONENTIAL, {"gradient": "1 -1"}),
    ({"f": "x ln(2x - y) + z^2", "at": "1 1 3"}, {"gradient": "2 -1 6"}),
    ({"f": "sqrt(x)", "at": 4, "near": "4.1"}, {"gradient": "1/4", "estimate": "81/40"}),
    ({"f": "x/y", "at": [1, 2]}, {"gradient": "1/2 -1/4"}),
    ({"f": "cos(x) sin(y) + e^(x y)", "at": [0, 0]}, {"gradient": "0 1"}),
]


@pytest.mark.parametrize(("fields", "expected"), GRADIENTS)
def test_by_hand(fields, expected):
    assert solved(NAME, fields) == expected


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        (PLANE, "1 + 4(x - 2) + (y - 1)"),
        (PLANE, "4x + y - 8"),
        (EXPONENTIAL, "1 + (x-2) - (y-1)"),
        ({"f": "x ln(2x - y) + z^2", "at": "1 1 3"}, "9 + 2(x-1) - (y-1) + 6(z-3)"),
        ({"f": "sqrt(x)", "at": 4}, "2 + 0.25(x-4)"),
    ],
)
def test_approximations_by_hand(fields, text):
    assert accepted(NAME, fields, "linear", text)


def test_each_mistake_by_hand():
    assert wrong(NAME, PLANE) == {
        ("gradient", "other-point"): "4 -2",
        ("gradient", "entries-swapped"): "1 4",
        ("gradient", "at-the-near-point"): "84/25 141/100",
        ("estimate", "value-forgotten"): "1/5",
        ("estimate", "minus-for-plus"): "4/5",
        ("estimate", "not-shifted"): "51/5",  # 1 + 8.4 + 0.8
        ("estimate", "exact-value"): "141/125",  # 3.528 - 2.4
    }
    assert wrong(NAME, {**EXPONENTIAL, "at": [4, 2]})["gradient", "inner-derivative-forgotten"] == "2 3"
    for text, name in (
        ("4(x - 2) + (y - 1)", "value-forgotten"),
        ("1 - 4(x - 2) - (y - 1)", "minus-for-plus"),
        ("1 + 4x + y", "not-shifted"),
        ("1 + 4(x + 2) + (y + 1)", "shift-sign"),
    ):
        assert named(NAME, PLANE, "linear", text) == name


def test_what_follows_from_a_wrong_gradient():
    typed = {"gradient": "4; 2", "linear": "1 + 4(x-2) + 2(y-1)", "estimate": "1"}
    verdicts = [part.graded.verdict for part in mark(from_params(NAME, PLANE), typed)]
    assert verdicts[1:] == [Correct(follows=("gradient",)), Correct(follows=("gradient", "linear"))]


@pytest.mark.parametrize("level", [1, 2, 3])
def test_sympy_agrees(level):
    for seed in range(200):
        problem = draw(NAME, level, seed)
        fields, found = problem.params_json(), answers(problem)
        point = rationals(fields["at"])
        smooth = Smooth(fields["f"], len(point))
        slope = smooth.slope(point)
        assert found["gradient"] == list(slope), problem.id
        moved = sympy.Matrix([letter - old for letter, old in zip(smooth.letters, point, strict=True)])
        model = smooth.value(point) + slope.dot(moved)
        typed = Smooth(linear(problem.part("linear").answer.tree, unicode=False), len(point)).formula
        assert sympy.expand(typed - model) == 0, problem.id
        if "near" in fields:
            near = dict(zip(smooth.letters, rationals(fields["near"]), strict=True))
            assert found["estimate"] == [model.subs(near)], problem.id


REFUSED = [
    ({**PLANE, "f": "y^2"}, "f", "letters"),
    ({**PLANE, "at": [1, 2, 3]}, "at", "coordinates"),
    ({**PLANE, "near": [1, 2, 3]}, "near", "coordinates"),
    ({**EXPONENTIAL, "at": [1, 1]}, "at", "not-rational"),
    ({"f": "1/x", "at": 0}, "at", "not-rational"),
    ({"f": "x^2 + y^2", "at": [0, 0]}, "at", "stationary"),
    ({**PLANE, "ask": "gradient"}, "near", "near-and-estimate"),
    ({**EXPONENTIAL, "ask": "estimate"}, "near", "near-and-estimate"),
    ({**PLANE, "near": [2, 1]}, "near", "near-and-estimate"),
]


@pytest.mark.parametrize(("fields", "field", "key"), REFUSED)
def test_refused(fields, field, key):
    with pytest.raises(ParameterError) as caught:
        from_params(NAME, fields)
    assert (caught.value.field, caught.value.key) == (field, key)


def test_the_texts_of_errors_are_those_that_are_raised():
    assert set(entry(NAME)["errors"]) == {key for _, _, key in REFUSED}
