"""Ticket 2: gradient descent with momentum, m_{k+1} = -eta f'(x_k) + alpha m_k, x_{k+1} = x_k + m_{k+1}, m_0 = 0."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.asks import points, read_asks, write_asks
from colloq.exact.descent import (
    described,
    partial_steps,
    point_name,
    rate_of,
    reached_step,
    read_polynomial,
    read_rate,
    slope_steps,
    write_polynomial,
)
from colloq.exact.fields import Fields, plain
from colloq.exact.function_draws import RATES, bowl, curve, has_both, parabola, valley, whole_point
from colloq.exact.numeric_functions import floats, surface_of_polynomial
from colloq.exact.polynomials import NAMES, Polynomial, degree, gradient, value
from colloq.exact.rational_vectors import answer_of, plus, read_vector, tidy, times, vector_mistakes, vector_of, write_vector
from colloq.model import POSITIVE, REAL, FormulaAnswer, Mistake, Part, Step
from colloq.notation.build import difference, negative, product, rational, symbol, total
from colloq.notation.tree import Negative, Product, Sum

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from colloq.exact.rational_vectors import Vector
    from colloq.model import Answer, Values
    from colloq.notation.tree import Tree
    from colloq.seeds import Stream

VERSION = 1
TICKET = "2"
LEVELS = (1, 2, 3)

ASKS = ("first-momentum", "first", "second-momentum", "second", "formula")
"""M_1, x_1, m_2, x_2, and x_2 without the momentum, as a formula in x_0, x_1, the gradient at x_1, eta and alpha."""
_FOUR = ASKS[:4]
_WEIGHTS = {"first-momentum": 2, "first": 2, "second-momentum": 3, "second": 3, "formula": 4}
_SYMBOLS = {"x0": REAL, "x1": REAL, "g1": REAL, "eta": POSITIVE, "alpha": POSITIVE}
_INERTIAS = tuple(map(Fraction, ("1/2", "1/4", "3/4", "9/10", "4/5", "1/5", "3/5", "1/3", "2/3", "1/10")))


@dataclass(frozen=True, slots=True)
class Momentum:
    """The function, the start, the step size, the weight of the momentum, and what is asked."""

    f: Polynomial
    start: Vector
    eta: Fraction
    alpha: Fraction
    asks: tuple[str, ...]


# -------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> Momentum:
    """f, start, eta, alpha, ask. Raises ParameterError: no polynomial, a start where the gradient is 0."""
    source = Fields(fields)
    function = read_polynomial(source)
    start = read_vector(source, "start", function.count)
    eta, alpha = read_rate(source), read_rate(source, "alpha")
    asks = read_asks(source, ASKS, ", ".join(_FOUR))
    source.done()
    if "formula" in asks and function.count > 1:
        raise ParameterError("ask", "formula-scalar")
    if not any(gradient(function, start)):
        raise ParameterError("start", "stationary")
    return Momentum(function, start, eta, alpha, asks)


def write_params(params: Momentum) -> dict[str, Any]:
    """Plain JSON."""
    return {
        "f": write_polynomial(params.f),
        "start": write_vector(params.start),
        "eta": plain(params.eta),
        "alpha": plain(params.alpha),
        "ask": write_asks(params.asks),
    }


# ----------------------------------------------------------------------------------------------------------------- sample


def sample(rng: Stream, level: int) -> Momentum | None:
    """1: a parabola. 2: the plane, or degree three. 3: mixed terms in the plane, or x_2 without the momentum as a formula."""
    asks: tuple[str, ...] = _FOUR
    match level, rng.chance(50):
        case 1, _:
            function, most = parabola(rng), 5
        case 2, True:
            function, most = curve(rng), 3
        case 2, False:
            function, most = bowl(rng, mixed=False), 4
        case _, True:
            function, most, asks = curve(rng), 4, ("first", "second", "formula")
        case _:
            function, most = bowl(rng, mixed=True) if rng.chance(60) else valley(rng), 4
    params = Momentum(function, whole_point(rng, function.count, most), rng.choice(RATES), rng.choice(_INERTIAS), asks)
    return params if has_both(function) and _is_good(params) else None


def _is_good(params: Momentum) -> bool:
    """Whether a person can work with the numbers; the first step is not the last one that moves."""
    m1, p1, m2, p2 = _trace(params)
    slopes = gradient(params.f, params.start), gradient(params.f, p1)
    heights = [value(params.f, point) for point in (params.start, p1, p2)]
    decimal = params.eta.denominator in (1, 2, 4, 5, 10, 20) and params.alpha.denominator in (2, 4, 5, 10)
    return (
        heights[0] > max(heights[1:])
        and all(map(all, slopes))
        and all(map(all, (m1, m2)))
        and all(map(any, (p1, p2)))
        and tidy(slopes[0], 40, 1)
        and tidy((*m1, *p1), 12, 10)
        and tidy((*m2, *p2), 12, 100 if decimal else 36)
    )


# ------------------------------------------------------------------------------------------------------------ mathematics


def _momentum(params: Momentum, point: Vector, before: Vector) -> Vector:
    """-eta grad f(point) + alpha · before."""
    return plus(times(-params.eta, gradient(params.f, point)), before, params.alpha)


def _trace(params: Momentum) -> tuple[Vector, Vector, Vector, Vector]:
    """m_1, p_1, m_2, p_2."""
    m1 = times(-params.eta, gradient(params.f, params.start))
    p1 = plus(params.start, m1)
    m2 = _momentum(params, p1, m1)
    return m1, p1, m2, plus(p1, m2)


def _formula(alpha_sign: int = 1, eta_sign: int = -1) -> Tree:
    """x_1 - eta g_1 + alpha (x_1 - x_0), or with other signs."""
    step = product(symbol("eta"), symbol("g1"))
    inertia = product(symbol("alpha"), difference(symbol("x1"), symbol("x0")))
    signed = [part if sign > 0 else negative(part) for part, sign in ((step, eta_sign), (inertia, alpha_sign))]
    return total(symbol("x1"), *signed)


def solve(params: Momentum) -> tuple[Part, ...]:
    """The parts that are asked."""
    answers: dict[str, Answer] = dict(zip(_FOUR, map(answer_of, _trace(params)), strict=True))
    answers["formula"] = FormulaAnswer(_formula(), _SYMBOLS, aliases={"f'(x1)": "g1"})
    worth = points(params.asks, _WEIGHTS)
    return tuple(Part(name, answers[name], worth[name]) for name in params.asks)


def carried(params: Momentum, part: str, own: Mapping[str, Answer]) -> Answer | None:
    """Each of m_1, p_1, m_2, p_2 from the student's own values before it."""
    known = {name: vector for name in _FOUR if name in own and (vector := vector_of(own[name])) is not None}
    right = dict(zip(_FOUR, _trace(params), strict=True))
    m1 = known.get("first-momentum")
    if m1 is None:
        m1 = plus(known["first"], params.start, -1) if "first" in known else right["first-momentum"]
    p1 = known.get("first", plus(params.start, m1))
    match part:
        case "first" if "first-momentum" in known:
            return answer_of(plus(params.start, m1))
        case "second-momentum" if known:
            return answer_of(_momentum(params, p1, m1))
        case "second" if known:
            return answer_of(plus(p1, known.get("second-momentum", _momentum(params, p1, m1))))
        case _:
            return None


