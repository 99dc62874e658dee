"""Ticket 2: gradient descent with the variable step eta/k, counted from k = 1: x_{k+1} = x_k - eta/k f'(x_k), start x_1.

The guide counts from k = 0, where eta/k has no value.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from fractions import Fraction
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
from colloq.exact.function_draws import bowl, curve, has_both, parabola, valley, whole_point
from colloq.exact.numeric_functions import floats, surface_of_polynomial
from colloq.exact.polynomials import Polynomial, degree, gradient, partial, tree_of, value
from colloq.exact.rational_vectors import answer_of, plus, read_vector, tidy, vector_mistakes, vector_of, write_vector
from colloq.model import POSITIVE, REAL, FormulaAnswer, Mistake, Part, Step
from colloq.notation.build import difference, product, quotient, rational, symbol, total
from colloq.notation.tree import Number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from colloq.exact.rational_vectors import Vector
    from colloq.model import Answer, Values
    from colloq.notation.tree import Tree
    from colloq.seeds import Stream

VERSION = 1
TICKET = "2"
LEVELS = (1, 2, 3)

ASKS = ("formula", "second", "third", "fourth")
"""The step as a formula (one variable only), then the points after each step: x_2, x_3, x_4."""
_POINTS = ASKS[1:]
_WEIGHTS = {"formula": 4, "second": 3, "third": 4, "fourth": 4}
_SYMBOLS = {"x": REAL, "eta": POSITIVE, "k": POSITIVE}
_RATES = tuple(map(Fraction, ("1/2", "1/3", "1/4", "1/5", "1/10", "2/5", "1/6", "3/10", "2/3", "1/8")))


@dataclass(frozen=True, slots=True)
class Decay:
    """The function, the start x_1, the base step size, and what is asked."""

    f: Polynomial
    start: Vector
    eta: Fraction
    asks: tuple[str, ...]


# -------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> Decay:
    """f, start, eta, ask. Raises ParameterError: no polynomial, a start where the gradient is 0."""
    source = Fields(fields)
    function = read_polynomial(source)
    start = read_vector(source, "start", function.count)
    eta = read_rate(source)
    asks = read_asks(source, ASKS, "second, third")
    source.done()
    if "formula" in asks and function.count > 1:
        raise ParameterError("ask", "formula-scalar")
    if not any(gradient(function, start)):
        raise ParameterError("start", "stationary")
    return Decay(function, start, eta, asks)


def write_params(params: Decay) -> dict[str, Any]:
    """Plain JSON."""
    return {
        "f": write_polynomial(params.f),
        "start": write_vector(params.start),
        "eta": plain(params.eta),
        "ask": write_asks(params.asks),
    }


# ----------------------------------------------------------------------------------------------------------------- sample


def sample(rng: Stream, level: int) -> Decay | None:
    """1: two steps on a parabola. 2: three steps, or two in the plane. 3: higher degrees, and the formula of the step."""
    asks: tuple[str, ...] = ("second", "third")
    match level, rng.chance(50):
        case 1, _:
            function, most = parabola(rng), 5
        case 2, True:
            function, most, asks = parabola(rng), 6, _POINTS
        case 2, False:
            function, most = bowl(rng, mixed=rng.chance(50)), 4
        case _, True:
            function, most, asks = curve(rng), 3, ("formula", "second", "third")
        case _:
            function, most = valley(rng), 3
    params = Decay(function, whole_point(rng, function.count, most), rng.choice(_RATES), asks)
    return params if has_both(function) and _is_good(params) else None


def _is_good(params: Decay) -> bool:
    """Whether each step goes downhill, by numbers that a person can work with."""
    path = _path(params, _count(params))
    heights = [value(params.f, point) for point in path]
    slopes = [gradient(params.f, point) for point in path]
    return (
        all(before > after for before, after in itertools.pairwise(heights))
        and all(map(all, slopes[:-1]))
        and all(map(any, path))
        and tidy(path[1], 12, 10)
        and all(tidy(point, 12, 100 if params.eta.denominator in (5, 10) else 36) for point in path[2:])
        and tidy(slopes[0], 40, 1)
    )


# ------------------------------------------------------------------------------------------------------------ mathematics


def _count(params: Decay) -> int:
    """How many steps are made."""
    return max((_POINTS.index(name) + 1 for name in params.asks if name in _POINTS), default=0)


def _path(params: Decay, count: int, rate: Callable[[int], Fraction] | None = None) -> list[Vector]:
    """The start and the points after each step; `rate` gives the factor of step k where it is not eta/k."""
    path = [params.start]
    for k in range(1, count + 1):
        factor = params.eta / k if rate is None else rate(k)
        path.append(plus(path[-1], gradient(params.f, path[-1]), -factor))
    return path


def _formula(params: Decay, rate: Tree) -> Tree:
    return difference(symbol("x"), product(rate, tree_of(partial(params.f, 0))))


def solve(params: Decay) -> tuple[Part, ...]:
    """The parts that are asked."""
    answers: dict[str, Answer] = dict(zip(_POINTS, map(answer_of, _path(params, len(_POINTS))[1:]), strict=True))
    if "formula" in params.asks:
        answers["formula"] = FormulaAnswer(_formula(params, quotient(symbol("eta"), symbol("k"))), _SYMBOLS)
    worth = points(params.asks, _WEIGHTS)
    return tuple(Part(name, answers[name], worth[name]) for name in params.asks)


def carried(params: Decay, part: str, own: Mapping[str, Answer]) -> Answer | None:
    """A point from the student's own point before it."""
    if part not in _POINTS[1:]:
        return None
    k = _POINTS.index(part) + 1
    before = vector_of(own[name]) if (name := _POINTS[k - 2]) in own else None
    return None if before is None else answer_of(plus(before, gradient(params.f, before), -params.eta / k))


