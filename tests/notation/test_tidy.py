"""Light tidying: what is done in passing, and what is left alone."""

from __future__ import annotations

import pytest

from colloq.notation.linear import linear
from colloq.notation.read import Reading, read_formula
from colloq.notation.tidy import add, over, power, times


def tree_of(text):
    reading = read_formula(text, ("x", "y", "t"))
    assert isinstance(reading, Reading), reading
    return reading.tree


def text_of(tree):
    return linear(tree, unicode=False)


PRODUCTS = [
    (("2", "3", "x"), "6*x"),
    (("cos(2x)", "2"), "2*cos(2*x)"),
    (("e^(x^2)", "2x"), "2*x*e^(x^2)"),
    (("x", "t", "y"), "t*x*y"),
    (("x", "2x^3"), "2*x^4"),
    (("-x", "-y"), "x*y"),
    (("-x", "y"), "-x*y"),
    (("0", "ln(x)"), "0"),
    (("1", "1"), "1"),
    (("1/2", "x"), "x/2"),
    (("2/3", "3/4", "x"), "x/2"),
    (("0.5", "x"), "x/2"),
    (("x/y", "y"), "x"),
    (("sqrt(x)", "sqrt(x)"), "x"),
    (("sqrt(t y)", "sqrt(t y)", "t"), "t^2*y"),
    (("sqrt(x+1)", "x+1"), "(x + 1)*sqrt(x + 1)"),
    (("e^x", "e^x"), "e^(2*x)"),
    (("2^x", "2"), "2*2^x"),
    (("x+1", "x-1"), "(x + 1)*(x - 1)"),  # never expanded
    (("sin(x)", "x+1", "(x+2)^y", "x"), "x*(x + 2)^y*(x + 1)*sin(x)"),
]
QUOTIENTS = [
    ("2x", "2sqrt(x)", "sqrt(x)"),
    ("2x", "4", "x/2"),
    ("3x^2", "x^6", "3/x^4"),
    ("x", "-2", "-x/2"),
    ("-x-y", "2", "-(x + y)/2"),
    ("1/x", "y", "1/(x*y)"),
    ("x", "1/y", "x*y"),
    ("x/2", "y/3", "3*x/(2*y)"),
    ("0", "x", "0"),
    ("x+1", "x+1", "1"),
    ("x^2+x", "x", "(x^2 + x)/x"),  # never expanded
]
POWERS = [
    ("2x", "2", "4*x^2"),
    ("x^2", "3", "x^6"),
    ("3x y^2", "2", "9*x^2*y^4"),
    ("x/2", "2", "x^2/4"),
    ("(x+1)/4", "2", "(x + 1)^2/16"),
    ("-x", "2", "x^2"),
    ("e^x", "2", "e^(2*x)"),
    ("sqrt(x+1)", "2", "x + 1"),
    ("sqrt(x)", "3", "sqrt(x)^3"),
    ("x+1", "2", "(x + 1)^2"),
    ("x", "1", "x"),
    ("x", "0", "1"),
    ("2x", "y", "(2*x)^y"),
]
SUMS = [
    (("x", "0", "y"), "x + y"),
    (("2", "x", "3"), "5 + x"),
    (("x", "2", "-2"), "x"),
    (("1", "-1"), "0"),
    (("y", "-1"), "y - 1"),
    (("x", "x"), "x + x"),  # like terms stay as they are
]


@pytest.mark.parametrize(("factors", "expected"), PRODUCTS)
def test_products(factors, expected):
    assert text_of(times(*map(tree_of, factors))) == expected


@pytest.mark.parametrize(("top", "bottom", "expected"), QUOTIENTS)
def test_quotients(top, bottom, expected):
    assert text_of(over(tree_of(top), tree_of(bottom))) == expected


@pytest.mark.parametrize(("base", "exponent", "expected"), POWERS)
def test_powers(base, exponent, expected):
    assert text_of(power(tree_of(base), tree_of(exponent))) == expected


@pytest.mark.parametrize(("terms", "expected"), SUMS)
def test_sums(terms, expected):
    assert text_of(add(*map(tree_of, terms))) == expected


def test_a_tidied_tree_reads_back_as_itself():
    for factors, _ in PRODUCTS:
        tree = times(*map(tree_of, factors))
        assert tree_of(text_of(tree)) == tree
    for top, bottom, _ in QUOTIENTS:
        tree = over(tree_of(top), tree_of(bottom))
        assert tree_of(text_of(tree)) == tree


def test_huge_powers_of_numbers_stay_powers():
    assert text_of(power(tree_of("99x"), tree_of("9"))) == "99^9*x^9"
