"""Trees without symbols to exact rational numbers, or to sixty digits with a bound of the error, by the standard library."""

from __future__ import annotations

import decimal
import math
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from colloq.notation.effort import effort
from colloq.notation.tree import Apply, Constant, Negative, Number, Power, Product, Quotient, Sum, Tree

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_MOST_BITS = 2000  # of an exact rational; larger values have sixty digits
DIGITS = 60
_UNIT = 1e-59  # relative error of one operation, with room
_WORST = 1e-25  # a result that is less certain than this has cancelled: `colloq.notation.precise` looks at it
_NODE, _FUNCTION = 5, 120  # units of effort
_PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459")
_E = Decimal("2.71828182845904523536028747135266249775724709369995957496696763")
_ONE = Decimal(1)


def exact(tree: Tree) -> Fraction | None:
    """The value of a tree of rational operations; None for roots, functions, huge powers and undefined values."""
    match tree:
        case Number(number):
            return number if isinstance(number, Fraction) else Fraction(number)
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


# ----------------------------------------------------------------------------------------------------------- sixty digits


class _UndefinedError(Exception):
    """There is no such number, for certain."""


class _UnknownError(Exception):
    """Cancelled, too large or too small, or a function that decimals do not have."""


Rough: TypeAlias = tuple[Decimal, float]
"""A number and a bound of its relative error, 0 where it is exact; infinite: larger than 10^999999; nan: there is none."""


def approximate(tree: Tree) -> Decimal | None:
    """Sixty digits; ±Infinity for a huge value, NaN for an undefined one, None where decimals cannot tell."""
    found = bounded(tree)
    return None if found is None else found[0]


def bounded(tree: Tree) -> Rough | None:
    """Sixty digits and the bound of their relative error; None where decimals cannot tell."""
    work = effort()
    if (known := work.recall("decimal", tree)) is not None:
        (found,) = known
        return found  # type: ignore[no-any-return]
    value: Rough | None
    try:
        value = _Walk().value(tree)
    except _UndefinedError:
        value = Decimal("NaN"), 0.0
    except _UnknownError:
        value = None
    work.keep("decimal", tree, (value,))
    return value


