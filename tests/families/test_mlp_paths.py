"""mlp-paths: the guide's sums over paths, by hand and by a network that PyTorch differentiates, mistakes, refusals."""

from __future__ import annotations

import pytest

from colloq.catalog.problem import from_params
from colloq.errors import ParameterError
from colloq.grading.grade import grade
from colloq.grading.number import as_float
from colloq.model import Correct, Finding, NumberAnswer, Unreadable, Wrong
from colloq.practice.marking import mark_part
from tests.drawn import draw

GRAPH = {"p_h": "2 -1", "h_z": "1 3; -2 1"}
INPUT = {**GRAPH, "z_x": "1 2; 3 -1", "by": "x1", "ask": "paths, formula, value"}
GUIDE_X1 = "dp/dh1 dh1/dz1 dz1/dx1 + dp/dh2 dh2/dz1 dz1/dx1 + dp/dh1 dh1/dz2 dz2/dx1 + dp/dh2 dh2/dz2 dz2/dx1"
LAST = {**GRAPH, "by": "w1:h2", "loss": 3, "own": 2}
FIRST = {**GRAPH, "by": "w1:z1", "loss": 3, "own": 2}
TABLE = [
    ({**GRAPH, "by": "z1"}, {"formula": "dp/dh1 dh1/dz1 + dp/dh2 dh2/dz1", "value": "4"}),
    ({**GRAPH, "by": "z2"}, {"formula": "∂p/∂h₁·∂h₁/∂z₂ + ∂p/∂h₂·∂h₂/∂z₂", "value": "5"}),
    (INPUT, {"paths": "4", "formula": GUIDE_X1, "value": "19"}),
    (LAST, {"formula": "dL/dp dp/dh2 dh2/dw1", "value": "-6"}),
    (FIRST, {"formula": "dL/dp (dp/dh1 dh1/dz1 + dp/dh2 dh2/dz1) dz1/dw1", "value": "24"}),
    ({**INPUT, "h_z": "1 0; -2 1", "ask": "paths, value"}, {"paths": "3", "value": "1"}),
]


@pytest.mark.parametrize(("fields", "expected"), TABLE)
def test_by_hand(fields, expected):
    problem = from_params("mlp-paths", fields)
    assert [part.name for part in problem.parts] == list(expected)
    for part in problem.parts:
        assert grade(part.answer, expected[part.name], mistakes=problem.mistakes).verdict == Correct(), part.name


def verdict(fields, part, text):
    problem = from_params("mlp-paths", fields)
    return grade(problem.part(part).answer, text, seed="x", mistakes=[m for m in problem.mistakes if m.part == part]).verdict


@pytest.mark.parametrize(
    ("fields", "part", "text", "name"),
    [
        (INPUT, "formula", "dp/dh1 dh1/dz1 dz1/dx1 + dp/dh2 dh2/dz1 dz1/dx1 + dp/dh1 dh1/dz2 dz2/dx1", "path-dropped"),
        (INPUT, "formula", "dp/dh1 dh1/dz1 dz1/dx1 + dp/dh1 dh1/dz2 dz2/dx1 + dp/dh2 dh2/dz2 dz2/dx1", "path-dropped"),
        (INPUT, "formula", "dp/dh1 dh1/dz1 dz1/dx1", "one-path-only"),
        (INPUT, "formula", GUIDE_X1.replace("x1", "x2"), "other-unit"),
        ({**GRAPH, "by": "z1"}, "formula", "dp/dh1 + dp/dh2", "last-factor-dropped"),
        ({**GRAPH, "by": "z1"}, "formula", "dp/dh1 + dh1/dz1 + dp/dh2 + dh2/dz1", "sum-along-path"),
        ({**GRAPH, "by": "z1"}, "formula", "dp/dh1 dh1/dz1 dp/dh2 dh2/dz1", "paths-multiplied"),
        (LAST, "formula", "dp/dh2 dh2/dw1", "loss-factor-dropped"),
        (LAST, "formula", "dL/dp dp/dh2", "last-factor-dropped"),
        (LAST, "formula", "dL/dp (dp/dh1 + dp/dh2) dh2/dw1", "other-neurons-included"),
        (LAST, "formula", "dL/dp dp/dh1 dh2/dw1", "other-unit"),
        (FIRST, "formula", "dL/dp dp/dh1 dh1/dz1 dz1/dw1", "path-dropped"),
        (INPUT, "value", "17", "path-dropped"),
        ({**INPUT, "h_z": "1 0; -2 1"}, "paths", "4", "gaps-ignored"),
    ],
)
def test_each_mistake_by_hand(fields, part, text, name):
    found = verdict(fields, part, text)
    assert isinstance(found, Wrong)
    assert found.mistake == Finding(name)


