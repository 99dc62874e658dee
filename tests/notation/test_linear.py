"""One-line texts: what they look like, and that they read back as the same tree."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from colloq.notation.build import rational
from colloq.notation.linear import decimal, linear, linear_matrix, linear_number
from colloq.notation.read import MatrixReading, Reading, read_formula, read_matrix
from colloq.notation.tree import Apply, Derivative, Number, Product, Quotient, Symbol, Transpose, Tree
from tests.notation.trees import ATOMS, NAMES, matrix_trees, trees

SYMBOLS = (*NAMES, "n", "z", *ATOMS)

# typed, Unicode, ASCII
SHAPES = [
    ("(xy+e^(txy))^y", "(x·y + eᵗˣʸ)ʸ", "(x*y + e^(t*x*y))^y"),
    ("2x", "2x", "2*x"),
    ("3xy", "3·x·y", "3*x*y"),
    ("2x cos(x^2)", "2x·cos(x²)", "2*x*cos(x^2)"),
    ("2*5", "2·5", "2*5"),
    ("2e", "2·e", "2*e"),
    ("2e^x", "2eˣ", "2*e^x"),
    ("2|x|", "2·|x|", "2*|x|"),
    ("2sqrt(3)", "2√3", "2*sqrt(3)"),
    ("-x*y", "-x·y", "-x*y"),
    ("(-x)y", "(-x)·y", "(-x)*y"),
    ("2*(-x)", "2·(-x)", "2*(-x)"),
    ("2(x+1)", "2(x + 1)", "2*(x + 1)"),
    ("x-(y-t)", "x - (y - t)", "x - (y - t)"),
    ("x-(-y)", "x - (-y)", "x - (-y)"),
    ("x+(y+t)", "x + (y + t)", "x + (y + t)"),
    ("1/2x", "1/2·x", "1/2*x"),
    ("1/(2x)", "1/(2x)", "1/(2*x)"),
    ("1/x*y", "(1/x)·y", "(1/x)*y"),
    ("x/y/t", "(x/y)/t", "(x/y)/t"),
    ("x/(y/t)", "x/(y/t)", "x/(y/t)"),
    ("y(x/t)", "y·(x/t)", "y*(x/t)"),
    ("(-x)/y", "(-x)/y", "(-x)/y"),
    ("-x/y", "-x/y", "-x/y"),
    ("x^y^2", "x^(y²)", "x^(y^2)"),
    ("(x^y)^2", "(xʸ)²", "(x^y)^2"),
    ("x^(y-1)", "xʸ⁻¹", "x^(y - 1)"),
    ("x^-1", "x⁻¹", "x^(-1)"),
    ("e^(-x^2)", "e^(-x²)", "e^(-x^2)"),
    ("x^(1/2)", "x^(1/2)", "x^(1/2)"),
    ("x^pi", "x^π", "x^pi"),
    ("sin^2 x", "sin²(x)", "sin^2(x)"),
    ("ln(x)^y", "ln(x)^y", "ln(x)^y"),
    ("sqrt(x)^3", "(√x)³", "sqrt(x)^3"),
    ("sqrt(x+1)", "√(x + 1)", "sqrt(x + 1)"),
    ("∛x", "∛x", "cbrt(x)"),
    ("√2/5", "√2/5", "sqrt(2)/5"),
    ("log_2(x)", "log_2(x)", "log_2(x)"),
    ("log_(x+1)(t)", "log_(x + 1)(t)", "log_(x + 1)(t)"),
    ("max(0,x)", "max(0, x)", "max(0, x)"),
    ("0.50x", "0.50·x", "0.50*x"),
    ("ds3/ds2*ds2/dW", "ds3/ds2 · ds2/dW", "ds3/ds2 * ds2/dW"),
    ("ds2/dW* ds3/ds2", "ds2/dW* · ds3/ds2", "ds2/dW* * ds3/ds2"),
    ("x_12 w_1", "x_12·w_1", "x_12*w_1"),
    ("(ds3/ds2)^2", "(ds3/ds2)²", "(ds3/ds2)^2"),
    ("|x-|y||", "|x - |y||", "|x - |y||"),
]  # fmt: skip


def read(text: str) -> Tree:
    reading = read_formula(text, SYMBOLS)
    assert isinstance(reading, Reading), (text, reading)
    return reading.tree


@pytest.mark.parametrize(("typed", "expected", "ascii_text"), SHAPES)
def test_a_formula_is_printed_the_way_a_person_writes_it(typed: str, expected: str, ascii_text: str) -> None:
    tree = read(typed)
    assert linear(tree) == expected
    assert linear(tree, unicode=False) == ascii_text
    assert ascii_text.isascii()


@pytest.mark.parametrize(
    ("name", "english", "russian"),
    [("tan", "tan", "tg"), ("cot", "cot", "ctg"), ("atan", "arctan", "arctg"), ("sinh", "sinh", "sh"),
     ("cosh", "cosh", "ch"), ("tanh", "tanh", "th"), ("coth", "coth", "cth"), ("sin", "sin", "sin")],
)  # fmt: skip
def test_functions_are_spelt_as_in_the_language(name: str, english: str, russian: str) -> None:
    tree = Apply(name, (Symbol("x"),))
    assert linear(tree, "en") == f"{english}(x)"
    assert linear(tree, "ru") == f"{russian}(x)"


@settings(max_examples=400, deadline=None)
@given(trees(), st.sampled_from(("en", "ru")), st.booleans(), st.booleans())
def test_a_printed_tree_reads_back_as_the_same_tree(tree: Tree, language: str, unicode: bool, pretty: bool) -> None:
    text = linear(tree, language, unicode=unicode, pretty=pretty)
    assert read(text) == tree, text


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(trees(max_leaves=4), min_size=2, max_size=2), min_size=1, max_size=3), st.booleans())
def test_a_printed_matrix_reads_back_as_the_same_matrix(rows: list[list[Tree]], unicode: bool) -> None:
    text = linear_matrix(rows, unicode=unicode)
    reading = read_matrix(text, SYMBOLS, (len(rows), 2))
    assert isinstance(reading, MatrixReading), (text, reading)
    assert reading.rows == tuple(map(tuple, rows)), text


def test_names_can_be_shown_as_in_a_picture() -> None:
    tree = read("w_1 x_12 sigmoid(x) ds3/ds2 dL/dz_32")
    assert linear(tree, pretty=True) == "w₁·x₁₂·σ(x) · ∂s₃/∂s₂ · ∂L/∂z₃₂"
    assert linear(tree, unicode=False, pretty=True) == "w_1*x_12*sigmoid(x) * ds3/ds2 * dL/dz_32"


def test_a_matrix_stands_in_one_line() -> None:
    assert linear_matrix([[1, -2], [Fraction(3, 4), Fraction(-1, 2)]]) == "1 -2; 3/4 -1/2"
    assert linear_matrix([[read("x+1"), read("|x|")]]) == "x+1 abs(x)"
    assert linear_matrix([[read("max(0,x)"), 1]]) == "max(0,x), 1"
    assert linear_matrix([[read("ds2/dW*"), 0]]) == "ds2/dW*, 0"


def test_a_transpose_reads_back() -> None:
    tree = Product((Transpose(Symbol("x")), Symbol("dz")))
    assert linear(tree) == "xᵀ·dz"
    assert linear(tree, unicode=False) == "x^T*dz"
    for text in (linear(tree), linear(tree, unicode=False)):
        reading = read_formula(text, ("x", "dz"), matrices=True)
        assert isinstance(reading, Reading)
        assert reading.tree == tree


MATRICES = ("X", "W", "dZ", "dL/dZ", "T", "x_1")


@settings(max_examples=200, deadline=None)
@given(matrix_trees(MATRICES), st.sampled_from(("en", "ru")), st.booleans(), st.booleans())
def test_a_formula_of_matrices_reads_back(tree: Tree, language: str, unicode: bool, pretty: bool) -> None:
    text = linear(tree, language, unicode=unicode, pretty=pretty)
    reading = read_formula(text, MATRICES, matrices=True)
    assert isinstance(reading, Reading), (text, reading)
    assert reading.tree == tree, text


def test_a_derivative_names_its_variable() -> None:
    assert linear(Derivative(Product((Symbol("x"), Symbol("y"))), "y")) == "d/dy (x·y)"


def test_exact_numbers() -> None:
    assert linear_number(Fraction(-2, 3)) == "-2/3"
    assert linear_number(7) == "7"
    assert linear(rational(Fraction(-7, 12))) == "-7/12"
    assert linear(Number(Fraction(1, 8))) == "0.125"
    assert linear(Quotient(Number(Fraction(1, 2), "0.50"), Number(3))) == "0.50/3"


@pytest.mark.parametrize(
    ("value", "english", "russian"),
    [(7.2149, "7.21", "7,21"), (0.081649, "0.0816", "0,0816"), (1234.6, "1235", "1235"), (0.5, "0.5", "0,5"),
     (-3.0, "-3", "-3"), (0.0, "0", "0"), (6.324e-7, "6.32·10⁻⁷", "6,32·10⁻⁷"), (100.0, "100", "100"),
     (-0.0, "0", "0"), (float("inf"), "∞", "∞")],
)  # fmt: skip
def test_decimals_for_people(value: float, english: str, russian: str) -> None:
    assert decimal(value) == english
    assert decimal(value, language="ru") == russian
