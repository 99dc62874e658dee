"""Small exact arrays: padding, cross-correlation, pooling windows and draws, on whole numbers in plain Python.

A matrix of rational numbers is kept as whole numbers over one denominator (`Scaled`), so that a kernel such as 1/9 of ones
costs no more than one of whole numbers: the division comes once, at the end.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from operator import add, mul
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from colloq.notation.build import rational

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from colloq.notation.tree import Tree
    from colloq.seeds import Stream

T = TypeVar("T")
Rows: TypeAlias = tuple[tuple[T, ...], ...]
IntRows: TypeAlias = Rows[int]


@dataclass(frozen=True, slots=True)
class Scaled:
    """Matrices of one shape, channels first: whole numbers over a common denominator."""

    channels: tuple[IntRows, ...]
    denominator: int = 1

    def cells(self) -> tuple[Rows[Fraction], ...]:
        """The rational numbers themselves."""
        return tuple(tuple(tuple(Fraction(cell, self.denominator) for cell in row) for row in rows) for rows in self.channels)


def scaled(channels: Sequence[Rows[Fraction]]) -> Scaled:
    """Rational matrices over their least common denominator."""
    denominator = math.lcm(*(cell.denominator for rows in channels for row in rows for cell in row))
    return Scaled(tuple(tuple(tuple(int(cell * denominator) for cell in row) for row in rows) for rows in channels), denominator)


# ------------------------------------------------------------------------------------------------------------------ shapes


def shape(rows: Rows[T]) -> tuple[int, int]:
    """Rows and columns."""
    return len(rows), len(rows[0])


def output_size(size: int, window: int, stride: int, padding: int = 0) -> int:
    """How many times a window fits along one side: floor((n + 2p - k) / s) + 1, or 0 where it does not fit."""
    return max(0, (size + 2 * padding - window) // stride + 1)


def padded(rows: IntRows, padding: int) -> IntRows:
    """The matrix in a frame of zeros of this width."""
    if not padding:
        return rows
    side = (0,) * padding
    blank = ((0,) * (len(rows[0]) + 2 * padding),) * padding
    return (*blank, *(side + row + side for row in rows), *blank)


def flipped(rows: Rows[T]) -> Rows[T]:
    """The matrix turned by 180 degrees: rows and columns in reverse order."""
    return tuple(row[::-1] for row in rows[::-1])


def transposed(rows: Rows[T]) -> Rows[T]:
    """Rows for columns."""
    return tuple(zip(*rows, strict=True))


def window(rows: Rows[T], top: int, left: int, height: int, width: int) -> Rows[T]:
    """The cells under a window whose top left corner lies at (top, left)."""
    return tuple(row[left : left + width] for row in rows[top : top + height])


def corners(rows: Rows[T], height: int, width: int, stride: int) -> Iterator[tuple[int, int, int, int]]:
    """Row and column of each output cell, and the top left corner of its window; row by row, all from 0."""
    for row in range(output_size(len(rows), height, stride)):
        for column in range(output_size(len(rows[0]), width, stride)):
            yield row, column, row * stride, column * stride


# -------------------------------------------------------------------------------------------------------------- arithmetic


def cross_correlate(rows: IntRows, kernel: IntRows, stride: int = 1) -> IntRows:
    """Cross-correlation of one channel, "valid" windows only, the kernel not flipped; empty where it does not fit."""
    height, width = len(kernel), len(kernel[0])
    weights = sum(kernel, ())
    lefts = range(0, len(rows[0]) - width + 1, stride)
    rights = range(width, len(rows[0]) + 1, stride)
    spans = list(map(slice, lefts, rights))
    output = []
    for top in range(0, len(rows) - height + 1, stride):
        band = rows[top : top + height]
        line = []
        for span in spans:
            cells: tuple[int, ...] = ()
            for row in band:
                cells += row[span]
            line.append(sum(map(mul, weights, cells)))
        output.append(tuple(line))
    return tuple(output)


def convolve(image: Sequence[IntRows], kernel: Sequence[IntRows], padding: int = 0, stride: int = 1) -> IntRows:
    """What a convolutional layer of one filter computes: cross-correlation of each channel, summed over the channels."""
    total: IntRows | None = None
    for rows, weights in zip(image, kernel, strict=True):
        part = cross_correlate(padded(rows, padding), weights, stride)
        total = part if total is None else added(total, part)
    assert total is not None
    return total


def added(left: IntRows, right: IntRows) -> IntRows:
    """The sum, cell by cell."""
    return tuple(tuple(map(add, a, b)) for a, b in zip(left, right, strict=True))


def mapped(rows: IntRows, function: Callable[[int], int]) -> IntRows:
    """The function of each cell."""
    return tuple(tuple(map(function, row)) for row in rows)


# ------------------------------------------------------------------------------------------------------------------- trees


@cache
def number(value: int) -> Tree:
    """The tree of a whole number; made once, since answers share a few hundred of them."""
    return rational(value)


def trees(rows: IntRows, denominator: int = 1) -> Rows[Tree]:
    """The trees of the numbers cell / denominator, in lowest terms."""
    if denominator == 1:
        return tuple(tuple(map(number, row)) for row in rows)
    return tuple(tuple(_ratio(cell, denominator) for cell in row) for row in rows)


@cache
def _ratio(value: int, denominator: int) -> Tree:
    return rational(Fraction(value, denominator))


# ------------------------------------------------------------------------------------------------------------------- draws


def draw_rows(rng: Stream, height: int, width: int, pool: Sequence[int]) -> IntRows:
    """A matrix of independent draws from a pool, in which a number stands as often as it is to be likely."""
    return tuple(tuple(rng.choice(pool) for _ in range(width)) for _ in range(height))


def count_nonzero(rows: IntRows) -> int:
    """How many cells are not 0."""
    return sum(1 for row in rows for cell in row if cell)
