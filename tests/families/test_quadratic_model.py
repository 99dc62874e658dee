"""quadratic-model: models by hand, SymPy, named mistakes, errors carried forward, refusals."""

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

NAME = "quadratic-model"
CUBIC = {"f": "x^3 - 5x + 1", "at": 1}  # f = -3, f' = -2, f'' = 6
PLANE = {"f": "x^2*y + y^2", "at": [1, 2]}  # f = 6, slope (4, 5), H = (4 2; 2 2)
LOGARITHM = {"f": "x ln x + x^2", "at": 1}  # 1, 1 + 2, 1 + 2

RIGHT = [
    (CUBIC, "-3 - 2(x-1) + 3(x-1)^2"),
    (CUBIC, "3x^2 - 8x + 2"),
    (PLANE, "6 + 4(x-1) + 5(y-2) + 2(x-1)^2 + 2(x-1)(y-2) + (y-2)^2"),
    (LOGARITHM, "1 + 3(x-1) + 1.5(x-1)^2"),
    ({"f": "e^(2x) + y^2/(1+y)", "at": [0, 1]}, "1 + 2x + 2x^2 + 1/2 + 3/4(y-1) + 1/8(y-1)^2"),
    ({"f": "4sqrt(x) + x^2", "at": 4}, "24 + 9(x-4) + 15/16(x-4)^2"),  # f'' = -1/8 + 2
]


@pytest.mark.parametrize(("fields", "text"), RIGHT)
def test_models_by_hand(fields, text):
    assert accepted(NAME, fields, "model", text)


def test_stationary_points_by_hand():
    assert solved(NAME, CUBIC) == {"stationary": "4/3"}
    assert solved(NAME, PLANE) == {"stationary": "3/2 -1"}  # H d = (-4, -5): d = (1/2, -3)
    assert solved(NAME, LOGARITHM) == {"stationary": "0"}


def test_each_mistake_by_hand():
    assert wrong(NAME, PLANE) == {
        ("stationary", "minus-forgotten"): "1/2 5",
        ("stationary", "shift-only"): "1/2 -3",
        ("stationary", "half-kept"): "2 -4",
        ("stationary", "half-forgotten"): "5/4 1/2",
        ("stationary", "not-inverted"): "-25 -16",  # H g = (26, 18)
        ("stationary", "mixed-dropped"): "0 -1/2",
    }
    for text, name in (
        ("6 + 4(x-1) + 5(y-2) + 4(x-1)^2 + 4(x-1)(y-2) + 2(y-2)^2", "half-forgotten"),
        ("6 + 4(x-1) + 5(y-2)", "first-order-only"),
        ("6 + 4x + 5y + 2x^2 + 2xy + y^2", "not-shifted"),
        ("6 + 4(x+1) + 5(y+2) + 2(x+1)^2 + 2(x+1)(y+2) + (y+2)^2", "shift-sign"),
        ("4(x-1) + 5(y-2) + 2(x-1)^2 + 2(x-1)(y-2) + (y-2)^2", "value-forgotten"),
        ("6 + 4(x-1) + 5(y-2) + 2(x-1)^2 + (x-1)(y-2) + (y-2)^2", "mixed-once"),
        ("6 + 4(x-1) + 5(y-2) + 2(x-1)^2 + (y-2)^2", "mixed-dropped"),
    ):
        assert named(NAME, PLANE, "model", text) == name


def test_the_shift_in_general():
    fields = {**CUBIC, "ask": "shift, model"}
    assert accepted(NAME, fields, "shift", "-g/h")
    for text, name in (
        ("g/h", "minus-forgotten"),
        ("-2g/h", "half-kept"),
        ("-g/(2h)", "half-forgotten"),
        ("-gh", "not-inverted"),
    ):
        assert named(NAME, fields, "shift", text) == name


def test_the_stationary_point_of_a_wrong_model():
    typed = {"model": "-3 - 2(x-1) + 6(x-1)^2", "stationary": "7/6"}
    assert mark(from_params(NAME, CUBIC), typed)[1].graded.verdict == Correct(follows=("model",))
    no_minimum = {"model": "-3 - 2(x-1)", "stationary": "7/6"}
    assert mark(from_params(NAME, CUBIC), no_minimum)[1].graded.verdict != Correct(follows=("model",))


@pytest.mark.parametrize("level", [1, 2, 3])
def test_sympy_agrees(level):
    for seed in range(200):
        problem = draw(NAME, level, seed)
        fields = problem.params_json()
        point = rationals(fields["at"])
        smooth = Smooth(fields["f"], len(point))
        slope, bend = smooth.slope(point), smooth.bend(point)
        assert bend.is_positive_definite, problem.id
        moved = sympy.Matrix([letter - old for letter, old in zip(smooth.letters, point, strict=True)])
        model = smooth.value(point) + slope.dot(moved) + (moved.T * bend * moved)[0] / 2
        typed = Smooth(linear(problem.part("model").answer.tree, unicode=False), len(point)).formula
        assert sympy.expand(typed - model) == 0, problem.id
        assert answers(problem)["stationary"] == list(sympy.Matrix(point) - bend.LUsolve(slope)), problem.id


REFUSED = [
    ({**CUBIC, "f": "y^2"}, "f", "letters"),
    ({**CUBIC, "f": "x^2 + y^2 + z^2", "at": [1, 2, 3]}, "f", "two-at-most"),
    ({**PLANE, "at": [1, 2, 3]}, "at", "coordinates"),
    ({**CUBIC, "f": "e^x"}, "at", "not-rational"),
    ({**CUBIC, "f": "ln x", "at": 0}, "at", "not-rational"),
    ({**CUBIC, "at": -1}, "at", "not-positive-definite"),
    ({**CUBIC, "f": "x^2 - 2x"}, "at", "stationary"),
    ({**CUBIC, "ask": "shift"}, "ask", "shift-alone"),
]


@pytest.mark.parametrize(("fields", "field", "key"), REFUSED)
def test_refused(fields, field, key):
    with pytest.raises(ParameterError) as caught:
        from_params(NAME, fields)
    assert (caught.value.field, caught.value.key) == (field, key)


def test_the_texts_of_errors_are_those_that_are_raised():
    assert set(entry(NAME)["errors"]) == {key for _, _, key in REFUSED}
