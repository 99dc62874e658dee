"""Ticket 14: the backward pass of a max-pooling layer.

The output of a window depends on its largest cell alone, so the whole upstream gradient of the window goes to that cell; a
cell that is the largest of several overlapping windows gets the sum of their gradients.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.arrays import (
    IntRows,
    Scaled,
    corners,
    draw_rows,
    mapped,
    output_size,
    scaled,
    shape,
    trees,
)
from colloq.exact.arrays import window as window_of
from colloq.exact.fields import Fields, plain_rows
from colloq.model import Grid, MatrixAnswer, Mistake, Part, Step, Value, Values
from colloq.notation.build import rational
from colloq.notation.tree import Sum

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from colloq.seeds import Stream

VERSION = 1
TICKET = "14"
LEVELS = (1, 2, 3)

LONGEST_SIDE = 16
LARGEST_DENOMINATOR = 10**4

Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class MaxpoolBackward:
    """A square window over one channel, no padding; `upstream` is the gradient of the loss by the layer's output."""

    input: Scaled
    upstream: Scaled
    window: int
    stride: int

    @property
    def cells(self) -> IntRows:
        """The input, times its denominator: which cell is the largest does not depend on it."""
        return self.input.channels[0]

    @property
    def gradients(self) -> IntRows:
        """The upstream gradient, times its denominator."""
        return self.upstream.channels[0]

    @property
    def overlapping(self) -> bool:
        """Whether a cell can lie in several windows."""
        return self.stride < self.window


# -------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> MaxpoolBackward:
    """Parameters from text or JSON: input, upstream, window, stride (as large as the window unless given)."""
    source = Fields(fields)
    rows, upstream = source.rows("input"), source.rows("upstream")
    side = source.integer("window", 1, LONGEST_SIDE, 2)
    stride = source.integer("stride", 1, LONGEST_SIDE, side)
    source.done()
    height, width = shape(rows)
    if max(height, width) > LONGEST_SIDE:
        raise ParameterError("input", "too-large", rows=height, columns=width, most=LONGEST_SIDE)
    if side > min(height, width):
        raise ParameterError("window", "window-larger", window=side, rows=height, columns=width)
    needed = output_size(height, side, stride), output_size(width, side, stride)
    if shape(upstream) != needed:
        given = shape(upstream)
        raise ParameterError(
            "upstream", "upstream-shape", rows=needed[0], columns=needed[1], given_rows=given[0], given_columns=given[1]
        )
    params = MaxpoolBackward(scaled([rows]), scaled([upstream]), side, stride)
    for name, array in (("input", params.input), ("upstream", params.upstream)):
        if array.denominator > LARGEST_DENOMINATOR:
            raise ParameterError(name, "denominator", denominator=array.denominator, most=LARGEST_DENOMINATOR)
    tie = _first_tie(params.cells, side, stride)
    if tie:
        row, column = tie
        largest = max(map(max, window_of(rows, row * stride, column * stride, side, side)))
        raise ParameterError("input", "tie", row=row + 1, column=column + 1, value=str(largest))
    return params


def write_params(params: MaxpoolBackward) -> dict[str, Any]:
    """Plain JSON."""
    return {
        "input": plain_rows(params.input.cells()[0]),
        "upstream": plain_rows(params.upstream.cells()[0]),
        "window": params.window,
        "stride": params.stride,
    }


def _first_tie(cells: IntRows, side: int, stride: int) -> Cell | None:
    """The first window in which the maximum stands more than once."""
    for row, column, top, left in corners(cells, side, side, stride):
        covered = sum(window_of(cells, top, left, side, side), ())
        if covered.count(max(covered)) > 1:
            return row, column
    return None


# ------------------------------------------------------------------------------------------------------------------- draws

# (rows, columns, window, stride) and how likely it is
_SHAPES = {
    1: (((4, 4, 2, 2), 1),),
    2: (((4, 4, 2, 2), 3), ((4, 6, 2, 2), 2), ((6, 4, 2, 2), 2), ((6, 6, 3, 3), 2)),
    3: (((4, 4, 3, 1), 3), ((4, 4, 2, 1), 3), ((5, 5, 3, 2), 3), ((3, 4, 2, 1), 1), ((4, 5, 3, 1), 1)),
}
_EASY_CELLS = (0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 7, 8, 9)
_CELLS = (*range(-9, 13), *range(10))
_EASY_GRADIENTS = (1, 2, 3, 4, 5, 6, -1, -2, -3)
_GRADIENTS = (1, 2, 3, 4, 5, 6, 7, 8, 9, -1, -2, -3, -4, -5, -6)


