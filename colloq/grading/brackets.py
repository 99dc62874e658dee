"""Sums that lack their brackets: a·b + c, where a·(b + c) was meant."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from colloq.grading.needed import close
from colloq.notation.build import negative
from colloq.notation.tree import Negative, Power, Product, Quotient, Sum, Tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from colloq.grading.needed import Pair, Spot
    from colloq.grading.values import Kept

_MOST_TERMS = 6
_MOST_FACTORS = 12


@dataclass(frozen=True, slots=True)
class _Step:
    """What is done to a bracket: minus, left (a·…), right (…·a), over (…/a), under (a/…), raised (…^a), exponent (a^…)."""

    how: str
    tree: Tree
    value: Pair

    def around(self, inner: Tree) -> Tree:
        match self.how:
            case "minus":
                return negative(inner)
            case "left":
                return Product((self.tree, inner))
            case "right":
                return Product((inner, self.tree))
            case "over":
                return Quotient(inner, self.tree)
            case "under":
                return Quotient(self.tree, inner)
            case "raised":
                return Power(inner, self.tree)
            case _:
                return Power(self.tree, inner)

    def worth(self, inner: float, at: int) -> float:
        """The number that comes of it. Raises ArithmeticError or ValueError."""
        own = self.value[at]
        match self.how:
            case "minus":
                return -inner
            case "left" | "right":
                return own * inner
            case "over":
                return inner / own
            case "under":
                return own / inner
            case "raised":
                return math.pow(inner, own)
            case _:
                return math.pow(own, inner)


@dataclass(frozen=True, slots=True)
class _Cut:
    """A term cut in two: the part that is added to its neighbours, and what is done to their sum, the innermost first."""

    inner: Tree
    value: Pair
    steps: tuple[_Step, ...] = ()

    def then(self, *steps: _Step) -> _Cut:
        return replace(self, steps=(*self.steps, *steps))


def regrouped(spot: Spot, values: Kept) -> Iterator[Tree]:
    """The sum with brackets put around some of its neighbouring terms, where that gives what is needed here."""
    if not isinstance(spot.tree, Sum) or len(spot.tree.terms) > _MOST_TERMS:
        return
    terms = spot.tree.terms
    pairs = [_pair(term, values) for term in terms]
    opened = [list(_openings(term, values)) for term in terms]
    closed = [list(_closings(term, values)) for term in terms]
    for start in range(len(terms) - 1):
        for end in range(start + 1, len(terms)):
            middle = _total(pairs[start + 1 : end])
            rest = _total([*pairs[:start], *pairs[end + 1 :]])
            needed = (spot.needed[0] - rest[0], spot.needed[1] - rest[1])
            for first, last in ((a, b) for a in opened[start] for b in closed[end]):
                steps = (*last.steps, *first.steps)
                inside = _total([first.value, middle, last.value])
                if all(_becomes(inside[at], steps, at, needed[at]) for at in (0, 1)):
                    tree: Tree = Sum((first.inner, *terms[start + 1 : end], last.inner))
                    for step in steps:
                        tree = step.around(tree)
                    others = (*terms[:start], *terms[end + 1 :])
                    yield Sum((*others, tree)) if others else tree


def _total(pairs: Sequence[Pair]) -> Pair:
    return sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)


def _becomes(number: float, steps: Sequence[_Step], at: int, needed: float) -> bool:
    try:
        for step in steps:
            number = step.worth(number, at)
    except (ArithmeticError, ValueError):
        return False
    return close(number, needed)


def _pair(tree: Tree, values: Kept) -> Pair:
    first, second = values[id(tree)]
    return first, second


def _openings(tree: Tree, values: Kept) -> Iterator[_Cut]:
    """How a bracket may open inside the first term: -(a…, a·b·(c…, a/(b…, a^(b…."""
    yield _Cut(tree, _pair(tree, values))
    match tree:
        case Negative(argument):
            for cut in _openings(argument, values):
                yield cut.then(_Step("minus", tree, (-1.0, -1.0)))
        case Product(factors):
            for count in range(1, min(len(factors), _MOST_FACTORS)):
                before, inner = _joined(factors[:count], values), _joined(factors[count:], values)
                yield inner.then(_Step("left", before.inner, before.value))
        case Quotient(top, bottom):
            yield _Cut(bottom, _pair(bottom, values), (_Step("under", top, _pair(top, values)),))
        case Power(base, exponent):
            yield _Cut(exponent, _pair(exponent, values), (_Step("exponent", base, _pair(base, values)),))
        case _:
            pass


def _closings(tree: Tree, values: Kept) -> Iterator[_Cut]:
    """How a bracket may close inside the last term: …a)·b·c, …a)/b, …a)^b; its sign stays inside."""
    yield _Cut(tree, _pair(tree, values))
    match tree:
        case Negative(argument):
            for cut in _closings(argument, values):
                yield replace(cut, inner=Negative(cut.inner), value=(-cut.value[0], -cut.value[1]))
        case Product(factors):
            for count in range(1, min(len(factors), _MOST_FACTORS)):
                inner, after = _joined(factors[:count], values), _joined(factors[count:], values)
                yield inner.then(_Step("right", after.inner, after.value))
        case Quotient(top, bottom):
            for cut in _closings(top, values):
                yield cut.then(_Step("over", bottom, _pair(bottom, values)))
        case Power(base, exponent):
            yield _Cut(base, _pair(base, values), (_Step("raised", exponent, _pair(exponent, values)),))
        case _:
            pass


def _joined(factors: tuple[Tree, ...], values: Kept) -> _Cut:
    """Some neighbouring factors as one product."""
    if len(factors) == 1:
        return _Cut(factors[0], _pair(factors[0], values))
    pairs = [_pair(factor, values) for factor in factors]
    return _Cut(Product(factors), (math.prod(pair[0] for pair in pairs), math.prod(pair[1] for pair in pairs)))
