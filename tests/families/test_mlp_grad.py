"""mlp-grad: derivatives by hand and by PyTorch, formulas in several forms, mistakes, refusals, errors carried forward."""

from __future__ import annotations

import pytest

from colloq.catalog.problem import from_params
from colloq.errors import ParameterError
from colloq.grading.grade import grade
from colloq.grading.number import as_float
from colloq.model import Correct, Finding, MatrixAnswer, NumberAnswer, Wrong
from colloq.practice.marking import mark_part
from tests.drawn import draw

RELU = {
    "f": "relu", "x": "1 2", "W": "1 -1; 2 -1", "V": "3; 2", "y": "10", "loss": "half", "i": 2, "j": 1,
    "ask": "output, formula, value",
}  # fmt: skip
TANH = {
    "f": "tanh", "x": "1 -2", "h": "1/2 -1/3", "V": "4; 3", "y": "3", "loss": "square", "i": 2, "j": 1,
    "ask": "output, concrete, value",
}  # fmt: skip
TWO = {
    "f": "sigmoid", "x": "1 -2", "h": "1/2 1/4", "V": "2 -4; 4 8", "y": "1 2", "loss": "half", "i": 1, "j": 2,
    "ask": "outputs, concrete, value",
}  # fmt: skip
TABLE = [
    # h = (5, 0), p = 15, error 5, times 3, times 1, times 2
    (RELU, {"output": "15", "formula": "(p - y) v1 f'(a1) x2", "value": "30"}),
    (RELU, {"output": "15", "formula": "x_2 v_1 (p-y) df/da1", "value": "30"}),
    # p = 2 - 1, 2 (1 - 3) 4 (1 - 1/4) (-2)
    (TANH, {"output": "1", "concrete": "2(p-y) v1 (1-h1^2) x2", "value": "24"}),
    # p = (2, 0), errors (1, -2), (1·4 - 2·8) · 3/16 · 1
    (TWO, {"outputs": "2 0", "concrete": "((p1-y1) v21 + (p2-y2) v22) h2 (1-h2) x1", "value": "-9/4"}),
    ({**TWO, "ask": "formula, value"}, {"formula": "((p1-y1) v21 + (p2-y2) v22) f'(a2) x1", "value": "-2.25"}),
]


@pytest.mark.parametrize(("fields", "expected"), TABLE)
def test_by_hand(fields, expected):
    problem = from_params("mlp-grad", fields)
    assert [part.name for part in problem.parts] == list(expected)
    for part in problem.parts:
        assert grade(part.answer, expected[part.name], mistakes=problem.mistakes).verdict == Correct(), part.name


@pytest.mark.parametrize(
    ("fields", "part", "text", "name"),
    [
        (RELU, "formula", "(p-y) v1 x2", "slope-dropped"),
        (RELU, "formula", "(p-y) f'(a1) x2", "second-weight-dropped"),
        (RELU, "formula", "(p-y) v1 f'(a1)", "input-dropped"),
        (RELU, "formula", "(p-y) v1 f'(a1) h1", "hidden-for-input"),
        (RELU, "formula", "2(p-y) v1 f'(a1) x2", "two-added"),
        (RELU, "formula", "(y-p) v1 f'(a1) x2", "sign-of-error"),
        (RELU, "formula", "(p-y) v2 f'(a1) x2", "other-weight"),
        (RELU, "output", "9", "activation-forgotten"),
        (RELU, "value", "10", "second-weight-dropped"),
        (TANH, "concrete", "(p-y) v1 (1-h1^2) x2", "two-forgotten"),
        (TANH, "concrete", "2(p-y) v1 h1 (1-h1) x2", "other-slope"),
        (TANH, "output", "7", "states-forgotten"),
        (TANH, "value", "32", "slope-dropped"),
        (TWO, "concrete", "(p1-y1) v21 h2 (1-h2) x1", "path-dropped"),
        (TWO, "concrete", "(p2-y2) v22 h2 (1-h2) x1", "path-dropped"),
        (TWO, "value", "3/4", "path-dropped"),
    ],
)
def test_each_mistake_by_hand(fields, part, text, name):
    problem = from_params("mlp-grad", fields)
    found = grade(problem.part(part).answer, text, seed="x", mistakes=[m for m in problem.mistakes if m.part == part]).verdict
    assert isinstance(found, Wrong)
    assert found.mistake == Finding(name)


