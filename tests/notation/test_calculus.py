"""Differentiation rule by rule: the table, each rule, the steps, the slips, and agreement with two independent routes."""

from __future__ import annotations

import subprocess
import sys

import mpmath
import pytest
import sympy
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from colloq.notation.build import apply, total
from colloq.notation.calculus import TABLE, derivation, differentiate, resolve
from colloq.notation.functions import FUNCTIONS
from colloq.notation.linear import linear
from colloq.notation.read import Reading, read_formula
from colloq.notation.slips import SLIPS
from colloq.notation.table import fill
from colloq.notation.tidy import over, power, times
from colloq.notation.to_sympy import symbol_of, to_sympy
from colloq.notation.tree import (
    Apply,
    Constant,
    Derivative,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    Transpose,
    children,
    symbols_of,
    with_children,
)
from tests.notation.numeric import close, numeric, slope

LETTERS = ("x", "y", "t", "a", "n", "U", "u", "v")
POINTS = ({"x": 0.7, "y": 1.3, "t": 0.4}, {"x": 0.45, "y": 0.6, "t": 1.1}, {"x": 1.55, "y": 0.35, "t": 0.8})


def tree_of(text, letters=LETTERS):
    reading = read_formula(text, letters)
    assert isinstance(reading, Reading), reading
    return reading.tree


def text_of(tree):
    return linear(tree, unicode=False)


# --------------------------------------------------------------------------------------------------------------- the table

GUIDE = [
    ("power", "U^n", "n*U^(n - 1)*U'", "n*x^(n - 1)"),
    ("reciprocal", "1/U", "-U'/U^2", "-1/x^2"),
    ("sqrt", "sqrt(U)", "U'/(2*sqrt(U))", "1/(2*sqrt(x))"),
    ("sin", "sin(U)", "cos(U)*U'", "cos(x)"),
    ("cos", "cos(U)", "-sin(U)*U'", "-sin(x)"),
    ("tan", "tan(U)", "U'/cos^2(U)", "1/cos^2(x)"),
    ("cot", "cot(U)", "-U'/sin^2(U)", "-1/sin^2(x)"),
    ("exponential", "a^U", "a^U*ln(a)*U'", "a^x*ln(a)"),
    ("exp", "e^U", "e^U*U'", "e^x"),
    ("log", "log_a(U)", "U'/(U*ln(a))", "1/(x*ln(a))"),
    ("ln", "ln(U)", "U'/U", "1/x"),
    ("acos", "arccos(U)", "-U'/sqrt(1 - U^2)", "-1/sqrt(1 - x^2)"),
    ("asin", "arcsin(U)", "U'/sqrt(1 - U^2)", "1/sqrt(1 - x^2)"),
    ("atan", "arctan(U)", "U'/(1 + U^2)", "1/(1 + x^2)"),
    ("sinh", "sinh(U)", "cosh(U)*U'", "cosh(x)"),
    ("cosh", "cosh(U)", "sinh(U)*U'", "sinh(x)"),
    ("tanh", "tanh(U)", "U'/cosh^2(U)", "1/cosh^2(x)"),
    ("coth", "coth(U)", "-U'/sinh^2(U)", "-1/sinh^2(x)"),
]


def test_the_table_is_the_guide_s_with_its_errata_mended():
    printed = [(row.name, text_of(row.function), text_of(row.derivative), text_of(row.simple[1])) for row in TABLE]
    assert printed == GUIDE


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_a_row_is_true_in_its_simple_and_its_composite_form(row):
    constants = {"a": Number(3), "n": Number(4)}
    inner = tree_of("(x^2+1)/5")
    for argument, argument_slope in ((Symbol("x"), Number(1)), (inner, tree_of("2x/5"))):
        function = fill(row.function, {**constants, "U": argument})
        claimed = fill(row.derivative, {**constants, "U": argument, "U'": argument_slope})
        for x in (0.3, 0.5, 0.8):
            assert close(numeric(claimed, {"x": x}), slope(function, "x", {"x": x})), text_of(claimed)


def test_the_calculus_differentiates_by_the_table():
    """A row that is changed changes the derivative: both are one piece of data."""
    for row in TABLE:
        function = fill(row.function, {"U": Symbol("x"), "a": Number(3), "n": Number(4)})
        expected = fill(row.simple[1], {"a": Number(3), "n": Number(4)})
        assert differentiate(function, "x") == expected


