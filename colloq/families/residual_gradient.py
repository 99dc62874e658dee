"""Ticket 5: the residuals as the antigradient of the squared loss by the answers of the composition.

-d/da_i 1/2 sum (a_k - y_k)^2 = y_i - a_i; with another factor before the sum, or weights, the antigradient is proportional to
the residual. A step along it is gradient descent in the space of answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.asks import points, read_asks, write_asks
from colloq.exact.differences import central_difference, digits60
from colloq.exact.fields import Fields, plain
from colloq.exact.objects import (
    Vector,
    answered,
    check_length,
    easy,
    minus,
    objects_table,
    plain_vector,
    plus,
    read_vector,
    short,
    vector_answer,
    writable,
)
from colloq.exact.slips import slips
from colloq.grading.number import exact
from colloq.model import REAL, FormulaAnswer, Grid, MatrixAnswer, Part, Step
from colloq.notation.build import TWO, difference, power, product, rational, symbol, total

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from colloq.model import Answer, Mistake, Value, Values
    from colloq.notation.tree import Tree
    from colloq.seeds import Stream

VERSION = 1
TICKET = "5"
LEVELS = (1, 2, 3)

FACTORS = ("half", "one", "mean", "half-mean")
"""What stands before the sum: 1/2, nothing, 1/N, 1/(2N)."""
ASKS = ("gradient", "antigradient", "vector", "step")
_WEIGHTS = {"gradient": 5, "antigradient": 5, "vector": 4, "step": 3}
_MOST_OBJECTS = 5
_RATES = (Fraction(1, 2), Fraction(1, 10), Fraction(1, 5), Fraction(1, 4))


@dataclass(frozen=True, slots=True)
class Loss:
    """Targets y, answers a, the factor, the object i of the formula, weights (or none), the rate of a step, what is asked."""

    y: Vector
    a: Vector
    factor: str
    i: int
    weights: Vector = ()
    rate: Fraction = Fraction(1)
    asks: tuple[str, ...] = ("antigradient", "vector")

    @property
    def constant(self) -> Fraction:
        """What stands before the sum."""
        count = len(self.y)
        return {"half": Fraction(1, 2), "one": Fraction(1), "mean": Fraction(1, count)}.get(self.factor, Fraction(1, 2 * count))

    @property
    def residuals(self) -> Vector:
        """What the answers lack to reach the targets."""
        return minus(self.y, self.a)


# ------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> Loss:
    """y, a, factor, i, weights, rate, ask. Raises ParameterError."""
    source = Fields(fields)
    y = read_vector(source, "y", 2, _MOST_OBJECTS)
    a = read_vector(source, "a", 2, _MOST_OBJECTS)
    check_length("a", a, len(y))
    factor = source.word("factor", FACTORS, "half")
    i = source.integer("i", 1, len(y), 1)
    weights: Vector = ()
    if source.has("weights"):
        weights = read_vector(source, "weights", 2, _MOST_OBJECTS)
        check_length("weights", weights, len(y))
        if min(weights) <= 0:
            raise ParameterError("weights", "weights-positive")
    asks = read_asks(source, ASKS, "antigradient, vector")
    unused = source.has("rate") and "step" not in asks
    rate = source.rational("rate", 1)
    source.done()
    if not 0 < rate <= 1:
        raise ParameterError("rate", "rate-range")
    if unused:
        raise ParameterError("rate", "rate-unused")
    if y == a:
        raise ParameterError("a", "at-the-minimum")
    return Loss(y, a, factor, i, weights, rate, asks)


def write_params(params: Loss) -> dict[str, Any]:
    """Plain JSON."""
    written: dict[str, Any] = {"y": plain_vector(params.y), "a": plain_vector(params.a), "factor": params.factor, "i": params.i}
    if params.weights:
        written["weights"] = plain_vector(params.weights)
    if "step" in params.asks:
        written["rate"] = plain(params.rate)
    return {**written, "ask": write_asks(params.asks)}


# ----------------------------------------------------------------------------------------------------------------- sample


def sample(rng: Stream, level: int) -> Loss | None:
    """1: the guide's loss. 2: any factor, gradient or antigradient. 3: weights, and a step in the space of answers."""
    count = 3 if level == 1 else rng.choice((3, 4) if level == 3 else (3, 4, 5))
    a = tuple(Fraction(rng.integer(-7, 12), rng.choice((1, 1, 2))) for _ in range(count))
    y = tuple(answer + rng.nonzero(-7, 7) for answer in a)
    i = rng.integer(1, count)
    factor = "half" if level == 1 else rng.choice(FACTORS)
    match level:
        case 1:
            params = Loss(y, a, factor, i)
        case 2:
            params = Loss(y, a, factor, i, asks=(rng.choice(ASKS[:2]), "vector"))
        case _:
            weights = tuple(Fraction(rng.integer(1, 3)) for _ in range(count))
            params = Loss(y, a, factor, i, weights, rng.choice(_RATES), (rng.choice(ASKS[:2]), "vector", "step"))
            if len(set(weights)) == 1:
                return None
    return params if _good(params) else None


