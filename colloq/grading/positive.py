"""Whether a formula is positive everywhere on the domain, where that is plain."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from colloq.model import Kind
from colloq.notation.evaluate import short_ratio
from colloq.notation.tree import Apply, Constant, Negative, Number, Power, Product, Quotient, Sum, Symbol, Tree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from colloq.model import Domain

_LARGEST_NUMBER = 10**6
_LARGEST_POWER = 50


def is_positive(tree: Tree, domains: Mapping[str, Domain], *, zero: bool = False) -> bool:
    """Whether a formula is plainly positive (`zero`: or 0) everywhere on the domain."""

    def of(part: Tree) -> bool:
        return is_positive(part, domains, zero=zero)

    match tree:
        case Number(number):
            return zero or number > 0
        case Constant():
            return True
        case Symbol(name):
            domain = domains.get(name)
            return domain is not None and (
                domain.kind in (Kind.POSITIVE, Kind.INTEGER) or (domain.kind is Kind.RANGE and domain.low >= 0)
            )
        case Sum(terms):
            least = [_least(term, domains) for term in terms]
            total = sum(number for number, _ in least)
            return total > 0 or (total == 0 and (zero or any(above for _, above in least)))
        case Product(factors):
            return all(map(of, factors))
        case Quotient(top, bottom):
            return of(top) and is_positive(bottom, domains)
        case Power(base, exponent):
            times = short_ratio(exponent)
            return is_positive(base, domains) or (zero and times is not None and times > 0 and times % 2 == 0)
        case Apply("exp" | "cosh" | "sech" | "sigmoid"):
            return True
        case Apply("sqrt" | "cbrt", (argument,)):
            return of(argument)
        case Apply("abs" | "relu"):
            return zero
        case _:
            return False


def _least(tree: Tree, domains: Mapping[str, Domain]) -> tuple[Fraction | float, bool]:
    """A number that a term is never below on the domain, and whether it is above it but for single points."""
    match tree:
        case Number(number) if number < _LARGEST_NUMBER:
            return Fraction(number), False
        case Negative(Number(number)) if number < _LARGEST_NUMBER:
            return -Fraction(number), False
        case Symbol(name) if (bounds := _bounds(domains.get(name))) is not None:
            return bounds[0], True
        case Negative(Symbol(name)) if (bounds := _bounds(domains.get(name))) is not None:
            return -bounds[1], True
        case Negative(Power(Symbol(name), Number(int(power)))) if (bounds := _bounds(domains.get(name))) is not None:
            return (-(max(map(abs, bounds)) ** power) if power <= _LARGEST_POWER else -math.inf), power > 0
        case _:
            pass
    if is_positive(tree, domains):
        return 0.0, True
    return (0.0 if is_positive(tree, domains, zero=True) else -math.inf), False


def _bounds(domain: Domain | None) -> tuple[Fraction, Fraction] | None:
    if domain is None:
        return None
    if domain.kind is Kind.UNIT:
        return Fraction(-1), Fraction(1)
    return (Fraction(domain.low), Fraction(domain.high)) if domain.kind is Kind.RANGE else None
