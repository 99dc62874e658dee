"""Where a formula is graded: a box for its symbols on which it is defined and its values are neither tiny nor huge.

The box matters more than anything else for a numeric verdict: on [0.3, 1.8] with values between 0.01 and 100 there were no
errors in 34,000 comparisons, on [0.1, 10] there were 5,900.
"""

from __future__ import annotations

import functools
import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from colloq.model import POSITIVE, Domain, Kind
from colloq.notation.build import rational_value
from colloq.notation.evaluate import evaluate
from colloq.notation.tree import Apply, Number, Power, Quotient, Symbol, Tree, children

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Interval = tuple[float, float]

USUAL: Interval = (0.3, 1.8)  # the grader's own box of a positive symbol
POSITIVE_BOXES: tuple[Interval, ...] = (USUAL, (0.3, 1.2), (0.2, 0.8))
UNIT_BOXES: tuple[Interval, ...] = ((0.1, 0.9), (0.1, 0.6))
OTHER_BOXES: tuple[Interval, ...] = (
    *POSITIVE_BOXES,
    *UNIT_BOXES,
    (1.1, 2.0),
    (2.1, 3.5),
    (3.6, 6.0),
    (7.0, 12.0),
    (15.0, 60.0),
    (120.0, 300.0),
    (0.02, 0.2),
    (-0.9, -0.1),
    (-1.8, -0.3),
)
SMALLEST, LARGEST = 0.015, 40.0  # 0.01 and 100, with room for what lies between the points that are looked at
_INTERIOR = 10
_MOST_CORNERED = 3  # symbols up to which the corners of the box are looked at, and boxes combined freely
_STEPS = tuple(math.sqrt(prime) % 1 for prime in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29))


@dataclass(frozen=True, slots=True)
class Region:
    """An interval for each symbol."""

    intervals: tuple[tuple[str, Interval], ...]

    def domains(self) -> dict[str, Domain]:
        """The domain of each symbol, as an answer declares it."""
        return {name: POSITIVE if low > 0 else Domain(Kind.RANGE, low, high) for name, (low, high) in self.intervals}

    def box(self) -> dict[str, Interval]:
        """The intervals, where they differ from the usual ones."""
        return {name: interval for name, interval in self.intervals if interval != USUAL}


def uniform(symbols: Sequence[str], boxes: Sequence[Interval]) -> Iterator[Region]:
    """One interval for all symbols."""
    return (Region(tuple((name, box) for name in symbols)) for box in boxes)


def combined(symbols: Sequence[str], boxes: Sequence[Interval] = OTHER_BOXES) -> Iterator[Region]:
    """All combinations of intervals for up to three symbols, one interval for all of more."""
    if len(symbols) > _MOST_CORNERED:
        return uniform(symbols, boxes)
    choices = itertools.product(boxes, repeat=len(symbols))
    return (Region(tuple(zip(symbols, choice, strict=True))) for choice in choices)


@functools.lru_cache(maxsize=1024)
def points(region: Region) -> tuple[Mapping[str, tuple[float, ...]], int]:
    """Corners of the box and points inside it, as columns, and how many."""
    count = len(region.intervals)
    corners = list(itertools.product((0.0, 1.0), repeat=count)) if count <= _MOST_CORNERED else []
    inside = [
        tuple((0.5 + step * (index + 1)) % 1 for step in itertools.islice(itertools.cycle(_STEPS), count))
        for index in range(_INTERIOR if corners else 2 * _INTERIOR)
    ]
    places = [*corners, *inside]
    columns = {
        name: tuple(low + (high - low) * place[index] for place in places)
        for index, (name, (low, high)) in enumerate(region.intervals)
    }
    return columns, len(places)


def values(tree: Tree, region: Region) -> list[float] | None:
    """Values at the points of the region; None where one of them is not defined or cannot be trusted."""
    columns, count = points(region)
    found, errors = evaluate(tree, columns, count)
    for value, error in zip(found, errors, strict=True):
        if not (math.isfinite(value) and error <= 1e-9 * max(abs(value), 1e-3)):
            return None
    return found


