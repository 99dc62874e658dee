"""Ticket 18: clipping a gradient by its norm, against explosion: where |g| > c, g is replaced by (c / |g|) g.

The norm is the Euclidean one; the direction stays. The weights are not clipped, as the guide's sentence (not its code) says.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.activations import simple
from colloq.exact.asks import points, read_asks, write_asks
from colloq.exact.fields import Fields, plain
from colloq.exact.square_roots import rational_root, root
from colloq.exact.tree_vectors import (
    Trees,
    Vector,
    comma_ambiguous,
    entries,
    plain_vector,
    rationals,
    read_vector,
    row,
    row_answer,
)
from colloq.exact.wrong_answers import wrong_numbers, wrong_vectors
from colloq.grading.number import as_float, exact
from colloq.model import MatrixAnswer, Mistake, NumberAnswer, Part, Step
from colloq.notation.build import TWO, difference, power, product, quotient, rational, sqrt, total

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from colloq.model import Answer, Value, Values
    from colloq.notation.tree import Tree
    from colloq.seeds import Stream

VERSION = 1
TICKET = "18"
LEVELS = (1, 2, 3)

ASKS = ("norm", "clipped", "step")
_WEIGHTS = {"norm": 3, "clipped": 5, "step": 4}
_MOST = 6


@dataclass(frozen=True, slots=True)
class Clip:
    """The gradient, the threshold of its norm; for a step also the weights and the learning rate."""

    g: Vector
    threshold: Fraction
    w: Vector | None
    eta: Fraction | None
    asks: tuple[str, ...]


# ------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> Clip:
    """g, threshold, w, eta, ask. Raises ParameterError."""
    source = Fields(fields)
    g = read_vector(source, "g", 2, _MOST)
    threshold = source.rational("threshold")
    asks = read_asks(source, ASKS, "clipped")
    stepped = "step" in asks
    w = read_vector(source, "w", 2, _MOST) if stepped or source.has("w") else None
    eta = source.rational("eta") if stepped or source.has("eta") else None
    source.done()
    if not any(g):
        raise ParameterError("g", "no-gradient")
    if threshold <= 0:
        raise ParameterError("threshold", "not-positive")
    if not stepped and (w is not None or eta is not None):
        raise ParameterError("w" if w is not None else "eta", "step-unused")
    if eta is not None and eta <= 0:
        raise ParameterError("eta", "not-positive")
    if w is not None and len(w) != len(g):
        raise ParameterError("w", "vector-other-length", size=len(g), given=len(w))
    return Clip(g, threshold, w, eta, asks)


def write_params(params: Clip) -> dict[str, Any]:
    """Plain JSON."""
    written: dict[str, Any] = {"g": plain_vector(params.g), "threshold": plain(params.threshold)}
    if params.w is not None and params.eta is not None:
        written |= {"w": plain_vector(params.w), "eta": plain(params.eta)}
    return {**written, "ask": write_asks(params.asks)}


# ----------------------------------------------------------------------------------------------------------------- sample

_PLANE = ((3, 4), (5, 12), (8, 15), (7, 24), (20, 21))
_SPACE = ((1, 2, 2), (2, 3, 6), (1, 4, 8), (4, 4, 7), (2, 6, 9), (6, 6, 7), (3, 4, 12), (2, 5, 14), (2, 10, 11))
_FOUR = (
    *((1, 1, 1, 1), (1, 2, 2, 4), (1, 1, 3, 5), (1, 4, 4, 4), (2, 2, 4, 5), (2, 2, 3, 8), (2, 4, 5, 6), (1, 3, 3, 9)),
    *((1, 1, 7, 7), (1, 5, 5, 7), (1, 2, 8, 10), (1, 4, 8, 12)),
)
"""Sizes of entries whose squares add up to a square."""
_RATIOS = tuple(map(Fraction, ("1/2", "1/3", "2/3", "1/4", "3/4", "1/5", "2/5", "3/5", "4/5", "1/10", "3/10")))
_RATES = tuple(map(Fraction, ("1/2", "1/4", "1/5", "1/10", "2/5", "3/10")))
_BELOW = 35
"""Per cent of the draws in which the gradient is shorter than the threshold."""


def sample(rng: Stream, level: int) -> Clip | None:
    """1: two or three entries. 2: three or four, at times below the threshold. 3: with the step that follows."""
    sizes = rng.shuffled(rng.choice(_PLANE + _SPACE if level == 1 else _SPACE + _FOUR))
    scale = rng.choice((1, 2, 3, 4, 5, 6))
    g = tuple(Fraction(scale * size if rng.chance(50) else -scale * size) for size in sizes)
    norm = rational_root(_squares(g))
    assert norm is not None
    if rng.chance(_BELOW):
        threshold = norm + Fraction(rng.integer(1, 2 * int(norm)), rng.choice((1, 2)))
    else:
        threshold = norm * rng.choice(_RATIOS) if rng.chance(50) or norm < 4 else Fraction(rng.integer(2, int(norm) - 1))
    if level < 3:
        return _good(Clip(g, threshold, None, None, ASKS[:2]))
    w = tuple(Fraction(rng.integer(-9, 9)) for _ in g)
    return _good(Clip(g, threshold, w, rng.choice(_RATES), ASKS)) if any(w) else None


def _good(params: Clip) -> Clip | None:
    """Tidy entries, no answer that decimal commas make ambiguous, a step that goes somewhere else than to zero."""
    if max(map(abs, params.g)) > 60 or params.threshold.denominator > 2 or not 1 <= params.threshold < 100:
        return None
    clipped = _clipped(params, root(rational(_squares(params.g))))
    vectors = [clipped, *(cells for _, cells in _wrong_gradients(params))]
    right = [clipped]
    if params.w is not None:
        right.append(_stepped(params, clipped))
        vectors += [right[1], *(cells for _, cells in _wrong_steps(params))]
    numbers = [tuple(exact(cell) or Fraction(0) for cell in cells) for cells in right]
    tidy = all(cell.denominator <= 50 for cells in numbers for cell in cells) and all(map(any, numbers))
    return params if tidy and not any(map(comma_ambiguous, vectors)) else None


# ------------------------------------------------------------------------------------------------------------ mathematics


def _squares(cells: Vector) -> Fraction:
    return sum((cell * cell for cell in cells), Fraction(0))


def _times(factor: Tree, cells: Sequence[Fraction]) -> Trees:
    return tuple(simple(product(factor, rational(cell))) for cell in cells)


def _is_clipped(params: Clip, norm: Tree) -> bool:
    return as_float(norm) > params.threshold


def _clipped(params: Clip, norm: Tree) -> Trees:
    """The gradient after clipping, where its norm is this number."""
    if not _is_clipped(params, norm):
        return rationals(params.g)
    return _times(simple(quotient(rational(params.threshold), norm)), params.g)


def _stepped(params: Clip, gradient: Sequence[Tree], sign: int = -1) -> Trees:
    """Weights plus `sign` times eta times the gradient."""
    assert params.w is not None
    assert params.eta is not None
    rate = rational(sign * params.eta)
    return tuple(simple(total(rational(weight), product(rate, cell))) for weight, cell in zip(params.w, gradient, strict=True))


def solve(params: Clip) -> tuple[Part, ...]:
    """The parts that are asked."""
    norm, worth = root(rational(_squares(params.g))), points(params.asks, _WEIGHTS)

    def answer(name: str) -> Answer:
        match name:
            case "norm":
                return NumberAnswer(norm)
            case "clipped":
                return row_answer(_clipped(params, norm))
            case _:
                return row_answer(_stepped(params, _clipped(params, norm)))

    return tuple(Part(name, answer(name), worth[name]) for name in params.asks)


def carried(params: Clip, part: str, own: Mapping[str, Answer]) -> Answer | None:
    """Clipping by the student's own norm, the step with their own clipped gradient."""
    norm = own.get("norm")
    size = norm.value if isinstance(norm, NumberAnswer) else root(rational(_squares(params.g)))
    if part == "norm" or not as_float(size) > 0:
        return None
    gradient = entries(own["clipped"]) if "clipped" in own else _clipped(params, size)
    return row_answer(_clipped(params, size) if part == "clipped" else _stepped(params, gradient))


