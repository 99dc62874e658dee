"""What stands before an equals sign and only names what was asked for; and what does not."""

import time

import pytest

from colloq.grading.grade import grade
from colloq.model import REAL, Correct, FormulaAnswer, Wrong
from colloq.notation.linear import linear
from colloq.notation.read import MatrixReading, Reading, ReadProblem, read_formula, read_matrix

PASSED_OVER = [  # text, symbols, what is read
    (r"x_{k+1} = x - \eta(3x^2-9)", ("x", "eta"), "x - eta·(3x² - 9)"),
    ("xₖ₊₁ = 2x", ("x",), "2x"),
    ("x_(k+1) = 2x", ("x",), "2x"),
    ("x^{(1)} = 3", (), "3"),
    ("w^(k+1) = 3", (), "3"),
    (r"\mathbf{p}_1 = 2", (), "2"),
    (r"\hat y = 3", (), "3"),
    (r"\alpha_1 = 3", (), "3"),
    ("w_{new} = 2", (), "2"),
    ("∇f = 2", (), "2"),
    (r"\nabla f(p_0) = 2", (), "2"),
    ("-dL/da2 = y2-a2", ("a2", "y2"), "y2 - a2"),
    ("−∂L/∂a₂ = y2-a2", ("a2", "y2"), "y2 - a2"),
    (r"-\frac{\partial L}{\partial a_2} = y2-a2", ("a2", "y2"), "y2 - a2"),
    (r"\partial L/\partial a_2 = y2-a2", ("a2", "y2"), "y2 - a2"),
    (r"\dfrac{ds_2}{dW} = x", ("x",), "x"),
    ("‖g‖ = 52", (), "52"),
    ("||g|| = 52", (), "52"),
    ("||w||₂ = 5", (), "5"),
    ("|g| = 52", (), "52"),
    ("|∇f| = 5", (), "5"),
    ("|∂s₃/∂s₁| = 19,6", (), "19,6"),
    ("f'x = 2x", ("x", "y"), "2x"),
    ("f'x(x;y) = 2x", ("x", "y"), "2x"),
    ("f′ₓ = 2x", ("x", "y"), "2x"),
    ("∂f(x,y)/∂x = 2x", ("x", "y"), "2x"),
    ("dσ(x)/dx = 2x", ("x",), "2x"),
    ("дf/дx = 2x", ("x",), "2x"),
    ("H(1/3) = 3", (), "3"),
    ("R^2 = 3", (), "3"),
    ("E[x] = 3", (), "3"),
]


