"""Ticket 11: the backward pass of a linear layer for a mini-batch: dL/dW = X^T dL/dZ, and the step of SGD.

Z = XW; an example is a row: X has N rows and n columns, W n and m, Z N and m. The loss of the batch is the sum of the losses of
its examples, as in the guide, or their mean; then the matrix G has the derivatives of each example's own loss, and
dL/dW = X^T G / N.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.arrays import shape, transposed
from colloq.exact.asks import points, read_asks, write_asks
from colloq.exact.fields import Fields, plain, plain_rows
from colloq.exact.letter_formulas import letter_formula
from colloq.exact.matrix_products import (
    all_different,
    draw_matrix,
    elementwise,
    formula_value,
    has_zero,
    is_whole,
    largest,
    matrix_answer,
    minus,
    multiplied,
    outer,
    own_matrix,
    plus,
    read_matrix_of,
    sum_of_products,
    times,
)
from colloq.model import Grid, MatrixFormulaAnswer, Mistake, Part, Step, Word
from colloq.notation.build import product, quotient, rational, symbol, total
from colloq.notation.tree import Number, Transpose

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from colloq.exact.matrix_products import Matrix
    from colloq.model import Answer, FormulaAnswer, Value, Values
    from colloq.notation.tree import Tree
    from colloq.seeds import Stream

VERSION = 1
TICKET = "11"
LEVELS = (1, 2, 3)

ASKS = ("entry", "formula", "gradient", "step")
"""One dL/dw_ij in letters; dL/dW as a matrix formula, in numbers; the weights after a step."""
_WEIGHTS = {"entry": 3, "formula": 3, "gradient": 4, "step": 3}
_NUMBERS = ("gradient", "step")
_X = symbol("X")


@dataclass(frozen=True, slots=True)
class Batch:
    """The examples, the derivatives by Z, whether the loss is a mean, and what is asked: entry (i, j), weights, learning rate."""

    x: Matrix
    dz: Matrix
    mean: bool
    asks: tuple[str, ...]
    entry: tuple[int, int] | None = None
    weights: Matrix | None = None
    rate: Fraction | None = None


# ------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> Batch:
    """X, dZ, loss, ask, row and column (for entry), W and gamma (for step). Raises ParameterError."""
    source = Fields(fields)
    x = read_matrix_of(source, "X")
    dz = read_matrix_of(source, "dZ", len(x))
    inputs, outputs = len(x[0]), len(dz[0])
    mean = source.word("loss", ("sum", "mean"), "sum") == "mean"
    asks = read_asks(source, ASKS, "formula, gradient")
    entry, weights, rate = None, None, None
    if "entry" in asks or source.has("row") or source.has("column"):
        entry = source.integer("row", 1, inputs), source.integer("column", 1, outputs)
    if "step" in asks or source.has("W") or source.has("gamma"):
        weights, rate = read_matrix_of(source, "W", inputs, outputs), source.rational("gamma")
    source.done()
    if entry is not None and "entry" not in asks:
        raise ParameterError("row", "entry-unused")
    if weights is not None and "step" not in asks:
        raise ParameterError("W", "step-unused")
    if mean and "entry" in asks:
        raise ParameterError("ask", "entry-of-sum")
    if rate is not None and rate <= 0:
        raise ParameterError("gamma", "rate-positive")
    params = Batch(x, dz, mean, asks, entry, weights, rate)
    if not any(cell for row in _gradient(params) for cell in row):
        raise ParameterError("dZ", "no-gradient")
    return params


def write_params(params: Batch) -> dict[str, Any]:
    """Plain JSON."""
    written: dict[str, Any] = {"X": plain_rows(params.x), "dZ": plain_rows(params.dz), "loss": "mean" if params.mean else "sum"}
    if params.entry is not None:
        written["row"], written["column"] = params.entry
    if params.weights is not None and params.rate is not None:
        written |= {"W": plain_rows(params.weights), "gamma": plain(params.rate)}
    return {**written, "ask": write_asks(params.asks)}


# ------------------------------------------------------------------------------------------------------------------ draws

# examples, inputs, neurons and how likely they are
_SHAPES = {
    1: (((2, 2, 2), 5), ((2, 3, 2), 3), ((2, 2, 3), 3), ((2, 1, 2), 1)),
    2: (((2, 3, 2), 5), ((3, 2, 2), 2), ((2, 2, 2), 3), ((3, 3, 2), 2), ((2, 2, 3), 2), ((2, 3, 3), 2)),
    3: (((2, 2, 2), 5), ((2, 3, 2), 3), ((3, 2, 2), 3), ((2, 2, 3), 2)),
}
_CELLS = (1, 1, 2, 2, 3, 3, 4, 5, -1, -1, -2, -2, -3, 0)
_GRADIENTS = (1, 1, 2, 2, 3, 4, -1, -1, -2, -2, -3, -4)
_SMALL_GRADIENTS = (1, 1, 2, 2, 3, -1, -1, -2, -2, -3)
_WEIGHT_CELLS = (1, 2, 3, 4, 5, -1, -2, -3, -4)
_RATES = (Fraction(1, 2), Fraction(1, 4), Fraction(1, 5), Fraction(1, 10))
_LARGEST = 40


def sample(rng: Stream, level: int) -> Batch | None:
    """1: the gradient of a batch of two. 2: also one entry in letters. 3: sum or mean, and a step of SGD."""
    examples, inputs, outputs = rng.weighted(_SHAPES[level])
    x, dz = draw_matrix(rng, examples, inputs, _CELLS), draw_matrix(rng, examples, outputs, _GRADIENTS)
    if level == 3:
        weights, rate = draw_matrix(rng, inputs, outputs, _WEIGHT_CELLS), rng.choice(_RATES)
        mean = rng.chance(50)
        if mean:  # so that the mean comes to whole numbers
            dz = draw_matrix(rng, examples, outputs, tuple(examples * cell for cell in _SMALL_GRADIENTS))
        params = Batch(x, dz, mean, ("formula", "gradient", "step"), None, weights, rate)
    elif level == 2:
        params = Batch(
            x, dz, mean=False, asks=("entry", "formula", "gradient"), entry=(rng.integer(1, inputs), rng.integer(1, outputs))
        )
    else:
        params = Batch(x, dz, mean=False, asks=("formula", "gradient"))
    return params if _good(params) else None


def _good(params: Batch) -> bool:
    """Lines differ, no 0 and no fraction in the gradient, and mistakes have answers of their own."""
    given = (params.x, params.dz, *(() if params.weights is None else (params.weights,)))
    if any(len(set(lines)) < len(lines) for rows in given for lines in (rows, transposed(rows))):
        return False
    if params.entry is not None and params.entry[0] == params.entry[1]:
        return False  # equal indices hide which is which
    gradient = _gradient(params)
    if has_zero(gradient) or largest(gradient) > _LARGEST or not is_whole(gradient):
        return False
    asked = [part for part in params.asks if part in _NUMBERS]
    return all(all_different([_right(params, part), *_wrong(params, part).values()]) for part in asked)


# ---------------------------------------------------------------------------------------------------------------- solution


def _gradient(params: Batch) -> Matrix:
    whole = times(transposed(params.x), params.dz)
    return multiplied(whole, Fraction(1, len(params.x))) if params.mean else whole


def _stepped(params: Batch, gradient: Matrix) -> Matrix:
    assert params.weights is not None
    return minus(params.weights, multiplied(gradient, params.rate or Fraction(1)))


def _right(params: Batch, part: str) -> Matrix:
    return _gradient(params) if part == "gradient" else _stepped(params, _gradient(params))


def _letter(params: Batch) -> str:
    """What the matrix of derivatives is called: G has each example's own loss, which is not dL/dZ of a mean."""
    return "G" if params.mean else "dZ"