class _Walk:
    """One walk over a tree, in a context of its own: the caller's may have any precision."""

    def __init__(self) -> None:
        self._context = decimal.Context(prec=DIGITS, Emax=999_999, Emin=-999_999, traps=[])
        self._effort = effort()

    def value(self, tree: Tree) -> Rough:
        """Value and error. Raises _UndefinedError or _UnknownError."""
        if not self._effort.spend(_FUNCTION if isinstance(tree, Apply | Power) else _NODE):
            raise _UnknownError
        match tree:
            case Number(number):
                return self._rounded(self._context.divide(Decimal(number.numerator), Decimal(number.denominator)), 0.0)
            case Constant(name):
                return (_E if name == "e" else _PI), _UNIT
            case Negative(argument):
                value, error = self.value(argument)
                return value.copy_negate(), error  # the operator -x would round to 28 digits
            case Sum(parts):
                return self._sum([self._finite(part) for part in parts])
            case Product(parts):
                return self._product([self._finite(part) for part in parts])
            case Quotient(top, bottom):
                return self._quotient(self._finite(top), self._finite(bottom))
            case Power(base, exponent):
                return self._power(self._finite(base), self.value(exponent), exponent)
            case Apply(function, arguments):
                return self._apply(function, [self._finite(argument) for argument in arguments])
            case _:
                raise _UnknownError

    def _finite(self, tree: Tree) -> Rough:
        value, error = self.value(tree)
        if not value.is_finite():
            raise _UnknownError  # what becomes of a huge number is for `precise` to see
        return value, error

    def _rounded(self, value: Decimal, error: float, units: int = 1) -> Rough:
        """The result of an operation, with the error of so many roundings where there was any."""
        flags = self._context.flags
        inexact, vanished = flags[decimal.Inexact], flags[decimal.Underflow]
        self._context.clear_flags()
        if vanished or (value.is_finite() and not error < _WORST):
            raise _UnknownError
        return value, error + units * _UNIT if inexact else error

    def _sum(self, terms: Sequence[Rough]) -> Rough:
        context = self._context
        value = terms[0][0]
        for term, _ in terms[1:]:
            value = context.add(value, term)
        if not value.is_finite():
            return value, 0.0
        if value == 0:
            if context.flags[decimal.Inexact] or any(error for _, error in terms):
                raise _UnknownError
            return value, 0.0
        slack = (len(terms) - 1) * _UNIT if context.flags[decimal.Inexact] else 0.0
        shares = [abs(float(context.divide(term, value))) for term, _ in terms]
        context.clear_flags()
        spread = math.fsum(share * (error + slack) for share, (_, error) in zip(shares, terms, strict=True) if error + slack)
        return self._rounded(value, spread)

    def _product(self, factors: Sequence[Rough]) -> Rough:
        value, error = factors[0]
        for factor, other in factors[1:]:
            value = self._context.multiply(value, factor)
            error += other
        return self._rounded(value, error, len(factors) - 1)

    def _quotient(self, top: Rough, bottom: Rough) -> Rough:
        if bottom[0] == 0:
            raise _UndefinedError
        return self._rounded(self._context.divide(top[0], bottom[0]), top[1] + bottom[1])

    def _power(self, base: Rough, exponent: Rough, typed: Tree) -> Rough:
        (a, e), (b, f) = base, exponent
        if a == 0:
            if b.is_finite() and b <= 0:
                raise _UndefinedError
            return a, 0.0
        negative = a < 0 and self._is_odd(b, typed)
        if not b.is_finite() and not abs(a) > Decimal("1.001"):
            raise _UnknownError
        size = self._context.power(a.copy_abs(), b)
        if not size.is_finite():
            return (size.copy_negate() if negative else size), 0.0
        error = abs(float(b)) * e
        if f:
            error += abs(float(self._context.multiply(b, self._context.ln(a.copy_abs())))) * f
        return self._rounded(size.copy_negate() if negative else size, error, 2)

    def _is_odd(self, exponent: Decimal, typed: Tree) -> bool:
        """Whether a negative number to this power is negative; a cube root is the real one."""
        ratio = exact(typed)
        if ratio is None:
            raise _UnknownError
        if ratio.denominator % 2 == 0 or not exponent.is_finite():
            raise _UndefinedError
        return ratio.numerator % 2 == 1

    def _apply(self, name: str, arguments: list[Rough]) -> Rough:
        context = self._context
        a, e = arguments[0]
        size = abs(float(a))
        match name:
            case "abs" | "relu":
                return (a.copy_abs() if name == "abs" else max(a, Decimal(0))), e
            case "max" | "min":
                choose = max if name == "max" else min
                return choose(value for value, _ in arguments), max(error for _, error in arguments)
            case "sqrt" if a < 0:
                raise _UndefinedError
            case "sqrt":
                return self._rounded(context.sqrt(a), e)
            case "cbrt":
                return self._cube_root(a, e)
            case "exp":
                return self._rounded(context.exp(a), size * e)
            case "ln" | "lg":
                return self._logarithm(a, e, natural=name == "ln")
            case "log":
                return self._quotient(*(self._logarithm(*argument) for argument in arguments))
            case "sigmoid":
                falling = context.exp(a.copy_negate())
                if not falling.is_finite():
                    raise _UnknownError
                return self._rounded(context.divide(_ONE, context.add(_ONE, falling)), size * e, 4)
            case "tanh":
                return self._tanh(a, e)
            case _:
                raise _UnknownError

    def _cube_root(self, a: Decimal, error: float) -> Rough:
        if a == 0:
            return a, 0.0
        context = self._context
        root = context.power(a.copy_abs(), context.divide(_ONE, Decimal(3)))
        return self._rounded(root.copy_sign(a), error + abs(float(context.ln(a.copy_abs()))) * _UNIT, 3)

    def _logarithm(self, a: Decimal, error: float, *, natural: bool = True) -> Rough:
        if a <= 0:
            raise _UndefinedError
        value = self._context.ln(a) if natural else self._context.log10(a)
        if value == 0:
            if error:
                raise _UnknownError
            return value, 0.0
        return self._rounded(value, error / abs(float(value)) if error else 0.0)

    def _tanh(self, a: Decimal, error: float) -> Rough:
        if a == 0:
            return a, 0.0
        context = self._context
        double = context.exp(context.multiply(Decimal(-2), a.copy_abs()))
        left = context.subtract(_ONE, double)
        spread = float(double) * (2 * abs(float(a)) * error + 2 * _UNIT) / float(left) if left else math.inf
        return self._rounded(context.divide(left, context.add(_ONE, double)).copy_sign(a), spread, 4)
