"""Whether two formulas are equal on their domain. Numbers decide: floats with an error bound, then more digits.

Source of the rules: sampling on a box that suits the problem decides what SymPy's simplify refuses or never finishes.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from enum import Enum
from operator import add, le, sub
from typing import TYPE_CHECKING

from colloq.grading.identity import is_identical
from colloq.grading.kept import kept
from colloq.grading.points import COUNT, columns
from colloq.model import Witness
from colloq.notation.evaluate import evaluate
from colloq.notation.tree import Apply, Tree, children, has_decimal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from colloq.grading.points import Columns
    from colloq.model import Domain, FormulaAnswer
    from colloq.notation.evaluate import Bounded
    from colloq.notation.precise import Precise

CLOSE = 1e-9  # relative bound under which agreement in floats counts; near misses of 1e-7 are far outside it
_LEAST = 4  # points that must agree before a formula is called right
_DIGITS = (50, 400)  # of the second look, and of the last one


class Outcome(Enum):
    """How two formulas compare."""

    EQUAL = "equal"
    DIFFERENT = "different"
    BEYOND = "beyond"
    """Different, but only outside the usual box."""
    UNDEFINED = "undefined"
    """The typed formula has no value on a whole neighbourhood where the answer has one."""
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The outcome, and a point of difference where there is one."""

    outcome: Outcome
    witness: Witness | None = None


_EQUAL = Comparison(Outcome.EQUAL)


@dataclass(frozen=True, slots=True)
class Sample:
    """The points of a part and the right values there, kept for the diagnosis; those where the values are nearest to 1 first."""

    columns: Columns
    count: int
    expected: Bounded
    plainest: tuple[int, ...] = ()


@kept
def sample(answer: FormulaAnswer, seed: str) -> Sample:
    """Points where the answer is defined; other boxes are tried where the usual one does not serve. Kept: nobody changes it."""
    return _sample(answer.tree, tuple(sorted(answer.symbols.items())), tuple(sorted(answer.box.items())), seed)


@functools.lru_cache(maxsize=256)
def _sample(
    tree: Tree, symbols: tuple[tuple[str, Domain], ...], box: tuple[tuple[str, tuple[float, float]], ...], seed: str
) -> Sample:
    count = 3 * COUNT if _has_kink(tree) else COUNT
    best: Sample | None = None
    best_usable = -1
    for wider in range(6):
        points = columns(dict(symbols), dict(box), seed, count, wider)
        values = evaluate(tree, points, count)
        usable = sum(map(_usable, *values))
        if usable > best_usable:
            best, best_usable = Sample(points, count, values, _plainest(values[0])), usable
        if usable == count:
            break
    assert best is not None
    return best


def _plainest(values: Sequence[float]) -> tuple[int, ...]:
    known = [index for index, value in enumerate(values) if math.isfinite(value)]
    return tuple(sorted(known, key=lambda index: abs(math.log(abs(values[index]) + 1e-9))))


def _usable(value: float, error: float) -> bool:
    if value == 0.0 == error:  # relu(x) of a negative x
        return True
    return math.isfinite(value) and error <= CLOSE * abs(value) and 1e-6 <= abs(value) <= 1e6


def _has_kink(tree: Tree) -> bool:
    if isinstance(tree, Apply) and tree.function in ("abs", "relu", "max", "min", "sign"):
        return True
    return any(map(_has_kink, children(tree)))


def compare(answer: FormulaAnswer, typed: Tree, points: Sample, *, shortcut: bool = True) -> Comparison:
    """Compares a typed formula with the answer. `shortcut` off skips "same tree, right" (for tests)."""
    if shortcut and typed == answer.tree:
        return _EQUAL
    loose = answer.decimals and has_decimal(typed)
    typed_values = evaluate(typed, points.columns, points.count, rounded=loose)
    differing = None if loose else _differing(points.expected, typed_values)
    if differing is not None:
        return Comparison(Outcome.DIFFERENT, _witness(points, typed_values[0], differing)) if differing else _EQUAL
    outcomes = [_judge(*pair, loose=loose) for pair in zip(*points.expected, *typed_values, strict=True)]
    agreed = outcomes.count(Outcome.EQUAL)
    if agreed == len(outcomes):
        return _EQUAL
    if Outcome.DIFFERENT in outcomes:
        witnesses = [index for index, outcome in enumerate(outcomes) if outcome is Outcome.DIFFERENT]
        return Comparison(Outcome.DIFFERENT, _witness(points, typed_values[0], witnesses))
    if not loose and _has_values(points) and is_identical(answer, typed):
        return _EQUAL
    still_open = [index for index, outcome in enumerate(outcomes) if outcome is Outcome.OPEN]
    return _second_look(answer.tree, typed, points, still_open, agreed)