def _formula(params: Batch) -> Tree:
    whole = product(Transpose(_X), symbol(_letter(params)))
    return quotient(whole, Number(len(params.x))) if params.mean else whole


def _formula_answer(params: Batch, tree: Tree) -> MatrixFormulaAnswer:
    shapes = {"X": shape(params.x), _letter(params): shape(params.dz)}
    if params.weights is not None:
        shapes["W"] = shape(params.weights)
    return MatrixFormulaAnswer(tree, shapes)


def _term(example: int, i: int, j: int) -> Tree:
    """The product dL/dz_kj x_ki of one example k."""
    return product(symbol(f"dL/dz_{example}{j}"), symbol(f"x{example}{i}"))


def _entry(params: Batch, i: int, j: int) -> Tree:
    return total(*(_term(example, i, j) for example in range(1, len(params.x) + 1)))


def _entry_answer(params: Batch, tree: Tree) -> FormulaAnswer:
    examples, inputs, outputs = range(1, len(params.x) + 1), len(params.x[0]), len(params.dz[0])
    names = [f"x{example}{i}" for example in examples for i in range(1, inputs + 1)]
    atoms = [f"{example}{j}" for example in examples for j in range(1, outputs + 1)]
    names += [f"dL/dz_{index}" for index in atoms]
    return letter_formula(tree, names, {f"dz{index}": f"dL/dz_{index}" for index in atoms})


