"""Choices, orders and pairs: how letters and numbers are taken, with words around them; what is no choice, and is not guessed."""

import pytest

from colloq.grading.grade import grade
from colloq.grading.options import Picked, read_options
from colloq.model import ChoiceAnswer, Correct, MatchingAnswer, OrderingAnswer, Unreadable
from colloq.notation.read import ReadProblem

ONE = ChoiceAnswer(options=tuple("ABCDE"), right=frozenset("C"))
SEVERAL = ChoiceAnswer(options=tuple("ABCDE"), right=frozenset("AE"), several=True)
MANY = ChoiceAnswer(options=tuple("ABCDEFGHIJKL"), right=frozenset("AC"), several=True)
ORDER = OrderingAnswer(items=tuple("ABCD"), shown=tuple("BADC"))
PAIR = OrderingAnswer(items=tuple("AB"), shown=tuple("BA"))
MATCH = MatchingAnswer(left=tuple("ABC"), right=tuple("XYZ"), pairs=dict(zip("ABC", "YXZ", strict=True)))


@pytest.mark.parametrize(
    "text",
    ["a e", "ae", "a, e", "1 5", "15", "1,5", "Ответ: a, e", "ответ: а и д", "answer: a and e", "варианты а, д", "options a and e", "а; д", "e a a"],
)  # fmt: skip
def test_words_around_the_letters(text):
    assert grade(SEVERAL, text).verdict == Correct()


@pytest.mark.parametrize(
    ("answer", "text", "letters"),
    [
        (ONE, "c", "c"),
        (ONE, "В", "c"),
        (ONE, "с", "c"),
        (ONE, "3)", "c"),
        (SEVERAL, "e, a", "e, a"),
        (SEVERAL, "а, д", "a, e"),
        (SEVERAL, "135", "a, c, e"),
        (MANY, "12", "l"),
        (MANY, "1 2", "a, b"),
        (ORDER, "b a d c", "b a d c"),
        (ORDER, "2143", "b a d c"),
        (ORDER, "21 43", "b a d c"),
        (ORDER, "б а г в", "b a d c"),
        (ORDER, "b \\to a \\to d \\to c", "b a d c"),
        (ORDER, "$b \\rightarrow a \\rightarrow d \\rightarrow c$", "b a d c"),
        (ORDER, r"\text{b} \prec \text{a} \prec \text{d} \prec \text{c}", "b a d c"),
        (ORDER, "1. b 2. a 3. d 4. c", "b a d c"),
        (ORDER, "1. b\n2. a\n3. d\n4. c", "b a d c"),
        (ORDER, "1) б\n2) а\n3) г\n4) в", "b a d c"),
        (ORDER, "1) b; 2) a; 3) d; 4) c", "b a d c"),
        (ORDER, "1-b, 2-a, 3-d, 4-c", "b a d c"),
        (ORDER, "2-a, 1-b, 4-c, 3-d", "b a d c"),
        (ORDER, "b-1, a-2, d-3, c-4", "b a d c"),
        (ORDER, "1b2a3d4c", "b a d c"),
        (ORDER, "1. 2\n2. 1\n3. 4\n4. 3", "b a d c"),
        (PAIR, "1. 2 2. 1", "b a"),
        (MATCH, "1b 2a 3c", "1b 2a 3c"),
        (MATCH, "3-c; 1-b; 2-a", "1b 2a 3c"),
        (MATCH, "1. б\n2. а\n3. в", "1b 2a 3c"),
        (MATCH, "bac", "1b 2a 3c"),
        (MATCH, "1 2 3\nb a c", "1b 2a 3c"),
        (MATCH, "aab", "1a 2a 3b"),
        (MATCH, r"1 \to b, 2 \to a, 3 \to c", "1b 2a 3c"),
    ],
)
def test_how_letters_are_taken(answer, text, letters):
    picked = read_options(answer, text)
    assert isinstance(picked, Picked)
    assert picked.letters == letters
    assert grade(answer, text).reading == picked


@pytest.mark.parametrize(
    ("answer", "text", "typed", "letters"),
    [
        (ONE, "в", "в", "c"),
        (SEVERAL, "а, д", "а, д", "a, e"),
        (ORDER, "б а г c", "б а г", "b a d"),
        (MATCH, "1б 2а 3в", "б а в", "b a c"),
    ],
)
def test_the_russian_alphabet_is_mentioned(answer, text, typed, letters):
    (note,) = read_options(answer, text).notes
    assert (note.key, note.values) == ("note.choice-russian", {"typed": typed, "letters": letters})


@pytest.mark.parametrize("text", ["c", "С", "3"])
def test_what_needs_no_remark(text):
    assert read_options(ONE, text).notes == ()


@pytest.mark.parametrize(
    ("answer", "text", "key"),
    [
        (SEVERAL, "да", "read.choice-word"),
        (SEVERAL, "Нет.", "read.choice-word"),
        (SEVERAL, "yes", "read.choice-word"),
        (SEVERAL, "не знаю", "read.choice-word"),
        (MATCH, "да", "read.choice-word"),
        (SEVERAL, "a-e", "read.choice-range"),
        (SEVERAL, "a..c", "read.choice-range"),
        (SEVERAL, "Ответ: а–д", "read.choice-range"),
        (SEVERAL, "Ответ:", "read.choice"),
        (SEVERAL, "", "read.choice-empty"),
        (SEVERAL, "1) b", "read.choice-mixed"),
        (SEVERAL, "16", "read.choice"),
        (SEVERAL, "10", "read.choice"),
        (MANY, "123", "read.choice"),
        (ONE, "13", "read.choice-one"),
        (ONE, "a c", "read.choice-one"),
        (ORDER, "214", "read.ordering"),
        (ORDER, "2145", "read.choice"),
        (ORDER, "21433", "read.ordering"),
        (ORDER, "b a d", "read.ordering"),
        (ORDER, "b a d e", "read.choice"),
        (ORDER, "1-2, 2-1, 3-4, 4-3", "read.ordering"),
        (ORDER, "1c 2d", "read.ordering"),
        (ORDER, "b a 4 3", "read.ordering"),
        (ORDER, "1. b 2. a 2. d 4. c", "read.ordering"),
        (ORDER, "1. b 2. a 3. d 5. c", "read.ordering"),
        (ORDER, "1. b 2. a 3. d 4. d", "read.ordering"),
        (MATCH, "213", "read.matching"),
        (MATCH, "1-2, 2-1, 3-3", "read.matching"),
        (MATCH, "2 b a 1 3 c", "read.matching"),
        (MATCH, "1b 2a", "read.matching"),
        (MATCH, "1b 2a 3", "read.matching"),
        (MATCH, "1b 2a 3d", "read.choice"),
        (MATCH, "b" * 300, "read.too-long"),
    ],
)
def test_what_cannot_be_read_costs_nothing(answer, text, key):
    problem = read_options(answer, text)
    assert isinstance(problem, ReadProblem)
    assert problem.key == key
    verdict = grade(answer, text).verdict
    assert isinstance(verdict, Unreadable)
    assert (verdict.key, verdict.span) == (key, problem.span)


@pytest.mark.parametrize(
    "text", ["badc", "b a d c", "Ответ: b, a, d, c", "порядок: b -> a -> d -> c", "b, then a, then d, then c", "b-a-d-c"]
)
def test_orders(text):
    assert grade(ORDER, text).verdict == Correct()
