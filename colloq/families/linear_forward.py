"""Ticket 10: the forward pass of a linear layer for one example, z = xW with rows.

x is a row of n numbers, W has n rows and m columns, w_ij leads from input i to neuron j. With a second linear layer, h = xW and
z = hV, which is the same as one layer with the matrix WV.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.arrays import shape, transposed
from colloq.exact.asks import points, read_asks, write_asks
from colloq.exact.fields import Fields, plain_rows
from colloq.exact.letter_formulas import letter_formula
from colloq.exact.matrix_products import (
    all_different,
    draw_matrix,
    elementwise,
    has_zero,
    largest,
    matrix_answer,
    own_matrix,
    plus,
    read_matrix_of,
    sum_of_products,
    times,
)
from colloq.model import Grid, MatrixAnswer, Mistake, Part, Step
from colloq.notation.build import product, rational, symbol, total

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from colloq.exact.matrix_products import Matrix
    from colloq.model import Answer, FormulaAnswer, Value, Values
    from colloq.notation.tree import Tree
    from colloq.seeds import Stream

VERSION = 1
TICKET = "10"
LEVELS = (1, 2, 3)

ASKS = ("entry", "hidden", "output", "single")
"""The formula of one z_j; the row h of the first of two layers; the row z; the matrix of the one layer that two amount to."""
_WEIGHTS = {"entry": 4, "hidden": 3, "output": 4, "single": 4}


@dataclass(frozen=True, slots=True)
class Forward:
    """The row x, the weights W, those of a second layer (None: there is none), the neuron whose formula is asked, the asks."""

    x: Matrix
    first: Matrix
    second: Matrix | None
    neuron: int | None
    asks: tuple[str, ...]


# ------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> Forward:
    """x, W, V, neuron, ask. Raises ParameterError."""
    source = Fields(fields)
    x = read_matrix_of(source, "x", 1)
    first = read_matrix_of(source, "W", len(x[0]))
    second = read_matrix_of(source, "V", len(first[0])) if source.has("V") else None
    asks = read_asks(source, ASKS, "output")
    neuron = source.integer("neuron", 1, len(first[0])) if "entry" in asks or source.has("neuron") else None
    source.done()
    if second is None and {"hidden", "single"} & set(asks):
        raise ParameterError("ask", "needs-second-layer")
    if second is not None and "entry" in asks:
        raise ParameterError("ask", "entry-of-one-layer")
    if neuron is not None and "entry" not in asks:
        raise ParameterError("neuron", "neuron-unused")
    return Forward(x, first, second, neuron, asks)


def write_params(params: Forward) -> dict[str, Any]:
    """Plain JSON."""
    written: dict[str, Any] = {"x": plain_rows(params.x), "W": plain_rows(params.first)}
    if params.second is not None:
        written["V"] = plain_rows(params.second)
    if params.neuron is not None:
        written["neuron"] = params.neuron
    return {**written, "ask": write_asks(params.asks)}


# ------------------------------------------------------------------------------------------------------------------ draws

# inputs, neurons and how likely they are; at level 3 inputs, neurons of the first and of the second layer
_ONE_LAYER = {
    1: (((2, 2), 5), ((3, 2), 3), ((2, 3), 2)),
    2: (((3, 3), 5), ((3, 2), 4), ((2, 3), 3), ((4, 2), 2)),
}
_TWO_LAYERS = (((2, 2, 2), 6), ((3, 2, 2), 3), ((2, 3, 2), 3), ((3, 2, 3), 2))
_EASY = (1, 1, 2, 2, 3, 4, 5, -1, -2)
_CELLS = (1, 1, 2, 2, 3, 3, 4, 5, -1, -1, -2, -2, -3, -4)
_SMALL = (1, 1, 2, 2, 3, -1, -1, -2, -2, -3, 0)
_LARGEST = {1: 30, 2: 40, 3: 40}


def sample(rng: Stream, level: int) -> Forward | None:
    """1: z of a small layer. 2: also the formula of one entry. 3: two layers, and the one that they amount to."""
    if level == 3:
        inputs, hidden, outputs = rng.weighted(_TWO_LAYERS)
        x, first = draw_matrix(rng, 1, inputs, _EASY), draw_matrix(rng, inputs, hidden, _SMALL)
        params = Forward(x, first, draw_matrix(rng, hidden, outputs, _SMALL), None, ("hidden", "output", "single"))
    else:
        inputs, outputs = rng.weighted(_ONE_LAYER[level])
        cells = _EASY if level == 1 else _CELLS
        x, first = draw_matrix(rng, 1, inputs, cells), draw_matrix(rng, inputs, outputs, cells)
        neuron = rng.integer(1, outputs) if level == 2 else None
        params = Forward(x, first, None, neuron, ("output",) if level == 1 else ("entry", "output"))
    return params if _good(params, level) else None


def _good(params: Forward, level: int) -> bool:
    """No answer is large or has a 0, no input and no line of weights stands twice, and mistakes have answers of their own."""
    weights = (params.first,) if params.second is None else (params.first, params.second)
    sides = [params.x[0], *(lines for rows in weights for lines in (rows, transposed(rows)))]
    if any(len(set(lines)) < len(lines) for lines in sides):
        return False
    for name in params.asks:
        if name != "entry":
            right = _right(params, name)
            if has_zero(right) or largest(right) > _LARGEST[level] or not all_different([right, *_wrong(params, name).values()]):
                return False
    return True


# ---------------------------------------------------------------------------------------------------------------- solution


def _hidden(params: Forward) -> Matrix:
    """The row h = xW of the only or of the first layer."""
    return times(params.x, params.first)


def _right(params: Forward, name: str) -> Matrix:
    if params.second is None or name == "hidden":
        return _hidden(params)
    return times(_hidden(params) if name == "output" else params.first, params.second)


def _input(i: int) -> Tree:
    return symbol(f"x{i}")


def _weight(i: int, j: int) -> Tree:
    return symbol(f"w{i}{j}")


def _entry(params: Forward) -> Tree:
    """The sum x_1 w_1j + x_2 w_2j + … of the neuron j."""
    return total(*(product(_input(i), _weight(i, params.neuron or 1)) for i in range(1, len(params.first) + 1)))


def _formula_answer(params: Forward, tree: Tree) -> FormulaAnswer:
    inputs, outputs = shape(params.first)
    names = [f"x{i}" for i in range(1, inputs + 1)]
    names += [f"w{i}{j}" for i in range(1, inputs + 1) for j in range(1, outputs + 1)]
    return letter_formula(tree, names)


def solve(params: Forward) -> tuple[Part, ...]:
    """The parts that are asked."""
    worth = points(params.asks, _WEIGHTS)

    def answer(name: str) -> FormulaAnswer | MatrixAnswer:
        if name == "entry":
            return _formula_answer(params, _entry(params))
        return matrix_answer(_right(params, name), free_vector=name != "single")

    return tuple(Part(name, answer(name), worth[name]) for name in params.asks)


def carried(params: Forward, part: str, own: Mapping[str, Answer]) -> Answer | None:
    """The output of the second layer from the student's own hidden row."""
    if part != "output" or params.second is None or "hidden" not in own:
        return None
    hidden = own_matrix(own["hidden"], 1, len(params.second))
    return None if hidden is None else matrix_answer(times(hidden, params.second), free_vector=True)


