"""momentum: the recursion by hand, SymPy, PyTorch, named mistakes, errors carried forward, refusals."""

from __future__ import annotations

import pytest

from colloq.catalog.load import entry
from colloq.catalog.problem import from_params
from colloq.errors import ParameterError
from colloq.model import Correct
from colloq.practice.marking import mark
from tests.drawn import draw
from tests.families.functions import Smooth, accepted, answers, named, rationals, solved, wrong

NAME = "momentum"
PARABOLA = {"f": "x^2 - 4x", "start": 6, "eta": "1/4", "alpha": "1/2"}  # f' = 2x - 4

TABLE = [
    # m1 = -8/4, x1 = 4, m2 = -4/4 - 2/2, x2 = 4 - 2
    (PARABOLA, {"first-momentum": "-2", "first": "4", "second-momentum": "-2", "second": "2"}),
    # slopes (5, 4), then at (-1/2, -1): (-2, -5/2)
    (
        {"f": "x^2 + y^2 + x*y", "start": [2, 1], "eta": "1/2", "alpha": "1/2"},
        {"first-momentum": "-5/2 -2", "first": "-1/2 -1", "second-momentum": "-1/4 1/4", "second": "-3/4 -3/4"},
    ),
]


@pytest.mark.parametrize(("fields", "expected"), TABLE)
def test_by_hand(fields, expected):
    assert solved(NAME, fields) == expected


def test_each_mistake_by_hand():
    assert wrong(NAME, {**PARABOLA, "alpha": "3/4"}) == {  # m2 = -1 - 3/2
        ("first-momentum", "plus-for-minus"): "2",
        ("first-momentum", "eta-forgotten"): "-8",
        ("first-momentum", "averaged"): "-1/2",
        ("first", "subtracted"): "8",
        ("first", "point-forgotten"): "-2",
        ("first", "eta-forgotten"): "-2",
        ("second-momentum", "momentum-sign"): "1/2",
        ("second-momentum", "gradient-reused"): "-7/2",
        ("second-momentum", "momentum-dropped"): "-1",
        ("second-momentum", "alpha-forgotten"): "-3",
        ("second-momentum", "plus-for-minus"): "-1/2",
        ("second-momentum", "eta-forgotten"): "-11/2",
        ("second-momentum", "averaged"): "-7/4",
        ("second", "momentum-sign"): "9/2",
        ("second", "gradient-reused"): "1/2",
        ("second", "momentum-dropped"): "3",
        ("second", "alpha-forgotten"): "1",
        ("second", "subtracted"): "13/2",
        ("second", "from-the-start"): "7/2",
    }


def test_formula():
    fields = {**PARABOLA, "ask": "formula"}
    for text in ("x1 - eta*g1 + alpha*(x1 - x0)", "x₁ - ηg₁ + α(x₁ - x₀)", "(1+alpha)x1 - alpha x0 - eta f'(x1)"):
        assert accepted(NAME, fields, "formula", text), text
    assert named(NAME, fields, "formula", "x1 - eta*g1 - alpha*(x1 - x0)") == "momentum-sign"
    assert named(NAME, fields, "formula", "x1 - eta*g1") == "momentum-dropped"
    assert named(NAME, fields, "formula", "x1 + eta*g1 + alpha*(x1 - x0)") == "plus-for-minus"
    assert named(NAME, fields, "formula", "x0 - eta*g1 + alpha*(x1 - x0)") == "from-the-start"


def test_what_follows_from_a_wrong_first_momentum():
    typed = {"first-momentum": "2", "first": "8", "second-momentum": "-2", "second": "6"}  # -12/4 + 2/2
    verdicts = [part.graded.verdict for part in mark(from_params(NAME, PARABOLA), typed)]
    assert verdicts[1] == Correct(follows=("first-momentum",))
    assert verdicts[2] == Correct()
    assert isinstance(verdicts[3], Correct)


@pytest.mark.parametrize("level", [1, 2, 3])
def test_sympy_agrees(level):
    for seed in range(200):
        problem = draw(NAME, level, seed)
        fields, found = problem.params_json(), answers(problem)
        point = rationals(fields["start"])
        smooth, eta, alpha = Smooth(fields["f"], len(point)), *(rationals(fields[name])[0] for name in ("eta", "alpha"))
        shift = [0] * len(point)
        for name in ("first", "second"):
            slopes = smooth.slope(point)
            shift = [alpha * old - eta * slope for old, slope in zip(shift, slopes, strict=True)]
            point = [old + move for old, move in zip(point, shift, strict=True)]
            assert found.get(f"{name}-momentum", shift) == shift, problem.id
            assert found[name] == point, problem.id


@pytest.mark.torch
def test_pytorch_agrees():
    """Its buffer is our momentum divided by -eta; both give the same points."""
    torch = pytest.importorskip("torch", reason="the PyTorch oracle group is not installed")
    for seed in range(50):
        problem = draw(NAME, 1, seed)
        fields = problem.params_json()
        point = torch.tensor([float(fields["start"])], dtype=torch.float64, requires_grad=True)
        eta, alpha = (float(rationals(fields[name])[0]) for name in ("eta", "alpha"))
        optimiser = torch.optim.SGD([point], lr=eta, momentum=alpha)
        formula = fields["f"].replace("^", "**")
        for name in ("first", "second"):
            optimiser.zero_grad()
            eval(formula, {"x": point[0]}).backward()
            optimiser.step()
            assert point.item() == pytest.approx(float(answers(problem)[name][0])), problem.id


REFUSED = [
    ({**PARABOLA, "f": "y^2"}, "f", "letters"),
    ({**PARABOLA, "f": "sin x"}, "f", "polynomial"),
    ({**PARABOLA, "f": "x^2 + y^2", "start": [1, 2, 3]}, "start", "coordinates"),
    ({**PARABOLA, "eta": 0}, "eta", "not-positive"),
    ({**PARABOLA, "alpha": 0}, "alpha", "not-positive"),
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
