"""Ticket 10: the backward pass of a linear layer for one example: dL/dW = x^T dL/dz, dL/dx = dL/dz W^T, with rows.

z = xW; x and dL/dz are rows of n and m numbers, W has n rows and m columns. With a second linear layer, h = xW and z = hV, the
gradients are dL/dV = h^T dL/dz, dL/dh = dL/dz V^T, dL/dW = x^T dL/dz V^T.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.arrays import shape, transposed
from colloq.exact.asks import points, read_asks, write_asks
from colloq.exact.fields import Fields, plain_rows
from colloq.exact.matrix_products import (
    all_different,
    draw_matrix,
    formula_value,
    has_zero,
    largest,
    matrix_answer,
    outer,
    own_matrix,
    read_matrix_of,
    sum_of_products,
    times,
)
from colloq.model import Grid, MatrixAnswer, MatrixFormulaAnswer, Mistake, Part, Step
from colloq.notation.build import product, rational, symbol
from colloq.notation.tree import Transpose

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from colloq.exact.matrix_products import Matrix
    from colloq.model import Answer, Value, Values
    from colloq.notation.tree import Tree
    from colloq.seeds import Stream

VERSION = 1
TICKET = "10"
LEVELS = (1, 2, 3)

ASKS = ("input-formula", "input", "last-weights", "hidden", "weights-formula", "weights")
"""dL/dx as a formula and in numbers; with two layers dL/dV and dL/dh; dL/dW as a formula and in numbers."""
_WEIGHTS = {"input-formula": 2, "input": 3, "last-weights": 2, "hidden": 2, "weights-formula": 3, "weights": 3}
_X, _DZ, _W, _V = (symbol(name) for name in ("x", "dz", "W", "V"))
_ONES = Fraction(1)


@dataclass(frozen=True, slots=True)
class Backward:
    """The row x, the weights W, those of a second layer (None: there is none), the row dL/dz, what is asked."""

    x: Matrix
    first: Matrix
    second: Matrix | None
    dz: Matrix
    asks: tuple[str, ...]


# ------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> Backward:
    """x, W, V, dz, ask. Raises ParameterError."""
    source = Fields(fields)
    x = read_matrix_of(source, "x", 1)
    first = read_matrix_of(source, "W", len(x[0]))
    second = read_matrix_of(source, "V", len(first[0])) if source.has("V") else None
    dz = read_matrix_of(source, "dz", 1, len((second or first)[0]))
    asks = read_asks(source, ASKS, "weights-formula, weights")
    source.done()
    if second is None and {"last-weights", "hidden"} & set(asks):
        raise ParameterError("ask", "needs-second-layer")
    if second is not None and {"input-formula", "input"} & set(asks):
        raise ParameterError("ask", "input-of-one-layer")
    if not any(any(row) for row in dz):
        raise ParameterError("dz", "no-gradient")
    return Backward(x, first, second, dz, asks)


def write_params(params: Backward) -> dict[str, Any]:
    """Plain JSON."""
    written: dict[str, Any] = {"x": plain_rows(params.x), "W": plain_rows(params.first)}
    if params.second is not None:
        written["V"] = plain_rows(params.second)
    return {**written, "dz": plain_rows(params.dz), "ask": write_asks(params.asks)}


# ------------------------------------------------------------------------------------------------------------------ draws

# inputs, neurons (of both layers at level 3) and how likely they are
_SHAPES = {
    1: (((2, 2), 4), ((3, 2), 3), ((2, 3), 2)),
    2: (((2, 2), 2), ((3, 3), 4), ((3, 2), 4), ((2, 3), 3)),
}
_TWO_LAYERS = (((2, 2, 2), 6), ((3, 2, 2), 3), ((2, 2, 3), 2), ((2, 3, 2), 2))
_ONE_ASKED = (("weights-formula", "weights"), ("input-formula", "input"))
_CELLS = (1, 1, 2, 2, 3, 3, 4, 5, -1, -1, -2, -2, -3, -4)
_SMALL = (1, 1, 2, 2, 3, -1, -1, -2, -2, -3)
_LARGEST = 40


def sample(rng: Stream, level: int) -> Backward | None:
    """1: one of the two gradients of a layer. 2: both. 3: two layers."""
    if level == 3:
        inputs, hidden, outputs = rng.weighted(_TWO_LAYERS)
        second = draw_matrix(rng, hidden, outputs, _SMALL)
        asks: tuple[str, ...] = ("last-weights", "hidden", "weights-formula", "weights")
    else:
        inputs, hidden = rng.weighted(_SHAPES[level])
        second, outputs = None, hidden
        asks = rng.choice(_ONE_ASKED) if level == 1 else ("input-formula", "input", "weights-formula", "weights")
    cells = _SMALL if level == 3 else _CELLS
    x, first = draw_matrix(rng, 1, inputs, cells), draw_matrix(rng, inputs, hidden, cells)
    params = Backward(x, first, second, draw_matrix(rng, 1, outputs, cells), asks)
    return params if _good(params) else None


def _good(params: Backward) -> bool:
    """No number of a row and no line of weights stands twice, no answer has a 0, mistakes have answers of their own."""
    weights = [rows for rows in (params.first, params.second) if rows is not None]
    sides = [params.x[0], params.dz[0], *(lines for rows in weights for lines in (rows, transposed(rows)))]
    if any(len(set(lines)) < len(lines) for lines in sides):
        return False
    for part in params.asks:
        if not part.endswith("formula"):
            right = _right(params, part)
            if has_zero(right) or largest(right) > _LARGEST or not all_different([right, *_wrong(params, part).values()]):
                return False
    return params.second is None or not has_zero(times(params.x, params.first))


# ---------------------------------------------------------------------------------------------------------------- solution


def _hidden_gradient(params: Backward) -> Matrix:
    """The gradient of the loss by the output of the first layer: dL/dz V^T, or dL/dz itself where there is one layer."""
    return params.dz if params.second is None else times(params.dz, transposed(params.second))


def _right(params: Backward, part: str) -> Matrix:
    match part:
        case "input":
            return times(params.dz, transposed(params.first))
        case "hidden":
            return _hidden_gradient(params)
        case "last-weights":
            return outer(times(params.x, params.first)[0], params.dz[0])
        case _:
            return outer(params.x[0], _hidden_gradient(params)[0])


def _formula(params: Backward, part: str) -> Tree:
    if part == "input-formula":
        return product(_DZ, Transpose(_W))
    return product(Transpose(_X), _DZ) if params.second is None else product(Transpose(_X), _DZ, Transpose(_V))


def _formula_answer(params: Backward, tree: Tree) -> MatrixFormulaAnswer:
    shapes = {"x": shape(params.x), "dz": shape(params.dz), "W": shape(params.first)}
    return MatrixFormulaAnswer(tree, shapes if params.second is None else {**shapes, "V": shape(params.second)})


def _number_answer(rows: Matrix, part: str) -> MatrixAnswer:
    return matrix_answer(rows, free_vector=part in ("input", "hidden"))


def solve(params: Backward) -> tuple[Part, ...]:
    """The parts that are asked."""
    worth = points(params.asks, _WEIGHTS)

    def answer(part: str) -> Answer:
        if part.endswith("formula"):
            return _formula_answer(params, _formula(params, part))
        return _number_answer(_right(params, part), part)

    return tuple(Part(part, answer(part), worth[part]) for part in params.asks)


def carried(params: Backward, part: str, own: Mapping[str, Answer]) -> Answer | None:
    """Numbers from the student's own formula, else, with two layers, dL/dW from their own dL/dh."""
    formula = own.get(f"{part}-formula")
    if isinstance(formula, MatrixFormulaAnswer) and formula.tree != _formula(params, f"{part}-formula"):
        matrices = {"x": params.x, "dz": params.dz, "W": params.first}
        rows = formula_value(formula.tree, matrices if params.second is None else {**matrices, "V": params.second})
        return None if rows is None else _number_answer(rows, part)
    if part == "weights" and "hidden" in own:
        gradient = own_matrix(own["hidden"], 1, len(params.first[0]))
        return None if gradient is None else _number_answer(outer(params.x[0], gradient[0]), part)
    return None


