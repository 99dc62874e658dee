r"""LaTeX: what it looks like, and that it reads back as the same tree."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from colloq.notation.latex import latex
from colloq.notation.read import Reading, read_formula
from colloq.notation.tree import Derivative, Symbol, Transpose, Tree
from tests.notation.trees import ATOMS, NAMES, matrix_trees, trees

SYMBOLS = (*NAMES, "s3", "eta", "f'(a2)", *ATOMS)

SHAPES = [
    ("(xy+e^(txy))^y", r"\left(x \cdot y + e^{t \cdot x \cdot y}\right)^{y}"),
    ("-1/2 x^(-3/2)", r"-\frac{1}{2} \cdot x^{-\frac{3}{2}}"),
    ("(x+1)/(x-1)", r"\frac{x + 1}{x - 1}"),
    ("(x/y)^2", r"\left(\frac{x}{y}\right)^{2}"),
    ("x(y+t)", r"x \cdot \left(y + t\right)"),
    ("x-(y-t)", r"x - \left(y - t\right)"),
    ("sqrt(x+1)", r"\sqrt{x + 1}"),
    ("cbrt(x)", r"\sqrt[3]{x}"),
    ("sqrt(x)^3", r"\left(\sqrt{x}\right)^{3}"),
    ("sin^2 x", r"\sin^{2}\left(x\right)"),
    ("|x|", r"\left|x\right|"),
    ("log_2(x)", r"\log_{2}\left(x\right)"),
    ("max(x, 0)", r"\max\left(x, 0\right)"),
    ("2pi x_12", r"2 \cdot \pi \cdot x_{12}"),
    ("ds3/ds2 * ds2/dW*", r"\frac{\partial s_{3}}{\partial s_{2}} \cdot \frac{\partial s_{2}}{\partial W*}"),
    ("dL/dz_32", r"\frac{\partial L}{\partial z_{32}}"),
    ("f'(a2) eta", r"f'(a_{2}) \cdot \eta"),
]


def read(text: str) -> Tree:
    reading = read_formula(text, SYMBOLS)
    assert isinstance(reading, Reading), (text, reading)
    return reading.tree


@pytest.mark.parametrize(("typed", "expected"), SHAPES)
def test_a_formula_in_latex(typed: str, expected: str) -> None:
    tree = read(typed)
    assert latex(tree) == expected
    assert read(expected) == tree


def test_functions_are_spelt_as_in_the_language() -> None:
    assert latex(read("tan(x) + arctan(x) + sin(x)"), "en") == (
        r"\tan\left(x\right) + \arctan\left(x\right) + \sin\left(x\right)"
    )
    assert latex(read("tan(x) + arctan(x) + sin(x)"), "ru") == (
        r"\operatorname{tg}\left(x\right) + \operatorname{arctg}\left(x\right) + \sin\left(x\right)"
    )


def test_a_derivative_and_a_transpose() -> None:
    assert latex(Derivative(read("x y"), "y")) == r"\frac{d}{d y} \left(x \cdot y\right)"
    assert latex(Transpose(Symbol("x"))) == "x^T"


@settings(max_examples=300, deadline=None)
@given(trees(), st.sampled_from(("en", "ru")))
def test_latex_reads_back_as_the_same_tree(tree: Tree, language: str) -> None:
    text = latex(tree, language)
    assert read(text) == tree, text


MATRICES = ("X", "W", "dZ", "dL/dZ", "x_1")


@settings(max_examples=200, deadline=None)
@given(matrix_trees(MATRICES))
def test_a_formula_of_matrices_reads_back(tree: Tree) -> None:
    text = latex(tree)
    reading = read_formula(text, MATRICES, matrices=True)
    assert isinstance(reading, Reading), (text, reading)
    assert reading.tree == tree, text
