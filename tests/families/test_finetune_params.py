"""finetune-params: counts by hand and by PyTorch, layers as they are typed, mistakes, refusals."""

from __future__ import annotations

import pytest

from colloq.catalog.load import entry
from colloq.catalog.problem import from_params
from colloq.errors import ParameterError
from colloq.exact.layers import read_layers
from colloq.families import finetune_params
from colloq.grading.number import as_float
from colloq.model import Correct, Wrong
from colloq.practice.marking import mark
from colloq.texts import placeholders
from tests.drawn import draw

NETWORK = "conv 3x3 3->6 frozen; bn 6 frozen; conv 3x3 6->10 trained; bn 10 trained; dense 2x2x10->5 trained"

TABLE = [
    ({"layers": "dense 512->10 trained"}, {"trainable": 5130}),
    ({"layers": "dense 512->10 trained", "biases": "no"}, {"trainable": 5120}),
    ({"layers": "conv 3x3 3->6 trained", "biases": "no"}, {"trainable": 162}),  # the guide's example of ticket 13
    ({"layers": "conv 3x3 3->6 trained"}, {"trainable": 168}),
    ({"layers": "conv 3×3, 3→8 frozen; dense 8->2 trained", "ask": "trainable, frozen"}, {"trainable": 18, "frozen": 224}),
    (
        {"layers": NETWORK, "ask": "trainable, frozen, all"},
        {"trainable": 550 + 20 + 205, "frozen": 168 + 12, "all": 955},
    ),
    (
        {"layers": NETWORK, "biases": "no", "ask": "trainable, frozen, all"},
        {"trainable": 540 + 20 + 200, "frozen": 162 + 12, "all": 934},
    ),
]


@pytest.mark.parametrize(("fields", "expected"), TABLE)
def test_by_hand(fields, expected):
    assert {part.name: as_float(part.answer.value) for part in from_params("finetune-params", fields).parts} == expected


def wrong(**fields):
    return {(m.part, m.name): as_float(m.answer.value) for m in from_params("finetune-params", fields).mistakes}


def test_each_mistake_by_hand():
    assert wrong(layers=NETWORK, old=100, ask="trainable, frozen, all") == {
        ("trainable", "biases-forgotten"): 760,
        ("trainable", "frozen-counted"): 955,
        ("trainable", "last-layer-only"): 205,
        ("trainable", "old-outputs"): 550 + 20 + 4100,
        ("trainable", "kernel-area-forgotten"): 70 + 20 + 205,
        ("trainable", "running-counted"): 550 + 40 + 205,
        ("trainable", "normalisation-forgotten"): 755,
        ("trainable", "not-flattened"): 550 + 20 + 55,
        ("frozen", "biases-forgotten"): 174,
        ("frozen", "trainable-counted"): 955,
        ("frozen", "the-other-layers"): 775,
        ("frozen", "kernel-area-forgotten"): 24 + 12,
        ("frozen", "running-counted"): 168 + 24,
        ("frozen", "normalisation-forgotten"): 168,
        ("all", "biases-forgotten"): 934,
        ("all", "old-outputs"): 180 + 550 + 20 + 4100,
        ("all", "kernel-area-forgotten"): 24 + 12 + 70 + 20 + 205,
        ("all", "running-counted"): 987,
        ("all", "normalisation-forgotten"): 923,
        ("all", "not-flattened"): 955 - 150,
    }
    assert wrong(layers="dense 4->2 trained", biases="no") == {("trainable", "biases-counted"): 10}


def test_the_sum_of_wrong_numbers_follows():
    problem = from_params("finetune-params", {"layers": NETWORK, "ask": "trainable, frozen, all"})
    trainable, frozen, everything = mark(problem, {"trainable": "760", "frozen": "180", "all": "940"})
    assert isinstance(trainable.graded.verdict, Wrong)
    assert frozen.graded.verdict == Correct()
    assert everything.graded.verdict == Correct(follows=("trainable",))


@pytest.mark.parametrize("level", finetune_params.LEVELS)
def test_the_oracle_agrees_on_200_seeds(level):
    for seed in range(200):
        problem = draw("finetune-params", level, seed)
        right = {part.name: as_float(part.answer.value) for part in problem.parts}
        assert right == problem.family.oracle(problem.params, {}), problem.id


