"""batch-backward: gradients by hand and by PyTorch, formulas, sum and mean, refusals, errors carried forward."""

from __future__ import annotations

import pytest

from colloq.catalog.problem import from_params
from colloq.errors import ParameterError
from colloq.exact.matrix_products import formula_value
from colloq.grading.grade import grade
from colloq.grading.number import as_float
from colloq.model import Correct, Finding, MatrixAnswer, MatrixFormulaAnswer, Partial, Wrong
from colloq.notation.linear import linear, linear_matrix
from colloq.practice.marking import mark_part
from tests.drawn import draw

GUIDE = {"X": "1 2 0; 3 -1 1", "dZ": "1 -2; 3 1", "row": 3, "column": 2, "ask": "entry, formula, gradient"}
STEP = {"X": "1 2; 3 -1", "dZ": "2 -2; 4 6", "W": "1 2; 3 4", "gamma": "1/10", "ask": "formula, gradient, step"}
MEAN = {**STEP, "loss": "mean"}
TABLE = [
    (GUIDE, {"entry": "dL/dz12 x13 + dL/dz22 x23", "formula": "X^T dZ", "gradient": "10 1; -1 -5; 3 1"}),
    (GUIDE, {"entry": "x_{2,3} ∂L/∂z_{2,2} + x_{1,3} dz12", "formula": "(dZ^T X)^T", "gradient": "10 1; -1 -5; 3 1"}),
    (STEP, {"formula": "X' dZ", "gradient": "14 16; 0 -10", "step": "-0,4 0,4; 3 5"}),
    (MEAN, {"formula": "1/2 X^T G", "gradient": "7 8; 0 -5", "step": "3/10 6/5; 3 9/2"}),
    ({"X": "1; 2", "dZ": "3; 4"}, {"formula": "X^T dZ", "gradient": "11"}),
]


@pytest.mark.parametrize(("fields", "expected"), TABLE)
def test_by_hand(fields, expected):
    problem = from_params("batch-backward", fields)
    assert [part.name for part in problem.parts] == list(expected)
    for part in problem.parts:
        assert grade(part.answer, expected[part.name], mistakes=problem.mistakes).verdict == Correct(), part.name


@pytest.mark.parametrize(
    ("fields", "part", "text", "name"),
    [
        (GUIDE, "entry", "(dL/dz12 x13 + dL/dz22 x23)/2", "mean-for-sum"),
        (GUIDE, "entry", "dL/dz12 x13", "one-example-only"),
        (GUIDE, "entry", "dL/dz11 x13 + dL/dz21 x23", "other-neuron"),
        ({**GUIDE, "row": 2, "column": 1}, "entry", "dL/dz12 x11 + dL/dz22 x21", "indices-swapped"),
        ({**GUIDE, "row": 2, "column": 1}, "entry", "dL/dz11 x21 + dL/dz12 x22", "row-for-column"),
        (GUIDE, "formula", "dZ^T X", "transposed"),
        (STEP, "formula", "X dZ", "not-transposed"),
        (STEP, "formula", "dZ X^T", "order-of-factors"),
        (STEP, "formula", "X^T dZ / 2", "mean-for-sum"),
        (MEAN, "formula", "X^T G", "sum-for-mean"),
        (STEP, "gradient", "7 8; 0 -5", "mean-for-sum"),
        (MEAN, "gradient", "14 16; 0 -10", "sum-for-mean"),
        (STEP, "gradient", "10 10; 2 -12", "not-transposed"),
        (STEP, "gradient", "14 0; 16 -10", "transposed"),
        (STEP, "gradient", "2 -4; 12 -6", "elementwise"),
        (STEP, "gradient", "2 -2; 4 -4", "one-example-only"),
        (STEP, "step", "2.4 3.6; 3 3", "plus-for-minus"),
        (STEP, "step", "-13 -14; 3 14", "rate-forgotten"),
        (STEP, "step", "-1.4 -1.6; 0 1", "only-the-change"),
    ],
)
def test_each_mistake_by_hand(fields, part, text, name):
    problem = from_params("batch-backward", fields)
    found = grade(problem.part(part).answer, text, seed="x", mistakes=[m for m in problem.mistakes if m.part == part]).verdict
    assert isinstance(found, Wrong | Partial)
    assert found.mistake == Finding(name)


def test_mistakes_that_these_shapes_cannot_show_are_absent():
    found = {(m.part, m.name) for m in from_params("batch-backward", {"X": "1; 2; 3", "dZ": "3 1; 4 1; 1 1"}).mistakes}
    assert found == {
        *(("formula", name) for name in ("mean-for-sum", "transposed")),
        *(("gradient", name) for name in ("mean-for-sum", "one-example-only")),
    }


