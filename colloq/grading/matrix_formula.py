"""Formulas in matrices: compared on random matrices of the declared shapes, so that the order of the factors matters.

The entries are random elements of a field of 2^61 - 1 elements. An equality of sums, products and quotients that holds for them
holds always, but for a chance of about 10^-16 (Schwartz 1980, Zippel 1979); nothing is rounded, nothing is too large, and the
work is bounded whatever was typed.
"""

from __future__ import annotations

import functools
import hashlib
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from colloq.notation.constants import bounded, exact
from colloq.notation.effort import effort
from colloq.notation.tree import (
    Apply,
    Constant,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    Transpose,
    Tree,
    symbols_of,
)
from colloq.seeds import Stream

if TYPE_CHECKING:
    from collections.abc import Mapping

_PRIME = 2**61 - 1
_TRIALS = 2
_KEPT = 3  # dimensions up to this are worked with as they are, larger ones by small ones that differ as they do
_MOST_POWER = 1000
_PER_UNIT = 16  # products of two numbers in a unit of effort

Shape = tuple[int, int]
Matrix = list[list[int]]
Trials = tuple[dict[str, Matrix], ...]


class ShapeError(Exception):
    """The shapes do not fit: (left, right) of the operation that fails."""

    def __init__(self, left: Shape, right: Shape) -> None:
        super().__init__(f"{left} {right}")
        self.left = left
        self.right = right


class OpenError(Exception):
    """A function, a root or too much work: nothing is known of the value."""


class NoValueError(Exception):
    """A division by zero."""


# ------------------------------------------------------------------------------------------------------------------ shapes


def shape(tree: Tree, shapes: Mapping[str, Shape]) -> Shape:
    """The shape of the value; a number is a 1x1 matrix. Raises ShapeError, and OpenError for what matrices do not have."""
    match tree:
        case Symbol(name):
            return shapes[name]
        case Number() | Constant():
            return (1, 1)
        case Negative(argument):
            return shape(argument, shapes)
        case Transpose(argument):
            return shape(argument, shapes)[::-1]
        case Sum(terms):
            return functools.reduce(_shape_of_sum, [shape(term, shapes) for term in terms])
        case Product(factors):
            return functools.reduce(_shape_of_product, [shape(factor, shapes) for factor in factors])
        case Quotient(left, right) | Power(left, right):
            return _shape_beside_number(shape(left, shapes), shape(right, shapes), square=isinstance(tree, Power))
        case Apply(_, arguments) if all(shape(argument, shapes) == (1, 1) for argument in arguments):
            return (1, 1)
        case _:
            raise OpenError


def _shape_of_sum(left: Shape, right: Shape) -> Shape:
    if left != right:
        raise ShapeError(left, right)
    return left


def _shape_of_product(left: Shape, right: Shape) -> Shape:
    if left == (1, 1):
        return right
    if right == (1, 1):
        return left
    if left[1] != right[0]:
        raise ShapeError(left, right)
    return left[0], right[1]


def _shape_beside_number(left: Shape, right: Shape, *, square: bool) -> Shape:
    """Of a matrix over a number, or of a square one to the power of a number."""
    if right != (1, 1):
        raise ShapeError(left, right)
    if square and left[0] != left[1]:
        raise ShapeError(left, left)
    return left


# ------------------------------------------------------------------------------------------------------------------ values


def random_matrices(shapes: Mapping[str, Shape], seed: str) -> Trials:
    """A few sets of random matrices. Of a dimension only its being 1 matters, and which others it is equal to."""
    rng = Stream(f"matrices {seed}")
    dimensions = sorted({dimension for pair in shapes.values() for dimension in pair})
    small = {dimension: min(dimension, _KEPT + place) for place, dimension in enumerate(dimensions)}
    return tuple(
        {
            name: [[1 + rng.below(_PRIME - 1) for _ in range(small[columns])] for _ in range(small[rows])]
            for name, (rows, columns) in sorted(shapes.items())
        }
        for _ in range(_TRIALS)
    )


