"""The parts of the right formula by their values at two points, to recognise what a typed formula lacks."""

from __future__ import annotations

import itertools
import math
from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from colloq.grading.needed import CHAIN, close
from colloq.notation.tree import Apply, Negative, Number, Power, Product, Quotient, Sum, Tree, children

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from colloq.grading.needed import Pair
    from colloq.grading.values import Kept

_CLOSE = 1e-8
_MOST_FACTORS = 7
_MOST_TERMS = 24


@dataclass(frozen=True, slots=True)
class Piece:
    """A formula and its values at the two points.

    `inner`: the values of what a power or a function is taken of; `home`: the sum of which it is a term, by `id`.
    """

    tree: Tree
    value: Pair
    inner: Pair | None = None
    home: int = 0


class Known:
    """Pieces, found by their values or by how these change from the first point to the second."""

    def __init__(self, found: Iterable[Piece]) -> None:
        finite = [piece for piece in found if math.isfinite(sum(piece.value))]
        usable = [piece for piece in finite if piece.value[0] and piece.value[1]]
        self._by_value = sorted(usable, key=lambda piece: abs(piece.value[0]))
        self._values = [abs(piece.value[0]) for piece in self._by_value]
        changing = [(_change(piece.value), place) for place, piece in enumerate(usable)]
        changing.sort()
        self._changes = [change for change, _ in changing if change]
        self._by_change = [usable[place] for change, place in changing if change]
        self.inner = [piece for piece in finite if piece.inner]

    def equal(self, value: Pair) -> Iterator[tuple[int, Piece]]:
        """Pieces of this value (sign 1) or of its opposite (sign -1)."""
        first, second = value
        size = abs(first)
        high = size * (1 + _CLOSE)
        place = bisect_left(self._values, size * (1 - _CLOSE))
        while place < len(self._values) and self._values[place] <= high:
            piece = self._by_value[place]
            sign = 1 if (piece.value[0] > 0) == (first > 0) else -1
            if close(sign * piece.value[1], second):
                yield sign, piece
            place += 1

    def proportional(self, value: Pair) -> Iterator[tuple[int, float, Piece]]:
        """Pieces (1) that are this value but for a constant factor, and pieces (-1) of which one is: power, factor, piece."""
        first, second = value
        change = _change(value)
        place = bisect_left(self._changes, change - 2 * _CLOSE)
        while place < len(self._changes) and self._changes[place] <= change + 2 * _CLOSE:
            piece = self._by_change[place]
            a, b = piece.value
            if close(first * b, second * a):
                yield 1, first / a, piece
            elif close(first * a, second * b):
                yield -1, first * a, piece
            place += 1


def _change(value: Pair) -> float:
    """By how much, as a logarithm, a value changes from the first point to the second; 0 for hardly."""
    change = abs(math.log(abs(value[1])) - math.log(abs(value[0])))
    return change if change > 10 * _CLOSE else 0.0


# ------------------------------------------------------------------------------------------------------------ parts, terms


def pieces(tree: Tree, values: Kept) -> Iterator[Piece]:
    """All parts of a tree."""
    first, second = values[id(tree)]
    below = children(tree)
    if not isinstance(tree, Number):
        inner = None
        if isinstance(tree, Power) or (isinstance(tree, Apply) and len(below) == 1):
            one, two = values[id(below[0])]
            inner = (one, two)
        yield Piece(tree, (first, second), inner)
    for part in below:
        yield from pieces(part, values)


def terms_of(tree: Tree, values: Kept) -> Iterator[Piece]:
    """The terms of all sums in a tree."""
    if isinstance(tree, Sum):
        for term in tree.terms:
            yield replace(_whole(term, values), home=id(tree))
    for part in children(tree):
        yield from terms_of(part, values)


def _whole(tree: Tree, values: Kept) -> Piece:
    first, second = values[id(tree)]
    return Piece(tree, (first, second))


# ----------------------------------------------------------------------------------------- what is not a part as it stands


