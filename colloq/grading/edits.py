"""Small slips: the right formula with one place changed, each with the name of the slip and the place to look at."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from colloq.notation.tree import Apply, Negative, Number, Power, Product, Quotient, Sum, Tree, children, with_children

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST = 150


@dataclass(frozen=True, slots=True)
class Edit:
    """A changed tree, the slip's name (`mistake.<slip>` in the texts), and the part of the changed tree to look at."""

    tree: Tree
    slip: str
    place: Tree


def edits(tree: Tree) -> Iterator[Edit]:
    """The tree with one place changed, from the root down; at most MOST of them."""
    yield from itertools.islice(_edits(tree), MOST)


def occurs(place: Tree, typed: Tree) -> bool:
    """Whether the place can be found in the answer that was typed; factors in any order, signs aside.

    An answer written in another way may equal an edit of the right formula without having the place to look at.
    """
    return _stands_at(place, typed) or any(occurs(place, part) for part in children(typed))


def _stands_at(place: Tree, node: Tree) -> bool:
    match place, node:
        case Product(some), Product(all_of):
            return not Counter(map(_unsigned, some)) - Counter(map(_unsigned, all_of))
        case Sum(some), Sum(all_of):
            return not Counter(some) - Counter(all_of)
        case _:
            return place == node


def _unsigned(tree: Tree) -> Tree:
    return tree.argument if isinstance(tree, Negative) else tree


def _edits(tree: Tree) -> Iterator[Edit]:
    yield from _here(tree)
    parts = children(tree)
    for index, part in enumerate(parts):
        for edit in _edits(part):
            changed = with_children(tree, (*parts[:index], edit.tree, *parts[index + 1 :]))
            yield Edit(changed, edit.slip, edit.place)


def _here(tree: Tree) -> Iterator[Edit]:
    match tree:
        case Sum(terms):
            for index, term in enumerate(terms):
                rest = terms[:index] + terms[index + 1 :]
                left = rest[0] if len(rest) == 1 else Sum(rest)
                yield Edit(left, "missing-term", left)
                flipped = term.argument if isinstance(term, Negative) else Negative(term)
                yield Edit(Sum((*terms[:index], flipped, *terms[index + 1 :])), "term-sign", _unsigned(term))
        case Product(factors):
            for index in range(len(factors)):
                rest = factors[:index] + factors[index + 1 :]
                left = rest[0] if len(rest) == 1 else Product(rest)
                yield Edit(left, "missing-factor", left)
        case Quotient(top, bottom):
            yield Edit(top, "missing-denominator", top)
            yield Edit(Quotient(Number(1), bottom), "missing-numerator", Quotient(Number(1), bottom))
        case Power(base, exponent):
            yield Edit(base, "missing-exponent", base)
            for changed in _near_exponents(exponent):
                yield Edit(Power(base, changed), "exponent", Power(base, changed))
        case Negative(argument):
            yield Edit(argument, "term-sign", argument)
        case Number(value) if isinstance(value, int):
            for near in (value - 1, value + 1):
                if near > 0:
                    yield Edit(Number(near), "number", Number(near))
        case Apply("sin" | "cos" | "sinh" | "cosh" as name, arguments):
            other = {"sin": "cos", "cos": "sin", "sinh": "cosh", "cosh": "sinh"}[name]
            yield Edit(Apply(other, arguments), "function", Apply(other, arguments))
        case _:
            return


def _near_exponents(exponent: Tree) -> Iterator[Tree]:
    match exponent:
        case Number(value):
            yield Number(Fraction(value) + 1 if isinstance(value, Fraction) else value + 1)
            yield Negative(exponent)
        case Negative(argument):
            yield argument
        case Sum((first, Negative(Number(1)))):
            yield first
        case _:
            yield (
                Sum((exponent, Negative(Number(1))))
                if not isinstance(exponent, Sum)
                else Sum((*exponent.terms, Negative(Number(1))))
            )
