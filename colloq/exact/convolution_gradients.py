"""Backward passes of a cross-correlation without padding and with stride 1, on whole numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from colloq.exact.arrays import corners, cross_correlate, flipped, padded, shape

if TYPE_CHECKING:
    from colloq.exact.arrays import IntRows


def kernel_gradient(image: IntRows, gradients: IntRows) -> IntRows:
    """The derivatives by the kernel: the image cross-correlated with the derivatives by the output."""
    return cross_correlate(image, gradients)


def input_gradient(gradients: IntRows, kernel: IntRows) -> IntRows:
    """The derivatives by the image: those by the output, in a frame, cross-correlated with the kernel turned by 180 degrees."""
    return cross_correlate(framed(gradients, kernel), flipped(kernel))


def framed(gradients: IntRows, kernel: IntRows) -> IntRows:
    """The derivatives in a frame of zeros one narrower than the kernel, so that each cell of the image has a window."""
    height, width = shape(kernel)
    side = max(height, width)
    rows = padded(gradients, side - 1)
    down, across = side - height, side - width
    return tuple(row[across : len(row) - across] for row in rows[down : len(rows) - down])


def overwritten(gradients: IntRows, kernel: IntRows) -> IntRows:
    """What comes of `input_gradient` where each window puts its products in place of those before, instead of adding them."""
    (height, width), (rows, columns) = shape(kernel), shape(gradients)
    found = [[0] * (columns + width - 1) for _ in range(rows + height - 1)]
    blank = tuple(map(tuple, found))
    for out_row, out_column, top, left in corners(blank, height, width, 1):
        for y, line in enumerate(kernel):
            for x, weight in enumerate(line):
                found[top + y][left + x] = weight * gradients[out_row][out_column]
    return tuple(map(tuple, found))