def test_what_follows_from_own_answers_is_right():
    relu, two = from_params("mlp-grad", RELU), from_params("mlp-grad", TWO)
    assert mark_part(relu, "value", "-6", {"output": "9"}).graded.verdict == Correct(follows=("output",))
    own = {"output": "15", "formula": "(p-y) v1 f'(a1)"}
    assert mark_part(relu, "value", "15", own).graded.verdict == Correct(follows=("formula",))
    assert mark_part(two, "value", "3/4", {"outputs": "2 2"}).graded.verdict == Correct(follows=("outputs",))


REFUSED = [
    ({**RELU, "f": "step"}, "f", "word", {"value": "step"}),
    ({**RELU, "x": "2 -1"}, "W", "kink", {"neuron": 1}),
    ({**TANH, "h": "1 0"}, "h", "state-range", {"low": -1}),
    ({**TWO, "h": "1/2 -1/4"}, "h", "state-range", {"low": 0}),
    ({**RELU, "ask": "concrete"}, "ask", "no-concrete-form", {}),
    ({**RELU, "ask": "outputs"}, "ask", "outputs-number", {"count": 1}),
    ({**TWO, "ask": "output"}, "ask", "outputs-number", {"count": 2}),
    ({**RELU, "j": 2}, "y", "zero-derivative", {}),
    ({**RELU, "y": "15"}, "y", "zero-derivative", {}),
    ({**RELU, "V": "1 2; 3 4"}, "y", "shape", {"columns": 1, "wanted_columns": 2}),
    ({**TANH, "V": "4"}, "V", "shape", {"rows": 1, "wanted_rows": 2}),
    ({**RELU, "x": "1 2 3 4"}, "x", "too-large", {"columns": 4, "most": 3}),
    ({**RELU, "i": 3}, "i", "integer", {"high": 2}),
    ({**RELU, "h": "1 2"}, "h", "unknown", {}),
]


@pytest.mark.parametrize(("fields", "field", "key", "values"), REFUSED)
def test_refused(fields, field, key, values):
    with pytest.raises(ParameterError) as caught:
        from_params("mlp-grad", fields)
    assert (caught.value.field, caught.value.key) == (field, key)
    assert values.items() <= caught.value.values.items()


@pytest.mark.parametrize("level", [1, 2, 3])
def test_the_oracle_agrees_on_200_seeds(level):
    at = {
        f"{letter}{index}": 0.25 + 0.1 * len(index) for letter in "xhvpy" for index in ("", "1", "2", "3", "11", "12", "21", "22")
    }
    at |= {"f'(a1)": 0.5, "f'(a2)": 0.75}
    for seed in range(200):
        problem = draw("mlp-grad", level, seed)
        found = problem.family.oracle(problem.params, at)
        for part in problem.parts:
            match part.answer:
                case NumberAnswer(tree):
                    assert as_float(tree) == pytest.approx(found[part.name]), problem.id
                case MatrixAnswer(rows):
                    assert [as_float(cell) for cell in rows[0]] == pytest.approx(found[part.name][0]), problem.id


@pytest.mark.torch
@pytest.mark.parametrize("level", [1, 2, 3])
def test_values_are_those_of_pytorch(level):
    torch = pytest.importorskip("torch")

    def tensor(rows):
        return torch.tensor([[float(cell) for cell in row] for row in rows], dtype=torch.float64)

    inverse = {"tanh": torch.atanh, "sigmoid": torch.logit}
    for seed in range(60):
        problem = draw("mlp-grad", level, seed)
        params = problem.params
        x = tensor(params.x)
        leading = x.T @ inverse.get(params.f, torch.relu)(tensor(params.states)) / (x @ x.T)  # to the states that are given
        weights = (tensor(params.first) if params.first else leading).requires_grad_()
        made = getattr(torch, params.f)(x @ weights) @ tensor(params.second)
        (((made - tensor(params.target)) ** 2).sum() * (0.5 if params.half else 1)).backward()
        found = weights.grad[params.i - 1, params.j - 1].item()
        assert as_float(problem.part("value").answer.value) == pytest.approx(found), problem.id
