"""Ticket 3: the second-order Taylor model of f at a point and its stationary point, from which Newton's step follows.

q(p) = f(p0) + (p - p0)^T grad f(p0) + (p - p0)^T H (p - p0) / 2; with H positive definite it is smallest at p0 - H^-1 grad f(p0).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.asks import points, read_asks, write_asks
from colloq.exact.fields import Fields
from colloq.exact.function_draws import bent_bowl, whole_point
from colloq.exact.numeric_functions import floats, surface_of_tree
from colloq.exact.polynomials import degree, gradient, hessian, polynomial, polynomial_of, tree_of
from colloq.exact.polynomials import value as value_of
from colloq.exact.rational_vectors import (
    answer_of,
    applied,
    inline_point,
    plus,
    positive_definite,
    solved,
    tidy,
    times,
    vector_mistakes,
    write_vector,
)
from colloq.exact.taylor import (
    Place,
    bend_of,
    bend_steps,
    computed,
    linear_terms,
    model,
    quadratic_terms,
    read_place,
    shifts,
    slope_of,
    slope_steps,
    smooth,
    stays,
    value_and_slope,
    value_step,
)
from colloq.model import POSITIVE, REAL, FormulaAnswer, Grid, Mistake, Part, Step
from colloq.notation.build import negative, product, quotient, rational, symbol, total
from colloq.notation.linear import linear
from colloq.notation.tree import Negative, Number, Power, Product, Quotient, Sum

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from colloq.exact.polynomials import Exponents, Polynomial
    from colloq.exact.rational_vectors import Square, Vector
    from colloq.model import Answer, Values
    from colloq.notation.tree import Tree
    from colloq.seeds import Stream

VERSION = 1
TICKET = "3"
LEVELS = (1, 2, 3)

ASKS = ("shift", "model", "stationary")
"""The shift -g/h to the minimum of f0 + g d + h d^2/2, the model of this f, its stationary point."""
_WEIGHTS = {"shift": 2, "model": 5, "stationary": 4}
_SHIFT_SYMBOLS = {"g": REAL, "h": POSITIVE}


@dataclass(frozen=True, slots=True)
class Model:
    """The function with its point, and what is asked."""

    place: Place
    asks: tuple[str, ...]


# -------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> Model:
    """f, at, ask. Raises ParameterError: values that are not rational, a Hessian that is not positive definite, gradient 0."""
    source = Fields(fields)
    place = read_place(source)
    asks = read_asks(source, ASKS, "model, stationary")
    source.done()
    if len(place.point) > 2:
        raise ParameterError("f", "two-at-most")
    _, slope = value_and_slope(place)
    bend = bend_of(place)
    if bend is None:
        raise ParameterError("at", "not-rational")
    if not positive_definite(bend):
        raise ParameterError("at", "not-positive-definite")
    if not any(slope):
        raise ParameterError("at", "stationary")
    if asks == ("shift",):
        raise ParameterError("ask", "shift-alone")
    return Model(place, asks)


def write_params(params: Model) -> dict[str, Any]:
    """Plain JSON."""
    return {
        "f": linear(params.place.f, unicode=False),
        "at": write_vector(params.place.point),
        "ask": write_asks(params.asks),
    }


# ----------------------------------------------------------------------------------------------------------------- sample


def sample(rng: Stream, level: int) -> Model | None:
    """1: one variable, degree three or four. 2: two variables. 3: roots, exponentials, logarithms, fractions."""
    if level == 3:
        place = smooth(rng, 1 if rng.chance(30) else 2)
        if place is None:
            return None
        value, slope = computed(place.f, place), slope_of(place)
        if value is None or slope is None or not _is_plain(value, slope, 9):
            return None
        bend = bend_of(place)
        if bend is None or not _is_good(place.point, slope, bend, 9):
            return None
        reached = plus(place.point, solved(bend, slope), -1)  # a step that leaves the domain of f is no step of a method
        return Model(place, ASKS[1:]) if stays(place, reached) else None
    function = _curve(rng) if level == 1 else bent_bowl(rng)
    at = whole_point(rng, function.count, 4 if level == 1 else 3)
    slope, bend = gradient(function, at), hessian(function, at)
    if not _is_plain(value_of(function, at), slope, 4) or not _is_good(at, slope, bend, 4):
        return None
    return Model(Place(tree_of(function), at), ASKS if level == 1 else ASKS[1:])


def _curve(rng: Stream) -> Polynomial:
    """2x^3 - 4x^2 + 5x - 1: of degree three or four, with up to three terms below the first."""
    highest = rng.integer(3, 4)
    lower = rng.sample(range(1, highest), rng.integer(1, 2))
    found: dict[Exponents, int] = {(exponent,): rng.nonzero(-20, 20) for exponent in lower}
    return polynomial(1, {(highest,): rng.nonzero(-3, 4), **found, (0,): rng.integer(-20, 20)})


def _is_plain(value: Fraction, slope: Vector, denominator: int) -> bool:
    """Whether a person can work with the value and the gradient, and none of them is 0."""
    return all((value, *slope)) and tidy((value, *slope), 60, denominator)


def _is_good(point: Vector, slope: Vector, bend: Square, denominator: int) -> bool:
    """Whether the Hessian is positive definite and a person can work with it and with the point that is found."""
    if not positive_definite(bend) or not all(tidy(row, 60, denominator) for row in bend):
        return False
    mixed = len(bend) == 1 or bend[0][1] != 0
    shift = solved(bend, slope)
    reached = plus(point, shift, -1)
    return mixed and all(shift) and any(reached) and tidy(shift, 12, 6) and tidy(reached, 12, 12)


# ------------------------------------------------------------------------------------------------------------ mathematics


def _parts(params: Model) -> tuple[Fraction, Vector, Square]:
    """Value, gradient and Hessian at the point."""
    value, slope = value_and_slope(params.place)
    bend = bend_of(params.place)
    assert bend is not None
    return value, slope, bend


def _symbols(params: Model) -> dict[str, Any]:
    return dict.fromkeys(params.place.names, REAL)


def _model(params: Model, half: Fraction = Fraction(1, 2)) -> Tree:
    value, slope, bend = _parts(params)
    moved = shifts(params.place)
    return model(value, *linear_terms(slope, moved), *quadratic_terms(bend, moved, half))


def _ratio() -> Tree:
    """-g/h."""
    return negative(quotient(symbol("g"), symbol("h")))


def _stationary(params: Model) -> Vector:
    _, slope, bend = _parts(params)
    return plus(params.place.point, solved(bend, slope), -1)


def solve(params: Model) -> tuple[Part, ...]:
    """The parts that are asked."""
    answers: dict[str, Answer] = {
        "shift": FormulaAnswer(_ratio(), _SHIFT_SYMBOLS),
        "model": FormulaAnswer(_model(params), _symbols(params)),
        "stationary": answer_of(_stationary(params)),
    }
    worth = points(params.asks, _WEIGHTS)
    return tuple(Part(name, answers[name], worth[name]) for name in params.asks)


def carried(params: Model, part: str, own: Mapping[str, Answer]) -> Answer | None:
    """The stationary point of the student's own model, where that is quadratic and has one."""
    typed = own.get("model")
    if part != "stationary" or not isinstance(typed, FormulaAnswer):
        return None
    count = len(params.place.point)
    quadratic = polynomial_of(typed.tree, count)
    if quadratic is None or degree(quadratic) != 2:
        return None
    origin = (Fraction(0),) * count
    bend = hessian(quadratic, origin)
    return answer_of(times(-1, solved(bend, gradient(quadratic, origin)))) if positive_definite(bend) else None