# --------------------------------------------------------------------------------------------------------------- mistakes


def mistakes(params: Forward) -> tuple[Mistake, ...]:
    """Wrong answers, part by part; those that come to the right one are left out."""
    found: list[Mistake] = []
    for part in params.asks:
        if part == "entry":
            found += [Mistake(name, part, _formula_answer(params, tree)) for name, tree in _wrong_entries(params)]
            continue
        seen = [_right(params, part)]
        for name, rows in _wrong(params, part).items():
            if all_different([*seen, rows]):
                seen.append(rows)
                found.append(Mistake(name, part, matrix_answer(rows, free_vector=part != "single")))
    return tuple(found)


def _wrong(params: Forward, part: str) -> dict[str, Matrix]:
    """The wrong matrices of the mistakes that these shapes can show."""
    if part == "single":
        return _wrong_single(params)
    source = params.x if params.second is None or part == "hidden" else _hidden(params)
    weights = params.first if params.second is None or part == "hidden" else params.second
    wrong: dict[str, Matrix] = {}
    if len(weights) == len(weights[0]) > 1:
        wrong["row-for-column"] = times(source, transposed(weights))
    if len(weights) > 1:
        cells = zip(source[0], weights, strict=True)
        wrong["products-not-summed"] = tuple(tuple(factor * weight for weight in row) for factor, row in cells)
        wrong["last-input-dropped"] = times((source[0][:-1],), weights[:-1])
    if weights is params.second and len(params.x[0]) == len(weights):
        wrong["layer-skipped"] = times(params.x, weights)
    return wrong