# --------------------------------------------------------------------------------------------------------------- mistakes


def mistakes(params: Backward) -> tuple[Mistake, ...]:
    """Wrong answers, part by part; those that come to the right one are left out."""
    found: list[Mistake] = []
    for part in params.asks:
        if part.endswith("formula"):
            found += [Mistake(name, part, _formula_answer(params, tree)) for name, tree in _wrong_formulas(params, part)]
            continue
        seen = [_right(params, part)]
        for name, rows in _wrong(params, part).items():
            if all_different([*seen, rows]):
                seen.append(rows)
                found.append(Mistake(name, part, _number_answer(rows, part)))
    return tuple(found)


def _wrong_formulas(params: Backward, part: str) -> Iterator[tuple[str, Tree]]:
    """Only formulas whose shapes fit: for the others the grader says that they do not."""
    first_square = len(params.first) == len(params.first[0])
    if part == "input-formula":
        yield "transposed", product(_W, Transpose(_DZ))
        if first_square:
            yield "not-transposed", product(_DZ, _W)
            yield "x-for-gradient", product(_X, Transpose(_W))
    elif params.second is None:
        yield "transposed", product(Transpose(_DZ), _X)
        yield "output-for-gradient", product(Transpose(_X), _X, _W)
        if first_square:
            yield "order-of-factors", product(_DZ, Transpose(_X))
    else:
        yield "transposed", product(_V, Transpose(_DZ), _X)
        yield "layer-skipped", product(Transpose(_X), _DZ)
        if len(params.second) == len(params.second[0]):
            yield "not-transposed", product(Transpose(_X), _DZ, _V)