# --------------------------------------------------------------------------------------------------------------- the rules

DERIVATIVES = [
    # formula, by, derivative as it is written
    ("5", "x", "0"),
    ("y", "x", "0"),
    ("x", "x", "1"),
    ("e^y", "x", "0"),
    ("3x", "x", "3"),
    ("-x", "x", "-1"),
    ("x/2", "x", "1/2"),
    ("x^2", "x", "2*x"),
    ("x^1", "x", "1"),
    ("x^3/3", "x", "x^2"),
    ("x^(1/2)", "x", "1/(2*sqrt(x))"),
    ("x^-2", "x", "-2/x^3"),
    ("x^n", "x", "n*x^(n - 1)"),
    ("2x^3+3x+4", "x", "6*x^2 + 3"),
    ("txy", "y", "t*x"),
    ("sin 2x", "x", "2*cos(2*x)"),
    ("cos(1-x)", "x", "sin(1 - x)"),
    ("e^(-x)", "x", "-e^(-x)"),
    ("e^(x^2)", "x", "2*x*e^(x^2)"),
    ("exp(3x)", "x", "3*exp(3*x)"),
    ("2^(x^2)", "x", "2*x*2^(x^2)*ln(2)"),
    ("t^(3x)", "x", "3*t^(3*x)*ln(t)"),
    ("ln(5x)", "x", "1/x"),
    ("ln(x/y)", "x", "1/x"),
    ("log_2(x^2+1)", "x", "2*x/((x^2 + 1)*ln(2))"),
    ("log_x(3)", "x", "-ln(3)/(x*ln^2(x))"),
    ("sqrt(x^2+1)", "x", "x/sqrt(x^2 + 1)"),
    ("arcsin(x/2)", "x", "1/(2*sqrt(1 - x^2/4))"),
    ("arctan(3x)", "x", "3/(1 + 9*x^2)"),
    ("arctan sqrt(x)", "x", "1/(2*(1 + x)*sqrt(x))"),
    ("arctan(e^x)", "x", "e^x/(1 + e^(2*x))"),
    ("1/(2x+1)", "x", "-2/(2*x + 1)^2"),
    ("3/(2x+1)", "x", "-6/(2*x + 1)^2"),
    ("1/x^3", "x", "-3/x^4"),
    ("x e^x", "x", "e^x + x*e^x"),
    ("x^2 ln(x)", "x", "2*x*ln(x) + x"),
    ("3 x sin(x)", "x", "3*(sin(x) + x*cos(x))"),
    ("x y sin(x) e^x", "x", "y*(sin(x)*e^x + x*cos(x)*e^x + x*sin(x)*e^x)"),
    ("sin(x)/x", "x", "(x*cos(x) - sin(x))/x^2"),
    ("cos(2x)/(x^2+1)", "x", "-(2*(x^2 + 1)*sin(2*x) + 2*x*cos(2*x))/(x^2 + 1)^2"),
    ("sin^3(2x)", "x", "6*sin^2(2*x)*cos(2*x)"),
    ("sin(ln(x^2+1))", "x", "2*x*cos(ln(x^2 + 1))/(x^2 + 1)"),
    ("x^x", "x", "x^x*(ln(x) + 1)"),
    ("x^y", "x", "y*x^(y - 1)"),
    ("x^y", "y", "x^y*ln(x)"),
    ("(x+1)^x", "x", "(x + 1)^x*(ln(x + 1) + x/(x + 1))"),
    (
        "(xy+e^(txy))^y",
        "y",
        "(x*y + e^(t*x*y))^y*(ln(x*y + e^(t*x*y)) + y*(x + t*x*e^(t*x*y))/(x*y + e^(t*x*y)))",
    ),
    ("|x^2-1|", "x", "2*x*sign(x^2 - 1)"),
    ("relu(3x-1)", "x", "3*(1 + sign(3*x - 1))/2"),
    ("max(x, y)", "x", "(1 + sign(x - y))/2"),
    ("min(x, y)", "x", "(1 - sign(x - y))/2"),
    ("sigmoid(2x)", "x", "2*(1 - sigmoid(2*x))*sigmoid(2*x)"),
]