def _has_values(points: Sample) -> bool:
    """Whether the right answer is known at some points: two formulas without a value are never equal."""
    known = [math.isfinite(value) and math.isfinite(error) for value, error in zip(*points.expected, strict=True)]
    return sum(known) >= min(_LEAST, points.count)


def _differing(expected: Bounded, typed: Bounded) -> list[int] | None:
    """The points of difference, where all the bounds are small: what `_judge` says of each, quickly. None says nothing.

    A nan is not less than anything, and an infinite value has an infinite bound.
    """
    bounds = [*map(add, expected[1], typed[1])]
    room = [CLOSE * abs(value) for value in expected[0]]
    if not (all(map(le, bounds, room)) and max(room) < math.inf):
        return None
    gaps = map(abs, map(sub, expected[0], typed[0]))
    return [index for index, close in enumerate(map(le, gaps, bounds)) if not close]


def _judge(expected: float, expected_error: float, typed: float, typed_error: float, *, loose: bool = False) -> Outcome:
    """One point, in floats. A value that is not finite is never equal to anything."""
    bound = expected_error + typed_error
    if not (math.isfinite(expected) and math.isfinite(typed) and math.isfinite(bound)):
        return Outcome.OPEN
    scale = max(abs(expected), abs(typed))
    gap = abs(expected - typed)
    if loose:
        return Outcome.EQUAL if gap <= bound < 0.01 * scale else Outcome.DIFFERENT
    if bound > CLOSE * scale:
        return Outcome.DIFFERENT if gap > 1e3 * bound and gap > 0.01 * scale else Outcome.OPEN
    return Outcome.EQUAL if gap <= bound else Outcome.DIFFERENT


def _witness(points: Sample, typed: Sequence[float], indices: Sequence[int]) -> Witness | None:
    """Of the points of difference the one where the answer is nearest to 1; none where the typed value is no float."""
    index = next((index for index in points.plainest if index in indices and math.isfinite(typed[index])), None)
    if index is None:
        return None
    point = {name: column[index] for name, column in points.columns.items()}
    return Witness(point, typed[index], points.expected[0][index])


# ---------------------------------------------------------------------------------------------- more digits, where needed


def _second_look(expected: Tree, typed: Tree, points: Sample, indices: Sequence[int], agreed: int) -> Comparison:
    from colloq.notation.precise import Precise, UnknownError  # noqa: PLC0415 - brings mpmath

    engines = [Precise(digits) for digits in _DIGITS]
    undefined = unknown = 0
    for index in indices:
        point = {name: column[index] for name, column in points.columns.items()}
        try:
            outcome = _precise_point(expected, typed, point, engines)
        except UnknownError:
            unknown += 1
            if unknown > 2:  # what floats and 400 digits leave open thrice will stay open
                return Comparison(Outcome.OPEN)
            continue
        match outcome:
            case Outcome.EQUAL:
                agreed += 1
            case Outcome.DIFFERENT:
                return Comparison(outcome, _witness(points, _typed_floats(typed, points), [index]))
            case Outcome.UNDEFINED:
                undefined += 1
            case Outcome.OPEN | Outcome.BEYOND:  # the answer itself has no value here: the point does not count
                pass
    if undefined and undefined >= len(indices) // 3:
        return Comparison(Outcome.UNDEFINED)
    return Comparison(Outcome.EQUAL if agreed >= min(_LEAST, points.count) and not unknown else Outcome.OPEN)


def _typed_floats(typed: Tree, points: Sample) -> Sequence[float]:
    return evaluate(typed, points.columns, points.count)[0]


def _precise_point(expected: Tree, typed: Tree, point: Mapping[str, float], engines: Sequence[Precise]) -> Outcome:
    """One point with 50, then 400 digits. Raises UnknownError where even those do not tell."""
    from colloq.notation.precise import UndefinedError, UnknownError  # noqa: PLC0415

    for engine in engines:
        try:
            right, right_error = engine.evaluate(expected, point)
        except UndefinedError:
            return Outcome.OPEN
        except UnknownError:
            continue
        try:
            value, error = engine.evaluate(typed, point)
        except UndefinedError:
            return Outcome.UNDEFINED
        except UnknownError:
            continue
        gap, bound = abs(right - value), right_error + error
        if gap > bound:
            return Outcome.DIFFERENT
        if bound <= 1e-20 * max(abs(right), abs(value)) or right == value == 0:
            return Outcome.EQUAL
        if abs(right) <= right_error and bound < 1e-30:  # an answer that is zero: the rest vanishes with the digits
            return Outcome.EQUAL
    raise UnknownError


def matches(values: Bounded, other: Bounded) -> bool:
    """Whether two columns of values agree at every point, in floats; for the diagnosis."""
    return all(outcome is Outcome.EQUAL for outcome in _outcomes(values, other))


def _outcomes(values: Bounded, other: Bounded) -> Iterator[Outcome]:
    for pair in zip(*values, *other, strict=True):
        yield _judge(*pair)
