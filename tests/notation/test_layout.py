"""Two-dimensional pictures of formulas and matrices."""

from __future__ import annotations

import time
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from wcwidth import wcwidth

from colloq.notation.layout import draw, draw_equation, draw_grids, lay_grids, lay_out, wrapped
from colloq.notation.linear import linear
from colloq.notation.read import Reading, read_formula
from colloq.notation.tree import Apply, Derivative, Number, Power, Product, Quotient, Sum, Symbol, Transpose, Tree, size
from tests.notation.trees import ATOMS, NAMES, trees

SYMBOLS = (*NAMES, *ATOMS, "n", "z", "s3", "eta", "f'(a2)", "d_long_name/d_other")
GUIDE = "(xy+e^(txy))^y*(ln(xy+e^(txy)) + y(x+t e^(txy))/(xy+e^(txy)))"

PICTURES = [
    ("2x cos(x^2)", ["2x·cos(x²)"]),
    ("3xy", ["3·x·y"]),
    ("x_12 + w_1 + eta", ["x₁₂ + w₁ + η"]),
    ("-1/(2sqrt(x))", ["   1",
                       "- ───",
                       "  2√x"]),
    ("e^(-x^2/2)*(-x)", [" -x²/2",
                         "e      · (-x)"]),
    ("((x+1)/(x-1))^2", ["⎛x + 1⎞²",
                         "⎜─────⎟",
                         "⎝x - 1⎠"]),
    ("(xy)^(1/3)", ["     1/3",
                    "(x·y)"]),
    ("sin^2 x/(1+x)", ["sin²(x)",
                       "───────",
                       " 1 + x"]),
    ("sqrt((x+1)/(x-1))", [" ┌──────",
                           " │ x + 1",
                           " │ ─────",
                           "╲│ x - 1"]),
    ("cbrt((x+1)/(x-1))", [" ┌──────",
                           " │ x + 1",
                           "3│ ─────",
                           "╲│ x - 1"]),
    ("sqrt(x+1) + cbrt(x) + sqrt(x^2)", ["√(x + 1) + ∛x + √(x²)"]),
    ("|x|^3 + |(x+1)/y|", ["       │ x + 1 │",
                           "|x|³ + │ ───── │",
                           "       │   y   │"]),
    ("tan(x/(1+x))", ["   ⎛  x  ⎞",
                      "tan⎜─────⎟",
                      "   ⎝1 + x⎠"]),
    ("arccos(x/4)/sqrt(1-x^2/16)", ["arccos(x/4)",
                                    "────────────",
                                    "√(1 - x²/16)"]),
    ("cosh(5y^2/8) ln(1/(2x))", ["                ⎛1 ⎞",
                                 "cosh(5y²/8) · ln⎜──⎟",
                                 "                ⎝2x⎠"]),
    ("y*(x/(1+x))*t", ["      x",
                       "y · ───── · t",
                       "    1 + x"]),
    ("x/(1+1/(1+t))", ["     x",
                       "───────────",
                       "       1",
                       " 1 + ─────",
                       "     1 + t"]),
    ("log_2(x) + log_(x+1)(t)", ["log₂(x) + log_(x + 1)(t)"]),
    ("ds3/ds2 ds2/dW* + dL/dz_32", ["∂s₃   ∂s₂    ∂L",
                                    "─── · ─── + ────",
                                    "∂s₂   ∂W*   ∂z₃₂"]),
    ("f'(a2) s3", ["f'(a₂)·s₃"]),
    ("sigmoid(x)(1-sigmoid(x))", ["σ(x)·(1 - σ(x))"]),
    ("x-(y-(-t))", ["x - (y - (-t))"]),
    ("2(-x)+3(x+1)", ["2·(-x) + 3(x + 1)"]),
    ("(ln x)^y + sqrt(x)^3", ["(ln(x))ʸ + (√x)³"]),
    (GUIDE, ["                ⎛                 y·(x + t·eᵗˣʸ)⎞",
             "(x·y + eᵗˣʸ)ʸ · ⎜ln(x·y + eᵗˣʸ) + ──────────────⎟",
             "                ⎝                   x·y + eᵗˣʸ  ⎠"]),
]  # fmt: skip
ASCII_PICTURES = [
    ("2x cos(x^2)", ["2x*cos(x^2)"]),
    ("e^(-x^2/2)*(-x)", ["e^(-x^2/2)*(-x)"]),
    ("-1/(2sqrt(x))", ["      1",
                       "- ----------",
                       "   2sqrt(x)"]),
    ("((x+1)/(x-1))^2", ["         2",
                         "/ x + 1 \\",
                         "|-------|",
                         "\\ x - 1 /"]),
    ("ds3/ds2 ds2/dW*", [" ds3     ds2",
                         "----- * -----",
                         " ds2     dW*"]),
    ("eta pi sigmoid(x) cbrt(x)", ["eta*pi*sigmoid(x)*cbrt(x)"]),
]  # fmt: skip


