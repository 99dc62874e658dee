"""linear-backward: gradients by hand, finite differences and PyTorch, formulas, mistakes, refusals, errors carried forward."""

from __future__ import annotations

import pytest

from colloq.catalog.problem import from_params
from colloq.errors import ParameterError
from colloq.exact.matrix_products import formula_value
from colloq.grading.grade import grade
from colloq.grading.number import as_float
from colloq.model import Correct, Finding, MatrixAnswer, MatrixFormulaAnswer, Unreadable, Wrong
from colloq.notation.linear import linear, linear_matrix
from colloq.practice.marking import mark_part
from tests.drawn import draw

ONE = {"x": "1 2 3", "W": "1 0; 2 -1; 0 4", "dz": "5 -2", "ask": "input-formula, input, weights-formula, weights"}
SQUARE = {**ONE, "x": "1 2", "W": "1 3; 2 -1"}
TWO = {"x": "1 2", "W": "1 0; 3 -1", "V": "2 1; 0 4", "dz": "3 -1", "ask": "last-weights, hidden, weights-formula, weights"}
TABLE = [
    (ONE, {"input-formula": "dz W^T", "input": "5 12 -8", "weights-formula": "x^T dz", "weights": "5 -2; 10 -4; 15 -6"}),
    (SQUARE, {"input-formula": "(W dz^T)^T", "input": "-1 12", "weights-formula": "x' dz", "weights": "5 -2; 10 -4"}),
    ({"x": "1/2 1", "W": "1; 2", "dz": "3"}, {"weights-formula": "(dz^T x)^T", "weights": "1.5; 3"}),
    (TWO, {"last-weights": "21 -7; -6 2", "hidden": "5 -4", "weights-formula": "x^T dz V^T", "weights": "5 -4; 10 -8"}),
]


@pytest.mark.parametrize(("fields", "expected"), TABLE)
def test_by_hand(fields, expected):
    problem = from_params("linear-backward", fields)
    assert [part.name for part in problem.parts] == list(expected)
    for part in problem.parts:
        assert grade(part.answer, expected[part.name], mistakes=problem.mistakes).verdict == Correct(), part.name


def verdict(fields, part, text):
    problem = from_params("linear-backward", fields)
    return grade(problem.part(part).answer, text, seed="x", mistakes=[m for m in problem.mistakes if m.part == part]).verdict


@pytest.mark.parametrize(
    ("fields", "part", "text", "name"),
    [
        (ONE, "weights-formula", "dz^T x", "transposed"),
        (ONE, "weights-formula", "x^T x W", "output-for-gradient"),
        (SQUARE, "weights-formula", "dz x^T", "order-of-factors"),
        (SQUARE, "weights-formula", "x dz^T", "order-of-factors"),
        (ONE, "input-formula", "W dz^T", "transposed"),
        (SQUARE, "input-formula", "dz W", "not-transposed"),
        (SQUARE, "input-formula", "x W^T", "x-for-gradient"),
        (TWO, "weights-formula", "x^T dz", "layer-skipped"),
        (TWO, "weights-formula", "x^T dz V", "not-transposed"),
        (TWO, "weights-formula", "V dz^T x", "transposed"),
    ],
)
def test_wrong_formulas_are_named(fields, part, text, name):
    found = verdict(fields, part, text)
    assert isinstance(found, Wrong)
    assert found.mistake == Finding(name)


def test_factors_that_do_not_fit_are_called_so():
    found = verdict(ONE, "weights-formula", "dz x^T")
    assert isinstance(found, Wrong)
    assert (found.mistake.name, found.mistake.general) == ("shapes", True)


def test_letters_of_another_problem_cost_nothing():
    assert isinstance(verdict(ONE, "weights-formula", "X^T dZ"), Unreadable)


def wrong(fields):
    return {
        (mistake.part, mistake.name): linear_matrix(mistake.answer.rows)
        if isinstance(mistake.answer, MatrixAnswer)
        else linear(mistake.answer.tree, unicode=False)
        for mistake in from_params("linear-backward", fields).mistakes
    }


