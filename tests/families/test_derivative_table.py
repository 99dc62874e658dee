"""derivative-table: every row in both forms by SymPy, what is typed, each mistake, refusals."""

from __future__ import annotations

import json

import pytest
import sympy

from colloq.catalog.problem import from_params
from colloq.errors import ParameterError
from colloq.families.derivative_table import FORMS, ROWS
from colloq.grading.formula import sample
from colloq.grading.grade import grade
from colloq.model import Correct, Finding
from colloq.notation.linear import linear
from colloq.notation.table import TABLE
from colloq.notation.to_sympy import to_sympy
from colloq.screens.catalogue import table_json

x, n, a = sympy.symbols("x n a", positive=True)
SYMPY = {
    "power": x**n, "reciprocal": 1 / x, "sqrt": sympy.sqrt(x), "sin": sympy.sin(x), "cos": sympy.cos(x), "tan": sympy.tan(x),
    "cot": sympy.cot(x), "exponential": a**x, "exp": sympy.exp(x), "log": sympy.log(x) / sympy.log(a), "ln": sympy.log(x),
    "acos": sympy.acos(x), "asin": sympy.asin(x), "atan": sympy.atan(x), "sinh": sympy.sinh(x), "cosh": sympy.cosh(x),
    "tanh": sympy.tanh(x), "coth": sympy.coth(x),
}  # fmt: skip
CARDS = [(row, form) for row in ROWS for form in FORMS]


def card(row, form="composite"):
    return from_params("derivative-table", {"row": row, "form": form})


def verdict(problem, text):
    return grade(problem.parts[0].answer, text, mistakes=problem.mistakes).verdict


@pytest.mark.parametrize(("row", "form"), CARDS)
def test_sympy_agrees_with_every_row(row, form):
    slope = sympy.diff(SYMPY[row], x)
    tree = card(row, form).parts[0].answer.tree
    at = {"x": 0.37, "U": 0.37, "U'": 1.7, "n": 2.3, "a": 2.9}
    found = to_sympy(tree).evalf(subs={symbol: at[symbol.name] for symbol in to_sympy(tree).free_symbols})
    expected = float(slope.subs({x: 0.37, n: 2.3, a: 2.9})) * (1.7 if form == "composite" else 1)
    assert float(found) == pytest.approx(expected, rel=1e-12)


def test_the_answers_are_the_table_that_is_printed():
    assert len(CARDS) == 36
    for row, printed in zip(TABLE, table_json(), strict=True):
        for form in FORMS:
            assert linear(card(row.name, form).parts[0].answer.tree, unicode=False) == printed[f"{form}_derivative"]
            assert linear(card(row.name, form).state["function"], unicode=False) == printed[form]


@pytest.mark.parametrize(("row", "form"), CARDS)
def test_the_oracle_agrees(row, form):
    problem = card(row, form)
    points = sample(problem.parts[0].answer, "oracle")
    for index in range(points.count):
        at = {name: column[index] for name, column in points.columns.items()}
        assert problem.family.oracle(problem.params, at)["derivative"] == pytest.approx(points.expected[0][index], rel=1e-9)


@pytest.mark.parametrize(
    ("row", "form", "text"),
    [
        ("tan", "composite", "U'/cos(U)^2"),
        ("tan", "composite", "(1 + tg(U)^2)·U'"),
        ("tan", "composite", r"\frac{U'}{\cos^2 U}"),
        ("exponential", "composite", "a^U ln(a) U'"),
        ("exponential", "composite", "ln(a)*a^u*u'"),
        ("cos", "composite", "-sin(U) * dU/dx"),
        ("cos", "composite", "(-sin U) · U'"),
        ("power", "simple", "n x^(n-1)"),
        ("sqrt", "simple", "x^(-1/2)/2"),
        ("log", "simple", "1/(x ln a)"),
        ("acos", "simple", "-(1-x^2)^(-1/2)"),
        ("coth", "simple", "1 - cth(x)^2"),
        ("sinh", "simple", "(e^x + e^(-x))/2"),
    ],
)
def test_any_equal_form_is_right(row, form, text):
    assert verdict(card(row, form), text) == Correct()


MISTAKES = [
    ("tan", "-U'/cos(U)^2", "minus-added"),  # as the guide prints it
    ("cos", "-sin(x) U'", "argument-replaced"),  # as the guide prints it
    ("cos", "sin(U)*U'", "minus-forgotten"),
    ("exp", "e^U", "inner-derivative-forgotten"),
    ("cot", "-U'/sin(U)", "square-forgotten"),
    ("exponential", "a^U U'", "factor-forgotten"),
    ("exponential", "U a^(U-1) U'", "power-and-exponential"),
    ("sqrt", "U'/√U", "factor-forgotten"),
    ("atan", "U'/√(1-U^2)", "other-function"),
    ("asin", "U'/√(1+U^2)", "sign-inside"),
]


@pytest.mark.parametrize(("row", "text", "name"), MISTAKES)
def test_mistakes_by_name(row, text, name):
    assert verdict(card(row), text).mistake == Finding(name)


def test_the_simple_form_has_no_inner_derivative():
    names = {mistake.name for row in ROWS for mistake in card(row, "simple").mistakes}
    assert not names & {"inner-derivative-forgotten", "argument-replaced"}
    assert set(card("sin", "simple").parts[0].answer.symbols) == {"x"}


@pytest.mark.parametrize(
    ("fields", "field", "key"),
    [
        ({}, "row", "missing"),
        ({"row": "sec"}, "row", "word"),
        ({"row": "tan", "form": "inverse"}, "form", "word"),
        ({"row": "tan", "by": "x"}, "by", "unknown"),
    ],
)
def test_refused(fields, field, key):
    with pytest.raises(ParameterError) as caught:
        from_params("derivative-table", fields)
    assert (caught.value.field, caught.value.key) == (field, key)


def test_parameters_survive_json():
    for row, form in CARDS:
        problem = card(row, form)
        assert from_params("derivative-table", json.loads(json.dumps(problem.params_json()))) == problem
    assert from_params("derivative-table", {"row": "tan"}).params == card("tan", "simple").params
