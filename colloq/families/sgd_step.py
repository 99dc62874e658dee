"""Ticket 2: the minibatch estimate of the gradient, (1/m) sum over I of grad f_i, and a step of SGD with the sum or the mean.

The guide averages in the estimate and sums in the step; other books average in both, so each problem says which it means.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.asks import points, read_asks, write_asks
from colloq.exact.descent import rate_of, read_rate
from colloq.exact.fields import Fields, plain
from colloq.exact.numeric_functions import floats
from colloq.exact.rational_vectors import answer_of, inline_point, plus, tidy, times, vector_mistakes, vector_of, write_vector
from colloq.model import REAL, FormulaAnswer, Grid, Mistake, Part, Step, Table, Word
from colloq.notation.build import difference, negative, product, rational, symbol
from colloq.notation.tree import Negative, Number, Product, Quotient, Sum

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from colloq.exact.rational_vectors import Vector
    from colloq.model import Answer, Value, Values
    from colloq.notation.tree import Tree
    from colloq.seeds import Stream

VERSION = 1
TICKET = "2"
LEVELS = (1, 2, 3)

ASKS = ("formula", "estimate", "step")
"""The gradient of one f_i as a formula (one weight), the estimate of the gradient, the point after the step."""
_WEIGHTS = {"formula": 3, "estimate": 4, "step": 4}
_SYMBOLS = {"w": REAL, "x": REAL, "y": REAL}
_RATES = tuple(map(Fraction, ("1/10", "1/5", "1/4", "1/2", "1/20", "1/8")))
_LONGEST = 20


@dataclass(frozen=True, slots=True)
class Batch:
    """Objects, the losses f_i, the point, the minibatch, the rule of the step.

    Without `inputs`, f_i = factor (x - y_i)^2; with them factor (w x_i - y_i)^2, or factor (w x_i + b - y_i)^2 where `start` has
    two entries. `batch` holds numbers of objects from 1.
    """

    inputs: Vector | None
    targets: Vector
    start: Vector
    batch: tuple[int, ...]
    factor: Fraction
    rule: str
    eta: Fraction
    asks: tuple[str, ...]


# -------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> Batch:
    """inputs, targets, start, batch, factor, rule, eta, ask. Raises ParameterError: no such object, the gradient 0."""
    source = Fields(fields)
    targets = _read_numbers(source, "targets")
    inputs = _read_numbers(source, "inputs") if source.has("inputs") else None
    start = _read_numbers(source, "start")
    batch = _read_numbers(source, "batch")
    factor = source.rational("factor", 1)
    rule = source.word("rule", ("sum", "mean"))
    eta = read_rate(source)
    asks = read_asks(source, ASKS, "estimate, step")
    source.done()
    if inputs is not None and len(inputs) != len(targets):
        raise ParameterError("inputs", "as-many", count=len(targets))
    if len(start) > (1 if inputs is None else 2):
        raise ParameterError("start", "weights")
    if factor not in (1, Fraction(1, 2)):
        raise ParameterError("factor", "factor")
    if len(set(batch)) < len(batch) or not set(batch) <= set(range(1, len(targets) + 1)):
        raise ParameterError("batch", "objects", count=len(targets))
    if "formula" in asks and (inputs is None or len(start) > 1):
        raise ParameterError("ask", "formula-one-weight")
    params = Batch(inputs, targets, start, tuple(map(int, batch)), factor, rule, eta, asks)
    if not any(_sum(params)):
        raise ParameterError("start", "stationary")
    return params


def _read_numbers(source: Fields, name: str) -> Vector:
    """Numbers in a row. Raises ParameterError (`numbers`)."""
    value = source.raw(name)
    if not isinstance(value, list):
        value = [value] if isinstance(value, int | float | Fraction) else str(value)
    if isinstance(value, list) and not any(isinstance(entry, list) for entry in value):
        value = [value]
    flat = sum(Fields({name: value}).rows(name), ())
    if len(flat) > _LONGEST:
        raise ParameterError(name, "numbers", most=_LONGEST)
    return flat


def write_params(params: Batch) -> dict[str, Any]:
    """Plain JSON."""
    inputs = {} if params.inputs is None else {"inputs": [plain(entry) for entry in params.inputs]}
    return {
        **inputs,
        "targets": [plain(entry) for entry in params.targets],
        "start": write_vector(params.start),
        "batch": list(params.batch),
        "factor": plain(params.factor),
        "rule": params.rule,
        "eta": plain(params.eta),
        "ask": write_asks(params.asks),
    }


# ----------------------------------------------------------------------------------------------------------------- sample


def sample(rng: Stream, level: int) -> Batch | None:
    """1: f_i = (x - c_i)^2. 2: one weight, with the gradient as a formula. 3: a weight and a bias."""
    count, size = rng.integer(5, 7), rng.weighted(((2, 5), (3, 3), (4, 1)))
    targets = tuple(Fraction(rng.integer(-6, 9)) for _ in range(count))
    inputs = None if level == 1 else tuple(Fraction(rng.nonzero(-3, 4)) for _ in range(count))
    start = tuple(Fraction(rng.nonzero(-3, 4)) for _ in range(2 if level == 3 else 1))
    params = Batch(
        inputs,
        targets,
        start,
        tuple(sorted(rng.sample(range(1, count + 1), size))),
        Fraction(1, 2) if rng.chance(45) else Fraction(1),
        "sum" if rng.chance(50) else "mean",
        rng.choice(_RATES),
        ASKS if level == 2 else ASKS[1:],
    )
    return params if _is_good(params) else None


def _is_good(params: Batch) -> bool:
    """Whether no residual of the batch is 0 and a person can work with the numbers."""
    residuals = [_residual(params, index) for index in params.batch]
    after = _after(params, _sum(params))
    return (
        all(residuals)
        and len(set(params.targets)) > 3
        and len({*zip(params.inputs or params.targets, params.targets, strict=True)}) == len(params.targets)
        and all(_sum(params))
        and all(after)
        and tidy(_sum(params), 60, 1)
        and tidy(after, 20, 100 if params.eta.denominator in (5, 10, 20) else 36)
    )


# ------------------------------------------------------------------------------------------------------------ mathematics


def _residual(params: Batch, index: int) -> Fraction:
    """Prediction minus target of an object."""
    x = Fraction(1) if params.inputs is None else params.inputs[index - 1]
    bias = params.start[1] if len(params.start) > 1 else 0
    return params.start[0] * x + bias - params.targets[index - 1]


def _inner(params: Batch, index: int) -> Vector:
    """The derivatives of the prediction by the weights: 1, or x_i, or (x_i, 1)."""
    x = Fraction(1) if params.inputs is None else params.inputs[index - 1]
    return (x, Fraction(1))[: len(params.start)]


def _gradient(params: Batch, index: int) -> Vector:
    return times(2 * params.factor * _residual(params, index), _inner(params, index))


def _total(vectors: Sequence[Vector]) -> Vector:
    return tuple(sum(entries, Fraction(0)) for entries in zip(*vectors, strict=True))


def _sum(params: Batch) -> Vector:
    """The sum of the gradients over the batch."""
    return _total([_gradient(params, index) for index in params.batch])


def _after(params: Batch, summed: Vector) -> Vector:
    """The point after the step, from the sum of the gradients."""
    share = 1 if params.rule == "sum" else len(params.batch)
    return plus(params.start, summed, -params.eta / share)


def _formula(factor: int | Fraction, *, sign: int = 1, inner: bool = True) -> Tree:
    """Factor · (w x - y) x, or with the residual turned round or without the inner derivative."""
    prediction = product(symbol("w"), symbol("x"))
    residual = difference(prediction, symbol("y"))
    whole = product(rational(factor), residual, *([symbol("x")] if inner else []))
    return whole if sign > 0 else negative(whole)


def solve(params: Batch) -> tuple[Part, ...]:
    """The parts that are asked."""
    summed = _sum(params)
    answers: dict[str, Answer] = {
        "formula": FormulaAnswer(_formula(2 * params.factor), _SYMBOLS),
        "estimate": answer_of(times(Fraction(1, len(params.batch)), summed)),
        "step": answer_of(_after(params, summed)),
    }
    worth = points(params.asks, _WEIGHTS)
    return tuple(Part(name, answers[name], worth[name]) for name in params.asks)


def carried(params: Batch, part: str, own: Mapping[str, Answer]) -> Answer | None:
    """The point after the step from the student's own estimate."""
    estimate = vector_of(own["estimate"]) if part == "step" and "estimate" in own else None
    return None if estimate is None else answer_of(_after(params, times(len(params.batch), estimate)))


