"""Ticket 1: the unit direction of fastest growth, grad f/|grad f|, or of fastest fall, and the rate of change along it.

At a fixed length the scalar product <p - p0, grad f> is largest when p - p0 points the same way as the gradient; "parallel",
as the guide says, also allows the opposite way.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.asks import points, read_asks, write_asks
from colloq.exact.descent import described, partial_steps, read_polynomial, slope_steps, write_polynomial
from colloq.exact.fields import Fields, plain
from colloq.exact.function_draws import bowl, bowl_in_space, has_both, valley, whole_point
from colloq.exact.numeric_functions import surface_of_polynomial
from colloq.exact.polynomials import Polynomial, degree, gradient
from colloq.exact.rational_vectors import column, dot, read_vector, tidy, vector_of, write_vector
from colloq.exact.roots import over_root, root, square_free
from colloq.grading.number import exact
from colloq.model import Grid, MatrixAnswer, Mistake, NumberAnswer, Part, Step, Word
from colloq.notation.build import negative, product, quotient, rational, sqrt, symbol
from colloq.notation.tree import Number, Power, Product, Sum

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from colloq.exact.rational_vectors import Vector
    from colloq.model import Answer, Values
    from colloq.notation.tree import Tree
    from colloq.seeds import Stream

VERSION = 1
TICKET = "1"
LEVELS = (1, 2, 3)

ASKS = ("direction", "rate", "change")
"""The unit vector, the rate of change of f along it, the first-order change of f over a step of the given length."""
_WEIGHTS = {"direction": 5, "rate": 4, "change": 3}
_LENGTHS = tuple(map(Fraction, ("1/10", "1/5", "1/2", "1/4", "3/10", "2/5", "1/3")))


@dataclass(frozen=True, slots=True)
class Steepest:
    """The function, the point, "growth" or "fall", the length of the step (where the change is asked), and what is asked."""

    f: Polynomial
    at: Vector
    way: str
    length: Fraction | None
    asks: tuple[str, ...]

    @property
    def sign(self) -> int:
        """1 for growth, -1 for fall."""
        return 1 if self.way == "growth" else -1


# -------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> Steepest:
    """f, at, way, length, ask. Raises ParameterError: one variable, the gradient 0."""
    source = Fields(fields)
    function = read_polynomial(source)
    if function.count < 2:
        raise ParameterError("f", "two-at-least")
    at = read_vector(source, "at", function.count)
    way = source.word("way", ("growth", "fall"))
    length = source.rational("length") if source.has("length") else None
    asks = read_asks(source, ASKS, "direction, rate" if length is None else ", ".join(ASKS))
    source.done()
    if ("change" in asks) != (length is not None) or (length is not None and length <= 0):
        raise ParameterError("length", "length-and-change")
    if not any(gradient(function, at)):
        raise ParameterError("at", "stationary")
    return Steepest(function, at, way, length, asks)


def write_params(params: Steepest) -> dict[str, Any]:
    """Plain JSON."""
    found = {"f": write_polynomial(params.f), "at": write_vector(params.at), "way": params.way}
    length = {} if params.length is None else {"length": plain(params.length)}
    return {**found, **length, "ask": write_asks(params.asks)}


# ----------------------------------------------------------------------------------------------------------------- sample


def sample(rng: Stream, level: int) -> Steepest | None:
    """1: the length of the gradient is whole. 2: it is a root. 3: three variables, and the change over a short step."""
    if level == 3:
        function, most = bowl_in_space(rng), 3
    elif rng.chance(50):
        function, most = bowl(rng, mixed=rng.chance(70)), 5
    else:
        function, most = valley(rng), 4
    at = whole_point(rng, function.count, most)
    slope = gradient(function, at)
    square = dot(slope, slope)
    _, inside = square_free(square)
    fits = (inside == 1) == (level == 1) and inside < 130 if level < 3 else inside < 60
    if not has_both(function) or not all(slope) or not fits or square > 2000 or not tidy(slope, 40, 1) or square == 1:
        return None
    if len({*map(abs, slope)}) == 1:
        return None
    way = "growth" if rng.chance(40) else "fall"
    length = rng.choice(_LENGTHS) if level == 3 else None
    return Steepest(function, at, way, length, ASKS if level == 3 else ASKS[:2])


# ------------------------------------------------------------------------------------------------------------ mathematics


def _answer(slope: Vector, square: Fraction) -> MatrixAnswer:
    """The vector over the root of a number."""
    return MatrixAnswer(tuple((over_root(entry, square),) for entry in slope), free_vector=True)


def _signed(tree: Tree, sign: int) -> Tree:
    return tree if sign > 0 else negative(tree)


def _directed(params: Steepest) -> Vector:
    """The gradient or the antigradient."""
    return tuple(params.sign * entry for entry in gradient(params.f, params.at))


def _change(params: Steepest, square: Fraction) -> Tree:
    assert params.length is not None
    return _signed(root(square * params.length**2), params.sign)


def solve(params: Steepest) -> tuple[Part, ...]:
    """The parts that are asked."""
    slope = _directed(params)
    square = dot(slope, slope)
    answers: dict[str, Answer] = {
        "direction": _answer(slope, square),
        "rate": NumberAnswer(_signed(root(square), params.sign)),
    }
    if params.length is not None:
        answers["change"] = NumberAnswer(_change(params, square))
    worth = points(params.asks, _WEIGHTS)
    return tuple(Part(name, answers[name], worth[name]) for name in params.asks)


def carried(params: Steepest, part: str, own: Mapping[str, Answer]) -> Answer | None:
    """The rate along the student's own direction, where it is a unit vector; the change from their own rate."""
    rate = own.get("rate")
    if part == "change" and params.length is not None and isinstance(rate, NumberAnswer):
        number = exact(rate.value)
        tree = product(rational(params.length), rate.value) if number is None else rational(params.length * number)
        return NumberAnswer(tree)
    direction = vector_of(own["direction"]) if part == "rate" and "direction" in own else None
    if direction is None or dot(direction, direction) != 1:
        return None
    along = dot(direction, gradient(params.f, params.at))
    return NumberAnswer(rational(along)) if along else None


