"""Vectors and single numbers as people write them down: decimal commas with semicolons, mixed numbers, bars, restatements."""

import pytest

from colloq.grading.grade import grade
from colloq.model import Correct, NumberAnswer, Wrong
from colloq.notation.linear import linear
from colloq.notation.read import MatrixReading, Reading, ReadProblem, read_formula, read_matrix

VECTORS = [  # text, shape that is asked for, cells
    ("-4,5; -0,5", (1, 2), ["-4.5", "-0.5"]),
    ("-4,5, -0,5", (1, 2), ["-4.5", "-0.5"]),
    ("(-7,5; -6,5; 2,5; 5,5)", (1, 4), ["-7.5", "-6.5", "2.5", "5.5"]),
    ("-7,5\n-6,5\n2,5", (1, 3), ["-7.5", "-6.5", "2.5"]),
    ("(-4,6, 1,3)", (2, 1), ["-4.6", "1.3"]),
    ("-4,6, 1,3", (2, 1), ["-4.6", "1.3"]),
    ("(-4 3/5; 1 3/10)", (2, 1), ["-(4 + 3/5)", "1 + 3/10"]),
    ("7 1/2; -6 1/2; 2 1/2", (1, 3), ["7 + 1/2", "-(6 + 1/2)", "2 + 1/2"]),
    ("1 1/2", (1, 2), ["1", "1/2"]),
    ("|-1|\n|0|", (2, 1), ["-1", "0"]),
    ("|x|\n|y|", (2, 1), ["|x|", "|y|"]),
    ("≈ 0.447 0.447", (1, 2), ["0.447", "0.447"]),
    (r"\begin{pmatrix}(1)\\(-2)\end{pmatrix}", (2, 1), ["1", "-2"]),
    (r"\begin{pmatrix}-4.6\\1.3\end{pmatrix}.", (2, 1), ["-4.6", "1.3"]),
    (r"(-4.6;\ 1.3)", (2, 1), ["-4.6", "1.3"]),
    (r"(-4.6,\,1.3)", (2, 1), ["-4.6", "1.3"]),
    (r"\left(-4.6,\;1.3\right)", (2, 1), ["-4.6", "1.3"]),
    ("x = -4.6; y = 1.3", (2, 1), ["-4.6", "1.3"]),
    ("p1 ≈ 0,0474; p2 ≈ 0,953", (2, 1), ["0.0474", "0.953"]),
    ("p1 ≈ 0,0474\np2 ≈ 0,953", (2, 1), ["0.0474", "0.953"]),
    ("p1 ≈ 0.0474\np2 ≈ 0.953", (2, 1), ["0.0474", "0.953"]),
    ("≈ 0,0474\n≈ 0,953", (2, 1), ["0.0474", "0.953"]),
    ("≈ 0,0474; ≈ 0,953", (1, 2), ["0.0474", "0.953"]),
    ("p_1 ≈ 0,0474, p_2 ≈ 0,953", (1, 2), ["0.0474", "0.953"]),
    ("p1≈0,0474 p2≈0,953", (1, 2), ["0.0474", "0.953"]),
    (r"x \approx 0,6; y \approx -0,8", (2, 1), ["0.6", "-0.8"]),
    ("Ответ: x ≈ 0,6; y ≈ -0,8", (2, 1), ["0.6", "-0.8"]),
    ("(x ≈ 0,6; y ≈ -0,8)", (1, 2), ["0.6", "-0.8"]),
    ("p ≈ (0,6; -0,8)", (1, 2), ["0.6", "-0.8"]),
    ("p ≈ 0,6 -0,8", (1, 2), ["0.6", "-0.8"]),
    ("2/3 ≈ 0,667; 1/3 ≈ 0,333", (2, 1), ["2/3", "1/3"]),
    ("2/3 ≈ 0,667 1/3 ≈ 0,333", (1, 2), ["2/3", "1/3"]),
    ("x = 3/5 ≈ 0,6; y = -4/5 ≈ -0,8", (2, 1), ["3/5", "-4/5"]),
    ("0,6; -0,8 .", (2, 1), ["0.6", "-0.8"]),
    ("0,6 ; -0,8 .", (1, 2), ["0.6", "-0.8"]),
    ("0,6\n-0,8 .\n", (2, 1), ["0.6", "-0.8"]),
    ("0,6 -0,8 .", (1, 2), ["0.6", "-0.8"]),
    ("x=0,6; y=-0,8 .", (2, 1), ["0.6", "-0.8"]),
    ("3/5 ; -4/5 .", (2, 1), ["3/5", "-4/5"]),
    ("$(3; -4) .$", (2, 1), ["3", "-4"]),
    ("0,(3); 0,5", (1, 2), ["1/3", "0.5"]),
    ("0,(3); 0,(6)", (2, 1), ["1/3", "2/3"]),
    ("0,(3) 0,5", (1, 2), ["1/3", "0.5"]),
    ("0,5\n0,(3)", (2, 1), ["0.5", "1/3"]),
    ("(0,(3), 0,8(3))", (1, 2), ["1/3", "5/6"]),
    ("1,(3)", (1, 2), ["1", "3"]),
    ("0,50,(3)", (1, 2), ["0.50", "3"]),
    ("[1,(2),3]", (1, 3), ["1", "2", "3"]),
    ("1. 0,707\n2. 1,41\n3. 0,707", (1, 3), ["0.707", "1.41", "0.707"]),
    ("1. 0,707; 2. 1,41; 3. 0,707", (1, 3), ["0.707", "1.41", "0.707"]),
    ("1. 1/√2\n2. 0.5", (1, 2), ["1/√2", "0.5"]),
    ("1\t0,707\n2\t1,41\n3\t0,707\n", (1, 3), ["0.707", "1.41", "0.707"]),
    ("1\t0,707\r\n2\t1,41", (2, 1), ["0.707", "1.41"]),
    ("1\t2\n2\t1", (2, 1), ["2", "1"]),
    (",6; -,8", (2, 1), [".6", "-.8"]),
    (",6 -,8", (1, 2), [".6", "-.8"]),
    (",6 ,8", (1, 2), [".6", ".8"]),
    (",6, ,8", (1, 2), [".6", ".8"]),
    ("-,8; ,6", (2, 1), ["-.8", ".6"]),
    ("-,8\n0,6", (2, 1), ["-.8", "0.6"]),
    ("(,6; ,8)", (1, 2), [".6", ".8"]),
    ("x = ,6; y = -,8", (2, 1), [".6", "-.8"]),
    ("1 ,2", (1, 2), ["1", "2"]),
    ("1\n,2", (2, 1), ["1", "2"]),
    ("[2 4]./2", (1, 2), ["2/2", "4/2"]),
    ("(3;-4):5", (2, 1), ["3/5", "(-4)/5"]),
    ("(1; 1) : √2", (1, 2), ["1/√2", "1/√2"]),
    ("[2 4]' / 2", (2, 1), ["2/2", "4/2"]),
    ("(3; -4)^т", (2, 1), ["3", "-4"]),
    ("pi/4≈0,785; ln 2 ≈ 0,693", (2, 1), ["π/4", "ln(2)"]),
    ("∇f = (12; -16)", (2, 1), ["12", "-16"]),
]

