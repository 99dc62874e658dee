"""Square roots: rational where they are, else a tree."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from colloq.grading.number import exact
from colloq.notation.build import rational, sqrt

if TYPE_CHECKING:
    from colloq.notation.tree import Tree


def rational_root(square: Fraction) -> Fraction | None:
    """The square root of a number that is not negative, where it is rational."""
    if square < 0:
        return None
    top, bottom = math.isqrt(square.numerator), math.isqrt(square.denominator)
    return Fraction(top, bottom) if top * top == square.numerator and bottom * bottom == square.denominator else None


def root(square: Tree) -> Tree:
    """The square root of a tree of numbers."""
    number = exact(square)
    found = None if number is None else rational_root(number)
    return sqrt(square) if found is None else rational(found)
