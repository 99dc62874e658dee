"""Ticket 1: the gradient and the first-order Taylor approximation f(p) = f(p0) + (p - p0)^T grad f(p0) at a point."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.asks import points, read_asks, write_asks
from colloq.exact.decimals import places
from colloq.exact.fields import Fields
from colloq.exact.function_draws import bowl, valley, whole_point
from colloq.exact.numeric_functions import floats, surface_of_tree
from colloq.exact.polynomials import polynomial, tree_of
from colloq.exact.rational_vectors import answer_of, dot, inline_point, plus, read_vector, tidy, times, vector_mistakes, vector_of
from colloq.exact.rational_vectors import write_vector as written
from colloq.exact.taylor import (
    Place,
    computed,
    linear_terms,
    model,
    read_place,
    shifts,
    slope_of,
    slope_steps,
    smooth,
    stays,
    value_and_slope,
    value_step,
)
from colloq.model import REAL, FormulaAnswer, Grid, Mistake, NumberAnswer, Part, Step, Word
from colloq.notation.build import rational, symbol
from colloq.notation.linear import linear
from colloq.notation.slips import SLIPS
from colloq.notation.tree import Product, Sum, substitute

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from colloq.exact.polynomials import Exponents
    from colloq.exact.rational_vectors import Vector
    from colloq.model import Answer, Values
    from colloq.notation.tree import Tree
    from colloq.seeds import Stream

VERSION = 1
TICKET = "1"
LEVELS = (1, 2, 3)

ASKS = ("gradient", "linear", "estimate")
"""The gradient at the point, the approximation as a formula, its value at a point near by."""
_WEIGHTS = {"gradient": 4, "linear": 4, "estimate": 3}


@dataclass(frozen=True, slots=True)
class Taylor:
    """The function with its point, the point near by where it is estimated (or none), and what is asked."""

    place: Place
    near: Vector | None
    asks: tuple[str, ...]


# -------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> Taylor:
    """f, at, near, ask. Raises ParameterError: values that are not rational, the gradient 0."""
    source = Fields(fields)
    place = read_place(source)
    near = read_vector(source, "near", len(place.point)) if source.has("near") else None
    asks = read_asks(source, ASKS, "gradient, linear" if near is None else "gradient, linear, estimate")
    source.done()
    if ("estimate" in asks) != (near is not None):
        raise ParameterError("near", "near-and-estimate")
    if not any(value_and_slope(place)[1]):
        raise ParameterError("at", "stationary")
    if near == place.point:
        raise ParameterError("near", "near-and-estimate")
    return Taylor(place, near, asks)


def write_params(params: Taylor) -> dict[str, Any]:
    """Plain JSON."""
    found = {"f": linear(params.place.f, unicode=False), "at": written(params.place.point)}
    near = {} if params.near is None else {"near": written(params.near)}
    return {**found, **near, "ask": write_asks(params.asks)}


# ----------------------------------------------------------------------------------------------------------------- sample


def sample(rng: Stream, level: int) -> Taylor | None:
    """1: quadratic. 2: degree three, and an estimate. 3: roots, exponentials, logarithms, fractions, or three variables."""
    if level == 1:
        place: Place | None = Place(tree_of(bowl(rng, mixed=rng.chance(70))), whole_point(rng, 2, 5))
    elif level == 2:
        place = Place(tree_of(valley(rng)), whole_point(rng, 2, 4))
    elif rng.chance(60):
        place = smooth(rng, 2)
    else:
        place = _in_space(rng)
    if place is None or len({*place.point}) < 2:
        return None
    value, slope = computed(place.f, place), slope_of(place)
    if value is None or slope is None or not value or not all(slope) or not tidy((value, *slope), 60, 6):
        return None
    near = None
    if level > 1:
        near = plus(place.point, tuple(Fraction(rng.nonzero(-3, 3), 10) for _ in place.point))
        estimate = value + dot(slope, plus(near, place.point, -1))
        if not estimate or not tidy((estimate,), 100, 60) or not stays(place, near):
            return None
    return Taylor(place, near, ASKS[:2] if near is None else ASKS)


def _in_space(rng: Stream) -> Place:
    """X y z, x^2 y - 3yz + 2z: three letters, mixed terms."""
    mixed = rng.sample([(1, 1, 1), (2, 1, 0), (0, 1, 2), (1, 0, 2), (1, 1, 0), (0, 1, 1), (1, 0, 1)], 2)
    line = rng.choice([(1, 0, 0), (0, 1, 0), (0, 0, 1), (2, 0, 0), (0, 2, 0), (0, 0, 2)])
    terms: dict[Exponents, int] = {exponents: rng.nonzero(-3, 3) for exponents in mixed}
    terms |= {line: rng.nonzero(-5, 5)}
    return Place(tree_of(polynomial(3, terms)), whole_point(rng, 3, 3))


# ------------------------------------------------------------------------------------------------------------ mathematics


def _symbols(params: Taylor) -> dict[str, Any]:
    return dict.fromkeys(params.place.names, REAL)


def solve(params: Taylor) -> tuple[Part, ...]:
    """The parts that are asked."""
    value, slope = value_and_slope(params.place)
    answers: dict[str, Answer] = {
        "gradient": answer_of(slope),
        "linear": FormulaAnswer(model(value, *linear_terms(slope, shifts(params.place))), _symbols(params)),
    }
    if params.near is not None:
        answers["estimate"] = NumberAnswer(rational(value + dot(slope, _shift(params, params.near))))
    worth = points(params.asks, _WEIGHTS)
    return tuple(Part(name, answers[name], worth[name]) for name in params.asks)


def _shift(params: Taylor, near: Vector) -> Vector:
    return plus(near, params.place.point, -1)


def carried(params: Taylor, part: str, own: Mapping[str, Answer]) -> Answer | None:
    """The formula from the student's own gradient, the estimate from their own formula."""
    formula = own.get("linear")
    if part == "estimate" and isinstance(formula, FormulaAnswer) and params.near is not None:
        return NumberAnswer(substitute(formula.tree, dict(zip(params.place.names, map(rational, params.near), strict=True))))
    slope = vector_of(own["gradient"]) if "gradient" in own else None
    value, _ = value_and_slope(params.place)
    if slope is None or len(slope) != len(params.place.point):
        return None
    if part == "estimate" and params.near is not None:
        return NumberAnswer(rational(value + dot(slope, _shift(params, params.near))))
    if part == "linear" and any(slope):
        return FormulaAnswer(model(value, *linear_terms(slope, shifts(params.place))), _symbols(params))
    return None


