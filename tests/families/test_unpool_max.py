"""unpool-max: tables by hand, PyTorch, error carried forward, refusals."""

from __future__ import annotations

import numpy as np
import pytest

from colloq.catalog.load import entry
from colloq.catalog.problem import from_params
from colloq.errors import ParameterError
from colloq.exact.fields import plain
from colloq.families import unpool_max
from colloq.grading.number import exact
from colloq.model import Correct, Partial, Wrong
from colloq.practice.marking import mark
from colloq.texts import placeholders
from tests.drawn import draw

SEEDS = range(200)
INPUT = [[1, 5, 2, 0], [3, 4, 8, 6], [7, 2, 1, 3], [0, 9, 4, 5]]
VALUES = [[1, 2], [-4, 3]]
UPSTREAM = [[1, 2, 3, 4], [5, 6, 7, 8], [-1, -2, -3, -4], [-5, -6, -7, -8]]


def rows_of(answer):
    return [[plain(exact(cell)) for cell in row] for row in answer.rows]


def solved(**fields):
    return {part.name: rows_of(part.answer) for part in from_params("unpool-max", fields).parts}


def wrong(**fields):
    return {(m.part, m.name): rows_of(m.answer) for m in from_params("unpool-max", fields).mistakes}


PLACED = [[0, 1, 0, 0], [0, 0, 2, 0], [0, 0, 0, 0], [0, -4, 0, 3]]
TABLE = [
    ({"input": INPUT, "values": VALUES}, {"output": PLACED}),
    ({"input": INPUT, "values": VALUES, "upstream": UPSTREAM}, {"output": PLACED, "gradient": [[2, 7], [-6, -8]]}),
    (
        {"input": INPUT, "scale": -2, "shift": 3},
        {"pooled": [[5, 8], [9, 5]], "output": [[0, -7, 0, 0], [0, 0, -13, 0], [0, 0, 0, 0], [0, -15, 0, -7]]},
    ),
    (
        {"input": "1 2 3; 4 9 5; 6 7 8", "window": 3, "scale": "1/2"},
        {"pooled": [[9]], "output": [[0, 0, 0], [0, "9/2", 0], [0, 0, 0]]},
    ),
    ({"input": "-3 -1; -2 -7"}, {"pooled": [[-1]], "output": [[0, -1], [0, 0]]}),
    (
        {"input": "-3 -1; -2 -7", "upstream": "1 2; 3 4"},
        {"pooled": [[-1]], "output": [[0, -1], [0, 0]], "gradient": [[2]]},
    ),
]


@pytest.mark.parametrize(("fields", "expected"), TABLE)
def test_by_hand(fields, expected):
    assert solved(**fields) == expected


def test_each_mistake_of_given_values_by_hand():
    assert wrong(input=INPUT, values=VALUES, upstream=UPSTREAM) == {
        ("output", "indices-ignored"): [[1, 0, 2, 0], [0, 0, 0, 0], [-4, 0, 3, 0], [0, 0, 0, 0]],
        ("output", "every-cell"): [[1, 1, 2, 2], [1, 1, 2, 2], [-4, -4, 3, 3], [-4, -4, 3, 3]],
        ("output", "rest-kept"): [[1, 1, 2, 0], [3, 4, 2, 6], [7, 2, 1, 3], [0, -4, 4, 3]],
        ("output", "pooled-for-values"): [[0, 5, 0, 0], [0, 0, 8, 0], [0, 0, 0, 0], [0, 9, 0, 5]],
        ("gradient", "block-sum"): [[14, 22], [-14, -22]],
        ("gradient", "corner-only"): [[1, 3], [-1, -3]],
        ("gradient", "largest-gradient"): [[6, 8], [-1, -3]],
    }


def test_each_mistake_of_a_layer_between_by_hand():
    found = wrong(input=[[1, -5], [3, 4]], scale=2)
    assert found["pooled", "mean-for-maximum"] == [["3/4"]]
    assert found["pooled", "largest-absolute"] == [[-5]]
    assert found["output", "layer-between-forgotten"] == [[0, 0], [0, 4]]
    assert set(found) == {
        ("pooled", "mean-for-maximum"),
        ("pooled", "largest-absolute"),
        *(("output", name) for name in ("indices-ignored", "every-cell", "rest-kept", "layer-between-forgotten")),
    }


