"""Ticket 20: max un-pooling with the indices that the paired max-pooling layer has remembered.

Every value goes to the place where the maximum of its window stood, all other cells are 0; in the backward pass the gradient is
read off at the same places.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.arrays import shape
from colloq.exact.fields import Fields, plain, plain_rows
from colloq.exact.upsampling import (
    Matrix,
    as_rows,
    block_grid,
    blocks,
    cells,
    draw_matrix,
    first_tie,
    is_whole,
    largest_cells,
    matrix_answer,
    matrix_mistakes,
    nailed,
    placed,
    read_matrix,
    repeated,
)
from colloq.grading.number import exact
from colloq.model import Grid, MatrixAnswer, Part, Step
from colloq.notation.build import product, rational, symbol, total

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from colloq.model import Answer, Mistake, Value, Values
    from colloq.notation.tree import Tree
    from colloq.seeds import Stream

VERSION = 1
TICKET = "20"
LEVELS = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class MaxUnpooling:
    """The input X of the max-pooling layer and the side of its windows (stride the same).

    What is un-pooled are `values`, or else `scale` times the pooled matrix plus `shift`. `upstream` is dL/dY where the backward
    pass is asked for.
    """

    input: Matrix
    window: int
    values: Matrix | None = None
    scale: Fraction = Fraction(1)
    shift: Fraction = Fraction(0)
    upstream: Matrix | None = None


# -------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> MaxUnpooling:
    """input, window (2 unless given), values or scale and shift, upstream (optional). Raises ParameterError."""
    source = Fields(fields)
    rows, window = read_matrix(source, "input"), source.integer("window", 2, 4, 2)
    values = read_matrix(source, "values") if source.has("values") else None
    scaled = source.has("scale") or source.has("shift")
    scale, shift = source.rational("scale", 1), source.rational("shift", 0)
    upstream = read_matrix(source, "upstream") if source.has("upstream") else None
    source.done()
    height, width = shape(rows)
    if height % window or width % window:
        raise ParameterError("input", "not-divisible", rows=height, columns=width, window=window)
    if values is not None and scaled:
        raise ParameterError("values", "values-and-scale")
    if scale == 0:
        raise ParameterError("scale", "scale-zero")
    for name, given, needed in (("values", values, (height // window, width // window)), ("upstream", upstream, (height, width))):
        if given is not None and shape(given) != needed:
            found = shape(given)
            raise ParameterError(
                name, "wrong-shape", rows=needed[0], columns=needed[1], given_rows=found[0], given_columns=found[1]
            )
    tie = first_tie(rows, window)
    if tie:
        raise ParameterError("input", "tie", row=tie[0] + 1, column=tie[1] + 1, value=str(max(blocks(rows, window)[tie])))
    return MaxUnpooling(rows, window, values, scale, shift, upstream)


def write_params(params: MaxUnpooling) -> dict[str, Any]:
    """Plain JSON."""
    written: dict[str, Any] = {"input": plain_rows(params.input), "window": params.window}
    if params.values is not None:
        written["values"] = plain_rows(params.values)
    else:
        written |= {"scale": plain(params.scale), "shift": plain(params.shift)}
    return written if params.upstream is None else {**written, "upstream": plain_rows(params.upstream)}


# ------------------------------------------------------------------------------------------------------------------- draws

# (rows, columns, window) and how likely it is
_SHAPES = {
    1: (((4, 4, 2), 3), ((2, 4, 2), 1)),
    2: (((4, 4, 2), 3), ((4, 6, 2), 2), ((6, 4, 2), 2), ((3, 6, 3), 1)),
    3: (((4, 4, 2), 3), ((4, 6, 2), 1), ((6, 4, 2), 1), ((6, 6, 3), 1)),
}
_CELLS = (*range(-5, 10), *range(10))
_VALUES = (1, 2, 3, 4, 5, 6, 7, 8, 9, -1, -2, -3, -4, -5, -6)
_SCALES = (2, 2, 3, -1, -1, -2, -3)
_SHIFTS = (1, 2, 3, 4, 5, -1, -2, -3, -4)


def sample(rng: Stream, level: int) -> MaxUnpooling | None:
    """1: values are given. 2: they come from the pooled matrix. 3: the backward pass as well. None where a window has a tie."""
    height, width, window = rng.weighted(_SHAPES[level])
    rows = draw_matrix(rng, height, width, _CELLS)
    if first_tie(rows, window) or any(not max(inside) for inside in blocks(rows, window).values()):
        return None
    if level == 2:
        params = MaxUnpooling(rows, window, None, Fraction(rng.choice(_SCALES)), Fraction(rng.choice(_SHIFTS)))
    else:
        values = draw_matrix(rng, height // window, width // window, _VALUES)
        upstream = draw_matrix(rng, height, width, _VALUES) if level == 3 else None
        params = MaxUnpooling(rows, window, values, upstream=upstream)
    corners = sum(place == (window * row, window * column) for (row, column), place in largest_cells(rows, window).items())
    unpooled = cells(_values(params))
    good = corners <= 1 and all(unpooled) and len(set(unpooled)) >= min(3, len(unpooled))
    return params if good else None


# ---------------------------------------------------------------------------------------------------------------- solution


def _pooled(params: MaxUnpooling) -> Matrix:
    return as_rows({place: max(inside) for place, inside in blocks(params.input, params.window).items()})


def _between(params: MaxUnpooling, pooled: Matrix) -> Matrix:
    """What the layers between pooling and un-pooling make of the pooled matrix."""
    return tuple(tuple(params.scale * cell + params.shift for cell in row) for row in pooled)


def _values(params: MaxUnpooling) -> Matrix:
    """What is un-pooled."""
    return _between(params, _pooled(params)) if params.values is None else params.values


def _unpooled(params: MaxUnpooling, values: Matrix) -> Matrix:
    places = largest_cells(params.input, params.window)
    return placed({places[row, column]: values[row][column] for row, column in places}, *shape(params.input))


def _gradient(params: MaxUnpooling, upstream: Matrix) -> Matrix:
    places = largest_cells(params.input, params.window)
    return as_rows({block: upstream[row][column] for block, (row, column) in places.items()})


def _right(params: MaxUnpooling) -> dict[str, Matrix]:
    right = {"pooled": _pooled(params)} if params.values is None else {}
    right["output"] = _unpooled(params, _values(params))
    if params.upstream is not None:
        right["gradient"] = _gradient(params, params.upstream)
    return right


_POINTS = {
    ("output",): (10,),
    ("pooled", "output"): (4, 6),
    ("output", "gradient"): (6, 4),
    ("pooled", "output", "gradient"): (3, 4, 3),
}


def solve(params: MaxUnpooling) -> tuple[Part, ...]:
    """The pooled matrix where it is needed, the output, and dL/dZ where dL/dY is given."""
    right = _right(params)
    worth = _POINTS[tuple(right)]
    return tuple(
        Part(name, matrix_answer(rows, exact=is_whole(rows)), points)
        for (name, rows), points in zip(right.items(), worth, strict=True)
    )


def carried(params: MaxUnpooling, part: str, own: Mapping[str, Answer]) -> Answer | None:
    """The output from the student's own pooled matrix."""
    pooled = own.get("pooled")
    if part != "output" or not isinstance(pooled, MatrixAnswer):
        return None
    numbers = [[exact(cell) for cell in row] for row in pooled.rows]
    rows = tuple(tuple(number for number in row if number is not None) for row in numbers)
    if [len(row) for row in rows] != [len(row) for row in _pooled(params)]:
        return None
    output = _unpooled(params, _between(params, rows))
    return matrix_answer(output, exact=is_whole(output))


