"""steepest: directions by hand, NumPy on a circle of directions, named mistakes, errors carried forward, refusals."""

from __future__ import annotations

import numpy as np
import pytest
import sympy

from colloq.catalog.load import entry
from colloq.catalog.problem import from_params
from colloq.errors import ParameterError
from colloq.model import Correct
from colloq.practice.marking import mark
from tests.drawn import draw
from tests.families.functions import Smooth, accepted, answers, named, rationals

NAME = "steepest"
FALL = {"f": "x^2 + x*y - 2y", "at": [1, 1], "way": "fall"}  # slope (3, -1)
WHOLE = {"f": "x^2 + 2y^2", "at": ["3/2", 1], "way": "growth", "length": "1/10"}  # slope (3, 4)

RIGHT = [
    (FALL, "direction", "-3/sqrt(10) 1/sqrt(10)"),
    (FALL, "direction", "(-0.949, 0.316)"),
    (FALL, "direction", "-0,949; 0,316"),
    (FALL, "rate", "-sqrt(10)"),
    (FALL, "rate", "-3.16"),
    ({**FALL, "way": "growth"}, "direction", "3/√10 -1/√10"),
    (WHOLE, "direction", "3/5 4/5"),
    (WHOLE, "rate", "5"),
    (WHOLE, "change", "1/2"),
    ({"f": "x*y + y*z", "at": [1, 2, 3], "way": "fall"}, "direction", "-1/√6 -2/√6 -1/√6"),  # slope (2, 4, 2)
]


@pytest.mark.parametrize(("fields", "part", "text"), RIGHT)
def test_by_hand(fields, part, text):
    assert accepted(NAME, fields, part, text)


WRONG = [
    (FALL, "direction", "3/√10 -1/√10", "opposite-fall"),
    (FALL, "direction", "-3 1", "not-normalised"),
    (FALL, "direction", "-3/10 1/10", "root-forgotten"),
    (FALL, "direction", "-3/4 1/4", "sum-for-length"),
    (FALL, "rate", "√10", "rate-sign-fall"),
    (FALL, "rate", "-10", "rate-squared"),
    (FALL, "rate", "-4", "rate-summed"),
    ({**FALL, "at": [1, 3], "way": "growth"}, "direction", "7/√50 1/√50", "other-point"),  # at (3, 1): (7, 1)
    (WHOLE, "direction", "-3/5 -4/5", "opposite-growth"),
    (WHOLE, "rate", "-5", "rate-sign-growth"),
    (WHOLE, "change", "-1/2", "rate-sign-growth"),
    (WHOLE, "change", "5", "length-forgotten"),
    (WHOLE, "change", "2.5", "unit-forgotten"),
    (WHOLE, "change", "50", "divided-by-length"),
]


@pytest.mark.parametrize(("fields", "part", "text", "name"), WRONG)
def test_each_mistake_by_hand(fields, part, text, name):
    assert named(NAME, fields, part, text) == name


def test_the_change_from_a_wrong_rate():
    marks = mark(from_params(NAME, WHOLE), {"direction": "3/5 4/5", "rate": "7", "change": "0.7"})
    assert marks[2].graded.verdict == Correct(follows=("rate",))


@pytest.mark.parametrize("level", [1, 2, 3])
def test_sympy_agrees(level):
    for seed in range(200):
        problem = draw(NAME, level, seed)
        fields, found = problem.params_json(), answers(problem)
        point = rationals(fields["at"])
        slope = Smooth(fields["f"], len(point)).slope(point)
        sign = 1 if fields["way"] == "growth" else -1
        norm = sympy.sqrt(slope.dot(slope))
        assert (norm.is_rational is True) == (level == 1) or level == 3, problem.id
        assert np.allclose([float(entry) for entry in found["direction"]], [float(sign * entry / norm) for entry in slope])
        assert float(found["rate"][0]) == pytest.approx(float(sign * norm)), problem.id
        if "length" in fields:
            length = rationals(fields["length"])[0]
            assert float(found["change"][0]) == pytest.approx(float(sign * norm * length)), problem.id


def test_no_other_direction_is_faster():
    """Of many steps of one small length round the point, the best one points where the answer does."""
    angles = np.linspace(0, 2 * np.pi, 3601)
    circle = np.column_stack([np.cos(angles), np.sin(angles)])
    for seed in range(30):
        problem = draw(NAME, 2, seed)
        fields = problem.params_json()
        smooth = Smooth(fields["f"], 2)
        function = sympy.lambdify(smooth.letters, smooth.formula)
        x, y = (float(entry) for entry in rationals(fields["at"]))
        heights = function(x + 1e-4 * circle[:, 0], y + 1e-4 * circle[:, 1])
        best = circle[heights.argmax() if fields["way"] == "growth" else heights.argmin()]
        assert np.allclose(best, [float(entry) for entry in answers(problem)["direction"]], atol=3e-3), problem.id


REFUSED = [
    ({**FALL, "f": "y^2"}, "f", "letters"),
    ({**FALL, "f": "x^2", "at": 1}, "f", "two-at-least"),
    ({**FALL, "f": "x^2 + e^y"}, "f", "polynomial"),
    ({**FALL, "at": [1, 2, 3]}, "at", "coordinates"),
    ({**FALL, "ask": "change"}, "length", "length-and-change"),
    ({**WHOLE, "ask": "rate"}, "length", "length-and-change"),
    ({**WHOLE, "length": "-1/10"}, "length", "length-and-change"),
    ({**FALL, "f": "x^2 + y^2", "at": [0, 0]}, "at", "stationary"),
    ({**FALL, "way": "up"}, "way", "word"),
]


@pytest.mark.parametrize(("fields", "field", "key"), REFUSED)
def test_refused(fields, field, key):
    with pytest.raises(ParameterError) as caught:
        from_params(NAME, fields)
    assert (caught.value.field, caught.value.key) == (field, key)


def test_the_texts_of_errors_are_those_that_are_raised():
    assert set(entry(NAME)["errors"]) == {key for _, _, key in REFUSED} - {"word"}
