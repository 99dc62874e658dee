"""Ticket 5: boosting for regression, the composition and the residuals after some rounds.

a(x) := 0; in round k a tree a_k is fitted to the residuals and a(x) := a(x) + rate · a_k(x); then r_i = y_i - a(x_i).
At level 3 the trees are stumps, so that their answers have to be read off first.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.asks import points, read_asks, write_asks
from colloq.exact.fields import Fields, plain, plain_rows
from colloq.exact.objects import (
    LARGEST,
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
from colloq.exact.stumps import Stump, sides, thresholds
from colloq.grading.number import exact
from colloq.model import Grid, Mistake, NumberAnswer, Part, Step, Table
from colloq.notation.build import difference, product, rational, total

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from colloq.model import Answer, Value, Values
    from colloq.notation.tree import Tree
    from colloq.seeds import Stream

VERSION = 1
TICKET = "5"
LEVELS = (1, 2, 3)

ASKS = ("composition", "residuals", "forecast")
_WEIGHTS = {"composition": 4, "residuals": 4, "forecast": 3}
_MOST_TREES, _MOST_OBJECTS = 5, 8
_RATES = (Fraction(1, 2), Fraction(1, 10), Fraction(1, 5))
_INDEX = "₁₂₃₄₅"


@dataclass(frozen=True, slots=True)
class Boosting:
    """Targets, learning rate, and the trees: their answers, or the stumps themselves with the objects x and a new object `at`."""

    y: Vector
    rate: Fraction
    trees: tuple[Vector, ...]
    x: Vector = ()
    stumps: tuple[Stump, ...] = ()
    at: Fraction = Fraction(0)
    asks: tuple[str, ...] = ("composition", "residuals")


# ------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> Boosting:
    """y, rate, ask and trees, or x, stumps and at instead of trees. Raises ParameterError."""
    source = Fields(fields)
    y = read_vector(source, "y", 1, _MOST_OBJECTS)
    rate = source.rational("rate")
    if not 0 < rate <= 1:
        raise ParameterError("rate", "rate-range")
    if source.has("stumps"):
        params = _read_stumps(source, y, rate)
    else:
        rows = source.rows("trees")
        if len(rows) > _MOST_TREES:
            raise ParameterError("trees", "too-many-trees", most=_MOST_TREES)
        check_length("trees", rows[0], len(y))
        params = Boosting(y, rate, rows, asks=read_asks(source, ASKS[:2], "composition, residuals"))
    source.done()
    if any(abs(cell) > LARGEST for row in params.trees for cell in row):
        raise ParameterError("stumps" if params.stumps else "trees", "vector-range", most=LARGEST)
    return params


def _read_stumps(source: Fields, y: Vector, rate: Fraction) -> Boosting:
    x = read_vector(source, "x", 1, _MOST_OBJECTS)
    check_length("x", x, len(y))
    rows = source.rows("stumps")
    if len(rows) > _MOST_TREES:
        raise ParameterError("stumps", "too-many-trees", most=_MOST_TREES)
    if len(rows[0]) != 3:
        raise ParameterError("stumps", "stump-columns")
    asks = read_asks(source, ASKS, "composition, residuals" + (", forecast" if source.has("at") else ""))
    at = source.rational("at") if "forecast" in asks or source.has("at") else Fraction(0)
    stumps = tuple(Stump(*row) for row in rows)
    return Boosting(y, rate, tuple(stump.on(x) for stump in stumps), x, stumps, at, asks)


def write_params(params: Boosting) -> dict[str, Any]:
    """Plain JSON."""
    written: dict[str, Any] = {"y": plain_vector(params.y), "rate": plain(params.rate), "ask": write_asks(params.asks)}
    if not params.stumps:
        return {**written, "trees": plain_rows(params.trees)}
    rows = plain_rows([(stump.threshold, stump.left, stump.right) for stump in params.stumps])
    written |= {"x": plain_vector(params.x), "stumps": rows}
    return {**written, "at": plain(params.at)} if "forecast" in params.asks else written


# ----------------------------------------------------------------------------------------------------------------- sample


def sample(rng: Stream, level: int) -> Boosting | None:
    """1: two trees, three objects. 2: two or three trees, four objects. 3: stumps, and the answer for a new object."""
    rate = rng.choice(_RATES[:2] if level == 1 else _RATES)
    if level == 3:
        return _sample_stumps(rng, rate)
    count = 3 if level == 1 else 4
    rounds = 2 if level == 1 else rng.choice((2, 3))
    y = tuple(Fraction(rng.integer(-5 if level > 1 else 2, 20)) for _ in range(count))
    residuals, trees = y, []
    for _ in range(rounds):
        tree = tuple(Fraction(round(residual) + rng.integer(-3, 3)) for residual in residuals)
        trees.append(tree)
        residuals = plus(residuals, tree, -rate)
    varied = all(len(set(vector)) > 1 for vector in (y, *trees))
    calm = all(0 < abs(cell) <= 20 for tree in trees for cell in tree)
    params = Boosting(y, rate, tuple(trees))
    return params if varied and calm and 0 not in residuals and _writable(params) else None


def _writable(params: Boosting) -> bool:
    wrong = (vector for part in params.asks for _, vector in _wrong(params, part) if not isinstance(vector, Fraction))
    return writable((_composition(params), minus(params.y, _composition(params)), *wrong))


def _sample_stumps(rng: Stream, rate: Fraction) -> Boosting | None:
    count = rng.choice((4, 5))
    x = tuple(map(Fraction, sorted(rng.sample(range(1, 11), count))))
    y = tuple(Fraction(rng.integer(-6, 16)) for _ in range(count))
    residuals, stumps = y, []
    for _ in range(rng.choice((2, 3))):
        threshold = rng.choice(thresholds(x))
        left, right = (Fraction(round(mean(side))) for side in sides(x, residuals, threshold))
        stumps.append(Stump(threshold, left, right))
        residuals = plus(residuals, stumps[-1].on(x), -rate)
    at = Fraction(rng.integer(1, 10)) + Fraction(rng.integer(0, 1), 2)
    if len({stump.threshold for stump in stumps}) < len(stumps) or any(stump.left == stump.right for stump in stumps):
        return None
    if at in x or any(at == stump.threshold or not stump.left or not stump.right for stump in stumps) or 0 in residuals:
        return None
    params = Boosting(y, rate, tuple(stump.on(x) for stump in stumps), x, tuple(stumps), at, ASKS)
    return params if _forecast(params) and _writable(params) else None


# ------------------------------------------------------------------------------------------------------------ mathematics


def _sum(vectors: tuple[Vector, ...], count: int) -> Vector:
    result: Vector = (Fraction(0),) * count
    for vector in vectors:
        result = plus(result, vector)
    return result


def _composition(params: Boosting, rounds: int | None = None) -> Vector:
    """After so many rounds; after all of them unless told."""
    return times(params.rate, _sum(params.trees[:rounds], len(params.y)))


def _forecast(params: Boosting) -> Fraction:
    return params.rate * sum((stump.at(params.at) for stump in params.stumps), Fraction(0))


def solve(params: Boosting) -> tuple[Part, ...]:
    """The parts that are asked."""
    worth = points(params.asks, _WEIGHTS)
    composition = _composition(params)
    answers: dict[str, Answer] = {
        "composition": vector_answer(composition),
        "residuals": vector_answer(minus(params.y, composition)),
        "forecast": NumberAnswer(rational(_forecast(params))),
    }
    return tuple(Part(name, answers[name], worth[name]) for name in params.asks)


def carried(params: Boosting, part: str, own: Mapping[str, Answer]) -> Answer | None:
    """The residuals that follow from a composition of one's own."""
    if part != "residuals" or "composition" not in own:
        return None
    cells = [exact(cell) for cell in answered(own["composition"])]
    known = tuple(cell for cell in cells if cell is not None)
    return vector_answer(minus(params.y, known)) if len(known) == len(cells) else None


