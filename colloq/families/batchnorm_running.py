"""Ticket 15: the moving averages of batch normalisation, new = alpha * batch + (1 - alpha) * old, and their use at test time.

As in the guide, alpha belongs to the batch (PyTorch calls it momentum; Keras gives that name to 1 - alpha). The variance of a
batch is the biased one, as elsewhere in the ticket.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.activations import simple
from colloq.exact.asks import points, read_asks, write_asks
from colloq.exact.fields import Fields, plain, plain_rows
from colloq.exact.square_roots import rational_root, root
from colloq.exact.tree_vectors import Vector, mean, over, plain_vector, rationals, read_vector, row, variance
from colloq.exact.wrong_answers import wrong_numbers
from colloq.grading.number import as_float
from colloq.model import Mistake, NumberAnswer, Part, Step, Table, Word
from colloq.notation.build import TWO, difference, power, product, quotient, rational, sqrt, total

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from colloq.model import Answer, Value, Values
    from colloq.notation.tree import Tree
    from colloq.seeds import Stream

VERSION = 1
TICKET = "15"
LEVELS = (1, 2, 3)

ASKS = ("batch-mean", "batch-variance", "mean", "variance", "output")
_WEIGHTS = {"batch-mean": 2, "batch-variance": 3, "mean": 3, "variance": 3, "output": 4}
_OF_BATCH = frozenset(("batch-mean", "batch-variance"))
_MOST_BATCHES = 4


@dataclass(frozen=True, slots=True)
class TestTime:
    """A value h that comes at test time, and gamma and beta of the neuron."""

    h: Fraction
    gamma: Fraction
    beta: Fraction


@dataclass(frozen=True, slots=True)
class Running:
    """alpha, the moving averages before, (mean, variance) of each batch in turn, the values of the batch where they are given."""

    alpha: Fraction
    mean: Fraction
    variance: Fraction
    stats: tuple[tuple[Fraction, Fraction], ...]
    batch: Vector | None
    test: TestTime | None
    asks: tuple[str, ...]


# ------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> Running:
    """alpha, mean, variance, batch or stats, h, gamma, beta, ask. Raises ParameterError."""
    source = Fields(fields)
    alpha = source.rational("alpha")
    old = source.rational("mean"), source.rational("variance")
    batch = read_vector(source, "batch", 2, 12) if source.has("batch") else None
    if batch is not None and source.has("stats"):
        raise ParameterError("stats", "batch-or-stats")
    stats = _read_stats(source) if batch is None else ((mean(batch), variance(batch)),)
    asks = read_asks(source, ASKS, "mean, variance")
    test = None
    if "output" in asks or source.has("h"):
        test = TestTime(source.rational("h"), source.rational("gamma", 1), source.rational("beta", 0))
    source.done()
    params = Running(alpha, *old, stats, batch, test, asks)
    if not 0 < alpha < 1:
        raise ParameterError("alpha", "alpha-range")
    if params.variance < 0 or any(square < 0 for _, square in stats):
        raise ParameterError("variance" if params.variance < 0 else "stats", "variance-negative")
    if batch is None and _OF_BATCH & set(asks):
        raise ParameterError("ask", "batch-is-not-given")
    if test is not None and "output" not in asks:
        raise ParameterError("h", "test-unused")
    if "output" in asks and not _after(params, 1):
        raise ParameterError("variance", "no-variance")
    return params


def _read_stats(source: Fields) -> tuple[tuple[Fraction, Fraction], ...]:
    rows = source.rows("stats")
    if len(rows[0]) != 2 or len(rows) > _MOST_BATCHES:
        raise ParameterError("stats", "stats-shape", most=_MOST_BATCHES)
    return tuple((line[0], line[1]) for line in rows)


def write_params(params: Running) -> dict[str, Any]:
    """Plain JSON."""
    written: dict[str, Any] = {
        "alpha": plain(params.alpha),
        "mean": plain(params.mean),
        "variance": plain(params.variance),
        "ask": write_asks(params.asks),
    }
    if params.batch is None:
        written["stats"] = plain_rows(params.stats)
    else:
        written["batch"] = plain_vector(params.batch)
    if params.test is not None:
        written |= {"h": plain(params.test.h), "gamma": plain(params.test.gamma), "beta": plain(params.test.beta)}
    return written


# ----------------------------------------------------------------------------------------------------------------- sample

_ALPHAS = tuple(map(Fraction, ("1/10", "1/5", "1/4", "3/10", "1/3", "2/5", "3/5", "2/3", "3/4", "4/5", "9/10")))
_EASY_ALPHAS = tuple(map(Fraction, ("1/5", "1/4", "1/3", "2/5", "3/5", "2/3", "3/4")))


def sample(rng: Stream, level: int) -> Running | None:
    """1: one update from a given mean and variance. 2: these from the values of a batch. 3: two updates and a test example."""
    alpha = rng.choice(_ALPHAS)
    old = Fraction(rng.nonzero(-9, 12)), Fraction(rng.integer(2, 30))
    if level == 1:
        if rng.chance(50):  # then the standard deviations are known by heart
            old = old[0], Fraction(rng.integer(1, 6)) ** 2
            stats = ((Fraction(rng.nonzero(-9, 12)), Fraction(rng.integer(1, 6)) ** 2),)
            return _good(Running(alpha, *old, stats, None, None, ("mean", "variance")))
        stats = ((Fraction(rng.nonzero(-9, 12)), Fraction(rng.integer(2, 30))),)
        return _good(Running(alpha, *old, stats, None, None, ("mean", "variance")))
    if level == 2:
        batch = tuple(Fraction(rng.integer(-9, 9)) for _ in range(rng.choice((3, 4, 4, 5))))
        if mean(batch).denominator > 2 or variance(batch).denominator > 2 or not mean(batch) or variance(batch) < 2:
            return None
        return _good(Running(alpha, *old, ((mean(batch), variance(batch)),), batch, None, ASKS[:4]))
    return _sample_test_time(rng, rng.choice(_EASY_ALPHAS), old)


def _sample_test_time(rng: Stream, alpha: Fraction, old: tuple[Fraction, Fraction]) -> Running | None:
    """The variance of the second batch is chosen backwards, so that the last moving average is a perfect square."""
    first = Fraction(rng.nonzero(-9, 12)), Fraction(rng.integer(2, 30))
    between = alpha * first[1] + (1 - alpha) * old[1]
    square = Fraction(rng.integer(2, 5)) ** 2
    last = (square - (1 - alpha) * between) / alpha
    if last.denominator > 1 or not 2 <= last <= 40:
        return None
    stats = (first, (Fraction(rng.nonzero(-9, 12)), last))
    test = TestTime(Fraction(rng.integer(-9, 15)), Fraction(rng.nonzero(-4, 4)), Fraction(rng.nonzero(-6, 6)))
    params = Running(alpha, *old, stats, None, test, ASKS[2:])
    tidy = _after(params, 0).denominator <= 30 and test.h not in (_after(params, 0), 0) and abs(test.gamma) != 1
    return _good(params) if tidy and test.gamma != test.beta and as_float(_output(params, *_moments(params))) else None


def _good(params: Running) -> Running | None:
    """The averages are no zero, and old and new can be told apart."""
    batch = params.stats[-1]
    apart = abs(batch[0] - params.mean) >= 2 and abs(batch[1] - params.variance) >= 2
    tidy = all(_after(params, which).denominator <= 100 for which in (0, 1))
    return params if apart and tidy and _after(params, 0) and abs(_after(params, 0)) > Fraction(1, 10) else None


# ------------------------------------------------------------------------------------------------------------ mathematics


def _updated(alpha: Fraction, old: Fraction, batches: Sequence[Fraction]) -> Fraction:
    for batch in batches:
        old = alpha * batch + (1 - alpha) * old
    return old


def _after(params: Running, which: int) -> Fraction:
    """The moving average of the means (0) or of the variances (1) after all batches."""
    return _updated(params.alpha, (params.mean, params.variance)[which], [batch[which] for batch in params.stats])


def _moments(params: Running) -> tuple[Tree, Tree]:
    return rational(_after(params, 0)), rational(_after(params, 1))


def _output(params: Running, middle: Tree, square: Tree) -> Tree:
    return _scaled(params, middle, root(square))


def _scaled(params: Running, middle: Tree, below: Tree) -> Tree:
    assert params.test is not None
    deviation = simple(difference(rational(params.test.h), middle))
    stretched = product(rational(params.test.gamma), quotient(deviation, below))
    return simple(total(stretched, rational(params.test.beta)))


def solve(params: Running) -> tuple[Part, ...]:
    """The parts that are asked."""
    middle, square = _moments(params)
    batch = params.stats[-1]
    worth = points(params.asks, _WEIGHTS)

    def answer(name: str) -> Tree:
        match name:
            case "batch-mean":
                return rational(batch[0])
            case "batch-variance":
                return rational(batch[1])
            case "mean":
                return middle
            case "variance":
                return square
            case _:
                return _output(params, middle, square)

    return tuple(Part(name, NumberAnswer(answer(name)), worth[name]) for name in params.asks)


def carried(params: Running, part: str, own: Mapping[str, Answer]) -> Answer | None:
    """The averages from the student's own mean and variance of the batch, the output from their own averages."""
    typed = {name: answer.value for name, answer in own.items() if isinstance(answer, NumberAnswer)}
    match part:
        case "batch-variance" if "batch-mean" in typed and params.batch is not None:
            squares = [power(difference(rational(cell), typed["batch-mean"]), TWO) for cell in params.batch]
            return NumberAnswer(simple(over(squares, len(params.batch))))
        case "mean" | "variance" if f"batch-{part}" in typed:
            old = params.mean if part == "mean" else params.variance
            new = product(rational(params.alpha), typed[f"batch-{part}"])
            return NumberAnswer(simple(total(new, rational((1 - params.alpha) * old))))
        case "output":
            middle, square = (typed.get(name, right) for name, right in zip(("mean", "variance"), _moments(params), strict=True))
            return NumberAnswer(_output(params, middle, square)) if as_float(square) > 0 else None
        case _:
            return None


