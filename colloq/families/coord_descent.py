"""Ticket 4: coordinate descent on a positive definite quadratic function: each coordinate in turn to its minimum, at once."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.asks import points, read_asks, write_asks
from colloq.exact.descent import described, read_polynomial, write_polynomial
from colloq.exact.fields import Fields
from colloq.exact.function_draws import bowl, bowl_in_space, whole_point
from colloq.exact.numeric_functions import minimised, surface_of_polynomial
from colloq.exact.polynomials import NAMES, Polynomial, degree, gradient, hessian, partial, polynomial, tree_of
from colloq.exact.rational_vectors import (
    answer_of,
    dot,
    inline_point,
    positive_definite,
    read_vector,
    tidy,
    vector_mistakes,
    vector_of,
    write_vector,
)
from colloq.model import REAL, FormulaAnswer, Mistake, NumberAnswer, Part, Step
from colloq.notation.build import negative, rational, symbol
from colloq.notation.tidy import over, times
from colloq.notation.tree import Derivative, Number, substitute

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from colloq.exact.polynomials import Exponents
    from colloq.exact.rational_vectors import Square, Vector
    from colloq.model import Answer, Value, Values
    from colloq.notation.tree import Tree
    from colloq.seeds import Stream

VERSION = 1
TICKET = "4"
LEVELS = (1, 2, 3)

ASKS = ("formula", "x1", "y1", "z1", "x2", "y2", "z2")
"""The minimum along x as a formula in the other coordinates; the coordinates after the first and the second sweep."""
_WEIGHTS = {"formula": 4, "x1": 3, "y1": 3, "z1": 3, "x2": 3, "y2": 3, "z2": 3}


@dataclass(frozen=True, slots=True)
class Sweep:
    """A quadratic function of two or three variables, the start, and what is asked."""

    f: Polynomial
    start: Vector
    asks: tuple[str, ...]


# -------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> Sweep:
    """f, start, ask. Raises ParameterError: a function that is not quadratic and positive definite."""
    source = Fields(fields)
    function = read_polynomial(source)
    if function.count < 2:
        raise ParameterError("f", "two-at-least")
    start = read_vector(source, "start", function.count)
    asks = read_asks(source, ASKS, ", ".join(f"{name}1" for name in NAMES[: function.count]))
    source.done()
    if degree(function) != 2 or not positive_definite(hessian(function, start)):
        raise ParameterError("f", "not-positive-definite")
    if function.count == 2 and {"z1", "z2"} & set(asks):
        raise ParameterError("ask", "no-z")
    if "formula" in asks and not any(hessian(function, start)[0][1:]):
        raise ParameterError("ask", "separable")
    if not any(gradient(function, start)):
        raise ParameterError("start", "stationary")
    return Sweep(function, start, asks)


def write_params(params: Sweep) -> dict[str, Any]:
    """Plain JSON."""
    return {"f": write_polynomial(params.f), "start": write_vector(params.start), "ask": write_asks(params.asks)}


# ----------------------------------------------------------------------------------------------------------------- sample


def sample(rng: Stream, level: int) -> Sweep | None:
    """1: one sweep in the plane. 2: the minimum along x as a formula as well. 3: three variables, or two sweeps."""
    asks: tuple[str, ...] = ("x1", "y1")
    function = bowl(rng, mixed=True)
    if level == 2:
        asks = ("formula", "x1", "y1")
    elif level == 3 and rng.chance(60):
        function, asks = bowl_in_space(rng), ("x1", "y1", "z1")
    elif level == 3:
        asks = ("x1", "y1", "x2", "y2")
    params = Sweep(function, whole_point(rng, function.count, 5), asks)
    return params if _is_good(params, 4 if level == 1 else 12) else None


def _is_good(params: Sweep, denominator: int) -> bool:
    """Whether each coordinate moves, by numbers that a person can work with."""
    second = _system(params.f)[0]
    if not positive_definite(second) or not any(second[0][1:]):
        return False
    path = _path(params)
    moves = (old != new for old, new in zip((*params.start, *path), path, strict=False))
    return (
        all(path)
        and all(params.start[1:])
        and all(moves)
        and tidy(path[: params.f.count], 12, denominator)
        and tidy(path, 12, 36)
        and len({*path, *params.start}) > 3
    )


# ------------------------------------------------------------------------------------------------------------ mathematics


def _sweeps(params: Sweep) -> int:
    """How many sweeps the questions need."""
    return max((int(name[-1]) for name in params.asks if name != "formula"), default=1)


@functools.lru_cache(maxsize=64)
def _system(function: Polynomial) -> tuple[Square, Vector]:
    """H and b of the gradient H p + b of a quadratic function."""
    origin = (Fraction(0),) * function.count
    return hessian(function, origin), gradient(function, origin)


def _minimum(function: Polynomial, point: Vector, by: int) -> Fraction:
    """The coordinate of this number where f is smallest, the others held."""
    second, line = _system(function)
    return point[by] - (dot(second[by], point) + line[by]) / second[by][by]


def _moved(point: Vector, by: int, entry: Fraction) -> Vector:
    return (*point[:by], entry, *point[by + 1 :])


def _places(params: Sweep) -> list[Vector]:
    """The start, and the point after each coordinate has been moved."""
    places = [params.start]
    for turn in range(params.f.count * _sweeps(params)):
        by = turn % params.f.count
        places.append(_moved(places[-1], by, _minimum(params.f, places[-1], by)))
    return places


def _path(params: Sweep) -> Vector:
    """The new value of each coordinate, in the order in which they are found."""
    return tuple(place[turn % params.f.count] for turn, place in enumerate(_places(params)[1:]))


def _turn(params: Sweep, name: str) -> int:
    """Which move a part asks for, from 0: x1, y1, x2, y2."""
    return params.f.count * (int(name[-1]) - 1) + NAMES.index(name[0])


def _along(function: Polynomial, by: int) -> Tree:
    """The minimum along one coordinate as a formula in the others."""
    slope = partial(function, by)
    others = polynomial(function.count, {exponents: entry for exponents, entry in slope.terms if not exponents[by]})
    (bend,) = (entry for exponents, entry in slope.terms if exponents[by])
    return over(tree_of(_negated(others)), rational(bend))


def _negated(function: Polynomial) -> Polynomial:
    return polynomial(function.count, {exponents: -entry for exponents, entry in function.terms})


def _symbols(params: Sweep) -> dict[str, Any]:
    return dict.fromkeys(NAMES[1 : params.f.count], REAL)


def solve(params: Sweep) -> tuple[Part, ...]:
    """The parts that are asked."""
    path = _path(params)
    worth = points(params.asks, _WEIGHTS)

    def answer(name: str) -> Answer:
        return (
            FormulaAnswer(_along(params.f, 0), _symbols(params)) if name == "formula" else answer_of((path[_turn(params, name)],))
        )

    return tuple(Part(name, answer(name), worth[name]) for name in params.asks)


def carried(params: Sweep, part: str, own: Mapping[str, Answer]) -> Answer | None:
    """A coordinate from the student's own coordinates before it, the first one from their own formula."""
    if part == "formula" or not own:
        return None
    formula = own.get("formula")
    if part == "x1" and isinstance(formula, FormulaAnswer):
        return NumberAnswer(substitute(formula.tree, dict(zip(NAMES, map(rational, params.start), strict=False))))
    place, size = params.start, params.f.count
    for turn in range(_turn(params, part)):
        name = f"{NAMES[turn % size]}{turn // size + 1}"
        typed = vector_of(own[name]) if name in own else (_minimum(params.f, place, turn % size),)
        if typed is None:
            return None
        place = _moved(place, turn % size, typed[0])
    return answer_of((_minimum(params.f, place, _turn(params, part) % size),))