@pytest.mark.parametrize(("formula", "by", "expected"), DERIVATIVES)
def test_a_derivative_reads_as_a_person_would_write_it(formula, by, expected):
    assert text_of(differentiate(tree_of(formula), by)) == expected


@pytest.mark.parametrize(("formula", "by", "_"), DERIVATIVES)
def test_a_derivative_is_true(formula, by, _):
    tree = tree_of(formula)
    for point in POINTS:
        place = {"n": 2.5, **point}
        assert close(numeric(differentiate(tree, by), place), slope(tree, by, place)), place


ARGUMENTS = {"asin": (-0.6, 0.4), "acos": (-0.6, 0.4), "atanh": (-0.6, 0.4), "acosh": (1.7,), "acoth": (1.7, -2.3)}
POSITIVE_ONLY = ("ln", "lg", "sqrt")


@pytest.mark.parametrize("name", sorted(set(FUNCTIONS) - {"log"}))
def test_every_function_of_the_language_has_a_derivative(name):
    two = FUNCTIONS[name].most_arguments > 1
    tree = apply(name, tree_of("3x"), Symbol("y")) if two else apply(name, tree_of("3x"))
    for argument in ARGUMENTS.get(name, (0.9,) if name in POSITIVE_ONLY else (0.9, -1.2)):
        point = {"x": argument / 3, "y": 0.2}
        assert close(numeric(differentiate(tree, "x"), point), slope(tree, "x", point)), name


def test_max_of_three_folds_to_the_left():
    tree = tree_of("max(x, y, 1)")
    for point in ({"x": 2.0, "y": 0.5}, {"x": 0.3, "y": 0.5}, {"x": 1.2, "y": 1.5}):
        assert close(numeric(differentiate(tree, "x"), point), slope(tree, "x", point))


def test_a_matrix_has_no_derivative_here():
    with pytest.raises(ValueError, match="no derivative of Transpose"):
        differentiate(Transpose(Symbol("x")), "x")
    with pytest.raises(ValueError, match="no SymPy form of a transpose"):
        to_sympy(Transpose(Symbol("x")))


# --------------------------------------------------------------------------------------------------------------- the steps

STEPS = [
    (
        "(xy+e^(txy))^y",
        "y",
        [
            (
                "logarithmic-derivative",
                "(x*y + e^(t*x*y))^y*(ln(x*y + e^(t*x*y)) + y*D(x*y + e^(t*x*y))/(x*y + e^(t*x*y)))",
            ),
            ("sum", "x + D(e^(t*x*y))"),
            ("chain", "e^(t*x*y)*D(t*x*y)"),
            ("constant-factor", "t*x"),
        ],
    ),
    ("sin(2x+1)", "x", [("chain", "cos(2*x + 1)*D(2*x + 1)"), ("sum", "2")]),
    ("5 cos(3x)", "x", [("constant-factor", "5*D(cos(3*x))"), ("chain", "-sin(3*x)*D(3*x)"), ("constant-factor", "3")]),
    ("x^2 ln(x)", "x", [("product", "2*x*ln(x) + x^2*D(ln(x))"), ("table", "1/x")]),
    ("x/ln(x)", "x", [("quotient", "(ln(x) - x*D(ln(x)))/ln^2(x)"), ("table", "1/x")]),
    ("log_x(y)", "x", [
        ("change-of-base", "D(ln(y)/ln(x))"), ("constant-factor", "ln(y) * D(1/ln(x))"),
        ("chain", "-D(ln(x))/ln^2(x)"), ("table", "1/x"),
    ]),
    ("max(x, sin(x))", "x", [("larger-smaller", "(1 + D(sin(x)) + (1 - D(sin(x)))*sign(x - sin(x)))/2"), ("table", "cos(x)")]),
    ("x", "x", []),
    ("y^2", "x", []),
]  # fmt: skip


def marked(tree, by):
    """The text of a step, with D(…) for what is still to be differentiated."""
    names = {}

    def named(node):
        if isinstance(node, Derivative):
            assert node.by == by
            return names.setdefault(node, Symbol(f"D({text_of(node.argument)})"))
        parts = tuple(named(part) for part in children(node))
        return with_children(node, parts) if parts else node

    return text_of(named(tree))


@pytest.mark.parametrize(("formula", "by", "expected"), STEPS, ids=[row[0] for row in STEPS])
def test_the_steps_go_from_the_outside_in(formula, by, expected):
    steps = derivation(tree_of(formula), by)
    assert [(step.rule, marked(step.after, by)) for step in steps] == expected


