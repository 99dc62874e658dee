"""Whether formulas are positive everywhere on the domain, where that is plain."""

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


UNKNOWN, NOT_NEGATIVE, POSITIVE = 0, 1, 2


class Signs:
    """What is plain of the signs of formulas on a domain. Each part is looked at once; valid as long as its tree is kept."""

    def __init__(self, domains: Mapping[str, Domain]) -> None:
        self._domains = domains
        self._known: dict[int, int] = {}

    def is_positive(self, tree: Tree) -> bool:
        """Whether a formula is positive everywhere, but for single points."""
        return self.of(tree) == POSITIVE

    def of(self, tree: Tree) -> int:
        """POSITIVE, NOT_NEGATIVE or UNKNOWN."""
        found = self._known.get(id(tree))
        if found is None:
            found = self._known[id(tree)] = self._found(tree)
        return found

    def _found(self, tree: Tree) -> int:
        match tree:
            case Number(number):
                return POSITIVE if number > 0 else NOT_NEGATIVE
            case Constant() | Apply("exp" | "cosh" | "sech" | "sigmoid"):
                return POSITIVE
            case Symbol(name):
                domain = self._domains.get(name)
                known = domain is not None and (
                    domain.kind in (Kind.POSITIVE, Kind.INTEGER) or (domain.kind is Kind.RANGE and domain.low >= 0)
                )
                return POSITIVE if known else UNKNOWN
            case Sum(terms):
                least = [self._least(term) for term in terms]
                total = sum(number for number, _ in least)
                positive = total > 0 or (total == 0 and any(above for _, above in least))
                return POSITIVE if positive else NOT_NEGATIVE if total == 0 else UNKNOWN
            case Product(factors):
                return min(map(self.of, factors))
            case Quotient(top, bottom):
                return self.of(top) if self.is_positive(bottom) else UNKNOWN
            case Power(base, exponent):
                times = short_ratio(exponent)
                even = times is not None and times > 0 and times % 2 == 0
                return POSITIVE if self.is_positive(base) else NOT_NEGATIVE if even else UNKNOWN
            case Apply("sqrt" | "cbrt", (argument,)):
                return self.of(argument)
            case Apply("abs" | "relu"):
                return NOT_NEGATIVE
            case _:
                return UNKNOWN

    def _least(self, tree: Tree) -> tuple[Fraction | float, bool]:
        """A number that a term is never below, and whether it is above it but for single points."""
        match tree:
            case Number(number) if number < _LARGEST_NUMBER:
                return Fraction(number), False
            case Negative(Number(number)) if number < _LARGEST_NUMBER:
                return -Fraction(number), False
            case Symbol(name) if (bounds := _bounds(self._domains.get(name))) is not None:
                return bounds[0], True
            case Negative(Symbol(name)) if (bounds := _bounds(self._domains.get(name))) is not None:
                return -bounds[1], True
            case Negative(Power(Symbol(name), Number(int(power)))) if (bounds := _bounds(self._domains.get(name))) is not None:
                return (-(max(map(abs, bounds)) ** power) if power <= _LARGEST_POWER else -math.inf), power > 0
            case Negative(Apply("sigmoid" | "tanh")) | Apply("tanh"):
                return Fraction(-1), True
            case _:
                sign = self.of(tree)
                return (0.0 if sign else -math.inf), sign == POSITIVE


def _bounds(domain: Domain | None) -> tuple[Fraction, Fraction] | None:
    if domain is None:
        return None
    if domain.kind is Kind.UNIT:
        return Fraction(-1), Fraction(1)
    return (Fraction(domain.low), Fraction(domain.high)) if domain.kind is Kind.RANGE else None
