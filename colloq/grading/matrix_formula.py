"""Formulas in matrices: compared on random matrices of the declared shapes, so that the order of the factors matters."""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING

from colloq.notation import evaluate
from colloq.notation.tree import Constant, Negative, Number, Power, Product, Quotient, Sum, Symbol, Transpose, Tree
from colloq.seeds import Stream

if TYPE_CHECKING:
    from collections.abc import Mapping

_TRIALS = 3
_CLOSE = 1e-9
_MOST_FACTORS = 10

Matrix = list[list[float]]


class ShapeError(Exception):
    """The shapes do not fit: (left, right) of the operation that fails."""

    def __init__(self, left: tuple[int, int], right: tuple[int, int]) -> None:
        super().__init__(f"{left} {right}")
        self.left = left
        self.right = right


def random_matrices(shapes: Mapping[str, tuple[int, int]], seed: str) -> list[dict[str, Matrix]]:
    """A few sets of matrices with entries in ±[0.3, 1.8]."""
    rng = Stream(f"matrices {seed}")

    def entry() -> float:
        return (1 if rng.chance(50) else -1) * (0.3 + 1.5 * rng.unit())

    return [
        {name: [[entry() for _ in range(columns)] for _ in range(rows)] for name, (rows, columns) in sorted(shapes.items())}
        for _ in range(_TRIALS)
    ]


def value(tree: Tree, matrices: Mapping[str, Matrix]) -> Matrix:
    """The value of a matrix formula; a number is a 1x1 matrix. Raises ShapeError."""
    match tree:
        case Symbol(name):
            return matrices[name]
        case Number() | Constant():
            return [[evaluate.value(tree, {})]]
        case Power(base, exponent):
            return _power(value(base, matrices), value(exponent, matrices))
        case Negative(argument):
            return _scaled(value(argument, matrices), -1.0)
        case Transpose(argument):
            return [list(row) for row in zip(*value(argument, matrices), strict=True)]
        case Sum(terms):
            return functools.reduce(_plus, (value(term, matrices) for term in terms))
        case Product(factors):
            return functools.reduce(_times, (value(factor, matrices) for factor in factors))
        case Quotient(top, bottom):
            divisor = value(bottom, matrices)
            if len(divisor) != 1 or len(divisor[0]) != 1 or divisor[0][0] == 0:
                raise ShapeError(_shape(value(top, matrices)), _shape(divisor))
            return _scaled(value(top, matrices), 1 / divisor[0][0])
        case _:
            raise ShapeError((0, 0), (0, 0))


def _shape(matrix: Matrix) -> tuple[int, int]:
    return len(matrix), len(matrix[0])


def _scaled(matrix: Matrix, factor: float) -> Matrix:
    return [[factor * cell for cell in row] for row in matrix]


def _power(base: Matrix, exponent: Matrix) -> Matrix:
    """A number to a number, or a matrix times itself, a few times; nan for any other power of a number."""
    if _shape(exponent) != (1, 1):
        raise ShapeError(_shape(base), _shape(exponent))
    times = exponent[0][0]
    if _shape(base) == (1, 1):
        point = {"b": base[0][0], "n": times}
        return [[evaluate.value(Power(Symbol("b"), Symbol("n")), point)]]
    if times not in range(1, _MOST_FACTORS):
        raise ShapeError(_shape(base), _shape(base))
    return functools.reduce(_times, [base] * int(times))


def _plus(left: Matrix, right: Matrix) -> Matrix:
    if _shape(left) != _shape(right):
        raise ShapeError(_shape(left), _shape(right))
    return [[a + b for a, b in zip(*rows, strict=True)] for rows in zip(left, right, strict=True)]


def _times(left: Matrix, right: Matrix) -> Matrix:
    if _shape(left) == (1, 1) and len(right) != 1:
        return _scaled(right, left[0][0])
    if _shape(right) == (1, 1) and len(left[0]) != 1:
        return _scaled(left, right[0][0])
    if len(left[0]) != len(right):
        raise ShapeError(_shape(left), _shape(right))
    columns = list(zip(*right, strict=True))
    return [[sum(a * b for a, b in zip(row, column, strict=True)) for column in columns] for row in left]


def equal(left: Matrix, right: Matrix) -> bool:
    """Whether two matrices agree to rounding. An entry that is not finite is equal to nothing."""
    if _shape(left) != _shape(right):
        return False
    cells = [(a, b) for rows in zip(left, right, strict=True) for a, b in zip(*rows, strict=True)]
    if not all(math.isfinite(a) and math.isfinite(b) for a, b in cells):
        return False
    scale = max(max(abs(a), abs(b)) for a, b in cells)
    return all(abs(a - b) <= _CLOSE * scale for a, b in cells)