def test_what_follows_from_own_answers_is_right():
    problem = from_params("batch-backward", STEP)
    follows = mark_part(problem, "step", "-0.4 0.4; 3 4", {"formula": "X^T dZ", "gradient": "14 16; 0 0"}).graded.verdict
    assert follows == Correct(follows=("gradient",))
    other = mark_part(problem, "gradient", "14 0; 16 -10", {"formula": "dZ^T X"}).graded.verdict
    assert other == Correct(follows=("formula",))


REFUSED = [
    ({"X": "1 2; 3 4", "dZ": "1 2"}, "dZ", "shape", {"rows": 1, "wanted_rows": 2}),
    ({**STEP, "W": "1 2 3; 3 4 5"}, "W", "shape", {"columns": 3, "wanted_columns": 2}),
    ({**STEP, "gamma": "0"}, "gamma", "rate-positive", {}),
    ({**STEP, "gamma": "-1/2"}, "gamma", "rate-positive", {}),
    ({"X": "1 2; 3 4", "dZ": "1; 2", "row": 1, "column": 1}, "row", "entry-unused", {}),
    ({**STEP, "ask": "gradient"}, "W", "step-unused", {}),
    ({**GUIDE, "loss": "mean"}, "ask", "entry-of-sum", {}),
    ({**GUIDE, "row": 4}, "row", "integer", {"low": 1, "high": 3}),
    ({"X": "1 2; 3 4", "dZ": "0; 0"}, "dZ", "no-gradient", {}),
    ({"X": "1 2 3 4 5 6 7", "dZ": "1"}, "X", "too-large", {"columns": 7, "most": 6}),
    ({**STEP, "loss": "total"}, "loss", "word", {}),
]


@pytest.mark.parametrize(("fields", "field", "key", "values"), REFUSED)
def test_refused(fields, field, key, values):
    with pytest.raises(ParameterError) as caught:
        from_params("batch-backward", fields)
    assert (caught.value.field, caught.value.key) == (field, key)
    assert values.items() <= caught.value.values.items()


def numbers(answer):
    return [[as_float(cell) for cell in row] for row in answer.rows]


@pytest.mark.parametrize("level", [1, 2, 3])
def test_the_oracle_agrees_on_200_seeds_and_formulas_come_to_the_numbers(level):
    at = {f"x{k}{i}": 0.5 + k - i for k in range(1, 4) for i in range(1, 4)}
    at |= {f"dL/dz_{k}{j}": k * j + 0.25 for k in range(1, 4) for j in range(1, 4)}
    for seed in range(200):
        problem = draw("batch-backward", level, seed)
        found = problem.family.oracle(problem.params, at)
        for part in problem.parts:
            match part.answer:
                case MatrixFormulaAnswer(tree):
                    rows = formula_value(tree, {"X": problem.params.x, "dZ": problem.params.dz, "G": problem.params.dz})
                    assert [[float(cell) for cell in row] for row in rows] == [pytest.approx(row) for row in found["gradient"]]
                case MatrixAnswer():
                    assert numbers(part.answer) == [pytest.approx(row) for row in found[part.name]], problem.id


@pytest.mark.torch
@pytest.mark.parametrize("level", [2, 3])
def test_gradients_and_steps_are_those_of_pytorch(level):
    torch = pytest.importorskip("torch")

    def tensor(rows):
        return torch.tensor([[float(cell) for cell in row] for row in rows], dtype=torch.float64)

    for seed in range(50):
        problem = draw("batch-backward", level, seed)
        params = problem.params
        start = (
            tensor(params.weights) if params.weights else torch.zeros(len(params.x[0]), len(params.dz[0]), dtype=torch.float64)
        )
        weights = start.requires_grad_()
        losses = (tensor(params.x) @ weights * tensor(params.dz)).sum(axis=1)
        (losses.mean() if params.mean else losses.sum()).backward()
        assert numbers(problem.part("gradient").answer) == [pytest.approx(row) for row in weights.grad.tolist()]
        if params.rate is not None:
            torch.optim.SGD([weights], lr=float(params.rate)).step()
            assert numbers(problem.part("step").answer) == [pytest.approx(row) for row in weights.tolist()]


def test_entries_are_printed_as_the_guide_has_them():
    problem = from_params("batch-backward", GUIDE)
    assert linear(problem.part("entry").answer.tree, unicode=False) == "dL/dz_12 * x13 + dL/dz_22 * x23"
    assert linear_matrix(problem.part("gradient").answer.rows) == "10 1; -1 -5; 3 1"