def within(tree: Tree, region: Region, smallest: float = SMALLEST, largest: float = LARGEST) -> bool:
    """Whether the tree is defined on the region and its absolute value lies between these bounds."""
    found = values(tree, region)
    return found is not None and all(smallest <= abs(value) <= largest for value in found)


def promising(tree: Tree, candidates: Sequence[Region]) -> list[Region]:
    """The regions at whose lowest and highest corner the tree is within bounds: one cheap look before the long one."""
    columns = {
        name: [end for region in candidates for end in region.intervals[index][1]]
        for index, (name, _) in enumerate(candidates[0].intervals)
    }
    found, _ = evaluate(tree, columns, 2 * len(candidates))
    inside = [SMALLEST <= abs(value) <= LARGEST for value in found]
    return [region for index, region in enumerate(candidates) if inside[2 * index] and inside[2 * index + 1]]


# arguments that keep a function away from the ends of its domain, from its poles, and from waves too short for the box
_ARGUMENTS: dict[str, Interval] = {
    "sin": (-7.0, 7.0), "cos": (-7.0, 7.0), "tan": (-1.45, 1.45), "sec": (-1.45, 1.45), "cot": (0.08, 3.05), "csc": (0.08, 3.05),
    "coth": (0.08, math.inf), "csch": (0.08, math.inf), "asin": (-0.97, 0.97), "acos": (-0.97, 0.97), "atanh": (-0.97, 0.97),
    "acosh": (1.03, math.inf), "acoth": (1.03, math.inf), "ln": (0.05, math.inf), "lg": (0.05, math.inf),
    "log": (0.05, math.inf), "sqrt": (0.05, math.inf),
}  # fmt: skip
# where the functions have real values at all
_NATURAL: dict[str, Interval] = {
    "asin": (-1.0, 1.0), "acos": (-1.0, 1.0), "atanh": (-1.0, 1.0), "acosh": (1.0, math.inf), "acoth": (1.0, math.inf),
    "ln": (0.0, math.inf), "lg": (0.0, math.inf), "log": (0.0, math.inf), "sqrt": (0.0, math.inf),
}  # fmt: skip


def comfortable(tree: Tree, region: Region) -> bool:
    """Whether every function and denominator inside stays away from its poles and the ends of its domain."""
    match tree:
        case Apply(function, arguments) if function in _ARGUMENTS:
            inside = _between(arguments[0], region, *_ARGUMENTS[function])
        case Quotient(_, bottom):
            inside = _between(bottom, region, 0.05, math.inf) or _between(bottom, region, -math.inf, -0.05)
        case Power(base, exponent) if not _is_whole(exponent):
            inside = _between(base, region, 0.05, math.inf)
        case _:
            inside = True
    return inside and all(comfortable(part, region) for part in children(tree))


def leaves_its_domain(tree: Tree, region: Region) -> bool:
    """Whether some function inside has no real value at a point of the region (values too large for a float do not count)."""
    match tree:
        case Apply(function, arguments) if function in _NATURAL:
            low, high = _NATURAL[function]
            outside = _reaches(arguments[0], region, low, high)
        case Power(base, exponent) if not _is_whole(exponent):
            outside = _reaches(base, region, 0.0, math.inf)
        case _:
            outside = False
    return outside or any(leaves_its_domain(part, region) for part in children(tree))


def _reaches(tree: Tree, region: Region, low: float, high: float) -> bool:
    columns, count = points(region)
    return any(math.isfinite(value) and not low <= value <= high for value in evaluate(tree, columns, count)[0])


def _is_whole(tree: Tree) -> bool:
    value = rational_value(tree)
    return value is not None and value.denominator == 1


def _between(tree: Tree, region: Region, low: float, high: float) -> bool:
    if isinstance(tree, Number):
        return low <= tree.value <= high
    if isinstance(tree, Symbol) and low <= 0.08 and high == math.inf:
        return dict(region.intervals)[tree.name][0] >= low
    found = values(tree, region)
    return found is not None and all(low <= value <= high for value in found)