@pytest.mark.parametrize(("formula", "by", "_"), [*DERIVATIVES, *STEPS])
def test_every_step_is_true_and_they_lead_to_the_derivative(formula, by, _):
    tree = tree_of(formula)
    place = {"n": 2.5, **POINTS[0]}
    for step in derivation(tree, by):
        assert step.before.by == by
        assert close(numeric(step.before, place), numeric(step.after, place), 1e-8), marked(step.after, by)
        assert close(numeric(resolve(step.after), place), slope(step.before.argument, by, place)), marked(step.after, by)


def test_a_step_names_the_row_with_its_constants_and_the_inner_function():
    (step, _) = derivation(tree_of("(2x+1)^3"), "x")
    assert step.rule == "chain"
    assert (text_of(step.row.function), text_of(step.row.derivative)) == ("U^3", "3*U^2*U'")
    assert text_of(step.inner) == "2*x + 1"
    (step, _) = derivation(tree_of("7^sin(x)"), "x")
    assert (text_of(step.row.function), text_of(step.row.derivative)) == ("7^U", "7^U*ln(7)*U'")


def test_equal_derivatives_are_worked_once():
    steps = derivation(tree_of("sin(x^2) + cos(x^2)"), "x")
    assert [step.rule for step in steps] == ["sum", "chain", "table", "chain"]


def test_resolve_leaves_the_rest_of_a_formula_alone():
    tree = tree_of("x*2 + y*1")
    assert resolve(tree) is tree
    assert text_of(resolve(total(tree, Derivative(tree_of("x^2"), "x")))) == "x*2 + y*1 + 2*x"
    assert text_of(resolve(Derivative(Derivative(tree_of("x^3"), "x"), "x"))) == "6*x"


# --------------------------------------------------------------------------------------------------------------- the slips

WRONG = [
    ("exponent-constant", "x^x", "x*x^(x - 1)"),
    ("exponent-constant", "(x^2+1)^(x y)", "2*y*x^2*(x^2 + 1)^(x*y - 1)"),
    ("exponent-constant", "2^(3x)", "9*x*2^(3*x - 1)"),
    ("exponent-constant", "e^(2x)", "2*e^(2*x)"),
    ("base-constant", "x^x", "x^x*ln(x)"),
    ("base-constant", "(x^2+1)^(x y)", "y*(x^2 + 1)^(x*y)*ln(x^2 + 1)"),
    ("inner-derivative-forgotten", "sin(2x+1)", "cos(2*x + 1)"),
    ("inner-derivative-forgotten", "(2x+1)^3", "3*(2*x + 1)^2"),
    ("inner-derivative-forgotten", "sin(ln(2x+1))", "cos(ln(2*x + 1))"),
    ("innermost-derivative-forgotten", "sin(ln(2x+1))", "cos(ln(2*x + 1))/(2*x + 1)"),
    ("innermost-derivative-forgotten", "sin(2x+1)", "cos(2*x + 1)"),
    ("product-of-derivatives", "x^2 sin(x)", "2*x*cos(x)"),
    ("product-of-derivatives", "3 x e^x", "3*e^x"),
    ("quotient-swapped", "sin(x)/x", "(sin(x) - x*cos(x))/x^2"),
    ("quotient-swapped", "3/x", "-3/x^2"),
    ("cosine-sign", "cos(3x)", "3*sin(3*x)"),
    ("cosine-sign", "x sin(x)", "sin(x) + x*cos(x)"),
]


@pytest.mark.parametrize(("name", "formula", "expected"), WRONG)
def test_a_slip_leads_to_the_answer_that_a_student_writes(name, formula, expected):
    wrong = differentiate(tree_of(formula), "x", SLIPS[name])
    right = numeric(tree_of(expected), POINTS[0])
    assert close(numeric(wrong, POINTS[0]), right), text_of(wrong)


def test_every_slip_is_shown_above():
    assert {name for name, _, _ in WRONG} == set(SLIPS)


# --------------------------------------------------------------------------------------------------------- two other routes