# ------------------------------------------------------------------------------------------------------------------- texts


def _kind(params: Batch) -> str:
    return "location" if params.inputs is None else "weight" if len(params.start) == 1 else "line"


def state(params: Batch) -> Values:
    """Values for the texts."""
    kind = _kind(params)
    columns: list[Sequence[Value]] = [tuple(map(rational, params.targets))]
    if params.inputs is not None:
        columns.insert(0, tuple(map(rational, params.inputs)))
    header = ("i", "cᵢ") if params.inputs is None else ("i", "xᵢ", "yᵢ")
    rows = tuple((place, *cells) for place, cells in enumerate(zip(*columns, strict=True), 1))
    return {
        "objects": Table(header, rows),
        "count": len(params.targets),
        "size": len(params.batch),
        "loss": Word(f"loss-{kind}" if params.factor == 1 else f"loss-{kind}-half"),
        "rule": Word(f"rule-{kind}-{params.rule}"),
        "batch": params.batch,
        "start": inline_point(params.start),
        "eta": rate_of(params.eta),
        "location": kind == "location",
        "weight": kind == "weight",
        "line": kind == "line",
        "after": Word(f"after-{kind}"),
    }


def hints(params: Batch) -> tuple[Step, ...]:
    """Whose gradients are needed, then what is done with them."""
    return (Step("hint-chain"), Step(f"hint-{params.rule}"))


