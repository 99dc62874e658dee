"""dropout: layers and sums by hand, each mistake, a simulation, refusals."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest

from colloq.grading.number import exact
from tests.families.by_hand import all_right, errors_told, problems, refused, wrong

FAMILY = "dropout"
LAYER = {"h": "2 -1 4 3", "p": "4/5", "mask": "1 0 1 1"}
SUMS = {**LAYER, "w": "1 2 -1 1"}
# the sum of all: 2 - 2 - 4 + 3 = -1; of the kept: 2 - 4 + 3 = 1

TABLE = [
    ({**LAYER, "ask": "train, test"}, {"train": "2 0 4 3", "test": "8/5 -4/5 16/5 12/5"}),
    ({"h": "2 -1 4 3", "p": 0.8}, {"test": "1.6; -0.8; 3.2; 2.4"}),
    ({**LAYER, "scale": "train", "ask": "train, test"}, {"train": "2,5 0 5 3,75", "test": "2 -1 4 3"}),
    (
        {**SUMS, "ask": "sum-train, sum-test, expected, probability, subnetworks"},
        {"sum-train": "1", "sum-test": "-4/5", "expected": "-0.8", "probability": "64/625", "subnetworks": "16"},
    ),
    (
        {**SUMS, "scale": "train", "ask": "sum-train, sum-test, expected"},
        {"sum-train": "5/4", "sum-test": "-1", "expected": "-1"},
    ),
    ({"h": [1, 1], "p": "1/3", "mask": [0, 0], "ask": "probability, subnetworks"}, {"probability": "4/9", "subnetworks": "2^2"}),
]


@pytest.mark.parametrize(("fields", "expected"), TABLE)
def test_by_hand(fields, expected):
    all_right(FAMILY, fields, expected)


def test_each_mistake_by_hand():
    assert wrong(FAMILY, {**LAYER, "ask": "train, test"}) == {
        ("train", "mask-ignored"): "2 -1 4 3",
        ("train", "mask-inverted"): "0 -1 0 0",
        ("train", "multiplied-in-training"): "8/5 0 16/5 12/5",
        ("test", "scale-forgotten"): "2 -1 4 3",
        ("test", "p-drops"): "2/5 -1/5 4/5 3/5",
        ("test", "divided-by-p"): "5/2 -5/4 5 15/4",
        ("test", "mask-at-test"): "8/5 0 16/5 12/5",
    }
    assert wrong(FAMILY, {**SUMS, "scale": "train", "ask": "sum-train, sum-test, expected"}) == {
        ("sum-train", "mask-ignored"): "-5/4",
        ("sum-train", "mask-inverted"): "-5/2",
        ("sum-train", "multiplied-in-training"): "4/5",
        ("sum-train", "scale-forgotten"): "1",
        ("sum-test", "scaled-at-test"): "-4/5",
        ("sum-test", "mask-at-test"): "1",
        ("expected", "scaled-at-test"): "-4/5",
        ("expected", "p-drops"): "-1/5",
        ("expected", "one-mask-taken"): "5/4",
    }
    assert wrong(FAMILY, {**SUMS, "ask": "expected, probability, subnetworks"}) == {
        ("expected", "scale-forgotten"): "-1",
        ("expected", "p-drops"): "-1/5",
        ("expected", "one-mask-taken"): "1",
        ("probability", "p-drops"): "4/625",
        ("probability", "kept-only"): "64/125",
        ("probability", "masks-equally-likely"): "1/16",
        ("probability", "any-such-mask"): "256/625",
        ("subnetworks", "neurons-doubled"): "8",
        ("subnetworks", "empty-left-out"): "15",
    }  # 4^2 is right, 2^3 is the 8 of twice the neurons


def test_half_cannot_show_that_p_drops():
    assert ("test", "p-drops") not in wrong(FAMILY, {"h": "1 2", "p": "1/2"})


def test_expectations_over_all_masks():
    """The mean of z over all masks, in fractions, one mask after the other."""
    for problem in problems(FAMILY):
        params = problem.params
        names = [part.name for part in problem.parts if part.name in ("expected", "sum-test")]
        gain = 1 / params.p if params.inverted else Fraction(1)
        mean = Fraction(0)
        for mask in itertools.product((0, 1), repeat=len(params.h)):
            chance = Fraction(1)
            for kept in mask:
                chance *= params.p if kept else 1 - params.p
            mean += chance * sum(w * h * kept * gain for w, h, kept in zip(params.w or mask, params.h, mask, strict=True))
        for name in names:
            assert exact(problem.part(name).answer.value) == mean, problem.id


REFUSED = [
    ({"p": "1/2"}, "h", "missing", {}),
    ({"h": "1 2", "p": 1}, "p", "p-range", {}),
    ({"h": "1 2", "p": 0}, "p", "p-range", {}),
    ({"h": "1 2; 3 4", "p": "1/2"}, "h", "matrix", {"value": "1 2; 3 4"}),
    ({"h": [1] * 11, "p": "1/2"}, "h", "vector-length", {"low": 1, "high": 10, "given": 11}),
    ({"h": "1 2", "p": "1/2", "ask": "train"}, "mask", "missing", {}),
    ({"h": "1 2", "p": "1/2", "mask": "1 0"}, "mask", "vector-unused", {}),
    ({"h": "1 2", "p": "1/2", "w": "1 0"}, "w", "vector-unused", {}),
    ({"h": "1 2", "p": "1/2", "mask": "1", "ask": "train"}, "mask", "vector-other-length", {"size": 2, "given": 1}),
    ({"h": "1 2", "p": "1/2", "mask": "1 2", "ask": "train"}, "mask", "mask-cells", {}),
    ({"h": "1 2", "p": "1/2", "scale": "both"}, "scale", "word", {"value": "both", "allowed": "test, train"}),
    ({"h": "1 2", "p": "1/2", "rate": 1}, "rate", "unknown", None),
]


@pytest.mark.parametrize(("fields", "field", "key", "values"), REFUSED)
def test_refused(fields, field, key, values):
    refused(FAMILY, fields, field, key, values)


def test_the_texts_of_errors_are_those_that_are_raised():
    errors_told(FAMILY, REFUSED)
