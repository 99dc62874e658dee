"""coord-descent: sweeps by hand, SymPy, SciPy, named mistakes, errors carried forward, refusals."""

from __future__ import annotations

import pytest
import sympy
from scipy import optimize

from colloq.catalog.load import entry
from colloq.catalog.problem import from_params
from colloq.errors import ParameterError
from colloq.model import Correct
from colloq.practice.marking import mark
from tests.drawn import draw
from tests.families.functions import Smooth, accepted, answers, named, rationals, solved, wrong

NAME = "coord-descent"
PLANE = {"f": "x^2 + x*y + 2y^2 - 4x", "start": [1, 2]}  # x = (4 - y)/2, y = -x/4

TABLE = [
    (PLANE, {"x1": "1", "y1": "-1/4"}),
    ({**PLANE, "ask": "x1, y1, x2, y2"}, {"x1": "1", "y1": "-1/4", "x2": "17/8", "y2": "-17/32"}),
    # x = (2 - y)/2, y = (6 - x - z)/4, z = -y/2
    (
        {"f": "x^2 + 2y^2 + z^2 + x*y + y*z - 2x - 6y", "start": [1, 4, 2]},
        {"x1": "-1", "y1": "5/4", "z1": "-5/8"},
    ),
]


@pytest.mark.parametrize(("fields", "expected"), TABLE)
def test_by_hand(fields, expected):
    assert solved(NAME, fields) == expected


def test_each_mistake_by_hand():
    found = wrong(NAME, {"f": "x^2 + x*y + 2y^2 - 4x + 6y", "start": [3, 2]})  # x1 = 1; y1 = (-6 - x)/4 = -7/4
    assert found == {
        ("x1", "gradient-step"): "-1",  # 3 - (6 + 2 - 4)
        ("x1", "two-forgotten"): "2",
        ("x1", "sign-lost"): "-1",
        ("x1", "linear-dropped"): "-1",
        ("x1", "others-dropped"): "2",
        ("y1", "old-coordinates"): "-9/4",
        ("y1", "gradient-step"): "-13",  # 2 - (8 + 1 + 6)
        ("y1", "two-forgotten"): "-7/2",
        ("y1", "sign-lost"): "7/4",
        ("y1", "linear-dropped"): "-1/4",
        ("y1", "others-dropped"): "-3/2",
    }


def test_formula():
    fields = {**PLANE, "ask": "formula, x1, y1"}
    for text in ("(4 - y)/2", "2 - y/2", "2-0.5y"):
        assert accepted(NAME, fields, "formula", text), text
    assert named(NAME, fields, "formula", "4 - y") == "two-forgotten"
    assert named(NAME, fields, "formula", "(y - 4)/2") == "sign-lost"
    assert named(NAME, fields, "formula", "-y/2") == "linear-dropped"
    assert named(NAME, fields, "formula", "-y/4") == "other-variable"
    assert accepted(NAME, {"f": "x^2 + x*y + 2y^2 + z^2 - x*z", "start": "1 2 3", "ask": "formula"}, "formula", "(z - y)/2")


def test_a_coordinate_from_a_wrong_one_before_it():
    typed = {"formula": "4 - y", "x1": "2", "y1": "-1/2"}
    verdicts = [part.graded.verdict for part in mark(from_params(NAME, {**PLANE, "ask": "formula, x1, y1"}), typed)]
    assert verdicts[1:] == [Correct(follows=("formula",)), Correct(follows=("formula", "x1"))]


@pytest.mark.parametrize("level", [1, 2, 3])
def test_sympy_agrees(level):
    for seed in range(200):
        problem = draw(NAME, level, seed)
        fields, found = problem.params_json(), answers(problem)
        point = rationals(fields["start"])
        smooth = Smooth(fields["f"], len(point))
        for sweep in (1, 2):
            for by, letter in enumerate(smooth.letters):
                slope = sympy.diff(smooth.formula, letter)
                others = {other: entry for other, entry in zip(smooth.letters, point, strict=True) if other != letter}
                (point[by],) = sympy.solve(slope.subs(others), letter)
                assert found.get(f"{letter}{sweep}", [point[by]]) == [point[by]], problem.id


def test_scipy_agrees():
    for seed in range(30):
        problem = draw(NAME, 1, seed)
        fields = problem.params_json()
        smooth, (_, y) = Smooth(fields["f"], 2), fields["start"]
        along = sympy.lambdify(smooth.letters, smooth.formula)
        best = optimize.minimize_scalar(lambda x, along=along, y=y: along(x, y)).x
        assert best == pytest.approx(float(answers(problem)["x1"][0]), abs=1e-6), problem.id


REFUSED = [
    ({**PLANE, "f": "x^2 + z^2"}, "f", "letters"),
    ({**PLANE, "f": "x^2"}, "f", "two-at-least"),
    ({**PLANE, "f": "x^2 + sqrt(y)"}, "f", "polynomial"),
    ({**PLANE, "start": [1, 2, 3]}, "start", "coordinates"),
    ({**PLANE, "f": "x^2 + 3x*y + y^2"}, "f", "not-positive-definite"),
    ({**PLANE, "f": "x^4 + y^2"}, "f", "not-positive-definite"),
    ({**PLANE, "ask": "x1, z1"}, "ask", "no-z"),
    ({**PLANE, "f": "x^2 + y^2", "ask": "formula"}, "ask", "separable"),
    ({**PLANE, "f": "x^2 + y^2", "start": [0, 0]}, "start", "stationary"),
]


@pytest.mark.parametrize(("fields", "field", "key"), REFUSED)
def test_refused(fields, field, key):
    with pytest.raises(ParameterError) as caught:
        from_params(NAME, fields)
    assert (caught.value.field, caught.value.key) == (field, key)


def test_the_texts_of_errors_are_those_that_are_raised():
    assert set(entry(NAME)["errors"]) == {key for _, _, key in REFUSED}