# ------------------------------------------------------------------------------------------------------------------- texts


def _names(params: Momentum) -> dict[str, Tree]:
    points_of = {name: point_name(params.f, index) for index, name in enumerate(("zeroth", "first", "second"))}
    return {**points_of, "first_momentum": symbol("m1"), "second_momentum": symbol("m2")}


def state(params: Momentum) -> Values:
    """Values for the texts."""
    numbers = {"eta": rate_of(params.eta), "alpha": rate_of(params.alpha)}
    return {**described(params.f, params.start), **numbers, **_names(params)}


def hints(params: Momentum) -> tuple[Step, ...]:
    """What the first step is, then what the second one is made of."""
    return (Step("hint-first"), Step("hint-without" if "formula" in params.asks else "hint-second"))


def explain(params: Momentum) -> tuple[Step, ...]:
    """The gradient, then momentum and point of each step, then the formula without the momentum."""
    return tuple(_explain(params))


def _explain(params: Momentum) -> Iterator[Step]:
    names, eta = _names(params), rate_of(params.eta)
    m1, p1, m2, p2 = _trace(params)
    if set(_FOUR) & set(params.asks):
        yield from partial_steps(params.f)
        yield from slope_steps(params.f, params.start, names["zeroth"])
        for name, slope, new in zip(NAMES, gradient(params.f, params.start), m1, strict=False):
            step = Negative(Product((eta, rational(slope))))
            yield Step(_key("momentum", m1), {"by": symbol(name), "to": names["first_momentum"]}, step, rational(new))
        yield from _sums(params.start, m1, p1, (names["first_momentum"], names["first"]))
    if {"second-momentum", "second"} & set(params.asks):
        yield from slope_steps(params.f, p1, names["first"])
        for name, slope, old, new in zip(NAMES, gradient(params.f, p1), m1, m2, strict=False):
            inertia = Product((rate_of(params.alpha), rational(old)))
            before = Sum((Negative(Product((eta, rational(slope)))), inertia))
            yield Step(_key("momentum", m2), {"by": symbol(name), "to": names["second_momentum"]}, before, rational(new))
        yield from _sums(p1, m2, p2, (names["second_momentum"], names["second"]))
    if "formula" in params.asks:
        yield Step("difference", {"difference": difference(symbol("x1"), symbol("x0"))})
        yield Step("formula", after=_formula())


def _key(name: str, vector: Vector) -> str:
    return name if len(vector) > 1 else f"{name}-number"


