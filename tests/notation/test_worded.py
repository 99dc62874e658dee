"""Numbers with a word before or behind them, roots in words; words that change a number, and roots whose end is not known."""

import pytest

from colloq.grading.grade import grade
from colloq.model import Correct, NumberAnswer, Unreadable
from colloq.notation.linear import linear
from colloq.notation.read import Reading, ReadProblem, read_formula


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("примерно 0.167", "0.167"),
        ("около 0,167", "0.167"),
        ("приблизительно: 0,167", "0.167"),
        ("about 0.167", "0.167"),
        ("approx. 0.167", "0.167"),
        ("ровно 5", "5"),
        ("Ответ: примерно 5", "5"),
        ("0.166…", "0.166"),
        ("0,166…", "0.166"),
        ("0.1666…", "1/6"),
        ("корень(2)", "√2"),
        ("корень из 2", "√2"),
        ("корень 2", "√2"),
        ("квадратный корень из 2", "√2"),
        ("square root of 2", "√2"),
        ("примерно корень из 2", "√2"),
        ("корень(2)/34", "√2/34"),
        ("1/корень из 2", "1/√2"),
        ("(корень из 2)/5", "√2/5"),
    ],
)
def test_words_in_place_of_signs(text, read):
    reading = read_formula(text, ())
    assert isinstance(reading, Reading)
    assert linear(reading.tree) == read


@pytest.mark.parametrize(
    ("text", "read", "unit"),
    [
        ("43 px", "43", "px"),
        ("43px", "43", "px"),
        ("43 пикселя", "43", "пикселя"),
        ("1/6 единиц", "1/6", "единиц"),
        ("1/6 ед.", "1/6", "ед"),
        ("46080 весов", "46080", "весов"),
        ("46 080 weights.", "46080", "weights"),
        ("Ответ: 12 шт.", "12", "шт"),
        ("≈ 43 px", "43", "px"),
        ("примерно 43 px", "43", "px"),
        ("sqrt(2) units", "√2", "units"),
    ],
)
def test_what_is_counted_is_passed_over(text, read, unit):
    reading = read_formula(text, ())
    assert isinstance(reading, Reading)
    assert linear(reading.tree) == read
    assert (reading.notes[-1].key, reading.notes[-1].values) == ("note.unit", {"unit": unit})


@pytest.mark.parametrize(
    ("text", "symbols", "key", "marked"),
    [
        ("5 процентов", (), "read.number-alone", "процентов"),
        ("46 тыс.", (), "read.number-alone", "тыс"),
        ("46 тысяч весов", (), "read.number-alone", "тысяч весов"),
        ("Ответ: 2 раза", (), "read.number-alone", "раза"),
        ("43 по каждой стороне", (), "read.number-alone", "по каждой стороне"),
        ("46k", (), "read.name-number", "k"),
        ("px", (), "read.name-number", "px"),
        ("43 weights + 1", (), "read.name-number", "weights"),
        ("2 lnn", (), "read.name-number", "lnn"),
        ("примерно", (), "read.name-number", "примерно"),
        ("2 px", ("x",), "read.name", "px"),
        ("корень", (), "read.name-number", "корень"),
        ("корень из 2/5", (), "read.root", "корень из 2/5"),
        ("Ответ: корень из 2 + 1", (), "read.root", "корень из 2 + 1"),
        ("корень из 2x", ("x",), "read.root", "корень из 2x"),
    ],
)
def test_what_words_cannot_say(text, symbols, key, marked):
    reading = read_formula(text, symbols)
    assert isinstance(reading, ReadProblem)
    assert (reading.key, text[slice(*reading.span)]) == (key, marked)


def test_a_root_in_words_is_read_in_formulas_too():
    assert linear(read_formula("корень(x + 1)", ("x",)).tree) == "√(x + 1)"
    assert linear(read_formula("1/корень из x", ("x",)).tree) == "1/√x"


def test_a_unit_costs_nothing():
    answer = NumberAnswer(read_formula("1/6", ()).tree)
    assert grade(answer, "1/6 единиц").verdict == Correct()
    assert isinstance(grade(answer, "16 процентов").verdict, Unreadable)