@pytest.mark.parametrize(("text", "symbols", "read"), PASSED_OVER)
def test_a_left_side_is_passed_over(text, symbols, read):
    reading = read_formula(text, symbols)
    assert isinstance(reading, Reading)
    assert linear(reading.tree, unicode=False) == linear(read_formula(read, symbols).tree, unicode=False)
    assert reading.notes[0].key == "note.left-side"
    assert reading.notes[0].values == {"left": text.partition(" =")[0]}


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("x = 3", ("x",)),
        (r"\mathbf{x} = 3", ("x",)),
        ("-x = 3", ("x",)),
        ("x^2 = 4", ("x",)),
        ("|x| = 4", ("x",)),
        ("|2x| = 4", ("x",)),
        ("x^(2) = 4", ("x",)),
        ("2x = 4", ("x",)),
        ("-d = 4", ("d",)),
        ("-d/2 = 4", ("d",)),
        (r"\sin(x) + 1 = 2", ("x",)),
        ("dL/dx + 1 = 2", ("x", "dL/dx")),
    ],
)
def test_a_statement_about_the_letters_is_no_left_side(text, symbols):
    reading = read_formula(text, symbols)
    assert isinstance(reading, ReadProblem)
    assert reading.key == "read.equals"


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("|x| = 3", ()),
        ("|2g| = 3", ()),
        ("|g - 1| = 3", ()),
        ("‖x‖ = 3", ("x",)),
        ("|f'| = x", ("x",)),
        ("f'x = 2x", ("x", "f'")),
    ],
)
def test_a_size_of_what_is_not_asked_for(text, symbols):
    assert isinstance(read_formula(text, symbols), ReadProblem)


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("(x, y) = (-4.6; 1.3)", ["-4.6", "1.3"]),
        ("(w, b) = (-4,6; 1,3)", ["-4.6", "1.3"]),
        ("(x_1; y_1) = (1; 2)", ["1", "2"]),
        ("(x, y)^T = (1; 2)", ["1", "2"]),
        ("[x_1, y_1] = [1; 2]", ["1", "2"]),
        (r"\left(x, y\right) = (1; 2)", ["1", "2"]),
        ("(w, b) = 1/2 (1; 2)", ["1/2·1", "1/2·2"]),
        ("x_{k+1} = (1; 2)", ["1", "2"]),
        ("p_{k+1} := (1; 2)", ["1", "2"]),
        (r"\mathbf{p}_1 = (1; 2)", ["1", "2"]),
        (r"\mathbf{p}_{1} = \begin{pmatrix} 1 \\ 2 \end{pmatrix}", ["1", "2"]),
        (r"\vec{p}_1 \approx (1; 2)", ["1", "2"]),
        (r"\nabla f(\mathbf{p}_0) = (1; 2)", ["1", "2"]),
        (r"\frac{\partial L}{\partial z} = (1; 2)", ["1", "2"]),
        ("x_1 = 1\ny_1 = 2", ["1", "2"]),
    ],
)
def test_a_vector_has_its_left_side_too(text, cells):
    reading = read_matrix(text, (), (2, 1))
    assert isinstance(reading, MatrixReading)
    assert [linear(cell) for row in reading.rows for cell in row] == cells


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("(1, 2) = (1; 2)", "read.equals"),
        ("(a + b) = (1; 2)", "read.name-number"),
        ("(a, b) (1; 2)", "read.name-number"),
        ("-dL/da = (1; 2)", "read.left-minus"),
    ],
)
def test_what_is_no_left_side_of_a_vector(text, key):
    reading = read_matrix(text, (), (2, 1))
    assert isinstance(reading, ReadProblem)
    assert reading.key == key


ANTIGRADIENT = FormulaAnswer(read_formula("y-a", ("a", "y")).tree, {"a": REAL, "y": REAL})


def test_a_minus_on_the_left_is_asked_about_where_it_decides():
    assert grade(ANTIGRADIENT, "-dL/da = y - a").verdict == Correct()
    asked = grade(ANTIGRADIENT, "-dL/da = a - y").verdict
    assert isinstance(asked, Wrong)
    assert (asked.free, asked.mistake.name) == (True, "reading-left-minus")
    wrong = grade(ANTIGRADIENT, "-dL/da = 2(y - a)").verdict
    assert isinstance(wrong, Wrong)
    assert not wrong.free


@pytest.mark.parametrize(
    "text",
    [
        "(" + ", ".join(["aaaa_aaaa_aaaa"] * 200),
        "(" + ", ".join(["a_a_a_a"] * 9) + " = 1",
        "(" + ",".join(["a_b_c"] * 12) + "! = 1",
        "(" * 1000 + "x_1, " * 100,
        r"\mathbf{" * 200,
        "x_{" * 300 + "= 1",
        "∇_" + "a" * 500,
        "∇_" + "a_" * 30 + "! = 1",
        "примерно " * 150,
        "примерно" + " " * 1500,
        "корень " * 200,
        "1 " + "слово " * 200,
        "квадратн" * 150,
        "( d" * 300,
        "d/d" * 300,
        r"\frac{d" * 150,
        "|" * 500 + " = 1",
        "| " * 200 + "= 1",
    ],
)
def test_nothing_takes_long(text):
    start = time.perf_counter()
    read_formula(text, ())
    read_formula(text, ("x", "y"), matrices=True)
    read_matrix(text, (), (2, 1))
    assert time.perf_counter() - start < 1
