"""Decimals shown beside exact numbers."""

from __future__ import annotations

import decimal
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from colloq.grading.number import approximate
from colloq.notation.build import negative
from colloq.notation.tree import Number

if TYPE_CHECKING:
    from colloq.notation.tree import Tree


def significant(tree: Tree, digits: int = 3) -> Tree:
    """The number rounded to so many significant digits, as a decimal literal (0.0816). The tree must be a finite number."""
    value = _value(tree)
    return _literal(_round(value, value.adjusted() - digits + 1 if value else 0))


def places(tree: Tree, count: int) -> Tree:
    """The number rounded to so many decimal places, as a decimal literal (0.905)."""
    return _literal(_round(_value(tree), -count))


def _value(tree: Tree) -> Decimal:
    value = approximate(tree)
    assert value is not None
    assert value.is_finite()
    return value


def _round(value: Decimal, exponent: int) -> Decimal:
    context = decimal.Context(prec=60, rounding=decimal.ROUND_HALF_UP)
    return value.quantize(Decimal(1).scaleb(exponent), context=context)


def _literal(value: Decimal) -> Tree:
    if value.is_signed():
        return negative(_literal(-value))
    text = format(value, "f")
    whole = "." not in text
    return Number(int(value) if whole else Fraction(value), "" if whole else text)
