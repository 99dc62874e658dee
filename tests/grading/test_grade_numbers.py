"""Verdicts on numbers: what is equal, what is cut or has too few digits, what has no value."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from colloq.grading.grade import grade

from .answers import number, verdict_of

NUMBERS = [
    ("2/3", "0,667", "correct"),
    ("2/3", "0.6667", "correct"),
    ("2/3", "4/6", "correct"),
    ("2/3", "1-1/3", "correct"),
    ("2/3", "0.666", "wrong cut"),
    ("2/3", "0.67", "wrong digits"),
    ("2/3", "0.7", "wrong digits"),
    ("2/3", "0.66", "wrong"),
    ("√2/10", "0.1", "wrong digits"),
    ("√2/10", "0.100", "wrong"),
    ("1/(5√6)", "1/5√6", "wrong grouping"),
    ("ln(0)", "ln(0)", "wrong no-value"),
    ("1/0", "1/0", "wrong no-value"),
    ("2/3", "1,5", "wrong reciprocal"),
    ("2/3", "-2/3", "wrong sign"),
    ("2/3", "4/3", "wrong factor"),
    ("√2/5", "√8/10", "correct"),
    ("√2/5", "0.283", "correct"),
    ("√2/5", "0.2828", "correct"),
    ("√2/5", "0.282", "wrong cut"),
    ("√(2/300)", "1/√150", "correct"),
    ("√(2/300)", "8.16e-2", "correct"),
    ("√(2/300)", "8,16*10^-2", "correct"),
    ("√(2/300)", "816*10^-4", "correct"),
    ("√(2/300)", "-816*10^-4", "wrong sign"),
    ("√(2/300)", "-0.0814", "wrong"),  # within half a percent, but not the right one with another sign
    ("√(2/300)", "0.163", "wrong factor"),
    ("√(2/300)", "0.164", "wrong"),
    ("√(2/300)", "12.2", "wrong reciprocal"),
    ("2/3", "66.7", "wrong factor"),
    ("ln(3)/2", "0.549", "correct"),
    ("ln(3)/2", "ln √3", "correct"),
    ("sin(1)", "0.841", "correct"),
    ("sin(1)", "sin 1", "correct"),
    ("tanh(1/2)", "(e-1)/(e+1)", "correct"),
    ("0", "0", "correct"),
    ("0", "0.0001", "wrong"),
    ("0", "√2^2-2", "correct"),
    ("0", "e^(-10^4)", "wrong"),
    ("0", "e^(-10^5)", "wrong"),
    ("0", "(1-10^-30)^(10^34)", "wrong"),
    ("0", "10^-10^10", "undecided"),
    ("0", "log_0(5)", "wrong no-value"),
    # cancelling must neither hide a 1 nor lose the number
    ("√2/5", "√2/5+(√3*10^70+1-√3*10^70)", "wrong"),
    ("√2/5", "(√2/5+√3*10^55)-√3*10^55", "correct"),
    ("√2/5", "√2/5+10^-50", "wrong"),
    ("1", "(√2+√3)^2-2√6-4", "correct"),
    ("1", "1/(√2-√2)", "undecided"),
    ("1", "ln(√2-√2)", "undecided"),
    ("1", "9^9^9^9-9^9^9^9", "undecided"),
    ("-2", "(-√64)^(1/3)", "correct"),
    ("1", "(-2)^(1/4)", "wrong no-value"),
    ("th(1)", "(e^2-1)/(e^2+1)", "correct"),
    ("th(10^-20)", "10^-20", "wrong"),
    ("2", "0.5sin(1)" + "*2^99999" * 40, "wrong"),  # more than a decimal holds
    ("100000", "100001", "wrong"),
    ("316.2277", "316", "correct"),
    ("5", "5,0", "correct"),
    ("2/3", "1/0", "wrong no-value"),
    ("2/3", "9^9^9^9", "wrong"),
    ("2/3", "√(-1)", "wrong no-value"),
    ("2/3", "x", "read.name-number"),
    ("3/2", "1 1/2", "correct"),
]


@pytest.mark.parametrize(("right", "typed", "verdict"), NUMBERS)
def test_number(right, typed, verdict):
    assert verdict_of(number(right), typed) == verdict


def test_a_cut_decimal_and_too_few_digits_cost_no_attempt():
    assert grade(number("2/3"), "0.666").verdict.free
    assert grade(number("2/3"), "0.67").verdict.free
    assert not grade(number("2/3"), "0.66").verdict.free


def test_a_counted_quantity_is_exact():
    assert verdict_of(number("162", exact=True), "162") == "correct"
    assert verdict_of(number("162", exact=True), "162.2") == "wrong"
    assert verdict_of(number("2/3", exact=True), "0.667") == "wrong"


@given(st.integers(1, 999), st.integers(1, 99))
def test_three_rounded_digits_are_right_and_a_unit_away_is_wrong(top, bottom):
    value = top / bottom
    digits = 2 - math.floor(math.log10(value))
    rounded = round(value, digits)
    answer = number(f"{top}/{bottom}")
    if abs(abs(value - rounded) * 10**digits - 0.5) < 1e-6:
        return  # exactly between two decimals: both are half a unit away
    assert verdict_of(answer, f"{rounded:.{max(digits, 1)}f}") == "correct"
    if digits > 0:
        off = rounded + 1.5 * 10**-digits
        assert verdict_of(answer, f"{off:.{digits + 1}f}") != "correct"


@pytest.mark.parametrize(
    ("expected", "typed"),
    [("-sqrt(2)", "sqrt(2)*(-1)"), ("1-sqrt(2)", "(-1)*(sqrt(2)-1)"), ("sqrt(3)-1", "|1-sqrt(3)|"), ("cbrt(-2)", "-2*4^(-1/3)")],
)
def test_a_sign_costs_no_digits(expected, typed):
    """-x of a Decimal rounds to 28 digits, whatever the precision of the context at hand."""
    assert verdict_of(number(expected), typed) == "correct"
