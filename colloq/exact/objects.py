"""Rows of exact numbers: read from parameters, shown as tables of objects, answered as vectors."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

from colloq.errors import ParameterError
from colloq.exact.fields import Fields, plain
from colloq.grading.number import Result, compare_numbers
from colloq.model import MatrixAnswer, Table
from colloq.notation.build import negative, rational
from colloq.notation.tree import Number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from colloq.model import Value
    from colloq.notation.tree import Tree

Vector: TypeAlias = tuple[Fraction, ...]

LARGEST = 1000
"""Bound of the numbers of a user's own vector."""


def read_vector(source: Fields, name: str, least: int, most: int) -> Vector:
    """A vector: "1 2 3", [1, 2, "1/2"], or a matrix of one row or one column.

    Raises ParameterError: `vector` for another shape or length, `vector-range` for a number that is too large.
    """
    value = source.raw(name)
    if isinstance(value, list) and not any(isinstance(item, list) for item in value):
        value = [value]
    rows = Fields({name: value}).rows(name)
    cells = rows[0] if len(rows) == 1 else tuple(row[0] for row in rows)
    if (len(rows) > 1 and len(rows[0]) > 1) or not least <= len(cells) <= most:
        raise ParameterError(name, "vector", least=least, most=most)
    if any(abs(cell) > LARGEST or cell.denominator > LARGEST for cell in cells):
        raise ParameterError(name, "vector-range", most=LARGEST)
    return cells


def check_length(name: str, vector: Sequence[object], count: int) -> None:
    """Raises ParameterError `length` where there are not as many numbers as objects."""
    if len(vector) != count:
        raise ParameterError(name, "length", count=count, given=len(vector))


def plain_vector(vector: Sequence[Fraction]) -> list[Any]:
    """Plain JSON."""
    return list(map(plain, vector))


def plus(left: Vector, right: Vector, factor: Fraction | int = 1) -> Vector:
    """Left + factor · right."""
    return tuple(a + factor * b for a, b in zip(left, right, strict=True))


def minus(left: Vector, right: Vector) -> Vector:
    """Left - right."""
    return plus(left, right, -1)


def times(factor: Fraction | int, vector: Vector) -> Vector:
    """The vector times a number."""
    return tuple(factor * cell for cell in vector)


def mean(numbers: Sequence[Fraction]) -> Fraction:
    """The arithmetic mean."""
    return sum(numbers, Fraction(0)) / len(numbers)


def vector_answer(cells: Sequence[Fraction | Tree]) -> MatrixAnswer:
    """A vector that may be typed as a row or as a column."""
    return MatrixAnswer((tuple(rational(cell) if isinstance(cell, Fraction) else cell for cell in cells),), free_vector=True)


def answered(answer: object) -> tuple[Tree, ...]:
    """The cells of a vector's answer."""
    assert isinstance(answer, MatrixAnswer)
    return answer.rows[0]


def objects_table(*rows: tuple[str, Sequence[Value]]) -> Table:
    """The objects side by side: their numbers in the header, a row for each quantity, which its label names."""
    count = len(rows[0][1])
    return Table(("i", *map(str, range(1, count + 1))), tuple((label, *map(cell, values)) for label, values in rows))


def cell(value: Value) -> Value:
    """A number as it stands in a table."""
    return short(value) if isinstance(value, Fraction) else value


def short(value: Fraction, halves: Fraction | int = Fraction(1, 2)) -> Tree:
    """A number as a lecturer writes it: 0.1, -2.6, but 1/2, 1/4 and 1/3.

    `halves`: the rate that the number belongs to; where that is a decimal such as 0.1, halves and quarters are decimals too.
    """
    broken = (5, 10, 20, 25, 50, 100)
    whole = value.denominator
    if whole not in (*broken, *((2, 4) if halves.denominator in broken else ())):
        return rational(value)
    return negative(short(-value, halves)) if value < 0 else Number(value, format(float(value), ".4f").rstrip("0"))


MOST_PARTS, TEDIOUS = 20, (15, 16)
"""The largest denominator of a fraction that a person works with, and those below it that are tedious all the same."""


def easy(cells: Iterable[Fraction]) -> bool:
    """Whether a person can work with each of the fractions."""
    return all(cell.denominator <= MOST_PARTS and cell.denominator not in TEDIOUS for cell in cells)


def writable(vectors: Iterable[Sequence[Fraction]]) -> bool:
    """Whether each vector can be typed with decimal commas: "0 -3,00 -2,50" could be read in two ways."""
    return not any(0 in vector and any(number.denominator > 1 for number in vector) for vector in vectors)


def like_rounding(right: Sequence[Fraction], wrong: Sequence[Fraction]) -> bool:
    """Whether a wrong vector could be taken for the right one with too few digits: 10 12 for 10.25 12."""
    return len(right) == len(wrong) and all(
        compare_numbers(rational(a), _typed(b)) is not Result.WRONG for a, b in zip(right, wrong, strict=True)
    )


def _typed(value: Fraction) -> Tree:
    """The number as it is typed: whole, or a decimal of three digits."""
    if value < 0:
        return negative(_typed(-value))
    return rational(value) if value.denominator == 1 else Number(Fraction(f"{float(value):.3g}"), f"{float(value):.3g}")