def solve(params: Batch) -> tuple[Part, ...]:
    """The parts that are asked."""
    worth = points(params.asks, _WEIGHTS)

    def answer(part: str) -> Answer:
        match part:
            case "entry":
                return _entry_answer(params, _entry(params, *(params.entry or (1, 1))))
            case "formula":
                return _formula_answer(params, _formula(params))
            case _:
                return matrix_answer(_right(params, part), decimals=True)

    return tuple(Part(part, answer(part), worth[part]) for part in params.asks)


def carried(params: Batch, part: str, own: Mapping[str, Answer]) -> Answer | None:
    """The numbers of the gradient from the student's own formula, the step from their own gradient."""
    formula, gradient = own.get("formula"), own.get("gradient")
    if part == "gradient" and isinstance(formula, MatrixFormulaAnswer):
        matrices = {"X": params.x, _letter(params): params.dz}
        rows = formula_value(formula.tree, matrices if params.weights is None else {**matrices, "W": params.weights})
        return None if rows is None else matrix_answer(rows, decimals=True)
    if part == "step" and gradient is not None:
        rows = own_matrix(gradient, len(params.x[0]), len(params.dz[0]))
        return None if rows is None else matrix_answer(_stepped(params, rows), decimals=True)
    return None


# --------------------------------------------------------------------------------------------------------------- mistakes


def mistakes(params: Batch) -> tuple[Mistake, ...]:
    """Wrong answers, part by part; those that come to the right one are left out."""
    found: list[Mistake] = []
    for part in params.asks:
        match part:
            case "entry":
                found += [Mistake(name, part, _entry_answer(params, tree)) for name, tree in _wrong_entries(params)]
            case "formula":
                found += [Mistake(name, part, _formula_answer(params, tree)) for name, tree in _wrong_formulas(params)]
            case _:
                seen = [_right(params, part)]
                for name, rows in _wrong(params, part).items():
                    if all_different([*seen, rows]):
                        seen.append(rows)
                        found.append(Mistake(name, part, matrix_answer(rows, decimals=True)))
    return tuple(found)


def _wrong_entries(params: Batch) -> Iterator[tuple[str, Tree]]:
    examples, inputs, outputs = len(params.x), len(params.x[0]), len(params.dz[0])
    i, j = params.entry or (1, 1)
    right = _entry(params, i, j)
    if examples > 1:
        yield "mean-for-sum", quotient(right, Number(examples))
        yield "one-example-only", _term(1, i, j)
    if i != j and j <= inputs and i <= outputs:
        yield "indices-swapped", _entry(params, j, i)
    if i <= examples and min(inputs, outputs) > 1 and j <= examples and (examples, inputs) != (1, 1):
        pairs = range(1, min(inputs, outputs) + 1)
        yield "row-for-column", total(*(product(symbol(f"dL/dz_{j}{k}"), symbol(f"x{i}{k}")) for k in pairs))
    if outputs > 1:
        other = j - 1 if j > 1 else j + 1
        yield "other-neuron", _entry(params, i, other)


def _wrong_formulas(params: Batch) -> Iterator[tuple[str, Tree]]:
    """Only formulas whose shapes fit: for the others the grader says that they do not."""
    (examples, inputs), outputs = shape(params.x), len(params.dz[0])
    gradient, count = symbol(_letter(params)), Number(len(params.x))

    def scaled(tree: Tree) -> Tree:
        return quotient(tree, count) if params.mean else tree

    if examples > 1:
        if params.mean:
            yield "sum-for-mean", product(Transpose(_X), gradient)
        else:
            yield "mean-for-sum", quotient(product(Transpose(_X), gradient), count)
    if max(inputs, outputs) > 1:
        yield "transposed", scaled(product(Transpose(gradient), _X))
    if inputs == examples > 1:
        yield "not-transposed", scaled(product(_X, gradient))
    if inputs == outputs > 1:
        yield "order-of-factors", scaled(product(gradient, Transpose(_X)))


def _wrong(params: Batch, part: str) -> dict[str, Matrix]:
    if part == "step":
        return _wrong_steps(params)
    (examples, inputs), outputs = shape(params.x), len(params.dz[0])
    factor = Fraction(1, examples) if params.mean else Fraction(1)
    wrong = {
        "transposed": times(transposed(params.dz), params.x),
        "one-example-only": outer(params.x[0], params.dz[0]),
    }
    if inputs == examples:
        wrong["not-transposed"] = times(params.x, params.dz)
    if inputs == outputs:
        wrong["elementwise"] = elementwise(params.x, params.dz)
    wrong = {name: multiplied(rows, factor) for name, rows in wrong.items()}
    other = Fraction(examples) if params.mean else Fraction(1, examples)
    wrong["sum-for-mean" if params.mean else "mean-for-sum"] = multiplied(_gradient(params), other)
    return wrong


