"""Ticket 20: the transposed convolution of one channel.

Every cell of the input puts a copy of the kernel, times the cell, into the output; copies of neighbouring cells begin `stride`
cells apart, and where they overlap they add. `padding` rows and columns are then cut off on each side, as in PyTorch's
ConvTranspose2d. The kernel is not flipped.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.arrays import flipped, output_size, shape, transposed, window
from colloq.exact.fields import Fields, plain_rows
from colloq.exact.upsampling import (
    Matrix,
    cells,
    covered,
    draw_matrix,
    framed,
    is_whole,
    matrix_answer,
    matrix_mistakes,
    pieces,
    placed,
    read_matrix,
    transpose_convolve,
    transposed_size,
)
from colloq.model import Grid, Part, Step
from colloq.notation.build import rational
from colloq.notation.tree import Product, Sum, Tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from colloq.model import Mistake, Value, Values
    from colloq.seeds import Stream

VERSION = 1
TICKET = "20"
LEVELS = (1, 2, 3)

LONGEST_INPUT = 6
LONGEST_KERNEL = 4


@dataclass(frozen=True, slots=True)
class TransposeConv:
    """Input and square kernel of one channel, stride, and how many rows and columns are cut off on each side."""

    input: Matrix
    kernel: Matrix
    stride: int = 1
    padding: int = 0


# -------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> TransposeConv:
    """input, kernel, stride (1 unless given), padding (0 unless given). Raises ParameterError."""
    source = Fields(fields)
    rows = read_matrix(source, "input", LONGEST_INPUT)
    kernel = read_matrix(source, "kernel", LONGEST_KERNEL)
    stride, padding = source.integer("stride", 1, 4, 1), source.integer("padding", 0, 3, 0)
    source.done()
    height, width = shape(kernel)
    if height != width:
        raise ParameterError("kernel", "kernel-square", rows=height, columns=width)
    if stride > height:
        raise ParameterError("stride", "gaps", stride=stride, kernel=height)
    if any(transposed_size(size, height, stride, padding) < 1 for size in shape(rows)):
        raise ParameterError("padding", "nothing-left", padding=padding)
    return TransposeConv(rows, kernel, stride, padding)


def write_params(params: TransposeConv) -> dict[str, Any]:
    """Plain JSON."""
    return {
        "input": plain_rows(params.input),
        "kernel": plain_rows(params.kernel),
        "stride": params.stride,
        "padding": params.padding,
    }


# ------------------------------------------------------------------------------------------------------------------- draws

# (rows, columns, side of the kernel, stride, padding) and how likely it is
_SHAPES = {
    1: (((2, 2, 2, 1, 0), 3), ((2, 2, 2, 2, 0), 4), ((2, 3, 2, 1, 0), 1), ((1, 3, 2, 2, 0), 1)),
    2: (((2, 2, 3, 1, 0), 3), ((2, 2, 3, 2, 0), 4), ((3, 3, 2, 1, 0), 2), ((2, 3, 2, 1, 0), 2), ((2, 3, 2, 2, 0), 2)),
    3: (((2, 2, 3, 2, 1), 2), ((2, 3, 3, 2, 1), 3), ((3, 2, 3, 2, 1), 2), ((3, 3, 3, 1, 1), 2), ((3, 3, 2, 2, 1), 2)),
}
_CELLS = (0, 1, 1, 2, 2, 3, 3, 4, 5, 6, -1, -1, -2, -3)
_WEIGHTS = (0, 0, 1, 1, 1, 2, 2, 3, -1, -1, -2)


def sample(rng: Stream, level: int) -> TransposeConv | None:
    """1: 2 x 2 kernels. 2: larger kernels, which overlap. 3: rows and columns are cut off."""
    height, width, side, stride, padding = rng.weighted(_SHAPES[level])
    rows, kernel = draw_matrix(rng, height, width, _CELLS), draw_matrix(rng, side, side, _WEIGHTS)
    params = TransposeConv(rows, kernel, stride, padding)
    return params if _good(params) else None


def _good(params: TransposeConv) -> bool:
    """Few zeros, a kernel that shows how it is laid, and every mistake with an answer of its own."""
    if cells(params.input).count(Fraction(0)) > 1 or len(set(cells(params.input))) < min(3, len(cells(params.input))):
        return False
    zeros = cells(params.kernel).count(Fraction(0))
    if not zeros <= len(params.kernel) or len({params.kernel, flipped(params.kernel), transposed(params.kernel)}) < 3:
        return False
    answers = [_output(params), *_wrong(params).values()]
    return len(set(answers)) == len(answers)


# ---------------------------------------------------------------------------------------------------------------- solution


def _output(params: TransposeConv) -> Matrix:
    return transpose_convolve(params.input, params.kernel, params.stride, params.padding)


def solve(params: TransposeConv) -> tuple[Part, ...]:
    """The output matrix."""
    rows = _output(params)
    return (Part("output", matrix_answer(rows, exact=is_whole(rows)), 10),)


def mistakes(params: TransposeConv) -> tuple[Mistake, ...]:
    """The wrong outputs of the mistakes that these parameters can show."""
    return tuple(matrix_mistakes("output", _output(params), _wrong(params)))


def _wrong(params: TransposeConv) -> dict[str, Matrix]:
    rows, kernel, stride, padding = params.input, params.kernel, params.stride, params.padding
    side = len(kernel)
    wrong = {
        "kernel-flipped": transpose_convolve(rows, flipped(kernel), stride, padding),
        "kernel-transposed": transpose_convolve(rows, transposed(kernel), stride, padding),
    }
    if stride < side and len(cells(rows)) > 1:
        wrong["overwritten"] = transpose_convolve(rows, kernel, stride, padding, adds=False)
    if stride > 1 and min(transposed_size(size, side, 1, padding) for size in shape(rows)) > 0:
        wrong["stride-ignored"] = transpose_convolve(rows, kernel, 1, padding)
    if padding:
        whole = transpose_convolve(rows, kernel, stride)
        wrong |= {"crop-forgotten": whole, "frame-added": framed(whole, padding)}
    elif min(shape(rows)) >= side:
        wrong["ordinary-convolution"] = _correlated(rows, kernel, stride)
    return wrong


def _correlated(rows: Matrix, kernel: Matrix, stride: int) -> Matrix:
    """What an ordinary convolutional layer computes: one number for each window."""
    side = len(kernel)
    (height, width), weights = (output_size(size, side, stride) for size in shape(rows)), cells(kernel)

    def at(row: int, column: int) -> Fraction:
        inside = cells(window(rows, row * stride, column * stride, side, side))
        return sum((cell * weight for cell, weight in zip(inside, weights, strict=True)), Fraction(0))

    return tuple(tuple(at(row, column) for column in range(width)) for row in range(height))


# ------------------------------------------------------------------------------------------------------------------- texts


def _sizes(params: TransposeConv, padding: int) -> tuple[int, int]:
    height, width = (transposed_size(size, len(params.kernel), params.stride, padding) for size in shape(params.input))
    return height, width


def state(params: TransposeConv) -> Values:
    """What the statement shows."""
    return {
        "input": Grid(params.input),
        "kernel": Grid(params.kernel),
        "stride": params.stride,
        "padding": params.padding,
        "cropped": params.padding > 0,
        "fractional": not is_whole(_output(params)),
    }


def hints(params: TransposeConv) -> tuple[Step, ...]:
    """Where the last copy lies, then how the copies meet."""
    whole, (height, width) = _sizes(params, 0), shape(params.input)
    top, left = ((size - 1) * params.stride for size in (height, width))
    first = Step(
        "last-copy",
        {
            "input": Grid(params.input, frozenset({(height - 1, width - 1)})),
            "at_row": top + 1,
            "at_column": left + 1,
            "whole_rows": whole[0],
            "whole_columns": whole[1],
        },
    )
    if params.padding:
        return first, Step("crop-last", {"padding": params.padding})
    return first, Step("overlaps" if params.stride < len(params.kernel) else "no-overlaps")


def explain(params: TransposeConv) -> tuple[Step, ...]:
    """The size, the copy of each cell, the sums where copies overlap, the frame that is cut off."""
    return tuple(_explain(params))


def _explain(params: TransposeConv) -> Iterator[Step]:
    side, (height, width) = len(params.kernel), shape(params.input)
    whole = _sizes(params, 0)
    sizes: dict[str, Value] = {
        "height": height,
        "width": width,
        "side": side,
        "whole_rows": whole[0],
        "whole_columns": whole[1],
    }
    yield Step("size", sizes)
    laid = list(pieces(params.input, params.kernel, params.stride))
    for row, line in enumerate(params.input):
        for column, cell in enumerate(line):
            own = {place: value for source, place, value in laid if source == (row, column)}
            marks = covered(row * params.stride, column * params.stride, side, side)
            yield Step(
                "copy",
                {"row": row + 1, "column": column + 1, "cell": rational(cell), "copy": Grid(placed(own, *whole), marks)},
            )
    yield from _busiest(params)
    if params.padding:
        frame = frozenset(
            (row, column)
            for row in range(whole[0])
            for column in range(whole[1])
            if not (params.padding <= row < whole[0] - params.padding and params.padding <= column < whole[1] - params.padding)
        )
        yield Step("crop", {"copies": Grid(transpose_convolve(params.input, params.kernel, params.stride), frame)})
    yield Step("output", {"output": Grid(_output(params))})


def _busiest(params: TransposeConv) -> Iterator[Step]:
    """The cell of the output in which most copies overlap, as a sum of products."""
    meeting: dict[tuple[int, int], list[Tree]] = {}
    found: dict[tuple[int, int], Fraction] = {}
    for (row, column), place, value in pieces(params.input, params.kernel, params.stride):
        weight = params.kernel[place[0] - row * params.stride][place[1] - column * params.stride]
        meeting.setdefault(place, []).append(Product((rational(params.input[row][column]), rational(weight))))
        found[place] = found.get(place, Fraction(0)) + value
    place = max(meeting, key=lambda at: len(meeting[at]))
    if len(meeting[place]) > 1:
        yield Step(
            "sum",
            {"at_row": place[0] + 1, "at_column": place[1] + 1, "meeting": len(meeting[place])},
            before=Sum(tuple(meeting[place])),
            after=rational(found[place]),
        )


# ------------------------------------------------------------------------------------------------------------------ checks


def oracle(params: TransposeConv, at: Mapping[str, float]) -> dict[str, Any]:  # noqa: ARG001 - no symbols here
    """By NumPy, as the transpose it is named after: the matrix of the ordinary convolution, transposed, times the input."""
    import numpy as np  # noqa: PLC0415 - not needed to set or grade a problem

    source, kernel = np.array(params.input, dtype=float), np.array(params.kernel, dtype=float)
    side, stride, padding = kernel.shape[0], params.stride, params.padding
    height, width = (stride * (size - 1) + side - 2 * padding for size in source.shape)
    matrix = np.zeros((source.size, height * width))
    for index, unit in enumerate(np.eye(height * width)):
        image = np.pad(unit.reshape(height, width), padding)
        windows = np.lib.stride_tricks.sliding_window_view(image, (side, side))[::stride, ::stride]
        matrix[:, index] = np.einsum("rsij,ij->rs", windows, kernel).ravel()
    return {"output": (matrix.T @ source.ravel()).reshape(height, width).tolist()}


def skeleton(params: TransposeConv) -> str:
    """Shapes, stride and padding."""
    height, width = shape(params.input)
    return f"{height}x{width}:{len(params.kernel)}:{params.stride}:{params.padding}"
