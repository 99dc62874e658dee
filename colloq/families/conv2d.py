"""T1: the output of a convolutional layer with one filter, by hand.

Convolution is cross-correlation, as in every framework: the kernel is not flipped. The output of an image n x n, kernel k x k,
padding p and stride s has floor((n + 2p - k) / s) + 1 rows and columns.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.arrays import (
    IntRows,
    Rows,
    Scaled,
    convolve,
    corners,
    count_nonzero,
    draw_rows,
    flipped,
    mapped,
    output_size,
    padded,
    scaled,
    shape,
    transposed,
    trees,
    window,
)
from colloq.exact.fields import Fields, plain, plain_rows
from colloq.model import Grid, MatrixAnswer, Mistake, Part, Step, Value, Values, Word
from colloq.notation.build import rational
from colloq.notation.tree import Number, Product, Quotient, Sum, Tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from colloq.seeds import Stream

VERSION = 1
TICKET = "T1"
LEVELS = (1, 2, 3)

MOST_CHANNELS = 3
LONGEST_SIDE = 16
LARGEST_DENOMINATOR = 10**4

KERNELS: dict[str, Scaled] = {
    "edge-detection": Scaled((((-1, -1, -1), (-1, 8, -1), (-1, -1, -1)),)),
    "sharpening": Scaled((((0, -1, 0), (-1, 5, -1), (0, -1, 0)),)),
    "blur": Scaled((((1, 1, 1),) * 3,), 9),
}


@dataclass(frozen=True, slots=True)
class Conv2d:
    """A layer with one filter; image and kernel have as many channels as each other."""

    image: Scaled
    kernel: Scaled
    padding: int = 0
    stride: int = 1
    bias: Fraction = Fraction(0)


# -------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> Conv2d:
    """Parameters from text or JSON: image, kernel (channels first where there are several), padding, stride, bias."""
    source = Fields(fields)
    image, kernel = source.channels("image"), source.channels("kernel")
    padding, stride = source.integer("padding", 0, 4, 0), source.integer("stride", 1, 4, 1)
    bias = source.rational("bias", 0)
    source.done()
    params = Conv2d(scaled(image), scaled(kernel), padding, stride, bias)
    if len(image) != len(kernel):
        raise ParameterError("kernel", "channels", image=len(image), kernel=len(kernel))
    if len(image) > MOST_CHANNELS:
        raise ParameterError("image", "too-many-channels", most=MOST_CHANNELS)
    height, width = shape(image[0])
    if max(height, width) > LONGEST_SIDE:
        raise ParameterError("image", "too-large", rows=height, columns=width, most=LONGEST_SIDE)
    kernel_height, kernel_width = shape(kernel[0])
    if kernel_height > height + 2 * padding or kernel_width > width + 2 * padding:
        raise ParameterError(
            "kernel",
            "kernel-larger",
            kernel_rows=kernel_height,
            kernel_columns=kernel_width,
            rows=height + 2 * padding,
            columns=width + 2 * padding,
        )
    if _denominator(params) > LARGEST_DENOMINATOR:
        raise ParameterError("kernel", "denominator", denominator=_denominator(params), most=LARGEST_DENOMINATOR)
    return params


def write_params(params: Conv2d) -> dict[str, Any]:
    """Plain JSON; one channel is a list of rows, several are a list of such lists."""
    return {
        "image": _plain_channels(params.image),
        "kernel": _plain_channels(params.kernel),
        "padding": params.padding,
        "stride": params.stride,
        "bias": plain(params.bias),
    }


def _plain_channels(array: Scaled) -> list[Any]:
    channels = [plain_rows(rows) for rows in array.cells()]
    return channels[0] if len(channels) == 1 else channels


# ------------------------------------------------------------------------------------------------------------------- draws

# (side of the image, side of the kernel, padding, stride) and how likely it is
_ONE_CHANNEL = {
    1: (((3, 2, 0, 1), 5), ((3, 3, 0, 1), 2), ((4, 2, 0, 2), 4), ((4, 3, 0, 1), 3), ((3, 3, 1, 2), 2)),
    2: (
        ((3, 3, 1, 1), 4),
        ((4, 3, 0, 1), 3),
        ((4, 3, 1, 1), 3),
        ((4, 2, 0, 1), 2),
        ((4, 2, 0, 2), 3),
        ((4, 2, 1, 2), 4),
        ((4, 3, 1, 2), 2),
        ((3, 2, 1, 1), 3),
    ),
    3: (((5, 3, 0, 1), 4), ((5, 3, 1, 2), 5), ((5, 3, 0, 2), 2), ((4, 3, 1, 1), 3), ((5, 2, 0, 1), 1), ((4, 2, 1, 2), 2)),
}
_TWO_CHANNELS = (
    ((3, 2, 0, 1), 2),
    ((3, 3, 1, 2), 2),
    ((4, 3, 0, 1), 3),
    ((4, 2, 0, 2), 2),
    ((3, 3, 1, 1), 2),
    ((5, 3, 0, 2), 3),
    ((4, 2, 0, 1), 2),
    ((4, 2, 1, 2), 1),
)
_EASY_CELLS = (0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5, -1, -1, -2)
_CELLS = (0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 4, 4, 5, 6, 7, 8, 9, -1, -1, -2, -2, -3, -4)
_WEIGHTS = (0, 0, 0, 0, 1, 1, 1, 1, -1, -1, -1, 2, 2, -2, 3)
_BIASES = (1, 1, 2, 2, 3, 4, 5, -1, -1, -2, -2, -3, -4, -5)
_MOST_PRODUCTS = {1: 30, 2: 56, 3: 76}  # that are not 0: what a person can multiply and add in the minutes of the level
_LARGEST_RESULT = 99


def sample(rng: Stream, level: int) -> Conv2d | None:
    """Draws a layer; None where the numbers do not make a good problem."""
    two_channels = level == 3 and rng.chance(50)
    side, kernel_side, padding, stride = rng.weighted(_TWO_CHANNELS if two_channels else _ONE_CHANNEL[level])
    bias = Fraction(rng.choice(_BIASES) if level == 3 and not two_channels else 0)
    if kernel_side == 3 and not two_channels and rng.chance(35):
        name = rng.choice(sorted(KERNELS))
        kernel = KERNELS[name]
        image = _image_to_blur(rng, side) if name == "blur" else draw_rows(rng, side, side, _EASY_CELLS)
        params = Conv2d(Scaled((image,)), kernel, padding, stride, bias)
    else:
        cells = _EASY_CELLS if level == 1 or two_channels else _CELLS
        channels = range(1 + two_channels)
        kernels = tuple(draw_rows(rng, kernel_side, kernel_side, _WEIGHTS) for _ in channels)
        images = tuple(draw_rows(rng, side, side, cells) for _ in channels)
        params = Conv2d(Scaled(images), Scaled(kernels), padding, stride, bias)
        if not _good_kernel(kernels):
            return None
    return params if _good_image(params.image) and _good_numbers(params, level) else None


def _image_to_blur(rng: Stream, side: int) -> IntRows:
    """Multiples of 3 of which every 3 x 3 window sums to a multiple of 9, so that the mean of a whole window is whole."""
    pattern = [rng.below(3) for _ in range(8)]
    pattern.append(-sum(pattern) % 3)
    return tuple(
        tuple(
            3 * (remainder + (3 if remainder < 2 and rng.chance(50) else 0))
            for remainder in (pattern[3 * (row % 3) + column % 3] for column in range(side))
        )
        for row in range(side)
    )


def _good_kernel(kernels: tuple[IntRows, ...]) -> bool:
    """Every flip and transposition shows, and the kernel is neither nearly empty nor tedious."""
    fullest = 4 if len(kernels[0]) == 2 else 6
    if not all(3 <= count_nonzero(rows) <= fullest for rows in kernels):
        return False
    turned, across = tuple(map(flipped, kernels)), tuple(map(transposed, kernels))
    return len({kernels, turned, across}) == 3 and len(set(kernels)) == len(kernels)


def _good_image(image: Scaled) -> bool:
    """Mostly nonzero, and no two rows alike."""
    return all(3 * count_nonzero(rows) >= 2 * len(rows) ** 2 and len(set(rows)) == len(rows) for rows in image.channels)


def _good_numbers(params: Conv2d, level: int) -> bool:
    """Not too much work, results that are neither large nor mostly 0, and a wrong answer of its own for every mistake."""
    covered = convolve(
        [mapped(rows, bool) for rows in params.image.channels],
        [mapped(rows, bool) for rows in params.kernel.channels],
        params.padding,
        params.stride,
    )
    if sum(map(sum, covered)) > _MOST_PRODUCTS[level]:
        return False
    right = _output(params)
    cells = [cell for row in right for cell in row]
    if max(map(abs, cells)) > _LARGEST_RESULT * _denominator(params) or 3 * cells.count(0) > len(cells):
        return False
    if len(cells) == 1 and _printed(params, cells[0]):
        return False
    answers = [right, *_wrong(params).values()]
    return len(set(answers)) == len(answers)


def _printed(params: Conv2d, cell: int) -> bool:
    """Whether a single output stands in the image or in a hint (sizes and the number of products) by chance."""
    value = Fraction(cell, _denominator(params))
    cells = {pixel for rows in params.image.channels for row in rows for pixel in row}
    return value in cells or abs(value) in (0, 1, sum(len(row) for rows in params.kernel.channels for row in rows))


# ---------------------------------------------------------------------------------------------------------------- solution


def _denominator(params: Conv2d) -> int:
    """Of all answers, right or wrong, before they are reduced."""
    return math.lcm(params.image.denominator * params.kernel.denominator, params.bias.denominator)


def _output(params: Conv2d) -> IntRows:
    """The output, times `_denominator`."""
    rows = convolve(params.image.channels, params.kernel.channels, params.padding, params.stride)
    return _with_bias(rows, params)


def _with_bias(rows: IntRows, params: Conv2d) -> IntRows:
    if not params.bias:
        return rows
    shift = int(params.bias * _denominator(params))
    return mapped(_times(rows, params), lambda cell: cell + shift)


def _times(rows: IntRows, params: Conv2d) -> IntRows:
    """An output without its bias, over the common denominator."""
    factor = _denominator(params) // (params.image.denominator * params.kernel.denominator)
    return rows if factor == 1 else mapped(rows, lambda cell: cell * factor)


def _answer(rows: IntRows, denominator: int, *, exact: bool) -> MatrixAnswer:
    return MatrixAnswer(trees(rows, denominator), exact=exact)


def _whole(rows: IntRows, denominator: int) -> bool:
    return denominator == 1 or not any(cell % denominator for row in rows for cell in row)


def solve(params: Conv2d) -> tuple[Part, ...]:
    """The output matrix."""
    rows, denominator = _output(params), _denominator(params)
    return (Part("output", _answer(rows, denominator, exact=_whole(rows, denominator)), 10),)


def mistakes(params: Conv2d) -> tuple[Mistake, ...]:
    """The wrong outputs of the mistakes that these parameters can show."""
    right, denominator = _output(params), _denominator(params)
    exact = _whole(right, denominator)
    seen = {right}
    found = []
    for name, rows in _wrong(params).items():
        if rows not in seen:
            seen.add(rows)
            found.append(Mistake(name, "output", _answer(rows, denominator, exact=exact)))
    return tuple(found)


def _wrong(params: Conv2d) -> dict[str, IntRows]:
    """The output of each mistake, times `_denominator`."""
    image, kernel = params.image.channels, params.kernel.channels
    height, width = shape(kernel[0])
    wrong: dict[str, IntRows] = {}
    turned = tuple(map(flipped, kernel))
    across = tuple(map(transposed, kernel))
    if turned != kernel:
        wrong["kernel-flipped"] = _output(replace(params, kernel=replace(params.kernel, channels=turned)))
    if across not in (kernel, turned) and height == width:
        wrong["kernel-transposed"] = _output(replace(params, kernel=replace(params.kernel, channels=across)))
    if params.padding == 0:
        wrong["padding-added"] = _output(replace(params, padding=1))
    elif output_size(len(image[0]), height, 1) and output_size(len(image[0][0]), width, 1):
        wrong["padding-forgotten"] = _output(replace(params, padding=0))
    if params.stride > 1:
        wrong["stride-ignored"] = _output(replace(params, stride=1))
    if params.bias:
        wrong["bias-forgotten"] = _times(convolve(image, kernel, params.padding, params.stride), params)
    if len(image) > 1:
        parts = [
            _with_bias(convolve([rows], [weights], params.padding, params.stride), params)
            for rows, weights in zip(image, kernel, strict=True)
        ]
        wrong["channels-not-summed"] = sum(parts, ())
        wrong["first-channel-only"] = parts[0]
    elif not params.bias and height * width > 1:
        wrong |= _products(params)
    return wrong


def _products(params: Conv2d) -> dict[str, IntRows]:
    """The products left standing in their places: an answer only where windows do not overlap and leave no gaps."""
    rows, kernel = padded(params.image.channels[0], params.padding), params.kernel.channels[0]
    height, width = shape(kernel)
    down, across = output_size(len(rows), height, params.stride), output_size(len(rows[0]), width, params.stride)
    if (down > 1 and params.stride != height) or (across > 1 and params.stride != width):
        return {}
    return {
        "products-not-summed": tuple(
            tuple(rows[row][column] * kernel[row % height][column % width] for column in range(across * width))
            for row in range(down * height)
        )
    }


# ------------------------------------------------------------------------------------------------------------------- texts


def state(params: Conv2d) -> Values:
    """What the statement shows: one image and kernel, or `image_1`, `kernel_1` … by channel."""
    right, denominator = _output(params), _denominator(params)
    (rows, columns), (height, width) = shape(params.image.channels[0]), shape(params.kernel.channels[0])
    channels = len(params.image.channels)
    name = next((name for name, kernel in KERNELS.items() if kernel == params.kernel), "kernel")
    values: dict[str, Value] = {
        "padding": params.padding,
        "stride": params.stride,
        "bias": rational(params.bias),
        "channels": channels,
        "kernel_name": Word(name),
        "single": channels == 1,
        "several": channels > 1,
        "third": channels > 2,
        "padded": params.padding > 0,
        "biased": params.bias != 0,
        "fractional": not _whole(right, denominator),
        "uneven": any((size + 2 * params.padding - side) % params.stride for size, side in ((rows, height), (columns, width))),
    }
    return values | _grids("image", params.image) | _grids("kernel", params.kernel)


def _grids(name: str, array: Scaled, marked: frozenset[tuple[int, int]] = frozenset()) -> dict[str, Value]:
    channels = array.cells()
    if len(channels) == 1:
        return {name: Grid(channels[0], marked)}
    return {f"{name}_{index}": Grid(rows, marked) for index, rows in enumerate(channels, 1)}


def explain(params: Conv2d) -> tuple[Step, ...]:
    """The frame of zeros, the size, each window with its sum of products, the output."""
    right, denominator = _output(params), _denominator(params)
    rows, columns = shape(right)
    steps = [Step("pad", {"padding": params.padding})] if params.padding else []
    steps.append(Step("size", {"rows": rows, "columns": columns, **_sizes(params)}))
    steps.extend(_windows(params, trees(right, denominator)))
    cells = Scaled((right,), denominator).cells()[0]
    return (*steps, Step("output", {"output": Grid(cells)}))


def _sizes(params: Conv2d) -> dict[str, Value]:
    (height, width), (kernel_height, kernel_width) = shape(params.image.channels[0]), shape(params.kernel.channels[0])
    return {"height": height, "width": width, "kernel_height": kernel_height, "kernel_width": kernel_width}


def _windows(params: Conv2d, right: Rows[Tree]) -> Iterator[Step]:
    framed = replace(params.image, channels=tuple(padded(channel, params.padding) for channel in params.image.channels))
    height, width = shape(params.kernel.channels[0])
    for row, column, top, left in corners(framed.channels[0], height, width, params.stride):
        covered = frozenset((y, x) for y in range(top, top + height) for x in range(left, left + width))
        yield Step(
            "window-bias" if params.bias else "window",
            {"row": row + 1, "column": column + 1, **_grids("image", framed, covered)},
            before=_written_out(params, framed, top, left),
            after=right[row][column],
        )


def _written_out(params: Conv2d, framed: Scaled, top: int, left: int) -> Tree:
    """The sum of products under one window, as a person writes it; a mean is written as one fraction."""
    height, width = shape(params.kernel.channels[0])
    covered = [
        (cell, weight)
        for rows, weights in zip(framed.cells(), params.kernel.cells(), strict=True)
        for cells, line in zip(window(rows, top, left, height, width), weights, strict=True)
        for cell, weight in zip(cells, line, strict=True)
    ]
    first = covered[0][1]
    if first.numerator == 1 and first.denominator > 1 and all(weight == first for _, weight in covered):
        terms: list[Tree] = [Quotient(_plus([rational(cell) for cell, _ in covered]), Number(first.denominator))]
    else:
        terms = [Product((rational(cell), rational(weight))) for cell, weight in covered]
    return _plus([*terms, rational(params.bias)] if params.bias else terms)


def _plus(terms: list[Tree]) -> Tree:
    """The sum with its zeros, which stand for cells that a student has to see."""
    return terms[0] if len(terms) == 1 else Sum(tuple(terms))


def hints(params: Conv2d) -> tuple[Step, ...]:
    """How often the kernel fits, then what lies under the last window."""
    framed = replace(params.image, channels=tuple(padded(channel, params.padding) for channel in params.image.channels))
    height, width = shape(params.kernel.channels[0])
    row, column, top, left = list(corners(framed.channels[0], height, width, params.stride))[-1]
    covered = frozenset((y, x) for y in range(top, top + height) for x in range(left, left + width))
    return (
        Step("fits", {"rows": row + 1, "columns": column + 1}),
        Step(
            "last-window",
            {"products": height * width * len(params.image.channels), **_grids("image", framed, covered)},
        ),
    )


# ------------------------------------------------------------------------------------------------------------------ checks


def oracle(params: Conv2d, at: Mapping[str, float]) -> dict[str, Any]:  # noqa: ARG001 - no symbols here
    """The output by NumPy: an Einstein sum over sliding windows."""
    import numpy as np  # noqa: PLC0415 - not needed to set or grade a problem

    image = np.array(params.image.channels, dtype=float) / params.image.denominator
    kernel = np.array(params.kernel.channels, dtype=float) / params.kernel.denominator
    image = np.pad(image, ((0, 0), (params.padding, params.padding), (params.padding, params.padding)))
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape[1:], axis=(1, 2))
    output = np.einsum("crsij,cij->rs", windows[:, :: params.stride, :: params.stride], kernel) + float(params.bias)
    return {"output": output.tolist()}


def skeleton(params: Conv2d) -> str:
    """Shapes, padding, stride, bias and the kernel's name."""
    sides = "x".join(map(str, (*shape(params.image.channels[0]), *shape(params.kernel.channels[0]))))
    name = next((name for name, kernel in KERNELS.items() if kernel == params.kernel), "kernel")
    return f"{len(params.image.channels)}:{sides}:{params.padding}:{params.stride}:{bool(params.bias)}:{name}"