NUMBERS = [
    ("Ответ — 1/6", "1/6"),
    ("Ответ – 8/5", "8/5"),
    ("Ответ: -1/6", "-1/6"),
    ("Ответ -1/6", "-1/6"),
    ("1/6 (0.167)", "1/6"),
    ("1/6 (≈0,167)", "1/6"),
    ("-8/5 (-1.6)", "-8/5"),
    ("2 (0.5)", "2·0.5"),
    ("1/6 (0.17)", "1/6·0.17"),
    ("1/6 (≈ 0,167)", "1/6"),
    ("(1/6) (0.167)", "1/6"),
    ("32 (2^5)", "32"),
    ("2^5 (32)", "2⁵"),
    ("32 (= 2^5)", "32"),
    ("1/2 (4/8)", "1/2"),
    ("0.5 (1/2)", "0.5"),
    ("√2/2 (1/√2)", "√2/2"),
    ("32(2^5)", "32·2⁵"),
    ("3 (2^5)", "3·2⁵"),
    ("2 (2)", "2·2"),
    ("(1/2) (2/4)", "1/2·(2/4)"),
    ("0.167 (1/6)", "1/6"),
    ("2*(2)", "2·2"),
]


@pytest.mark.parametrize(("text", "shape", "cells"), VECTORS)
def test_vectors(text, shape, cells):
    reading = read_matrix(text, ("x", "y") if "|x|" in text else (), shape)
    assert isinstance(reading, MatrixReading), reading
    assert [linear(cell) for row in reading.rows for cell in row] == cells
    assert 1 in (len(reading.rows), len(reading.rows[0]))


