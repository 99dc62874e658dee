"""Ticket 20: un-pooling by nearest neighbour, forward and backward.

Every cell of the input becomes a block of equal cells; in the backward pass a cell gets the sum over its block, since the loss
depends on it through each of its copies.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.arrays import shape
from colloq.exact.fields import Fields, plain_rows
from colloq.exact.upsampling import (
    Matrix,
    as_rows,
    block_grid,
    blocks,
    cells,
    draw_matrix,
    is_whole,
    matrix_answer,
    matrix_mistakes,
    nailed,
    read_matrix,
    repeated,
    tiled,
)
from colloq.model import Grid, Part, Step
from colloq.notation.build import rational
from colloq.notation.tree import Sum

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from colloq.model import Mistake, Value, Values
    from colloq.seeds import Stream

VERSION = 1
TICKET = "20"
LEVELS = (1, 2, 3)

LONGEST_INPUT = 8
MOST_FACTOR = 4


@dataclass(frozen=True, slots=True)
class Nearest:
    """The input, how many times each side grows, and dL/dY where the backward pass is asked for."""

    input: Matrix
    factor: int
    upstream: Matrix | None = None


# -------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> Nearest:
    """input, factor (2 unless given), upstream (optional). Raises ParameterError."""
    source = Fields(fields)
    rows = read_matrix(source, "input", LONGEST_INPUT)
    factor = source.integer("factor", 2, MOST_FACTOR, 2)
    upstream = read_matrix(source, "upstream", LONGEST_INPUT * MOST_FACTOR) if source.has("upstream") else None
    source.done()
    height, width = shape(rows)
    if upstream is not None and shape(upstream) != (factor * height, factor * width):
        given = shape(upstream)
        raise ParameterError(
            "upstream",
            "upstream-shape",
            rows=factor * height,
            columns=factor * width,
            given_rows=given[0],
            given_columns=given[1],
        )
    return Nearest(rows, factor, upstream)


def write_params(params: Nearest) -> dict[str, Any]:
    """Plain JSON."""
    written: dict[str, Any] = {"input": plain_rows(params.input), "factor": params.factor}
    return written if params.upstream is None else {**written, "upstream": plain_rows(params.upstream)}


# ------------------------------------------------------------------------------------------------------------------- draws

# (rows, columns, factor) and how likely it is
_SHAPES = {
    1: (((2, 2, 2), 1), ((2, 3, 2), 1), ((3, 2, 2), 1)),
    2: (((2, 2, 2), 4), ((2, 3, 2), 2), ((3, 2, 2), 2)),
    3: (((2, 2, 3), 3), ((3, 3, 2), 3), ((2, 4, 2), 1)),
}
_CELLS = (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, -1, -2, -3, -4, -5)
_GRADIENTS = (0, 1, 1, 2, 2, 3, 3, 4, 5, -1, -1, -2, -3, -4)


def sample(rng: Stream, level: int) -> Nearest | None:
    """1: forward. 2 and 3: backward as well."""
    height, width, factor = rng.weighted(_SHAPES[level])
    rows = draw_matrix(rng, height, width, _CELLS)
    upstream = draw_matrix(rng, factor * height, factor * width, _GRADIENTS) if level > 1 else None
    if len(set(cells(rows))) < len(cells(rows)) - 1:
        return None
    if upstream is not None and any(len(set(inside)) < 3 or not sum(inside) for inside in blocks(upstream, factor).values()):
        return None
    return Nearest(rows, factor, upstream)


# ---------------------------------------------------------------------------------------------------------------- solution


def _output(params: Nearest) -> Matrix:
    return repeated(params.input, params.factor, params.factor)


def _gradient(upstream: Matrix, factor: int) -> Matrix:
    return as_rows({place: sum(inside, Fraction(0)) for place, inside in blocks(upstream, factor).items()})


def solve(params: Nearest) -> tuple[Part, ...]:
    """The output, and the gradient by the input where dL/dY is given."""
    right = {"output": _output(params)}
    if params.upstream is not None:
        right["gradient"] = _gradient(params.upstream, params.factor)
    points = 10 // len(right)
    return tuple(Part(name, matrix_answer(rows, exact=is_whole(rows)), points) for name, rows in right.items())


def mistakes(params: Nearest) -> tuple[Mistake, ...]:
    """The wrong matrices of the mistakes that these parameters can show."""
    rows, factor = params.input, params.factor
    output = {
        "bed-of-nails": nailed(rows, factor),
        "tiled": tiled(rows, factor),
        "shared-equally": tuple(tuple(cell / factor**2 for cell in row) for row in _output(params)),
        "rows-only": repeated(rows, factor, 1),
        "columns-only": repeated(rows, 1, factor),
    }
    found = [*matrix_mistakes("output", _output(params), output)]
    if params.upstream is not None:
        inside = blocks(params.upstream, factor)
        gradient = {
            "mean-for-sum": as_rows({place: sum(block, Fraction(0)) / factor**2 for place, block in inside.items()}),
            "corner-only": as_rows({place: block[0] for place, block in inside.items()}),
            "largest-only": as_rows({place: max(block) for place, block in inside.items()}),
        }
        found += matrix_mistakes("gradient", _gradient(params.upstream, factor), gradient)
    return tuple(found)


# ------------------------------------------------------------------------------------------------------------------- texts


def state(params: Nearest) -> Values:
    """What the statement shows."""
    height, width = shape(params.input)
    values: dict[str, Value] = {
        "input": Grid(params.input),
        "factor": params.factor,
        "rows": params.factor * height,
        "columns": params.factor * width,
        "backward": params.upstream is not None,
        "fractional": not is_whole(params.input) or not is_whole(params.upstream or ()),
    }
    return values if params.upstream is None else {**values, "upstream": Grid(params.upstream)}


def hints(params: Nearest) -> tuple[Step, ...]:
    """Where one cell goes, then how many cells depend on it."""
    height, width = shape(params.input)
    last = Grid(params.input, frozenset({(height - 1, width - 1)}))
    first = Step("one-cell", {"input": last, "copies": params.factor**2})
    return first, Step("copies-add" if params.upstream is not None else "block-by-block")


def explain(params: Nearest) -> tuple[Step, ...]:
    """The blocks, then the sum over each block."""
    return tuple(_explain(params))


def _explain(params: Nearest) -> Iterator[Step]:
    yield Step("output", {"output": Grid(_output(params))})
    if params.upstream is None:
        return
    for (row, column), inside in blocks(params.upstream, params.factor).items():
        yield Step(
            "sum",
            {"row": row + 1, "column": column + 1, "upstream": block_grid(params.upstream, row, column, params.factor)},
            before=Sum(tuple(map(rational, inside))),
            after=rational(sum(inside, Fraction(0))),
        )
    yield Step("gradient", {"gradient": Grid(_gradient(params.upstream, params.factor))})


# ------------------------------------------------------------------------------------------------------------------ checks


def oracle(params: Nearest, at: Mapping[str, float]) -> dict[str, Any]:  # noqa: ARG001 - no symbols here
    """By NumPy: a Kronecker product with ones, and for the gradient the same as a matrix S, dL/dX = S^T dL/dY T."""
    import numpy as np  # noqa: PLC0415 - not needed to set or grade a problem

    source = np.array(params.input, dtype=float)
    found = {"output": np.kron(source, np.ones((params.factor, params.factor))).tolist()}
    if params.upstream is not None:
        height, width = source.shape
        down, across = (np.kron(np.eye(size), np.ones((params.factor, 1))) for size in (height, width))
        found["gradient"] = (down.T @ np.array(params.upstream, dtype=float) @ across).tolist()
    return found


def skeleton(params: Nearest) -> str:
    """Shape, factor and direction."""
    height, width = shape(params.input)
    return f"{height}x{width}:{params.factor}:{'forward' if params.upstream is None else 'both'}"