def sample(rng: Stream, level: int) -> MaxpoolBackward | None:
    """Draws a layer; None where a window has a tie or the numbers do not make a good problem."""
    height, width, side, stride = rng.weighted(_SHAPES[level])
    cells = draw_rows(rng, height, width, _EASY_CELLS if level == 1 else _CELLS)
    if _first_tie(cells, side, stride):
        return None
    gradients = draw_rows(
        rng,
        output_size(height, side, stride),
        output_size(width, side, stride),
        _EASY_GRADIENTS if level == 1 else _GRADIENTS,
    )
    params = MaxpoolBackward(Scaled((cells,)), Scaled((gradients,)), side, stride)
    return params if _good(params) else None


def _good(params: MaxpoolBackward) -> bool:
    """Gradients differ, overlaps show without cancelling, and every mistake has an answer of its own."""
    routes = _routes(params)
    right = _routed(params, routes)
    hit = set(routes.values())
    if params.overlapping and not 2 <= len(hit) < len(routes):
        return False
    if any(not right[row][column] for row, column in hit) or any(not params.cells[row][column] for row, column in hit):
        return False
    if len({cell for row in params.gradients for cell in row}) < 3:
        return False
    answers = [_over(right, params), *_wrong(params, routes).values()]
    return len(set(answers)) == len(answers)


# ---------------------------------------------------------------------------------------------------------------- solution

Routes = dict[Cell, Cell]


def _routes(params: MaxpoolBackward, stride: int | None = None) -> Routes:
    """For each window (row, column) the cell of its maximum."""
    step = params.stride if stride is None else stride
    routes = {}
    for row, line in enumerate(params.gradients):
        for column in range(len(line)):
            covered = _covered(row * step, column * step, params.window)
            routes[row, column] = max(covered, key=lambda cell: params.cells[cell[0]][cell[1]])
    return routes


def _covered(top: int, left: int, side: int) -> list[Cell]:
    return [(row, column) for row in range(top, top + side) for column in range(left, left + side)]


def _routed(params: MaxpoolBackward, routes: Routes) -> IntRows:
    """The gradient by the input, times the denominator of the upstream gradient."""
    gradient = _zeros(params)
    for (row, column), (y, x) in routes.items():
        gradient[y][x] += params.gradients[row][column]
    return _frozen(gradient)


def _zeros(params: MaxpoolBackward) -> list[list[int]]:
    height, width = shape(params.cells)
    return [[0] * width for _ in range(height)]


def _frozen(rows: list[list[int]]) -> IntRows:
    return tuple(map(tuple, rows))


def _denominator(params: MaxpoolBackward) -> int:
    """Of all answers, right or wrong, before they are reduced."""
    return math.lcm(params.upstream.denominator * params.window**2, params.input.denominator)


def _over(rows: IntRows, params: MaxpoolBackward, denominator: int | None = None) -> IntRows:
    """Numbers over a denominator (that of the upstream gradient unless given) brought to the common one."""
    factor = _denominator(params) // (denominator or params.upstream.denominator)
    return mapped(rows, lambda cell: cell * factor)


def solve(params: MaxpoolBackward) -> tuple[Part, ...]:
    """The gradient of the loss by the input."""
    rows = _routed(params, _routes(params))
    return (Part("gradient", _answer(rows, params.upstream.denominator, params), 10),)


def _answer(rows: IntRows, denominator: int, params: MaxpoolBackward) -> MatrixAnswer:
    return MatrixAnswer(trees(rows, denominator), exact=_whole(params))


def _whole(params: MaxpoolBackward) -> bool:
    """Whether the right gradient is one of whole numbers, which no decimal has to approach."""
    denominator = params.upstream.denominator
    rows = _routed(params, _routes(params)) if denominator > 1 else ()
    return not any(cell % denominator for row in rows for cell in row)


def mistakes(params: MaxpoolBackward) -> tuple[Mistake, ...]:
    """The wrong gradients of the mistakes that these parameters can show."""
    routes = _routes(params)
    seen = {_over(_routed(params, routes), params)}
    found = []
    for name, rows in _wrong(params, routes).items():
        if rows not in seen:
            seen.add(rows)
            found.append(Mistake(name, "gradient", _answer(rows, _denominator(params), params)))
    return tuple(found)


def _wrong(params: MaxpoolBackward, routes: Routes) -> dict[str, IntRows]:
    """The gradient of each mistake, times `_denominator`."""
    spread, overwritten, erased = _zeros(params), _zeros(params), _zeros(params)
    values, ones = _zeros(params), _zeros(params)
    for (row, column), (y, x) in routes.items():
        gradient = params.gradients[row][column]
        for inner_y, inner_x in _covered(row * params.stride, column * params.stride, params.window):
            spread[inner_y][inner_x] += gradient
            erased[inner_y][inner_x] = 0
        overwritten[y][x] = erased[y][x] = gradient
        values[y][x] = params.cells[y][x]
        ones[y][x] += 1
    wrong = {
        "every-cell": _over(_frozen(spread), params),
        "shared-equally": _over(_frozen(spread), params, params.upstream.denominator * params.window**2),
        "value-routed": _over(_frozen(values), params, params.input.denominator),
        "upstream-forgotten": _over(_frozen(ones), params, 1),
    }
    if len(set(routes.values())) < len(routes):
        wrong["overwritten"] = _over(_frozen(overwritten), params)
    if erased != overwritten:
        wrong["erased"] = _over(_frozen(erased), params)
    if params.stride > 1 and not _tie_without_stride(params):
        wrong["stride-not-multiplied"] = _over(_routed(params, _routes(params, 1)), params)
    return wrong


