"""Square roots of rational numbers, with the square factors taken out."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from colloq.notation.build import product, quotient, rational, sqrt
from colloq.notation.tree import Number

if TYPE_CHECKING:
    from colloq.notation.tree import Tree


def split_root(number: Fraction) -> tuple[Fraction, int]:
    """(a, m) with sqrt(number) = a sqrt(m), m without square factors."""
    rest, outside = number.numerator * number.denominator, 1
    for factor in range(2, math.isqrt(rest) + 1):
        while rest % factor**2 == 0:
            rest //= factor**2
            outside *= factor
        if factor**2 > rest:
            break
    return Fraction(outside, number.denominator), rest


def simplified_root(number: Fraction) -> Tree:
    """The root as a person leaves it: 3/2, or sqrt(6)/30."""
    outside, inside = split_root(number)
    if inside == 1:
        return rational(outside)
    return quotient(product(rational(outside.numerator), sqrt(Number(inside))), Number(outside.denominator))