def _wrong(params: Backward, part: str) -> dict[str, Matrix]:
    """The wrong matrices of the mistakes that these shapes can show."""
    match part:
        case "input" | "hidden":
            return _wrong_rows(params.dz, params.first if part == "input" else params.second or ())
        case "last-weights":
            hidden = times(params.x, params.first)[0]
            wrong = _wrong_outer(hidden, params.dz[0])
            return {**wrong, "x-for-hidden": outer(params.x[0], params.dz[0])}
        case _:
            wrong = _wrong_outer(params.x[0], _hidden_gradient(params)[0])
            if params.second is not None:
                wrong["layer-skipped"] = outer(params.x[0], params.dz[0])
                if len(params.second) == len(params.second[0]):
                    wrong["not-transposed"] = outer(params.x[0], times(params.dz, params.second)[0])
            return wrong


def _wrong_rows(gradient: Matrix, weights: Matrix) -> dict[str, Matrix]:
    """Of a row gradient · weights^T."""
    wrong: dict[str, Matrix] = {}
    if len(weights) == len(weights[0]) > 1:
        wrong["not-transposed"] = times(gradient, weights)
    if len(weights[0]) > 1:
        products = (tuple(a * b for a, b in zip(row, gradient[0], strict=True)) for row in weights)
        wrong["products-not-summed"] = tuple(products)
        wrong["gradient-forgotten"] = (tuple(sum(row, Fraction(0)) for row in weights),)
    return wrong


def _wrong_outer(entries: tuple[Fraction, ...], gradient: tuple[Fraction, ...]) -> dict[str, Matrix]:
    """Of a matrix entries^T · gradient."""
    wrong = {"transposed": outer(gradient, entries), "gradient-forgotten": outer(entries, (_ONES,) * len(gradient))}
    if len(entries) == len(gradient) > 1:
        products = tuple(a * b for a, b in zip(entries, gradient, strict=True))
        wrong["elementwise"] = (products,)
        wrong["order-of-factors"] = ((sum(products, Fraction(0)),),)
    return wrong


