"""A number that is said twice, its decimal first: the exact one is taken. What only looks like that stays a product."""

import pytest

from colloq.grading.grade import grade
from colloq.model import Correct, NumberAnswer, Wrong
from colloq.notation.linear import linear
from colloq.notation.read import Reading, read_formula


@pytest.mark.parametrize(
    ("text", "read", "side"),
    [
        ("0,667 (2/3)", "2/3", "2/3"),
        ("0,471 (√2/3)", "√2/3", "√2/3"),
        ("0.471 (sqrt(2)/3)", "√2/3", "sqrt(2)/3"),
        ("0,167 [1/6]", "1/6", "1/6"),
        ("0,167 (=1/6)", "1/6", "1/6"),
        ("-0,167 (-1/6)", "-1/6", "-1/6"),
        ("16,7% (1/6)", "1/6", "1/6"),
        ("0,1(6) (1/6)", "1/6", "1/6"),
        ("2.5 (2 1/2)", "2 + 1/2", "2 1/2"),
        ("0,549 (½ln3)", "1/2·ln(3)", "½ln3"),
        ("0,5493 (0,5ln3)", "0.5·ln(3)", "0,5ln3"),
        ("0.0817 (8.17%)", "0.0817", "8.17%"),
        ("8,17 % (0,0817)", "0.0817", "0,0817"),
    ],
)
def test_the_number_in_brackets_is_taken(text, read, side):
    reading = read_formula(text, ())
    assert isinstance(reading, Reading), reading
    assert linear(reading.tree) == read
    assert [(note.key, note.values) for note in reading.notes][:1] == [("note.in-brackets", {"side": side})]
    assert reading.question.key == "read.restated"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("0,667(2/3)", "0.667·(2/3)"),
        ("0,666 (2/3)", "0.666·(2/3)"),
        ("0,67 (2/3)", "0.67·(2/3)"),
        ("0.5 (0.5)", "0.5·0.5"),
        ("0.1 (6)", "0.1·6"),
        ("2 (sqrt(4))", "2√4"),
        ("3 [3]", "3·3"),
        ("0.0817 (8.2%)", "0.0817·0.082"),
    ],
)
def test_what_differs_is_a_factor(text, read):
    reading = read_formula(text, ())
    assert isinstance(reading, Reading), reading
    assert linear(reading.tree) == read


def test_the_product_is_asked_about():
    sixth = read_formula("1/6", ()).tree
    assert grade(NumberAnswer(sixth), "0,167 (1/6)").verdict == Correct()
    asked = grade(NumberAnswer(read_formula("0.167/6", ()).tree), "0,167 (1/6)").verdict
    assert isinstance(asked, Wrong)
    assert (asked.free, asked.mistake.name) == (True, "reading-restated")
    assert not grade(NumberAnswer(read_formula("1/5", ()).tree), "0,167 (1/6)").verdict.free
