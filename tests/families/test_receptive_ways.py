"""receptive-ways: the field of every changed network computed anew, grading, refusals."""

from __future__ import annotations

import pytest

from colloq.catalog.load import entry
from colloq.catalog.problem import from_params
from colloq.families.receptive_ways import MIXED, PLAIN, POOLS
from colloq.grading.grade import grade
from colloq.model import Correct, Finding, Partial, Wrong
from tests.families.by_hand import errors_told, problems, refused

FAMILY = "receptive-ways"

# (window, stride, dilation) of each layer; what does not stand here leaves the layers as they are
C3, C1, P2 = (3, 1, 1), (1, 1, 1), (2, 2, 1)
BASES = {"plain": [C3, C3, C3, C3], "mixed": [(5, 1, 1), C3, P2, C3, C3]}
CHANGED = {
    "layer-added": [C3, C3, C3, C3, C3],
    "pool-inserted": [C3, C3, P2, C3, C3],
    "average-inserted": [P2, C3, C3, C3, C3],
    "kernels-enlarged": [(5, 1, 1)] * 4,
    "one-kernel-enlarged": [C3, C3, (7, 1, 1), C3],
    "dilation-everywhere": [(3, 1, 2)] * 4,
    "stride-of-first": [(3, 2, 1), C3, C3, C3],
    "stride-of-second": [C3, (3, 3, 1), C3, C3],
    "pointwise-added": [C3, C3, C3, C3, C1],
    "stride-of-last": [C3, C3, C3, (3, 2, 1)],
    "three-for-one": [(5, 1, 1), C3, P2, C3, C3, C3],
    "pool-of-stride-one": [(5, 1, 1), C3, P2, C3, C3, C3],
    "pool-at-start": [P2, (5, 1, 1), C3, P2, C3, C3],
    "seven-for-five": [(7, 1, 1), C3, P2, C3, C3],
    "dilation-of-last": [(5, 1, 1), C3, P2, C3, (3, 1, 2)],
    "dilation-of-first": [(5, 1, 2), C3, P2, C3, C3],
    "pool-of-three": [(5, 1, 1), C3, (3, 2, 1), C3, C3],
    "stride-of-five": [(5, 2, 1), C3, P2, C3, C3],
    "stride-of-third": [(5, 1, 1), C3, P2, (3, 2, 1), C3],
    "pool-stride-three": [(5, 1, 1), C3, (2, 3, 1), C3, C3],
    "two-for-five": [C3, C3, C3, P2, C3, C3],
    "stride-of-end": [(5, 1, 1), C3, P2, C3, (3, 2, 1)],
    "pointwise-in-middle": [(5, 1, 1), C3, P2, C1, C3, C3],
    "depthwise": [(5, 1, 1), C3, P2, C3, C3, C1],
    "skip-around": [(5, 1, 1), C3, P2, C3, C3],  # the longer of the two paths
    "kernel-shrunk": [C3, C3, P2, C3, C3],
    "pool-removed": [(5, 1, 1), C3, C3, C3],
}


def field(layers):
    """How many pixels one output depends on, traced back one by one."""
    pixels = {0}
    for kernel, stride, dilation in reversed(layers):
        pixels = {pixel * stride + tap * dilation for pixel in pixels for tap in range(kernel)}
    return max(pixels) - min(pixels) + 1


@pytest.mark.parametrize("network", POOLS)
def test_the_field_of_every_changed_network(network):
    base = BASES[network]
    enlarging = {"more-windows", "wider-window", "stride-before"}
    for option, why in POOLS[network].items():
        after = field(CHANGED.get(option, base))
        assert (after > field(base)) == (why in enlarging), option
        assert (after < field(base)) == (why == "narrower"), option


def test_every_option_has_its_texts():
    texts = entry(FAMILY)
    wrong = {option for pool in POOLS.values() for option, why in pool.items()} & set(texts["mistakes"])
    assert {*PLAIN, *MIXED} <= set(texts["words"])
    assert wrong == set(texts["mistakes"])
    assert {*PLAIN.values(), *MIXED.values()} <= set(texts["steps"])


ONE = {"options": "channels-doubled layer-added stride-of-last", "several": "no"}
SEVERAL = {"options": "channels-doubled layer-added stride-of-last stride-of-first"}


@pytest.mark.parametrize(
    ("fields", "text", "expected"),
    [
        (ONE, "b", Correct()),
        (ONE, "2", Correct()),
        (ONE, "б", Correct()),
        (ONE, "a", Wrong(Finding("channels-doubled"))),
        (ONE, "c", Wrong(Finding("stride-of-last"))),
        (SEVERAL, "b d", Correct()),
        (SEVERAL, "db", Correct()),
        (SEVERAL, "b", Partial(0.5, mistake=Finding("incomplete", general=True))),
        (SEVERAL, "b, c, d", Partial(0.5, mistake=Finding("stride-of-last"))),
        (SEVERAL, "a", Wrong(Finding("channels-doubled"))),
    ],
)
def test_grading(fields, text, expected):
    (part,) = from_params(FAMILY, fields).parts
    assert grade(part.answer, text).verdict == expected


def test_a_single_choice_has_one_right_option():
    for problem in problems(FAMILY):
        params = problem.params
        assert len(set(params.options)) == len(params.options)
        assert (len(params.right) == 1) != params.several
        assert len(params.options) - len(params.right) >= 3


REFUSED = [
    ({}, "options", "missing", {}),
    ({"options": "layer-added"}, "options", "keys", {"low": 3, "high": 8}),
    ({"options": "layer-added layer-added channels-doubled"}, "options", "keys", {"low": 3, "high": 8}),
    ({"options": "layer-added dropout-added tea-break"}, "options", "word", {"value": "tea-break", "allowed": ", ".join(PLAIN)}),
    ({"options": "layer-added depthwise epochs-added"}, "options", "word", {"value": "depthwise", "allowed": ", ".join(PLAIN)}),
    ({"options": "dropout-added data-added epochs-added"}, "options", "right-and-wrong", {}),
    ({**SEVERAL, "several": "no"}, "several", "one-right", {}),
    ({**SEVERAL, "network": "deep"}, "network", "word", {"value": "deep", "allowed": "mixed, plain"}),
    ({**SEVERAL, "stride": 1}, "stride", "unknown", None),
]


@pytest.mark.parametrize(("fields", "field_name", "key", "values"), REFUSED)
def test_refused(fields, field_name, key, values):
    refused(FAMILY, fields, field_name, key, values)


def test_the_texts_of_errors_are_those_that_are_raised():
    errors_told(FAMILY, REFUSED)
