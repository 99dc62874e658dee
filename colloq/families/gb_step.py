"""Ticket 7: one step of gradient boosting, with a constant or a stump as the base learner.

s_i = -L'_z(y_i, a_{n-1}(x_i)); b_n has the least mean square distance to the shifts; a_n = a_{n-1} + b_n, which is the sum of
b_0 … b_n.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.asks import points, read_asks, write_asks
from colloq.exact.differences import central_difference, digits60
from colloq.exact.fields import Fields, plain
from colloq.exact.logits import Logit
from colloq.exact.losses import LOSSES, MARGIN, PARAMETER, numeric_loss, shift, wrong_shifts
from colloq.exact.objects import (
    MOST_PARTS,
    Vector,
    answered,
    check_length,
    easy,
    like_rounding,
    mean,
    minus,
    objects_table,
    plain_vector,
    plus,
    read_vector,
    vector_answer,
    writable,
)
from colloq.exact.slips import slips
from colloq.exact.stumps import Stump, fitted, ranked, sides, thresholds
from colloq.grading.number import exact
from colloq.model import Grid, MatrixAnswer, NumberAnswer, Part, Step, Table, Word
from colloq.notation.build import quotient, rational, total
from colloq.notation.tree import Number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from colloq.model import Answer, Mistake, Value, Values
    from colloq.seeds import Stream

VERSION = 1
TICKET = "7"
LEVELS = (1, 2, 3)

ASKS = ("shifts", "constant", "threshold", "leaves", "composition")
_WEIGHTS = {"shifts": 4, "constant": 3, "threshold": 3, "leaves": 3, "composition": 3}
_MOST_OBJECTS = 8
_TAUS = tuple(Fraction(a, b) for a, b in ((1, 4), (3, 4), (1, 5), (2, 5), (3, 5), (4, 5), (1, 10), (9, 10)))


@dataclass(frozen=True, slots=True)
class Boost:
    """The loss and its parameter, right answers y, answers a of the composition, objects x and threshold of a stump.

    Without x the base learner is a constant; without a threshold the best one is asked for.
    """

    loss: str
    y: Vector
    a: Vector
    parameter: Fraction = Fraction(0)
    x: Vector = ()
    threshold: Fraction | None = None
    asks: tuple[str, ...] = ("shifts", "constant", "composition")

    @property
    def shifts(self) -> Vector:
        """-L'_z of each object."""
        return _shifts(self)


@functools.lru_cache(maxsize=64)
def _shifts(params: Boost) -> Vector:
    pairs = zip(params.y, params.a, strict=True)
    return _rationals([shift(params.loss, y, Logit(a), params.parameter) for y, a in pairs])


def _rationals(cells: Any) -> Vector:  # noqa: ANN401 - trees
    """The numbers of trees that are rational; what is not is left out."""
    return tuple(number for cell in cells if (number := exact(cell)) is not None)


# ------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> Boost:
    """loss, y, a, delta or tau, x, threshold, ask. Raises ParameterError: a kink, a loss of the margin away from 0, a tie."""
    source = Fields(fields)
    loss = source.word("loss", LOSSES)
    y = read_vector(source, "y", 2, _MOST_OBJECTS)
    a = read_vector(source, "a", 2, _MOST_OBJECTS)
    check_length("a", a, len(y))
    parameter = source.rational(PARAMETER[loss]) if loss in PARAMETER else Fraction(0)
    x: Vector = ()
    threshold = None
    if source.has("x"):
        x = read_vector(source, "x", 2, _MOST_OBJECTS)
        check_length("x", x, len(y))
        threshold = source.rational("threshold") if source.has("threshold") else None
    allowed = ("shifts", "constant", "composition") if not x else ASKS[:1] + ASKS[3:] if threshold is not None else _SEARCH
    asks = read_asks(source, allowed, ", ".join(allowed))
    source.done()
    params = Boost(loss, y, a, parameter, x, threshold, asks)
    _check_loss(params)
    if x:
        _check_stump(params)
    return params


_SEARCH = ("shifts", "threshold", "leaves", "composition")


def _check_loss(params: Boost) -> None:
    loss, parameter = params.loss, params.parameter
    if loss == "huber" and not 0 < parameter <= 100:
        raise ParameterError("delta", "delta-range")
    if loss == "quantile" and not 0 < parameter < 1:
        raise ParameterError("tau", "tau-range")
    if loss in MARGIN and any(abs(label) != 1 for label in params.y):
        raise ParameterError("y", "signs")
    if loss in MARGIN and any(params.a):
        raise ParameterError("a", "margin-start")
    if loss in ("absolute", "quantile"):
        for place, gap in enumerate(minus(params.y, params.a), 1):
            if not gap:
                raise ParameterError("a", "kink", i=place)