# ------------------------------------------------------------------------------------------------------------------ texts


def state(params: Running) -> Values:
    """Values for the texts."""
    values: dict[str, Value] = {
        "alpha": params.alpha,
        "mean": params.mean,
        "variance": params.variance,
        "one": params.batch is None and len(params.stats) == 1,
        "several": params.batch is None and len(params.stats) > 1,
        "values": params.batch is not None,
        "test": params.test is not None,
    }
    if params.batch is not None:
        values |= {"batch": row(params.batch), "size": len(params.batch)}
    elif len(params.stats) == 1:
        values |= {"batch_mean": params.stats[0][0], "batch_variance": params.stats[0][1]}
    else:
        header = (Word("header-batch"), Word("header-mean"), Word("header-variance"))
        values["table"] = Table(header, tuple((number, *batch) for number, batch in enumerate(params.stats, 1)))
    if params.test is not None:
        values |= {"h": params.test.h, "gamma": params.test.gamma, "beta": params.test.beta}
    return values


def hints(params: Running) -> tuple[Step, ...]:
    """Whose weight alpha is, then the rest of the work."""
    if params.test is not None:
        return Step("hint-alpha"), Step("hint-test")
    return Step("hint-alpha"), Step("hint-batch" if params.batch is not None else "hint-both")