# ------------------------------------------------------------------------------------------------------------------- texts


def state(params: Sweep) -> Values:
    """Values for the texts."""
    letters = NAMES[: params.f.count]
    return {
        **described(params.f, params.start),
        "others": tuple(symbol(name) for name in letters[1:]),
        "starts": tuple(symbol(f"{name}0") for name in letters),
        "start": inline_point(params.start),
        "firsts": tuple(symbol(f"{name}1") for name in letters),
        "seconds": tuple(symbol(f"{name}2") for name in letters),
        "in_space": params.f.count == 3,
        "twice": _sweeps(params) == 2,
    }


def hints(params: Sweep) -> tuple[Step, ...]:
    """How one coordinate is found, then which values the others have."""
    return (Step("hint-zero"), Step("hint-formula" if params.asks == ("formula",) else "hint-new"))


def explain(params: Sweep) -> tuple[Step, ...]:
    """For each coordinate the derivative, its zero as a formula, the value."""
    return tuple(_explain(params))


def _explain(params: Sweep) -> Iterator[Step]:
    function, places = params.f, _places(params)
    for by, name in enumerate(NAMES[: function.count]):
        slope = tree_of(partial(function, by))
        yield Step("partial", {"by": symbol(name)}, before=Derivative(tree_of(function), name), after=slope)
        yield Step("zero", {"by": symbol(name)}, after=_along(function, by))
    if params.asks == ("formula",):
        yield Step("formula", {"by": symbol(NAMES[0])}, after=_along(function, 0))
        return
    for turn, place in enumerate(places[:-1]):
        by = turn % function.count
        numbers = dict(zip(NAMES, map(rational, place), strict=False))
        values: dict[str, Value] = {
            "by": symbol(NAMES[by]),
            "new": symbol(f"{NAMES[by]}{turn // function.count + 1}"),
            "others": tuple(symbol(name) for at, name in enumerate(NAMES[: function.count]) if at != by),
            "values": tuple(rational(entry) for at, entry in enumerate(place) if at != by),
        }
        filled = substitute(_along(function, by), numbers)
        yield Step(
            "coordinate" if function.count == 2 else "coordinate-in-space",
            values,
            before=filled,
            after=rational(places[turn + 1][by]),
        )