@pytest.mark.parametrize(("fields", "text"), [(INPUT, "dp/dz1 dz1/dx1 + dp/dz2 dz2/dx1"), (FIRST, "dL/dp dp/dz1 dz1/dw1")])
def test_what_is_true_but_not_expanded_costs_nothing(fields, text):
    found = verdict(fields, "formula", text)
    assert isinstance(found, Wrong)
    assert (found.free, found.mistake) == (True, Finding("not-expanded", unfinished=True))


def test_an_atom_of_no_arrow_cannot_be_read():
    assert isinstance(verdict({**INPUT, "h_z": "1 0; -2 1"}, "formula", "dp/dh1 dh1/dz2 dz2/dx1"), Unreadable)


def test_the_value_follows_from_the_own_formula():
    problem = from_params("mlp-paths", INPUT)
    own = {"formula": "dp/dh1 dh1/dz1 dz1/dx1"}
    assert mark_part(problem, "value", "2", own).graded.verdict == Correct(follows=("formula",))


REFUSED = [
    ({**GRAPH, "by": "h1"}, "by", "by-unread", {}),
    ({**GRAPH, "by": "w1:x1"}, "by", "by-unread", {}),
    ({**GRAPH, "by": "y"}, "by", "by-unread", {}),
    ({**GRAPH, "by": "z3"}, "by", "no-such-unit", {"most": 2}),
    ({**GRAPH, "by": "x1"}, "z_x", "missing", {}),
    ({**GRAPH, "by": "w1:h2"}, "loss", "missing", {}),
    ({**LAST, "loss": 0}, "loss", "zero-derivative", {}),
    ({**LAST, "own": 0}, "own", "zero-derivative", {}),
    ({**GRAPH, "h_z": "0 3; 0 1", "by": "z1"}, "by", "no-path", {}),
    ({**GRAPH, "h_z": "1 3", "by": "z1"}, "h_z", "shape", {"rows": 1, "wanted_rows": 2}),
    ({"p_h": "1 2 3 4 5", "h_z": "1", "by": "z1"}, "p_h", "too-large", {"columns": 5, "most": 4}),
]


@pytest.mark.parametrize(("fields", "field", "key", "values"), REFUSED)
def test_refused(fields, field, key, values):
    with pytest.raises(ParameterError) as caught:
        from_params("mlp-paths", fields)
    assert (caught.value.field, caught.value.key) == (field, key)
    assert values.items() <= caught.value.values.items()


@pytest.mark.parametrize("level", [1, 2, 3])
def test_the_oracle_agrees_on_200_seeds(level):
    for seed in range(200):
        problem = draw("mlp-paths", level, seed)
        found = problem.family.oracle(problem.params, {})
        for part in problem.parts:
            if isinstance(part.answer, NumberAnswer):
                assert as_float(part.answer.value) == found[part.name], problem.id


@pytest.mark.torch
def test_values_are_those_of_a_network_in_pytorch():
    torch = pytest.importorskip("torch")

    def tensor(rows):
        return torch.tensor([[float(cell) for cell in row] for row in rows], dtype=torch.float64)

    for seed in range(60):
        problem = draw("mlp-paths", 2, seed)
        params = problem.params
        start = torch.zeros(len(params.z_x[0]) if params.z_x else 1, dtype=torch.float64, requires_grad=True)
        step = torch.zeros((), dtype=torch.float64, requires_grad=True)
        z = tensor(params.z_x) @ start if params.z_x else torch.zeros(len(params.h_z[0]), dtype=torch.float64)
        unit = torch.eye(len(params.h_z) if params.layer == "h" else len(params.h_z[0]), dtype=torch.float64)[params.unit - 1]
        inner = step * float(params.own) * unit if params.layer != "x" else 0
        h = tensor(params.h_z) @ (torch.tanh(z) + (inner if params.layer == "z" else 0))
        output = tensor(params.p_h) @ (h + (inner if params.layer == "h" else 0))
        (output * float(params.loss)).backward()
        found = start.grad[params.unit - 1] if params.layer == "x" else step.grad
        assert as_float(problem.part("value").answer.value) == pytest.approx(found.item()), problem.id
