"""transpose-conv: tables by hand, PyTorch, refusals."""

from __future__ import annotations

import numpy as np
import pytest

from colloq.catalog.load import entry
from colloq.catalog.problem import from_params
from colloq.errors import ParameterError
from colloq.exact.fields import plain
from colloq.families import transpose_conv
from colloq.grading.number import exact
from colloq.texts import placeholders
from tests.drawn import draw

SEEDS = range(200)
INPUT, KERNEL = [[1, 2], [3, 4]], [[1, 0], [2, -1]]


def rows_of(answer):
    return [[plain(exact(cell)) for cell in row] for row in answer.rows]


def solved(**fields):
    (part,) = from_params("transpose-conv", fields).parts
    return rows_of(part.answer)


def wrong(**fields):
    return {m.name: rows_of(m.answer) for m in from_params("transpose-conv", fields).mistakes}


TABLE = [
    ({"input": INPUT, "kernel": KERNEL}, [[1, 2, 0], [5, 7, -2], [6, 5, -4]]),
    ({"input": INPUT, "kernel": KERNEL, "stride": 2}, [[1, 0, 2, 0], [2, -1, 4, -2], [3, 0, 4, 0], [6, -3, 8, -4]]),
    ({"input": INPUT, "kernel": KERNEL, "stride": 2, "padding": 1}, [[-1, 4], [0, 4]]),
    ({"input": "1 2", "kernel": "1 1 1; 0 2 0; 0 0 3", "stride": 2}, [[1, 1, 3, 2, 2], [0, 2, 0, 4, 0], [0, 0, 3, 0, 6]]),
    ({"input": [["1/2"]], "kernel": [[4, 1], [0, 2]]}, [[2, "1/2"], [0, 1]]),
    ({"input": "2", "kernel": "3"}, [[6]]),
]


@pytest.mark.parametrize(("fields", "expected"), TABLE)
def test_by_hand(fields, expected):
    assert solved(**fields) == expected


def test_each_mistake_by_hand():
    assert wrong(input=INPUT, kernel=KERNEL) == {
        "kernel-flipped": [[-1, 0, 4], [-3, 3, 10], [0, 3, 4]],
        "kernel-transposed": [[1, 4, 4], [3, 9, 6], [0, -3, -4]],
        "overwritten": [[1, 2, 0], [3, 4, 0], [6, 8, -4]],
        "ordinary-convolution": [[1 + 6 - 4]],
    }
    cut = wrong(input=INPUT, kernel=KERNEL, stride=2, padding=1)
    assert cut["stride-ignored"] == [[7]]
    assert cut["crop-forgotten"] == solved(input=INPUT, kernel=KERNEL, stride=2)
    assert len(cut["frame-added"]) == 6
    assert cut["frame-added"][1][1:5] == cut["crop-forgotten"][0]
    assert set(cut) == {"kernel-flipped", "kernel-transposed", "stride-ignored", "crop-forgotten", "frame-added"}


@pytest.mark.parametrize("level", transpose_conv.LEVELS)
def test_the_oracle_agrees_on_200_seeds(level):
    for seed in SEEDS:
        problem = draw("transpose-conv", level, seed)
        assert rows_of(problem.parts[0].answer) == problem.family.oracle(problem.params, {})["output"], problem.id


@pytest.mark.torch
@pytest.mark.parametrize("level", transpose_conv.LEVELS)
def test_pytorch_agrees(level):
    torch = pytest.importorskip("torch", reason="the PyTorch oracle group is not installed")
    for seed in SEEDS:
        problem = draw("transpose-conv", level, seed)
        fields = problem.params_json()
        source, kernel = (torch.tensor(fields[name], dtype=torch.float64)[None, None] for name in ("input", "kernel"))
        output = torch.nn.functional.conv_transpose2d(source, kernel, stride=fields["stride"], padding=fields["padding"])
        assert rows_of(problem.parts[0].answer) == output[0, 0].tolist(), problem.id


@pytest.mark.parametrize("level", transpose_conv.LEVELS)
def test_numbers_that_a_person_would_set(level):
    for seed in SEEDS:
        problem = draw("transpose-conv", level, seed)
        output = np.array(rows_of(problem.parts[0].answer))
        assert output.size <= 30
        assert np.abs(output).max() < 99
        assert (problem.params.padding > 0) is (level == 3)


GOOD = {"input": INPUT, "kernel": KERNEL}
REFUSED = [
    ({"kernel": KERNEL}, "input", "missing", {}),
    (GOOD | {"stride": 5}, "stride", "integer", {"low": 1, "high": 4, "value": 5}),
    (GOOD | {"bias": 1}, "bias", "unknown", {"known": "input, kernel, stride, padding"}),
    ({"input": [[1] * 7], "kernel": KERNEL}, "input", "too-large", {"rows": 1, "columns": 7, "most": 6}),
    (GOOD | {"kernel": [[1, 2]]}, "kernel", "kernel-square", {"rows": 1, "columns": 2}),
    (GOOD | {"stride": 3}, "stride", "gaps", {"stride": 3, "kernel": 2}),
    (GOOD | {"padding": 2}, "padding", "nothing-left", {"padding": 2}),
]


@pytest.mark.parametrize(("fields", "field", "key", "values"), REFUSED)
def test_bad_parameters_are_named(fields, field, key, values):
    with pytest.raises(ParameterError) as caught:
        from_params("transpose-conv", fields)
    assert (caught.value.field, caught.value.key) == (field, key)
    assert values.items() <= caught.value.values.items()


def test_the_catalogue_has_a_message_for_each_refusal_of_the_family():
    errors = entry("transpose-conv")["errors"]
    raised = {key: values for _, _, key, values in REFUSED if key not in {"missing", "integer", "unknown"}}
    assert set(errors) == set(raised)
    for key, values in raised.items():
        assert placeholders(errors[key]["en"]) == placeholders(errors[key]["ru"]) == set(values)