def mistakes(params: MaxUnpooling) -> tuple[Mistake, ...]:
    """The wrong matrices of the mistakes that these parameters can show."""
    return tuple(
        mistake for part, rows in _right(params).items() for mistake in matrix_mistakes(part, rows, _wrong(params, part))
    )


def _wrong(params: MaxUnpooling, part: str) -> dict[str, Matrix]:
    rows, window, upstream = params.input, params.window, params.upstream
    inside = blocks(rows, window)
    match part:
        case "pooled":
            return {
                "mean-for-maximum": as_rows({place: sum(block, Fraction(0)) / len(block) for place, block in inside.items()}),
                "largest-absolute": as_rows({place: max(block, key=abs) for place, block in inside.items()}),
            }
        case "output":
            values, pooled = _values(params), _unpooled(params, _pooled(params))
            filled = _unpooled(params, values)
            forgotten = "pooled-for-values" if params.values is not None else "layer-between-forgotten"
            return {
                "indices-ignored": nailed(values, window),
                "every-cell": repeated(values, window, window),
                "rest-kept": _rest_kept(params, filled),
                forgotten: pooled,
            }
        case _:
            assert upstream is not None
            gradients = blocks(upstream, window)
            return {
                "block-sum": as_rows({place: sum(block, Fraction(0)) for place, block in gradients.items()}),
                "corner-only": as_rows({place: block[0] for place, block in gradients.items()}),
                "largest-gradient": as_rows({place: max(block) for place, block in gradients.items()}),
            }


