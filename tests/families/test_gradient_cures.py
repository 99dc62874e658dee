"""gradient-cures: the pairs against a list of their own, grading, refusals."""

from __future__ import annotations

import pytest

from colloq.catalog.load import entry
from colloq.catalog.problem import from_params
from colloq.families.gradient_cures import PAIRS
from colloq.grading.grade import grade
from colloq.model import Correct, Finding, Partial, Wrong
from tests.families.by_hand import errors_told, problems, refused

FAMILY = "gradient-cures"
VANISHING = {"first-layers-idle", "beginning-forgotten", "small-factors", "saturated-sigmoids", "skip-helps", "lstm-helps"}


def test_what_vanishes_and_what_explodes():
    assert {item for item, problem in PAIRS["problem"].items() if problem == "vanishing"} == VANISHING
    assert set(PAIRS["problem"].values()) == {"vanishing", "exploding"}


@pytest.mark.parametrize("kind", ["mechanism", "situation"])
def test_each_right_item_belongs_to_one_left(kind):
    assert len(set(PAIRS[kind].values())) == len(PAIRS[kind])


def test_cures_of_situations_are_those_whose_mechanism_is_asked():
    assert set(PAIRS["situation"].values()) <= set(PAIRS["mechanism"])


def test_every_item_has_its_texts():
    texts = entry(FAMILY)
    left = {item for pairs in PAIRS.values() for item in pairs}
    assert set(texts["mistakes"]) == left
    assert left | {item for pairs in PAIRS.values() for item in pairs.values()} <= set(texts["words"])


PROBLEM = {"left": "small-factors loss-jumps skip-helps", "right": "exploding vanishing"}
MECHANISM = {"kind": "mechanism", "left": "clip-norm skip relu", "right": "slope-one adds-input scales-by-norm"}


@pytest.mark.parametrize(
    ("fields", "text", "expected"),
    [
        (PROBLEM, "1b 2a 3b", Correct()),
        (PROBLEM, "bab", Correct()),
        (PROBLEM, "1б 2а 3б", Correct()),
        (PROBLEM, "1a 2b 3b", Partial(1 / 3, ((False, False, True),), Finding("small-factors"))),
        (PROBLEM, "1b 2b 3a", Partial(1 / 3, ((True, False, False),), Finding("loss-jumps"))),
        (PROBLEM, "1a 2b 3a", Wrong(Finding("small-factors"), cells=((False, False, False),))),
        (MECHANISM, "1c 2b 3a", Correct()),
        (MECHANISM, "1c 2a 3b", Partial(1 / 3, ((True, False, False),), Finding("skip"))),
    ],
)
def test_grading(fields, text, expected):
    (part,) = from_params(FAMILY, fields).parts
    assert grade(part.answer, text).verdict == expected


def test_both_sides_agree_and_the_answer_is_no_plain_order():
    for problem in problems(FAMILY):
        params = problem.params
        assert set(params.pairs.values()) == set(params.right)
        assert [params.pairs[item] for item in params.left] != list(params.right)


KNOWN = ", ".join(PAIRS["problem"])
REFUSED = [
    ({}, "left", "missing", {}),
    ({"left": "small-factors"}, "left", "keys", {"low": 3, "high": 8}),
    ({"left": "small-factors small-factors loss-jumps"}, "left", "keys", {"low": 3, "high": 8}),
    ({"left": "small-factors relu loss-jumps"}, "left", "word", {"value": "relu", "allowed": KNOWN}),
    ({"left": "small-factors skip-helps lstm-helps"}, "left", "one-problem", {}),
    ({**MECHANISM, "right": "slope-one adds-input"}, "right", "right-side", {"needed": "scales-by-norm, adds-input, slope-one"}),
    ({**PROBLEM, "kind": "cure"}, "kind", "word", {"value": "cure", "allowed": "mechanism, problem, situation"}),
    ({**PROBLEM, "depth": 1}, "depth", "unknown", None),
]


@pytest.mark.parametrize(("fields", "field", "key", "values"), REFUSED)
def test_refused(fields, field, key, values):
    refused(FAMILY, fields, field, key, values)


def test_the_texts_of_errors_are_those_that_are_raised():
    errors_told(FAMILY, REFUSED)
