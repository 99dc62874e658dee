"""Short vectors of rational numbers or of trees: as parameters, as answers, in products, as mean and variance of a batch."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

from colloq.errors import ParameterError
from colloq.exact.activations import simple
from colloq.exact.fields import Fields, plain
from colloq.grading.number import as_float
from colloq.model import Grid, MatrixAnswer
from colloq.notation.build import product, quotient, rational, rational_value, total
from colloq.notation.read import ReadProblem, read_matrix
from colloq.notation.tree import Number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from colloq.exact.fields import Rows
    from colloq.model import Answer
    from colloq.notation.tree import Tree

Vector: TypeAlias = tuple[Fraction, ...]
Trees: TypeAlias = "tuple[Tree, ...]"


# ------------------------------------------------------------------------------------------------------------- parameters


def read_vector(source: Fields, name: str, low: int, high: int) -> Vector:
    """A vector of `low` to `high` numbers: "1 2 3", [1, 2, 3]; a row or a column is the same.

    Raises ParameterError: `matrix` where it is none, `vector-length` where it has too few numbers or too many.
    """
    value = source.raw(name)
    if isinstance(value, int | float | Fraction):
        value = [value]
    flat = isinstance(value, list) and not any(isinstance(item, list) for item in value)
    rows = Fields({name: [value] if flat else value}).rows(name)
    if len(rows) > 1 and len(rows[0]) > 1:
        raise ParameterError(name, "matrix", value=value)
    cells = rows[0] if len(rows) == 1 else tuple(row[0] for row in rows)
    if not low <= len(cells) <= high:
        raise ParameterError(name, "vector-length", low=low, high=high, given=len(cells))
    return cells


def plain_vector(cells: Sequence[Fraction]) -> list[Any]:
    """As plain JSON, `read_vector` reads it back."""
    return [plain(cell) for cell in cells]


# ------------------------------------------------------------------------------------------------------- shown and answered


def row(cells: Iterable[Fraction | int | Tree]) -> Grid:
    """A vector shown as a row."""
    return Grid((tuple(cells),))


def column(cells: Iterable[Fraction | int | Tree]) -> Grid:
    """A vector shown as a column."""
    return Grid(tuple((cell,) for cell in cells))


def row_answer(cells: Iterable[Tree]) -> MatrixAnswer:
    """A vector as an answer; it may be typed as a row or as a column."""
    return MatrixAnswer((tuple(map(simple, cells)),), free_vector=True)


def column_answer(cells: Iterable[Tree]) -> MatrixAnswer:
    """The same, shown as a column."""
    return MatrixAnswer(tuple((simple(cell),) for cell in cells), free_vector=True)


def entries(answer: Answer) -> Trees:
    """The entries of a vector that was answered."""
    assert isinstance(answer, MatrixAnswer)
    return tuple(cell for line in answer.rows for cell in line)


def comma_ambiguous(cells: Iterable[Tree]) -> bool:
    """Whether the row, typed in decimals of three digits with commas, can be read in two ways: 46,7 160 or 0 -1,5 -2,5."""
    values = list(map(as_float, cells))
    if all(value.is_integer() for value in values):
        return False
    text = " ".join(_three_digits(value) for value in values).replace(".", ",")
    if text.count(",") + 1 != len(values):  # parted at its commas the row would not have as many cells
        return False
    return isinstance(read_matrix(text, (), (1, len(values))), ReadProblem)


def _three_digits(value: float) -> str:
    if not value:
        return "0"
    return f"{value:.{max(0, 2 - math.floor(math.log10(abs(value))))}f}"


def rationals(cells: Iterable[Fraction]) -> Trees:
    """The trees of the numbers."""
    return tuple(map(rational, cells))


# -------------------------------------------------------------------------------------------------------------- arithmetic


def dot(left: Sequence[Fraction], right: Sequence[Tree]) -> Tree:
    """The scalar product of numbers and trees, in lowest terms where it is rational."""
    values = [rational_value(cell) for cell in right]
    numbers = [value for value in values if value is not None]
    if len(numbers) == len(right):
        return rational(sum((a * b for a, b in zip(left, numbers, strict=True)), Fraction(0)))
    return simple(total(*(product(rational(a), b) for a, b in zip(left, right, strict=True))))


def times(matrix: Rows, vector: Sequence[Tree]) -> Trees:
    """The matrix times the column."""
    return tuple(dot(line, vector) for line in matrix)


def added(left: Sequence[Tree], right: Sequence[Tree]) -> Trees:
    """The sum of two vectors."""
    return tuple(simple(total(a, b)) for a, b in zip(left, right, strict=True))


def mean(cells: Sequence[Fraction]) -> Fraction:
    """The arithmetic mean."""
    return sum(cells, Fraction(0)) / len(cells)


def variance(cells: Sequence[Fraction], below: int | None = None) -> Fraction:
    """The sum of squared deviations over the number of cells, or over `below` (one less, for the unbiased estimate)."""
    middle = mean(cells)
    return sum(((cell - middle) ** 2 for cell in cells), Fraction(0)) / (below or len(cells))


def over(terms: Sequence[Tree], below: int) -> Tree:
    """The terms added up, over a whole number; nothing is simplified."""
    return quotient(total(*terms), Number(below))