def combined(tree: Tree, values: Kept) -> Iterator[Piece]:
    """Products of some factors of a product, and the terms that come of multiplying out."""
    for chain in _outermost(tree, CHAIN):
        factors = [(factor, power, _whole(factor, values).value) for factor, power in _factors(chain, 1)]
        yield from partial_products([factor for factor in factors if factor[1] > 0])
        yield from partial_products([(factor, 1, value) for factor, power, value in factors if power < 0])
    yield from expanded(tree, values)


def _outermost(tree: Tree, kinds: tuple[type, ...], *, inside: bool = False) -> Iterator[Tree]:
    """The largest parts of these kinds, and those in the denominators."""
    here = isinstance(tree, kinds)
    if here and not inside:
        yield tree
    for place, part in enumerate(children(tree)):
        yield from _outermost(part, kinds, inside=here and not (isinstance(tree, Quotient) and place == 1))


def _factors(tree: Tree, power: int) -> Iterator[tuple[Tree, int]]:
    match tree:
        case Negative(argument):
            yield from _factors(argument, power)
        case Product(factors):
            for factor in factors:
                yield from _factors(factor, power)
        case Quotient(top, bottom):
            yield from _factors(top, power)
            yield from _factors(bottom, -power)
        case _:
            yield tree, power


def partial_products(factors: Sequence[tuple[Tree, int, Pair]]) -> Iterator[Piece]:
    """Products of two and more, but not all, of the factors; each comes with 1 above or -1 below the line, and its value."""
    factors = factors[:_MOST_FACTORS]
    for count in range(2, len(factors)):
        for some in itertools.combinations(factors, count):
            if all(isinstance(factor, Number) for factor, _, _ in some):
                continue
            first = second = 1.0
            for _, power, (a, b) in some:
                if not a or not b:
                    break
                first, second = (first * a, second * b) if power > 0 else (first / a, second / b)
            else:
                yield Piece(_written(some), (first, second))


def _written(factors: Sequence[tuple[Tree, int, Pair]]) -> Tree:
    top = [factor for factor, power, _ in factors if power > 0]
    bottom = [factor for factor, power, _ in factors if power < 0]
    over = Number(1) if not top else top[0] if len(top) == 1 else Product(tuple(top))
    return over if not bottom else Quotient(over, bottom[0] if len(bottom) == 1 else Product(tuple(bottom)))


def expanded(tree: Tree, values: Kept) -> Iterator[Piece]:
    """The terms of the parts that are products of sums, multiplied out."""
    for part in _outermost(tree, (Sum, Power, *CHAIN)):
        terms = _terms(part, values)
        if len(terms) > 1:
            yield from (replace(term, home=id(part)) for term in terms)


def _terms(tree: Tree, values: Kept) -> list[Piece]:
    match tree:
        case Sum(parts):
            return [piece for part in parts for piece in _terms(part, values)]
        case Negative(argument):
            return [Piece(Negative(p.tree), (-p.value[0], -p.value[1])) for p in _terms(argument, values)]
        case Product(factors):
            result = _terms(factors[0], values)
            for factor in factors[1:]:
                others = _terms(factor, values)
                if len(result) * len(others) > _MOST_TERMS:
                    return [_whole(tree, values)]
                result = [_times(a, b) for a in result for b in others]
            return result
        case Quotient(top, bottom):
            a, b = values[id(bottom)]
            if not a or not b:
                return [_whole(tree, values)]
            return [Piece(Quotient(p.tree, bottom), (p.value[0] / a, p.value[1] / b)) for p in _terms(top, values)]
        case Power(Sum() as base, Number(2)):
            terms = _terms(base, values)
            crossed = [_times(_times(Piece(Number(2), (2.0, 2.0)), a), b) for a, b in itertools.combinations(terms, 2)]
            return [*(_times(term, term) for term in terms), *crossed]
        case _:
            return [_whole(tree, values)]


def _times(left: Piece, right: Piece) -> Piece:
    return Piece(Product((left.tree, right.tree)), (left.value[0] * right.value[0], left.value[1] * right.value[1]))
