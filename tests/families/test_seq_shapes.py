"""seq-shapes: counts by hand and on PyTorch's shapes, error carried forward, mistakes, refusals."""

from __future__ import annotations

import pytest

from colloq.catalog.load import entry
from colloq.catalog.problem import from_params
from colloq.errors import ParameterError
from colloq.families import seq_shapes
from colloq.grading.number import as_float
from colloq.model import Correct
from colloq.practice.marking import mark
from colloq.texts import placeholders
from tests.drawn import draw

TABLE = [
    ({"kind": "elements", "lengths": 7, "symbols": 3}, {"steps": 7, "terms": 7, "size": 3, "numbers": 21}),
    ({"kind": "generation", "lengths": "5", "symbols": 33}, {"steps": 6, "terms": 6, "size": 34, "numbers": 204}),
    ({"kind": "captioning", "lengths": "9", "symbols": 99}, {"steps": 10, "terms": 10, "size": 100, "numbers": 1000}),
    (
        {"kind": "translation", "lengths": "4", "source": 6, "symbols": 49},
        {"steps": 11, "terms": 5, "size": 50, "numbers": 250},
    ),
    ({"kind": "handwriting", "lengths": "100", "gaussians": 20}, {"steps": 100, "terms": 100, "size": 121, "numbers": 12100}),
    (
        {"kind": "captioning", "lengths": [3, 5, 2], "symbols": 9},
        {"length": 6, "pads": 18 - 13, "terms": 13, "numbers": 180},
    ),
    ({"kind": "elements", "lengths": "3, 4", "symbols": 2}, {"length": 4, "pads": 1, "terms": 7, "numbers": 16}),
]


@pytest.mark.parametrize(("fields", "expected"), TABLE)
def test_by_hand(fields, expected):
    parts = from_params("seq-shapes", fields).parts
    assert {part.name: as_float(part.answer.value) for part in parts} == expected


def wrong(**fields):
    return {(m.part, m.name): as_float(m.answer.value) for m in from_params("seq-shapes", fields).mistakes}


def test_each_mistake_of_one_sequence_by_hand():
    assert wrong(kind="translation", lengths=4, source=6, symbols=49) == {
        ("steps", "end-forgotten"): 10,
        ("steps", "start-counted"): 12,
        ("steps", "one-answer-only"): 1,
        ("steps", "encoder-forgotten"): 5,
        ("steps", "decoder-forgotten"): 6,
        ("terms", "end-forgotten"): 4,
        ("terms", "start-counted"): 6,
        ("terms", "one-answer-only"): 1,
        ("terms", "encoder-counted"): 11,
        ("size", "end-symbol-forgotten"): 49,
        ("size", "start-symbol-counted"): 51,
        ("numbers", "one-output-only"): 50,
        ("numbers", "size-forgotten"): 5,
        ("numbers", "end-forgotten"): 200,
        ("numbers", "end-symbol-forgotten"): 245,
    }
    assert wrong(kind="elements", lengths=7, symbols=3, ask="steps, numbers") == {
        ("steps", "end-added"): 8,
        ("steps", "one-answer-only"): 1,
        ("numbers", "one-output-only"): 3,
        ("numbers", "size-forgotten"): 7,
    }
    assert wrong(kind="handwriting", lengths=100, gaussians=20, ask="size") == {
        ("size", "pen-forgotten"): 120,
        ("size", "coordinates-only"): 3,
        ("size", "correlation-forgotten"): 101,
    }


def test_each_mistake_of_a_batch_by_hand():
    assert wrong(kind="captioning", lengths="3, 6, 2", symbols=9) == {
        ("length", "end-forgotten"): 6,
        ("length", "lengths-added"): 14,
        ("pads", "ends-taken-for-padding"): 10,
        ("pads", "from-the-shortest"): 5,
        ("terms", "end-forgotten"): 11,
        ("terms", "start-counted"): 17,
        ("terms", "padding-counted"): 21,
        ("terms", "one-end-only"): 12,
        ("numbers", "padding-left-out"): 140,
        ("numbers", "size-forgotten"): 21,
        ("numbers", "end-forgotten"): 180,
        ("numbers", "end-symbol-forgotten"): 189,
    }


