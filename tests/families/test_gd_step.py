"""gd-step: steps by hand, SymPy, named mistakes, errors carried forward, refusals."""

from __future__ import annotations

import pytest

from colloq.catalog.load import entry
from colloq.catalog.problem import from_params
from colloq.errors import ParameterError
from colloq.model import Correct
from colloq.practice.marking import mark
from tests.drawn import draw
from tests.families.functions import Smooth, accepted, answers, named, rationals, solved, wrong

NAME = "gd-step"
PARABOLA = {"f": "x^2 - 4x", "start": 5, "eta": "1/4"}
PLANE = {"f": "x^2 + x*y + 2y^2 - 3x", "start": [1, -1], "eta": "0.1"}

TABLE = [
    (PARABOLA, {"first": "7/2", "second": "11/4"}),  # f' = 2x - 4: 5 - 6/4, 7/2 - 3/4
    ({**PARABOLA, "start": "-1", "eta": 1}, {"first": "5", "second": "-1"}),
    (PLANE, {"first": "6/5 -7/10", "second": "133/100 -27/50"}),  # slopes (-2, -3), (-13/10, -8/5)
    ({"f": "x^2*y - y*z + z^2", "start": "1 2 3", "eta": "1/2", "ask": "first"}, {"first": "-1 3 1"}),
    ({"f": "(x - 1)^2/2", "start": 0, "eta": "1/3"}, {"first": "1/3", "second": "5/9"}),
]


@pytest.mark.parametrize(("fields", "expected"), TABLE)
def test_by_hand(fields, expected):
    assert solved(NAME, fields) == expected


def test_each_mistake_by_hand():
    assert wrong(NAME, PARABOLA) == {
        ("first", "plus-for-minus"): "13/2",
        ("first", "eta-forgotten"): "-1",
        ("first", "start-forgotten"): "-3/2",
        ("first", "value-for-gradient"): "15/4",
        ("second", "plus-for-minus"): "35/4",
        ("second", "eta-forgotten"): "5",
        ("second", "gradient-reused"): "2",
        ("second", "from-the-start"): "17/4",
    }
    plane = wrong(NAME, {**PLANE, "start": [2, -1]})  # slope (0, -2); at (-1, 2): (-3, 7)
    assert plane["first", "other-point"] == "23/10 -17/10"
    assert plane["first", "start-forgotten"] == "0 1/5"


def test_formula():
    fields = {"f": "x^3 - 2x", "start": 2, "eta": "0.1", "ask": "formula, first"}
    for text in ("x - eta*(3x^2 - 2)", "x - 3ηx² + 2η", "x+eta(2-3x^2)"):
        assert accepted(NAME, fields, "formula", text), text
    assert named(NAME, fields, "formula", "x + eta(3x^2 - 2)") == "plus-for-minus"
    assert named(NAME, fields, "formula", "x - 3x^2 + 2") == "eta-forgotten"
    assert named(NAME, fields, "formula", "-eta(3x^2 - 2)") == "start-forgotten"
    assert named(NAME, fields, "formula", "x - eta(x^3 - 2x)") == "value-for-gradient"


@pytest.mark.parametrize("text", ["(6/5; -7/10)", "1.2 -0.7", "(1,2; -0,7)", "6/5\n-7/10", "[1.2, -0.7]"])
def test_a_point_may_be_a_row_or_a_column(text):
    assert accepted(NAME, PLANE, "first", text)


def test_the_second_step_from_a_wrong_first_one():
    marks = mark(from_params(NAME, PARABOLA), {"first": "13/2", "second": "17/4"})  # 13/2 - 9/4
    assert marks[1].graded.verdict == Correct(follows=("first",))


@pytest.mark.parametrize("level", [1, 2, 3])
def test_sympy_agrees_and_each_step_goes_downhill(level):
    for seed in range(200):
        problem = draw(NAME, level, seed)
        fields = problem.params_json()
        point = rationals(fields["start"])
        smooth, eta = Smooth(fields["f"], len(point)), rationals(fields["eta"])[0]
        heights = [smooth.value(point)]
        for name in ("first", "second"):
            point = [old - eta * slope for old, slope in zip(point, smooth.slope(point), strict=True)]
            heights.append(smooth.value(point))
            assert answers(problem)[name] == point, problem.id
        assert heights[0] > heights[1] > heights[2], problem.id


REFUSED = [
    ({**PARABOLA, "f": "y^2"}, "f", "letters"),
    ({**PARABOLA, "f": "3"}, "f", "letters"),
    ({**PARABOLA, "f": "x + z"}, "f", "letters"),
    ({**PARABOLA, "f": "e^x"}, "f", "polynomial"),
    ({**PARABOLA, "f": "1/x"}, "f", "polynomial"),
    ({**PARABOLA, "f": "x^20"}, "f", "polynomial"),
    ({**PARABOLA, "f": "(x^4 + 1)^3"}, "f", "polynomial"),
    ({**PLANE, "start": [1, 2, 3]}, "start", "coordinates"),
    ({**PLANE, "start": 1}, "start", "coordinates"),
    ({**PARABOLA, "eta": 0}, "eta", "not-positive"),
    ({**PARABOLA, "start": 2}, "start", "stationary"),
    ({**PLANE, "ask": "formula"}, "ask", "formula-scalar"),
    ({**PARABOLA, "f": "x +"}, "f", "formula"),
    ({**PARABOLA, "ask": "third"}, "ask", "word"),
    ({**PARABOLA, "alpha": 1}, "alpha", "unknown"),
    ({"f": "x^2", "start": 1}, "eta", "missing"),
]


@pytest.mark.parametrize(("fields", "field", "key"), REFUSED)
def test_refused(fields, field, key):
    with pytest.raises(ParameterError) as caught:
        from_params(NAME, fields)
    assert (caught.value.field, caught.value.key) == (field, key)


def test_the_texts_of_errors_are_those_that_are_raised():
    assert set(entry(NAME)["errors"]) == {key for _, _, key in REFUSED} - {"formula", "word", "unknown", "missing"}
