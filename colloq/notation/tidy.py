"""Light tidying of trees that the program itself writes: what a person does in passing while copying a line.

Numeric factors are multiplied together and go to the front, symbols stand before functions (2x cos(x^2)), equal factors are
gathered into powers and cancelled in fractions, (2x)^2 becomes 4x^2. Nothing is ever expanded, and sums are left in their order.
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd
from typing import TYPE_CHECKING

from colloq.notation import build
from colloq.notation.build import ZERO, negative, rational, rational_value
from colloq.notation.tree import (
    Apply,
    Constant,
    Derivative,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    Tree,
    with_children,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

_HALF = Fraction(1, 2)
_LARGEST = 10**6  # numbers above it are left as powers


def make(tree: Tree, parts: tuple[Tree, ...]) -> Tree:
    """The same node over other parts, tidied."""
    match tree:
        case Negative():
            return negative(parts[0])
        case Sum():
            return add(*parts)
        case Product():
            return times(*parts)
        case Quotient():
            return over(*parts)
        case Power():
            return power(*parts)
        case _:
            return with_children(tree, parts)


def add(*terms: Tree) -> Tree:
    """The sum; numbers among the terms are added up where the first of them stands."""
    flat = build.total(*terms)
    if not isinstance(flat, Sum):
        return flat
    values = [rational_value(term) for term in flat.terms]
    numbers = [value for value in values if value is not None]
    if len(numbers) < 2:
        return flat
    at = next(index for index, value in enumerate(values) if value is not None)
    kept = [
        rational(sum(numbers, Fraction(0))) if index == at else term
        for index, (term, value) in enumerate(zip(flat.terms, values, strict=True))
        if value is None or index == at
    ]
    return build.total(*kept)


def times(*factors: Tree) -> Tree:
    """The product: one number in front, symbols first, equal factors gathered; a fraction takes the other factors on top."""
    return _fraction(factors, ())


def over(top: Tree, bottom: Tree) -> Tree:
    """The quotient: numbers are reduced, equal factors cancelled, fractions inside it vanish."""
    return _fraction((top,), (bottom,))


def power(base: Tree, exponent: Tree) -> Tree:
    """The power. Powers of monomials with a whole exponent are carried out: (2x)^2 is 4x^2, (x^2)^3 is x^6, (e^x)^2 is e^(2x)."""
    count = rational_value(exponent)
    if count is None or count.denominator != 1 or count < 2:
        return build.power(base, exponent)
    match base:
        case Apply("sqrt", (inner,)) if count % 2 == 0:
            return power(inner, rational(count / 2))
        case Power(Constant("e") | Number() as constant, inner) if rational_value(inner) is None:
            return Power(constant, times(exponent, inner))
        case Negative(inner) if count % 2 == 0:
            return power(inner, exponent)
        case Quotient(top, bottom) if _is_monomial(bottom):
            return over(power(top, exponent), power(bottom, exponent))
        case _ if _is_monomial(base) and not isinstance(base, Symbol):
            return times(*(_raise(factor, count) for factor in _factors(base)))
    return build.power(base, exponent)


def _raise(factor: Tree, count: Fraction) -> Tree:
    """A number or a power of a symbol to a whole exponent."""
    value = rational_value(factor)
    if value is not None:
        if count > _LARGEST.bit_length() and abs(value) != 1 and value:
            return Power(factor, rational(count))  # larger than _LARGEST, or a fraction as long: not computed at all
        result = value ** int(count)
        return rational(result) if abs(result) < _LARGEST else Power(factor, rational(count))
    inner, exponent = _split(factor)
    return build.power(inner, rational(exponent * count))


def _is_monomial(tree: Tree) -> bool:
    """Numbers and symbols, their whole powers, and products of these."""
    match tree:
        case Number() | Symbol():
            return True
        case Power(Symbol(), exponent):
            value = rational_value(exponent)
            return value is not None and value.denominator == 1
        case Product(factors):
            return all(map(_is_monomial, factors))
        case _:
            return False


def _factors(tree: Tree) -> tuple[Tree, ...]:
    return tree.factors if isinstance(tree, Product) else (tree,)


def _split(tree: Tree) -> tuple[Tree, int | Fraction]:
    """A factor as base and rational exponent; a square root is the exponent 1/2."""
    match tree:
        case Power(base, Number(int(count))):
            return base, count
        case Power(base, exponent) if (value := rational_value(exponent)) is not None:
            return base, value
        case Apply("sqrt", (inner,)):
            return inner, _HALF
        case _:
            return tree, 1


class _Fraction:
    """A fraction that is being put together: a number, and the bases of its factors with their exponents."""

    def __init__(self) -> None:
        self.top = self.bottom = 1
        self.exponents: dict[Tree, int | Fraction] = {}

    def take(self, tree: Tree, sign: int) -> None:
        """Multiplies by tree (`sign` 1) or divides by it (-1)."""
        match tree:
            case Number(value) if value or sign > 0:
                top, bottom = (value.numerator, value.denominator) if sign > 0 else (value.denominator, value.numerator)
                self.top *= top
                self.bottom *= bottom
            case Negative(inner):
                self.top = -self.top
                self.take(inner, sign)
            case Sum(terms) if all(isinstance(term, Negative) for term in terms):
                self.top = -self.top
                self.take(build.total(*map(negative, terms)), sign)
            case Product(factors):
                for factor in factors:
                    self.take(factor, sign)
            case Quotient(top, bottom):
                self.take(top, sign)
                self.take(bottom, -sign)
            case _:
                self._multiply(*_split(tree), sign)

    def _multiply(self, base: Tree, exponent: int | Fraction, sign: int) -> None:
        total = self.exponents.pop(base, 0) + sign * exponent
        if total and total.denominator == 1 and isinstance(base, Product | Quotient):  # two roots have met
            for _ in range(abs(int(total))):
                self.take(base, 1 if total > 0 else -1)
        elif total:
            self.exponents[base] = total

    def side(self, sign: int, number: int) -> Tree:
        """The numerator (1) or the denominator (-1)."""
        found: list[Tree] = []
        for base, exponent in self.exponents.items():
            if exponent * sign == 1:
                found.append(base)
            elif exponent * sign > 0:
                found.extend(_powers(base, exponent * sign))
        if len(found) > 1:
            found.sort(key=_order)
        if number != 1 or not found:
            found.insert(0, Number(number))
        return found[0] if len(found) == 1 else Product(tuple(found))


def _powers(base: Tree, exponent: int | Fraction) -> tuple[Tree, ...]:
    """A positive power as factors: x^(1/2) is a root, x^(3/2) is x and a root."""
    if exponent.denominator == 2:
        root = build.sqrt(base)
        return (root,) if exponent == _HALF else (*_powers(base, exponent - _HALF), root)
    return ((build.power if _is_monomial(base) else power)(base, rational(exponent)),)


def _fraction(tops: Iterable[Tree], bottoms: Iterable[Tree]) -> Tree:
    fraction = _Fraction()
    for tree in tops:
        if tree == ZERO:
            return ZERO
        fraction.take(tree, 1)
    for tree in bottoms:
        fraction.take(tree, -1)
    if not fraction.top:
        return ZERO
    common = gcd(fraction.top, fraction.bottom)
    bottom = fraction.side(-1, abs(fraction.bottom // common))
    result = fraction.side(1, abs(fraction.top // common))
    if bottom != build.ONE:
        result = Quotient(result, bottom)
    return negative(result) if fraction.top * fraction.bottom < 0 else result


def _order(factor: Tree) -> tuple[int, str]:
    """Symbols stand first, in alphabetical order; the rest keeps its order within its rank."""
    base = factor.base if isinstance(factor, Power) else factor
    return (_rank(factor), base.name if isinstance(base, Symbol) and _rank(factor) == 0 else "")


def _rank(factor: Tree) -> int:
    """The place of a factor in a product: symbols, general powers, sums, functions, what is still to be differentiated."""
    match factor:
        case Derivative() | Symbol("U'"):
            return 4
        case Power(Number() | Constant("e"), exponent) if rational_value(exponent) is None:
            return 3
        case Power(_, exponent) if rational_value(exponent) is None:
            return 1
        case Symbol() | Constant() | Number() | Power(Symbol() | Constant() | Number()):
            return 0
        case Sum() | Power(Sum()):
            return 2
        case _:
            return 3