def _check_stump(params: Boost) -> None:
    if len(set(params.x)) < 2:
        raise ParameterError("x", "no-split")
    if params.threshold is not None:
        if not min(params.x) < params.threshold <= max(params.x):
            raise ParameterError("threshold", "no-split")
        return
    stumps = ranked(params.x, params.shifts)
    if len(stumps) > 1 and stumps[0][0] == stumps[1][0]:
        raise ParameterError("y", "equal-splits", first=str(stumps[0][1].threshold), second=str(stumps[1][1].threshold))


def write_params(params: Boost) -> dict[str, Any]:
    """Plain JSON."""
    written: dict[str, Any] = {"loss": params.loss, "y": plain_vector(params.y), "a": plain_vector(params.a)}
    if params.loss in PARAMETER:
        written[PARAMETER[params.loss]] = plain(params.parameter)
    if params.x:
        written["x"] = plain_vector(params.x)
    if params.threshold is not None:
        written["threshold"] = plain(params.threshold)
    return {**written, "ask": write_asks(params.asks)}


# ----------------------------------------------------------------------------------------------------------------- sample


def sample(rng: Stream, level: int) -> Boost | None:
    """1: a constant. 2: a stump of a given threshold. 3: the best stump, with any loss."""
    kinds = {
        1: (("half-squared", 2), ("squared", 2), ("absolute", 4)),
        2: (("half-squared", 2), ("squared", 3), ("absolute", 1), ("logistic", 3), ("exponential", 2)),
        3: (("half-squared", 1), ("squared", 2), ("huber", 4), ("quantile", 3)),
    }
    loss = rng.weighted(kinds[level])
    counts = (4,) if level == 1 else (4, 5) if level == 2 and loss not in MARGIN else (5, 6)
    count = rng.choice((4, 5) if (level, loss) == (1, "absolute") else counts)  # four signs have the mean 1/2 or -1/2
    parameter = {"huber": Fraction(rng.integer(2, 6)), "quantile": rng.choice(_TAUS)}.get(loss, Fraction(0))
    if loss in MARGIN:
        y, a = tuple(Fraction(rng.choice((1, -1))) for _ in range(count)), (Fraction(0),) * count
    else:
        first = Fraction(rng.integer(-4, 12))
        spread = level > 1
        a = tuple(first + (rng.integer(-5, 5) if spread else 0) for _ in range(count))
        y = tuple(answer + rng.nonzero(-9, 9) for answer in a)
    if level == 1:
        params = Boost(loss, y, a, parameter)
    else:
        x = tuple(map(Fraction, sorted(rng.sample(range(1, 13), count))))
        threshold = rng.choice(thresholds(x)) if level == 2 else None
        params = Boost(loss, y, a, parameter, x, threshold, ASKS[:1] + ASKS[3:] if level == 2 else _SEARCH)
    return params if _good(params) else None


def _good(params: Boost) -> bool:
    """Shifts of both signs and a learner that does something; a clear best split; vectors that are easy to type."""
    shifts, stump = params.shifts, _stump(params)
    if not min(shifts) < 0 < max(shifts) or not stump.left or not stump.right:
        return False
    if params.loss == "huber" and not (max(map(abs, _gaps(params))) > params.parameter > min(map(abs, _gaps(params)))):
        return False
    if params.x and (stump.left == stump.right or (params.threshold is None and not _clear(params))):
        return False
    right = {part.name: _rationals(part.answer.rows[0]) for part in solve(params) if isinstance(part.answer, MatrixAnswer)}
    wrong = [(one.part, _rationals(one.answer.rows[0])) for one in mistakes(params) if isinstance(one.answer, MatrixAnswer)]
    vectors = [*right.values(), *(vector for _, vector in wrong)]
    tidy = all(cell.denominator <= MOST_PARTS for vector in vectors for cell in vector) and all(map(any, vectors))
    tidy = tidy and all(map(easy, right.values()))
    return tidy and writable(vectors) and not any(like_rounding(right[part], vector) for part, vector in wrong)


def _gaps(params: Boost) -> Vector:
    return minus(params.y, params.a)


def _clear(params: Boost) -> bool:
    stumps = ranked(params.x, params.shifts)
    return stumps[0][0] * Fraction(21, 20) < stumps[1][0]


# ------------------------------------------------------------------------------------------------------------ mathematics