# ------------------------------------------------------------------------------------------------------------------- texts


def state(params: Model) -> Values:
    """Values for the texts."""
    place = params.place
    return {
        "f": place.f,
        "letters": tuple(symbol(name) for name in place.names),
        "at": inline_point(place.point),
        "scalar": len(place.point) == 1,
        "vector": len(place.point) > 1,
    }


def hints(params: Model) -> tuple[Step, ...]:
    """What the model is made of, then how its stationary point is found."""
    return (Step("hint-model"), Step("hint-shift" if "stationary" in params.asks else "hint-half"))


def explain(params: Model) -> tuple[Step, ...]:
    """The value and the derivatives, the model, its stationary point."""
    return tuple(_explain(params))


def _explain(params: Model) -> Iterator[Step]:
    value, slope, bend = _parts(params)
    if "shift" in params.asks:
        g, h, d = symbol("g"), symbol("h"), symbol("d")
        yield Step("general", {"slope": total(g, product(h, d))}, after=_ratio())
    yield value_step(params.place, value)
    yield from slope_steps(params.place, slope)
    yield from bend_steps(params.place, bend)
    if "model" in params.asks:
        yield Step("model" if len(slope) > 1 else "model-number", after=_model(params))
    if "stationary" in params.asks:
        yield from _stationary_steps(params)


