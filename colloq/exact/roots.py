"""Square roots of rational numbers, with the square factors taken out: sqrt(20) is 2 sqrt(5)."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from colloq.notation.build import negative, product, quotient, rational, sqrt
from colloq.notation.tree import Number

if TYPE_CHECKING:
    from colloq.notation.tree import Tree


def square_free(number: Fraction) -> tuple[Fraction, int]:
    """(a, m) with sqrt(number) = a sqrt(m), m without square factors."""
    rest, outside = number.numerator * number.denominator, 1
    for factor in range(2, math.isqrt(rest) + 1):
        while rest % factor**2 == 0:
            rest //= factor**2
            outside *= factor
        if factor**2 > rest:
            break
    return Fraction(outside, number.denominator), rest


def root(number: Fraction) -> Tree:
    """The square root of a number that is not negative."""
    outside, inside = square_free(number)
    if inside in (0, 1):
        return rational(outside * inside)
    return quotient(product(rational(outside.numerator), sqrt(Number(inside))), Number(outside.denominator))


def over_root(top: Fraction, square: Fraction) -> Tree:
    """Top / sqrt(square), the root left in the denominator: -2/sqrt(5)."""
    outside, inside = square_free(square)
    ratio = top / outside
    if inside == 1:
        return rational(ratio)
    size = quotient(Number(abs(ratio.numerator)), product(Number(ratio.denominator), sqrt(Number(inside))))
    return negative(size) if ratio < 0 else size
