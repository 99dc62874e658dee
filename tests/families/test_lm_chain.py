"""lm-chain: texts by hand, each mistake, all texts of a length, errors carried forward, refusals."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest

from colloq.catalog import render
from colloq.catalog.problem import from_params
from colloq.grading.number import exact
from colloq.model import Correct
from colloq.practice.marking import mark
from tests.families.by_hand import all_right, errors_told, problems, refused, wrong

FAMILY = "lm-chain"
TWO = {"words": "cat sleeps", "table": "0.6 0.4; 0.3 0.7; 0.5 0.5", "text": "cat sleeps cat"}
ENDS = {"words": "cat sleeps", "table": "0.8 0.2 0; 0.1 0.6 0.3; 0.5 0.1 0.4", "text": "cat sleeps", "hide": "2 2"}
ALL = {**TWO, "ask": "text, marginal, posterior"}
# 0.6·0.7·0.5 = 0.21; with cat in the second place 0.6·0.3·0.3 = 0.054

TABLE = [
    (TWO, {"text": "0.21"}),
    ({**TWO, "text": ["sleeps", "sleeps"]}, {"text": "1/5"}),
    (ALL, {"text": "21/100", "marginal": "0.264", "posterior": "35/44"}),
    ({**ENDS, "ask": "missing, text"}, {"missing": "3/5", "text": "24/125"}),
]


@pytest.mark.parametrize(("fields", "expected"), TABLE)
def test_by_hand(fields, expected):
    all_right(FAMILY, fields, expected)


def test_each_mistake_by_hand():
    assert wrong(FAMILY, ALL) == {
        ("text", "first-word-forgotten"): "7/20",
        ("text", "independent-words"): "18/125",
        ("text", "factors-added"): "9/5",
        ("text", "factors-averaged"): "3/5",
        ("marginal", "one-word-only"): "21/100",
        ("marginal", "middle-skipped"): "9/50",
        ("marginal", "averaged"): "33/250",
        ("posterior", "joint-for-posterior"): "21/100",
        ("posterior", "upside-down"): "44/35",
        ("posterior", "conditional-on-first"): "7/10",
        ("posterior", "equally-likely"): "1/2",
    }
    assert wrong(FAMILY, {**ENDS, "ask": "missing, text"}) == {
        ("missing", "column-sum"): "9/10",
        ("missing", "others-only"): "2/5",
        ("text", "first-word-forgotten"): "6/25",
        ("text", "end-forgotten"): "12/25",
        ("text", "independent-words"): "4/25",
        ("text", "rows-for-columns"): "2/5",
        ("text", "factors-added"): "9/5",
        ("text", "factors-averaged"): "3/5",
    }


def test_the_hidden_cell_is_not_printed():
    problem = from_params(FAMILY, {**ENDS, "ask": "missing"})
    said = render.plain(render.statement(problem, "ru"))
    assert "?" in said
    assert "0,6" not in said


def test_the_texts_of_one_length_have_probability_one():
    """Of all texts of three words: without an end the chances add up to 1."""
    fields = {**TWO, "ask": "text"}
    whole = Fraction(0)
    for text in itertools.product(("cat", "sleeps"), repeat=3):
        (part,) = from_params(FAMILY, {**fields, "text": list(text)}).parts
        whole += exact(part.answer.value)
    assert whole == 1


@pytest.mark.parametrize(
    ("fields", "answers", "part", "follows"),
    [
        ({**ENDS, "ask": "missing, text"}, {"missing": "0.4", "text": "0.128"}, "text", ("missing",)),
        (ALL, {"text": "0.066", "marginal": "0.264", "posterior": "1/4"}, "posterior", ("text",)),
        (ALL, {"marginal": "0.42", "posterior": "1/2"}, "posterior", ("marginal",)),
    ],
)
def test_errors_carried_forward(fields, answers, part, follows):
    marks = {found.part.name: found.graded.verdict for found in mark(from_params(FAMILY, fields), answers)}
    assert marks[part] == Correct(follows=follows)


def test_rows_add_up_and_no_word_comes_twice_in_a_row():
    for problem in problems(FAMILY):
        assert all(sum(row) == 1 for row in problem.params.rows)
        assert all(a != b for a, b in itertools.pairwise(problem.params.text))


REFUSED = [
    ({**TWO, "words": None}, "words", "missing", {}),
    ({**TWO, "words": "cat cat"}, "words", "words", {"most": 4, "known": "cat, dog, bird, child, sleeps, eats, sings, sees"}),
    ({**TWO, "words": "cat mat"}, "words", "words", {"most": 4, "known": "cat, dog, bird, child, sleeps, eats, sings, sees"}),
    ({**TWO, "table": "0.6 0.4; 0.3 0.7"}, "table", "table-shape", {"rows": 3, "columns": 2}),
    ({**TWO, "table": "0.6 0.3; 0.3 0.7; 1 0"}, "table", "not-probabilities", {}),
    ({**TWO, "table": "1.6 -0.6; 0.3 0.7; 1 0"}, "table", "not-probabilities", {}),
    ({**TWO, "text": "cat"}, "text", "text-words", {"longest": 6}),
    ({**TWO, "text": "cat dog"}, "text", "text-words", {"longest": 6}),
    ({**TWO, "text": "cat sleeps", "ask": "marginal"}, "text", "text-short", {}),
    ({**TWO, "table": "0 1; 0.3 0.7; 1 0"}, "text", "impossible", {}),
    ({**TWO, "ask": "missing"}, "hide", "hide-cell", {"rows": 3, "columns": 2}),
    ({**TWO, "ask": "missing", "hide": "4 1"}, "hide", "hide-cell", {"rows": 3, "columns": 2}),
    ({**TWO, "ask": "missing", "hide": "3 3 3 3"}, "hide", "hide-cell", {"rows": 3, "columns": 2}),
    ({**TWO, "ask": "missing", "hide": "1 2; 2 1"}, "hide", "hide-cell", {"rows": 3, "columns": 2}),
    ({**TWO, "ask": "missing", "hide": "2"}, "hide", "hide-cell", {"rows": 3, "columns": 2}),
    ({**TWO, "hide": "1 1"}, "hide", "hide-unused", {}),
    ({**TWO, "order": 1}, "order", "unknown", None),
]


@pytest.mark.parametrize(("fields", "field", "key", "values"), REFUSED)
def test_refused(fields, field, key, values):
    refused(FAMILY, fields, field, key, values)


def test_the_texts_of_errors_are_those_that_are_raised():
    errors_told(FAMILY, REFUSED)