def _good(params: Loss) -> bool:
    if len(set(map(abs, params.residuals))) < len(params.y) - 1:
        return False
    answers = [part.answer for part in solve(params)] + [mistake.answer for mistake in mistakes(params)]
    vectors = [
        tuple(number for cell in answer.rows[0] if (number := exact(cell)) is not None)
        for answer in answers
        if isinstance(answer, MatrixAnswer)
    ]
    tidy = all(easy(vector) and all(abs(cell) < 200 for cell in vector) for vector in vectors)
    return tidy and writable(vectors) and all(map(any, vectors))


# ------------------------------------------------------------------------------------------------------------ mathematics


def _symbols(params: Loss) -> tuple[str, ...]:
    letters = ("a", "y", "w") if params.weights else ("a", "y")
    return tuple(f"{letter}{k}" for letter in letters for k in range(1, len(params.y) + 1))


def _weight(params: Loss, k: int) -> tuple[Tree, ...]:
    return (symbol(f"w{k}"),) if params.weights else ()


def _gap(k: int, part: str) -> Tree:
    """y_k - a_k of the antigradient, a_k - y_k of the gradient."""
    target, answer = symbol(f"y{k}"), symbol(f"a{k}")
    return difference(answer, target) if part == "gradient" else difference(target, answer)


def _loss(params: Loss) -> Tree:
    """The loss as a formula in the answers."""
    count = len(params.y)
    squares = (product(*_weight(params, k), power(_gap(k, "gradient"), TWO)) for k in range(1, count + 1))
    return product(rational(params.constant), total(*squares))


def _component(params: Loss, part: str, factor: Fraction, *, weighted: bool = True) -> Tree:
    """The factor times w_i (y_i - a_i), or its opposite for the gradient."""
    return product(rational(factor), *(_weight(params, params.i) if weighted else ()), _gap(params.i, part))


def _vector(params: Loss, factor: Fraction, *, weighted: bool = True) -> Vector:
    """The factor times w (y - a), object by object."""
    weights = params.weights if weighted and params.weights else (Fraction(1),) * len(params.y)
    return tuple(factor * weight * gap for weight, gap in zip(weights, params.residuals, strict=True))


def _formula(params: Loss, tree: Tree) -> FormulaAnswer:
    return FormulaAnswer(tree, dict.fromkeys(_symbols(params), REAL))


def solve(params: Loss) -> tuple[Part, ...]:
    """The parts that are asked."""
    worth = points(params.asks, _WEIGHTS)
    antigradient = _vector(params, 2 * params.constant)
    answers: dict[str, Answer] = {
        "gradient": _formula(params, _component(params, "gradient", 2 * params.constant)),
        "antigradient": _formula(params, _component(params, "antigradient", 2 * params.constant)),
        "vector": vector_answer(antigradient),
        "step": vector_answer(plus(params.a, antigradient, params.rate)),
    }
    return tuple(Part(name, answers[name], worth[name]) for name in params.asks)


def carried(params: Loss, part: str, own: Mapping[str, Answer]) -> Answer | None:
    """The step that follows from an antigradient of one's own."""
    if part != "step" or "vector" not in own:
        return None
    cells = [exact(cell) for cell in answered(own["vector"])]
    known = tuple(cell for cell in cells if cell is not None)
    return vector_answer(plus(params.a, known, params.rate)) if len(known) == len(cells) else None


# ------------------------------------------------------------------------------------------------------------------ texts


def state(params: Loss) -> Values:
    """Values for the texts."""
    rows = [("yᵢ", params.y), ("aᵢ", params.a)]
    if params.weights:
        rows.append(("wᵢ", params.weights))
    values: dict[str, Value] = {
        "loss": _loss(params),
        "objects": objects_table(*rows),
        "weighted": bool(params.weights),
        "plain": not params.weights,
        "letters": f"a{params.i}, y{params.i}" + (f", w{params.i}" if params.weights else ""),
        "answer": symbol(f"a{params.i}"),
        "i": params.i,
        "rate": short(params.rate),
    }
    return values


def hints(params: Loss) -> tuple[Step, ...]:
    """Which term depends on the answer, then how it is differentiated."""
    return (Step("hint-one-term"), Step("hint-constant" if params.factor != "half" or params.weights else "hint-chain"))