def explain(params: Running) -> tuple[Step, ...]:
    """The batch, the update of each average, the output."""
    return tuple(_explain(params))


def _explain(params: Running) -> Iterator[Step]:
    asks = set(params.asks)
    if params.batch is not None:
        middle = rational(mean(params.batch))
        size = len(params.batch)
        yield Step("batch-mean", before=over(rationals(params.batch), size), after=middle)
        if asks & {"batch-variance", "variance"}:
            squares = [power(simple(difference(rational(cell), middle)), TWO) for cell in params.batch]
            yield Step("batch-variance", before=over(squares, size), after=rational(variance(params.batch)))
    for name, which in (("mean", 0), ("variance", 1)):
        if name in asks or "output" in asks:
            yield from _updates(params, name, which)
    if "output" in asks and params.test is not None:
        middle, square = _moments(params)
        below = root(square)
        yield Step("root", before=sqrt(square), after=below)
        deviation = difference(rational(params.test.h), middle)
        before = total(product(rational(params.test.gamma), quotient(deviation, below)), rational(params.test.beta))
        yield Step("output", before=before, after=_output(params, middle, square))


def _updates(params: Running, name: str, which: int) -> Iterator[Step]:
    now = (params.mean, params.variance)[which]
    for number, batch in enumerate(params.stats, 1):
        new = _updated(params.alpha, now, [batch[which]])
        before = total(
            product(rational(params.alpha), rational(batch[which])), product(rational(1 - params.alpha), rational(now))
        )
        key = f"update-{name}" if len(params.stats) == 1 else f"update-{name}-number"
        yield Step(key, {"number": number}, before=before, after=rational(new))
        now = new


# --------------------------------------------------------------------------------------------------------------- mistakes


