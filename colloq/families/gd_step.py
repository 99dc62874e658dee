"""Ticket 1: steps of gradient descent, x_{k+1} = x_k - eta f'(x_k), or p_{k+1} = p_k - eta grad f(p_k) in several variables."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.asks import points, read_asks, write_asks
from colloq.exact.descent import (
    described,
    moved_steps,
    partial_steps,
    point_name,
    rate_of,
    read_polynomial,
    read_rate,
    slope_steps,
    write_polynomial,
)
from colloq.exact.fields import Fields, plain
from colloq.exact.function_draws import RATES, bowl, curve, has_both, parabola, valley, whole_point
from colloq.exact.numeric_functions import floats, surface_of_polynomial
from colloq.exact.polynomials import Polynomial, degree, gradient, partial, tree_of, value
from colloq.exact.rational_vectors import answer_of, plus, read_vector, tidy, times, vector_mistakes, vector_of, write_vector
from colloq.model import POSITIVE, REAL, FormulaAnswer, Mistake, Part, Step
from colloq.notation.build import difference, negative, product, symbol, total

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from fractions import Fraction

    from colloq.exact.rational_vectors import Vector
    from colloq.model import Answer, Values
    from colloq.notation.tree import Tree
    from colloq.seeds import Stream

VERSION = 1
TICKET = "1"
LEVELS = (1, 2, 3)

ASKS = ("formula", "first", "second")
"""The step as a formula (one variable only), the point after one step, the point after two."""
_WEIGHTS = {"formula": 4, "first": 3, "second": 4}
_SYMBOLS = {"x": REAL, "eta": POSITIVE}


@dataclass(frozen=True, slots=True)
class Descent:
    """The function, the start, the step size, and what is asked."""

    f: Polynomial
    start: Vector
    eta: Fraction
    asks: tuple[str, ...]


# -------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> Descent:
    """f, start, eta, ask. Raises ParameterError: no polynomial, a start where the gradient is 0."""
    source = Fields(fields)
    function = read_polynomial(source)
    start = read_vector(source, "start", function.count)
    eta = read_rate(source)
    asks = read_asks(source, ASKS, "first, second")
    source.done()
    if "formula" in asks and function.count > 1:
        raise ParameterError("ask", "formula-scalar")
    if not any(gradient(function, start)):
        raise ParameterError("start", "stationary")
    return Descent(function, start, eta, asks)


def write_params(params: Descent) -> dict[str, Any]:
    """Plain JSON."""
    return {
        "f": write_polynomial(params.f),
        "start": write_vector(params.start),
        "eta": plain(params.eta),
        "ask": write_asks(params.asks),
    }


# ----------------------------------------------------------------------------------------------------------------- sample


def sample(rng: Stream, level: int) -> Descent | None:
    """1: a parabola. 2: a quadratic function of x and y. 3: higher degrees, in one variable with the formula of the step."""
    asks: tuple[str, ...] = ("first", "second")
    if level == 1:
        function, most = parabola(rng), 6
    elif level == 2:
        function, most = bowl(rng, mixed=rng.chance(60)), 4
    elif rng.chance(50):
        function, most, asks = curve(rng), 4, ASKS
    else:
        function, most = valley(rng), 3
    params = Descent(function, whole_point(rng, function.count, most), rng.choice(RATES), asks)
    return params if has_both(function) and _is_good(params) else None


def _is_good(params: Descent) -> bool:
    """Whether both steps go downhill, by numbers that a person can work with."""
    path = _path(params, 2)
    heights = [value(params.f, point) for point in path]
    slopes = [gradient(params.f, point) for point in path]
    return (
        heights[0] > heights[1] > heights[2]
        and all(map(all, slopes[:2]))
        and tidy(path[1], 12, 10)
        and tidy(path[2], 12, 100 if params.eta.denominator in (5, 10) else 36)
        and tidy(slopes[0], 40, 1)
        and all(map(any, path))
    )


# ------------------------------------------------------------------------------------------------------------ mathematics


def _step(params: Descent, point: Vector) -> Vector:
    return plus(point, gradient(params.f, point), -params.eta)


def _path(params: Descent, count: int) -> list[Vector]:
    """The start and the points after each step."""
    path = [params.start]
    for _ in range(count):
        path.append(_step(params, path[-1]))
    return path


def _slope(params: Descent) -> Tree:
    return tree_of(partial(params.f, 0))


def solve(params: Descent) -> tuple[Part, ...]:
    """The parts that are asked."""
    _, first, second = _path(params, 2)
    answers: dict[str, Answer] = {"first": answer_of(first), "second": answer_of(second)}
    if "formula" in params.asks:
        step = difference(symbol("x"), product(symbol("eta"), _slope(params)))
        answers["formula"] = FormulaAnswer(step, _SYMBOLS)
    worth = points(params.asks, _WEIGHTS)
    return tuple(Part(name, answers[name], worth[name]) for name in params.asks)


def carried(params: Descent, part: str, own: Mapping[str, Answer]) -> Answer | None:
    """The second point from the student's own first one."""
    first = vector_of(own["first"]) if part == "second" and "first" in own else None
    return None if first is None else answer_of(_step(params, first))


