"""What is said about answers, how they are echoed, and where reading stopped."""

from __future__ import annotations

import io

import pytest

from colloq.catalog.problem import from_id
from colloq.grading.grade import Graded, grade
from colloq.model import (
    REAL,
    ChoiceAnswer,
    Correct,
    Domain,
    Finding,
    FormulaAnswer,
    Kind,
    MatchingAnswer,
    MatrixAnswer,
    NumberAnswer,
    OrderingAnswer,
    Part,
    Partial,
    Undecided,
    Witness,
    Wrong,
)
from colloq.notation.build import ONE, product, rational, symbol
from colloq.notation.read import Reading, read_formula
from colloq.practice.marking import PartMark, mark_part
from colloq.screens.checked import echo_of
from colloq.screens.echo import echo_lines
from colloq.screens.exam import Look, read_lines
from colloq.screens.problem import answer_string
from colloq.screens.reading import caret_lines, reading_lines
from colloq.screens.style import Screen, ascii_of, columns, two_sides, wrapped
from colloq.screens.verdict import domain_text, message, verdict_lines
from colloq.texts import texts

EN, RU = texts("en"), texts("ru")
NUMBER = Part("answer", NumberAnswer(rational(3)), 10)
FORMULA = Part("answer", FormulaAnswer(product(symbol("x"), symbol("y")), {"x": REAL, "y": REAL}), 10)
MATRIX = Part("answer", MatrixAnswer(tuple(tuple(rational(4 * row + column) for column in range(4)) for row in range(4))), 10)

CHOICE = Part("answer", ChoiceAnswer(("one", "two", "three"), frozenset(("two",))), 10)
ORDERING = Part("answer", OrderingAnswer(("one", "two", "three"), ("three", "one", "two")), 10)
MATCHING = Part("answer", MatchingAnswer(("one", "two"), ("x", "y"), {"one": "x", "two": "y"}), 10)


def screen(width=80, *, unicode=True):
    return Screen(io.StringIO(), width=width, unicode=unicode)


def judged(part, typed, verdict=None):
    return PartMark(part, typed, Graded(verdict) if verdict is not None else grade(part.answer, typed))


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        (Correct(), "Right."),
        (Wrong(), "Not right."),
        (Wrong(Finding("sign", general=True)), "Not right. The sign of the whole answer is wrong; everything else fits."),
        (Wrong(Finding("cut", general=True, values={"digits": 3}), free=True), "Not yet in the form that is asked for; this costs nothing. Round the last digit instead of cutting the rest off; significant digits needed: 3."),
        (Partial(0.5), "Partly right: 50 %."),
        (Wrong(Finding("exponent", general=True, values={"place": read_formula("x^2", ("x",)).tree})), "Not right. Look at the exponent in x²."),
        (Wrong(witness=Witness({"x": 1.5, "y": -2.0}, 7.214, 7.741)), "Not equal. At x = 1.5, y = -2 yours is 7.21, the correct value is 7.74."),
        (Wrong(witness=Witness({"x": 1.5}, 7.2140001, 7.2140002)), "Not equal. At x = 1.5 yours is 7.2140001, the correct value is 7.2140002."),
        (Wrong(witness=Witness({"x": 1.5}, 0.81806521330, 0.81806521331)), "Not equal. At x = 1.5 yours is 0.8180652133, the correct value is 0.81806521331."),
        (Wrong(witness=Witness({"x": 1.5}, 0.5 + 1e-13, 0.5)), "Not equal. At x = 1.5 yours differs from the correct value 0.5 by 1.00·10⁻¹³."),
        (Wrong(witness=Witness({}, 1.0, 2.0)), "Not equal. Yours is 1, the correct value is 2."),
        (Undecided("formula"), "The program cannot decide this one; it does not count as wrong. At the points tried, the two formulas could be neither told apart nor proved equal."),
    ],
)  # fmt: skip
def test_message(verdict, said):
    assert message(None, judged(NUMBER, "1", verdict), EN) == said


def test_message_in_russian_has_decimal_commas():
    verdict = Wrong(witness=Witness({"x": 1.5, "y": 0.25}, 7.214, 7.741))
    assert (
        message(None, judged(NUMBER, "1", verdict), RU)
        == "Не равно. В точке x = 1,5; y = 0,25 у вас 7,21, а правильное значение 7,74."
    )


def test_the_familys_own_mistake_is_said_in_its_words():
    problem = from_id("conv2d:2@17")
    slip = problem.mistakes[0]
    mark = mark_part(problem, slip.part, answer_string(slip.answer))
    for language in ("en", "ru"):
        template = problem.entry["mistakes"][slip.name][language]
        assert template.split("{")[0].split(".")[0][:30] in message(problem, mark, texts(language))