def _wrong_single(params: Forward) -> dict[str, Matrix]:
    assert params.second is not None
    wrong: dict[str, Matrix] = {}
    (inputs, hidden), outputs = shape(params.first), len(params.second[0])
    if outputs == inputs:
        wrong["order-of-factors"] = times(params.second, params.first)
    if inputs == hidden == outputs:
        wrong["elementwise"] = elementwise(params.first, params.second)
        wrong["matrices-added"] = plus(params.first, params.second)
    if hidden == outputs > 1:
        wrong["row-for-column"] = times(params.first, transposed(params.second))
    wrong["transposed"] = transposed(_right(params, "single"))
    return wrong


def _wrong_entries(params: Forward) -> Iterator[tuple[str, Tree]]:
    inputs, outputs = shape(params.first)
    j = params.neuron or 1
    terms = range(1, inputs + 1)
    if j <= inputs and min(inputs, outputs) > 1:
        yield "row-for-column", total(*(product(_input(i), _weight(j, i)) for i in range(1, min(inputs, outputs) + 1)))
    if outputs > 1:
        other = j - 1 if j > 1 else j + 1
        yield "other-neuron", total(*(product(_input(i), _weight(i, other)) for i in terms))
    if inputs > 1:
        yield "last-input-dropped", total(*(product(_input(i), _weight(i, j)) for i in terms[:-1]))
        one = _input(min(j, inputs))
        yield "one-input-for-all", total(*(product(one, _weight(i, j)) for i in terms))


# ------------------------------------------------------------------------------------------------------------------- texts


def state(params: Forward) -> Values:
    """What the statement shows."""
    values: dict[str, Value] = {
        "x": Grid(params.x),
        "W": Grid(params.first),
        "two_layers": params.second is not None,
        "entry": "entry" in params.asks,
        "z_j": symbol(f"z{params.neuron or 1}"),
        "fractional": any(part.answer.exact is False for part in solve(params) if isinstance(part.answer, MatrixAnswer)),
    }
    return values if params.second is None else {**values, "V": Grid(params.second)}


def hints(params: Forward) -> tuple[Step, ...]:
    """Where the sizes lead, then what is multiplied by what."""
    if params.second is not None:
        return Step("two-steps"), Step("one-matrix" if "single" in params.asks else "column")
    return Step("sizes"), Step("column")


def explain(params: Forward) -> tuple[Step, ...]:
    """Each entry as a sum of products, then the row or matrix."""
    return tuple(step for name in params.asks for step in _explain_part(params, name))


def _explain_part(params: Forward, name: str) -> Iterator[Step]:
    if name == "entry":
        yield Step("entry", {"neuron": params.neuron or 1}, after=_entry(params))
        return
    right = _right(params, name)
    if name == "single":
        assert params.second is not None
        yield Step("associative")
        for row, cells in enumerate(params.first):
            for column, weights in enumerate(transposed(params.second)):
                values: dict[str, Value] = {"row": row + 1, "column": column + 1}
                yield Step("cell", values, sum_of_products(cells, weights), rational(right[row][column]))
        yield Step("single", {"matrix": Grid(right)})
        return
    second = params.second if name == "output" else None
    source = params.x if second is None else _hidden(params)
    for column, weights in enumerate(transposed(params.first if second is None else second)):
        key = "first-layer" if params.second is not None and second is None else "second-layer" if second else "neuron"
        yield Step(key, {"neuron": column + 1}, sum_of_products(source[0], weights), rational(right[0][column]))
    yield Step("hidden" if key == "first-layer" else "output", {"row": Grid(right)})


# ------------------------------------------------------------------------------------------------------------------ checks


def oracle(params: Forward, at: Mapping[str, float]) -> dict[str, Any]:
    """NumPy: the product; for the formula the matrices are filled from `at`."""
    import numpy as np  # noqa: PLC0415 - not needed to set or grade a problem

    x, first = np.array(params.x, dtype=float), np.array(params.first, dtype=float)
    found: dict[str, Any] = {}
    if "entry" in params.asks:
        inputs, outputs = first.shape
        row = np.array([at[f"x{i}"] for i in range(1, inputs + 1)])
        weights = np.array([[at[f"w{i}{j}"] for j in range(1, outputs + 1)] for i in range(1, inputs + 1)])
        found["entry"] = float((row @ weights)[(params.neuron or 1) - 1])
    if params.second is None:
        return {**found, "output": (x @ first).tolist()}
    second = np.array(params.second, dtype=float)
    return {"hidden": (x @ first).tolist(), "output": (x @ first @ second).tolist(), "single": (first @ second).tolist()}


def skeleton(params: Forward) -> str:
    """Shapes, what is asked and about which neuron."""
    sizes = [*shape(params.first), *(() if params.second is None else (len(params.second[0]),))]
    return f"{'-'.join(map(str, sizes))} {params.neuron} {write_asks(params.asks)}"
