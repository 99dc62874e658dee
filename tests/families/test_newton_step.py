"""newton-step: steps by hand, SymPy, named mistakes, reasons, errors carried forward, refusals."""

from __future__ import annotations

import pytest

from colloq.catalog.load import entry
from colloq.catalog.problem import from_params
from colloq.errors import ParameterError
from colloq.families.newton_step import RIGHT_REASONS, WRONG_REASONS
from colloq.grading.grade import grade
from colloq.model import ChoiceAnswer, Correct
from colloq.practice.marking import mark
from tests.drawn import draw
from tests.families.functions import Smooth, answers, rationals, solved, wrong

NAME = "newton-step"
CUBIC = {"f": "x^3 - 5x + 1", "start": 1, "eta": "1/2"}  # f' = -2, f'' = 6, f = -3
PLANE = {"f": "x^2 + x*y + 2y^2 - 3x", "start": [2, 1]}  # slope (2, 6), H = (2 1; 1 4), det 7

TABLE = [
    (CUBIC, {"gradient": "-2", "hessian": "6", "point": "7/6"}),
    ({**CUBIC, "eta": 1}, {"gradient": "-2", "hessian": "6", "point": "4/3"}),
    (PLANE, {"gradient": "2 6", "hessian": "2 1 1 4", "point": "12/7 -3/7"}),  # H^-1 g = (8 - 6, -2 + 12)/7
    ({"f": "x^2*y + y^2", "start": "1 2", "ask": "point"}, {"point": "3/2 -1"}),  # slope (4, 5), H = (4 2; 2 2), det 4
]


@pytest.mark.parametrize(("fields", "expected"), TABLE)
def test_by_hand(fields, expected):
    assert solved(NAME, fields) == expected


def test_each_mistake_by_hand():
    assert wrong(NAME, CUBIC) == {
        ("gradient", "value-for-gradient"): "-3",
        ("hessian", "second-halved"): "3",
        ("point", "not-inverted"): "7",
        ("point", "minus-forgotten"): "5/6",
        ("point", "gradient-step"): "2",
        ("point", "root-finding"): "1/4",
        ("point", "eta-forgotten"): "4/3",
    }
    assert wrong(NAME, {**PLANE, "eta": "1/2"}) == {
        ("gradient", "other-point"): "1 9",
        ("hessian", "second-halved"): "1 1/2 1/2 2",
        ("hessian", "mixed-dropped"): "2 0 0 4",
        ("point", "not-inverted"): "-3 -12",  # H g = (10, 26)
        ("point", "minus-forgotten"): "15/7 12/7",
        ("point", "gradient-step"): "1 -2",
        ("point", "diagonal-only"): "3/2 1/4",
        ("point", "determinant-forgotten"): "1 -4",
        ("point", "off-diagonal-sign"): "1 0",  # (14, 14)/7
        ("point", "eta-forgotten"): "12/7 -3/7",
    }


def test_what_follows_from_a_wrong_hessian():
    typed = {"gradient": "-2", "hessian": "3", "point": "4/3"}
    marks = mark(from_params(NAME, CUBIC), typed)
    assert marks[2].graded.verdict == Correct(follows=("hessian",))


def test_the_reasons():
    fields = {**PLANE, "ask": "point, why", "reasons": "start-near, reason-linear, symmetric"}
    problem = from_params(NAME, fields)
    assert problem.part("why").answer == ChoiceAnswer(("start-near", "reason-linear", "symmetric"), frozenset({"reason-linear"}))
    assert grade(problem.part("why").answer, "b").verdict == Correct()
    names = {mistake.name for mistake in problem.mistakes if mistake.part == "why"}
    assert names == {"start-near", "symmetric"}
    assert set(WRONG_REASONS) <= set(entry(NAME)["mistakes"])
    assert {*WRONG_REASONS, *RIGHT_REASONS} <= set(entry(NAME)["words"])


@pytest.mark.parametrize("level", [1, 2, 3])
def test_sympy_agrees(level):
    for seed in range(200):
        problem = draw(NAME, level, seed)
        fields, found = problem.params_json(), answers(problem)
        point, eta = rationals(fields["start"]), rationals(fields["eta"])[0]
        smooth = Smooth(fields["f"], len(point))
        slope, bend = smooth.slope(point), smooth.bend(point)
        assert bend.is_positive_definite, problem.id
        assert found.get("gradient", list(slope)) == list(slope), problem.id
        assert found["hessian"] == list(bend), problem.id
        shift = bend.LUsolve(slope)
        after = [old - eta * move for old, move in zip(point, shift, strict=True)]
        assert found["point"] == after, problem.id
        if "why" in fields["ask"]:
            assert not any(smooth.slope(after)), problem.id  # it is the minimum indeed
            assert shift[0] * slope[1] != shift[1] * slope[0], problem.id  # and the step is not along the antigradient


REFUSED = [
    ({**CUBIC, "f": "y^2"}, "f", "letters"),
    ({**CUBIC, "f": "x^2 + y^2 + z^2"}, "f", "two-at-most"),
    ({**CUBIC, "f": "x^2 + 1/x"}, "f", "polynomial"),
    ({**PLANE, "start": [1, 2, 3]}, "start", "coordinates"),
    ({**CUBIC, "eta": "-1"}, "eta", "not-positive"),
    ({**CUBIC, "start": -1}, "start", "not-positive-definite"),
    ({**CUBIC, "f": "x^2 - y^2", "start": [1, 1]}, "start", "not-positive-definite"),
    ({**CUBIC, "f": "x^2 - 2x"}, "start", "stationary"),
    ({**CUBIC, "ask": "why"}, "ask", "why-quadratic"),
    ({**PLANE, "ask": "why", "eta": "1/2"}, "ask", "why-quadratic"),
    ({**PLANE, "ask": "why", "reasons": "start-near, symmetric"}, "reasons", "reasons"),
    ({**PLANE, "ask": "why", "reasons": "reason-model, reason-linear, symmetric"}, "reasons", "reasons"),
    ({**PLANE, "ask": "why", "reasons": "reason-model"}, "reasons", "reasons"),
    ({**PLANE, "ask": "why", "reasons": "reason-model, because"}, "reasons", "reasons"),
]


@pytest.mark.parametrize(("fields", "field", "key"), REFUSED)
def test_refused(fields, field, key):
    with pytest.raises(ParameterError) as caught:
        from_params(NAME, fields)
    assert (caught.value.field, caught.value.key) == (field, key)


def test_the_texts_of_errors_are_those_that_are_raised():
    assert set(entry(NAME)["errors"]) == {key for _, _, key in REFUSED}
