"""Vectors and small matrices of rational numbers: linear algebra, and how they become answers, grids and parameters."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

from colloq.errors import ParameterError
from colloq.exact.fields import Fields, plain
from colloq.grading.number import Result, compare_numbers, exact
from colloq.model import Grid, MatrixAnswer, Mistake, NumberAnswer
from colloq.notation.build import rational

if TYPE_CHECKING:
    from collections.abc import Iterable

    from colloq.model import Answer, Part, Value
    from colloq.notation.tree import Tree

Vector: TypeAlias = tuple[Fraction, ...]
Square: TypeAlias = tuple[tuple[Fraction, ...], ...]


# -------------------------------------------------------------------------------------------------------------- arithmetic


def plus(left: Vector, right: Vector, factor: Fraction | int = 1) -> Vector:
    """The sum of the left and a multiple of the right."""
    return tuple(a + factor * b for a, b in zip(left, right, strict=True))


def times(factor: Fraction | int, vector: Vector) -> Vector:
    """A multiple of a vector."""
    return tuple(factor * entry for entry in vector)


def dot(left: Vector, right: Vector) -> Fraction:
    """The scalar product."""
    return sum((a * b for a, b in zip(left, right, strict=True)), Fraction(0))


def applied(matrix: Square, vector: Vector) -> Vector:
    """The matrix times the vector."""
    return tuple(dot(row, vector) for row in matrix)


def minor(matrix: Square, row: int, column: int) -> Square:
    """The matrix without a row and a column."""
    return tuple(line[:column] + line[column + 1 :] for at, line in enumerate(matrix) if at != row)


def determinant(matrix: Square) -> Fraction:
    """By expansion along the first row; 1 for no rows."""
    if not matrix:
        return Fraction(1)
    signed = ((-1) ** column * cell * determinant(minor(matrix, 0, column)) for column, cell in enumerate(matrix[0]))
    return sum(signed, Fraction(0))


def adjugate(matrix: Square) -> Square:
    """The matrix whose quotient by the determinant is the inverse."""
    size = range(len(matrix))
    return tuple(tuple((-1) ** (row + column) * determinant(minor(matrix, column, row)) for column in size) for row in size)


def solved(matrix: Square, vector: Vector) -> Vector:
    """The solution of matrix · solution = vector; the matrix must not be singular."""
    return times(1 / determinant(matrix), applied(adjugate(matrix), vector))


def positive_definite(matrix: Square) -> bool:
    """By the leading minors of a symmetric matrix."""
    return all(determinant(tuple(row[:size] for row in matrix[:size])) > 0 for size in range(1, len(matrix) + 1))


def tidy(vector: Vector, largest: int, denominator: int) -> bool:
    """Whether all entries are at most this large and their denominators at most this one."""
    return all(abs(entry) <= largest and entry.denominator <= denominator for entry in vector)


# ------------------------------------------------------------------------------------------------------ answers and values


def column(vector: Vector) -> tuple[tuple[Tree], ...]:
    """A column of trees."""
    return tuple((rational(entry),) for entry in vector)


def answer_of(vector: Vector) -> NumberAnswer | MatrixAnswer:
    """A number for one entry, else a column that may be typed as a row."""
    if len(vector) == 1:
        return NumberAnswer(rational(vector[0]))
    return MatrixAnswer(column(vector), free_vector=True)


def value_of(vector: Vector) -> Value:
    """The same for a sentence or a step: a number, or a column that is shown below."""
    return rational(vector[0]) if len(vector) == 1 else Grid(column(vector))


def vector_of(answer: Answer) -> Vector | None:
    """The entries of an answer, a student's own for example; None where they are not rational."""
    match answer:
        case NumberAnswer(tree):
            cells = [exact(tree)]
        case MatrixAnswer(rows):
            cells = [exact(cell) for row in rows for cell in row]
        case _:
            return None
    known = tuple(cell for cell in cells if cell is not None)
    return known if len(known) == len(cells) else None


_FORM_ONLY = {Result.RIGHT, Result.CUT, Result.DIGITS}


def told_apart(right: Vector, other: Vector) -> bool:
    """Whether the other vector, rounded or not, cannot be taken for the right one: 1 for 1.04 may be haste."""
    return any(
        abs(a - b) * 50 > max(abs(a), abs(b)) and compare_numbers(rational(a), rational(b)) not in _FORM_ONLY
        for a, b in zip(right, other, strict=True)
    )


def vector_mistakes(part: Part, pairs: Iterable[tuple[str, Vector]]) -> list[Mistake]:
    """The mistakes of a part whose answer is a vector; those that the numbers cannot show are left out."""
    right = vector_of(part.answer)
    assert right is not None
    found: list[Mistake] = []
    kept: list[Vector] = []
    for name, wrong in pairs:
        several = len(wrong) > 1
        if wrong == right or (several and not told_apart(right, wrong)):
            continue
        if several and any(other != wrong and not told_apart(other, wrong) for other in kept):
            continue
        kept.append(wrong)
        found.append(Mistake(name, part.name, answer_of(wrong)))
    return found


def inline_point(vector: Vector) -> Value:
    """The entries for a sentence that puts brackets around them: (1, -2)."""
    return tuple(rational(entry) for entry in vector)


# -------------------------------------------------------------------------------------------------------------- parameters


def read_vector(source: Fields, name: str, length: int) -> Vector:
    """A point: "1 -2", "(1; -2)", [1, -2], or a number where it has one entry.

    Raises ParameterError (`coordinates`) where its length is not `length`.
    """
    if length == 1:
        return (source.rational(name),)
    value = source.raw(name)
    if isinstance(value, list) and value and not isinstance(value[0], list):
        value = [value]
    rows = Fields({name: value if isinstance(value, list) else str(value)}).rows(name)
    flat = sum(rows, ())
    if 1 not in (len(rows), len(rows[0])) or len(flat) != length:
        raise ParameterError(name, "coordinates", count=length)
    return flat


def write_vector(vector: Vector) -> Any:  # noqa: ANN401 - plain JSON
    """What `read_vector` turns back."""
    return plain(vector[0]) if len(vector) == 1 else [plain(entry) for entry in vector]
