"""Where formulas are compared: points drawn from the domains of the symbols, fixed by the problem's id."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from colloq.model import Domain, Kind
from colloq.seeds import Stream

if TYPE_CHECKING:
    from collections.abc import Mapping

COUNT = 10
"""Points of a verdict."""
_BOX = (0.3, 1.8)  # on this box 34,000 comparisons had no error; on [0.1, 10] tanh saturates and powers overflow
_WIDER = ((0.3, 1.8), (0.05, 0.95), (1.1, 3.0), (2.0, 6.0), (0.02, 0.4), (5.0, 12.0))

Columns = dict[str, tuple[float, ...]]


def columns(
    symbols: Mapping[str, Domain], box: Mapping[str, tuple[float, float]], seed: str, count: int = COUNT, wider: int = 0
) -> Columns:
    """Coordinates of `count` points for each symbol. `wider` > 0 tries other boxes where the usual one does not serve."""
    return _columns(tuple(sorted(symbols.items())), tuple(sorted(box.items())), seed, count, wider)


@functools.lru_cache(maxsize=512)
def _columns(
    symbols: tuple[tuple[str, Domain], ...],
    box: tuple[tuple[str, tuple[float, float]], ...],
    seed: str,
    count: int,
    wider: int,
) -> Columns:
    rng = Stream(f"points {seed} {wider}")
    own = dict(box)
    return {name: tuple(_column(rng, domain, own.get(name), count, wider)) for name, domain in symbols}


def _column(rng: Stream, domain: Domain, box: tuple[float, float] | None, count: int, wider: int) -> list[float]:
    low, high = box or _WIDER[wider % len(_WIDER)]
    match domain.kind:
        case Kind.POSITIVE:
            return [low + (high - low) * rng.unit() for _ in range(count)]
        case Kind.REAL | Kind.NONZERO:
            if box:
                return [low + (high - low) * rng.unit() for _ in range(count)]
            return [sign * (low + (high - low) * rng.unit()) for sign in _signs(rng, count)]
        case Kind.UNIT:
            if box:
                return [low + (high - low) * rng.unit() for _ in range(count)]
            return [sign * (0.1 + 0.8 * rng.unit()) for sign in _signs(rng, count)]
        case Kind.INTEGER:
            return [float(rng.integer(1, 6 + 3 * wider)) for _ in range(count)]
        case Kind.RANGE:
            width = domain.high - domain.low
            return [domain.low + width * (0.02 + 0.96 * rng.unit()) for _ in range(count)]


def _signs(rng: Stream, count: int) -> list[int]:
    """As many of one sign as of the other, in a random order, so that |x| and x always part."""
    return rng.shuffled([1, -1] * (count // 2) + [1] * (count % 2))
