"""Floats with an error bound, against mpmath with 60 digits, called here directly on the same trees."""

import math

import mpmath
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from colloq.notation.evaluate import evaluate, value
from colloq.notation.precise import Precise, UndefinedError, UnknownError
from colloq.notation.read import read_formula
from colloq.notation.tree import (
    Apply,
    Constant,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
)
from colloq.notation.uniform import Symbols, UnsureError, uniform

from .trees import trees

SPECIAL = {
    "lg": mpmath.log10,
    "acot": lambda a: mpmath.pi / 2 - mpmath.atan(a),
    "cbrt": lambda a: mpmath.sign(a) * mpmath.cbrt(abs(a)),
    "sigmoid": lambda a: 1 / (1 + mpmath.exp(-a)),
    "relu": lambda a: max(a, mpmath.mpf(0)),
    "abs": abs,
    "log": lambda a, b: mpmath.log(a) / mpmath.log(b),
    "max": max,
    "min": min,
}


def oracle(tree, point):
    """60 digits by mpmath; None where the value is complex, infinite or absurdly large."""
    match tree:
        case Symbol(name):
            return mpmath.mpf(point[name])
        case Number(number):
            return mpmath.mpf(number.numerator) / number.denominator
        case Constant(name):
            return +getattr(mpmath, name)
        case Negative(a):
            return -oracle(a, point)
        case Sum(parts):
            return mpmath.fsum(oracle(part, point) for part in parts)
        case Product(parts):
            return mpmath.fprod(oracle(part, point) for part in parts)
        case Quotient(a, b):
            return oracle(a, point) / oracle(b, point)
        case Power(a, b):
            base, exponent = oracle(a, point), oracle(b, point)
            if base < 0 and not mpmath.isint(exponent):
                raise ValueError
            if abs(exponent) * abs(mpmath.log(abs(base) or 1)) > 5000:
                raise OverflowError
            return base**exponent
        case Apply(name, arguments):
            values = [oracle(argument, point) for argument in arguments]
            if any(abs(v) > 5000 for v in values) and name in ("exp", "sinh", "cosh", "tanh", "coth", "sech", "csch", "sigmoid"):
                raise OverflowError
            result = SPECIAL.get(name, getattr(mpmath, name, None))(*values)
            if isinstance(result, mpmath.mpc):
                raise ValueError  # noqa: TRY004 - a value outside the real numbers, not a wrong type
            return result
    raise AssertionError(tree)


@settings(max_examples=400, deadline=None)
@example(Power(Power(Number(3), Negative(Number(14))), Quotient(Number(24), Symbol("x"))), 0.5, 1.0)  # below the normal floats
@example(Power(Constant("e"), Negative(Number(800))), 0.5, 1.0)
@example(Apply("sigmoid", (Negative(Number(800)),)), 0.5, 1.0)
@example(Power(Sum((Number(1), Apply("sin", (Quotient(Symbol("x"), Number(10**16)),)))), Number(10**19)), 0.5, 1.0)
@example(Apply("cot", (Constant("pi"),)), 0.0, 1.0)
@example(Apply("acot", (Number(6),)), 0.0, 1.0)
@example(Apply("acoth", (Symbol("y"),)), 0.0, 1.0000001)
@given(trees(("x", "y"), max_leaves=8), st.floats(-3, 3), st.floats(0.1, 3))
def test_the_error_bound_is_a_bound(tree, x, y):
    (got,), (bound,) = evaluate(tree, {"x": [x], "y": [y]}, 1)
    if not math.isfinite(got) or not math.isfinite(bound):
        return
    with mpmath.workdps(60):
        try:
            right = oracle(tree, {"x": x, "y": y})
        except (ValueError, ZeroDivisionError, OverflowError):
            return
        assert abs(right - got) <= bound * (1 + 1e-9), (right, got, bound)


SOME = st.tuples(*[st.floats(0.3, 1.8)] * 3)


@settings(max_examples=600, deadline=None)
@example(Sum((Symbol("x"), Negative(Symbol("y")))), (0.5, 1.0, 1.5), (0.5000001, 1.1, 1.6))
@example(Power(Symbol("x"), Sum((Symbol("y"), Number(1)))), (0.5, 1.0, 1.5), (0.5, 1.1, 1.6))
@given(trees(("x", "y"), max_leaves=8), SOME, SOME)
def test_one_bound_for_all_points_is_a_bound_at_each(tree, x, y):
    try:
        values, error = uniform(tree, Symbols({"x": x, "y": y}), 3)
    except UnsureError:
        return
    assert error < 1e-12
    with mpmath.workdps(60):
        for got, *point in zip(values, x, y, strict=True):
            try:
                right = oracle(tree, dict(zip("xy", point, strict=True)))
            except OverflowError:  # too much for the oracle
                return
            assert abs(right - got) <= error * abs(got) * (1 + 1e-9), (right, got, error)


@pytest.mark.parametrize("text", ["x+10^20-10^20", "10^12+x-10^12", "(10^8+10^-3)-10^8+x-1/1000", "x*((10^17+1)-10^17)"])
def test_rational_terms_are_added_up_exactly(text):
    tree = read_formula(text, ("x",)).tree
    values, error = uniform(tree, Symbols({"x": (0.3, 1.7)}), 2)
    assert error < 1e-14
    assert list(values) == pytest.approx([0.3, 1.7], rel=1e-14)


