"""A number that is said twice, its decimal first: the exact one is taken. What only looks like that stays a product."""

import pytest

from colloq.grading.grade import grade
from colloq.model import Correct, NumberAnswer, Wrong
from colloq.notation.linear import linear
from colloq.notation.read import Reading, ReadProblem, read_formula


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


@pytest.mark.parametrize(
    ("text", "symbols", "read"),
    [
        ("2/3 ≈ 0,7", (), "2/3"),
        ("2/3≈0.67", (), "2/3"),
        ("π/6≈0,52", (), "π/6"),
        ("1/2 + 1/6 = 2/3 ≈ 0,7", (), "2/3"),
        (r"2/3 \approx 0{,}7", (), "2/3"),
        ("y' = (x²)' = 2x", ("x",), "2x"),
        ("f'(x) = (x²)' = 2x", ("x",), "2x"),
        ("(x²)' = 2·x·(x)' = 2x", ("x",), "2x"),
        ("y'=(tgx)'=1/cos²x", ("x",), "1/cos²(x)"),
        ("y' = (x²)' = x + x = 2x", ("x",), "2x"),
    ],
)
def test_the_exact_or_last_side_of_a_chain(text, symbols, read):
    reading = read_formula(text, symbols)
    assert isinstance(reading, Reading), reading
    assert linear(reading.tree) == read
    assert reading.notes[0].key == "note.chain"


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("2/3 ≈ 0,6", ()),
        ("2/3 = 0,7", ()),
        ("0,7 ≈ 2/3", ()),
        ("2/3 ≈ 1", ()),
        ("2(x²)' = 4x", ("x",)),
        ("2(x²)' = 2·2x = 4x", ("x",)),
        ("-dy/dx = -(x²)' = -2x", ("x",)),
        ("y' = (x²)' = x = 2x", ("x",)),
    ],
)
def test_what_is_no_chain(text, symbols):
    assert isinstance(read_formula(text, symbols), ReadProblem)