class Values:
    """The values of a formula in all trials. `sure`: no irrational number occurs, so that other values are another formula.

    `inverted`: a matrix was inverted, so that the formula has not a value for every matrix.
    The shapes of the tree fit. Raises OpenError and NoValueError.
    """

    def __init__(self, tree: Tree, trials: Trials) -> None:
        self.sure = True
        self.inverted = False
        self.matrices = [self._value(tree, matrices) for matrices in trials]

    def _value(self, tree: Tree, matrices: Mapping[str, Matrix]) -> Matrix:
        match tree:
            case Symbol(name):
                return matrices[name]
            case Number(number):
                return [[number.numerator * _inverse(number.denominator) % _PRIME]]
            case Negative(argument):
                return _scaled(self._value(argument, matrices), _PRIME - 1)
            case Transpose(argument):
                return [list(row) for row in zip(*self._value(argument, matrices), strict=True)]
            case Sum(terms):
                return functools.reduce(_plus, [self._value(term, matrices) for term in terms])
            case Product(factors):
                return functools.reduce(_times, [self._value(factor, matrices) for factor in factors])
            case Quotient(top, bottom):
                return _scaled(self._value(top, matrices), _inverse(self._value(bottom, matrices)[0][0]))
            case Power(base, exponent):
                ratio = None if symbols_of(exponent) else exact(exponent)
                if ratio is None or ratio.denominator != 1:
                    return self._irrational(tree)
                value = self._value(base, matrices)
                if ratio < 0 and len(value) > 1:
                    return self._inverse_power(base, value, -ratio.numerator)
                return _power(value, ratio.numerator)
            case _:
                return self._irrational(tree)

    def _inverse_power(self, base: Tree, value: Matrix, times: int) -> Matrix:
        """X^-1 of a square letter X. What differs here differs at every larger dimension: X can go on there as the identity.

        Other matrices may have an inverse at one dimension and none at another.
        """
        letter = base.argument if isinstance(base, Transpose) else base
        if not isinstance(letter, Symbol):
            raise OpenError
        self.inverted = True
        return _power(_inverse_matrix(value), times)

    def _irrational(self, tree: Tree) -> Matrix:
        """The element that stands for a number such as the root of 2: any, as long as equal numbers have the same."""
        self.sure = False
        number, error = (None if symbols_of(tree) else bounded(tree)) or (Decimal("Infinity"), 0.0)
        if number.is_infinite():
            raise OpenError
        if number.is_nan():
            raise NoValueError
        ratio = Fraction(number).limit_denominator(_MOST_POWER)  # the root of 4 is 2
        if abs(ratio - Fraction(number)) <= abs(ratio) * Fraction(2 * error):
            return [[ratio.numerator * _inverse(ratio.denominator) % _PRIME]]
        return [[int.from_bytes(hashlib.sha256(f"{number:.20e}".encode()).digest()[:7], "big")]]


def _inverse(number: int) -> int:
    if number % _PRIME == 0:
        raise NoValueError
    return pow(number, -1, _PRIME)


def _spend(products: int) -> None:
    if not effort().spend(1 + products // _PER_UNIT):
        raise OpenError


def _scaled(matrix: Matrix, factor: int) -> Matrix:
    _spend(len(matrix) * len(matrix[0]))
    return [[factor * cell % _PRIME for cell in row] for row in matrix]


def _power(base: Matrix, times: int) -> Matrix:
    """A number to a whole number, or a matrix times itself."""
    if len(base) == 1:
        return [[pow(base[0][0] if times >= 0 else _inverse(base[0][0]), abs(times), _PRIME)]]
    if not 1 <= times <= _MOST_POWER:
        raise OpenError
    result: Matrix | None = None
    while times:
        if times % 2:
            result = base if result is None else _times(result, base)
        times //= 2
        base = _times(base, base) if times else base
    assert result is not None
    return result


def _inverse_matrix(matrix: Matrix) -> Matrix:
    """The inverse, by elimination; OpenError where there is none, which a random matrix never meets."""
    size = len(matrix)
    _spend(size**3)
    rows = [[*row, *(int(place == column) for column in range(size))] for place, row in enumerate(matrix)]
    for column in range(size):
        pivot = next((place for place in range(column, size) if rows[place][column]), None)
        if pivot is None:
            raise OpenError
        rows[column], rows[pivot] = rows[pivot], rows[column]
        factor = _inverse(rows[column][column])
        rows[column] = [factor * cell % _PRIME for cell in rows[column]]
        for place in range(size):
            if place != column and (multiple := rows[place][column]):
                rows[place] = [(a - multiple * b) % _PRIME for a, b in zip(rows[place], rows[column], strict=True)]
    return [row[size:] for row in rows]


def _plus(left: Matrix, right: Matrix) -> Matrix:
    _spend(len(left) * len(left[0]))
    return [[(a + b) % _PRIME for a, b in zip(*rows, strict=True)] for rows in zip(left, right, strict=True)]


def _times(left: Matrix, right: Matrix) -> Matrix:
    if len(left) == len(left[0]) == 1:
        return _scaled(right, left[0][0])
    if len(right) == len(right[0]) == 1:
        return _scaled(left, right[0][0])
    _spend(len(left) * len(right) * len(right[0]))
    columns = list(zip(*right, strict=True))
    return [[sum(a * b for a, b in zip(row, column, strict=True)) % _PRIME for column in columns] for row in left]
