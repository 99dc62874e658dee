"""A last look before a formula is called right: points far from the usual box, and on both sides of every kink.

On the usual box min(x, 5) is x, |cos x| is cos x, and max(0, 1 - x) is 1 - x where it is not 0. Here only a clear difference
counts, of two values that are both known to many digits; whatever is undefined, huge or uncertain says nothing, so that a right
answer can only be refused where it differs.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from colloq.grading.kept import kept
from colloq.grading.values import column
from colloq.model import Domain, Kind, Witness
from colloq.notation.build import difference
from colloq.notation.evaluate import evaluate
from colloq.notation.tree import Apply, Number, Power, Quotient, Tree, children, symbols_of, with_children
from colloq.seeds import Stream

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from colloq.grading.points import Columns
    from colloq.model import FormulaAnswer
    from colloq.notation.evaluate import Bounded

_WIDE = 24  # points of every last look
_POOL = 240  # points among which those on another side of a kink are looked for
_SIDES, _ON_A_SIDE = 24, 2  # at most so many of them, and on each side
_CLEAR = 1e-6  # relative difference that is no rounding
_SURE = 1e-9  # relative bound of the error under which a value is known
_FAR = ((0.01, 0.3), (0.3, 1.8), (1.8, 4.0), (4.0, 15.0))
_FARTHEST = 1000.0
_MISSING = 3  # points without a value, more than those that could be continued


@dataclass(frozen=True, slots=True)
class Beyond:
    """How a typed formula differs from the right one: at a point, or (None) in having no value where that one has."""

    witness: Witness | None


def difference_beyond(answer: FormulaAnswer, typed: Tree, seed: str) -> Beyond | None:
    """What parts a typed formula from the right one somewhere in the domain; None where nothing was found."""
    right = _right(answer, seed)
    found = _difference(right.values, typed, right.columns, _WIDE)
    kinks = tuple(dict.fromkeys((*right.kinks, *_moving_kinks(typed))))
    if found is not None or not kinks:
        return found
    pool = _columns(tuple(sorted(answer.symbols.items())), seed, _POOL, wide=True)
    places = _new_sides(kinks, pool)
    chosen = {name: tuple(column[place] for place in places) for name, column in pool.items()}
    return _difference(_values(answer.tree, chosen, len(places)), typed, chosen, len(places)) if places else None


@dataclass(frozen=True, slots=True)
class _Right:
    """The points of every last look, the right values there, and the kinks of the right answer."""

    columns: Columns
    values: Bounded
    kinks: tuple[Tree, ...]


@kept
def _right(answer: FormulaAnswer, seed: str) -> _Right:
    columns = _columns(tuple(sorted(answer.symbols.items())), seed, _WIDE, wide=False)
    return _Right(columns, _values(answer.tree, columns, _WIDE), tuple(_moving_kinks(answer.tree)))


def _difference(right: Bounded, typed: Tree, columns: Columns, count: int) -> Beyond | None:
    (rights, right_errors), (values, errors) = right, _values(typed, columns, count)
    missing: list[int] = []
    for place, (a, e, b, f) in enumerate(zip(rights, right_errors, values, errors, strict=True)):
        scale = max(abs(a), abs(b))
        if math.isfinite(scale) and e + f <= _SURE * scale and abs(a - b) > _CLEAR * scale:
            return Beyond(Witness({name: column[place] for name, column in columns.items()}, b, a))
        if math.isnan(b) and math.isfinite(a) and e <= _SURE * abs(a):
            missing.append(place)
    if len(missing) >= _MISSING and all(_has_no_value(typed, columns, place) for place in missing[:_MISSING]):
        return Beyond(None)
    return None


def _values(tree: Tree, columns: Columns, count: int) -> Bounded:
    """Values and bounds of their errors; a part such as max(0, 1 - x), where it is 0, is taken as exactly that."""
    values, errors = evaluate(tree, columns, count)
    if any(True for _ in _kinks(tree)):
        for place, (value, error) in enumerate(zip(values, errors, strict=True)):
            if not error <= _SURE * abs(value):
                at: Columns = {name: (column[place],) for name, column in columns.items()}
                (values[place],), (errors[place],) = evaluate(_resolved(tree, at), at, 1)
    return values, errors


def _resolved(tree: Tree, at: Columns) -> Tree:
    """The tree with each kink replaced by its branch at this point, where that is certain."""
    parts = tuple(_resolved(part, at) for part in children(tree))
    tree = with_children(tree, parts)
    match tree:
        case Apply("relu", (argument,)):
            side = _side(argument, at)
            return tree if not side else argument if side > 0 else Number(0)
        case Apply("max" | "min" as name, (first, *others)):
            for other in others:
                side = _side(difference(first, other), at) * (1 if name == "max" else -1)
                if not side:
                    return tree
                first = first if side > 0 else other
            return first
        case _:
            return tree


def _side(tree: Tree, at: Columns) -> int:
    """The sign of a value, 0 where it is not certain."""
    (value,), (error,) = evaluate(tree, at, 1)
    return 0 if not math.isfinite(value) or not abs(value) > error else 1 if value > 0 else -1


def _has_no_value(tree: Tree, columns: Columns, place: int) -> bool:
    """Whether a formula is undefined at a point, and not only too large for a float."""
    from colloq.notation.precise import Precise, UndefinedError, UnknownError  # noqa: PLC0415 - brings mpmath

    try:
        Precise(50).evaluate(tree, {name: column[place] for name, column in columns.items()})
    except UndefinedError:
        return True
    except UnknownError:
        return False
    return False


# ------------------------------------------------------------------------------------------------------------------- kinks


def _kinks(tree: Tree) -> Iterator[Tree]:
    """What changes its sign where a part of the tree has a kink or a jump."""
    match tree:
        case Apply("abs" | "relu" | "sign", (argument,)):
            yield argument
        case Apply("max" | "min", (first, *others)):
            yield from (difference(first, other) for other in others)
        case Apply("sqrt", (Power(base, Number()),)) | Power(Power(base, Number()), Quotient() | Number()):
            yield base
        case _:
            pass
    for part in children(tree):
        yield from _kinks(part)


def _moving_kinks(tree: Tree) -> Iterator[Tree]:
    """The kinks that are no constants."""
    return (kink for kink in _kinks(tree) if symbols_of(kink))


def _new_sides(kinks: Sequence[Tree], pool: Columns) -> list[int]:
    """Places of points that together stand on every side of the kinks that the pool reaches, two on each."""
    columns = [column(kink, pool, _POOL) for kink in kinks]
    rows = [*zip(*[[number > 0 for number in numbers] for numbers in columns], strict=True)]
    met: dict[tuple[bool, ...], int] = {}
    places: list[int] = []
    for place, sides in enumerate(rows):
        if met.get(sides, 0) < _ON_A_SIDE and all(math.isfinite(numbers[place]) for numbers in columns):
            met[sides] = met.get(sides, 0) + 1
            places.append(place)
    return places[:_SIDES]


# ------------------------------------------------------------------------------------------------------------------ points


@functools.lru_cache(maxsize=128)
def _columns(
    symbols: tuple[tuple[str, Domain], ...],
    seed: str,
    count: int,
    *,
    wide: bool,
) -> dict[str, tuple[float, ...]]:
    rng = Stream(f"beyond {seed} {wide}")
    return {name: tuple(_coordinate(rng, domain, wide=wide) for _ in range(count)) for name, domain in symbols}


def _coordinate(rng: Stream, domain: Domain, *, wide: bool) -> float:
    match domain.kind:
        case Kind.POSITIVE:
            return _size(rng, wide=wide)
        case Kind.REAL | Kind.NONZERO:
            return (1 if rng.chance(50) else -1) * _size(rng, wide=wide)
        case Kind.UNIT:
            return (1 if rng.chance(50) else -1) * (0.005 + 0.99 * rng.unit())
        case Kind.INTEGER:
            return float(rng.integer(1, 60 if wide else 20))
        case Kind.RANGE:
            return domain.low + (domain.high - domain.low) * (0.002 + 0.996 * rng.unit())


def _size(rng: Stream, *, wide: bool) -> float:
    """A positive number: of one of the boxes, each as likely, or between 0.01 and 1000 on a logarithmic scale."""
    if wide and rng.chance(50):
        return math.exp(math.log(_FAR[0][0]) + rng.unit() * math.log(_FARTHEST / _FAR[0][0]))
    low, high = rng.choice(_FAR)
    return low + (high - low) * rng.unit()
