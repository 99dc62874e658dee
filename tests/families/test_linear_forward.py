"""linear-forward: products by hand, NumPy and PyTorch, mistakes, refusals, errors carried forward."""

from __future__ import annotations

import pytest

from colloq.catalog.problem import from_params
from colloq.errors import ParameterError
from colloq.grading.grade import grade
from colloq.grading.number import as_float
from colloq.model import Correct, MatrixAnswer
from colloq.notation.linear import linear, linear_matrix
from colloq.practice.marking import mark_part
from tests.drawn import draw

TWO = {"x": "1 2", "W": "1 0; 3 -1", "V": "2 1; 0 4", "ask": "hidden, output, single"}
TABLE = [
    ({"x": "1 2", "W": "1 2; 3 4"}, {"output": "7 10"}),
    ({"x": "1 2 -1", "W": "1 0; 2 -1; 0 3"}, {"output": "5 -5"}),
    ({"x": "3", "W": "1 -2 4"}, {"output": "3 -6 12"}),
    ({"x": "1/2 1/3", "W": "2; 3"}, {"output": "2"}),
    ({"x": "2 5", "W": "1 2; 3 4", "neuron": 2, "ask": "entry"}, {"entry": "x1 w12 + x2 w22"}),
    (
        {"x": "1 2 3", "W": "1 2; 3 4; 5 6", "neuron": 1, "ask": "entry, output"},
        {"entry": "w_{1,1} x_1 + w21 x2 + x₃w₃₁", "output": "22 28"},
    ),
    (TWO, {"hidden": "7 -2", "output": "14 -1", "single": "2 1; 6 -1"}),
]


@pytest.mark.parametrize(("fields", "expected"), TABLE)
def test_by_hand(fields, expected):
    problem = from_params("linear-forward", fields)
    assert [part.name for part in problem.parts] == list(expected)
    for part in problem.parts:
        assert grade(part.answer, expected[part.name], mistakes=problem.mistakes).verdict == Correct(), part.name


def test_a_row_may_be_typed_as_a_column():
    (part,) = from_params("linear-forward", {"x": "1 2", "W": "1 2; 3 4"}).parts
    assert grade(part.answer, "7; 10").verdict == Correct()


def wrong(fields):
    return {
        (mistake.part, mistake.name): linear_matrix(mistake.answer.rows)
        if isinstance(mistake.answer, MatrixAnswer)
        else linear(mistake.answer.tree, unicode=False)
        for mistake in from_params("linear-forward", fields).mistakes
    }


def test_each_mistake_by_hand():
    assert wrong({"x": "1 2", "W": "1 2; 3 4", "neuron": 2, "ask": "entry, output"}) == {
        ("entry", "row-for-column"): "x1*w21 + x2*w22",
        ("entry", "other-neuron"): "x1*w11 + x2*w21",
        ("entry", "last-input-dropped"): "x1*w12",
        ("entry", "one-input-for-all"): "x2*w12 + x2*w22",
        ("output", "row-for-column"): "5 11",
        ("output", "products-not-summed"): "1 2; 6 8",
        ("output", "last-input-dropped"): "1 2",
    }
    two = wrong(TWO)
    assert two["output", "layer-skipped"] == "2 9"
    assert two["output", "row-for-column"] == "12 -8"
    assert two["single", "order-of-factors"] == "5 -1; 12 -4"
    assert two["single", "elementwise"] == "2 0; 0 -4"
    assert two["single", "matrices-added"] == "3 1; 3 3"
    assert two["single", "transposed"] == "2 6; 1 -1"


def test_mistakes_that_these_shapes_cannot_show_are_absent():
    assert wrong({"x": "3", "W": "1 -2 4"}) == {}
    assert set(wrong({"x": "1 2 3", "W": "1; 2; 4"})) == {("output", "products-not-summed"), ("output", "last-input-dropped")}


def test_the_second_layer_follows_from_the_own_hidden_row():
    problem = from_params("linear-forward", TWO)
    assert mark_part(problem, "output", "14 3", {"hidden": "7 -1"}).graded.verdict == Correct(follows=("hidden",))
    assert mark_part(problem, "output", "14 -1", {"hidden": "7 -1"}).graded.verdict == Correct()


REFUSED = [
    ({"x": "1 2; 3 4", "W": "1 2; 3 4"}, "x", "shape", {"rows": 2, "columns": 2, "wanted_rows": 1, "wanted_columns": 2}),
    ({"x": "1 2 3", "W": "1 2; 3 4"}, "W", "shape", {"rows": 2, "columns": 2, "wanted_rows": 3, "wanted_columns": 2}),
    ({"x": "1 2", "W": "1 2; 3 4", "V": "1 2"}, "V", "shape", {"rows": 1, "columns": 2, "wanted_rows": 2, "wanted_columns": 2}),
    ({"x": "1 2 3 4 5 6 7", "W": "1"}, "x", "too-large", {"rows": 1, "columns": 7, "most": 6}),
    ({"x": "1 a", "W": "1; 2"}, "x", "matrix", {"value": "1 a"}),
    ({"x": "1 2", "W": "1; 2", "ask": "hidden"}, "ask", "needs-second-layer", {}),
    ({**TWO, "ask": "entry", "neuron": 1}, "ask", "entry-of-one-layer", {}),
    ({"x": "1 2", "W": "1; 2", "neuron": 1}, "neuron", "neuron-unused", {}),
    ({"x": "1 2", "W": "1; 2", "neuron": 2, "ask": "entry"}, "neuron", "integer", {"low": 1, "high": 1, "value": 2}),
    ({"W": "1; 2"}, "x", "missing", {}),
]


@pytest.mark.parametrize(("fields", "field", "key", "values"), REFUSED)
def test_refused(fields, field, key, values):
    with pytest.raises(ParameterError) as caught:
        from_params("linear-forward", fields)
    assert (caught.value.field, caught.value.key) == (field, key)
    assert values.items() <= caught.value.values.items()


@pytest.mark.parametrize("level", [1, 2, 3])
def test_the_oracle_agrees_on_200_seeds(level):
    for seed in range(200):
        problem = draw("linear-forward", level, seed)
        at = {f"x{i}": 0.5 + i for i in range(1, 7)} | {f"w{i}{j}": i - 0.3 * j for i in range(1, 7) for j in range(1, 7)}
        found = problem.family.oracle(problem.params, at)
        for part in problem.parts:
            if isinstance(part.answer, MatrixAnswer):
                assert [[as_float(cell) for cell in row] for row in part.answer.rows] == found[part.name], problem.id


@pytest.mark.torch
def test_the_output_is_that_of_pytorch():
    torch = pytest.importorskip("torch")
    for seed in range(50):
        params = draw("linear-forward", 2, seed).params
        layer = torch.nn.Linear(len(params.first), len(params.first[0]), bias=False, dtype=torch.float64)
        layer.weight.data = torch.tensor([[float(cell) for cell in row] for row in params.first], dtype=torch.float64).T
        output = layer(torch.tensor([[float(cell) for cell in row] for row in params.x], dtype=torch.float64))
        answer = draw("linear-forward", 2, seed).part("output").answer
        assert [[as_float(cell) for cell in row] for row in answer.rows] == output.tolist()


@pytest.mark.parametrize("level", [1, 2, 3])
def test_draws_can_be_done_by_hand(level):
    for seed in range(100):
        problem = draw("linear-forward", level, seed)
        for part in problem.parts:
            if isinstance(part.answer, MatrixAnswer):
                assert all(0 < abs(as_float(cell)) <= 40 for row in part.answer.rows for cell in row), problem.id