SMOOTH = (
    "sin",
    "cos",
    "tan",
    "atan",
    "acot",
    "sinh",
    "cosh",
    "tanh",
    "exp",
    "asinh",
    "sigmoid",
    "sech",
    "ln",
    "sqrt",
    "cot",
    "asin",
)
LEAVES = st.one_of(
    st.integers(1, 5).map(Number),
    st.sampled_from(("x", "y", "t")).map(Symbol),
    st.just(Constant("e")),
    st.just(Symbol("x")),
)


def _sum(terms):
    first = terms[0]
    return Sum((*(first.terms if isinstance(first, Sum) else (first,)), *terms[1:]))


def _product(factors):
    first = factors[0]
    return Product((*(first.factors if isinstance(first, Product) else (first,)), *factors[1:]))


def _branches(parts):
    several = st.lists(parts, min_size=2, max_size=3)
    return st.one_of(
        several.map(_sum),
        several.map(_product),
        st.builds(Negative, parts),
        st.builds(Quotient, parts, parts),
        st.builds(Power, parts, st.one_of(parts, st.integers(2, 3).map(Number))),
        st.builds(lambda name, argument: Apply(name, (argument,)), st.sampled_from(SMOOTH), parts),
    )


FORMULAS = st.recursive(LEAVES, _branches, max_leaves=8)


def real_value(tree, point):
    """A tame real value, or None."""
    try:
        value = numeric(tree, point)
    except (ZeroDivisionError, ValueError, OverflowError, mpmath.libmp.NoConvergence):
        return None
    if not isinstance(value, mpmath.mpf) or not mpmath.isfinite(value) or not 1e-6 < abs(value) < 1e6:
        return None
    return value


def tame(tree, point):
    """Whether all parts of a formula have tame real values: then it is smooth there and numeric differentiation can be trusted."""
    if real_value(tree, point) is None or not all(tame(part, point) for part in children(tree)):
        return False
    at_the_end = isinstance(tree, Apply) and tree.function == "asin" and abs(numeric(tree.arguments[0], point)) > 0.999
    return not at_the_end  # arcsin(x/x) is not differentiable: it ends there


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(tree=FORMULAS, index=st.integers(0, 2))
@example(tree=tree_of("x/sqrt(x y)"), index=0)
@example(tree=tree_of("sqrt(t y)^y"), index=1)
def test_the_derivative_and_every_step_agree_with_numeric_differentiation(tree, index):
    point = POINTS[index]
    assume("x" in symbols_of(tree) and tame(tree, point))
    expected = slope(tree, "x", point)
    assume(abs(expected) < 1e6)
    found = numeric(differentiate(tree, "x"), point)
    assert abs(found - expected) <= 1e-10 * max(1, abs(expected))
    for step in derivation(tree, "x"):
        assert abs(numeric(resolve(step.after), point) - slope(step.before.argument, "x", point)) <= 1e-8 * max(
            1, abs(numeric(resolve(step.after), point))
        )


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(tree=FORMULAS, index=st.integers(0, 2))
def test_the_derivative_agrees_with_sympy(tree, index):
    point = POINTS[index]
    assume("x" in symbols_of(tree) and tame(tree, point))
    derivative = sympy.diff(to_sympy(tree), symbol_of("x"))
    assume(not derivative.has(sympy.nan, sympy.zoo, sympy.oo))
    letters = [symbol_of(name) for name in point]
    expected = sympy.lambdify(letters, derivative, "mpmath")(*map(mpmath.mpf, point.values()))
    assume(abs(expected) < 1e6)
    assert abs(numeric(differentiate(tree, "x"), point) - expected) <= 1e-9 * max(1, abs(expected))


@settings(max_examples=200, deadline=None)
@given(parts=st.lists(FORMULAS, min_size=2, max_size=3), count=st.integers(2, 4))
def test_tidying_never_changes_a_value(parts, count):
    point = POINTS[0]
    assume(all(tame(part, point) for part in parts))
    first, second = parts[0], parts[1]
    assert close(numeric(times(*parts), point), mpmath.fprod(numeric(part, point) for part in parts))
    assert close(numeric(over(first, second), point), numeric(first, point) / numeric(second, point))
    assert close(numeric(power(first, Number(count)), point), numeric(first, point) ** count)


def test_neither_sympy_nor_numpy_is_needed_to_differentiate():
    code = (
        "import sys, colloq.notation.calculus, colloq.notation.slips, colloq.notation.to_sympy as s;"
        "print([m for m in ('sympy', 'numpy', 'mpmath') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
