"""decay-step: steps by hand, SymPy, named mistakes, errors carried forward, refusals."""

from __future__ import annotations

import pytest

from colloq.catalog.load import entry
from colloq.catalog.problem import from_params
from colloq.errors import ParameterError
from colloq.model import Correct
from colloq.practice.marking import mark
from tests.drawn import draw
from tests.families.functions import Smooth, accepted, answers, named, rationals, solved, wrong

NAME = "decay-step"
PARABOLA = {"f": "x^2 - 4x", "start": 6, "eta": "1/4"}  # f' = 2x - 4
ALL = {**PARABOLA, "ask": "second, third, fourth"}

TABLE = [
    (PARABOLA, {"second": "4", "third": "7/2"}),  # 6 - 8/4; 4 - 4/8
    (ALL, {"second": "4", "third": "7/2", "fourth": "13/4"}),  # 7/2 - 3/12
    ({"f": "x^2 + y^2 + x*y", "start": [2, 1], "eta": "1/2"}, {"second": "-1/2 -1", "third": "0 -3/8"}),
]


@pytest.mark.parametrize(("fields", "expected"), TABLE)
def test_by_hand(fields, expected):
    assert solved(NAME, fields) == expected


def test_each_mistake_by_hand():
    assert wrong(NAME, ALL) == {
        ("second", "plus-for-minus"): "8",
        ("second", "counted-from-two"): "5",
        ("second", "eta-forgotten"): "-2",
        ("third", "plus-for-minus"): "19/2",
        ("third", "counted-from-two"): "9/2",
        ("third", "step-constant"): "3",
        ("third", "times-k"): "2",
        ("third", "eta-forgotten"): "2",
        ("third", "gradient-reused"): "3",
        ("fourth", "plus-for-minus"): "43/4",
        ("fourth", "counted-from-two"): "67/16",
        ("fourth", "step-constant"): "5/2",
        ("fourth", "times-k"): "2",
        ("fourth", "eta-forgotten"): "2",
        ("fourth", "gradient-reused"): "19/6",
    }


def test_formula():
    fields = {"f": "x^3 - 2x", "start": 2, "eta": "0.1", "ask": "formula"}
    for text in ("x - eta/k*(3x^2 - 2)", "x - η(3x² - 2)/k"):
        assert accepted(NAME, fields, "formula", text), text
    assert named(NAME, fields, "formula", "x + eta/k*(3x^2 - 2)") == "plus-for-minus"
    assert named(NAME, fields, "formula", "x - eta(3x^2 - 2)") == "step-constant"
    assert named(NAME, fields, "formula", "x - eta*k*(3x^2 - 2)") == "times-k"
    assert named(NAME, fields, "formula", "x - eta/(k+1)*(3x^2 - 2)") == "counted-from-two"


def test_later_steps_from_a_wrong_point():
    marks = mark(from_params(NAME, ALL), {"second": "5", "third": "17/4", "fourth": "31/8"})  # 5 - 6/8; 17/4 - 9/24
    assert [part.graded.verdict for part in marks[1:]] == [Correct(follows=("second",)), Correct(follows=("second", "third"))]


@pytest.mark.parametrize("level", [1, 2, 3])
def test_sympy_agrees(level):
    for seed in range(200):
        problem = draw(NAME, level, seed)
        fields, found = problem.params_json(), answers(problem)
        point = rationals(fields["start"])
        smooth, eta = Smooth(fields["f"], len(point)), rationals(fields["eta"])[0]
        for k, name in enumerate(found, 1):
            point = [old - eta / k * slope for old, slope in zip(point, smooth.slope(point), strict=True)]
            assert found[name] == point, problem.id


REFUSED = [
    ({**PARABOLA, "f": "y^2"}, "f", "letters"),
    ({**PARABOLA, "f": "ln x"}, "f", "polynomial"),
    ({**PARABOLA, "f": "x^2 + y^2", "start": [1, 2, 3]}, "start", "coordinates"),
    ({**PARABOLA, "eta": "-1/2"}, "eta", "not-positive"),
    ({**PARABOLA, "start": 2}, "start", "stationary"),
    ({**PARABOLA, "f": "x^2 + y^2", "start": [1, 2], "ask": "formula"}, "ask", "formula-scalar"),
]


@pytest.mark.parametrize(("fields", "field", "key"), REFUSED)
def test_refused(fields, field, key):
    with pytest.raises(ParameterError) as caught:
        from_params(NAME, fields)
    assert (caught.value.field, caught.value.key) == (field, key)


def test_the_texts_of_errors_are_those_that_are_raised():
    assert set(entry(NAME)["errors"]) == {key for _, _, key in REFUSED}
