"""Ticket 15: dropout. p is the probability to keep a neuron, as in the guide and in the paper; libraries give that of dropping.

Two conventions of scale: at test time all outputs are multiplied by p (the guide, Srivastava et al. 2014), or, inverted dropout,
the kept outputs are divided by p during training and nothing is done at test time (what libraries do).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.asks import points, read_asks, write_asks
from colloq.exact.fields import Fields, plain
from colloq.exact.tree_vectors import Vector, comma_ambiguous, plain_vector, rationals, read_vector, row, row_answer
from colloq.exact.wrong_answers import wrong_numbers, wrong_vectors
from colloq.model import MatrixAnswer, Mistake, NumberAnswer, Part, Step
from colloq.notation.build import ONE, TWO, power, product, quotient, rational, total
from colloq.notation.tree import Number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from colloq.model import Value, Values
    from colloq.notation.tree import Tree
    from colloq.seeds import Stream

VERSION = 1
TICKET = "15"
LEVELS = (1, 2, 3)

ASKS = ("train", "test", "sum-train", "sum-test", "expected", "probability", "subnetworks")
_WEIGHTS = {"train": 4, "test": 4, "sum-train": 3, "sum-test": 3, "expected": 4, "probability": 3, "subnetworks": 2}
_SUMS = frozenset(("sum-train", "sum-test", "expected"))
_MASKED = frozenset(("train", "sum-train", "probability"))
SCALES = ("test", "train")
_MOST = 10


@dataclass(frozen=True, slots=True)
class Dropout:
    """Outputs h of a layer, the probability p to keep, a mask, weights w of a next neuron, where the scale is put, the asks."""

    h: Vector
    p: Fraction
    mask: tuple[int, ...] | None
    w: Vector | None
    scale: str
    asks: tuple[str, ...]

    @property
    def inverted(self) -> bool:
        """Whether the kept outputs are divided by p during training."""
        return self.scale == "train"


# ------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> Dropout:
    """h, p, mask, w, scale, ask. Raises ParameterError."""
    source = Fields(fields)
    h = read_vector(source, "h", 1, _MOST)
    p = source.rational("p")
    scale = source.word("scale", SCALES, "test")
    asks = read_asks(source, ASKS, "test")
    masked, summed = bool(_MASKED & set(asks)), bool(_SUMS & set(asks))
    mask = read_vector(source, "mask", 1, _MOST) if masked or source.has("mask") else None
    w = read_vector(source, "w", 1, _MOST) if summed or source.has("w") else None
    source.done()
    if not 0 < p < 1:
        raise ParameterError("p", "p-range")
    for name, vector, used in (("mask", mask, masked), ("w", w, summed)):
        if vector is not None and not used:
            raise ParameterError(name, "vector-unused")
        if vector is not None and len(vector) != len(h):
            raise ParameterError(name, "vector-other-length", size=len(h), given=len(vector))
    if mask is not None and not set(mask) <= {0, 1}:
        raise ParameterError("mask", "mask-cells")
    return Dropout(h, p, None if mask is None else tuple(map(int, mask)), w, scale, asks)


def write_params(params: Dropout) -> dict[str, Any]:
    """Plain JSON."""
    written: dict[str, Any] = {"h": plain_vector(params.h), "p": plain(params.p)}
    if params.mask is not None:
        written["mask"] = list(params.mask)
    if params.w is not None:
        written["w"] = plain_vector(params.w)
    return {**written, "scale": params.scale, "ask": write_asks(params.asks)}


# ----------------------------------------------------------------------------------------------------------------- sample

_KEEP = tuple(map(Fraction, ("1/3", "2/3", "1/4", "3/4", "2/5", "3/5", "4/5", "1/5")))


def sample(rng: Stream, level: int) -> Dropout | None:
    """1: a layer while training and at test time. 2: a neuron behind it, on average. 3: either scale, probabilities."""
    size = rng.integer(3, 5) if level == 3 else rng.integer(4, 6)
    p = rng.choice(_KEEP)
    h = tuple(Fraction(rng.integer(-9, 12)) for _ in range(size))
    mask = tuple(int(rng.chance(60)) for _ in range(size))
    if h.count(Fraction(0)) > 1 or not 1 < sum(mask) < size or not any(cell and kept for cell, kept in zip(h, mask, strict=True)):
        return None
    if not any(cell and not kept for cell, kept in zip(h, mask, strict=True)):
        return None
    if level == 1:
        params = Dropout(h, p, mask, None, "test", ("train", "test"))
        vectors = [_train(params), _test(params), *(cells for part in params.asks for _, cells in _wrong_layers(params, part))]
        return None if any(comma_ambiguous(rationals(cells)) for cells in vectors) else params
    w = tuple(Fraction(rng.nonzero(-5, 5)) for _ in range(size))
    scale, asks = "test", ["sum-train", "expected", "subnetworks"]
    if level == 3:
        scale, asks = rng.choice(SCALES), ["sum-train", "sum-test", "probability", "subnetworks"]
    params = Dropout(h, p, mask, w, scale, tuple(asks))
    return params if _summed(params, _train(params)) and _summed(params, params.h) else None


# ------------------------------------------------------------------------------------------------------------ mathematics


def _times(factor: Fraction, cells: Vector) -> Vector:
    return tuple(factor * cell for cell in cells)


def _kept(params: Dropout, on: int = 1) -> Vector:
    """The outputs, those whose mask is not `on` switched off."""
    assert params.mask is not None
    return tuple(cell if kept == on else Fraction(0) for cell, kept in zip(params.h, params.mask, strict=True))


def _train(params: Dropout) -> Vector:
    return _times(1 / params.p if params.inverted else Fraction(1), _kept(params))


def _test(params: Dropout) -> Vector:
    return _times(Fraction(1) if params.inverted else params.p, params.h)


def _summed(params: Dropout, cells: Vector) -> Fraction:
    return sum((weight * cell for weight, cell in zip(params.w or (), cells, strict=True)), Fraction(0))


def _chance(p: Fraction, mask: tuple[int, ...]) -> Fraction:
    return p ** sum(mask) * (1 - p) ** (len(mask) - sum(mask))


def _answer(params: Dropout, name: str) -> NumberAnswer | MatrixAnswer:
    match name:
        case "train":
            return row_answer(rationals(_train(params)))
        case "test":
            return row_answer(rationals(_test(params)))
        case "sum-train":
            return NumberAnswer(rational(_summed(params, _train(params))))
        case "sum-test":
            return NumberAnswer(rational(_summed(params, _test(params))))
        case "expected":
            mean = Fraction(1) if params.inverted else params.p
            return NumberAnswer(rational(mean * _summed(params, params.h)))
        case "probability":
            return NumberAnswer(rational(_chance(params.p, params.mask or ())))
        case _:
            return NumberAnswer(Number(2 ** len(params.h)), exact=True)


def solve(params: Dropout) -> tuple[Part, ...]:
    """The parts that are asked; none of them follows from another."""
    worth = points(params.asks, _WEIGHTS)
    return tuple(Part(name, _answer(params, name), worth[name]) for name in params.asks)


# ------------------------------------------------------------------------------------------------------------------ texts


def state(params: Dropout) -> Values:
    """Values for the texts."""
    values: dict[str, Value] = {
        "size": len(params.h),
        "p": params.p,
        "h": row(params.h),
        "inverted": params.inverted,
        "masked": params.mask is not None,
        "summed": params.w is not None,
    }
    if params.mask is not None:
        values["mask"] = row(params.mask)
    if params.w is not None:
        values["w"] = row(params.w)
    return values


def hints(params: Dropout) -> tuple[Step, ...]:
    """Whose probability p is, then what is scaled when, or how to count."""
    if "probability" in params.asks:
        return Step("hint-scale-inverted" if params.inverted else "hint-scale"), Step("hint-independent")
    return Step("hint-keep"), Step("hint-mean" if "expected" in params.asks else "hint-scale")


def explain(params: Dropout) -> tuple[Step, ...]:
    """Part by part."""
    return tuple(step for name in params.asks for step in _explain_part(params, name))


def _explain_part(params: Dropout, name: str) -> Iterator[Step]:
    inverted = "-inverted" if params.inverted else ""
    match name:
        case "train":
            yield Step(f"train{inverted}", {"output": row(_train(params))})
        case "test":
            yield Step(f"test{inverted}", {"output": row(_test(params))})
        case "sum-train":
            plain_sum = _weighted(params, _kept(params))
            before = quotient(plain_sum, rational(params.p)) if params.inverted else plain_sum
            yield Step(f"sum-train{inverted}", before=before, after=rational(_summed(params, _train(params))))
        case "sum-test":
            plain_sum = _weighted(params, params.h)
            before = plain_sum if params.inverted else product(rational(params.p), plain_sum)
            yield Step(f"sum-test{inverted}", before=before, after=rational(_summed(params, _test(params))))
        case "expected":
            mean = ONE if params.inverted else rational(params.p)
            right = _answer(params, name)
            assert isinstance(right, NumberAnswer)
            yield Step(f"expected{inverted}", before=product(mean, _weighted(params, params.h)), after=right.value)
        case "probability":
            yield from _explain_probability(params)
        case _:
            yield Step("subnetworks", before=power(TWO, Number(len(params.h))), after=Number(2 ** len(params.h)))


def _weighted(params: Dropout, cells: Vector) -> Tree:
    """The sum of weights times outputs, as it is written out; outputs that are 0 are left out."""
    return total(*(product(rational(weight), rational(cell)) for weight, cell in zip(params.w or (), cells, strict=True) if cell))


def _explain_probability(params: Dropout) -> Iterator[Step]:
    kept = sum(params.mask or ())
    off = len(params.h) - kept
    before = product(power(rational(params.p), Number(kept)), power(rational(1 - params.p), Number(off)))
    yield Step("probability", {"kept": kept, "off": off}, before=before, after=rational(_chance(params.p, params.mask or ())))


# --------------------------------------------------------------------------------------------------------------- mistakes


def mistakes(params: Dropout) -> tuple[Mistake, ...]:
    """Wrong answers, part by part; those that come to the right one are left out."""
    found: list[Mistake] = []
    for part in solve(params):
        if isinstance(part.answer, MatrixAnswer):
            vectors = _wrong_layers(params, part.name)
            found += wrong_vectors(part.name, part.answer, ((name, rationals(cells)) for name, cells in vectors))
        elif isinstance(part.answer, NumberAnswer):
            pairs = ((name, rational(number)) for name, number in _wrong_numbers(params, part.name))
            found += wrong_numbers(part.name, part.answer, pairs)
    return tuple(found)


def _wrong_layers(params: Dropout, part: str) -> Iterator[tuple[str, Vector]]:
    """The wrong outputs of the layer, while training or at test time."""
    p, h = params.p, params.h
    if part == "train":
        scale = 1 / p if params.inverted else Fraction(1)
        yield "mask-ignored", _times(scale, h)
        yield "mask-inverted", _times(scale, _kept(params, 0))
        yield "multiplied-in-training", _times(p, _kept(params))
        if params.inverted:
            yield "scale-forgotten", _kept(params)
        return
    if params.inverted:
        yield "scaled-at-test", _times(p, h)
    else:
        yield "scale-forgotten", h
        yield "p-drops", _times(1 - p, h)
        yield "divided-by-p", _times(1 / p, h)
    if params.mask is not None:
        yield "mask-at-test", _times(Fraction(1) if params.inverted else p, _kept(params))


def _wrong_numbers(params: Dropout, part: str) -> Iterator[tuple[str, Fraction]]:
    p, size = params.p, len(params.h)
    match part:
        case "sum-train" | "sum-test":
            pairs = _wrong_layers(params, part.removeprefix("sum-"))
            yield from ((name, _summed(params, cells)) for name, cells in pairs)
        case "expected":
            whole = _summed(params, params.h)
            yield ("scaled-at-test", p * whole) if params.inverted else ("scale-forgotten", whole)
            yield "p-drops", (1 - p) * whole
            if params.mask is not None:
                yield "one-mask-taken", _summed(params, _train(params))
        case "probability":
            mask = params.mask or ()
            kept = sum(mask)
            yield "p-drops", _chance(1 - p, mask)
            yield "kept-only", p**kept
            yield "masks-equally-likely", Fraction(1, 2**size)
            yield "any-such-mask", math.comb(size, kept) * _chance(p, mask)
        case _:
            yield "neurons-doubled", Fraction(2 * size)
            yield "neurons-squared", Fraction(size * size)
            yield "empty-left-out", Fraction(2**size - 1)
            if params.mask is not None:
                yield "kept-neurons-only", Fraction(2 ** sum(params.mask))


# ----------------------------------------------------------------------------------------------------------------- oracle


def oracle(params: Dropout, at: Mapping[str, float]) -> dict[str, Any]:  # noqa: ARG001 - no symbols here
    """By NumPy, over all masks: the mean of the sums with the probabilities of the masks; sub-networks are counted."""
    import itertools  # noqa: PLC0415

    import numpy as np  # noqa: PLC0415

    p = float(params.p)
    h = np.array([float(cell) for cell in params.h])
    w = np.array([float(cell) for cell in params.w or (0,) * len(h)])
    mask = np.array(params.mask or (0,) * len(h), dtype=float)
    masks = np.array(list(itertools.product((0.0, 1.0), repeat=len(h))))
    gain = {"train": 1 / p, "test": 1.0}[params.scale]
    chances = np.where(masks == 1, p, 1 - p).prod(axis=1)
    sums = (masks * gain * h) @ w
    layer = (masks * gain * h).T @ chances  # what the layer gives on average is what it gives at test time
    found = {
        "train": [(mask * gain * h).tolist()],
        "test": [layer.tolist()],
        "sum-train": math.fsum((mask * gain * h * w).tolist()),
        "sum-test": float(layer @ w),
        "expected": float(sums @ chances),
        "probability": float(chances[(masks == mask).all(axis=1)].sum()),
        "subnetworks": float(len(masks)),
    }
    return {name: found[name] for name in params.asks}


def skeleton(params: Dropout) -> str:
    """Size of the layer, where the scale is put, what is asked."""
    return f"{len(params.h)} {params.scale} {write_asks(params.asks)}"
