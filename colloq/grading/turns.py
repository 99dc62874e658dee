"""Multiples of π in the argument of a sine, and remainders of whole numbers: cos(πn) is (-1)^n, sin(x + π/2) is cos x."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from colloq.model import Kind
from colloq.notation.evaluate import short_ratio
from colloq.notation.tree import Constant, Negative, Number, Power, Product, Quotient, Sum, Symbol, Tree

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    from colloq.model import Domain

_REMAINDERS = (0, 1, 2, 3)  # modulo 4: of n they tell sin(πn/2)
_TWELFTHS = 12  # of π, the step of the turns


class Turns:
    """What can be said of whole numbers where the remainder of each integer symbol modulo 4 is assumed, by `case`."""

    def __init__(self, domains: Mapping[str, Domain], case: Callable[[Hashable, Sequence[int]], int]) -> None:
        self._domains = domains
        self._case = case

    def is_whole(self, tree: Tree) -> bool:
        """Whether a formula is plainly a whole number, of integer symbols."""
        match tree:
            case Number(int()):
                return True
            case Symbol(name):
                return name in self._domains and self._domains[name].kind is Kind.INTEGER
            case Negative(argument):
                return self.is_whole(argument)
            case Sum(parts) | Product(parts):
                return all(map(self.is_whole, parts))
            case Power(base, Number(int() as times)):
                return times > 0 and self.is_whole(base)
            case _:
                return False

    def remainder(self, tree: Tree) -> int:
        """The remainder modulo 4 of a whole number."""
        match tree:
            case Number(int() as number):
                return number % 4
            case Symbol(name):
                return self._case(f"modulo 4: {name}", _REMAINDERS)
            case Negative(argument):
                return -self.remainder(argument) % 4
            case Sum(parts):
                return sum(map(self.remainder, parts)) % 4
            case Product(parts):
                return math.prod(map(self.remainder, parts)) % 4
            case Power(base, Number(int() as times)):
                return pow(self.remainder(base), times, 4)
            case _:
                raise TypeError(tree)

    def parted(self, argument: Tree) -> tuple[int, Sequence[Tree]]:
        """The turns in an angle, in steps of π/12 modulo 24, and the other terms."""
        terms = argument.terms if type(argument) is Sum else (argument,)
        turns, others = 0, []
        for term in terms:
            found = self._turns(term) if _has_pi(term) else None
            if found is None:
                others.append(term)
            else:
                turns += found
        return turns, others

    def _turns(self, tree: Tree) -> int | None:
        """The steps in a term; None where it is no multiple of π/12."""
        found = self._multiple(tree)
        if found is None:
            return None
        ratio, remainder = found
        steps = ratio * _TWELFTHS
        if remainder is None:
            return int(steps) if steps.denominator == 1 else None
        return int(steps) * remainder if steps.denominator == 1 and steps % 6 == 0 else None  # 4 quarters are a whole turn

    def _multiple(self, tree: Tree) -> tuple[Fraction, int | None] | None:
        """A term as a rational multiple of π, times a whole number with a known remainder (None: there is none)."""
        match tree:
            case Constant("pi"):
                return Fraction(1), None
            case Negative(argument):
                found = self._multiple(argument)
                return None if found is None else (-found[0], found[1])
            case Quotient(top, bottom):
                found, ratio = self._multiple(top), short_ratio(bottom)
                return (found[0] / ratio, found[1]) if found and ratio else None
            case Product(factors):
                return self._product(factors)
            case _:
                return None

    def _product(self, factors: Sequence[Tree]) -> tuple[Fraction, int | None] | None:
        angles = [factor for factor in factors if _has_pi(factor)]
        result = self._multiple(angles[0]) if len(angles) == 1 else None
        if result is None:
            return None
        times, remainder = result
        for factor in factors:
            if factor is angles[0]:
                continue
            ratio = short_ratio(factor)
            if ratio is not None:
                times *= ratio
                continue
            if not self.is_whole(factor):
                return None
            whole = self.remainder(factor)
            remainder = whole if remainder is None else remainder * whole
        return times, remainder


def _has_pi(tree: Tree) -> bool:
    match tree:
        case Constant(name):
            return name == "pi"
        case Negative(argument):
            return _has_pi(argument)
        case Quotient(top, _):
            return _has_pi(top)
        case Product(factors):
            return any(map(_has_pi, factors))
        case _:
            return False
