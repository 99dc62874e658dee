"""Choices, orders and pairs with words around and between the letters; words and ranges that are no choice."""

import pytest

from colloq.grading.choice import grade_choice, grade_ordering
from colloq.model import ChoiceAnswer, Correct, OrderingAnswer, Unreadable

SEVERAL = ChoiceAnswer(options=tuple("ABCDE"), right=frozenset("AE"), several=True)
ORDER = OrderingAnswer(items=tuple("ABCD"), shown=tuple("BADC"))


@pytest.mark.parametrize(
    "text",
    ["a e", "ae", "a, e", "1 5", "Ответ: a, e", "ответ: а и д", "answer: a and e", "варианты а, д", "options a and e", "а; д"],
)
def test_words_around_the_letters(text):
    assert grade_choice(SEVERAL, text) == Correct()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("да", "read.choice-word"),
        ("Нет.", "read.choice-word"),
        ("yes", "read.choice-word"),
        ("не знаю", "read.choice-word"),
        ("a-e", "read.choice-range"),
        ("a..c", "read.choice-range"),
        ("Ответ: а–д", "read.choice-range"),
        ("Ответ:", "read.choice"),
        ("", "read.choice-empty"),
    ],
)
def test_what_is_no_choice_costs_nothing(text, key):
    verdict = grade_choice(SEVERAL, text)
    assert isinstance(verdict, Unreadable)
    assert verdict.key == key


@pytest.mark.parametrize(
    "text", ["badc", "b a d c", "Ответ: b, a, d, c", "порядок: b -> a -> d -> c", "b, then a, then d, then c", "b-a-d-c"]
)
def test_orders(text):
    assert grade_ordering(ORDER, text) == Correct()