def mistakes(params: Running) -> tuple[Mistake, ...]:
    """Wrong numbers, part by part; those that come to the right one are left out."""
    found: list[Mistake] = []
    for part in solve(params):
        assert isinstance(part.answer, NumberAnswer)
        found += wrong_numbers(part.name, part.answer, _wrong(params, part.name))
    return tuple(found)


def _wrong(params: Running, part: str) -> Iterator[tuple[str, Tree]]:
    batch = params.batch or ()
    match part:
        case "batch-mean":
            yield "sum-for-mean", rational(sum(batch, Fraction(0)))
            yield "mean-of-sizes", rational(mean(tuple(map(abs, batch))))
        case "batch-variance":
            yield "unbiased", rational(variance(batch, len(batch) - 1))
            yield "root-for-variance", root(rational(variance(batch)))
            yield "mean-not-subtracted", rational(mean(tuple(cell * cell for cell in batch)))
            yield "not-divided", rational(variance(batch, 1))
        case "output":
            yield from _wrong_outputs(params)
        case _:
            yield from ((name, rational(number)) for name, number in _wrong_averages(params, 0 if part == "mean" else 1))


def _wrong_averages(params: Running, which: int) -> Iterator[tuple[str, Fraction]]:
    old, alpha = (params.mean, params.variance)[which], params.alpha
    batches = [batch[which] for batch in params.stats]
    yield "weights-swapped", _updated(1 - alpha, old, batches)
    yield "batch-only", batches[-1]
    yield "old-not-reduced", old + alpha * sum(batches)
    yield "plain-average", _updated(Fraction(1, 2), old, batches)
    if len(batches) > 1:
        yield "one-update-only", _updated(alpha, old, batches[:1])
        yield "started-again", _updated(alpha, old, batches[-1:])
        yield "order-reversed", _updated(alpha, old, batches[::-1])
    if which and params.batch is not None:
        yield "unbiased", _updated(alpha, old, [variance(params.batch, len(params.batch) - 1)])
    roots = rational_root(old), rational_root(batches[-1])
    if which and roots[0] is not None and roots[1] is not None:
        yield "roots-averaged", _updated(alpha, roots[0], [roots[1]]) ** 2


def _wrong_outputs(params: Running) -> Iterator[tuple[str, Tree]]:
    assert params.test is not None
    middle, square = _moments(params)
    swapped = TestTime(params.test.h, params.test.beta, params.test.gamma)
    plainly = TestTime(params.test.h, Fraction(1), Fraction(0))
    last = params.stats[-1]
    yield "variance-for-root", _scaled(params, middle, square)
    yield "batch-statistics", _output(params, rational(last[0]), rational(last[1]))
    yield "scale-and-shift-swapped", _output(_with(params, swapped), middle, square)
    yield "scale-and-shift-forgotten", _output(_with(params, plainly), middle, square)
    yield "mean-not-subtracted", _output(params, rational(0), square)


def _with(params: Running, test: TestTime) -> Running:
    return Running(params.alpha, params.mean, params.variance, params.stats, params.batch, test, params.asks)


# ----------------------------------------------------------------------------------------------------------------- oracle


def oracle(params: Running, at: Mapping[str, float]) -> dict[str, Any]:  # noqa: ARG001 - no symbols here
    """The averages as sums with the weights alpha (1 - alpha)^age, by NumPy; the batch by NumPy's mean and var."""
    import numpy as np  # noqa: PLC0415

    if params.batch is None:
        batches = np.array([[float(number) for number in batch] for batch in params.stats])
    else:
        values = np.array([float(cell) for cell in params.batch])
        batches = np.array([[values.mean(), values.var()]])
    count, alpha = len(batches), float(params.alpha)
    weights = alpha * (1 - alpha) ** np.arange(count - 1, -1, -1)
    averages = weights @ batches + (1 - alpha) ** count * np.array([float(params.mean), float(params.variance)])
    found = {
        "batch-mean": float(batches[-1, 0]),
        "batch-variance": float(batches[-1, 1]),
        "mean": float(averages[0]),
        "variance": float(averages[1]),
    }
    if params.test is not None:
        h, gamma, beta = (float(number) for number in (params.test.h, params.test.gamma, params.test.beta))
        found["output"] = beta + gamma * (h - found["mean"]) * math.pow(found["variance"], -0.5)
    return {name: found[name] for name in params.asks}


def skeleton(params: Running) -> str:
    """What is given, how many batches, what is asked."""
    kind = "values" if params.batch is not None else f"{len(params.stats)} batches"
    return f"{kind} {write_asks(params.asks)}"
