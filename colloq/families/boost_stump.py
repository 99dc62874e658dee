"""Ticket 5: one round of boosting for regression, the tree being a decision stump fitted by least squares.

All thresholds (midpoints between neighbouring x) are tried; a leaf answers with the mean of its targets. At level 3 there is a
composition already: the stump is fitted to its residuals, and the objects are not sorted.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.asks import points, read_asks, write_asks
from colloq.exact.fields import Fields, plain
from colloq.exact.objects import (
    Vector,
    answered,
    check_length,
    mean,
    minus,
    objects_table,
    plain_vector,
    plus,
    read_vector,
    short,
    times,
    vector_answer,
    writable,
)
from colloq.exact.slips import slips
from colloq.exact.stumps import Stump, fitted, ranked, sides, squared_error, thresholds
from colloq.grading.number import exact
from colloq.model import Grid, MatrixAnswer, NumberAnswer, Part, Step, Table
from colloq.notation.build import TWO, difference, power, rational, total

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from colloq.model import Answer, Mistake, Value, Values
    from colloq.notation.tree import Tree
    from colloq.seeds import Stream

VERSION = 1
TICKET = "5"
LEVELS = (1, 2, 3)

ASKS = ("targets", "threshold", "leaves", "error", "residuals")
_WEIGHTS = {"targets": 2, "threshold": 4, "leaves": 3, "error": 2, "residuals": 3}
_MOST_OBJECTS = 8
_RATES = (Fraction(1, 2), Fraction(1, 10), Fraction(1, 5))


@dataclass(frozen=True, slots=True)
class Round:
    """Objects, targets, learning rate, the answers of the composition so far (empty for none), what is asked."""

    x: Vector
    y: Vector
    rate: Fraction
    composition: Vector = ()
    asks: tuple[str, ...] = ASKS[1:]

    @property
    def targets(self) -> Vector:
        """What the stump is fitted to."""
        return minus(self.y, self.composition) if self.composition else self.y

    @property
    def stump(self) -> Stump:
        """The best stump."""
        return ranked(self.x, self.targets)[0][1]


# ------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> Round:
    """x, y, rate, composition, ask. Raises ParameterError, also where two splits are equally good."""
    source = Fields(fields)
    x = read_vector(source, "x", 2, _MOST_OBJECTS)
    y = read_vector(source, "y", 2, _MOST_OBJECTS)
    check_length("y", y, len(x))
    rate = source.rational("rate", 1)
    if not 0 < rate <= 1:
        raise ParameterError("rate", "rate-range")
    composition: Vector = ()
    if source.has("composition"):
        composition = read_vector(source, "composition", 2, _MOST_OBJECTS)
        check_length("composition", composition, len(x))
    asks = read_asks(source, ASKS if composition else ASKS[1:], "threshold, leaves, residuals")
    source.done()
    params = Round(x, y, rate, composition, asks)
    if len(set(x)) < 2:
        raise ParameterError("x", "no-split")
    stumps = ranked(x, params.targets)
    if len(stumps) > 1 and stumps[0][0] == stumps[1][0]:
        raise ParameterError("y", "equal-splits", first=str(stumps[0][1].threshold), second=str(stumps[1][1].threshold))
    if stumps[0][1].left == stumps[0][1].right:
        raise ParameterError("y", "flat")
    return params


def write_params(params: Round) -> dict[str, Any]:
    """Plain JSON."""
    written: dict[str, Any] = {"x": plain_vector(params.x), "y": plain_vector(params.y), "rate": plain(params.rate)}
    if params.composition:
        written["composition"] = plain_vector(params.composition)
    return {**written, "ask": write_asks(params.asks)}


# ----------------------------------------------------------------------------------------------------------------- sample


def sample(rng: Stream, level: int) -> Round | None:
    """1: four objects, the rate is 1. 2: five or six. 3: five or six on top of a composition, not sorted."""
    count = 4 if level == 1 else rng.choice((5, 5, 6))
    x = tuple(map(Fraction, sorted(rng.sample(range(1, 9 if level == 1 else 13), count))))
    left = rng.integer(1, count - 1)
    targets = (*_around(rng, left), *_around(rng, count - left))
    low, high = mean(targets[:left]), mean(targets[left:])
    if abs(low - high) < 3 or 0 in (low, high):
        return None
    if _largest_jump(x, targets) == thresholds(x)[left - 1] and rng.chance(75):
        return None
    stumps = ranked(x, targets)
    if stumps[0][1].threshold != thresholds(x)[left - 1] or stumps[1][0] - stumps[0][0] < Fraction(1, 2):
        return None
    match level:
        case 1:
            params = Round(x, targets, Fraction(1), asks=("threshold", "leaves", "residuals"))
        case 2:
            params = Round(x, targets, rng.choice(_RATES))
        case _:
            order = rng.shuffled(range(count))
            composition = tuple(Fraction(rng.nonzero(-4, 9)) for _ in range(count))
            y = plus(targets, composition)
            x, y, composition = (tuple(vector[place] for place in order) for vector in (x, y, composition))
            params = Round(x, y, rng.choice(_RATES), composition, ("targets", "threshold", "leaves", "residuals"))
    return params if _good(params) else None


def _around(rng: Stream, count: int) -> Vector:
    """Whole numbers whose mean is a whole number."""
    middle = rng.integer(-6, 12)
    offsets = [rng.integer(-4, 4) for _ in range(count - 1)]
    return tuple(Fraction(middle + offset) for offset in (*offsets, -sum(offsets)))


def _good(params: Round) -> bool:
    """Whether a person can type the answers and see each mistake."""
    vectors = [
        tuple(number for cell in answer.rows[0] if (number := exact(cell)) is not None)
        for answer in (*(part.answer for part in solve(params)), *(mistake.answer for mistake in mistakes(params)))
        if isinstance(answer, MatrixAnswer)
    ]
    return all(map(any, vectors)) and writable(vectors) and max(map(abs, params.targets)) <= 20


# ------------------------------------------------------------------------------------------------------------ mathematics


def _error(params: Round, targets: Vector, stump: Stump) -> Fraction:
    return squared_error(targets, stump.on(params.x))


def _residuals(params: Round, targets: Vector, stump: Stump) -> Vector:
    return plus(targets, stump.on(params.x), -params.rate)


def _answers(params: Round, targets: Vector, stump: Stump) -> dict[str, Answer]:
    """The answers that follow from targets and a stump."""
    return {
        "targets": vector_answer(targets),
        "threshold": NumberAnswer(rational(stump.threshold)),
        "leaves": vector_answer((stump.left, stump.right)),
        "error": NumberAnswer(rational(_error(params, targets, stump))),
        "residuals": vector_answer(_residuals(params, targets, stump)),
    }


def solve(params: Round) -> tuple[Part, ...]:
    """The parts that are asked."""
    worth = points(params.asks, _WEIGHTS)
    answers = _answers(params, params.targets, params.stump)
    return tuple(Part(name, answers[name], worth[name]) for name in params.asks)


def carried(params: Round, part: str, own: Mapping[str, Answer]) -> Answer | None:
    """What follows from targets, a threshold and leaves of one's own; None where the threshold splits nothing."""
    targets = _numbers(own["targets"]) if "targets" in own else params.targets
    if part == "targets" or targets is None:
        return None
    stumps = ranked(params.x, targets)
    if len(stumps) > 1 and stumps[0][0] == stumps[1][0]:
        return None
    stump = stumps[0][1]
    if isinstance(own_threshold := own.get("threshold"), NumberAnswer):
        threshold = exact(own_threshold.value)
        if threshold is None or not min(params.x) < threshold <= max(params.x):
            return None
        stump = fitted(params.x, targets, threshold)
    if "leaves" in own:
        leaves = _numbers(own["leaves"])
        if leaves is None:
            return None
        stump = Stump(stump.threshold, *leaves)
    return _answers(params, targets, stump)[part]


