"""What each part of a typed formula would have to be worth for the whole to be right, found from the root down.

If 2x + y is to be 7 where x = 1 and y = 3, then 2x has to be 4, and the 2 has to be 4. A slip shows as a part whose needed
value has something simple to do with the one it has.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from colloq.grading.values import FUNCTIONS, MANY, arguments
from colloq.notation.tree import Apply, Negative, Power, Product, Quotient, Sum, Tree, children

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from colloq.grading.known import Piece
    from colloq.grading.values import Kept

Pair = tuple[float, float]
"""Values at the two points that are looked at; whatever is found is proved at all points afterwards."""

CHAIN = (Product, Quotient, Negative)
"""Nodes through which a factor can be moved: all that hangs together by them has one sign and one list of factors."""

_CLOSE = 1e-8


def close(left: float, right: float, tolerance: float = _CLOSE) -> bool:
    """Whether two numbers are the same but for rounding."""
    return abs(left - right) <= tolerance * (max(abs(right), abs(left)))


def same(left: Pair, right: Pair) -> bool:
    """Whether two pairs are the same but for rounding."""
    return close(left[0], right[0]) and close(left[1], right[1])


@dataclass(slots=True)
class Spot:
    """A part of the typed formula: the way to it, its value and the one it would have to have."""

    tree: Tree
    path: tuple[int, ...]
    parent: Spot | None
    value: Pair
    needed: Pair
    below: Sequence[Sequence[float]] = ()
    """The values of all parts at the two points."""
    parts: list[Spot] = field(default_factory=list)
    recognised: Sequence[Piece] = ()
    """Parts of the right formula that have the needed value."""

    @property
    def heads_chain(self) -> bool:
        """Whether the products and quotients that it belongs to begin here."""
        return self.parent is None or not isinstance(self.parent.tree, CHAIN)

    def head(self) -> Spot:
        """Where the chain begins in which it stands."""
        return self if self.parent is None or not isinstance(self.parent.tree, CHAIN) else self.parent.head()

    @property
    def is_term(self) -> bool:
        """Whether it is added to something."""
        parent = self.parent
        while parent is not None and isinstance(parent.tree, Negative):
            parent = parent.parent
        return parent is not None and isinstance(parent.tree, Sum)

    def ratio(self) -> Pair | None:
        """Needed value by value."""
        (a, b), (c, d) = self.needed, self.value
        if not (a and b and c and d):
            return None
        first, second = a / c, b / d
        return (first, second) if first and second and math.isfinite(first) and math.isfinite(second) else None

    def members(self, power: int = 1) -> Iterator[tuple[Spot, int]]:
        """The factors of the chain that begins here, with 1 above and -1 below the line."""
        if not isinstance(self.tree, CHAIN):
            yield self, power
            return
        for part in self.parts:
            below = isinstance(self.tree, Quotient) and part.path[-1] == 1
            yield from part.members(-power if below else power)


def spots(tree: Tree, values: Kept, needed: Pair, inner: Sequence[Pair]) -> list[Spot]:
    """The parts of a tree that could be changed so that the whole has the needed value, from the root down.

    `inner`: values that functions and powers are taken of in the right formula: a sine alone does not tell which angle was meant.
    """
    found: list[Spot] = []

    def visit(part: Tree, path: tuple[int, ...], parent: Spot | None, wanted: Pair) -> Spot:
        first, second = values[id(part)]
        spot = Spot(part, path, parent, (first, second), wanted)
        found.append(spot)
        below = children(part)
        if below:
            spot.below = [values[id(child)] for child in below]
            for place, child in enumerate(below):
                asked = _asked(spot, place, inner)
                if asked is not None:
                    spot.parts.append(visit(child, (*path, place), spot, asked))
        return spot

    visit(tree, (), None, needed)
    return found


def _asked(spot: Spot, place: int, inner: Sequence[Pair]) -> Pair | None:
    tree, parts = spot.tree, spot.below
    try:
        if isinstance(tree, Apply) and tree.function in MANY:
            function = FUNCTIONS[tree.function]
            for one, two in inner:
                if close(function(one), spot.needed[0]) and close(function(two), spot.needed[1]):
                    return one, two
        if isinstance(tree, Power) and place == 0 and parts[1][0] % 2 == parts[1][1] % 2 == 0:
            for one, two in inner:
                if close(math.pow(one, parts[1][0]), spot.needed[0]) and close(math.pow(two, parts[1][1]), spot.needed[1]):
                    return one, two
        first = _solved(tree, place, [part[0] for part in parts], spot.value[0], spot.needed[0])
        second = _solved(tree, place, [part[1] for part in parts], spot.value[1], spot.needed[1])
    except (ArithmeticError, ValueError):
        return None
    return (first, second) if math.isfinite(first) and math.isfinite(second) else None


def _solved(tree: Tree, place: int, parts: Sequence[float], value: float, needed: float) -> float:
    """What the part at the place has to be for the tree to be `needed`. Raises ArithmeticError or ValueError where nothing is."""
    own = parts[place]
    match tree:
        case Sum():
            return own + needed - value
        case Product():
            return own * needed / value if value else needed / math.prod((*parts[:place], *parts[place + 1 :]))
        case Negative():
            return -needed
        case Quotient():
            return needed * parts[1] if place == 0 else parts[0] / needed
        case Power():
            return _base(own, parts[1], needed) if place == 0 else math.log(abs(needed)) / math.log(abs(parts[0]))
        case Apply("log"):
            return math.pow(parts[1], needed) if place == 0 else math.pow(parts[0], 1 / needed)
        case Apply("max" | "min" as name):
            others = [part for index, part in enumerate(parts) if index != place]
            return needed if FUNCTIONS[name](needed, *others) == needed else math.nan
        case Apply(function):
            return min(arguments(function, needed, own), key=lambda argument: abs(argument - own))
        case _:
            raise ValueError


def _base(own: float, exponent: float, needed: float) -> float:
    if exponent.is_integer() and exponent % 2 == 0:
        return math.copysign(math.pow(needed, 1 / exponent), own)
    if needed < 0:
        return -math.pow(-needed, 1 / exponent) if exponent.is_integer() or own < 0 else math.nan
    return math.pow(needed, 1 / exponent)