def _wrong_steps(params: Batch) -> dict[str, Matrix]:
    assert params.weights is not None
    gradient = _gradient(params)
    change = multiplied(gradient, params.rate or Fraction(1))
    other = Fraction(len(params.x)) if params.mean else Fraction(1, len(params.x))
    return {
        "plus-for-minus": plus(params.weights, change),
        "rate-forgotten": minus(params.weights, gradient),
        "only-the-change": multiplied(change, Fraction(-1)),
        "sum-for-mean" if params.mean else "mean-for-sum": _stepped(params, multiplied(gradient, other)),
    }


# ------------------------------------------------------------------------------------------------------------------- texts


def state(params: Batch) -> Values:
    """What the statement shows."""
    asked = [_right(params, part) for part in params.asks if part in _NUMBERS]
    values: dict[str, Value] = {
        "X": Grid(params.x),
        ("G" if params.mean else "dZ"): Grid(params.dz),
        "examples": len(params.x),
        "mean": params.mean,
        "derivatives": Word("derivatives-mean" if params.mean else "derivatives-sum"),
        "step": params.weights is not None,
        "fractional": not is_whole(*asked),
    }
    if params.entry is not None:
        i, j = params.entry
        values["weight"] = symbol(f"dL/dw_{i}{j}")
    if params.weights is not None and params.rate is not None:
        values |= {"W": Grid(params.weights), "gamma": rational(params.rate)}
    return values


def hints(params: Batch) -> tuple[Step, ...]:
    """One example first, then the sum over the batch."""
    if params.weights is not None:
        return Step("hint-mean" if params.mean else "hint-sum"), Step("hint-step")
    return Step("hint-one-example"), Step("hint-lines")


def explain(params: Batch) -> tuple[Step, ...]:
    """One entry, the formula, the numbers, the step."""
    return tuple(step for part in params.asks for step in _explain_part(params, part))


def _explain_part(params: Batch, part: str) -> Iterator[Step]:
    match part:
        case "entry":
            i, j = params.entry or (1, 1)
            yield Step("one-example", {"i": i, "j": j})
            yield Step("entry", after=_entry(params, i, j))
        case "formula":
            yield Step("formula-mean" if params.mean else "formula", after=_formula(params))
        case "gradient":
            yield from _entry_steps(params)
            yield Step("gradient", {"gradient": Grid(_gradient(params))})
        case _:
            yield Step("step", {"stepped": Grid(_right(params, "step"))})


def _entry_steps(params: Batch) -> Iterator[Step]:
    right = _gradient(params)
    for row, left in enumerate(transposed(params.x)):
        for column, gradients in enumerate(transposed(params.dz)):
            written = sum_of_products(left, gradients)
            before = quotient(written, Number(len(params.x))) if params.mean else written
            values: dict[str, Value] = {"row": row + 1, "column": column + 1}
            yield Step("cell-mean" if params.mean else "cell", values, before, rational(right[row][column]))


# ------------------------------------------------------------------------------------------------------------------ checks


def oracle(params: Batch, at: Mapping[str, float]) -> dict[str, Any]:
    """NumPy: outer products of the examples, added up; for the entry the matrices are filled from `at`."""
    import numpy as np  # noqa: PLC0415 - not needed to set or grade a problem

    x, dz = np.array(params.x, dtype=float), np.array(params.dz, dtype=float)
    whole = np.einsum("ki,kj->kij", x, dz)
    gradient = whole.mean(axis=0) if params.mean else whole.sum(axis=0)
    found: dict[str, Any] = {"gradient": gradient.tolist()}
    if params.weights is not None:
        found["step"] = (np.array(params.weights, dtype=float) - float(params.rate or 0) * gradient).tolist()
    if params.entry is not None:
        i, j = params.entry
        rows = range(1, len(params.x) + 1)
        column = np.array([at[f"x{k}{i}"] for k in rows])
        found["entry"] = float(column @ np.array([at[f"dL/dz_{k}{j}"] for k in rows]))
    return found


def skeleton(params: Batch) -> str:
    """Shapes, sum or mean, the entry, what is asked."""
    sizes = "x".join(map(str, (*shape(params.x), len(params.dz[0]))))
    return f"{sizes} {'mean' if params.mean else 'sum'} {params.entry} {write_asks(params.asks)}"
