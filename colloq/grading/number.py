"""Whether a typed number is right: exact forms by their value, decimals by three significant digits."""

from __future__ import annotations

import decimal
import math
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING

from colloq.grading.formula import has_decimal
from colloq.notation.evaluate import value as float_value
from colloq.notation.tree import Apply, Constant, Negative, Number, Power, Product, Quotient, Sum, Tree

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST_BITS = 2000  # of an exact rational; larger values are compared with 60 digits
_DIGITS = 60
_EQUAL = Decimal(10) ** -45
_UNDERFLOW = 1000  # an error of so many digits after the point belongs to a number too small to be told from 0
_PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459")


class Result(Enum):
    """How a typed number compares with the right one."""

    RIGHT = "right"
    WRONG = "wrong"
    CUT = "cut"
    """The digits of the right number, cut off instead of rounded."""
    DIGITS = "digits"
    """Rounded rightly, but to too few digits."""
    UNDEFINED = "undefined"
    OPEN = "open"


def exact(tree: Tree) -> Fraction | None:
    """The value of a tree of rational operations; None for roots, functions, huge powers and undefined values."""
    match tree:
        case Number(number):
            return Fraction(number)
        case Negative(argument):
            inner = exact(argument)
            return None if inner is None else -inner
        case Sum(parts):
            return _fold(parts, lambda left, right: left + right)
        case Product(parts):
            return _fold(parts, lambda left, right: left * right)
        case Quotient(top, bottom):
            return _fold((top, bottom), lambda left, right: left / right if right else None)
        case Power(base, exponent):
            return _fold((base, exponent), _exact_power)
        case _:
            return None


def _fold(parts: tuple[Tree, ...], operation: Callable[[Fraction, Fraction], Fraction | None]) -> Fraction | None:
    result = exact(parts[0])
    for part in parts[1:]:
        other = exact(part)
        if result is None or other is None:
            return None
        result = operation(result, other)
        if result is not None and result.numerator.bit_length() + result.denominator.bit_length() > _MOST_BITS:
            return None
    return result


def _exact_power(base: Fraction, exponent: Fraction) -> Fraction | None:
    if exponent.denominator != 1 or (base == 0 and exponent <= 0):
        return None
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if bits * abs(exponent.numerator) > _MOST_BITS:
        return None
    return Fraction(base**exponent.numerator)


class _UndefinedError(Exception):
    pass


def approximate(tree: Tree) -> Decimal | None:
    """60 digits of a constant tree; ±Infinity for a huge value, NaN for an undefined one, None where Decimal cannot tell."""
    context = decimal.Context(prec=_DIGITS, traps=[decimal.InvalidOperation, decimal.DivisionByZero])
    try:
        return _walk(tree, context)
    except (decimal.DivisionByZero, decimal.InvalidOperation, _UndefinedError):
        return Decimal("NaN")
    except NotImplementedError:
        return None


def _walk(tree: Tree, context: decimal.Context) -> Decimal:
    match tree:
        case Number(number):
            fraction = Fraction(number)
            return context.divide(Decimal(fraction.numerator), Decimal(fraction.denominator))
        case Constant(name):
            return context.exp(Decimal(1)) if name == "e" else _PI
        case Negative(argument):
            return _walk(argument, context).copy_negate()  # the operator -x would round to 28 digits
        case Sum(parts):
            result = _walk(parts[0], context)
            for part in parts[1:]:
                result = context.add(result, _walk(part, context))
            return result
        case Product(parts):
            result = _walk(parts[0], context)
            for part in parts[1:]:
                result = context.multiply(result, _walk(part, context))
            return result
        case Quotient(top, bottom):
            return context.divide(_walk(top, context), _walk(bottom, context))
        case Power(base, exponent):
            return _power(_walk(base, context), _walk(exponent, context), exponent, context)
        case Apply(function, arguments):
            return _function(function, [_walk(argument, context) for argument in arguments], context)
        case _:
            raise NotImplementedError


def _power(base: Decimal, exponent: Decimal, typed: Tree, context: decimal.Context) -> Decimal:
    fraction = exact(typed)
    if base < 0 and fraction is not None and fraction.denominator % 2 and fraction.denominator > 1:
        size = context.power(base.copy_negate(), exponent)
        return size.copy_negate() if fraction.numerator % 2 else size
    if not exponent.is_finite() and not base > 1:
        raise NotImplementedError
    return context.power(base, exponent)


def _function(name: str, arguments: list[Decimal], context: decimal.Context) -> Decimal:
    first = arguments[0]
    match name:
        case "sqrt":
            return context.sqrt(first)
        case "cbrt":
            root = context.power(first.copy_abs(), context.divide(Decimal(1), Decimal(3))) if first else first
            return root.copy_negate() if first < 0 else root
        case "exp":
            return context.exp(first)
        case "ln" | "lg" | "log":
            if first <= 0:
                raise _UndefinedError
            if name == "log":
                if arguments[1] <= 0:
                    raise _UndefinedError
                return context.divide(context.ln(first), context.ln(arguments[1]))
            return context.ln(first) if name == "ln" else context.log10(first)
        case "abs":
            return first.copy_abs()
        case "relu":
            return max(first, Decimal(0))
        case "max" | "min":
            return max(arguments) if name == "max" else min(arguments)
        case "sigmoid":
            return context.divide(Decimal(1), context.add(Decimal(1), context.exp(first.copy_negate())))
        case "tanh":
            double = context.exp(context.multiply(Decimal(-2), first.copy_abs()))
            size = context.divide(context.subtract(Decimal(1), double), context.add(Decimal(1), double))
            return size.copy_sign(first)
        case _:
            raise NotImplementedError