def _sums(before: Vector, momentum: Vector, after: Vector, names: tuple[Tree, Tree]) -> Iterator[Step]:
    """The momentum as a vector, the new coordinates, the new point."""
    yield from reached_step(momentum, names[0])
    for name, old, part, new in zip(NAMES, before, momentum, after, strict=False):
        yield Step(
            _key("point", after),
            {"by": symbol(name), "to": names[1]},
            Sum((rational(old), rational(part))),
            rational(new),
        )
    yield from reached_step(after, names[1])


# ---------------------------------------------------------------------------------------------------------------- mistakes


def mistakes(params: Momentum) -> tuple[Mistake, ...]:
    """Wrong answers, part by part."""
    wrong = {
        "first-momentum": _wrong_first_momentum,
        "first": _wrong_first,
        "second-momentum": _wrong_second_momentum,
        "second": _wrong_second,
    }
    found: list[Mistake] = []
    for part in solve(params):
        if part.name == "formula":
            found += [Mistake(name, part.name, FormulaAnswer(tree, _SYMBOLS)) for name, tree in _wrong_formulas()]
            continue
        pairs = wrong[part.name](params)
        found += vector_mistakes(part, pairs)
    return tuple(found)


def _wrong_formulas() -> Iterator[tuple[str, Tree]]:
    yield "momentum-sign", _formula(alpha_sign=-1)
    yield "momentum-dropped", difference(symbol("x1"), product(symbol("eta"), symbol("g1")))
    yield "plus-for-minus", _formula(eta_sign=1)
    yield "from-the-start", total(_formula(), negative(symbol("x1")), symbol("x0"))


def _wrong_first_momentum(params: Momentum) -> Iterator[tuple[str, Vector]]:
    slope = gradient(params.f, params.start)
    yield "plus-for-minus", times(params.eta, slope)
    if params.eta != 1:
        yield "eta-forgotten", times(-1, slope)
    yield "averaged", times(-params.eta * (1 - params.alpha), slope)


def _wrong_first(params: Momentum) -> Iterator[tuple[str, Vector]]:
    m1 = _trace(params)[0]
    yield "subtracted", plus(params.start, m1, -1)
    yield "point-forgotten", m1
    if params.eta != 1:
        yield "eta-forgotten", plus(params.start, gradient(params.f, params.start), -1)


def _wrong_momenta(params: Momentum) -> Iterator[tuple[str, Vector]]:
    """The second momentum, wrong in a way that shows in the second point as well."""
    m1, p1, _, _ = _trace(params)
    step = times(-params.eta, gradient(params.f, p1))
    yield "momentum-sign", plus(step, m1, -params.alpha)
    yield "gradient-reused", _momentum(params, params.start, m1)
    yield "momentum-dropped", step
    if params.alpha != 1:
        yield "alpha-forgotten", plus(step, m1)


def _wrong_second_momentum(params: Momentum) -> Iterator[tuple[str, Vector]]:
    m1, p1, _, _ = _trace(params)
    slope = gradient(params.f, p1)
    yield from _wrong_momenta(params)
    yield "plus-for-minus", plus(times(params.eta, slope), m1, params.alpha)
    if params.eta != 1:
        yield "eta-forgotten", plus(times(-1, slope), m1, params.alpha)
    if params.alpha != 1:
        yield "averaged", plus(times(-params.eta * (1 - params.alpha), slope), m1, params.alpha)


def _wrong_second(params: Momentum) -> Iterator[tuple[str, Vector]]:
    _, p1, m2, _ = _trace(params)
    for name, momentum in _wrong_momenta(params):
        yield name, plus(p1, momentum)
    yield "subtracted", plus(p1, m2, -1)
    yield "from-the-start", plus(params.start, m2)


# ------------------------------------------------------------------------------------------------------------------ checks


def oracle(params: Momentum, at: Mapping[str, float]) -> dict[str, Any]:
    """The recursion in floating point, the gradient by differences."""
    surface = surface_of_polynomial(params.f)
    eta, alpha = surface.numbers([params.eta, params.alpha])
    place = surface.numbers(params.start)
    velocity = [surface.context.mpf(0)] * len(place)
    found: dict[str, Any] = {}
    for name in ("first", "second"):
        velocity = [alpha * speed - eta * slope for speed, slope in zip(velocity, surface.slope(place), strict=True)]
        place = [entry + speed for entry, speed in zip(place, velocity, strict=True)]
        found[f"{name}-momentum"], found[name] = floats(velocity), floats(place)
    if "formula" in params.asks:
        speed = at["alpha"] * (at["x1"] - at["x0"]) - at["eta"] * at["g1"]
        found["formula"] = at["x1"] + speed
    return {name: found[name] for name in params.asks}


def skeleton(params: Momentum) -> str:
    """Variables, degree, what is asked."""
    return f"{params.f.count} variables, degree {degree(params.f)}: {write_asks(params.asks)}"