# ------------------------------------------------------------------------------------------------------------------- texts


def state(params: Taylor) -> Values:
    """Values for the texts."""
    place = params.place
    near = () if params.near is None else params.near
    nears = {f"near_{name}": _decimal(entry) for name, entry in zip("xyz", near, strict=False)}
    return {
        "f": place.f,
        "letters": tuple(symbol(name) for name in place.names),
        "at": inline_point(place.point),
        "one": len(place.point) == 1,
        "several": len(place.point) > 1,
        "near_point": Word(("near-one", "near-two", "near-three")[len(place.point) - 1]) if near else "",
        **nears,
    }


def _decimal(entry: Fraction) -> Tree:
    """1.1 rather than 11/10."""
    return places(rational(entry), 1) if entry.denominator in (2, 5, 10) else rational(entry)


def hints(params: Taylor) -> tuple[Step, ...]:
    """How the gradient is found, then what the approximation is made of."""
    return (Step("hint-gradient"), Step("hint-estimate" if "estimate" in params.asks else "hint-linear"))


def explain(params: Taylor) -> tuple[Step, ...]:
    """Derivatives, their values, the approximation, its value near by."""
    return tuple(_explain(params))


def _explain(params: Taylor) -> Iterator[Step]:
    place = params.place
    value, slope = value_and_slope(place)
    yield from slope_steps(place, slope)
    if len(slope) > 1:
        yield Step("gradient", {"gradient": Grid(tuple((rational(entry),) for entry in slope))})
    if {"linear", "estimate"} & set(params.asks):
        yield value_step(place, value)
        yield Step("linear", after=model(value, *linear_terms(slope, shifts(place))))
    if params.near is not None:
        shift = _shift(params, params.near)
        terms = tuple(Product((rational(entry), _decimal(part))) for entry, part in zip(slope, shift, strict=True))
        estimate = rational(value + dot(slope, shift))
        yield Step("estimate", before=Sum((rational(value), *terms)), after=estimate)


