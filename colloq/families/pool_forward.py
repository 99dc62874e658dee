"""Ticket 14: the forward pass of a pooling layer, with the maximum or the mean of each window.

The maximum starts from the window's own cells (from minus infinity), not from 0; the mean divides by the cells of a window.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.arrays import IntRows, Scaled, corners, draw_rows, output_size, scaled, shape, trees
from colloq.exact.arrays import window as window_of
from colloq.exact.asks import points, read_asks, write_asks
from colloq.exact.fields import Fields, plain_rows
from colloq.model import Grid, MatrixAnswer, Mistake, Part, Step
from colloq.notation.build import quotient, rational
from colloq.notation.tree import Number, Sum

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from colloq.model import Values
    from colloq.seeds import Stream

VERSION = 1
TICKET = "14"
LEVELS = (1, 2, 3)

ASKS = ("max", "average")
_WEIGHTS = {"max": 4, "average": 6}
LONGEST_SIDE = 16
LARGEST_DENOMINATOR = 10**4


@dataclass(frozen=True, slots=True)
class PoolForward:
    """A square window over one channel, no padding, and which poolings are asked."""

    input: Scaled
    window: int
    stride: int
    asks: tuple[str, ...]

    @property
    def cells(self) -> IntRows:
        """The input, times its denominator."""
        return self.input.channels[0]

    @property
    def overlapping(self) -> bool:
        """Whether a cell can lie in several windows."""
        return self.stride < self.window


# -------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> PoolForward:
    """Parameters from text or JSON: input, window, stride (as large as the window unless given), ask."""
    source = Fields(fields)
    rows = source.rows("input")
    side = source.integer("window", 2, LONGEST_SIDE, 2)
    stride = source.integer("stride", 1, LONGEST_SIDE, side)
    asks = read_asks(source, ASKS, "max")
    source.done()
    height, width = shape(rows)
    if max(height, width) > LONGEST_SIDE:
        raise ParameterError("input", "too-large", rows=height, columns=width, most=LONGEST_SIDE)
    if side > min(height, width):
        raise ParameterError("window", "window-larger", window=side, rows=height, columns=width)
    params = PoolForward(scaled([rows]), side, stride, asks)
    if params.input.denominator > LARGEST_DENOMINATOR:
        raise ParameterError("input", "denominator", denominator=params.input.denominator, most=LARGEST_DENOMINATOR)
    return params


def write_params(params: PoolForward) -> dict[str, Any]:
    """Plain JSON."""
    return {
        "input": plain_rows(params.input.cells()[0]),
        "window": params.window,
        "stride": params.stride,
        "ask": write_asks(params.asks),
    }


# ------------------------------------------------------------------------------------------------------------------- draws

# (rows, columns, window, stride) and how likely it is
_SHAPES = {
    1: (((4, 4, 2, 2), 1),),
    2: (((4, 4, 2, 2), 3), ((4, 6, 2, 2), 2), ((6, 4, 2, 2), 2), ((5, 5, 2, 2), 2)),
    3: (((4, 4, 3, 1), 3), ((4, 4, 2, 1), 2), ((5, 5, 3, 2), 3), ((3, 4, 2, 1), 2), ((4, 5, 3, 1), 2)),
}
_EASY_CELLS = (*range(10), *range(1, 10))
_CELLS = (*range(-9, 10), *range(-9, 0))  # windows of negative cells alone have to occur


def sample(rng: Stream, level: int) -> PoolForward | None:
    """1: one pooling, no negative cells. 2: both, some windows all negative. 3: windows that overlap."""
    height, width, side, stride = rng.weighted(_SHAPES[level])
    cells = draw_rows(rng, height, width, _EASY_CELLS if level == 1 else _CELLS)
    asks = (rng.choice(ASKS),) if level == 1 else ASKS
    params = PoolForward(Scaled((cells,)), side, stride, asks)
    for _, _, top, left in corners(cells, side, side, stride):
        covered = sum(window_of(cells, top, left, side, side), ())
        if covered.count(max(covered)) > 1 or not sum(covered) or not max(covered):
            return None
    largest = [cell for row in _pooled(params, "max")[0] for cell in row]
    return params if len(set(largest)) > 2 or len(largest) < 4 else None


# ---------------------------------------------------------------------------------------------------------------- solution


def _pooled(params: PoolForward, kind: str, stride: int | None = None) -> tuple[IntRows, int]:
    """The output of a way of pooling, as whole numbers over a denominator."""
    cells, side, step = params.cells, params.window, stride or params.stride
    lines: list[list[int]] = []
    for row, column, top, left in corners(cells, side, side, step):
        covered = sum(window_of(cells, top, left, side, side), ())
        if column == 0:
            lines.append([])
        lines[row].append(_of_window(kind, covered))
    below = {"average": side**2, "side": side}.get(kind, 1)
    return tuple(map(tuple, lines)), params.input.denominator * below


def _of_window(kind: str, covered: tuple[int, ...]) -> int:
    match kind:
        case "max":
            return max(covered)
        case "from-zero":
            return max(0, *covered)
        case "size":
            return max(covered, key=abs)
        case _:
            return sum(covered)


def _answer(rows: IntRows, denominator: int) -> MatrixAnswer:
    return MatrixAnswer(trees(rows, denominator))


def solve(params: PoolForward) -> tuple[Part, ...]:
    """The output of each pooling that is asked."""
    worth = points(params.asks, _WEIGHTS)
    return tuple(Part(name, _answer(*_pooled(params, name)), worth[name]) for name in params.asks)


def mistakes(params: PoolForward) -> tuple[Mistake, ...]:
    """The wrong outputs that these parameters can show."""
    found = []
    for part in params.asks:
        seen = {_key(*_pooled(params, part))}
        for name, rows, denominator in _wrong(params, part):
            key = _key(rows, denominator)
            if key not in seen:
                seen.add(key)
                found.append(Mistake(name, part, _answer(rows, denominator)))
    return tuple(found)


def _key(rows: IntRows, denominator: int) -> tuple[tuple[Fraction, ...], ...]:
    return tuple(tuple(Fraction(cell, denominator) for cell in row) for row in rows)


def _wrong(params: PoolForward, part: str) -> Iterator[tuple[str, IntRows, int]]:
    if part == "max":
        yield "average-for-max", *_pooled(params, "average")
        yield "started-at-zero", *_pooled(params, "from-zero")
        yield "sign-ignored", *_pooled(params, "size")
        # other shapes, of whole numbers only: in 0,25 0,5 of another shape than asked the commas would part cells
        if params.stride > 1:
            yield "stride-ignored", *_pooled(params, part, 1)
        if params.overlapping:
            yield "windows-kept-apart", *_pooled(params, part, params.window)
    else:
        yield "max-for-average", *_pooled(params, "max")
        yield "sum-for-average", *_pooled(params, "sum")
        yield "divided-by-side", *_pooled(params, "side")


# ------------------------------------------------------------------------------------------------------------------- texts


def state(params: PoolForward) -> Values:
    """What the statement shows."""
    return {
        "input": Grid(params.input.cells()[0]),
        "window": params.window,
        "stride": params.stride,
        "cells": params.window**2,
        "uneven": any((size - params.window) % params.stride for size in shape(params.cells)),
        "fractional": "average" in params.asks,
    }


def explain(params: PoolForward) -> tuple[Step, ...]:
    """Window by window, then the whole output."""
    return tuple(step for name in params.asks for step in _explain_part(params, name))


def _explain_part(params: PoolForward, name: str) -> Iterator[Step]:
    cells = params.input.cells()[0]
    side = params.window
    for row, column, top, left in corners(cells, side, side, params.stride):
        covered: tuple[Fraction, ...] = sum(window_of(cells, top, left, side, side), ())
        place = {"row": row + 1, "column": column + 1}
        if name == "max":
            marked = frozenset((y, x) for y in range(top, top + side) for x in range(left, left + side))
            yield Step("window-max", {**place, "largest": rational(max(covered)), "input": Grid(cells, marked)})
        else:
            mean = quotient(Sum(tuple(map(rational, covered))), Number(side**2))
            yield Step("window-average", place, before=mean, after=rational(sum(covered, Fraction(0)) / side**2))
    rows, denominator = _pooled(params, name)
    yield Step(f"output-{name}", {"output": Grid(_key(rows, denominator))})


def hints(params: PoolForward) -> tuple[Step, ...]:
    """Where the windows lie, then what is done in one."""
    rows, columns = (output_size(size, params.window, params.stride) for size in shape(params.cells))
    first = Step("hint-windows", {"rows": rows, "columns": columns})
    if params.asks == ("average",):
        return first, Step("hint-average")
    return first, Step("hint-negative" if min(map(min, params.cells)) < 0 else "hint-max")


# ------------------------------------------------------------------------------------------------------------------ checks


def oracle(params: PoolForward, at: Mapping[str, float]) -> dict[str, Any]:  # noqa: ARG001 - no symbols here
    """By NumPy: shifted copies of the input, one for each place in a window, reduced along the copies."""
    import numpy as np  # noqa: PLC0415 - not needed to set or grade a problem

    source = np.array(params.input.channels[0], dtype=float) / params.input.denominator
    side, stride = params.window, params.stride
    rows, columns = ((size - side) // stride + 1 for size in source.shape)
    copies = np.stack(
        [
            source[y : y + (rows - 1) * stride + 1 : stride, x : x + (columns - 1) * stride + 1 : stride]
            for y in range(side)
            for x in range(side)
        ]
    )
    found = {"max": copies.max(axis=0).tolist(), "average": copies.mean(axis=0).tolist()}
    return {name: found[name] for name in params.asks}


def skeleton(params: PoolForward) -> str:
    """Shapes, window, stride, what is asked, whether some window is all negative."""
    height, width = shape(params.cells)
    negative = math.prod(1 if cell > 0 else 0 for row in _pooled(params, "max")[0] for cell in row) == 0
    return f"{height}x{width}:{params.window}:{params.stride}:{write_asks(params.asks)}:{negative}"