def explain(params: Batch) -> tuple[Step, ...]:
    """The gradient of one object, those of the batch, their mean, the step."""
    return tuple(_explain(params))


def _explain(params: Batch) -> Iterator[Step]:
    size, summed = len(params.batch), _sum(params)
    mean, after = times(Fraction(1, size), summed), _after(params, summed)
    yield Step(f"gradient-{_kind(params)}" if params.factor == 1 else f"gradient-{_kind(params)}-half")
    if "formula" in params.asks:
        yield Step("formula", after=_formula(2 * params.factor))
    for index in params.batch:
        yield from _object_steps(params, index)
    slopes = [_gradient(params, index) for index in params.batch]
    for at, name in enumerate(_letters(params)):
        terms = Sum(tuple(rational(slope[at]) for slope in slopes))
        yield Step("mean", {"by": name}, before=Quotient(terms, Number(size)), after=rational(mean[at]))
    if len(mean) > 1:
        yield Step("estimate", {"estimate": Grid(tuple((rational(entry),) for entry in mean))})
    used = summed if params.rule == "sum" else mean
    for at, name in enumerate(_letters(params)):
        moved = Sum((rational(params.start[at]), Negative(Product((rate_of(params.eta), rational(used[at]))))))
        yield Step(f"moved-{params.rule}", {"by": name, "used": rational(used[at])}, before=moved, after=rational(after[at]))
    if len(after) > 1:
        yield Step("reached", {"point": Grid(tuple((rational(entry),) for entry in after))})


def _letters(params: Batch) -> tuple[Tree, ...]:
    return (symbol("x"),) if params.inputs is None else (symbol("w"), symbol("b"))[: len(params.start)]


def _object_steps(params: Batch, index: int) -> Iterator[Step]:
    """Residual and gradient of one object of the batch."""
    residual, inner = _residual(params, index), _inner(params, index)
    first: Tree = rational(params.start[0])
    if params.inputs is not None:
        first = Product((first, rational(params.inputs[index - 1])))
    bias = (rational(params.start[1]),) if len(params.start) > 1 else ()
    terms = (first, *bias, Negative(rational(params.targets[index - 1])))
    yield Step("residual", {"i": index}, before=Sum(terms), after=rational(residual))
    for name, part, entry in zip(_letters(params), inner, _gradient(params, index), strict=True):
        factors = [rational(factor) for factor in (2 * params.factor, residual, part) if factor != 1]
        before = Product(tuple(factors)) if len(factors) > 1 else rational(entry)
        yield Step("object", {"i": index, "by": name}, before=before, after=rational(entry))