def explain(params: Loss) -> tuple[Step, ...]:
    """The one term that counts, its derivative, the antigradient, the numbers."""
    return tuple(_explain(params))


def _explain(params: Loss) -> Iterator[Step]:
    constant, inner = params.constant, _gap(params.i, "gradient")
    yield Step("one-term", after=product(rational(constant), *_weight(params, params.i), power(inner, TWO)))
    raw = product(rational(constant), TWO, *_weight(params, params.i), inner)
    yield Step("gradient", before=raw, after=_component(params, "gradient", 2 * constant))
    if {"antigradient", "vector", "step"} & set(params.asks):
        key = "antigradient-half" if params.factor == "half" and not params.weights else "antigradient"
        yield Step(key, after=_component(params, "antigradient", 2 * constant))
    if "vector" in params.asks:
        yield Step("vector", {"vector": _row(_vector(params, 2 * constant))})
    if "step" in params.asks:
        yield Step("step", {"step": _row(plus(params.a, _vector(params, 2 * constant), params.rate), params.rate)})


def _row(vector: Vector, rate: Fraction = Fraction(1)) -> Grid:
    return Grid((tuple(short(cell, rate) for cell in vector),))


# --------------------------------------------------------------------------------------------------------------- mistakes


def mistakes(params: Loss) -> tuple[Mistake, ...]:
    """Wrong answers, part by part."""
    return slips(solve(params), lambda part: _wrong(params, part))


def _wrong(params: Loss, part: str) -> Iterator[tuple[str, Answer]]:
    constant = params.constant
    if part == "step":
        against = _vector(params, -2 * constant)
        yield "sign", vector_answer(plus(params.a, against, params.rate))
        yield "rate-forgotten", vector_answer(plus(params.a, _vector(params, 2 * constant)))
        yield "antigradient-for-step", vector_answer(_vector(params, 2 * constant * params.rate))
        return

    def made(factor: Fraction, *, weighted: bool = True) -> Answer:
        if part == "vector":
            return vector_answer(_vector(params, factor, weighted=weighted))
        return _formula(params, _component(params, part, factor, weighted=weighted))

    yield "sign", made(-2 * constant)
    yield "two-forgotten", made(constant)
    yield "factor-forgotten", made(Fraction(2))
    if params.weights:
        yield "weight-forgotten", made(2 * constant, weighted=False)
    yield "residual-itself", made(Fraction(1), weighted=False)
    if part != "vector":
        terms = (product(*_weight(params, k), _gap(k, part)) for k in range(1, len(params.y) + 1))
        yield "sum-kept", _formula(params, product(rational(2 * constant), total(*terms)))


# ----------------------------------------------------------------------------------------------------------------- oracle


def oracle(params: Loss, at: Mapping[str, float]) -> dict[str, Any]:
    """Central differences of the loss, with 60 digits."""
    context = digits60()
    count = len(params.y)
    plain_weights = params.weights or (1,) * count

    def derivative(k: int, a: list[Any], y: list[Any], w: list[Any]) -> float:
        def loss(value: Any) -> Any:  # noqa: ANN401
            answers = [*a[:k], value, *a[k + 1 :]]
            squares = sum(weight * (answer - target) ** 2 for weight, answer, target in zip(w, answers, y, strict=True))
            return squares / (2 if params.factor.startswith("half") else 1) / (count if params.factor.endswith("mean") else 1)

        return central_difference(loss, a[k], context)

    def numbers(values: Any) -> list[Any]:  # noqa: ANN401
        return [context.mpf(value.numerator) / value.denominator for value in values]

    given = numbers(params.a), numbers(params.y), numbers(plain_weights)
    vector = [-derivative(k, *given) for k in range(count)]
    found: dict[str, Any] = {
        "vector": [vector],
        "step": [[float(a) + float(params.rate) * s for a, s in zip(params.a, vector, strict=True)]],
    }
    if {"gradient", "antigradient"} & set(params.asks):
        a, y = ([context.mpf(at[f"{letter}{k}"]) for k in range(1, count + 1)] for letter in "ay")
        w = [context.mpf(at[f"w{k}"]) for k in range(1, count + 1)] if params.weights else [1] * count
        slope = derivative(params.i - 1, a, y, w)
        found |= {"gradient": slope, "antigradient": -slope}
    return {name: found[name] for name in params.asks}


def skeleton(params: Loss) -> str:
    """Objects, factor, weights or not, what is asked."""
    return f"{len(params.y)} {params.factor} {'weights ' if params.weights else ''}{write_asks(params.asks)}"