def _stationary_steps(params: Model) -> Iterator[Step]:
    _, slope, bend = _parts(params)
    reached, start = _stationary(params), params.place.point
    if len(slope) == 1:
        ratio = Quotient(rational(slope[0]), rational(bend[0][0]))
        yield Step("reached-number", before=Sum((rational(start[0]), Negative(ratio))), after=rational(reached[0]))
        return
    (a, b), (_, d) = bend
    shift = times(-1, solved(bend, slope))
    yield Step(
        "system", {"system": Grid(tuple(tuple(map(rational, (*row, -entry))) for row, entry in zip(bend, slope, strict=True)))}
    )
    size = a * d - b * b
    squared = Negative(Power(rational(b), Number(2)))
    yield Step("determinant", before=Sum((Product((rational(a), rational(d))), squared)), after=rational(size))
    for name, old, entry, new in zip(params.place.names, start, shift, reached, strict=True):
        values = {"by": symbol(name), "shift": rational(entry)}
        yield Step("reached", values, before=Sum((rational(old), rational(entry))), after=rational(new))
    yield Step("stationary", {"point": Grid(tuple((rational(entry),) for entry in reached))})


# ---------------------------------------------------------------------------------------------------------------- mistakes


def mistakes(params: Model) -> tuple[Mistake, ...]:
    """Wrong answers, part by part."""
    found: list[Mistake] = []
    for part in solve(params):
        match part.name:
            case "shift":
                found += [Mistake(name, part.name, FormulaAnswer(tree, _SHIFT_SYMBOLS)) for name, tree in _wrong_shifts()]
            case "model":
                found += [Mistake(name, part.name, FormulaAnswer(tree, _symbols(params))) for name, tree in _wrong_models(params)]
            case _:
                found += vector_mistakes(part, _wrong_points(params))
    return tuple(found)


def _wrong_shifts() -> Iterator[tuple[str, Tree]]:
    g, h = symbol("g"), symbol("h")
    yield "minus-forgotten", quotient(g, h)
    yield "half-kept", negative(quotient(product(Number(2), g), h))
    yield "half-forgotten", negative(quotient(g, product(Number(2), h)))
    yield "not-inverted", negative(product(g, h))


def _wrong_models(params: Model) -> Iterator[tuple[str, Tree]]:
    value, slope, bend = _parts(params)
    moved = shifts(params.place)
    yield "half-forgotten", _model(params, Fraction(1))
    yield "first-order-only", model(value, *linear_terms(slope, moved))
    plain = shifts(params.place, 0)
    if plain != moved:
        yield "not-shifted", model(value, *linear_terms(slope, plain), *quadratic_terms(bend, plain))
        turned = shifts(params.place, -1)
        yield "shift-sign", model(value, *linear_terms(slope, turned), *quadratic_terms(bend, turned))
    if value:
        yield "value-forgotten", model(Fraction(0), *linear_terms(slope, moved), *quadratic_terms(bend, moved))
    if len(bend) > 1 and bend[0][1]:
        (a, b), (_, d) = bend
        for name, mixed in (("mixed-once", b / 2), ("mixed-dropped", Fraction(0))):
            terms = quadratic_terms(((a, mixed), (mixed, d)), moved)
            yield name, model(value, *linear_terms(slope, moved), *terms)


def _wrong_points(params: Model) -> Iterator[tuple[str, Vector]]:
    _, slope, bend = _parts(params)
    shift, start = solved(bend, slope), params.place.point
    yield "minus-forgotten", plus(start, shift)
    yield "shift-only", times(-1, shift)
    yield "half-kept", plus(start, shift, -2)
    yield "half-forgotten", plus(start, shift, Fraction(-1, 2))
    yield "not-inverted", plus(start, applied(bend, slope), -1)
    if len(bend) > 1 and bend[0][1]:
        alone = tuple(entry / line[at] for at, (entry, line) in enumerate(zip(slope, bend, strict=True)))
        yield "mixed-dropped", plus(start, alone, -1)


# ------------------------------------------------------------------------------------------------------------------ checks


def oracle(params: Model, at: Mapping[str, float]) -> dict[str, Any]:
    """Value, gradient and Hessian in floating point, by differences; the linear system by mpmath."""
    surface = surface_of_tree(params.place.f, "xy"[: len(params.place.point)])
    context, place = surface.context, surface.numbers(params.place.point)
    slopes, bends = surface.slope(place), surface.bend(place)
    found: dict[str, Any] = {}
    if "shift" in params.asks:
        found["shift"] = -at["g"] / at["h"]
    if "model" in params.asks:
        moved = [at[name] - old for name, old in zip("xy", place, strict=False)]
        second = sum(bends[row][column] * moved[row] * moved[column] for row in range(len(moved)) for column in range(len(moved)))
        first = sum(slope * move for slope, move in zip(slopes, moved, strict=True))
        found["model"] = float(surface.function(place) + first + second / 2)
    shift = context.lu_solve(context.matrix(bends), context.matrix(slopes))
    found["stationary"] = floats([old - shift[row] for row, old in enumerate(place)])
    return {name: found[name] for name in params.asks}


def skeleton(params: Model) -> str:
    """The function without its constants, what is asked."""
    shape = "".join("c" if mark.isdigit() else mark for mark in linear(params.place.f, unicode=False))
    return f"{shape}: {write_asks(params.asks)}"