def _rest_kept(params: MaxUnpooling, filled: Matrix) -> Matrix:
    """The values in their places, but the rest of X left standing around them."""
    there = set(largest_cells(params.input, params.window).values())
    return tuple(
        tuple(filled[row][column] if (row, column) in there else cell for column, cell in enumerate(line))
        for row, line in enumerate(params.input)
    )


# ------------------------------------------------------------------------------------------------------------------- texts


def _linear(params: MaxUnpooling, inner: Tree) -> Tree:
    """Scale times the inner tree plus shift, as a person would write it: 4 - 2p rather than -2p + 4."""
    terms = (product(rational(params.scale), inner), rational(params.shift))
    return total(*(reversed(terms) if params.scale < 0 < params.shift else terms))


def state(params: MaxUnpooling) -> Values:
    """What the statement shows."""
    given = [params.input, params.values or (), params.upstream or ()]
    values: dict[str, Value] = {
        "input": Grid(params.input),
        "window": params.window,
        "given": params.values is not None,
        "backward": params.upstream is not None,
        "shows_x": params.values is None and params.upstream is None,
        "shows_xz": params.values is not None and params.upstream is None,
        "shows_xg": params.values is None and params.upstream is not None,
        "shows_xzg": params.values is not None and params.upstream is not None,
        "between": _linear(params, symbol("p")),
        "fractional": not all(is_whole(rows) for rows in (*given, *_right(params).values())),
    }
    if params.values is not None:
        values["values"] = Grid(params.values)
    if params.upstream is not None:
        values["upstream"] = Grid(params.upstream)
    return values


def hints(params: MaxUnpooling) -> tuple[Step, ...]:
    """What is remembered, then what happens to the rest."""
    height, width = shape(params.input)
    row, column = height // params.window - 1, width // params.window - 1
    first = Step("where", {"input": block_grid(params.input, row, column, params.window)})
    return first, Step("read-off" if params.upstream is not None else "rest")


def explain(params: MaxUnpooling) -> tuple[Step, ...]:
    """Where each maximum stands, what is un-pooled, the output, the gradient."""
    return tuple(_explain(params))


def _explain(params: MaxUnpooling) -> Iterator[Step]:
    values = _values(params)
    places = largest_cells(params.input, params.window)
    for (row, column), (y, x) in places.items():
        yield Step(
            "maximum",
            {
                "row": row + 1,
                "column": column + 1,
                "largest": rational(params.input[y][x]),
                "at_row": y + 1,
                "at_column": x + 1,
                "input": block_grid(params.input, row, column, params.window),
            },
        )
    if params.values is None:
        yield Step("pooled", {"pooled": Grid(_pooled(params))})
        for row, column in places:
            number = rational(_pooled(params)[row][column])
            yield Step(
                "value",
                {"row": row + 1, "column": column + 1},
                before=_linear(params, number),
                after=rational(values[row][column]),
            )
    yield Step("output", {"output": Grid(_unpooled(params, values))})
    if params.upstream is not None:
        marked = Grid(params.upstream, frozenset(places.values()))
        yield Step("marked", {"upstream": marked})
        yield Step("gradient", {"gradient": Grid(_gradient(params, params.upstream))})


# ------------------------------------------------------------------------------------------------------------------ checks


def oracle(params: MaxUnpooling, at: Mapping[str, float]) -> dict[str, Any]:  # noqa: ARG001 - no symbols here
    """By NumPy: the mask of the maxima, times the values repeated by a Kronecker product."""
    import numpy as np  # noqa: PLC0415 - not needed to set or grade a problem

    source = np.array(params.input, dtype=float)
    rows, columns = (size // params.window for size in source.shape)
    tiles = source.reshape(rows, params.window, columns, params.window)
    pooled = tiles.max(axis=(1, 3))
    mask = (tiles == pooled[:, None, :, None]).reshape(source.shape)
    values = float(params.scale) * pooled + float(params.shift) if params.values is None else np.array(params.values, dtype=float)
    found = {"pooled": pooled.tolist(), "output": (mask * np.kron(values, np.ones((params.window,) * 2))).tolist()}
    if params.upstream is not None:
        passed = (mask * np.array(params.upstream, dtype=float)).reshape(tiles.shape)
        found["gradient"] = passed.sum(axis=(1, 3)).tolist()
    return found


def skeleton(params: MaxUnpooling) -> str:
    """Shape, window, what is given."""
    height, width = shape(params.input)
    return f"{height}x{width}:{params.window}:{'+'.join(_right(params))}"
