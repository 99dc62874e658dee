"""Taylor models of formulas at rational points: exact values, gradient and Hessian, models as trees, worked steps, draws."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from colloq.errors import ParameterError
from colloq.exact.descent import letters_of
from colloq.exact.polynomials import NAMES
from colloq.exact.rational_values import value_at
from colloq.exact.rational_vectors import read_vector
from colloq.model import Step
from colloq.notation.build import TWO, ZERO, E, apply, difference, power, product, quotient, rational, symbol, total
from colloq.notation.calculus import RIGHT, differentiate
from colloq.notation.tree import Apply, Derivative, Number, Quotient, Sum, children, substitute

if TYPE_CHECKING:
    from collections.abc import Iterator

    from colloq.exact.fields import Fields
    from colloq.exact.rational_vectors import Square, Vector
    from colloq.notation.calculus import Rules
    from colloq.notation.tree import Tree
    from colloq.seeds import Stream


@dataclass(frozen=True, slots=True)
class Place:
    """A formula in the first letters of x, y, z, and a point at which its value and derivatives are rational."""

    f: Tree
    point: Vector

    @property
    def names(self) -> tuple[str, ...]:
        """The letters, one for each coordinate of the point."""
        return NAMES[: len(self.point)]


def read_place(source: Fields, function: str = "f", point: str = "at") -> Place:
    """A formula and a point. Raises ParameterError (`letters`, `coordinates`)."""
    tree = source.tree(function, NAMES)
    return Place(tree, read_vector(source, point, letters_of(tree, function)))


# ------------------------------------------------------------------------------------------------------------------ values


def computed(tree: Tree, place: Place, point: Vector | None = None) -> Fraction | None:
    """The value of a formula in the letters of the place, at its point or at another one; None where it is not rational."""
    return value_at(tree, dict(zip(place.names, place.point if point is None else point, strict=True)))


def stays(place: Place, other: Vector) -> bool:
    """Whether another point is on the same piece of the domain: arguments of ln and sqrt and divisors keep their signs."""
    pairs = [(computed(fence, place), computed(fence, place, other)) for fence in _fences(place.f)]
    return all(here is not None and there is not None and here * there > 0 for here, there in pairs)


def _fences(tree: Tree) -> Iterator[Tree]:
    match tree:
        case Apply("ln" | "sqrt", (argument,)):
            yield argument
        case Quotient(_, divisor):
            yield divisor
        case _:
            pass
    for child in children(tree):
        yield from _fences(child)


@functools.lru_cache(maxsize=64)
def slope_of(place: Place, point: Vector | None = None, rules: Rules = RIGHT) -> Vector | None:
    """The gradient, None where it is not rational; `rules` may be wrong ones."""
    found = [computed(differentiate(place.f, name, rules), place, point) for name in place.names]
    known = tuple(entry for entry in found if entry is not None)
    return known if len(known) == len(found) else None


@functools.lru_cache(maxsize=64)
def bend_of(place: Place) -> Square | None:
    """The Hessian, None where it is not rational."""
    found: dict[tuple[int, int], Fraction] = {}
    for row, name in enumerate(place.names):
        once = differentiate(place.f, name)
        for column in range(row, len(place.point)):
            cell = computed(differentiate(once, place.names[column]), place)
            if cell is None:
                return None
            found[row, column] = found[column, row] = cell
    size = range(len(place.point))
    return tuple(tuple(found[row, column] for column in size) for row in size)


def value_and_slope(place: Place, field: str = "at") -> tuple[Fraction, Vector]:
    """Both, at the point. Raises ParameterError (`not-rational`)."""
    value, slope = computed(place.f, place), slope_of(place)
    if value is None or slope is None:
        raise ParameterError(field, "not-rational")
    return value, slope


# ------------------------------------------------------------------------------------------------------------------ models


def shifts(place: Place, sign: int = 1) -> tuple[Tree, ...]:
    """X - x0 for each letter; the plain letter for `sign` 0, x + x0 for -1."""
    pairs = zip(place.names, place.point, strict=True)
    return tuple(difference(symbol(name), rational(sign * entry)) for name, entry in pairs)


def linear_terms(slope: Vector, moved: tuple[Tree, ...]) -> tuple[Tree, ...]:
    """The gradient times the shift, term by term."""
    return tuple(product(rational(entry), shift) for entry, shift in zip(slope, moved, strict=True))


def quadratic_terms(bend: Square, moved: tuple[Tree, ...], half: Fraction = Fraction(1, 2)) -> tuple[Tree, ...]:
    """Half of the quadratic form of the Hessian: a (x - x0)^2 / 2, b (x - x0)(y - y0), …; `half` may be another factor."""
    terms = []
    for row, line in enumerate(bend):
        terms.append(product(rational(half * line[row]), power(moved[row], Number(2))))
        mixed = range(row + 1, len(bend))
        terms += [product(rational(2 * half * line[column]), moved[row], moved[column]) for column in mixed]
    return tuple(terms)


def model(value: Fraction, *terms: Tree) -> Tree:
    """The value and the terms in one sum; a shift with the factor 1 keeps its brackets."""
    kept = [term for term in (rational(value), *terms) if term != ZERO]
    while kept and isinstance(kept[0], Sum):
        kept[:1] = kept[0].terms
    return kept[0] if len(kept) == 1 else Sum(tuple(kept)) if kept else ZERO


# ------------------------------------------------------------------------------------------------------------ worked steps


def value_step(place: Place, value: Fraction) -> Step:
    """The value at the point."""
    filled = substitute(place.f, dict(zip(place.names, map(rational, place.point), strict=True)))
    return Step("value-at", before=filled, after=rational(value))


def slope_steps(place: Place, slope: Vector) -> Iterator[Step]:
    """Each derivative as a formula, then its value."""
    numbers = dict(zip(place.names, map(rational, place.point), strict=True))
    for name, entry in zip(place.names, slope, strict=True):
        tree = differentiate(place.f, name)
        yield Step("partial", {"by": symbol(name)}, before=Derivative(place.f, name), after=tree)
        yield Step("slope-at", {"by": symbol(name)}, before=substitute(tree, numbers), after=rational(entry))


def bend_steps(place: Place, bend: Square) -> Iterator[Step]:
    """Each second derivative as a formula, then its value."""
    numbers = dict(zip(place.names, map(rational, place.point), strict=True))
    for row, once in enumerate(place.names):
        first = differentiate(place.f, once)
        for column in range(row, len(bend)):
            name = place.names[column]
            tree = differentiate(first, name)
            names = {"by": symbol(once), "then": symbol(name)}
            pure = "-pure" if once == name else ""
            yield Step(f"second-partial{pure}", names, before=Derivative(first, name), after=tree)
            if substitute(tree, numbers) != tree:
                yield Step(f"second-at{pure}", names, before=substitute(tree, numbers), after=rational(bend[row][column]))


# ------------------------------------------------------------------------------------------------------------------- draws


def smooth(rng: Stream, count: int) -> Place | None:
    """A root, an exponential, a logarithm or a fraction, and a power beside it, at a point where all is rational."""
    names = NAMES[:count]
    point = tuple(Fraction(rng.nonzero(-5, 5)) for _ in names)
    most = 3 if count > 1 else 5
    slopes = [rng.nonzero(-most, most) for _ in names]
    bare = sum((factor * entry for factor, entry in zip(slopes, point, strict=True)), Fraction(0))
    kind = rng.weighted((("root", 3), ("exp", 4), ("ln", 4), ("ratio", 3)))
    wanted = {"root": (1, 4, 9), "exp": (0,), "ln": (1,), "ratio": (1, 2, -1, 3)}[kind]
    constant = rng.choice(wanted) - bare
    if abs(constant) > 9 or (kind != "exp" and math.gcd(*slopes, int(constant)) > 1):
        return None
    ordered = sorted(zip(slopes, names, strict=True), key=lambda term: term[0] < 0)  # 2y - x, not -x + 2y
    inside = total(*(product(rational(factor), symbol(name)) for factor, name in ordered), rational(constant))
    letter = rng.choice(names)
    front = product(Number(rng.weighted(((1, 4), (2, 2), (3, 1)))), *([symbol(letter)] if rng.chance(40) else []))
    extra = product(Number(rng.integer(1, 5)), power(symbol(rng.choice(names)), Number(rng.weighted(((1, 4), (2, 5), (3, 1))))))
    if count == 1 and rng.chance(50):
        extra = total(power(symbol("x"), TWO), product(Number(rng.integer(2, 9)), symbol("x")), Number(rng.integer(0, 9)))
    special = _special(kind, front, inside)
    match rng.below(3):
        case 0:
            return Place(total(special, extra), point)
        case 1:
            return Place(difference(special, extra), point)
        case _:
            return Place(difference(extra, special), point)


def _special(kind: str, front: Tree, inside: Tree) -> Tree:
    match kind:
        case "root":
            return product(front, apply("sqrt", inside))
        case "exp":
            return product(front, power(E, inside))
        case "ln":
            return product(front, apply("ln", inside))
        case _:
            return quotient(front, inside)