def compare_numbers(expected: Tree, typed: Tree, *, digits: int = 3, counted: bool = False) -> Result:
    """Compares a typed number with the right one.

    `digits`: significant digits that a typed decimal must have right, rounded; `counted`: only the exact number is right.
    """
    right, value = exact(expected), exact(typed)
    if right is None or value is None:
        return _compare_approximate(expected, typed, digits=digits, counted=counted)
    if right == value:
        return Result.RIGHT
    if counted or not _is_approximate(typed, whole=right.denominator == 1):
        return Result.WRONG
    return _compare_decimals(_decimal(right), _decimal(value), digits, _significant(typed))


def _compare_approximate(expected: Tree, typed: Tree, *, digits: int, counted: bool) -> Result:
    right, value = approximate(expected), approximate(typed)
    if typed == expected and (right is None or right.is_finite()):
        return Result.RIGHT
    if right is None or value is None:
        return _compare_precise(expected, typed, digits=digits, counted=counted)
    if value.is_nan():
        return Result.UNDEFINED
    if not right.is_finite():
        return Result.OPEN
    if not value.is_finite():
        return Result.WRONG
    if right == 0 and abs(value) <= _EQUAL:  # 0, or a number such as e^(-10^5)
        return _compare_precise(expected, typed, digits=digits, counted=counted)
    context = decimal.Context(prec=_DIGITS)
    gap = context.subtract(right, value).copy_abs()
    if gap <= context.multiply(_EQUAL, max(right.copy_abs(), value.copy_abs())):
        return Result.RIGHT
    if counted or not _is_approximate(typed):
        return Result.WRONG
    return _compare_decimals(right, value, digits, _significant(typed))


def _compare_precise(expected: Tree, typed: Tree, *, digits: int, counted: bool) -> Result:
    """Trigonometric constants and the like, by mpmath."""
    from colloq.notation.precise import Precise, UndefinedError, UnknownError  # noqa: PLC0415 - brings mpmath

    for precision in (60, 400):
        engine = Precise(precision)
        try:
            right, right_error = engine.evaluate(expected, {})
            value, error = engine.evaluate(typed, {})
        except UndefinedError:
            return Result.UNDEFINED
        except UnknownError:
            continue
        if not engine.context.isfinite(value):
            return Result.WRONG
        if abs(right - value) <= right_error + error:
            if 0 < error < engine.context.mpf(10) ** -_UNDERFLOW:
                return Result.OPEN
            if right_error + error <= 1e-40 * max(abs(right), abs(value), engine.context.mpf(10) ** -30):
                return Result.RIGHT
            continue
        if counted or not _is_approximate(typed):
            return Result.WRONG
        return _compare_decimals(Decimal(str(right)), Decimal(str(value)), digits, _significant(typed))
    return Result.OPEN


def _decimal(number: Fraction) -> Decimal:
    context = decimal.Context(prec=_DIGITS)
    return context.divide(Decimal(number.numerator), Decimal(number.denominator))


def _is_approximate(typed: Tree, *, whole: bool = False) -> bool:
    """Whether the text is a decimal and not an exact form; a plain 316 is one for 316.23, not for a `whole` right number.

    So is 816·10^-4 for 0.08165.
    """
    inner = typed.argument if isinstance(typed, Negative) else typed
    match inner:
        case Number() | Product((Number(), Power(Number(10), Number() | Negative(Number())))):
            return has_decimal(typed) or not whole
        case _:
            return has_decimal(typed)


def _significant(typed: Tree) -> int:
    """Significant digits of a literal as it was typed, 0.100 has three; of anything else, one."""
    inner = typed.argument if isinstance(typed, Negative) else typed
    if not isinstance(inner, Number):
        return 1
    mantissa = (inner.text or str(inner.value)).lower().partition("e")[0]
    digits = mantissa.replace(".", "").lstrip("0")
    return max(1, len(digits if inner.text else digits.rstrip("0")))


def _compare_decimals(right: Decimal, value: Decimal, digits: int, shown: int) -> Result:
    if right == 0 or not value.is_finite():
        return Result.WRONG
    unit = Decimal(1).scaleb(right.adjusted() - digits + 1)
    if abs(value - right) <= unit / 2:
        return Result.RIGHT
    context = decimal.Context(prec=_DIGITS, rounding=decimal.ROUND_DOWN)
    if value == right.quantize(unit, context=context):
        return Result.CUT
    for fewer in range(1, digits):
        coarse = Decimal(1).scaleb(right.adjusted() - fewer + 1)
        nearest = right.quantize(coarse, rounding=decimal.ROUND_HALF_UP, context=decimal.Context(prec=_DIGITS))
        if value == nearest and shown <= fewer:
            return Result.DIGITS
    return Result.WRONG


def as_float(tree: Tree) -> float:
    """The value of a constant tree as a float; nan where it is undefined or too large."""
    number = exact(tree)
    if number is not None:
        try:
            return float(number)
        except OverflowError:
            return math.nan
    result = float_value(tree, {})
    return result if math.isfinite(result) else math.nan
