"""conv-shape: sizes and counts by hand and by PyTorch, mistakes, refusals, errors carried forward."""

from __future__ import annotations

import pytest

from colloq.catalog.problem import from_params
from colloq.errors import ParameterError
from colloq.grading.grade import grade
from colloq.grading.number import as_float
from colloq.model import Correct
from colloq.practice.marking import mark_part
from tests.drawn import draw

GUIDE = {"height": 100, "kernel": 3, "inputs": 3, "outputs": 6, "ask": "side, weights, parameters"}
OBLONG = {
    "height": 12, "width": 8, "kernel": 5, "padding": 1, "stride": 3, "inputs": 2, "outputs": 5,
    "ask": "height, width, parameters, dense",
}  # fmt: skip
TABLE = [
    (GUIDE, {"side": "98", "weights": "162", "parameters": "168"}),
    ({**GUIDE, "padding": 1}, {"side": "100", "weights": "3*3*3*6", "parameters": "162+6"}),
    ({**GUIDE, "height": 7, "stride": 2, "ask": "side, dense"}, {"side": "3", "dense": str(7 * 7 * 3 * 3 * 3 * 6)}),
    ({"height": 6, "kernel": 3, "stride": 2, "inputs": 1, "outputs": 2, "ask": "side"}, {"side": "2"}),
    ({"height": 3, "kernel": 3, "inputs": 1, "outputs": 2, "ask": "side"}, {"side": "1"}),
    (OBLONG, {"height": "4", "width": "2", "parameters": "255", "dense": "7680"}),
]


@pytest.mark.parametrize(("fields", "expected"), TABLE)
def test_by_hand(fields, expected):
    problem = from_params("conv-shape", fields)
    assert [part.name for part in problem.parts] == list(expected)
    for part in problem.parts:
        assert grade(part.answer, expected[part.name], mistakes=problem.mistakes).verdict == Correct(), part.name


def wrong(fields):
    return {(m.part, m.name): int(as_float(m.answer.value)) for m in from_params("conv-shape", fields).mistakes}


def test_each_mistake_by_hand():
    found = wrong(OBLONG)
    assert found["height", "stride-ignored"] == 10
    assert found["height", "padding-forgotten"] == 3
    assert ("height", "one-forgotten") not in found  # 9/3 = 3 as well
    assert found["width", "rounded-up"] == 3
    assert found["width", "stride-ignored"] == 6
    assert found["width", "one-forgotten"] == 1
    assert found["parameters", "bias-forgotten"] == 250
    assert found["parameters", "one-bias"] == 251
    assert found["parameters", "bias-for-each-kernel"] == 260
    assert found["parameters", "input-channels-forgotten"] == 130
    assert found["parameters", "output-channels-forgotten"] == 51
    assert found["parameters", "kernel-side-only"] == 55
    assert found["dense", "convolution-counted"] == 250
    assert found["dense", "sizes-added"] == 232
    assert found["dense", "channels-forgotten"] == 768
    assert found["dense", "one-neuron-per-channel"] == 960
    counted = wrong({**GUIDE, "height": 93, "padding": 1, "stride": 2})
    assert counted["weights", "bias-counted"] == 168
    assert counted["weights", "input-channels-forgotten"] == 54
    assert counted["weights", "output-channels-forgotten"] == 27
    assert ("weights", "kernel-side-only") not in counted  # 3*3*6 as well
    assert counted["side", "stride-before-window"] == 45
    assert counted["side", "padding-forgotten"] == 46
    assert ("side", "padding-once") not in counted  # 46 as well


def test_mistakes_that_these_parameters_cannot_show_are_absent():
    assert set(wrong({**GUIDE, "ask": "side"})) == {("side", "one-forgotten")}
    assert set(wrong({"height": 5, "kernel": 1, "inputs": 1, "outputs": 1, "ask": "weights"})) == {("weights", "bias-counted")}


def test_what_follows_from_own_answers_is_right():
    problem = from_params("conv-shape", OBLONG)
    own = {"height": "3", "width": "2"}
    assert mark_part(problem, "dense", str(192 * 3 * 2 * 5), own).graded.verdict == Correct(follows=("height",))
    guide = from_params("conv-shape", GUIDE)
    assert mark_part(guide, "parameters", "60", {"weights": "54"}).graded.verdict == Correct(follows=("weights",))


REFUSED = [
    ({**OBLONG, "ask": "side"}, "ask", "side-of-square", {}),
    ({**GUIDE, "ask": "height"}, "ask", "square-has-side", {}),
    ({**GUIDE, "height": 2}, "kernel", "kernel-larger", {"side": 2}),
    ({**GUIDE, "padding": 3}, "padding", "padding-wide", {}),
    ({**GUIDE, "ask": "dense"}, "outputs", "too-many", {}),
    ({**GUIDE, "stride": 0}, "stride", "integer", {"low": 1, "high": 99}),
    ({"height": 9, "kernel": 3, "inputs": 1}, "outputs", "missing", {}),
]


@pytest.mark.parametrize(("fields", "field", "key", "values"), REFUSED)
def test_refused(fields, field, key, values):
    with pytest.raises(ParameterError) as caught:
        from_params("conv-shape", fields)
    assert (caught.value.field, caught.value.key) == (field, key)
    assert values.items() <= caught.value.values.items()


@pytest.mark.parametrize("level", [1, 2, 3])
def test_the_oracle_agrees_on_200_seeds(level):
    for seed in range(200):
        problem = draw("conv-shape", level, seed)
        assert {part.name: as_float(part.answer.value) for part in problem.parts} == problem.family.oracle(problem.params, {})


@pytest.mark.torch
@pytest.mark.parametrize("level", [2, 3])
def test_sizes_are_those_of_pytorch(level):
    torch = pytest.importorskip("torch")
    for seed in range(40):
        problem = draw("conv-shape", level, seed)
        params = problem.params
        layer = torch.nn.Conv2d(params.inputs, params.outputs, params.kernel, params.stride, params.padding)
        image = torch.zeros(1, params.inputs, params.height, params.width)
        made = layer(image)
        found = {
            "side": made.shape[2],
            "height": made.shape[2],
            "width": made.shape[3],
            "weights": layer.weight.numel(),
            "parameters": layer.weight.numel() + layer.bias.numel(),
            "dense": image.numel() * made.numel(),
        }
        assert {part.name: as_float(part.answer.value) for part in problem.parts} == {
            part.name: found[part.name] for part in problem.parts
        }