def _numbers(answer: Answer) -> Vector | None:
    cells = [exact(cell) for cell in answered(answer)]
    known = tuple(cell for cell in cells if cell is not None)
    return known if len(known) == len(cells) else None


# ------------------------------------------------------------------------------------------------------------------ texts


def state(params: Round) -> Values:
    """Values for the texts."""
    rows = [("xᵢ", params.x), ("yᵢ", params.y)]
    if params.composition:
        rows.append(("a(xᵢ)", params.composition))
    values: dict[str, Value] = {
        "objects": objects_table(*rows),
        "rate": short(params.rate),
        "first": not params.composition,
        "later": bool(params.composition),
        "rated": "residuals" in params.asks,
    }
    return values


def hints(params: Round) -> tuple[Step, ...]:
    """What the stump is fitted to and what to find for each split, then how to compare them quickly."""
    return (Step("hint-targets" if params.composition else "hint-splits"), Step("hint-compare"))


def explain(params: Round) -> tuple[Step, ...]:
    """The targets, all splits, the best one, its leaves and error, the new residuals."""
    return tuple(_explain(params))


def _explain(params: Round) -> Iterator[Step]:
    def row(vector: Vector) -> Grid:
        return Grid((tuple(short(number, params.rate) for number in vector),))

    targets, stump = params.targets, params.stump
    if params.composition:
        yield Step("targets", {"targets": row(targets)})
    yield Step("splits", {"splits": _splits(params)})
    yield Step("threshold", after=rational(stump.threshold))
    if "leaves" in params.asks or "residuals" in params.asks:
        yield Step("leaves", {"leaves": row((stump.left, stump.right))})
    if "error" in params.asks:
        terms = (_square(target, answer) for target, answer in zip(targets, stump.on(params.x), strict=True))
        yield Step("error", before=total(*terms), after=rational(_error(params, targets, stump)))
    if "residuals" in params.asks:
        yield Step("residuals", {"residuals": row(_residuals(params, targets, stump))})