@pytest.mark.torch
@pytest.mark.parametrize("level", finetune_params.LEVELS)
def test_pytorch_agrees(level):
    torch = pytest.importorskip("torch", reason="the PyTorch oracle group is not installed")
    for seed in range(60):
        problem = draw("finetune-params", level, seed)
        counts = {True: 0, False: 0}
        for layer in problem.params.layers:
            biases = problem.params.biases
            made = {
                "conv": lambda one=layer, b=biases: torch.nn.Conv2d(one.inputs, one.outputs, one.kernel, bias=b),
                "bn": lambda one=layer: torch.nn.BatchNorm2d(one.outputs),
                "dense": lambda one=layer, b=biases: torch.nn.Linear(one.inputs * one.side**2, one.outputs, bias=b),
            }[layer.kind]()
            counts[layer.trained] += sum(parameter.numel() for parameter in made.parameters())
        expected = {"trainable": counts[True], "frozen": counts[False], "all": sum(counts.values())}
        for part in problem.parts:
            assert as_float(part.answer.value) == expected[part.name], problem.id


def test_layers_are_written_as_they_are_read():
    layers = read_layers("layers", "CONV 5×5 3 → 4 Frozen; bn 4 frozen ;dense 2х2х4->3 trained;")
    assert "; ".join(layer.written() for layer in layers) == "conv 5x5 3->4 frozen; bn 4 frozen; dense 2x2x4->3 trained"
    assert [layer.shown() for layer in layers] == ["5 × 5, 3 → 4", "4", "2 × 2 × 4 → 3"]


REFUSED = [
    ({}, "layers", "missing", {}),
    ({"layers": "dense 4->2 trained", "biases": "some"}, "biases", "word", {}),
    ({"layers": "dense 4->2 trained", "ask": "total"}, "ask", "word", {}),
    ({"layers": "dense 4->2 trained", "old": 0}, "old", "integer", {}),
    ({"layers": "dense 4->2 trained", "classes": 2}, "classes", "unknown", {}),
    ({"layers": "lstm 4->2 trained"}, "layers", "layer-unread", {"value": "lstm 4->2 trained"}),
    ({"layers": "dense 4->2"}, "layers", "layer-unread", {"value": "dense 4->2"}),
    ({"layers": "conv 3x5 1->2 trained"}, "layers", "layer-square", {"value": "conv 3x5 1->2 trained"}),
    ({"layers": "dense 0->2 trained"}, "layers", "layer-range", {"most": 10000}),
    ({"layers": "dense 1->1 trained;" * 13}, "layers", "layers-many", {"most": 12}),
    ({"layers": "conv 3x3 3->4 frozen; dense 5->2 trained"}, "layers", "layer-chain", {"number": 2, "outputs": 4}),
    ({"layers": "dense 3->4 frozen; conv 3x3 4->2 trained"}, "layers", "layer-chain", {"number": 2, "outputs": 4}),
    ({"layers": "dense 4->2 frozen"}, "layers", "last-layer", {}),
    ({"layers": "bn 4 trained"}, "layers", "last-layer", {}),
    ({"layers": "dense 4->2 trained", "ask": "frozen"}, "ask", "nothing-frozen", {}),
]


@pytest.mark.parametrize(("fields", "field", "key", "values"), REFUSED)
def test_bad_parameters_are_named(fields, field, key, values):
    with pytest.raises(ParameterError) as caught:
        from_params("finetune-params", fields)
    assert (caught.value.field, caught.value.key) == (field, key)
    assert values.items() <= caught.value.values.items()


def test_the_catalogue_has_a_message_for_each_refusal_of_the_family():
    errors = entry("finetune-params")["errors"]
    raised = {key: values for _, _, key, values in REFUSED if key not in {"missing", "integer", "unknown", "word"}}
    assert set(errors) == set(raised)
    for key, values in raised.items():
        assert placeholders(errors[key]["en"]) == placeholders(errors[key]["ru"]) == set(values)
