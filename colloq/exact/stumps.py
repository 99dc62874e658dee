"""Decision stumps on one feature: all splits of the objects, each leaf answering with the mean of its targets.

A threshold is the midpoint between neighbouring values of x; an object goes to the left leaf where x is less than it.
"""

from __future__ import annotations

import functools
import itertools
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from colloq.exact.objects import Vector, mean

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Stump:
    """A tree of depth one: `left` where x < threshold, `right` elsewhere."""

    threshold: Fraction
    left: Fraction
    right: Fraction

    def at(self, x: Fraction) -> Fraction:
        """The answer for one object."""
        return self.left if x < self.threshold else self.right

    def on(self, xs: Sequence[Fraction]) -> Vector:
        """The answers for all objects."""
        return tuple(map(self.at, xs))


def thresholds(xs: Sequence[Fraction]) -> Vector:
    """The midpoints between neighbouring values of x."""
    ordered = sorted(set(xs))
    return tuple((a + b) / 2 for a, b in itertools.pairwise(ordered))


def sides(xs: Sequence[Fraction], targets: Sequence[Fraction], threshold: Fraction) -> tuple[Vector, Vector]:
    """The targets of the left and of the right leaf; none of them empty where the threshold lies between values of x."""
    pairs = list(zip(xs, targets, strict=True))
    return tuple(y for x, y in pairs if x < threshold), tuple(y for x, y in pairs if x >= threshold)


def fitted(xs: Sequence[Fraction], targets: Sequence[Fraction], threshold: Fraction) -> Stump:
    """The stump of this threshold with the least squared error: its leaves are the means."""
    left, right = sides(xs, targets, threshold)
    return Stump(threshold, mean(left), mean(right))


def squared_error(targets: Sequence[Fraction], answers: Sequence[Fraction]) -> Fraction:
    """The sum of the squared errors."""
    return sum(((y - a) ** 2 for y, a in zip(targets, answers, strict=True)), Fraction(0))


@functools.lru_cache(maxsize=128)
def ranked(xs: Vector, targets: Vector) -> tuple[tuple[Fraction, Stump], ...]:
    """All stumps with their squared errors, the best first; equal ones from the left."""
    stumps = (fitted(xs, targets, threshold) for threshold in thresholds(xs))
    return tuple(sorted(((squared_error(targets, stump.on(xs)), stump) for stump in stumps), key=lambda pair: pair[0]))