def test_each_mistake_in_numbers_by_hand():
    square = wrong(SQUARE)
    assert square["weights", "transposed"] == "5 10; -2 -4"
    assert square["weights", "gradient-forgotten"] == "1 1; 2 2"
    assert square["weights", "elementwise"] == "5 -4"
    assert square["weights", "order-of-factors"] == "1"
    assert square["input", "not-transposed"] == "1 17"
    assert square["input", "products-not-summed"] == "5 -6; 10 2"
    assert square["input", "gradient-forgotten"] == "4 1"
    two = wrong(TWO)
    assert two["last-weights", "x-for-hidden"] == "3 -1; 6 -2"
    assert two["weights", "layer-skipped"] == "3 -1; 6 -2"
    assert two["weights", "not-transposed"] == "6 -1; 12 -2"
    assert {name for part, name in wrong(ONE)} == {
        *("transposed", "output-for-gradient", "gradient-forgotten", "products-not-summed")
    }


def test_what_follows_from_own_answers_is_right():
    two, one = from_params("linear-backward", TWO), from_params("linear-backward", ONE)
    assert mark_part(two, "weights", "5 4; 10 8", {"hidden": "5 4"}).graded.verdict == Correct(follows=("hidden",))
    own = {"weights-formula": "dz^T x"}
    assert mark_part(one, "weights", "5 10 15; -2 -4 -6", own).graded.verdict == Correct(follows=("weights-formula",))
    assert mark_part(one, "weights", "5 10; -2 -4", own).graded.verdict != Correct(follows=("weights-formula",))
    assert mark_part(one, "weights", "5 -2; 10 -4; 15 -6", own).graded.verdict == Correct()


REFUSED = [
    ({**ONE, "x": "1 2; 3 4"}, "x", "shape", {"rows": 2, "wanted_rows": 1}),
    ({**ONE, "x": "1 2"}, "W", "shape", {"rows": 3, "wanted_rows": 2}),
    ({**ONE, "dz": "1 2 3"}, "dz", "shape", {"columns": 3, "wanted_columns": 2}),
    ({**TWO, "V": "1 2 3"}, "V", "shape", {"rows": 1, "wanted_rows": 2}),
    ({**ONE, "dz": "0 0"}, "dz", "no-gradient", {}),
    ({**ONE, "ask": "hidden"}, "ask", "needs-second-layer", {}),
    ({**TWO, "ask": "input"}, "ask", "input-of-one-layer", {}),
    ({**ONE, "x": "1 2 3 4 5 6 7"}, "x", "too-large", {"columns": 7, "most": 6}),
]


@pytest.mark.parametrize(("fields", "field", "key", "values"), REFUSED)
def test_refused(fields, field, key, values):
    with pytest.raises(ParameterError) as caught:
        from_params("linear-backward", fields)
    assert (caught.value.field, caught.value.key) == (field, key)
    assert values.items() <= caught.value.values.items()


def numbers(answer):
    return [[as_float(cell) for cell in row] for row in answer.rows]


def matrices(params):
    found = {"x": params.x, "dz": params.dz, "W": params.first}
    return found if params.second is None else {**found, "V": params.second}


@pytest.mark.parametrize("level", [1, 2, 3])
def test_the_oracle_agrees_on_200_seeds_and_formulas_come_to_the_numbers(level):
    for seed in range(200):
        problem = draw("linear-backward", level, seed)
        found = problem.family.oracle(problem.params, {})
        for part in problem.parts:
            if isinstance(part.answer, MatrixFormulaAnswer):
                rows = formula_value(part.answer.tree, matrices(problem.params))
                assert [[float(cell) for cell in row] for row in rows] == found[part.name.removesuffix("-formula")]
            else:
                assert numbers(part.answer) == [pytest.approx(row) for row in found[part.name]], problem.id


@pytest.mark.torch
@pytest.mark.parametrize("level", [2, 3])
def test_gradients_are_those_of_pytorch(level):
    torch = pytest.importorskip("torch")
    for seed in range(50):
        problem = draw("linear-backward", level, seed)
        tensors = {
            name: torch.tensor([[float(cell) for cell in row] for row in rows], dtype=torch.float64, requires_grad=True)
            for name, rows in matrices(problem.params).items()
        }
        hidden = tensors["x"] @ tensors["W"]
        hidden.retain_grad()
        output = hidden @ tensors["V"] if "V" in tensors else hidden
        output.backward(tensors["dz"].detach())
        found = {"input": tensors["x"].grad, "weights": tensors["W"].grad, "hidden": hidden.grad}
        if "V" in tensors:
            found["last-weights"] = tensors["V"].grad
        for part in problem.parts:
            if isinstance(part.answer, MatrixAnswer):
                assert numbers(part.answer) == found[part.name].tolist(), problem.id
