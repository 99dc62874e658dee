"""Ticket 15: batch normalisation of one neuron over a mini-batch, y = gamma (h - mu) / sqrt(sigma^2) + beta.

mu and sigma^2 are the mean and the biased variance of the batch, epsilon is 0; the derivatives with respect to gamma and beta
are sums over the batch. Source: Ioffe and Szegedy, Batch Normalization, 2015, in the notation of the guide.
"""

from __future__ import annotations

import functools
import itertools
import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.activations import simple
from colloq.exact.asks import points, read_asks, write_asks
from colloq.exact.fields import Fields, plain
from colloq.exact.square_roots import root
from colloq.exact.tree_vectors import (
    Trees,
    Vector,
    comma_ambiguous,
    entries,
    mean,
    over,
    plain_vector,
    rationals,
    read_vector,
    row,
    row_answer,
    variance,
)
from colloq.exact.wrong_answers import wrong_numbers, wrong_vectors
from colloq.grading.number import as_float, exact
from colloq.model import Mistake, NumberAnswer, Part, Step
from colloq.notation.build import TWO, difference, power, product, quotient, rational, sqrt, total

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from colloq.model import Answer, MatrixAnswer, Value, Values
    from colloq.notation.tree import Tree
    from colloq.seeds import Stream

VERSION = 1
TICKET = "15"
LEVELS = (1, 2, 3)

ASKS = ("mean", "variance", "output", "dgamma", "dbeta")
_WEIGHTS = {"mean": 2, "variance": 3, "output": 5, "dgamma": 4, "dbeta": 2}
_BACKWARD = frozenset(("dgamma", "dbeta"))


@dataclass(frozen=True, slots=True)
class Batch:
    """Values of one neuron over a mini-batch, its gamma and beta, dL/dy of each example where it is needed, what is asked."""

    h: Vector
    gamma: Fraction
    beta: Fraction
    upstream: Vector | None
    asks: tuple[str, ...]


# ------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> Batch:
    """h, gamma, beta, upstream, ask. Raises ParameterError: for a batch of equal values, above all."""
    source = Fields(fields)
    h = read_vector(source, "h", 2, 12)
    gamma, beta = source.rational("gamma"), source.rational("beta")
    asks = read_asks(source, ASKS, "output")
    needed = bool(_BACKWARD & set(asks))
    upstream = read_vector(source, "upstream", 2, 12) if needed or source.has("upstream") else None
    source.done()
    if not variance(h):
        raise ParameterError("h", "no-variance")
    if upstream is not None and not needed:
        raise ParameterError("upstream", "upstream-unused")
    if upstream is not None and len(upstream) != len(h):
        raise ParameterError("upstream", "upstream-length", size=len(h), given=len(upstream))
    return Batch(h, gamma, beta, upstream, asks)


def write_params(params: Batch) -> dict[str, Any]:
    """Plain JSON."""
    written = {
        "h": plain_vector(params.h),
        "gamma": plain(params.gamma),
        "beta": plain(params.beta),
        "ask": write_asks(params.asks),
    }
    return written if params.upstream is None else {**written, "upstream": plain_vector(params.upstream)}


# ----------------------------------------------------------------------------------------------------------------- sample


@functools.cache
def _deviations(size: int) -> tuple[tuple[int, ...], ...]:
    """Whole deviations from the mean, in increasing order, whose mean square is a perfect square above 1, not all of one size."""
    found = []
    for first in itertools.combinations_with_replacement(range(-8, 9), size - 1):
        cells = tuple(sorted((*first, -sum(first))))
        square, rest = divmod(sum(cell * cell for cell in cells), size)
        spread = math.isqrt(square)
        if not rest and spread * spread == square and spread > 1 and max(map(abs, cells)) <= 8 and len(set(map(abs, cells))) > 1:
            found.append(cells)
    return tuple(sorted(set(found)))