# ------------------------------------------------------------------------------------------------------------------ texts


def state(params: Boosting) -> Values:
    """Values for the texts."""
    values: dict[str, Value] = {
        "rate": short(params.rate),
        "rounds": len(params.trees),
        "stumps_given": bool(params.stumps),
        "answers_given": not params.stumps,
    }
    if params.stumps:
        rows = tuple(
            (f"a{_INDEX[index]}(x)", rational(stump.threshold), rational(stump.left), rational(stump.right))
            for index, stump in enumerate(params.stumps)
        )
        rules = Table(("", "c", "x < c", "x ≥ c"), rows)
        return values | {"rules": rules, "objects": objects_table(("xᵢ", params.x), ("yᵢ", params.y)), "at": rational(params.at)}
    trees = [(f"a{_INDEX[index]}(xᵢ)", tree) for index, tree in enumerate(params.trees)]
    return values | {"objects": objects_table(("yᵢ", params.y), *trees)}


def hints(params: Boosting) -> tuple[Step, ...]:
    """What is added in a round, then what the residual is taken from."""
    return (Step("hint-sides" if params.stumps else "hint-round"), Step("hint-residual"))


def explain(params: Boosting) -> tuple[Step, ...]:
    """The answers of the stumps, the first object in full, the composition round by round, the residuals, the new object."""
    return tuple(_explain(params))