@pytest.mark.parametrize(
    "text",
    [
        "x^2-x^3/x",
        "x+10^20x-10^20x",
        "1/(x-x)",
        "0",
        "relu(-x)*x",
        "x/10^300",
        "e^(-700x)",
        "10^200x*10^200",
        "ln(x-3)",
        "x^-x^9^9",
        "x^(10^9)",
    ],
)
def test_where_one_bound_does_not_serve(text):
    with pytest.raises(UnsureError):
        uniform(read_formula(text, ("x",)).tree, Symbols({"x": (0.5, 1.0, 1.5)}), 3)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("(x+|x|)/2", 0.0),
        ("x-min(x,0)", 0.0),
        ("x*(1+sign(x))/2", 0.0),
        ("10^20+x-10^20+0*(x+1)", None),
        ("0*(1/0)", None),
        ("x-x", 0.0),
    ],
)
def test_what_cancels_exactly_has_no_error(text, value):
    (got,), (bound,) = evaluate(read_formula(text, ("x",)).tree, {"x": [-1.25]}, 1)
    assert (got, bound) == (value, 0.0) if value is not None else bound != 0


@settings(max_examples=150, deadline=None)
@example(Apply("max", (Number(0), Apply("csc", (Constant("pi"),)))), 0.0, 1.0)
@given(trees(("x", "y"), max_leaves=8), st.floats(-3, 3), st.floats(0.1, 3))
def test_the_second_look_agrees_with_its_bound(tree, x, y):
    try:
        got, bound = Precise(30).evaluate(tree, {"x": x, "y": y})
    except (UndefinedError, UnknownError):
        return
    with mpmath.workdps(60):
        try:
            right = oracle(tree, {"x": x, "y": y})
        except (ValueError, ZeroDivisionError, OverflowError):
            return
        if mpmath.isfinite(got):
            assert abs(right - mpmath.mpf(got)) <= mpmath.mpf(bound) * (1 + mpmath.mpf(10) ** -20) + mpmath.mpf(10) ** -9000


def at(text, **point):
    return value(read_formula(text, tuple(point)).tree, point)


@pytest.mark.parametrize(
    ("text", "x", "expected"),
    [
        ("tg x", 0.5, math.tan(0.5)),
        ("ctg x", 0.5, 1 / math.tan(0.5)),
        ("arcctg x", -1.0, 3 * math.pi / 4),  # the range is (0, pi)
        ("∛x", -8.0, -2.0),
        ("x^(1/3)", -8.0, -2.0),
        ("x^(2/3)", -8.0, 4.0),
        ("x^(-1/3)", -8.0, -0.5),
        ("x^-2", -2.0, 0.25),
        ("lg x", 1000.0, 3.0),
        ("log_2 x", 8.0, 3.0),
        ("σ(x)", 0.0, 0.5),
        ("relu(x)", -2.0, 0.0),
        ("sech x csch x", 1.0, 1 / (math.sinh(1) * math.cosh(1))),
        ("0^x", 2.0, 0.0),
    ],
)
def test_values(text, x, expected):
    assert at(text, x=x) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize(
    ("text", "x"), [("ln x", -1.0), ("√x", -1.0), ("1/x", 0.0), ("x^0.5", -1.0), ("arcsin x", 2.0), ("arth x", 1.0), ("x^x", 0.0)]
)
def test_undefined_is_nan_in_floats_and_an_error_with_digits(text, x):
    assert math.isnan(at(text, x=x))
    with pytest.raises(UndefinedError):
        Precise(50).evaluate(read_formula(text, ("x",)).tree, {"x": x})


@pytest.mark.parametrize("text", ["9^9^9^9", "10^400*10^400", "e^(e^(e^(e^9)))", "exp(10^9)", "9^9^9^9/3+7", "(9^9^9^9)^9*0.5"])
def test_huge_values_are_known_to_be_huge(text):
    got, _ = Precise(50).evaluate(read_formula(text, ()).tree, {})
    assert got > 10**700


@pytest.mark.parametrize(
    "text",
    [
        "9^9^9^9-9^9^9^9", "sin(10^400)", "9^9^9^9/9^9^9^9", "1/(10^400+1-10^400)", "2^100001/2^99999", "2^99999/2^100001",
        "√√√√√√√√√√√√√√√√√(2^100001)", "(2^200000)^(1/1000)", "2^100001-2^60000*2^60000", "9^9^9^9*2^-30", "2^(10^20*(10^60+1-10^60))",
    ],
)  # fmt: skip
def test_lost_digits_are_unknown_not_guessed(text):
    with pytest.raises(UnknownError):
        Precise(50).evaluate(read_formula(text, ()).tree, {})


def test_a_decimal_literal_can_stand_for_what_rounds_to_it():
    tree = read_formula("0.333x", ("x",)).tree
    (_,), (bound,) = evaluate(tree, {"x": [3.0]}, 1, rounded=True)
    assert bound == pytest.approx(0.0015, rel=1e-6)
    tree = read_formula("0.33x", ("x",)).tree
    (_,), (bound,) = evaluate(tree, {"x": [3.0]}, 1, rounded=True)
    assert bound < 1e-12