# ---------------------------------------------------------------------------------------------------------------- mistakes


def mistakes(params: Batch) -> tuple[Mistake, ...]:
    """Wrong answers, part by part."""
    found: list[Mistake] = []
    for part in solve(params):
        if part.name == "formula":
            found += [Mistake(name, part.name, FormulaAnswer(tree, _SYMBOLS)) for name, tree in _wrong_formulas(params)]
        else:
            found += vector_mistakes(part, _wrong_estimates(params) if part.name == "estimate" else _wrong_steps(params))
    return tuple(found)


def _wrong_formulas(params: Batch) -> Iterator[tuple[str, Tree]]:
    two = 2 * params.factor
    yield ("two-forgotten", _formula(1)) if two == 2 else ("two-added", _formula(2))
    yield "input-forgotten", _formula(two, inner=False)
    yield "residual-sign", _formula(two, sign=-1)


def _whole(params: Batch) -> Vector:
    """The sum of the gradients of all objects."""
    return _total([_gradient(params, index) for index in range(1, len(params.targets) + 1)])


def _wrong_estimates(params: Batch) -> Iterator[tuple[str, Vector]]:
    size, count, summed = len(params.batch), len(params.targets), _sum(params)
    mean = times(Fraction(1, size), summed)
    yield "sum-for-mean", summed
    yield "divided-by-all", times(Fraction(1, count), summed)
    yield "whole-sample", times(Fraction(1, count), _whole(params))
    yield ("two-forgotten", times(Fraction(1, 2), mean)) if params.factor == 1 else ("two-added", times(2, mean))
    yield "residual-sign", times(-1, mean)
    if params.inputs is not None:
        residuals = sum((_residual(params, index) for index in params.batch), Fraction(0))
        bare = 2 * params.factor * residuals / size
        yield "input-forgotten", (bare,) * len(params.start)


def _wrong_steps(params: Batch) -> Iterator[tuple[str, Vector]]:
    size, count, summed = len(params.batch), len(params.targets), _sum(params)
    share = 1 if params.rule == "sum" else size
    other = "mean-for-sum" if params.rule == "sum" else "sum-for-mean"
    yield other, plus(params.start, summed, -params.eta / (size if params.rule == "sum" else 1))
    yield "plus-for-minus", plus(params.start, summed, params.eta / share)
    if params.eta != 1:
        yield "eta-forgotten", plus(params.start, summed, Fraction(-1, share))
    yield "divided-by-all", plus(params.start, summed, -params.eta / count)
    yield "whole-sample", plus(params.start, _whole(params), -params.eta / (1 if params.rule == "sum" else count))
    yield "start-forgotten", times(-params.eta / share, summed)


# ------------------------------------------------------------------------------------------------------------------ checks


def oracle(params: Batch, at: Mapping[str, float]) -> dict[str, Any]:
    """By NumPy: the design matrix of the batch, least squares in matrix form; the formula by a complex step."""
    import numpy as np  # noqa: PLC0415 - not needed to set or grade a problem

    targets = np.array([float(entry) for entry in params.targets])
    ones = np.ones_like(targets)
    inputs = ones if params.inputs is None else np.array([float(entry) for entry in params.inputs])
    design = np.column_stack([inputs, ones])[:, : len(params.start)]
    chosen = [index - 1 for index in params.batch]
    weights = np.array([float(entry) for entry in params.start])
    factor = params.factor.numerator / params.factor.denominator
    summed = 2 * factor * design[chosen].T @ (design[chosen] @ weights - targets[chosen])
    mean = summed / len(chosen)
    eta = params.eta.numerator / params.eta.denominator
    found: dict[str, Any] = {"estimate": floats(mean), "step": floats(weights - eta * (summed if params.rule == "sum" else mean))}
    if "formula" in params.asks:
        step = 1e-30
        found["formula"] = factor * (((at["w"] + step * 1j) * at["x"] - at["y"]) ** 2).imag / step
    return {name: found[name] for name in params.asks}


def skeleton(params: Batch) -> str:
    """Kind of model, factor, rule, size of the batch."""
    return f"{_kind(params)} {params.factor} {params.rule} {len(params.batch)} of {len(params.targets)}"