# ---------------------------------------------------------------------------------------------------------------- mistakes


def mistakes(params: Sweep) -> tuple[Mistake, ...]:
    """Wrong answers, part by part."""
    found: list[Mistake] = []
    for part in solve(params):
        if part.name == "formula":
            found += [Mistake(name, part.name, FormulaAnswer(tree, _symbols(params))) for name, tree in _wrong_formulas(params)]
        else:
            found += vector_mistakes(part, ((name, (entry,)) for name, entry in _wrong(params, part.name)))
    return tuple(found)


def _without(function: Polynomial, dropped: Exponents) -> Polynomial:
    return polynomial(function.count, {exponents: entry for exponents, entry in function.terms if exponents != dropped})


def _line(function: Polynomial, by: int) -> Exponents:
    """The exponents of the term in which this coordinate stands alone."""
    return tuple(int(at == by) for at in range(function.count))


def _wrong_formulas(params: Sweep) -> Iterator[tuple[str, Tree]]:
    right = _along(params.f, 0)
    yield "two-forgotten", times(Number(2), right)
    yield "sign-lost", negative(right)
    without = _without(params.f, _line(params.f, 0))
    if without != params.f:
        yield "linear-dropped", _along(without, 0)
    yield "other-variable", substitute(_along(params.f, 1), {NAMES[0]: symbol(NAMES[1])})


def _wrong(params: Sweep, name: str) -> Iterator[tuple[str, Fraction]]:
    """Wrong values of one coordinate, those before it being right."""
    turn = _turn(params, name)
    by, place, function = turn % params.f.count, _places(params)[turn], params.f
    right, bend = _minimum(function, place, by), _system(function)[0][by][by]
    if turn % params.f.count:
        before = _places(params)[turn - by]
        yield "old-coordinates", _minimum(function, before, by)
    elif turn:
        yield "old-coordinates", _minimum(function, params.start, by)
    yield "gradient-step", place[by] - (place[by] - right) * bend
    yield "two-forgotten", 2 * right
    yield "sign-lost", -right
    without = _without(function, _line(function, by))
    if without != function:
        yield "linear-dropped", _minimum(without, place, by)
    alone = tuple(entry * (at == by) for at, entry in enumerate(place))
    yield "others-dropped", _minimum(function, alone, by)


# ------------------------------------------------------------------------------------------------------------------ checks


def oracle(params: Sweep, at: Mapping[str, float]) -> dict[str, Any]:
    """Each coordinate by differences of f along it."""
    surface = surface_of_polynomial(params.f)
    found: dict[str, Any] = {}
    if "formula" in params.asks:
        place = [surface.context.mpf(0), *(surface.context.mpf(at[name]) for name in ("y", "z")[: params.f.count - 1])]
        found["formula"] = float(minimised(surface, place, [0])[0])
    place = surface.numbers(params.start)
    for sweep in (1, 2):
        for by in range(params.f.count):
            place = minimised(surface, place, [by])
            found[f"{'xyz'[by]}{sweep}"] = float(place[by])
    return {name: found[name] for name in params.asks}


def skeleton(params: Sweep) -> str:
    """Variables and what is asked."""
    return f"{params.f.count} variables: {write_asks(params.asks)}"
