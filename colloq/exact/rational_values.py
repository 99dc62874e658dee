"""Values of formulas at rational points, where they are rational: e^0, ln 1, sqrt 4 count, sqrt 2 does not."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from colloq.notation.build import E
from colloq.notation.tree import Apply, Negative, Number, Power, Product, Quotient, Sum, Symbol, Tree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_AT_ZERO = {name: Fraction(0) for name in ("sin", "tan", "asin", "atan", "sinh", "tanh")} | {
    name: Fraction(1) for name in ("cos", "cosh", "exp")
}
_HIGHEST = 12


def root_of(number: Fraction) -> Fraction | None:
    """The square root where it is rational."""
    if number < 0:
        return None
    top, bottom = math.isqrt(number.numerator), math.isqrt(number.denominator)
    return Fraction(top, bottom) if top**2 == number.numerator and bottom**2 == number.denominator else None


def value_at(tree: Tree, values: Mapping[str, Fraction]) -> Fraction | None:
    """The value of the tree; None where it is not defined or not known to be rational."""
    match tree:
        case Number(number):
            return Fraction(number)
        case Symbol(name):
            return values.get(name)
        case Negative(argument):
            inner = value_at(argument, values)
            return None if inner is None else -inner
        case Sum(parts):
            return _folded(parts, values, lambda left, right: left + right)
        case Product(parts):
            return _folded(parts, values, lambda left, right: left * right)
        case Quotient(top, bottom):
            return _folded((top, bottom), values, lambda left, right: left / right if right else None)
        case Power(base, exponent) if base == E:
            return value_at(Apply("exp", (exponent,)), values)
        case Power(base, exponent):
            return _folded((base, exponent), values, _power)
        case Apply(function, (argument,)):
            inner = value_at(argument, values)
            return None if inner is None else _function(function, inner)
        case _:
            return None


def _folded(
    parts: tuple[Tree, ...], values: Mapping[str, Fraction], operation: Callable[[Fraction, Fraction], Fraction | None]
) -> Fraction | None:
    result = value_at(parts[0], values)
    for part in parts[1:]:
        other = value_at(part, values)
        if result is None or other is None:
            return None
        result = operation(result, other)
    return result


def _power(base: Fraction, exponent: Fraction) -> Fraction | None:
    if exponent.denominator == 2:
        root = root_of(base)
        return None if root is None else _power(root, exponent * 2)
    if exponent.denominator != 1 or abs(exponent) > _HIGHEST or (base == 0 and exponent <= 0):
        return None
    return Fraction(base**exponent.numerator)


def _function(name: str, argument: Fraction) -> Fraction | None:
    if name == "sqrt":
        return root_of(argument)
    if name == "ln":
        return Fraction(0) if argument == 1 else None
    return _AT_ZERO.get(name) if argument == 0 else None