# ---------------------------------------------------------------------------------------------------------------- mistakes


def mistakes(params: Taylor) -> tuple[Mistake, ...]:
    """Wrong answers, part by part."""
    found: list[Mistake] = []
    for part in solve(params):
        match part.name:
            case "gradient":
                found += vector_mistakes(part, _wrong_gradients(params))
            case "linear":
                found += [Mistake(name, part.name, FormulaAnswer(tree, _symbols(params))) for name, tree in _wrong_models(params)]
            case _:
                assert params.near is not None
                pairs = _wrong_estimates(params, params.near)
                found += vector_mistakes(part, ((name, (number,)) for name, number in pairs))
    return tuple(found)


def _wrong_gradients(params: Taylor) -> Iterator[tuple[str, Vector]]:
    place = params.place
    _, slope = value_and_slope(place)
    turned = slope_of(place, place.point[::-1])
    if len(slope) > 1 and place.point[::-1] != place.point and turned is not None:
        yield "other-point", turned
    if len(slope) > 1:
        yield "entries-swapped", slope[::-1]
    near = None if params.near is None else slope_of(place, params.near)
    if near is not None:
        yield "at-the-near-point", near
    bare = slope_of(place, rules=SLIPS["inner-derivative-forgotten"])
    if bare is not None:
        yield "inner-derivative-forgotten", bare


def _wrong_models(params: Taylor) -> Iterator[tuple[str, Tree]]:
    place = params.place
    value, slope = value_and_slope(place)
    moved = shifts(place)
    if value:
        yield "value-forgotten", model(Fraction(0), *linear_terms(slope, moved))
    yield "minus-for-plus", model(value, *linear_terms(times(-1, slope), moved))
    if dot(slope, place.point):
        yield "not-shifted", model(value, *linear_terms(slope, shifts(place, 0)))
        yield "shift-sign", model(value, *linear_terms(slope, shifts(place, -1)))


def _wrong_estimates(params: Taylor, near: Vector) -> Iterator[tuple[str, Fraction]]:
    value, slope = value_and_slope(params.place)
    change = dot(slope, _shift(params, near))
    yield "value-forgotten", change
    yield "minus-for-plus", value - change
    yield "not-shifted", value + dot(slope, near)
    true = computed(params.place.f, params.place, near)
    if true is not None and abs(true - value - change) * 40 > abs(value + change):
        yield "exact-value", true


# ------------------------------------------------------------------------------------------------------------------ checks


def oracle(params: Taylor, at: Mapping[str, float]) -> dict[str, Any]:
    """Value and gradient in floating point, the gradient by differences."""
    surface = surface_of_tree(params.place.f, "xyz"[: len(params.place.point)])
    place = surface.numbers(params.place.point)
    value, slopes = surface.function(place), surface.slope(place)

    def model(point: list[Any]) -> float:
        return float(value + sum(slope * (to - old) for slope, to, old in zip(slopes, point, place, strict=True)))

    found: dict[str, Any] = {"gradient": floats(slopes)}
    if "linear" in params.asks:
        found["linear"] = model([at[name] for name in "xyz"[: len(place)]])
    if params.near is not None:
        found["estimate"] = model(surface.numbers(params.near))
    return {name: found[name] for name in params.asks}


def skeleton(params: Taylor) -> str:
    """The function without its constants, what is asked."""
    shape = "".join("c" if mark.isdigit() else mark for mark in linear(params.place.f, unicode=False))
    return f"{shape}: {write_asks(params.asks)}"