def _tie_without_stride(params: MaxpoolBackward) -> bool:
    """Whether windows that move by one cell, as many as there are, would meet a tie."""
    rows, columns = shape(params.gradients)
    met = tuple(line[: columns + params.window - 1] for line in params.cells[: rows + params.window - 1])
    return _first_tie(met, params.window, 1) is not None


# ------------------------------------------------------------------------------------------------------------------- texts


def state(params: MaxpoolBackward) -> Values:
    """What the statement shows."""
    height, width = shape(params.cells)
    return {
        "input": Grid(params.input.cells()[0]),
        "upstream": Grid(params.upstream.cells()[0]),
        "window": params.window,
        "stride": params.stride,
        "uneven": any((size - params.window) % params.stride for size in (height, width)),
        "fractional": not _whole(params),
    }


def explain(params: MaxpoolBackward) -> tuple[Step, ...]:
    """Where the maximum of each window stands, the sums where windows share a maximum, the gradient."""
    routes = _routes(params)
    rows = _routed(params, routes)
    cells = Scaled((rows,), params.upstream.denominator).cells()[0]
    return (*_maxima(params, routes), *_sums(params, routes), Step("gradient", {"gradient": Grid(cells)}))


def _maxima(params: MaxpoolBackward, routes: Routes) -> Iterator[Step]:
    numbers, gradients = params.input.cells()[0], params.upstream.cells()[0]
    for (row, column), (y, x) in routes.items():
        values: dict[str, Value] = {
            "row": row + 1,
            "column": column + 1,
            "largest": rational(numbers[y][x]),
            "at_row": y + 1,
            "at_column": x + 1,
            "passed": rational(gradients[row][column]),
            "input": Grid(numbers, frozenset(_covered(row * params.stride, column * params.stride, params.window))),
        }
        yield Step("maximum", values)


def _sums(params: MaxpoolBackward, routes: Routes) -> Iterator[Step]:
    gradients = params.upstream.cells()[0]
    for y, x in sorted(set(routes.values())):
        passed = [gradients[row][column] for (row, column), cell in routes.items() if cell == (y, x)]
        if len(passed) > 1:
            yield Step(
                "sum",
                {"at_row": y + 1, "at_column": x + 1, "windows": len(passed)},
                before=Sum(tuple(map(rational, passed))),
                after=rational(sum(passed, Fraction(0))),
            )


def hints(params: MaxpoolBackward) -> tuple[Step, ...]:
    """What one window passes on, then what happens where windows overlap, or to the rest."""
    rows, columns = shape(params.gradients)
    last = frozenset(_covered((rows - 1) * params.stride, (columns - 1) * params.stride, params.window))
    first = Step("one-window", {"row": rows, "column": columns, "input": Grid(params.input.cells()[0], last)})
    height, width = shape(params.cells)
    if params.overlapping:
        return first, Step("overlap", {"windows": rows * columns})
    return first, Step("rest", {"windows": rows * columns, "cells": height * width})


# ------------------------------------------------------------------------------------------------------------------ checks


def oracle(params: MaxpoolBackward, at: Mapping[str, float]) -> dict[str, Any]:  # noqa: ARG001 - no symbols here
    """The gradient by NumPy: each window's mask of its maximum times the upstream gradient, added up by offset."""
    import numpy as np  # noqa: PLC0415 - not needed to set or grade a problem

    source = np.array(params.input.channels[0], dtype=float)
    upstream = np.array(params.upstream.channels[0], dtype=float) / params.upstream.denominator
    side, stride = params.window, params.stride
    windows = np.lib.stride_tricks.sliding_window_view(source, (side, side))[::stride, ::stride]
    masks = windows == windows.max(axis=(2, 3), keepdims=True)
    gradient = np.zeros_like(source)
    rows, columns = upstream.shape
    for y in range(side):
        for x in range(side):
            gradient[y : y + rows * stride : stride, x : x + columns * stride : stride][:rows, :columns] += (
                masks[:, :, y, x] * upstream
            )
    return {"gradient": gradient.tolist()}


def skeleton(params: MaxpoolBackward) -> str:
    """Shapes, window, stride and how many windows share a maximum."""
    height, width = shape(params.cells)
    routes = _routes(params)
    return f"{height}x{width}:{params.window}:{params.stride}:{len(routes) - len(set(routes.values()))}"
