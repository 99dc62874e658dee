"""A private stream of random draws for each problem, the same on every machine and Python version, for ever.

Only `random.Random.random` and `getrandbits` are promised to be stable between Python versions, so every draw is built on
`getrandbits` here, once. Nothing in the program uses the global generator.
"""

from __future__ import annotations

import hashlib
import random
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")


class Stream:
    """Reproducible draws. The name is hashed, so that neighbouring seeds share nothing."""

    def __init__(self, name: str) -> None:
        digest = hashlib.sha256(name.encode()).digest()
        self._bits = random.Random(int.from_bytes(digest, "big")).getrandbits

    def below(self, bound: int) -> int:
        """A whole number from 0 to bound - 1, each equally likely."""
        if bound <= 0:
            msg = f"a draw below {bound}"
            raise ValueError(msg)
        width = bound.bit_length()
        while (value := self._bits(width)) >= bound:
            pass
        return value

    def integer(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + self.below(high - low + 1)

    def nonzero(self, low: int, high: int) -> int:
        """A whole number from low to high without zero."""
        while (value := self.integer(low, high)) == 0:
            pass
        return value

    def choice(self, items: Sequence[T]) -> T:
        """One of the items."""
        return items[self.below(len(items))]

    def weighted(self, items: Sequence[tuple[T, int]]) -> T:
        """One of the items, as likely as its whole weight says."""
        ticket = self.below(sum(weight for _, weight in items))
        for item, weight in items:
            ticket -= weight
            if ticket < 0:
                return item
        raise AssertionError

    def chance(self, percent: int) -> bool:
        """True in this many draws of a hundred."""
        return self.below(100) < percent

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """The items in a random order (Fisher-Yates)."""
        result = list(items)
        for last in range(len(result) - 1, 0, -1):
            other = self.below(last + 1)
            result[last], result[other] = result[other], result[last]
        return result

    def sample(self, items: Sequence[T], count: int) -> list[T]:
        """So many different items, in a random order."""
        if count > len(items):
            msg = f"{count} of {len(items)} items"
            raise ValueError(msg)
        return self.shuffled(items)[:count]

    def unit(self) -> float:
        """A float in [0, 1) with 53 random bits."""
        return self._bits(53) * 2.0**-53