@functools.lru_cache(maxsize=64)
def _stump(params: Boost) -> Stump:
    """The base learner; a constant is a stump of two equal leaves."""
    shifts = params.shifts
    if not params.x:
        return Stump(Fraction(0), mean(shifts), mean(shifts))
    return ranked(params.x, shifts)[0][1] if params.threshold is None else fitted(params.x, shifts, params.threshold)


def _added(params: Boost, stump: Stump, factor: int = 1) -> Vector:
    """The composition plus the learner."""
    learner = stump.on(params.x) if params.x else (stump.left,) * len(params.y)
    return plus(params.a, learner, factor)


def _answers(params: Boost, shifts: Vector, stump: Stump) -> dict[str, Answer]:
    """The answers that follow from shifts and a learner."""
    return {
        "shifts": vector_answer(shifts),
        "constant": NumberAnswer(rational(stump.left)),
        "threshold": NumberAnswer(rational(stump.threshold)),
        "leaves": vector_answer((stump.left, stump.right)),
        "composition": vector_answer(_added(params, stump)),
    }


def solve(params: Boost) -> tuple[Part, ...]:
    """The parts that are asked."""
    worth = points(params.asks, _WEIGHTS)
    answers = _answers(params, params.shifts, _stump(params))
    return tuple(Part(name, answers[name], worth[name]) for name in params.asks)


def carried(params: Boost, part: str, own: Mapping[str, Answer]) -> Answer | None:
    """What follows from shifts, a threshold and a learner of one's own."""
    shifts = _rationals(answered(own["shifts"])) if "shifts" in own else params.shifts
    if part == "shifts" or len(shifts) < len(params.y):
        return None
    stump = _own_stump(params, shifts, own)
    return _answers(params, shifts, stump)[part] if stump else None


def _own_stump(params: Boost, shifts: Vector, own: Mapping[str, Answer]) -> Stump | None:
    if isinstance(constant := own.get("constant"), NumberAnswer):
        value = exact(constant.value)
        return None if value is None else Stump(Fraction(0), value, value)
    if not params.x:
        return Stump(Fraction(0), mean(shifts), mean(shifts))
    threshold = params.threshold
    if isinstance(own_threshold := own.get("threshold"), NumberAnswer):
        threshold = exact(own_threshold.value)
        if threshold is None:
            return None
    if threshold is None:
        stumps = ranked(params.x, shifts)
        return None if len(stumps) > 1 and stumps[0][0] == stumps[1][0] else stumps[0][1]
    if not min(params.x) < threshold <= max(params.x):
        return None
    if "leaves" not in own:
        return fitted(params.x, shifts, threshold)
    leaves = _rationals(answered(own["leaves"]))
    return Stump(threshold, *leaves) if len(leaves) == 2 else None


# ------------------------------------------------------------------------------------------------------------------ texts


def state(params: Boost) -> Values:
    """Values for the texts."""
    rows = [("xᵢ", params.x)] if params.x else []
    values: dict[str, Value] = {
        "loss": Word(f"loss-{params.loss}"),
        "objects": objects_table(*rows, ("yᵢ", params.y), ("aₙ₋₁(xᵢ)", params.a)),
        "parameter": rational(params.parameter),
        "labels": params.loss in MARGIN,
        "constant": not params.x,
        "stump": bool(params.x),
        "given": params.threshold is not None,
        "search": bool(params.x) and params.threshold is None,
        "threshold": rational(params.threshold or 0),
    }
    return values


def hints(params: Boost) -> tuple[Step, ...]:
    """What the shifts are, then what the learner answers."""
    return (Step("hint-shifts"), Step("hint-search" if params.x and params.threshold is None else "hint-mean"))


def explain(params: Boost) -> tuple[Step, ...]:
    """Shifts, learner, new composition."""
    return tuple(_explain(params))


def _explain(params: Boost) -> Iterator[Step]:
    shifts, stump = params.shifts, _stump(params)
    yield Step(f"shifts-{params.loss}", {"shifts": Grid((shifts,))})
    if not params.x:
        sum_of = total(*map(rational, shifts))
        yield Step("constant", before=quotient(sum_of, Number(len(shifts))), after=rational(stump.left))
    else:
        if params.threshold is None:
            yield Step("splits", {"splits": _splits(params)})
            yield Step("threshold", after=rational(stump.threshold))
        for key, side in zip(("left", "right"), sides(params.x, shifts, stump.threshold), strict=True):
            yield Step(key, before=quotient(total(*map(rational, side)), Number(len(side))), after=rational(mean(side)))
        yield Step("leaves", {"leaves": Grid(((stump.left, stump.right),))})
    if "composition" in params.asks:
        yield Step("composition", {"composition": Grid((_added(params, stump),))})