# ------------------------------------------------------------------------------------------------------------------- texts


def state(params: Steepest) -> Values:
    """Values for the texts."""
    return {
        **described(params.f, params.at),
        "way": Word(f"way-{params.way}"),
        "length": 0 if params.length is None else params.length,
        "moved": params.length is not None,
    }


def hints(params: Steepest) -> tuple[Step, ...]:
    """Which way the gradient points, then what makes a vector a unit vector."""
    return (Step("hint-gradient"), Step("hint-change" if "change" in params.asks else "hint-unit"))


def explain(params: Steepest) -> tuple[Step, ...]:
    """The gradient, its length, the direction, the rate, the change."""
    return tuple(_explain(params))


def _explain(params: Steepest) -> Iterator[Step]:
    slope, directed = gradient(params.f, params.at), _directed(params)
    square = dot(slope, slope)
    yield from partial_steps(params.f)
    yield from slope_steps(params.f, params.at, symbol("p0"))
    yield Step("gradient", {"gradient": Grid(column(slope))})
    terms = tuple(Power(rational(entry), Number(2)) for entry in slope)
    yield Step("norm", before=sqrt(Sum(terms)), after=root(square))
    yield Step(f"direction-{params.way}", {"direction": Grid(_answer(directed, square).rows)})
    if {"rate", "change"} & set(params.asks):
        yield Step(f"rate-{params.way}", after=_signed(root(square), params.sign))
    if params.length is not None:
        yield Step(
            "change",
            before=Product((rational(params.length), _signed(root(square), params.sign))),
            after=_change(params, square),
        )


# ---------------------------------------------------------------------------------------------------------------- mistakes


def mistakes(params: Steepest) -> tuple[Mistake, ...]:
    """Wrong answers, part by part."""
    found: list[Mistake] = []
    for part in solve(params):
        match part.name:
            case "direction":
                pairs: Iterator[tuple[str, Answer]] = _wrong_directions(params)
            case "rate":
                pairs = ((name, NumberAnswer(tree)) for name, tree in _wrong_rates(params))
            case _:
                pairs = ((name, NumberAnswer(tree)) for name, tree in _wrong_changes(params))
        found += [Mistake(name, part.name, answer) for name, answer in pairs if answer != part.answer]
    return tuple(found)


def _wrong_directions(params: Steepest) -> Iterator[tuple[str, Answer]]:
    slope = _directed(params)
    square = dot(slope, slope)
    yield f"opposite-{params.way}", _answer(tuple(-entry for entry in slope), square)
    yield "not-normalised", _answer(slope, Fraction(1))
    if square_free(square)[1] == 1 or square != 1:
        yield "root-forgotten", _answer(slope, square**2)
    size = sum(map(abs, slope), Fraction(0))
    yield "sum-for-length", _answer(slope, size**2)
    turned = params.at[::-1]
    other = gradient(params.f, turned)
    if turned != params.at and any(other):
        yield "other-point", _answer(tuple(params.sign * entry for entry in other), dot(other, other))


def _wrong_rates(params: Steepest) -> Iterator[tuple[str, Tree]]:
    slope = gradient(params.f, params.at)
    square = dot(slope, slope)
    yield f"rate-sign-{params.way}", _signed(root(square), -params.sign)
    yield "rate-squared", rational(params.sign * square)
    yield "rate-summed", rational(params.sign * sum(map(abs, slope), Fraction(0)))


def _wrong_changes(params: Steepest) -> Iterator[tuple[str, Tree]]:
    assert params.length is not None
    slope = gradient(params.f, params.at)
    square = dot(slope, slope)
    yield f"rate-sign-{params.way}", _signed(_change(params, square), -1)
    yield "length-forgotten", _signed(root(square), params.sign)
    yield "unit-forgotten", rational(params.sign * params.length * square)
    yield "divided-by-length", _signed(quotient(root(square), rational(params.length)), params.sign)


# ------------------------------------------------------------------------------------------------------------------ checks


def oracle(params: Steepest, at: Mapping[str, float]) -> dict[str, Any]:  # noqa: ARG001 - no formula part
    """By differences in floating point; the rate as the derivative of f along the direction."""
    surface = surface_of_polynomial(params.f)
    context, place = surface.context, surface.numbers(params.at)
    slopes = surface.slope(place)
    length = context.norm(slopes)
    unit = [slope / length * (1 if params.way == "growth" else -1) for slope in slopes]
    step = context.mpf(10) ** -20
    ends = [surface.function([old + sign * step * entry for old, entry in zip(place, unit, strict=True)]) for sign in (1, -1)]
    rate = (ends[0] - ends[1]) / (2 * step)
    found: dict[str, Any] = {"direction": [[float(entry)] for entry in unit], "rate": float(rate)}
    if params.length is not None:
        found["change"] = float(rate * params.length.numerator / params.length.denominator)
    return {name: found[name] for name in params.asks}


def skeleton(params: Steepest) -> str:
    """Variables, degree, which way, what is asked."""
    return f"{params.f.count} variables, degree {degree(params.f)}, {params.way}: {write_asks(params.asks)}"
