"""Products of small matrices of rational numbers, exactly, and the sums that a person writes for their cells."""

from __future__ import annotations

import functools
import itertools
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from colloq.errors import ParameterError
from colloq.exact.arrays import Rows, shape, transposed
from colloq.grading.number import exact
from colloq.model import MatrixAnswer
from colloq.notation.build import rational
from colloq.notation.tree import Negative, Product, Quotient, Sum, Symbol, Transpose

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from colloq.exact.fields import Fields
    from colloq.model import Answer
    from colloq.notation.tree import Tree
    from colloq.seeds import Stream

Matrix: TypeAlias = Rows[Fraction]


# -------------------------------------------------------------------------------------------------------------- arithmetic


def times(left: Matrix, right: Matrix) -> Matrix:
    """The matrix product; columns of the left and rows of the right are as many as each other."""
    columns = transposed(right)
    return tuple(tuple(sum((a * b for a, b in zip(row, column, strict=True)), Fraction(0)) for column in columns) for row in left)


def outer(left: Sequence[Fraction], right: Sequence[Fraction]) -> Matrix:
    """The products of each with each: left_i right_j."""
    return tuple(tuple(a * b for b in right) for a in left)


def minus(left: Matrix, right: Matrix) -> Matrix:
    """The difference, cell by cell."""
    return tuple(tuple(a - b for a, b in zip(*rows, strict=True)) for rows in zip(left, right, strict=True))


def plus(left: Matrix, right: Matrix) -> Matrix:
    """The sum, cell by cell."""
    return tuple(tuple(a + b for a, b in zip(*rows, strict=True)) for rows in zip(left, right, strict=True))


def elementwise(left: Matrix, right: Matrix) -> Matrix:
    """The products of the cells that stand in the same place (Hadamard)."""
    return tuple(tuple(a * b for a, b in zip(*rows, strict=True)) for rows in zip(left, right, strict=True))


def multiplied(rows: Matrix, factor: Fraction) -> Matrix:
    """Each cell times a number."""
    return tuple(tuple(cell * factor for cell in row) for row in rows)


# ------------------------------------------------------------------------------------------------------------------- trees


def matrix_trees(rows: Matrix) -> Rows[Tree]:
    """The trees of the numbers, in lowest terms."""
    return tuple(tuple(map(rational, row)) for row in rows)


def matrix_answer(rows: Matrix, *, free_vector: bool = False, decimals: bool = False) -> MatrixAnswer:
    """The answer that is this matrix. Whole numbers cannot be approached by decimals; `decimals`: mistakes may have fractions."""
    return MatrixAnswer(matrix_trees(rows), exact=is_whole(rows) and not decimals, free_vector=free_vector)


def is_whole(*matrices: Matrix) -> bool:
    """Whether all cells are whole numbers."""
    return all(cell.denominator == 1 for rows in matrices for row in rows for cell in row)


def sum_of_products(left: Sequence[Fraction], right: Sequence[Fraction]) -> Tree:
    """left_1 · right_1 + left_2 · right_2 + …, written out."""
    terms: list[Tree] = [Product((rational(a), rational(b))) for a, b in zip(left, right, strict=True)]
    return terms[0] if len(terms) == 1 else Sum(tuple(terms))


# ----------------------------------------------------------------------------------------------------- a student's answers


def own_matrix(answer: Answer, rows: int, columns: int) -> Matrix | None:
    """A student's own matrix of this shape as numbers; None where it has another shape, or cells that are not rational."""
    assert isinstance(answer, MatrixAnswer)
    cells = [[exact(cell) for cell in row] for row in answer.rows]
    if answer.free_vector and len(cells[0]) == 1 and rows == 1:
        cells = [[row[0] for row in cells]]
    if (len(cells), len(cells[0])) != (rows, columns):
        return None
    numbers = tuple(tuple(cell for cell in row if cell is not None) for row in cells)
    return numbers if all(len(row) == columns for row in numbers) else None


def formula_value(tree: Tree, matrices: Mapping[str, Matrix]) -> Matrix | None:
    """What a formula in matrices comes to; a number is a 1x1 matrix. None where shapes do not fit."""
    match tree:
        case Symbol(name):
            return matrices.get(name)
        case Transpose(argument):
            inner = formula_value(argument, matrices)
            return None if inner is None else transposed(inner)
        case Negative(argument):
            inner = formula_value(argument, matrices)
            return None if inner is None else multiplied(inner, Fraction(-1))
        case Sum(parts) | Product(parts):
            join = _sum_if_fits if isinstance(tree, Sum) else _product_if_fits
            return functools.reduce(join, (formula_value(part, matrices) for part in parts))
        case Quotient(top, bottom):
            value, divisor = formula_value(top, matrices), exact(bottom)
            return multiplied(value, 1 / divisor) if value is not None and divisor else None
        case _:
            number = exact(tree)
            return None if number is None else ((number,),)


def _sum_if_fits(left: Matrix | None, right: Matrix | None) -> Matrix | None:
    if left is None or right is None or shape(left) != shape(right):
        return None
    return plus(left, right)


def _product_if_fits(left: Matrix | None, right: Matrix | None) -> Matrix | None:
    if left is None or right is None:
        return None
    if shape(left)[1] == shape(right)[0]:
        return times(left, right)
    if shape(left) == (1, 1):
        return multiplied(right, left[0][0])
    return multiplied(left, right[0][0]) if shape(right) == (1, 1) else None


# ------------------------------------------------------------------------------------------------------ draws, parameters


def draw_matrix(rng: Stream, rows: int, columns: int, pool: Sequence[int]) -> Matrix:
    """Independent draws from a pool, in which a number stands as often as it is to be likely."""
    return tuple(tuple(Fraction(rng.choice(pool)) for _ in range(columns)) for _ in range(rows))


def largest(*matrices: Matrix) -> Fraction:
    """The largest size of a cell."""
    return max(abs(cell) for rows in matrices for row in rows for cell in row)


def has_zero(*matrices: Matrix) -> bool:
    """Whether a cell is 0."""
    return any(not cell for rows in matrices for row in rows for cell in row)


def all_different(matrices: Sequence[Matrix]) -> bool:
    """Whether no two are equal, a row and a column of the same numbers included (a vector may be typed either way)."""
    return not any(a in (b, transposed(b)) if 1 in shape(b) else a == b for a, b in itertools.combinations(matrices, 2))


def read_matrix_of(source: Fields, name: str, rows: int | None = None, columns: int | None = None, most: int = 6) -> Matrix:
    """A matrix with this number of rows and columns (None: any up to `most`). Raises ParameterError: `shape`, `too-large`."""
    found: Matrix = source.rows(name)
    height, width = shape(found)
    if (rows is not None and height != rows) or (columns is not None and width != columns):
        raise ParameterError(
            name, "shape", rows=height, columns=width, wanted_rows=rows or height, wanted_columns=columns or width
        )
    if max(height, width) > most:
        raise ParameterError(name, "too-large", rows=height, columns=width, most=most)
    return found