def _splits(params: Boost) -> Table:
    """A row for each threshold: the means of the leaves and the squared error."""
    found = sorted(ranked(params.x, params.shifts), key=lambda pair: pair[1].threshold)
    rows = tuple(tuple(map(rational, (one.threshold, one.left, one.right, error))) for error, one in found)
    return Table(("c", "L", "R", "E"), rows)


# --------------------------------------------------------------------------------------------------------------- mistakes


def mistakes(params: Boost) -> tuple[Mistake, ...]:
    """Wrong answers, part by part."""
    return slips(solve(params), lambda part: _wrong(params, part))


def _wrong(params: Boost, part: str) -> Iterator[tuple[str, Answer]]:
    shifts, stump = params.shifts, _stump(params)
    match part:
        case "shifts":
            yield from _wrong_shifts(params)
        case "constant":
            yield "sum-for-mean", NumberAnswer(rational(sum(shifts, Fraction(0))))
            yield "fitted-to-y", NumberAnswer(rational(mean(params.y)))
        case "threshold":
            after = min(x for x in params.x if x >= stump.threshold)
            yield "neighbour-for-midpoint", NumberAnswer(rational(after))
            to_y = ranked(params.x, params.y)
            if len(to_y) > 1 and to_y[0][0] < to_y[1][0]:
                yield "fitted-to-y", NumberAnswer(rational(to_y[0][1].threshold))
        case "leaves":
            left, right = sides(params.x, shifts, stump.threshold)
            yield "leaves-swapped", vector_answer((stump.right, stump.left))
            yield "sum-for-mean", vector_answer((sum(left, Fraction(0)), sum(right, Fraction(0))))
            to_y_here = fitted(params.x, params.y, stump.threshold)
            yield "fitted-to-y", vector_answer((to_y_here.left, to_y_here.right))
        case _:
            yield "learner-subtracted", vector_answer(_added(params, stump, -1))
            if any(params.a):
                yield "last-learner-only", vector_answer(minus(_added(params, stump), params.a))
            yield "shifts-added", vector_answer(plus(params.a, shifts))
            if params.x:
                yield "leaves-swapped", vector_answer(_added(params, Stump(stump.threshold, stump.right, stump.left)))


def _wrong_shifts(params: Boost) -> Iterator[tuple[str, Answer]]:
    found: dict[str, list[Any]] = {}
    for y, a in zip(params.y, params.a, strict=True):
        for name, tree in wrong_shifts(params.loss, y, Logit(a), params.parameter):
            found.setdefault(name, []).append(tree)
    for name, cells in found.items():
        if any(_rationals(cells)):
            yield name, vector_answer(cells)


# ----------------------------------------------------------------------------------------------------------------- oracle


def oracle(params: Boost, at: Mapping[str, float]) -> dict[str, Any]:  # noqa: ARG001 - no formula part
    """Shifts by central differences, the learner by least squares on indicator columns, for every split."""
    import numpy as np  # noqa: PLC0415

    context = digits60()
    loss = numeric_loss(params.loss, params.parameter, context)
    pairs = [[context.mpf(v.numerator) / v.denominator for v in pair] for pair in zip(params.y, params.a, strict=True)]
    slopes = [central_difference(functools.partial(loss, y), a, context) for y, a in pairs]
    shifts, a = -np.array(slopes), np.array([float(v) for v in params.a])
    x = np.array([float(v) for v in params.x]) if params.x else np.zeros_like(a)
    values = np.unique(x)
    cuts = [float(params.threshold)] if params.threshold is not None else list((values[1:] + values[:-1]) / 2) or [1.0]
    best: tuple[float, float, Any, Any] | None = None
    for cut in cuts:
        design = np.stack([x < cut, x >= cut], axis=1).astype(float)
        leaves, *_ = np.linalg.lstsq(design, shifts, rcond=None)
        error = float(np.square(shifts - design @ leaves).sum())
        if best is None or error < best[0]:
            best = error, float(cut), leaves, design @ leaves
    assert best is not None
    found = {
        "shifts": [shifts.tolist()],
        "constant": float(best[2][0]),
        "threshold": best[1],
        "leaves": [best[2].tolist()],
        "composition": [(a + best[3]).tolist()],
    }
    return {name: found[name] for name in params.asks}


def skeleton(params: Boost) -> str:
    """The loss, the objects, the kind of learner."""
    kind = "constant" if not params.x else "search" if params.threshold is None else "stump"
    return f"{params.loss} {len(params.y)} {kind}"