# ------------------------------------------------------------------------------------------------------------------- texts


def state(params: Backward) -> Values:
    """What the statement shows."""
    numbers = [part.answer for part in solve(params) if isinstance(part.answer, MatrixAnswer)]
    values: dict[str, Value] = {
        "x": Grid(params.x),
        "W": Grid(params.first),
        "dz": Grid(params.dz),
        "two_layers": params.second is not None,
        "formula": any(part.endswith("formula") for part in params.asks),
        "fractional": any(not answer.exact for answer in numbers),
    }
    return values if params.second is None else {**values, "V": Grid(params.second)}


def hints(params: Backward) -> tuple[Step, ...]:
    """The sizes, then the chain rule for one entry."""
    if params.second is not None:
        return Step("hint-last-first"), Step("hint-through-hidden")
    if "input" in params.asks or "input-formula" in params.asks:
        return Step("hint-sizes"), Step("hint-all-neurons")
    return Step("hint-sizes"), Step("hint-one-weight")


def explain(params: Backward) -> tuple[Step, ...]:
    """The chain rule for one entry, the formula, the numbers."""
    return tuple(step for part in params.asks for step in _explain_part(params, part))


def _explain_part(params: Backward, part: str) -> Iterator[Step]:
    two = params.second is not None
    match part:
        case "input-formula":
            yield Step("input-entry")
            yield Step(part, after=_formula(params, part))
        case "weights-formula":
            yield Step("weight-entry-two" if two else "weight-entry")
            yield Step("weights-formula-two" if two else part, after=_formula(params, part))
        case "input" | "hidden":
            weights = params.first if part == "input" else params.second or ()
            right = _right(params, part)
            for index, row in enumerate(weights):
                key = "input-number" if part == "input" else "hidden-number"
                yield Step(key, {"index": index + 1}, sum_of_products(params.dz[0], row), rational(right[0][index]))
            yield Step(part, {"gradient": Grid(right)})
        case "last-weights":
            yield Step("hidden-forward", {"h": Grid(times(params.x, params.first))})
            yield Step(part, {"gradient": Grid(_right(params, part))})
        case _:
            if two and "hidden" not in params.asks:
                yield Step("hidden", {"gradient": Grid(_hidden_gradient(params))})
            yield Step("weights-two" if two else part, {"gradient": Grid(_right(params, part))})


# ------------------------------------------------------------------------------------------------------------------ checks


def oracle(params: Backward, at: Mapping[str, float]) -> dict[str, Any]:  # noqa: ARG001 - formulas are checked by the tests
    """Central differences of the loss L = sum of z_k dL/dz_k, which is linear in each entry."""
    import numpy as np  # noqa: PLC0415 - not needed to set or grade a problem

    start = {"x": params.x, "W": params.first, "V": params.second, "dz": params.dz}
    arrays = {name: np.array(rows, dtype=float) for name, rows in start.items() if rows is not None}

    def loss(values: Mapping[str, Any]) -> float:
        hidden = values["x"] @ values["W"] + values.get("shift", 0)
        return float(((hidden @ values["V"] if "V" in values else hidden) * values["dz"]).sum())

    def slopes(name: str) -> list[list[float]]:
        base = arrays.get(name, np.zeros((1, arrays["W"].shape[1])))
        found = np.zeros_like(base)
        for place in np.ndindex(base.shape):
            step = np.zeros_like(base)
            step[place] = 0.5
            found[place] = loss({**arrays, name: base + step}) - loss({**arrays, name: base - step})
        rows: list[list[float]] = found.tolist()
        return rows

    of = {"input": "x", "weights": "W", "last-weights": "V", "hidden": "shift"}
    return {part: slopes(of[part]) for part in params.asks if part in of}


def skeleton(params: Backward) -> str:
    """Shapes and what is asked."""
    sizes = [*shape(params.first), *(() if params.second is None else (len(params.second[0]),))]
    return f"{'-'.join(map(str, sizes))} {write_asks(params.asks)}"
