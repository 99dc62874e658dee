"""Whether a typed number is right: exact forms by their value, decimals by three significant digits."""

from __future__ import annotations

import decimal
import math
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING

from colloq.grading.identity import is_identical
from colloq.grading.kept import kept
from colloq.model import FormulaAnswer
from colloq.notation.constants import DIGITS, approximate, bounded, exact
from colloq.notation.effort import effort
from colloq.notation.evaluate import value as float_value
from colloq.notation.tree import Negative, Number, Power, Product, has_decimal
from colloq.notation.uniform import Symbols, UnsureError, uniform

if TYPE_CHECKING:
    from fractions import Fraction

    from colloq.notation.precise import Pair, Precise
    from colloq.notation.tree import Tree

__all__ = ["Result", "approximate", "as_float", "compare_numbers", "exact"]

_EQUAL = 1e-45  # agreement to so many digits, within the bounds of the errors, is equality
_NO_SYMBOLS = Symbols({})
_UNDERFLOW = 1000  # an error of so many digits after the point belongs to a number too small to be told from 0


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


def compare_numbers(expected: Tree, typed: Tree, *, digits: int = 3, counted: bool = False) -> Result:
    """Compares a typed number with the right one.

    `digits`: significant digits that a typed decimal must have right, rounded; `counted`: only the exact number is right.
    """
    known = _right(expected)
    right, value = known.exact, exact(typed)
    if right is None or value is None:
        if not _is_approximate(typed) and (result := _compare_quickly(known, typed)) is not None:
            return result
        return _compare_approximate(expected, typed, digits=digits, counted=counted)
    if right == value:
        return Result.RIGHT
    if counted or not _is_approximate(typed, whole=right.denominator == 1):
        return Result.WRONG
    return _compare_decimals(_decimal(right), _decimal(value), digits, _significant(typed))


@dataclass(frozen=True, slots=True)
class _Right:
    """What is known of a right number: as a rational, as a float with the bound of its relative error, as a formula."""

    exact: Fraction | None
    float: tuple[float, float] | None
    formula: FormulaAnswer


@kept
def _right(expected: Tree) -> _Right:
    return _Right(exact(expected), _float(expected), FormulaAnswer(expected, {}))


def _float(tree: Tree) -> tuple[float, float] | None:
    """The value and the bound of its relative error, where floats are sure of them."""
    try:
        (value,), error = uniform(tree, _NO_SYMBOLS, 1)
    except UnsureError:
        return None
    return value, error


def _compare_quickly(known: _Right, typed: Tree) -> Result | None:
    """Exact forms that floats tell apart, or that are the same by a proof. None: more digits have to tell."""
    found = _float(typed) if known.float else None
    if known.float is None or found is None:
        return Result.RIGHT if is_identical(known.formula, typed) else None
    (right, error), (value, other) = known.float, found
    if abs(value - right) > (error + other) * max(abs(value), abs(right)):
        return Result.WRONG
    return Result.RIGHT if is_identical(known.formula, typed, alone=False) else None


def _compare_approximate(expected: Tree, typed: Tree, *, digits: int, counted: bool) -> Result:
    right = bounded(expected)
    value = None if right is None else bounded(typed)
    if typed == expected and (right is None or right[0].is_finite()):
        return Result.RIGHT
    if right is None or value is None:
        return _compare_precise(expected, typed, digits=digits, counted=counted)
    if value[0].is_nan():
        return Result.UNDEFINED
    if not right[0].is_finite():
        return Result.OPEN
    if not value[0].is_finite():
        return Result.WRONG
    context = _context()
    gap = context.subtract(right[0], value[0]).copy_abs()
    scale = max(right[0].copy_abs(), value[0].copy_abs())
    error = right[1] + value[1]
    if gap <= context.multiply(Decimal(2 * error), scale):
        return Result.RIGHT if error <= _EQUAL else _compare_precise(expected, typed, digits=digits, counted=counted)
    if counted or not _is_approximate(typed):
        return Result.WRONG
    return _compare_decimals(right[0], value[0], digits, _significant(typed))


def _compare_precise(expected: Tree, typed: Tree, *, digits: int, counted: bool) -> Result:
    """Trigonometric constants, what cancelled, and the like, by mpmath."""
    from colloq.notation.precise import Precise, UndefinedError, UnknownError  # noqa: PLC0415 - brings mpmath

    for precision in (60, 400):
        engine = Precise(precision)
        try:
            right, right_error = _precisely(engine, precision, expected)
            value, error = _precisely(engine, precision, typed)
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


def _precisely(engine: Precise, precision: int, tree: Tree) -> Pair:
    """Value and error, found once a verdict: the search for the mistake asks for the same number again and again."""
    from colloq.notation.precise import UndefinedError, UnknownError  # noqa: PLC0415

    work, what = effort(), f"precise {precision}"
    found: Pair | Exception | None = work.recall(what, tree)
    if found is None:
        try:
            found = engine.evaluate(tree, {})
        except (UndefinedError, UnknownError) as error:
            found = error
        work.keep(what, tree, found)
    if isinstance(found, Exception):
        raise found
    return found


def _context(rounding: str = decimal.ROUND_HALF_EVEN) -> decimal.Context:
    """A context of its own: the caller's may have any precision and any traps."""
    return decimal.Context(prec=DIGITS, rounding=rounding, Emax=decimal.MAX_EMAX, Emin=decimal.MIN_EMIN, traps=[])


def _decimal(number: Fraction) -> Decimal:
    return _context().divide(Decimal(number.numerator), Decimal(number.denominator))


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
    if right == 0 or not value.is_finite() or value.adjusted() > right.adjusted() + 1:
        return Result.WRONG
    context = _context()
    unit = _unit(right, digits)
    if context.subtract(value, right).copy_abs() <= context.divide(unit, Decimal(2)):
        return Result.RIGHT
    if value == right.quantize(unit, context=_context(decimal.ROUND_DOWN)):
        return Result.CUT
    for fewer in range(1, digits):
        nearest = right.quantize(_unit(right, fewer), context=_context(decimal.ROUND_HALF_UP))
        if value == nearest and shown <= fewer:
            return Result.DIGITS
    return Result.WRONG


def _unit(number: Decimal, digits: int) -> Decimal:
    """A unit of the last of so many significant digits."""
    return Decimal((0, (1,), number.adjusted() - digits + 1))


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