def test_a_wrong_option_without_a_text_is_simply_wrong():
    part = Part("answer", ChoiceAnswer(("a1", "b1"), frozenset(("b1",))), 10)
    assert message(None, judged(part, "a"), EN) == "Not right."


def test_cells_stand_beside_the_message():
    lines = verdict_lines(screen(60), None, judged(MATRIX, "0 1 2 3; 4 5 6 7; 8 9 10 11; 12 13 14 16"), EN)
    assert lines[0] == "± 15 of 16 cells."
    assert lines[1].startswith("  ✓ ✓ ✓ ✓    All cells are right but one: row 4, column 4.")
    assert lines[4].rstrip() == "  ✓ ✓ ✓ ✗"
    assert all(len(line) <= 60 for line in lines)


def test_a_long_message_goes_on_below_the_cells():
    lines = verdict_lines(screen(34), None, judged(MATRIX, "1 1 2 3; 4 5 6 7; 8 9 10 11; 12 13 14 15"), EN)
    assert all(len(line) <= 36 for line in lines)
    assert "but one: row 1," in lines[2]
    assert lines[3].strip().endswith("column 1.")


def test_an_error_points_at_its_place():
    lines = verdict_lines(screen(), None, judged(FORMULA, "(x+y*lnn(x)"), EN)
    assert lines[0] == "? This cannot be read; it costs nothing."
    assert lines[1].strip() == "(x+y*lnn(x)"
    assert lines[2].strip().strip("▲") == ""
    assert lines[2].index("▲") - lines[1].index("(") in (0, 5)


@pytest.mark.parametrize(
    ("typed", "span", "width", "expected"),
    [
        ("a + b )", (6, 7), 40, ["a + b )", "      ▲"]),
        ("abc", (0, 3), 40, ["abc", "▲▲▲"]),
        ("abc", (3, 3), 40, ["abc", "   ▲"]),
        ("1 2\n3 x\n5 6", (6, 7), 40, ["3 x", "  ▲"]),
        ("a\tb", (2, 3), 40, ["a b", "  ▲"]),
        ("x" * 50 + "?" + "x" * 50, (50, 51), 20, ["xxxxxxxxxx?xxxxxxxxx", "          ▲"]),
        ("\x1b[2Jx", (0, 1), 40, ["?[2Jx", "▲"]),
        ("", (0, 0), 40, ["", "▲"]),
    ],
)
def test_caret(typed, span, width, expected):
    assert caret_lines(typed, span, width) == expected


def test_caret_in_ascii():
    assert caret_lines("a)", (1, 2), 40, unicode=False) == ["a)", " ^"]


@pytest.mark.parametrize(
    ("part", "typed", "expected"),
    [
        (NUMBER, "", []),
        (NUMBER, "   ", []),
        (NUMBER, "2/3", ["         2", "read as  ─", "         3"]),
        (MATRIX, "1 2 3 4", ["rows read: 1 of 4"]),
        (MATRIX, "1 2 3 4\n5 6", ["rows read: 2 of 4 · in this row: 2 of 4"]),
        (MATRIX, "1 2 3", ["rows read: 1 of 4 · in this row: 3 of 4"]),
        (FORMULA, "ln(x", ["read as  ln(x)", "This bracket ( is never closed."]),
        (FORMULA, "x*(y+", ["x*(y+", "  ▲", "This bracket ( is never closed."]),
        (FORMULA, "x)", ["x)", " ▲", "This bracket ) was never opened."]),
        (FORMULA, "log x", ["read as  ln(x)", "log was read as the natural logarithm; write lg or log_10 for base 10."]),
    ],
)
def test_echo(part, typed, expected):
    assert echo_lines(part, typed, "en", 80) == expected


@pytest.mark.parametrize(
    ("part", "typed", "expected"),
    [
        (CHOICE, "", []),
        (CHOICE, "2", ["read as  b"]),
        (CHOICE, "в", ["read as  c", "Russian letters were counted in the order of their alphabet: в as c."]),
        (CHOICE, "d", ["d", "▲", "There is no option d; the last is c."]),
        (CHOICE, "a b", ["a b", "▲▲▲", "Give one option only."]),
        (ORDERING, "3", ["read as  c", "Give all items from a to c in the right order, each once; their number: 3."]),
        (ORDERING, "312", ["read as  c a b"]),
        (ORDERING, "1-c", ["1-c", "▲▲▲", "Give all items from a to c in the right order, each once; their number: 3."]),
        (ORDERING, "1-c, 2-a, 3-b", ["read as  c a b"]),
        (MATCHING, "ба", ["read as  1b 2a", "Russian letters were counted in the order of their alphabet: б а as b a."]),
        (MATCHING, "1", ["1", "▲", "Give a letter for each of the items: 2, as in 1b 2a."]),
    ],
)
def test_echo_of_letters(part, typed, expected):
    assert echo_lines(part, typed, "en", 80) == expected