def test_what_follows_from_a_wrong_count_is_right():
    problem = from_params("seq-shapes", {"kind": "captioning", "lengths": "9", "symbols": 99})
    marks = mark(problem, {"steps": "10", "terms": "9", "size": "99", "numbers": "891"})
    assert marks[-1].graded.verdict == Correct(follows=("terms", "size"))
    batch = from_params("seq-shapes", {"kind": "captioning", "lengths": "3, 6, 2", "symbols": 9})
    length, pads, terms, numbers = mark(batch, {"length": "8", "pads": "10", "terms": "14", "numbers": "240"})
    assert length.graded.verdict != Correct()
    assert pads.graded.verdict == Correct(follows=("length",))
    assert isinstance(numbers.graded.verdict, Correct)
    assert "length" in numbers.graded.verdict.follows
    assert terms.graded.verdict == Correct()


@pytest.mark.parametrize("level", seq_shapes.LEVELS)
def test_the_oracle_agrees_on_200_seeds(level):
    for seed in range(200):
        problem = draw("seq-shapes", level, seed)
        right = {part.name: as_float(part.answer.value) for part in problem.parts}
        assert right == problem.family.oracle(problem.params, {}), problem.id


@pytest.mark.torch
def test_pytorch_pads_as_we_count():
    torch = pytest.importorskip("torch", reason="the PyTorch oracle group is not installed")
    for seed in range(40):
        problem = draw("seq-shapes", 3, seed)
        params = problem.params
        targets = [torch.ones(length + 1, dtype=torch.long) for length in params.lengths]
        padded = torch.nn.utils.rnn.pad_sequence(targets, batch_first=True)
        logits = torch.zeros(*padded.shape, params.symbols + 1)
        losses = torch.nn.functional.cross_entropy(logits.flatten(0, 1), padded.flatten(), ignore_index=0, reduction="none")
        found = {
            "length": padded.shape[1],
            "pads": int((padded == 0).sum()),
            "terms": int((losses > 0).sum()),
            "numbers": logits.numel(),
        }
        assert {part.name: as_float(part.answer.value) for part in problem.parts} == found, problem.id


REFUSED = [
    ({"lengths": 3, "symbols": 4}, "kind", "missing", {}),
    ({"kind": "chat", "lengths": 3}, "kind", "word", {}),
    ({"kind": "translation", "lengths": 3, "symbols": 4}, "source", "missing", {}),
    ({"kind": "elements", "lengths": 3, "symbols": 1}, "symbols", "integer", {}),
    ({"kind": "elements", "lengths": 3, "symbols": 4, "source": 3}, "source", "unknown", {}),
    ({"kind": "elements", "lengths": "three", "symbols": 4}, "lengths", "lengths-unread", {"value": "three"}),
    ({"kind": "elements", "lengths": "0", "symbols": 4}, "lengths", "lengths-unread", {"value": "0"}),
    ({"kind": "elements", "lengths": "1 " * 17, "symbols": 4}, "lengths", "lengths-unread", {}),
    (
        {"kind": "elements", "lengths": 3, "symbols": 4, "ask": "pads"},
        "ask",
        "not-for-these",
        {"value": "pads", "allowed": "steps, terms, size, numbers"},
    ),
    ({"kind": "elements", "lengths": "3 3", "symbols": 4}, "lengths", "no-padding", {}),
]


@pytest.mark.parametrize(("fields", "field", "key", "values"), REFUSED)
def test_bad_parameters_are_named(fields, field, key, values):
    with pytest.raises(ParameterError) as caught:
        from_params("seq-shapes", fields)
    assert (caught.value.field, caught.value.key) == (field, key)
    assert values.items() <= caught.value.values.items()


def test_the_catalogue_has_a_message_for_each_refusal_of_the_family():
    errors = entry("seq-shapes")["errors"]
    raised = {key: values for _, _, key, values in REFUSED if key not in {"missing", "integer", "unknown", "word"}}
    assert set(errors) == set(raised)
    for key, text in errors.items():
        assert placeholders(text["en"]) == placeholders(text["ru"])
        assert placeholders(text["en"]) <= {"value", "allowed"}, key
