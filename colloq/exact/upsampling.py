"""Layers that enlarge a matrix: un-pooling by nearest neighbour and by remembered maxima, transposed convolution.

All on exact fractions. Conventions as in PyTorch: `upsample(mode="nearest")`, `max_unpool2d`, `conv_transpose2d`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from colloq.errors import ParameterError
from colloq.exact.arrays import Rows, corners, shape, window
from colloq.model import Grid, MatrixAnswer, Mistake
from colloq.notation.build import rational

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from colloq.exact.fields import Fields
    from colloq.seeds import Stream

Matrix: TypeAlias = Rows[Fraction]
Cell: TypeAlias = tuple[int, int]

LONGEST_SIDE = 16
_NOTHING = Fraction(0)


# ---------------------------------------------------------------------------------------------------------------- matrices


def read_matrix(source: Fields, name: str, most: int = LONGEST_SIDE) -> Matrix:
    """A matrix of numbers. Raises ParameterError (`too-large`) for one whose side is longer than `most`."""
    rows = source.rows(name)
    height, width = shape(rows)
    if max(height, width) > most:
        raise ParameterError(name, "too-large", rows=height, columns=width, most=most)
    return rows


def draw_matrix(rng: Stream, height: int, width: int, pool: Sequence[int]) -> Matrix:
    """A matrix of independent draws from a pool."""
    return tuple(tuple(Fraction(rng.choice(pool)) for _ in range(width)) for _ in range(height))


def cells(rows: Matrix) -> list[Fraction]:
    """All cells, row by row."""
    return [cell for row in rows for cell in row]


def is_whole(rows: Matrix) -> bool:
    """Whether all cells are whole numbers, which no decimal has to approach."""
    return all(cell.denominator == 1 for row in rows for cell in row)


def matrix_answer(rows: Matrix, *, exact: bool) -> MatrixAnswer:
    """The matrix as an answer."""
    return MatrixAnswer(tuple(tuple(map(rational, row)) for row in rows), exact=exact)


def matrix_mistakes(part: str, right: Matrix, wrong: Mapping[str, Matrix]) -> Iterator[Mistake]:
    """The mistakes whose matrices differ from the right one and from those before."""
    seen = {right}
    for name, rows in wrong.items():
        if rows not in seen:
            seen.add(rows)
            yield Mistake(name, part, matrix_answer(rows, exact=is_whole(right)))


def placed(values: Mapping[Cell, Fraction], height: int, width: int) -> Matrix:
    """A matrix of zeros with these values in their cells (row, column; from 0)."""
    return tuple(tuple(values.get((row, column), _NOTHING) for column in range(width)) for row in range(height))


def covered(top: int, left: int, height: int, width: int) -> frozenset[Cell]:
    """The cells of a window, to be highlighted."""
    return frozenset((row, column) for row in range(top, top + height) for column in range(left, left + width))


def block_grid(rows: Matrix, row: int, column: int, side: int) -> Grid:
    """The matrix with one block highlighted; blocks are counted from 0 and do not overlap."""
    return Grid(rows, covered(row * side, column * side, side, side))


# --------------------------------------------------------------------------------------------------------------- un-pooling


def repeated(rows: Matrix, down: int, across: int) -> Matrix:
    """Each cell becomes a block of equal cells, `down` rows high and `across` columns wide."""
    return tuple(tuple(cell for cell in row for _ in range(across)) for row in rows for _ in range(down))


def tiled(rows: Matrix, factor: int) -> Matrix:
    """The whole matrix, as often as the factor says in both directions."""
    return tuple(row * factor for row in rows) * factor


def nailed(rows: Matrix, factor: int) -> Matrix:
    """Each cell in the top left corner of its block, zeros elsewhere ("bed of nails")."""
    height, width = shape(rows)
    values = {(factor * row, factor * column): cell for row, line in enumerate(rows) for column, cell in enumerate(line)}
    return placed(values, factor * height, factor * width)


def blocks(rows: Matrix, side: int) -> dict[Cell, list[Fraction]]:
    """The cells of each block of this side, by the block's row and column."""
    return {
        (row, column): cells(window(rows, top, left, side, side)) for row, column, top, left in corners(rows, side, side, side)
    }


def as_rows(values: Mapping[Cell, Fraction]) -> Matrix:
    """One value for each block, as a matrix."""
    height, width = (1 + max(place[axis] for place in values) for axis in (0, 1))
    return placed(values, height, width)


def largest_cells(rows: Matrix, side: int) -> dict[Cell, Cell]:
    """For each block of this side, the cell of its maximum, which must stand there once."""
    found = {}
    for row, column, top, left in corners(rows, side, side, side):
        found[row, column] = max(sorted(covered(top, left, side, side)), key=lambda cell: rows[cell[0]][cell[1]])
    return found


def first_tie(rows: Matrix, side: int) -> Cell | None:
    """The first block in which the maximum stands more than once."""
    return next((place for place, inside in blocks(rows, side).items() if inside.count(max(inside)) > 1), None)


# -------------------------------------------------------------------------------------------------- transposed convolution


def transposed_size(size: int, kernel: int, stride: int, padding: int = 0) -> int:
    """The side of the output of a transposed convolution: (n - 1) s + k - 2p."""
    return (size - 1) * stride + kernel - 2 * padding


def pieces(rows: Matrix, kernel: Matrix, stride: int) -> Iterator[tuple[Cell, Cell, Fraction]]:
    """All products: the input's cell, the cell of the uncropped output that gets it, the product; in reading order."""
    for row, line in enumerate(rows):
        for column, cell in enumerate(line):
            for down, weights in enumerate(kernel):
                for across, weight in enumerate(weights):
                    yield (row, column), (row * stride + down, column * stride + across), cell * weight


def transpose_convolve(rows: Matrix, kernel: Matrix, stride: int, padding: int = 0, *, adds: bool = True) -> Matrix:
    """A copy of the kernel for each cell of the input, times the cell, `stride` cells apart; where copies meet they add.

    `padding` rows and columns are cut off on each side. `adds` False overwrites instead: the mistake.
    """
    (height, width), (kernel_height, kernel_width) = shape(rows), shape(kernel)
    values: dict[Cell, Fraction] = {}
    for _, place, product in pieces(rows, kernel, stride):
        values[place] = values[place] + product if adds and place in values else product
    whole = placed(values, transposed_size(height, kernel_height, stride), transposed_size(width, kernel_width, stride))
    return cropped(whole, padding)


def cropped(rows: Matrix, padding: int) -> Matrix:
    """The matrix without so many rows and columns on each side."""
    height, width = shape(rows)
    return window(rows, padding, padding, height - 2 * padding, width - 2 * padding)


def framed(rows: Matrix, padding: int) -> Matrix:
    """The matrix in a frame of zeros."""
    height, width = shape(rows)
    values = {(row + padding, column + padding): cell for row, line in enumerate(rows) for column, cell in enumerate(line)}
    return placed(values, height + 2 * padding, width + 2 * padding)
