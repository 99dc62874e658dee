"""Formulas by their values at some points: columns, factors with their exponents, terms. For the judge of messages."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from colloq.model import Kind
from colloq.notation.tree import Apply, Negative, Number, Power, Product, Quotient, Sum, Tree
from tests.benchmarks.slips import number_at

if TYPE_CHECKING:
    from random import Random

    from colloq.model import Domain

Point = Mapping[str, float]
Column = Sequence[float]


def points(rng: Random, symbols: Mapping[str, Domain], box: Mapping[str, tuple[float, float]], count: int = 7) -> list[Point]:
    """Points in the domains of the symbols."""
    return [{name: _coordinate(rng, domain, box.get(name)) for name, domain in symbols.items()} for _ in range(count)]


def _coordinate(rng: Random, domain: Domain, box: tuple[float, float] | None) -> float:
    if box:
        return rng.uniform(*box)
    match domain.kind:
        case Kind.RANGE:
            return rng.uniform(domain.low + 0.02 * (domain.high - domain.low), domain.high)
        case Kind.UNIT:
            return rng.choice((-1, 1)) * rng.uniform(0.1, 0.9)
        case Kind.INTEGER:
            return float(rng.randint(1, 6))
        case Kind.POSITIVE:
            return rng.uniform(0.3, 1.8)
        case _:
            return rng.choice((-1, 1)) * rng.uniform(0.3, 1.8)


def column(tree: Tree, where: Sequence[Point]) -> list[float]:
    """Values at the points; nan where there is none."""
    return [number_at(tree, point) for point in where]


def same(left: Column, right: Column) -> bool:
    """Whether the columns agree wherever both have values, which is at three points at least."""
    pairs = [(a, b) for a, b in zip(left, right, strict=True) if math.isfinite(a) and math.isfinite(b)]
    return len(pairs) > 2 and all(math.isclose(a, b, rel_tol=1e-7, abs_tol=1e-9) for a, b in pairs)


def apart(left: Column, right: Column) -> bool:
    """Whether the columns clearly differ somewhere, and both have values at most points."""
    pairs = [(a, b) for a, b in zip(left, right, strict=True) if math.isfinite(a) and math.isfinite(b)]
    return 2 * len(pairs) > len(left) and any(abs(a - b) > 1e-4 * max(abs(a), abs(b)) for a, b in pairs)


def ratios(left: Column, right: Column) -> list[float]:
    """left / right where both are there."""
    return [a / b for a, b in zip(left, right, strict=True) if math.isfinite(a) and math.isfinite(b) and b]


def gaps(left: Column, right: Column) -> list[float]:
    """left - right where both are there."""
    return [a - b for a, b in zip(left, right, strict=True) if math.isfinite(a) and math.isfinite(b)]


def constant(numbers: Column) -> bool:
    """Whether there are numbers, all the same."""
    return len(numbers) > 2 and all(math.isclose(number, numbers[0], rel_tol=1e-6, abs_tol=1e-9) for number in numbers)


# ------------------------------------------------------------------------------------------------- factors and terms, by value


class Factors:
    """A product as its factors with their exponents, alike where their values are; `number` is what is constant."""

    def __init__(self, tree: Tree, where: Sequence[Point]) -> None:
        self._where = where
        self.number = 1.0
        self.powers: list[tuple[Column, float]] = []
        self._add(tree, 1.0)

    def _add(self, tree: Tree, power: float) -> None:
        match tree:
            case Product(parts):
                for part in parts:
                    self._add(part, power)
            case Negative(argument):
                self.number = -self.number
                self._add(argument, power)
            case Quotient(top, bottom):
                self._add(top, power)
                self._add(bottom, -power)
            case Apply("sqrt", (Power(base, exponent),)):
                self._add(Power(base, Quotient(exponent, Number(2))), power)
            case Apply("sqrt" | "cbrt" as root, (argument,)):
                self._value(column(argument, self._where), power / (2 if root == "sqrt" else 3))
            case Power(Power(base, inner), outer):
                self._add(Power(base, Product((inner, outer))), power)
            case Power(base, exponent) if math.isfinite(times := number_at(exponent, dict.fromkeys(self._where[0], math.nan))):
                if times == -1:
                    self._add(base, -power)
                else:
                    self._value(column(base, self._where), power * times)
            case _:
                self._value(column(tree, self._where), power)

    def _value(self, value: Column, power: float) -> None:
        if constant(value):
            self.number *= value[0] ** power if value[0] > 0 else value[0]
        else:
            self.powers.append((value, power))

    def power_of(self, value: Column) -> float:
        """The exponent of a factor; 0 where it is none."""
        return sum(power for other, power in self.powers if same(other, value))

    def missing(self, other: Factors) -> list[tuple[Column, float]]:
        """The factors whose exponents are different in the other, and by how much they are larger here."""
        found: list[tuple[Column, float]] = []
        for value, _ in (*self.powers, *other.powers):
            more = self.power_of(value) - other.power_of(value)
            if abs(more) > 1e-9 and not any(same(value, seen) for seen, _ in found):
                found.append((value, more))
        return found


def terms(tree: Tree, sign: int = 1) -> list[tuple[int, Tree]]:
    """The terms of a sum with their signs."""
    match tree:
        case Sum(parts):
            return [term for part in parts for term in terms(part, sign)]
        case Negative(argument):
            return terms(argument, -sign)
    return [(sign, tree)]


def missing_terms(before: Tree, after: Tree, where: Sequence[Point]) -> tuple[int, int]:
    """How many terms of the one the other lacks, and the other way round."""
    old = [[sign * x for x in column(tree, where)] for sign, tree in terms(before)]
    new = [[sign * x for x in column(tree, where)] for sign, tree in terms(after)]
    for term in list(old):
        alike = [other for other in new if same(term, other)]
        if alike:
            old.remove(term)
            new.remove(alike[0])
    return len(old), len(new)