def _square(target: Fraction, answer: Fraction) -> Tree:
    return power(difference(rational(target), rational(answer)), TWO)


def _splits(params: Round) -> Table:
    """A row for each threshold: the means of the leaves and the squared error."""
    found = sorted(ranked(params.x, params.targets), key=lambda pair: pair[1].threshold)
    rows = tuple(tuple(map(rational, (one.threshold, one.left, one.right, error))) for error, one in found)
    return Table(("c", "L", "R", "E"), rows)


# --------------------------------------------------------------------------------------------------------------- mistakes


def _largest_jump(x: Vector, targets: Vector) -> Fraction:
    """The threshold where neighbouring targets differ most."""
    ordered = [target for _, target in sorted(zip(x, targets, strict=True))]
    jumps = [abs(after - before) for before, after in itertools.pairwise(ordered)]
    return thresholds(x)[jumps.index(max(jumps))] if len(set(x)) == len(x) else thresholds(x)[0]


def mistakes(params: Round) -> tuple[Mistake, ...]:
    """Wrong answers, part by part."""
    return slips(solve(params), lambda part: _wrong(params, part))


def _wrong(params: Round, part: str) -> Iterator[tuple[str, Answer]]:
    targets, stump, splits = params.targets, params.stump, thresholds(params.x)
    if params.composition and part in ("threshold", "leaves"):
        to_y = ranked(params.x, params.y)
        if len(to_y) == 1 or to_y[0][0] < to_y[1][0]:
            yield "fitted-to-y", _answers(params, params.y, to_y[0][1])[part]
    match part:
        case "targets":
            yield "sign", vector_answer(times(-1, targets))
        case "threshold":
            after = min(x for x in params.x if x >= stump.threshold)
            yield "neighbour-for-midpoint", NumberAnswer(rational(after))
            yield "largest-jump", NumberAnswer(rational(_largest_jump(params.x, targets)))
            if len(splits) % 2:
                yield "middle-split", NumberAnswer(rational(splits[len(splits) // 2]))
        case "leaves":
            left, right_side = sides(params.x, targets, stump.threshold)
            yield "leaves-swapped", vector_answer((stump.right, stump.left))
            yield "sums-for-means", vector_answer((sum(left, Fraction(0)), sum(right_side, Fraction(0))))
        case "error":
            error = _error(params, targets, stump)
            yield "mean-for-sum", NumberAnswer(rational(error / len(targets)))
            yield "squares-forgotten", NumberAnswer(rational(_absolute_error(targets, stump.on(params.x))))
            yield "one-mean", NumberAnswer(rational(squared_error(targets, (mean(targets),) * len(targets))))
        case _:
            swapped = replace(stump, left=stump.right, right=stump.left)
            yield "sign", vector_answer(times(-1, _residuals(params, targets, stump)))
            if params.rate != 1:
                yield "rate-forgotten", _answers(replace(params, rate=Fraction(1)), targets, stump)[part]
            if params.composition:
                yield "last-tree-only", _answers(params, params.y, stump)[part]
            yield "leaves-swapped", _answers(params, targets, swapped)[part]


def _absolute_error(targets: Vector, answers: Vector) -> Fraction:
    return sum((abs(target - answer) for target, answer in zip(targets, answers, strict=True)), Fraction(0))


# ----------------------------------------------------------------------------------------------------------------- oracle


def oracle(params: Round, at: Mapping[str, float]) -> dict[str, Any]:  # noqa: ARG001 - no formula part
    """By least squares: a matrix of two indicator columns for each split, solved with NumPy."""
    import numpy as np  # noqa: PLC0415

    x, y = (np.array([float(cell) for cell in vector]) for vector in (params.x, params.y))
    before = np.array([float(cell) for cell in params.composition]) if params.composition else np.zeros_like(y)
    targets, values = y - before, np.unique(x)
    best: tuple[float, float, Any, Any] | None = None
    for low, high in itertools.pairwise(values):
        design = np.stack([x <= low, x >= high], axis=1).astype(float)
        leaves, *_ = np.linalg.lstsq(design, targets, rcond=None)
        error = float(np.square(targets - design @ leaves).sum())
        if best is None or error < best[0]:
            best = error, float(low + high) / 2, leaves, design @ leaves
    assert best is not None
    error, threshold, leaves, fitted_values = best
    found = {
        "targets": [targets.tolist()],
        "threshold": threshold,
        "leaves": [leaves.tolist()],
        "error": error,
        "residuals": [(targets - float(params.rate) * fitted_values).tolist()],
    }
    return {name: found[name] for name in params.asks}


def skeleton(params: Round) -> str:
    """Objects, the size of the left leaf, the rate, whether there is a composition."""
    left = len(sides(params.x, params.targets, params.stump.threshold)[0])
    return f"{len(params.x)} objects, {left} left, {plain(params.rate)}, {bool(params.composition)}"