def read(text: str) -> Tree:
    reading = read_formula(text, SYMBOLS)
    assert isinstance(reading, Reading), (text, reading)
    return reading.tree


@pytest.mark.parametrize(("typed", "picture"), PICTURES)
def test_pictures(typed: str, picture: list[str]) -> None:
    assert draw(read(typed)) == picture


@pytest.mark.parametrize(("typed", "picture"), ASCII_PICTURES)
def test_pictures_in_ascii(typed: str, picture: list[str]) -> None:
    assert draw(read(typed), unicode=False) == picture


def test_functions_are_spelt_as_in_the_language() -> None:
    assert draw(read("tan(x) + arctan(x)"), language="ru") == ["tg(x) + arctg(x)"]


def test_a_derivative_is_drawn_as_in_a_book() -> None:
    assert draw(Derivative(read("xy+e^(txy)"), "y")) == [
        "d",
        "── (x·y + eᵗˣʸ)",
        "dy",
    ]
    assert draw(Derivative(read("(xy+e^(txy))^y"), "y")) == [
        "d",
        "── [(x·y + eᵗˣʸ)ʸ]",
        "dy",
    ]
    assert draw(Derivative(read("sin(x)"), "x"))[1] == "── sin(x)"
    assert draw(Derivative(read("x/(1+x)"), "x"))[1] == "── ─────"


def test_a_transpose_is_raised() -> None:
    assert draw(Transpose(Symbol("W"))) == ["Wᵀ"]
    assert draw(Product((Symbol("x"), Transpose(Sum((Symbol("U"), Symbol("W")))))), unicode=False) == ["x*(U + W)^T"]


def test_an_equation_breaks_before_its_sign() -> None:
    left, right = Derivative(read("x^3"), "x"), read("3x^2")
    assert draw_equation(left, right) == ["d", "── [x³] = 3x²", "dx"]
    assert draw_equation(left, right, width=11) == ["d", "── [x³]", "dx", "", "= 3x²"]
    assert draw_equation(read("0*1+2*(-4)+0*1"), read("-8"), width=12) == ["0·1 + 2·(-4)", "  + 0·1", "= -8"]
    terms = read("x + x/(1+y) + sin(x)")
    assert draw_equation(Symbol("a"), terms, width=14) == [
        "a",
        "",
        "        x",
        "= x + ─────",
        "      1 + y",
        "",
        "    + sin(x)",
    ]


def test_a_wide_sum_is_broken_before_an_operator() -> None:
    assert draw(read("x/(1+x) + sin(x)cos(y) - ln(x+y)"), width=24) == [
        "  x",
        "───── + sin(x)·cos(y)",
        "1 + x",
        "",
        "  - ln(x + y)",
    ]
    assert draw(read(GUIDE), width=40) == [
        "(x·y + eᵗˣʸ)ʸ",
        "",
        "    ⎛                 y·(x + t·eᵗˣʸ)⎞",
        "  · ⎜ln(x·y + eᵗˣʸ) + ──────────────⎟",
        "    ⎝                   x·y + eᵗˣʸ  ⎠",
    ]


def test_what_cannot_be_broken_is_written_in_one_line_and_wrapped() -> None:
    assert draw(read("sin(x y + ln(x + y) + cos(t))/2"), width=20) == ["sin(x·y + ln(x + y)", "  + cos(t))/2"]


ANY_TREE = trees(max_leaves=18)
DEEP = Quotient(Number(1), Sum((Number(1), Quotient(Symbol("x"), Sum((Number(2), Symbol("y")))))))


def letters(lines: list[str]) -> Counter[str]:
    return Counter(character for line in lines for character in line if character.isalnum())


@settings(max_examples=200, deadline=None)
@given(ANY_TREE, st.integers(12, 90), st.booleans())
@example(DEEP, 12, True)
def test_no_line_is_wider_than_asked_and_every_character_takes_one_column(tree: Tree, width: int, unicode: bool) -> None:
    for line in draw(tree, width=width, unicode=unicode):
        assert len(line) <= width
        assert all(wcwidth(character) == 1 for character in line)
        assert line == line.rstrip()
        assert unicode or line.isascii()


@settings(max_examples=200, deadline=None)
@given(ANY_TREE, st.integers(12, 90))
def test_nothing_is_lost_or_added(tree: Tree, width: int) -> None:
    """Letters and digits of a picture are those of the one-line text, which reads back as the tree."""
    assert letters(draw(tree, width=width, unicode=False)) == letters([linear(tree, unicode=False)])


def signs(lines: list[str]) -> Counter[str]:
    """Operators and brackets; a tall bracket counts once, by its top."""
    once = str.maketrans({"⎛": "(", "⎞": ")", "⎡": "[", "⎤": "]"})
    return Counter(character for line in lines for character in line.translate(once) if character in "+-·()[]")