def _explain(params: Boosting) -> Iterator[Step]:
    def number(value: Fraction) -> Tree:
        return short(value, params.rate)

    def row(vector: Vector) -> Grid:
        return Grid((tuple(map(number, vector)),))

    def scaled(terms: list[Fraction]) -> Tree:
        return product(number(params.rate), total(*map(number, terms)))

    for index, (stump, tree) in enumerate(zip(params.stumps, params.trees, strict=False), 1):
        yield Step("stump-answers", {"k": index, "threshold": rational(stump.threshold), "answers": row(tree)})
    composition = _composition(params)
    residuals = minus(params.y, composition)
    yield Step("first-object", before=scaled([tree[0] for tree in params.trees]), after=number(composition[0]))
    for rounds in range(1, len(params.trees) + 1):
        yield Step("round", {"k": rounds, "composition": row(_composition(params, rounds))})
    if "residuals" in params.asks:
        yield Step("first-residual", before=difference(number(params.y[0]), number(composition[0])), after=number(residuals[0]))
        yield Step("residuals", {"residuals": row(residuals)})
    if "forecast" in params.asks:
        reached = [stump.at(params.at) for stump in params.stumps]
        yield Step("forecast", before=scaled(reached), after=number(_forecast(params)))


# --------------------------------------------------------------------------------------------------------------- mistakes


def mistakes(params: Boosting) -> tuple[Mistake, ...]:
    """Wrong answers, part by part; those that come to the right one are left out."""
    found: list[Mistake] = []
    right = {part.name: part.answer for part in solve(params)}
    for part in params.asks:
        for name, wrong in _wrong(params, part):
            answer = NumberAnswer(rational(wrong)) if isinstance(wrong, Fraction) else vector_answer(wrong)
            if answer != right[part]:
                found.append(Mistake(name, part, answer))
    return tuple(found)


def _wrong(params: Boosting, part: str) -> Iterator[tuple[str, Vector | Fraction]]:
    if part == "forecast":
        yield from _wrong_forecasts(params)
        return
    whole, last = _sum(params.trees, len(params.y)), times(params.rate, params.trees[-1])
    short, first = _composition(params, -1), plus(_composition(params), params.trees[0], 1 - params.rate)
    swapped = times(params.rate, _sum(tuple(_swapped(stump).on(params.x) for stump in params.stumps), len(params.y)))
    several = len(params.trees) > 1
    compositions = [("rate-forgotten", whole), ("last-tree-only", last)]
    if several:
        compositions.append(("first-tree-unscaled", first))
    if params.stumps:
        compositions.append(("sides-swapped", swapped))
    if part == "composition":
        yield from compositions
        return
    yield "sign", minus(_composition(params), params.y)
    yield from ((name, minus(params.y, composition)) for name, composition in compositions)
    if several:
        yield "round-short", minus(params.y, short)


def _swapped(stump: Stump) -> Stump:
    return Stump(stump.threshold, stump.right, stump.left)


def _wrong_forecasts(params: Boosting) -> Iterator[tuple[str, Fraction]]:
    reached = [stump.at(params.at) for stump in params.stumps]
    yield "rate-forgotten", sum(reached, Fraction(0))
    if len(reached) > 1:
        yield "last-tree-only", params.rate * reached[-1]
    yield "sides-swapped", params.rate * sum((_swapped(stump).at(params.at) for stump in params.stumps), Fraction(0))


# ----------------------------------------------------------------------------------------------------------------- oracle


def oracle(params: Boosting, at: Mapping[str, float]) -> dict[str, Any]:  # noqa: ARG001 - no formula part
    """The algorithm of the guide run in floats, object by object."""
    import numpy as np  # noqa: PLC0415

    rate, targets = float(params.rate), np.array(params.y, dtype=float)
    answers, new = np.array(params.trees, dtype=float), 0.0
    if params.stumps:
        objects = np.array([*params.x, params.at], dtype=float)
        rules = np.array([(stump.threshold, stump.left, stump.right) for stump in params.stumps], dtype=float)
        table = np.array([np.where(objects < c, left, right) for c, left, right in rules])
        answers, new = table[:, :-1], float(rate * table[:, -1].sum())
    model, residuals = np.zeros_like(targets), targets.copy()
    for answer in answers:
        model = model + rate * answer
        residuals = residuals - rate * answer
    found = {"composition": [model.tolist()], "residuals": [residuals.tolist()], "forecast": new}
    return {name: found[name] for name in params.asks}


def skeleton(params: Boosting) -> str:
    """Objects, trees, rate, how the trees are given."""
    kind = "stumps" if params.stumps else "answers"
    return f"{len(params.y)} objects, {len(params.trees)} {kind}, {plain(params.rate)}"
