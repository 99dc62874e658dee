"""unpool-nearest: tables by hand, PyTorch, finite differences, refusals."""

from __future__ import annotations

import numpy as np
import pytest

from colloq.catalog.load import entry
from colloq.catalog.problem import from_params
from colloq.errors import ParameterError
from colloq.exact.fields import plain
from colloq.families import unpool_nearest
from colloq.grading.number import exact
from colloq.texts import placeholders
from tests.drawn import draw

SEEDS = range(200)
INPUT = [[1, 5], [-3, 4]]
UPSTREAM = [[1, 0, 2, 1], [3, 1, 1, 0], [2, 2, 0, 1], [1, 0, 1, 3]]


def rows_of(answer):
    return [[plain(exact(cell)) for cell in row] for row in answer.rows]


def solved(**fields):
    return {part.name: rows_of(part.answer) for part in from_params("unpool-nearest", fields).parts}


def wrong(**fields):
    return {(m.part, m.name): rows_of(m.answer) for m in from_params("unpool-nearest", fields).mistakes}


TABLE = [
    ({"input": INPUT}, {"output": [[1, 1, 5, 5], [1, 1, 5, 5], [-3, -3, 4, 4], [-3, -3, 4, 4]]}),
    ({"input": "2 7", "factor": 3}, {"output": [[2, 2, 2, 7, 7, 7]] * 3}),
    ({"input": [["1/2"]], "factor": 2}, {"output": [["1/2", "1/2"], ["1/2", "1/2"]]}),
    (
        {"input": INPUT, "upstream": UPSTREAM},
        {"output": [[1, 1, 5, 5], [1, 1, 5, 5], [-3, -3, 4, 4], [-3, -3, 4, 4]], "gradient": [[5, 4], [5, 5]]},
    ),
]


@pytest.mark.parametrize(("fields", "expected"), TABLE)
def test_by_hand(fields, expected):
    assert solved(**fields) == expected


def test_each_mistake_by_hand():
    found = wrong(input=[[4, 8], [0, -4]], upstream=UPSTREAM)
    assert found == {
        ("output", "bed-of-nails"): [[4, 0, 8, 0], [0, 0, 0, 0], [0, 0, -4, 0], [0, 0, 0, 0]],
        ("output", "tiled"): [[4, 8, 4, 8], [0, -4, 0, -4], [4, 8, 4, 8], [0, -4, 0, -4]],
        ("output", "shared-equally"): [[1, 1, 2, 2], [1, 1, 2, 2], [0, 0, -1, -1], [0, 0, -1, -1]],
        ("output", "rows-only"): [[4, 8], [4, 8], [0, -4], [0, -4]],
        ("output", "columns-only"): [[4, 4, 8, 8], [0, 0, -4, -4]],
        ("gradient", "mean-for-sum"): [["5/4", 1], ["5/4", "5/4"]],
        ("gradient", "corner-only"): [[1, 2], [2, 0]],
        ("gradient", "largest-only"): [[3, 2], [2, 3]],
    }
    assert set(wrong(input=[[3]])) == {
        ("output", name) for name in ("bed-of-nails", "shared-equally", "rows-only", "columns-only")
    }


@pytest.mark.parametrize("level", unpool_nearest.LEVELS)
def test_the_oracle_agrees_on_200_seeds(level):
    for seed in SEEDS:
        problem = draw("unpool-nearest", level, seed)
        expected = problem.family.oracle(problem.params, {})
        assert {part.name: rows_of(part.answer) for part in problem.parts} == expected, problem.id


@pytest.mark.torch
@pytest.mark.parametrize("level", unpool_nearest.LEVELS)
def test_pytorch_agrees(level):
    torch = pytest.importorskip("torch", reason="the PyTorch oracle group is not installed")
    for seed in SEEDS:
        problem = draw("unpool-nearest", level, seed)
        fields = problem.params_json()
        source = torch.tensor(fields["input"], dtype=torch.float64, requires_grad=True)
        output = torch.nn.functional.interpolate(source[None, None], scale_factor=fields["factor"], mode="nearest")
        right = {part.name: rows_of(part.answer) for part in problem.parts}
        assert right["output"] == output[0, 0].tolist(), problem.id
        if level > 1:
            output.backward(torch.tensor(fields["upstream"], dtype=torch.float64)[None, None])
            assert right["gradient"] == source.grad.tolist(), problem.id


@pytest.mark.parametrize("level", [2, 3])
def test_finite_differences_agree(level):
    for seed in range(40):
        problem = draw("unpool-nearest", level, seed)
        fields = problem.params_json()
        source, upstream = np.array(fields["input"], dtype=float), np.array(fields["upstream"], dtype=float)
        ones = np.ones((fields["factor"],) * 2)
        slopes = np.zeros_like(source)
        for cell in np.ndindex(source.shape):
            moved = np.zeros_like(source)
            moved[cell] = 0.5
            slopes[cell] = ((np.kron(source + moved, ones) - np.kron(source - moved, ones)) * upstream).sum()
        assert rows_of(problem.part("gradient").answer) == slopes.tolist(), problem.id


REFUSED = [
    ({}, "input", "missing", {}),
    ({"input": INPUT, "factor": 1}, "factor", "integer", {"low": 2, "high": 4, "value": 1}),
    ({"input": INPUT, "scale": 1}, "scale", "unknown", {"known": "input, factor"}),
    ({"input": [[1] * 9]}, "input", "too-large", {"rows": 1, "columns": 9, "most": 8}),
    (
        {"input": INPUT, "upstream": [[1, 2]]},
        "upstream",
        "upstream-shape",
        {"rows": 4, "columns": 4, "given_rows": 1, "given_columns": 2},
    ),
]


@pytest.mark.parametrize(("fields", "field", "key", "values"), REFUSED)
def test_bad_parameters_are_named(fields, field, key, values):
    with pytest.raises(ParameterError) as caught:
        from_params("unpool-nearest", fields)
    assert (caught.value.field, caught.value.key) == (field, key)
    assert values.items() <= caught.value.values.items()


def test_the_catalogue_has_a_message_for_each_refusal_of_the_family():
    errors = entry("unpool-nearest")["errors"]
    raised = {key: values for _, _, key, values in REFUSED if key not in {"missing", "integer", "unknown"}}
    assert set(errors) == set(raised)
    for key, values in raised.items():
        assert placeholders(errors[key]["en"]) == placeholders(errors[key]["ru"]) == set(values)