@settings(max_examples=300, deadline=None)
@given(ANY_TREE, st.integers(15, 60))
@example(read("-x*(x+y)*(x+t)*(y+t) + y - (x + y + t + a)"), 16)
@example(Derivative(read("x+y-(x+t+a+n)"), "x"), 16)
def test_a_broken_picture_has_the_signs_and_brackets_of_the_whole(tree: Tree, width: int) -> None:
    whole, lines = draw(tree, width=10_000), draw(tree, width=width)
    if lines != wrapped(linear(tree, pretty=True), width):
        assert signs(lines) == signs(whole)


@settings(max_examples=100, deadline=None)
@given(ANY_TREE)
def test_a_box_is_a_rectangle_with_its_baseline_inside(tree: Tree) -> None:
    box = lay_out(tree)
    assert {len(line) for line in box.lines} == {box.width}
    assert 0 <= box.baseline < box.height


@settings(max_examples=200, deadline=None)
@given(ANY_TREE, st.integers(8, 60))
def test_wrapping_loses_only_spaces(tree: Tree, width: int) -> None:
    text = linear(tree)
    lines = wrapped(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(len(line) <= width for line in lines)


@settings(max_examples=100, deadline=None)
@given(ANY_TREE)
def test_a_wrapped_line_reads_back(tree: Tree) -> None:
    """At 60 columns no piece is so long that it has to be cut."""
    assert read(" ".join(wrapped(linear(tree), 60))) == tree


def test_the_echo_is_drawn_in_a_millisecond() -> None:
    tree = read(GUIDE)
    assert size(tree) > 40
    draw(tree)
    times = []
    for _ in range(50):
        start = time.perf_counter()
        draw(tree)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.001


IMAGE = ((2, 0, 1, 3), (-1, 4, 2, 0), (3, 1, 0, 2), (0, -2, 5, 1))
KERNEL = ((0, 1, 0), (1, -4, 1), (0, 1, 0))


def test_matrices_stand_side_by_side() -> None:
    assert draw_grids([("", IMAGE, ()), ("kernel", KERNEL, ())]) == [
        "⎡ 2   0  1  3⎤               ⎡0   1  0⎤",
        "⎢-1   4  2  0⎥      kernel   ⎢1  -4  1⎥",
        "⎢ 3   1  0  2⎥               ⎣0   1  0⎦",
        "⎣ 0  -2  5  1⎦",
    ]
    assert draw_grids([("", ((1, 2),), ()), ("k", ((1,), (2,)), ())], unicode=False) == [
        "[1  2]      k   [1]",
        "                [2]",
    ]


def test_matrices_that_do_not_fit_go_below() -> None:
    assert draw_grids([("image", KERNEL, ()), ("kernel", KERNEL, ())], width=30) == [
        "        ⎡0   1  0⎤",
        "image   ⎢1  -4  1⎥",
        "        ⎣0   1  0⎦",
        "",
        "         ⎡0   1  0⎤",
        "kernel   ⎢1  -4  1⎥",
        "         ⎣0   1  0⎦",
    ]


def test_a_matrix_wider_than_the_screen_is_written_out() -> None:
    rows = ((100, 200, 300), (-400, Fraction(1, 2), Product((Symbol("x"), Symbol("y")))))
    assert draw_grids([("A", rows, ())], width=12) == ["A", "[100, 200,", " 300]", "[-400, 1/2,", " x·y]"]


def test_highlighted_cells_are_seen_without_colour() -> None:
    drawing = lay_grids([("a", KERNEL, ()), ("b", KERNEL, {(0, 0), (1, 1)})])
    assert drawing.lines == [
        "    ⎡0   1  0⎤          ⎡‹0›  1  0 ⎤",
        "a   ⎢1  -4  1⎥      b   ⎢ 1 ‹-4› 1 ⎥",
        "    ⎣0   1  0⎦          ⎣ 0   1  0 ⎦",
    ]
    assert [drawing.lines[line][start:end] for line, start, end in drawing.marked] == ["‹0›", "‹-4›"]
    assert draw_grids([("", ((1, 2),), {(0, 1)})], unicode=False) == ["[ 1 <2>]"]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(("", "kernel")), st.integers(1, 4), st.integers(1, 5), st.integers(0, 10**6)),
        min_size=1,
        max_size=4,
    ),
    st.integers(20, 80),
)
def test_matrices_keep_to_the_width(shapes: list[tuple[str, int, int, int]], width: int) -> None:
    grids = [
        (label, [[seed * (row + 1) - column for column in range(columns)] for row in range(rows)], {(0, 0)})
        for label, rows, columns, seed in shapes
    ]
    drawing = lay_grids(grids, width=width)
    assert all(len(line) <= width for line in drawing.lines)
    for line, start, end in drawing.marked:
        assert drawing.lines[line][start] == "‹"
        assert drawing.lines[line][end - 1] == "›"


def test_long_exponents_are_drawn_where_one_line_would_be_too_long() -> None:
    exponent = Quotient(Apply("sin", (read("x+y"),)), Sum((Symbol("x"), read("ln(y)"), read("ln(t)"))))
    assert draw(Power(Symbol("x"), exponent)) == [
        "    sin(x + y)",
        " ─────────────────",
        " x + ln(y) + ln(t)",
        "x",
    ]