def test_an_output_that_follows_from_a_wrong_pooled_matrix_is_right():
    problem = from_params("unpool-max", {"input": INPUT, "scale": 2, "shift": 1})
    pooled, output = mark(problem, {"pooled": "5 8; 9 6", "output": "0 11 0 0; 0 0 17 0; 0 0 0 0; 0 19 0 13"})
    assert isinstance(pooled.graded.verdict, Wrong | Partial)
    assert output.graded.verdict == Correct(follows=("pooled",))


@pytest.mark.parametrize("level", unpool_max.LEVELS)
def test_the_oracle_agrees_on_200_seeds(level):
    for seed in SEEDS:
        problem = draw("unpool-max", level, seed)
        expected = problem.family.oracle(problem.params, {})
        for part in problem.parts:
            assert rows_of(part.answer) == expected[part.name], problem.id


@pytest.mark.torch
@pytest.mark.parametrize("level", unpool_max.LEVELS)
def test_pytorch_agrees(level):
    torch = pytest.importorskip("torch", reason="the PyTorch oracle group is not installed")
    for seed in SEEDS:
        problem = draw("unpool-max", level, seed)
        fields = problem.params_json()
        right = {part.name: rows_of(part.answer) for part in problem.parts}
        source = torch.tensor(fields["input"], dtype=torch.float64)[None, None]
        pooled, indices = torch.nn.functional.max_pool2d(source, fields["window"], return_indices=True)
        values = torch.tensor(fields["values"], dtype=torch.float64)[None, None] if "values" in fields else None
        if values is None:
            assert right["pooled"] == pooled[0, 0].tolist(), problem.id
            values = fields["scale"] * pooled + fields["shift"]
        values = values.detach().requires_grad_()
        output = torch.nn.functional.max_unpool2d(values, indices, fields["window"])
        assert right["output"] == output[0, 0].tolist(), problem.id
        if level == 3:
            output.backward(torch.tensor(fields["upstream"], dtype=torch.float64)[None, None])
            assert right["gradient"] == values.grad[0, 0].tolist(), problem.id


@pytest.mark.parametrize("level", unpool_max.LEVELS)
def test_numbers_that_a_person_would_set(level):
    for seed in SEEDS:
        problem = draw("unpool-max", level, seed)
        output = np.array(rows_of(problem.part("output").answer))
        side = problem.params.window
        assert np.count_nonzero(output) == output.size // side**2
        assert np.count_nonzero(output[::side, ::side]) <= 1, "most maxima are not in the corners"
        assert np.abs(output).max() < 50


GOOD = {"input": INPUT, "values": VALUES}
REFUSED = [
    ({"values": VALUES}, "input", "missing", {}),
    (GOOD | {"window": 5}, "window", "integer", {"low": 2, "high": 4, "value": 5}),
    (GOOD | {"stride": 2}, "stride", "unknown", {}),
    ({"input": [[1, 2]] * 17}, "input", "too-large", {"rows": 17, "columns": 2, "most": 16}),
    (GOOD | {"window": 3}, "input", "not-divisible", {"rows": 4, "columns": 4, "window": 3}),
    (GOOD | {"scale": 2}, "values", "values-and-scale", {}),
    ({"input": INPUT, "scale": 0}, "scale", "scale-zero", {}),
    (GOOD | {"values": [[1]]}, "values", "wrong-shape", {"rows": 2, "columns": 2, "given_rows": 1, "given_columns": 1}),
    (GOOD | {"upstream": [[1]]}, "upstream", "wrong-shape", {"rows": 4, "columns": 4, "given_rows": 1, "given_columns": 1}),
    ({"input": [[1, 5, 2, 2], [3, 4, 0, 1]]}, "input", "tie", {"row": 1, "column": 2, "value": "2"}),
]


@pytest.mark.parametrize(("fields", "field", "key", "values"), REFUSED)
def test_bad_parameters_are_named(fields, field, key, values):
    with pytest.raises(ParameterError) as caught:
        from_params("unpool-max", fields)
    assert (caught.value.field, caught.value.key) == (field, key)
    assert values.items() <= caught.value.values.items()


def test_the_catalogue_has_a_message_for_each_refusal_of_the_family():
    errors = entry("unpool-max")["errors"]
    raised = {key: values for _, _, key, values in REFUSED if key not in {"missing", "integer", "unknown"}}
    assert set(errors) == set(raised)
    for key, values in raised.items():
        assert placeholders(errors[key]["en"]) == placeholders(errors[key]["ru"]) == set(values)