# ------------------------------------------------------------------------------------------------------------------- texts


def state(params: Decay) -> Values:
    """Values for the texts."""
    names = {name: point_name(params.f, index) for index, name in enumerate(_POINTS, 2)}
    return {**described(params.f, params.start), "eta": rate_of(params.eta), **names}


def hints(params: Decay) -> tuple[Step, ...]:
    """Which factor each step has, then where the gradient is taken."""
    return (Step("hint-factor"), Step("hint-anew" if _count(params) > 1 else "hint-gradient"))


def explain(params: Decay) -> tuple[Step, ...]:
    """The gradient as a formula, then for each step its factor, the gradient and the new point."""
    return tuple(_explain(params))


def _explain(params: Decay) -> Iterator[Step]:
    yield from partial_steps(params.f)
    if "formula" in params.asks:
        yield Step("formula", after=_formula(params, quotient(symbol("eta"), symbol("k"))))
    for k, (before, after) in enumerate(itertools.pairwise(_path(params, _count(params))), 1):
        yield from slope_steps(params.f, before, point_name(params.f, k))
        rate = rate_of(params.eta) if k == 1 else rational(params.eta / k)
        yield Step("rate", {"k": k}, before=quotient(rate_of(params.eta), Number(k)), after=rate)
        yield from moved_steps(before, gradient(params.f, before), rate, after, point_name(params.f, k + 1))


# ---------------------------------------------------------------------------------------------------------------- mistakes


def mistakes(params: Decay) -> tuple[Mistake, ...]:
    """Wrong answers, part by part."""
    found: list[Mistake] = []
    for part in solve(params):
        if part.name == "formula":
            found += [Mistake(name, part.name, FormulaAnswer(tree, _SYMBOLS)) for name, tree in _wrong_formulas(params)]
            continue
        wrong = _wrong_points(params, _POINTS.index(part.name) + 1)
        found += vector_mistakes(part, wrong)
    return tuple(found)


def _wrong_formulas(params: Decay) -> Iterator[tuple[str, Tree]]:
    eta, k = symbol("eta"), symbol("k")
    yield "plus-for-minus", total(symbol("x"), product(quotient(eta, k), tree_of(partial(params.f, 0))))
    yield "step-constant", _formula(params, eta)
    yield "times-k", _formula(params, product(eta, k))
    yield "counted-from-two", _formula(params, quotient(eta, total(k, Number(1))))


def _wrong_points(params: Decay, count: int) -> Iterator[tuple[str, Vector]]:
    """The point after `count` steps, the mistake being made in each of them; the gradient reused in the last one only."""
    rates: dict[str, Callable[[int], Fraction]] = {
        "plus-for-minus": lambda k: -params.eta / k,
        "counted-from-two": lambda k: params.eta / (k + 1),
        "step-constant": lambda _: params.eta,
        "times-k": lambda k: params.eta * k,
    }
    if params.eta != 1:
        rates["eta-forgotten"] = lambda k: Fraction(1, k)
    for name, rate in rates.items():
        yield name, _path(params, count, rate)[-1]
    if count > 1:
        path = _path(params, count)
        yield "gradient-reused", plus(path[-2], gradient(params.f, path[-3]), -params.eta / count)


# ------------------------------------------------------------------------------------------------------------------ checks


def oracle(params: Decay, at: Mapping[str, float]) -> dict[str, Any]:
    """The steps in floating point, the gradient by differences."""
    surface = surface_of_polynomial(params.f)
    found: dict[str, Any] = {}
    if "formula" in params.asks:
        found["formula"] = float(at["x"] - at["eta"] * surface.slope([surface.context.mpf(at["x"])])[0] / at["k"])
    eta, place = surface.numbers([params.eta])[0], surface.numbers(params.start)
    for k, name in enumerate(("second", "third", "fourth"), 1):
        place = [entry - eta * slope / k for entry, slope in zip(place, surface.slope(place), strict=True)]
        found[name] = floats(place)
    return {name: found[name] for name in params.asks}


def skeleton(params: Decay) -> str:
    """Variables, degree, what is asked."""
    return f"{params.f.count} variables, degree {degree(params.f)}: {write_asks(params.asks)}"