@pytest.mark.parametrize(("text", "expected"), NUMBERS)
def test_numbers(text, expected):
    reading = read_formula(text, ())
    assert isinstance(reading, Reading), reading
    assert linear(reading.tree) == expected


def test_a_bracket_that_may_be_a_factor_is_asked_about():
    number = NumberAnswer(read_formula("1024", ()).tree)
    asked = grade(number, "32 (2^5)").verdict
    assert isinstance(asked, Wrong)
    assert (asked.free, asked.mistake.name) == (True, "reading-restated")
    assert grade(NumberAnswer(read_formula("32", ()).tree), "32 (2^5)").verdict == Correct()
    assert not grade(NumberAnswer(read_formula("64", ()).tree), "32 (2^5)").verdict.free
    assert linear(read_formula("2 (2)x", ("x",)).tree) == "2·2·x"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("X^TG/2", "Xᵀ·G/2"), ("X^T G/2", "Xᵀ·G/2"), ("G X^{T}", "G·Xᵀ"), ("G X`", "G·Xᵀ"), ("`G X`", "G·X")],
)
def test_transposes(text, expected):
    reading = read_formula(text, ("X", "G"), matrices=True)
    assert isinstance(reading, Reading), reading
    assert linear(reading.tree) == expected


def test_numbers_of_rows_before_the_cells_of_a_vector():
    noted = read_matrix("1\t0,707\n2\t1,41", (), (1, 2))
    assert isinstance(noted, MatrixReading)
    assert [note.key for note in noted.notes] == ["note.row-numbers"]
    asked = read_matrix("1 0,707\n2 1,41", (), (1, 2))
    assert isinstance(asked, ReadProblem)
    assert (asked.key, asked.span) == ("read.row-numbers", (0, 14))


@pytest.mark.parametrize(
    ("text", "shape", "size"),
    [
        ("1\t0,5\n2\t1,5", (2, 2), (2, 2)),
        ("1\t0.5\n2\t1.5", None, (2, 2)),
        ("1\t0.5\n2\t1.5", (3, 1), (2, 2)),
        ("1\t0.5\n3\t1.5", (2, 1), (2, 2)),
        ("1 1/2\n2 1/2", (2, 1), (2, 1)),  # mixed numbers
        ("1 - 0.5\n2 - 0.5", (2, 1), (2, 1)),  # differences
        ("1\n2", (1, 2), (2, 1)),
    ],
)
def test_a_first_column_that_is_no_numbering(text, shape, size):
    reading = read_matrix(text, (), shape)
    assert isinstance(reading, MatrixReading)
    assert (len(reading.rows), len(reading.rows[0])) == size
    assert "note.row-numbers" not in [note.key for note in reading.notes]