# ------------------------------------------------------------------------------------------------------------------ texts


def state(params: Clip) -> Values:
    """Values for the texts."""
    values: dict[str, Value] = {"g": row(params.g), "threshold": params.threshold, "stepped": params.w is not None}
    if params.w is None or params.eta is None:
        return values
    return {**values, "w": row(params.w), "eta": params.eta}


def hints(params: Clip) -> tuple[Step, ...]:
    """Compare first, then how to shorten a vector or what comes after."""
    return Step("hint-compare"), Step("hint-step" if "step" in params.asks else "hint-direction")


def explain(params: Clip) -> tuple[Step, ...]:
    """The norm, the comparison, the clipped gradient, the step."""
    return tuple(_explain(params))


def _explain(params: Clip) -> Iterator[Step]:
    squares = rational(_squares(params.g))
    norm = root(squares)
    yield Step("norm", before=sqrt(total(*(power(rational(cell), TWO) for cell in params.g))), after=norm)
    if not {"clipped", "step"} & set(params.asks):
        return
    clipped = _clipped(params, norm)
    if _is_clipped(params, norm):
        factor = quotient(rational(params.threshold), norm)
        yield Step("factor", {"norm": norm}, before=factor, after=simple(factor))
        yield Step("clipped", {"clipped": row(clipped)})
    else:
        yield Step("not-clipped", {"norm": norm, "clipped": row(clipped)})
    if "step" in params.asks:
        yield Step("step", {"stepped_to": row(_stepped(params, clipped))})


