"""The ways in which stress writes an answer."""

from __future__ import annotations

from fractions import Fraction

import pytest

from colloq.grading.grade import grade
from colloq.model import (
    POSITIVE,
    REAL,
    ChoiceAnswer,
    Correct,
    FormulaAnswer,
    MatchingAnswer,
    MatrixAnswer,
    MatrixFormulaAnswer,
    NumberAnswer,
    OrderingAnswer,
    RubricAnswer,
)
from colloq.notation.build import rational
from colloq.notation.tree import Constant, Number, Power, Product, Sum, Symbol, Transpose
from colloq.practice.rewrites import expanded, in_decimals, in_latex, in_russian, in_unicode, rounded, written

from .complaints import X


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(2, 3), "0.667"),
        (Fraction(49987, 100000), "0.500"),
        (Fraction(-1, 300), "-0.00333"),
        (Fraction(24691, 20), "1235"),
        (Fraction(0), "0"),
        (Fraction(25, 2), "12.5"),
        (Fraction(1, 3 * 10**8), "3.33e-09"),
    ],
)
def test_rounding(value, text):
    assert rounded(rational(value), 3) == text


def test_decimals_of_whole_numbers_are_not_written():
    assert list(in_decimals(MatrixAnswer(((Number(1), Number(2)),)))) == []
    assert list(in_decimals(MatrixAnswer(((rational(Fraction(1, 2)), Number(2)),)))) == ["0,500 2,00", "0.500 2.00"]
    assert list(in_decimals(MatrixAnswer(((rational(Fraction(1, 2)), Number(2)),), exact=True))) == []


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (ChoiceAnswer(("one", "two", "three"), frozenset({"three", "one"}), several=True), "a c"),
        (OrderingAnswer(("first", "second", "third"), ("third", "first", "second")), "b c a"),
        (MatchingAnswer(("one", "two"), ("due", "uno"), {"one": "uno", "two": "due"}), "1b 2a"),
        (MatrixFormulaAnswer(Product((Transpose(X), Symbol("dz"))), {"x": (1, 2), "dz": (1, 3)}), "x^T*dz"),
        (NumberAnswer(rational(Fraction(-2, 3))), "-2/3"),
    ],
)
def test_every_kind_of_answer_is_written_as_it_is_read(answer, text):
    assert written(answer) == text
    assert isinstance(grade(answer, text).verdict, Correct)
    for rewrite in (in_unicode, in_latex):
        assert all(isinstance(grade(answer, other).verdict, Correct) for other in rewrite(answer))


def test_prose_is_not_written():
    assert written(RubricAnswer({"point": 2})) is None
    assert [*in_unicode(RubricAnswer({})), *in_latex(RubricAnswer({})), *in_russian(RubricAnswer({}))] == []


def test_expansion_keeps_atoms_whole():
    atoms = {"ds2/ds1": REAL, "ds1/dW*": REAL}
    tree = Product((Power(Symbol("ds2/ds1"), Number(2)), Sum((Symbol("ds1/dW*"), Constant("e")))))
    (text,) = expanded(FormulaAnswer(tree, atoms))
    assert text == "(ds2/ds1)**2*(ds1/dW*) + e*(ds2/ds1)**2"
    assert isinstance(grade(FormulaAnswer(tree, atoms), text).verdict, Correct)


def test_expansions_too_long_to_type_are_left_out():
    tree = Power(Sum(tuple(Symbol(letter) for letter in "abcdfghijk")), Number(6))
    assert list(expanded(FormulaAnswer(tree, dict.fromkeys("abcdfghijk", POSITIVE)))) == []