# ------------------------------------------------------------------------------------------------------------------- texts


def state(params: Descent) -> Values:
    """Values for the texts."""
    return {
        **described(params.f, params.start),
        "eta": rate_of(params.eta),
        "first": point_name(params.f, 1),
        "second": point_name(params.f, 2),
    }


def hints(params: Descent) -> tuple[Step, ...]:
    """The direction of the step, then where the gradient is taken."""
    return (Step("hint-direction"), Step("hint-anew" if "second" in params.asks else "hint-gradient"))


def explain(params: Descent) -> tuple[Step, ...]:
    """The gradient as a formula, then its value and the new point, step by step."""
    return tuple(_explain(params))


def _explain(params: Descent) -> Iterator[Step]:
    yield from partial_steps(params.f)
    if "formula" in params.asks:
        x, rate, slope = symbol("x"), symbol("eta"), _slope(params)
        yield Step("formula", after=difference(x, product(rate, slope)))
    count = 2 if "second" in params.asks else 1 if "first" in params.asks else 0
    path = _path(params, count)
    for index, (before, after) in enumerate(itertools.pairwise(path)):
        yield from slope_steps(params.f, before, point_name(params.f, index))
        yield from moved_steps(before, gradient(params.f, before), rate_of(params.eta), after, point_name(params.f, index + 1))


# ---------------------------------------------------------------------------------------------------------------- mistakes


def mistakes(params: Descent) -> tuple[Mistake, ...]:
    """Wrong answers, part by part."""
    found: list[Mistake] = []
    for part in solve(params):
        if part.name == "formula":
            found += [Mistake(name, part.name, FormulaAnswer(tree, _SYMBOLS)) for name, tree in _wrong_formulas(params)]
            continue
        wrong = _wrong_first(params) if part.name == "first" else _wrong_second(params)
        found += vector_mistakes(part, wrong)
    return tuple(found)


def _wrong_formulas(params: Descent) -> Iterator[tuple[str, Tree]]:
    x, eta, slope = symbol("x"), symbol("eta"), _slope(params)
    yield "plus-for-minus", total(x, product(eta, slope))
    yield "eta-forgotten", difference(x, slope)
    yield "start-forgotten", negative(product(eta, slope))
    yield "value-for-gradient", difference(x, product(eta, tree_of(params.f)))


def _wrong_first(params: Descent) -> Iterator[tuple[str, Vector]]:
    start, slope = params.start, gradient(params.f, params.start)
    yield "plus-for-minus", plus(start, slope, params.eta)
    if params.eta != 1:
        yield "eta-forgotten", plus(start, slope, -1)
    yield "start-forgotten", times(-params.eta, slope)
    if params.f.count == 1:
        yield "value-for-gradient", plus(start, (value(params.f, start),), -params.eta)
    elif start[::-1] != start:
        yield "other-point", plus(start, gradient(params.f, start[::-1]), -params.eta)


def _wrong_second(params: Descent) -> Iterator[tuple[str, Vector]]:
    start, first = _path(params, 1)
    up = plus(start, gradient(params.f, start), params.eta)
    yield "plus-for-minus", plus(up, gradient(params.f, up), params.eta)
    if params.eta != 1:
        long = plus(start, gradient(params.f, start), -1)
        yield "eta-forgotten", plus(long, gradient(params.f, long), -1)
    yield "gradient-reused", plus(first, gradient(params.f, start), -params.eta)
    yield "from-the-start", plus(start, gradient(params.f, first), -params.eta)


# ------------------------------------------------------------------------------------------------------------------ checks


def oracle(params: Descent, at: Mapping[str, float]) -> dict[str, Any]:
    """The steps in floating point, the gradient by differences."""
    surface = surface_of_polynomial(params.f)
    eta = surface.numbers([params.eta])[0]
    found: dict[str, Any] = {}
    if "formula" in params.asks:
        found["formula"] = float(at["x"] - at["eta"] * surface.slope([surface.context.mpf(at["x"])])[0])
    place = surface.numbers(params.start)
    for name in ("first", "second"):
        place = [entry - eta * slope for entry, slope in zip(place, surface.slope(place), strict=True)]
        found[name] = floats(place)
    return {name: found[name] for name in params.asks}


def skeleton(params: Descent) -> str:
    """Variables, degree, what is asked."""
    return f"{params.f.count} variables, degree {degree(params.f)}: {write_asks(params.asks)}"