def sample(rng: Stream, level: int) -> Batch | None:
    """1: whole numbers throughout. 2: fractions in the output. 3: the derivatives with respect to gamma and beta as well."""
    size = rng.choice((4, 5))
    deviations = rng.shuffled(rng.choice(_deviations(size)))
    middle = rng.nonzero(-12, 12)
    h = tuple(Fraction(middle + deviation) for deviation in deviations)
    spread = math.isqrt(sum(deviation * deviation for deviation in deviations) // size)
    if level == 1:
        gamma = Fraction(spread * rng.choice((1, -1, 2, -2, 3)), rng.choice((1, 1, 2)))
        beta = Fraction(rng.nonzero(-12, 12))
        whole = all((gamma * deviation / spread).denominator == 1 for deviation in deviations)
        params = Batch(h, gamma, beta, None, ("mean", "variance", "output"))
        return params if whole and _good(params) else None
    gamma = Fraction(rng.nonzero(-6, 6), rng.choice((1, 1, 2)))
    beta = Fraction(rng.nonzero(-9, 9), rng.choice((1, 1, 2)))
    if level == 2:
        params = Batch(h, gamma, beta, None, ("variance", "output"))
    else:
        upstream = tuple(Fraction(rng.integer(-4, 5)) for _ in range(size))
        params = Batch(h, gamma, beta, upstream, ("output", "dgamma", "dbeta"))
        if len(set(upstream)) < 3 or not sum(upstream) or not as_float(_dgamma(params, *_moments(params))):
            return None
    return params if _good(params) else None


def _good(params: Batch) -> bool:
    """The scale and the shift show, and the output is tidy."""
    right = _output(params, *_moments(params))
    tidy = all((exact(cell) or Fraction(0)).denominator <= 12 for cell in right)
    tidy = tidy and not any(map(comma_ambiguous, (right, *(cells for _, cells in _wrong_outputs(params)))))
    return tidy and abs(params.gamma) != 1 and params.gamma != params.beta and max(map(abs, params.h)) < 20


# ------------------------------------------------------------------------------------------------------------ mathematics


def _moments(params: Batch) -> tuple[Tree, Tree]:
    """The mean and the variance of the batch."""
    return rational(mean(params.h)), rational(variance(params.h))


def _normalised(params: Batch, middle: Tree, below: Tree) -> Trees:
    """(h - middle) / below for each example."""
    return tuple(simple(quotient(simple(difference(rational(cell), middle)), below)) for cell in params.h)


def _output(params: Batch, middle: Tree, square: Tree) -> Trees:
    return _scaled(params, _normalised(params, middle, root(square)))


def _scaled(params: Batch, normalised: Trees) -> Trees:
    return tuple(simple(total(product(rational(params.gamma), cell), rational(params.beta))) for cell in normalised)


def _dgamma(params: Batch, middle: Tree, square: Tree) -> Tree:
    normalised = _normalised(params, middle, root(square))
    return simple(total(*(product(rational(g), cell) for g, cell in zip(params.upstream or (), normalised, strict=True))))


def _answer(params: Batch, name: str, middle: Tree, square: Tree) -> NumberAnswer | MatrixAnswer:
    match name:
        case "mean":
            return NumberAnswer(middle)
        case "variance":
            return NumberAnswer(square)
        case "output":
            return row_answer(_output(params, middle, square))
        case "dgamma":
            return NumberAnswer(_dgamma(params, middle, square))
        case _:
            return NumberAnswer(rational(sum(params.upstream or (), Fraction(0))))


def solve(params: Batch) -> tuple[Part, ...]:
    """The parts that are asked."""
    worth = points(params.asks, _WEIGHTS)
    return tuple(Part(name, _answer(params, name, *_moments(params)), worth[name]) for name in params.asks)


def carried(params: Batch, part: str, own: Mapping[str, Answer]) -> Answer | None:
    """From the student's own mean and variance; the derivative with respect to gamma from their own output."""
    middle, square = _moments(params)
    match own.get("mean"):
        case NumberAnswer(typed):
            middle = typed
        case _:
            pass
    match part, own.get("variance"):
        case "variance", _:
            return NumberAnswer(simple(_mean_square(params, middle)))
        case (("output" | "dgamma"), NumberAnswer(typed)):
            square = typed
        case _:
            pass
    if part == "output" and as_float(square) > 0:
        return _answer(params, part, middle, square)
    if part == "dgamma" and "output" in own and params.gamma:
        normalised = (
            quotient(difference(cell, rational(params.beta)), rational(params.gamma)) for cell in entries(own["output"])
        )
        pairs = zip(params.upstream or (), normalised, strict=True)
        return NumberAnswer(simple(total(*(product(rational(g), cell) for g, cell in pairs))))
    return None


def _mean_square(params: Batch, middle: Tree) -> Tree:
    return over([power(difference(rational(cell), middle), TWO) for cell in params.h], len(params.h))


# ------------------------------------------------------------------------------------------------------------------ texts


def state(params: Batch) -> Values:
    """Values for the texts."""
    values: dict[str, Value] = {
        "size": len(params.h),
        "h": row(params.h),
        "gamma": params.gamma,
        "beta": params.beta,
        "backward": params.upstream is not None,
    }
    return values if params.upstream is None else {**values, "upstream": row(params.upstream)}


def hints(params: Batch) -> tuple[Step, ...]:
    """The order of the work, then where each letter goes."""
    return Step("hint-order"), Step("hint-backward" if params.upstream is not None else "hint-scale")


def explain(params: Batch) -> tuple[Step, ...]:
    """Mean, variance, normalised values, output, derivatives: as far as they are asked."""
    return tuple(_explain(params))


def _explain(params: Batch) -> Iterator[Step]:
    middle, square = _moments(params)
    size, asks = len(params.h), set(params.asks)
    if asks != {"dbeta"}:
        yield Step("mean", before=over(rationals(params.h), size), after=middle)
    if asks & {"variance", "output", "dgamma"}:
        deviations = [simple(difference(rational(cell), middle)) for cell in params.h]
        yield Step("deviations", {"deviations": row(deviations)})
        yield Step("variance", before=over([power(cell, TWO) for cell in deviations], size), after=square)
    if asks & {"output", "dgamma"}:
        below = root(square)
        yield Step("root", before=sqrt(square), after=below)
        yield Step("normalised", {"normalised": row(_normalised(params, middle, below))})
    if "output" in asks:
        yield Step("output", {"output": row(_output(params, middle, square))})
    if "dgamma" in asks:
        normalised = _normalised(params, middle, root(square))
        terms = [product(rational(g), cell) for g, cell in zip(params.upstream or (), normalised, strict=True)]
        yield Step("dgamma", before=total(*terms), after=_dgamma(params, middle, square))
    if "dbeta" in asks:
        gradients = rationals(params.upstream or ())
        yield Step("dbeta", before=total(*gradients), after=rational(sum(params.upstream or (), Fraction(0))))


# --------------------------------------------------------------------------------------------------------------- mistakes


def mistakes(params: Batch) -> tuple[Mistake, ...]:
    """Wrong answers, part by part; those that come to the right one are left out."""
    found: list[Mistake] = []
    for part in solve(params):
        if isinstance(part.answer, NumberAnswer):
            found += wrong_numbers(part.name, part.answer, _wrong_numbers(params, part.name))
        else:
            found += wrong_vectors(part.name, part.answer, _wrong_outputs(params))  # type: ignore[arg-type]
    return tuple(found)


def _wrong_numbers(params: Batch, part: str) -> Iterator[tuple[str, Tree]]:
    middle, square = _moments(params)
    size = len(params.h)
    match part:
        case "mean":
            yield "sum-for-mean", rational(sum(params.h, Fraction(0)))
            yield "mean-of-sizes", rational(mean(tuple(map(abs, params.h))))
        case "variance":
            yield "unbiased", rational(variance(params.h, size - 1))
            yield "root-for-variance", root(square)
            yield "mean-not-subtracted", rational(mean(tuple(cell * cell for cell in params.h)))
            yield "not-divided", rational(variance(params.h, 1))
        case "dgamma":
            pairs = list(zip(params.upstream or (), params.h, strict=True))
            right = _dgamma(params, middle, square)
            yield "not-normalised", rational(sum((g * cell for g, cell in pairs), Fraction(0)))
            yield "variance-for-root", _dgamma(params, middle, rational((exact(square) or Fraction(1)) ** 2))
            yield "derivatives-swapped", rational(sum(params.upstream or (), Fraction(0)))
            yield "gamma-kept", simple(product(rational(params.gamma), right))
            yield "mean-for-sum", simple(quotient(right, rational(size)))
        case _:
            whole = sum(params.upstream or (), Fraction(0))
            yield "derivatives-swapped", _dgamma(params, middle, square)
            yield "gamma-kept", rational(params.gamma * whole)
            yield "mean-for-sum", rational(whole / size)


def _wrong_outputs(params: Batch) -> Iterator[tuple[str, Trees]]:
    middle, square = _moments(params)
    right = _normalised(params, middle, root(square))
    swapped = Batch(params.h, params.beta, params.gamma, None, params.asks)
    yield "unbiased", _output(params, middle, rational(variance(params.h, len(params.h) - 1)))
    yield "variance-for-root", _scaled(params, _normalised(params, middle, square))
    yield "scale-and-shift-swapped", _scaled(swapped, right)
    yield "mean-not-subtracted", _scaled(params, _normalised(params, rational(0), root(square)))
    yield "scale-and-shift-forgotten", right
    yield "shift-forgotten", tuple(simple(product(rational(params.gamma), cell)) for cell in right)
    yield "shift-scaled", tuple(simple(product(rational(params.gamma), total(cell, rational(params.beta)))) for cell in right)


# ----------------------------------------------------------------------------------------------------------------- oracle


def oracle(params: Batch, at: Mapping[str, float]) -> dict[str, Any]:  # noqa: ARG001 - no symbols here
    """NumPy's mean and var; the derivatives by differences of sum(upstream y), which is linear in gamma and beta."""
    import numpy as np  # noqa: PLC0415

    h = np.array([float(cell) for cell in params.h])
    gamma, beta = float(params.gamma), float(params.beta)
    upstream = np.array([float(cell) for cell in params.upstream or (0,) * len(params.h)])

    def forward(scale: float, shift: float) -> Any:  # noqa: ANN401
        return scale * (h - np.mean(h)) / np.std(h) + shift

    def loss(scale: float, shift: float) -> float:
        return float(upstream @ forward(scale, shift))

    found = {
        "mean": float(np.mean(h)),
        "variance": float(np.var(h)),
        "output": [forward(gamma, beta).tolist()],
        "dgamma": (loss(gamma + 1, beta) - loss(gamma - 1, beta)) / 2,
        "dbeta": (loss(gamma, beta + 1) - loss(gamma, beta - 1)) / 2,
    }
    return {name: found[name] for name in params.asks}


def skeleton(params: Batch) -> str:
    """Size of the batch, what is asked, signs of gamma and beta."""
    signs = "".join("+" if number > 0 else "-" for number in (params.gamma, params.beta))
    return f"{len(params.h)} {signs} {write_asks(params.asks)}"
