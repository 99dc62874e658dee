"""Polynomials in x, y, z with rational coefficients: values, gradient and Hessian exactly, as a tree and read from one."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from colloq.notation.build import negative, power, product, quotient, symbol, total
from colloq.notation.tree import Negative, Number, Power, Product, Quotient, Sum, Symbol, Tree

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NAMES = ("x", "y", "z")
Exponents: TypeAlias = tuple[int, ...]
Point: TypeAlias = tuple[Fraction, ...]
Square: TypeAlias = tuple[tuple[Fraction, ...], ...]

_HIGHEST = 8


@dataclass(frozen=True, slots=True)
class Polynomial:
    """In the first `count` of `NAMES`. `terms`: exponents and coefficient, none of them 0, the highest degree first."""

    count: int
    terms: tuple[tuple[Exponents, Fraction], ...]


def polynomial(count: int, coefficients: Mapping[Exponents, Fraction | int]) -> Polynomial:
    """The polynomial with these coefficients; terms of one degree in the order x^2, xy, y^2."""
    kept = [(exponents, Fraction(value)) for exponents, value in coefficients.items() if value]
    return Polynomial(count, tuple(sorted(kept, key=lambda term: (-sum(term[0]), [-exponent for exponent in term[0]]))))


def degree(function: Polynomial) -> int:
    """The highest degree of a term."""
    return max((sum(exponents) for exponents, _ in function.terms), default=0)


def value(function: Polynomial, point: Point) -> Fraction:
    """The value at a point."""
    powers = (coefficient * math.prod(map(pow, point, exponents)) for exponents, coefficient in function.terms)
    return sum(powers, Fraction(0))


def partial(function: Polynomial, by: int) -> Polynomial:
    """The derivative by the variable of this number, from 0."""
    found: dict[Exponents, Fraction] = {}
    for exponents, coefficient in function.terms:
        if exponents[by]:
            lowered = (*exponents[:by], exponents[by] - 1, *exponents[by + 1 :])
            found[lowered] = coefficient * exponents[by]
    return polynomial(function.count, found)


def gradient(function: Polynomial, point: Point) -> Point:
    """All first derivatives at a point."""
    return tuple(value(partial(function, by), point) for by in range(function.count))


def hessian(function: Polynomial, point: Point) -> Square:
    """All second derivatives at a point."""
    size = range(function.count)
    return tuple(tuple(value(partial(partial(function, row), column), point) for column in size) for row in size)


def tree_of(function: Polynomial) -> Tree:
    """2x^2 - 3xy/2 + 5, the highest degree first."""
    return total(*(_term(exponents, coefficient) for exponents, coefficient in function.terms))


def _term(exponents: Exponents, coefficient: Fraction) -> Tree:
    letters = (power(symbol(name), Number(exponent)) for name, exponent in zip(NAMES, exponents, strict=False) if exponent)
    size = abs(coefficient)
    term = quotient(product(Number(size.numerator), *letters), Number(size.denominator))
    return negative(term) if coefficient < 0 else term


def polynomial_of(tree: Tree, count: int, names: Sequence[str] = NAMES) -> Polynomial | None:
    """A tree multiplied out; None where it is no polynomial in the first `count` names, or one of a high degree."""
    terms = _expanded(tree, tuple(names[:count]))
    return None if terms is None else polynomial(count, terms)


_Terms: TypeAlias = dict[Exponents, Fraction]


def _expanded(tree: Tree, names: tuple[str, ...]) -> _Terms | None:
    match tree:
        case Number(number):
            return {(0,) * len(names): Fraction(number)}
        case Symbol(name) if name in names:
            return {tuple(int(other == name) for other in names): Fraction(1)}
        case Negative(argument):
            return _times(_expanded(argument, names), {(0,) * len(names): Fraction(-1)})
        case Sum(parts):
            return _plus([_expanded(part, names) for part in parts])
        case Product(parts):
            return _multiplied([_expanded(part, names) for part in parts])
        case Quotient(top, bottom):
            return _divided(_expanded(top, names), _expanded(bottom, names))
        case Power(base, Number(int(exponent))) if 1 <= exponent <= _HIGHEST:
            return _multiplied([_expanded(base, names)] * exponent)
        case _:
            return None


def _plus(parts: Sequence[_Terms | None]) -> _Terms | None:
    found: _Terms = {}
    for part in parts:
        if part is None:
            return None
        for exponents, coefficient in part.items():
            found[exponents] = found.get(exponents, Fraction(0)) + coefficient
    return found


def _multiplied(parts: Sequence[_Terms | None]) -> _Terms | None:
    result = parts[0]
    for part in parts[1:]:
        result = _times(result, part)
    return result


def _times(left: _Terms | None, right: _Terms | None) -> _Terms | None:
    if left is None or right is None or max(map(sum, left)) + max(map(sum, right)) > _HIGHEST:
        return None
    return _plus(
        [{tuple(map(int.__add__, one, other)): first * second} for one, first in left.items() for other, second in right.items()]
    )


def _divided(top: _Terms | None, bottom: _Terms | None) -> _Terms | None:
    """By a constant only."""
    if top is None or bottom is None or any(coefficient and any(exponents) for exponents, coefficient in bottom.items()):
        return None
    constant = sum(bottom.values(), Fraction(0))
    return None if not constant else {exponents: coefficient / constant for exponents, coefficient in top.items()}