# --------------------------------------------------------------------------------------------------------------- mistakes


def mistakes(params: Clip) -> tuple[Mistake, ...]:
    """Wrong answers, part by part; those that come to the right one are left out."""
    found: list[Mistake] = []
    for part in solve(params):
        if isinstance(part.answer, NumberAnswer):
            found += wrong_numbers(part.name, part.answer, _wrong_norms(params))
        elif isinstance(part.answer, MatrixAnswer):
            wrong = _wrong_gradients(params) if part.name == "clipped" else _wrong_steps(params)
            found += wrong_vectors(part.name, part.answer, wrong)
    return tuple(found)


def _wrong_norms(params: Clip) -> Iterator[tuple[str, Tree]]:
    sizes = [abs(cell) for cell in params.g]
    yield "root-forgotten", rational(_squares(params.g))
    yield "sizes-added", rational(sum(sizes, Fraction(0)))
    yield "largest-entry", rational(max(sizes))
    yield "root-of-mean", root(rational(_squares(params.g) / len(params.g)))


def _by_value(params: Clip) -> Trees:
    limit = params.threshold
    return rationals(tuple(max(-limit, min(limit, cell)) for cell in params.g))


def _wrong_gradients(params: Clip) -> Iterator[tuple[str, Trees]]:
    norm, limit = root(rational(_squares(params.g))), rational(params.threshold)
    whole = rational(sum((abs(cell) for cell in params.g), Fraction(0)))
    factor = simple(quotient(limit, norm))
    yield ("not-clipped", rationals(params.g)) if _is_clipped(params, norm) else ("clipped-anyway", _times(factor, params.g))
    yield "by-value", _by_value(params)
    yield "unit-length", _times(simple(quotient(rational(1), norm)), params.g)
    if _is_clipped(params, norm):
        yield "factor-inverted", _times(simple(quotient(norm, limit)), params.g)
        yield "sizes-added", _times(simple(quotient(limit, whole)), params.g)


def _wrong_steps(params: Clip) -> Iterator[tuple[str, Trees]]:
    assert params.w is not None
    norm = root(rational(_squares(params.g)))
    clipped = _clipped(params, norm)
    yield "plus-for-minus", _stepped(params, clipped, 1)
    if _is_clipped(params, norm):
        yield "not-clipped", _stepped(params, rationals(params.g))
    yield (
        "rate-forgotten",
        tuple(simple(difference(rational(weight), cell)) for weight, cell in zip(params.w, clipped, strict=True)),
    )
    yield "weights-forgotten", tuple(simple(product(rational(-(params.eta or 1)), cell)) for cell in clipped)
    after = tuple(exact(cell) or Fraction(0) for cell in _stepped(params, rationals(params.g)))
    length = root(rational(_squares(after)))
    if as_float(length) > params.threshold:
        yield "weights-clipped", _times(simple(quotient(rational(params.threshold), length)), after)


# ----------------------------------------------------------------------------------------------------------------- oracle


def oracle(params: Clip, at: Mapping[str, float]) -> dict[str, Any]:  # noqa: ARG001 - no symbols here
    """NumPy's norm; the clipped gradient as the nearest point of a ball of the threshold's radius."""
    import numpy as np  # noqa: PLC0415

    g = np.array([float(cell) for cell in params.g])
    norm = float(np.linalg.norm(g))
    clipped = g * min(1.0, float(params.threshold) / norm)
    found: dict[str, Any] = {"norm": norm, "clipped": [clipped.tolist()]}
    if params.w is not None and params.eta is not None:
        found["step"] = [(np.array([float(cell) for cell in params.w]) - float(params.eta) * clipped).tolist()]
    return {name: found[name] for name in params.asks}


def skeleton(params: Clip) -> str:
    """Number of entries, whether the gradient is clipped, what is asked."""
    side = "over" if _squares(params.g) > params.threshold**2 else "under"
    return f"{len(params.g)} {side} {write_asks(params.asks)}"
