"""What the families of step-by-step minimisation share: a polynomial and a start as parameters, its values, worked steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from colloq.errors import ParameterError
from colloq.exact.decimals import places
from colloq.exact.polynomials import NAMES, gradient, partial, polynomial_of, tree_of
from colloq.exact.rational_vectors import column, inline_point
from colloq.model import Grid, Step
from colloq.notation.build import rational, symbol
from colloq.notation.linear import linear
from colloq.notation.tree import Derivative, Negative, Product, Sum, substitute, symbols_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from colloq.exact.fields import Fields
    from colloq.exact.polynomials import Polynomial
    from colloq.exact.rational_vectors import Vector
    from colloq.model import Value
    from colloq.notation.tree import Tree

_MOST_TERMS = 30


# -------------------------------------------------------------------------------------------------------------- parameters


def letters_of(tree: Tree, field: str) -> int:
    """How many variables a formula has. Raises ParameterError (`letters`) unless they are x, or x and y, or x, y and z."""
    names = symbols_of(tree)
    if not names or names != frozenset(NAMES[: len(names)]):
        raise ParameterError(field, "letters")
    return len(names)


def read_polynomial(source: Fields, field: str = "f") -> Polynomial:
    """A polynomial in x, in x and y, or in x, y and z. Raises ParameterError (`letters`, `polynomial`)."""
    tree = source.tree(field, NAMES)
    function = polynomial_of(tree, letters_of(tree, field))
    if function is None or len(function.terms) > _MOST_TERMS:
        raise ParameterError(field, "polynomial")
    return function


def write_polynomial(function: Polynomial) -> str:
    """What `read_polynomial` turns back."""
    return linear(tree_of(function), unicode=False)


def read_rate(source: Fields, field: str = "eta") -> Fraction:
    """A step size or another positive factor. Raises ParameterError (`not-positive`)."""
    eta = source.rational(field)
    if eta <= 0:
        raise ParameterError(field, "not-positive")
    return eta


# ------------------------------------------------------------------------------------------------------------------ values


def described(function: Polynomial, start: Vector) -> dict[str, Value]:
    """What a statement says about the function and the start: f, its letters, the point, and which of both forms it takes."""
    return {
        "f": tree_of(function),
        "letters": tuple(symbol(name) for name in NAMES[: function.count]),
        "start": inline_point(start),
        "scalar": function.count == 1,
        "vector": function.count > 1,
    }


def rate_of(eta: Fraction) -> Tree:
    """A step size as it is written: 0.1 and 0.05, but 1/4 and 2/3."""
    return places(rational(eta), 2 if eta.denominator == 20 else 1) if eta.denominator in (5, 10, 20) else rational(eta)


def point_name(function: Polynomial, index: int) -> Tree:
    """x_1 for a number, p_1 for a point of several coordinates."""
    return symbol(f"{'x' if function.count == 1 else 'p'}{index}")


# ------------------------------------------------------------------------------------------------------------ worked steps


def partial_steps(function: Polynomial) -> Iterator[Step]:
    """The derivative by each variable, as a formula."""
    for by, name in enumerate(NAMES[: function.count]):
        yield Step(
            "partial", {"by": symbol(name)}, before=Derivative(tree_of(function), name), after=tree_of(partial(function, by))
        )


def slope_steps(function: Polynomial, point: Vector, at: Tree) -> Iterator[Step]:
    """The value of each derivative at a point; `at` is the name of the point."""
    numbers = dict(zip(NAMES, map(rational, point), strict=False))
    slopes = gradient(function, point)
    for by, name in enumerate(NAMES[: function.count]):
        filled = substitute(tree_of(partial(function, by)), numbers)
        yield Step("slope-at", {"by": symbol(name), "at": at}, before=filled, after=rational(slopes[by]))


def moved_steps(before: Vector, slope: Vector, rate: Tree, after: Vector, to: Tree) -> Iterator[Step]:
    """Each coordinate of before - rate · slope, then the point where it has several."""
    for name, old, part, new in zip(NAMES, before, slope, after, strict=False):
        difference = Sum((rational(old), Negative(Product((rate, rational(part))))))
        key = "moved" if len(after) > 1 else "moved-number"
        yield Step(key, {"by": symbol(name), "to": to}, before=difference, after=rational(new))
    yield from reached_step(after, to)


def reached_step(vector: Vector, name: Tree) -> Iterator[Step]:
    """The vector itself, where it is not a number."""
    if len(vector) > 1:
        yield Step("reached", {"to": name, "point": Grid(column(vector))})
