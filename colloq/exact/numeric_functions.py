"""Functions, gradients and Hessians in floating point of 60 digits, by differences: the independent route of oracles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from colloq.exact.differences import digits60
from colloq.notation.tree import Apply, Constant, Negative, Number, Power, Product, Quotient, Sum, Symbol, Tree

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from fractions import Fraction

    from colloq.exact.polynomials import Polynomial

    Numeric: TypeAlias = Callable[[Sequence[Any]], Any]


class Surface:
    """A function of several numbers, with its derivatives by central differences."""

    def __init__(self, function: Numeric, context: Any) -> None:  # noqa: ANN401 - mpmath has no types
        self.function = function
        self.context = context

    def numbers(self, point: Sequence[Fraction]) -> list[Any]:
        """A point in numbers of the context."""
        return [self.context.mpf(entry.numerator) / entry.denominator for entry in point]

    def slope(self, point: Sequence[Any]) -> list[Any]:
        """The gradient; the error is about 1e-40 of the third derivatives."""
        step = self.context.mpf(10) ** -20
        slopes = []
        for at in range(len(point)):
            ends = [self.function(_moved(point, {at: sign * step})) for sign in (1, -1)]
            slopes.append((ends[0] - ends[1]) / (2 * step))
        return slopes

    def bend(self, point: Sequence[Any]) -> list[list[Any]]:
        """The Hessian; the error is about 1e-26."""
        step = self.context.mpf(10) ** -15
        return [[self._bend(point, row, column, step) for column in range(len(point))] for row in range(len(point))]

    def _bend(self, point: Sequence[Any], row: int, column: int, step: Any) -> Any:  # noqa: ANN401
        if row == column:
            ends = [self.function(_moved(point, {row: sign * step})) for sign in (1, 0, -1)]
            return (ends[0] - 2 * ends[1] + ends[2]) / step**2
        corners = [
            one * other * self.function(_moved(point, {row: one * step, column: other * step}))
            for one in (1, -1)
            for other in (1, -1)
        ]
        return sum(corners) / (4 * step**2)


def _moved(point: Sequence[Any], shifts: dict[int, Any]) -> list[Any]:
    return [entry + shifts.get(at, 0) for at, entry in enumerate(point)]


def surface_of_polynomial(polynomial: Polynomial) -> Surface:
    """The polynomial, term by term."""
    context = digits60()

    def function(point: Sequence[Any]) -> Any:  # noqa: ANN401
        result = context.mpf(0)
        for exponents, coefficient in polynomial.terms:
            term = context.mpf(coefficient.numerator) / coefficient.denominator
            for entry, exponent in zip(point, exponents, strict=True):
                term *= entry**exponent
            result += term
        return result

    return Surface(function, context)


def surface_of_tree(tree: Tree, names: Sequence[str]) -> Surface:
    """A formula in these letters."""
    context = digits60()
    return Surface(lambda point: _computed(tree, dict(zip(names, point, strict=True)), context), context)


def _computed(tree: Tree, values: dict[str, Any], context: Any) -> Any:  # noqa: ANN401
    match tree:
        case Number(number):
            return context.mpf(number.numerator) / number.denominator
        case Symbol(name):
            return values[name]
        case Constant(name):
            return context.e if name == "e" else context.pi
        case Negative(argument):
            return -_computed(argument, values, context)
        case Sum(parts):
            return context.fsum(_computed(part, values, context) for part in parts)
        case Product(parts):
            return context.fprod(_computed(part, values, context) for part in parts)
        case Quotient(top, bottom):
            return _computed(top, values, context) / _computed(bottom, values, context)
        case Power(base, exponent):
            return context.power(_computed(base, values, context), _computed(exponent, values, context))
        case Apply(function, (argument,)):
            return getattr(context, function)(_computed(argument, values, context))
        case _:
            msg = f"no numeric value of {type(tree).__name__}"
            raise ValueError(msg)


def minimised(surface: Surface, start: Sequence[Any], free: Sequence[int]) -> list[Any]:
    """The stationary point of a quadratic function along some coordinates, the others held: one Newton step from the start."""
    slopes, bends = surface.slope(start), surface.bend(start)
    context = surface.context
    matrix = context.matrix([[bends[row][column] for column in free] for row in free])
    shift = context.lu_solve(matrix, context.matrix([-slopes[row] for row in free]))
    moved = list(start)
    for place, at in enumerate(free):
        moved[at] += shift[place]
    return moved


def floats(vector: Sequence[Any]) -> float | list[list[float]]:
    """A number, or a column, as the answers of a family are."""
    return float(vector[0]) if len(vector) == 1 else [[float(entry)] for entry in vector]
