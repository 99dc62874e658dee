"""receptive-field: fields by hand, each mistake, gradients of PyTorch, errors carried forward, refusals."""

from __future__ import annotations

import pytest

from colloq.catalog.problem import from_params
from colloq.grading.number import as_float
from colloq.model import Correct
from colloq.practice.marking import mark
from tests.families.by_hand import all_right, errors_told, problems, refused, wrong

FAMILY = "receptive-field"

TABLE = [
    ({"layers": "conv 3; conv 3"}, {"field": "5"}),
    ({"layers": "conv 3; conv 3; conv 3"}, {"field": "7"}),
    ({"layers": "conv 3 stride 2, conv 3"}, {"field": "7"}),
    ({"layers": "conv 5; pool 2"}, {"field": "6"}),
    ({"layers": "pool 2; conv 3", "ask": "jump, field", "after": 1}, {"jump": "2", "field": "6"}),
    ({"layers": "conv 3 dilation 2; conv 3 dilation 4"}, {"field": "13"}),
    (
        {"layers": "conv 7 stride 2; pool 3 stride 2; conv 3; conv 3", "ask": "field, jump, middle", "after": 2},
        {"middle": "11", "jump": "4", "field": "27"},
    ),
    ({"layers": ["CONV 3 stride 2", "pool 2 stride 2", "conv 1"], "ask": "field"}, {"field": "5"}),
]


@pytest.mark.parametrize(("fields", "expected"), TABLE)
def test_by_hand(fields, expected):
    all_right(FAMILY, fields, expected)


def test_each_mistake_by_hand():
    fields = {"layers": "conv 3 stride 3; pool 2; conv 5 dilation 2", "ask": "middle, jump, field", "after": 2}
    assert wrong(FAMILY, fields) == {
        ("middle", "stride-not-multiplied"): "4",
        ("middle", "own-stride-counted"): "13",
        ("middle", "one-not-subtracted"): "9",
        ("middle", "first-pixel-forgotten"): "5",
        ("middle", "pooling-left-out"): "3",
        ("jump", "last-stride-only"): "2",
        ("jump", "strides-added"): "5",
        ("field", "stride-not-multiplied"): "12",
        ("field", "own-stride-counted"): "61",
        ("field", "strides-not-accumulated"): "22",
        ("field", "one-not-subtracted"): "69",
        ("field", "first-pixel-forgotten"): "53",
        ("field", "kernels-multiplied"): "30",
        ("field", "pooling-left-out"): "27",
    }
    assert wrong(FAMILY, {"layers": "conv 3 stride 2; conv 3 dilation 3"})["field", "dilation-ignored"] == "7"


def test_the_right_field_of_that_stack():
    """1 + 2·1 + 1·3 + 4·2·6."""
    all_right(FAMILY, {"layers": "conv 3 stride 3; pool 2; conv 5 dilation 2"}, {"field": "54"})


@pytest.mark.parametrize(
    ("answers", "follows"),
    [
        ({"middle": "9", "jump": "6", "field": "57"}, ("middle",)),
        ({"middle": "6", "jump": "2", "field": "22"}, ("jump",)),
        ({"middle": "9", "jump": "2", "field": "25"}, ("middle", "jump")),
    ],
)
def test_errors_carried_forward(answers, follows):
    fields = {"layers": "conv 3 stride 3; pool 2; conv 5 dilation 2", "ask": "middle, jump, field", "after": 2}
    *_, field = mark(from_params(FAMILY, fields), answers)
    assert field.graded.verdict == Correct(follows=follows)


REFUSED = [
    ({}, "layers", "missing", {}),
    ({"layers": "conv"}, "layers", "layer-unread", {"value": "conv"}),
    ({"layers": 3}, "layers", "layer-unread", {"value": 3}),
    ({"layers": "conv 3; conv 0"}, "layers", "layer-range", {"value": "conv 0", "most": 15}),
    ({"layers": "conv 3; conv 3 stride 16"}, "layers", "layer-range", {"value": "conv 3 stride 16", "most": 15}),
    ({"layers": "conv 3"}, "layers", "count", {"most": 8, "given": 1}),
    ({"layers": ["conv 3"] * 9}, "layers", "count", {"most": 8, "given": 9}),
    ({"layers": "conv 3; conv 3", "ask": "jump"}, "after", "missing", {}),
    ({"layers": "conv 3; conv 3", "ask": "jump", "after": 2}, "after", "integer", {"low": 1, "high": 1, "value": 2}),
    ({"layers": "conv 3; conv 3", "after": 1}, "after", "after-unused", {}),
    ({"layers": ["conv 15 stride 15"] * 5}, "layers", "field-too-large", {"most": 10**4}),
    ({"layers": "conv 3; conv 3", "ask": "size"}, "ask", "word", {"value": "size", "allowed": "middle, jump, field"}),
    ({"layers": "conv 3; conv 3", "padding": 1}, "padding", "unknown", None),
]


@pytest.mark.parametrize(("fields", "field", "key", "values"), REFUSED)
def test_refused(fields, field, key, values):
    refused(FAMILY, fields, field, key, values)


def test_the_texts_of_errors_are_those_that_are_raised():
    errors_told(FAMILY, REFUSED)


@pytest.mark.torch
def test_gradients_of_pytorch_reach_as_far():
    """One output far from the edges: the input cells with a gradient span the field, those of its neighbour are shifted."""
    torch = pytest.importorskip("torch")
    for problem in problems(FAMILY):
        after = problem.params.after or len(problem.params.layers)
        expected = {"middle": (after, 0), "jump": (after, 1), "field": (len(problem.params.layers), 0)}
        for part in problem.parts:
            count, neighbour = expected[part.name]
            first, last = span(torch, problem.params.layers[:count], 0)
            if part.name == "jump":
                last = span(torch, problem.params.layers[:count], neighbour)[0] - 1
            assert last - first + 1 == as_float(part.answer.value), problem.id


def span(torch, layers, output):
    source = torch.zeros(1, 1, 400, dtype=torch.float64, requires_grad=True)
    value = source
    for layer in layers:
        weights = torch.ones(1, 1, layer.kernel, dtype=torch.float64)
        value = torch.nn.functional.conv1d(value, weights, stride=layer.stride, dilation=layer.dilation)
    value[0, 0, output].backward()
    touched = source.grad[0, 0].nonzero().flatten().tolist()
    return touched[0], touched[-1]
