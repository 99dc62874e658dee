"""Expected answers from texts, domains from words."""

from __future__ import annotations

import pytest

from colloq.errors import UsageError
from colloq.grading.domains import domain_word
from colloq.grading.grade import grade
from colloq.model import (
    POSITIVE,
    REAL,
    ChoiceAnswer,
    Correct,
    Domain,
    FormulaAnswer,
    Kind,
    MatchingAnswer,
    MatrixAnswer,
    MatrixFormulaAnswer,
    NumberAnswer,
    OrderingAnswer,
)
from colloq.practice.expected import domain_of, expected_answer
from colloq.practice.overview import overview
from colloq.store.attempts import Attempt


@pytest.mark.parametrize(
    ("word", "domain"),
    [
        ("positive", POSITIVE),
        (" Real ", REAL),
        ("unit", Domain(Kind.UNIT)),
        ("integer", Domain(Kind.INTEGER)),
        ("nonzero", Domain(Kind.NONZERO)),
        ("0.5..2", Domain(Kind.RANGE, 0.5, 2.0)),
        ("-1 .. 1", Domain(Kind.RANGE, -1.0, 1.0)),
    ],
)
def test_domains(word, domain):
    assert domain_of("x", word) == domain
    assert domain_of("x", domain_word(domain)) == domain


@pytest.mark.parametrize("word", ["", "huge", "2..1", "1..1", "a..b", "1..", "range"])
def test_words_that_are_no_domain(word):
    with pytest.raises(UsageError) as caught:
        domain_of("x", word)
    assert (caught.value.key, caught.value.values) == ("usage.domain", {"symbol": "x", "domain": word})


@pytest.mark.parametrize(
    ("text", "symbols", "kind", "answer_type"),
    [
        ("2/3", None, None, NumberAnswer),
        ("0,5", None, None, NumberAnswer),
        ("x y", None, None, FormulaAnswer),
        ("2", {"x": "real"}, None, FormulaAnswer),
        ("1 2; 3 4", None, None, MatrixAnswer),
        ("[[1, 2], [3, 4]]", None, None, MatrixAnswer),
        ("1 2\n3 4", None, None, MatrixAnswer),
        ("7", None, "matrix", MatrixAnswer),
        ("x y; 1 2", {"x": "positive", "y": "real"}, None, MatrixAnswer),
        ("x^T y", {"x": "2x3", "y": "2x4"}, "matrix-formula", MatrixFormulaAnswer),
        ("A B^T", None, "matrix-formula", MatrixFormulaAnswer),
        ("b", None, "choice", ChoiceAnswer),
        ("b a c", None, "ordering", OrderingAnswer),
        ("1b 2a", None, "matching", MatchingAnswer),
        ("b a", None, "matching", MatchingAnswer),
        ("w1*x_2", {"w1": "real", "x_2": "real"}, None, FormulaAnswer),
    ],
)
def test_kinds(text, symbols, kind, answer_type):
    answer = expected_answer(text, symbols, kind)
    assert isinstance(answer, answer_type)
    assert grade(answer, text).verdict == Correct()


def test_letters_without_a_domain_are_real_where_the_formula_allows_it():
    assert expected_answer("x^2 y").symbols == {"x": REAL, "y": REAL}
    assert expected_answer("ln x").symbols == {"x": POSITIVE}


def test_several_right_options():
    answer = expected_answer("a, c", None, "choice")
    assert answer.several
    assert not expected_answer("a", None, "choice").several


@pytest.mark.parametrize(
    ("text", "symbols", "kind", "key"),
    [
        ("(", None, None, "usage.expected"),
        ("1 2; 3", None, None, "usage.expected"),
        ("x", None, "number", "usage.expected"),
        ("y", {"x": "real"}, None, "usage.expected"),
        ("x", {"x": "tiny"}, None, "usage.domain"),
        ("x", None, "poem", "usage.kind"),
        ("", None, "choice", "usage.expected"),
        ("a a", None, "ordering", "usage.expected"),
        ("1a 3b", None, "matching", "usage.expected"),
        ("", None, "matching", "usage.expected"),
    ],
)
def test_what_cannot_be_expected(text, symbols, kind, key):
    with pytest.raises(UsageError) as caught:
        expected_answer(text, symbols, kind)
    assert caught.value.key == key


def attempt(family, verdict, score, *, solution=False):
    return Attempt("p", family, 1, 2, 1, {}, "part", "text", verdict, score, None, 0.0, solution=solution)


def test_overview():
    found = overview(
        [
            attempt("a", "correct", 1.0),
            attempt("a", "correct", 1.0),
            attempt("b", "incorrect", 0.0),
            attempt("b", "partial", 0.5),
            attempt("c", "incorrect", 0.0),
            attempt("d", "unreadable", 0.0),
            attempt("e", "incorrect", 0.0, solution=True),
            attempt("f", "partial", 0.75),
            attempt("f", "partial", 0.75),
        ]
    )
    assert (found.answers, found.right, found.weak) == (7, 2, ("b", "f"))
    assert overview([]).answers == 0