def test_a_saved_choice_is_shown_as_it_was_read():
    look = Look(EN, screen())
    assert read_lines(judged(CHOICE, "в"), look) == ["read as  c"]
    assert read_lines(judged(ORDERING, "213"), look) == ["read as  b a c"]
    note = "  Russian letters were counted in the order of their alphabet: в as c."
    assert echo_of(screen(), judged(CHOICE, "в"), EN) == ["  read as  c", note]
    assert echo_of(screen(), judged(MATCHING, "2a 1b"), EN) == ["  read as  1b 2a"]


def test_echo_in_russian():
    assert echo_lines(CHOICE, "в", "ru", 80) == ["прочитано  c", "Русские буквы отсчитаны по русскому алфавиту: в — это c."]
    assert echo_lines(MATRIX, "1 2 3 4", "ru", 80) == ["прочитано строк: 1 из 4"]
    assert echo_lines(FORMULA, "x tg y", "ru", 80) == ["прочитано  x·tg(y)"]


@pytest.mark.parametrize("typed", ["(", "x^", "\\frac", "[[1,", "1;;2", "\x00", "💥", "x" * 3000, "1,2\n3,4", "((((((", "|x"])
@pytest.mark.parametrize("part", [NUMBER, FORMULA, MATRIX])
def test_echo_never_fails_while_typing(part, typed):
    for end in range(min(len(typed), 12) + 1):
        lines = echo_lines(part, typed[:end], "en", 60)
        assert all(len(line) <= 200 and line.isprintable() for line in lines)
    assert echo_lines(part, typed, "en", 60) is not None


def test_a_drawing_too_wide_for_the_line_is_broken():
    wide = read_formula("+".join(f"x^{number}*y" for number in range(2, 40)), ("x", "y"))
    assert isinstance(wide, Reading)
    lines = reading_lines(wide, EN, 60)
    assert len(lines) > 2
    assert all(len(line) <= 60 for line in lines)


def test_domains_are_said():
    symbols = {"x": Domain(Kind.POSITIVE), "y": Domain(Kind.POSITIVE), "z": Domain(Kind.REAL), "w": Domain(Kind.RANGE, 0.5, 2)}
    assert domain_text(symbols, EN) == "Compared where x, y > 0; z real; 0.5 < w < 2."


# ------------------------------------------------------------------------------------------------------------ the style


class Poor(io.StringIO):
    encoding = "cp1251"


@pytest.mark.parametrize(
    ("environment", "terminal", "color"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"TERM": "dumb"}, True, False),
        ({"NO_COLOR": "1"}, True, False),
        ({"NO_COLOR": ""}, True, True),
        ({"FORCE_COLOR": "1"}, False, True),
    ],
)
def test_colors(environment, terminal, color, monkeypatch):
    stream = io.StringIO()
    monkeypatch.setattr(stream, "isatty", lambda: terminal, raising=False)
    found = Screen.of(stream, {"TERM": "xterm", **environment})
    assert found.color is color
    assert ("\x1b[" in found.good("x")) is color


def test_a_poor_encoding_gets_ascii_signs_and_keeps_cyrillic():
    poor = Screen.of(Poor(), {})
    assert not poor.unicode
    assert poor.plain("✓ Верно ⎡1⎤ x·y") == "+ Верно [1] x*y"


@pytest.mark.parametrize(
    ("character", "plain"), [("⎡", "["), ("ж", "zh"), ("Щ", "Shch"), ("ь", ""), ("²", "2"), ("é", "e"), ("💥", "?")]
)
def test_ascii(character, plain):
    assert ascii_of(character) == plain


def test_lines():
    assert columns([("a", "bb"), ("ccc", "d")], gap=1, indent=1) == [" a   bb", " ccc d"]
    assert columns([]) == []
    assert two_sides("left", "right", 14) == "left     right"
    assert two_sides("left", "right", 8) == "left · right"
    assert wrapped("one two three", 8, "  ", "> ") == ["> one", "  two", "  three"]
    assert wrapped("", 8) == [""]
    assert rational(1) == ONE
