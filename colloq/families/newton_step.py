"""Ticket 3: a step of Newton's method, x - eta f'(x)/f''(x), or p - eta H^-1 grad f(p) in two variables, H positive definite.

With eta = 1 the step leads to the stationary point of the second-order Taylor model, so that on a quadratic function it lands
on the minimum; the last part asks why.
"""

from __future__ import annotations

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
    reached_step,
    read_polynomial,
    read_rate,
    slope_steps,
    write_polynomial,
)
from colloq.exact.fields import Fields, plain
from colloq.exact.function_draws import bent_bowl, bowl, curve, has_both, parabola, whole_point
from colloq.exact.numeric_functions import floats, surface_of_polynomial
from colloq.exact.polynomials import NAMES, Polynomial, degree, gradient, hessian, partial, tree_of, value
from colloq.exact.rational_vectors import (
    adjugate,
    answer_of,
    applied,
    determinant,
    plus,
    positive_definite,
    read_vector,
    solved,
    tidy,
    times,
    told_apart,
    vector_mistakes,
    vector_of,
    write_vector,
)
from colloq.model import ChoiceAnswer, Grid, MatrixAnswer, Mistake, NumberAnswer, Part, Step, Word
from colloq.notation.build import quotient, rational, symbol
from colloq.notation.tree import Derivative, Negative, Power, Product, Sum, substitute

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from colloq.exact.rational_vectors import Square, Vector
    from colloq.model import Answer, Values
    from colloq.notation.tree import Tree
    from colloq.seeds import Stream

VERSION = 1
TICKET = "3"
LEVELS = (1, 2, 3)

ASKS = ("gradient", "hessian", "point", "why")
"""The first and the second derivatives at the start, the point after the step, why it is the minimum (quadratic f, eta = 1)."""
_WEIGHTS = {"gradient": 2, "hessian": 3, "point": 4, "why": 3}
RIGHT_REASONS = ("reason-model", "reason-linear")
WRONG_REASONS = (
    "any-function",
    "definite-enough",
    "antigradient",
    "start-near",
    "convex-enough",
    "hessian-vanishes",
    "symmetric",
)
_RATES = tuple(map(Fraction, ("1", "1", "1/2", "1/2", "1/4", "1/3", "2/3", "1/5")))


@dataclass(frozen=True, slots=True)
class Newton:
    """The function, the start, the step size, what is asked, and the reasons to choose from, in their order."""

    f: Polynomial
    start: Vector
    eta: Fraction
    asks: tuple[str, ...]
    reasons: tuple[str, ...] = ()


# -------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> Newton:
    """f, start, eta, ask, reasons. Raises ParameterError: a Hessian that is not positive definite, the gradient 0."""
    source = Fields(fields)
    function = read_polynomial(source)
    if function.count > 2:
        raise ParameterError("f", "two-at-most")
    start = read_vector(source, "start", function.count)
    eta = source.rational("eta", 1) if not source.has("eta") else read_rate(source)
    asks = read_asks(source, ASKS, "gradient, hessian, point")
    reasons = _read_reasons(source) if "why" in asks else ()
    source.done()
    if not positive_definite(hessian(function, start)):
        raise ParameterError("start", "not-positive-definite")
    if not any(gradient(function, start)):
        raise ParameterError("start", "stationary")
    if "why" in asks and (degree(function) != 2 or eta != 1):
        raise ParameterError("ask", "why-quadratic")
    return Newton(function, start, eta, asks, reasons)


def _read_reasons(source: Fields) -> tuple[str, ...]:
    """The reasons as they are shown: exactly one right one, each once. Raises ParameterError (`reasons`)."""
    words = source.text("reasons", ", ".join((RIGHT_REASONS[0], *WRONG_REASONS[:3])))
    reasons = tuple(word.strip() for word in words.split(","))
    right = set(reasons) & set(RIGHT_REASONS)
    if len(right) != 1 or len(set(reasons)) != len(reasons) or not set(reasons) - right <= set(WRONG_REASONS):
        raise ParameterError("reasons", "reasons")
    if len(reasons) < 2:
        raise ParameterError("reasons", "reasons")
    return reasons


def write_params(params: Newton) -> dict[str, Any]:
    """Plain JSON."""
    written = {
        "f": write_polynomial(params.f),
        "start": write_vector(params.start),
        "eta": plain(params.eta),
        "ask": write_asks(params.asks),
    }
    return {**written, "reasons": ", ".join(params.reasons)} if params.reasons else written


# ----------------------------------------------------------------------------------------------------------------- sample


def sample(rng: Stream, level: int) -> Newton | None:
    """1: one variable. 2: two variables. 3: two variables of higher degree, or a quadratic function and the reason."""
    reasons: tuple[str, ...] = ()
    match level, rng.chance(60):
        case 1, True:
            function, most, eta = curve(rng), 5, rng.choice(_RATES)
        case 1, False:
            function, most, eta = parabola(rng), 7, rng.choice(_RATES)
        case 2, True:
            function, most, eta = bowl(rng, mixed=True), 4, rng.choice(_RATES)
        case _, True:
            function, most, eta = bowl(rng, mixed=True), 4, Fraction(1)
            reasons = tuple(rng.shuffled([rng.choice(RIGHT_REASONS), *rng.sample(WRONG_REASONS, 3)]))
        case _:
            function, most, eta = bent_bowl(rng), 3, rng.choice(_RATES)
    asks = ("hessian", "point", "why") if reasons else ("gradient", "hessian", "point")
    params = Newton(function, whole_point(rng, function.count, most), eta, asks, reasons)
    return params if has_both(function) and _is_good(params) else None


def _is_good(params: Newton) -> bool:
    """Whether the Hessian is positive definite and a person can work with the numbers."""
    second = hessian(params.f, params.start)
    if not positive_definite(second):
        return False
    slope, after = gradient(params.f, params.start), _after(params)
    plain_slopes = all(slope) and tidy(slope, 60, 1) and all(tidy(row, 60, 1) for row in second)
    mixed = params.f.count == 1 or (second[0][1] != 0 and determinant(second) not in (0, 1) and second[0] != second[1][::-1])
    return plain_slopes and mixed and all(map(any, (after, params.start))) and tidy(after, 12, 12) and _tidy_shift(params)


def _tidy_shift(params: Newton) -> bool:
    shift = _shift(params)
    slope = gradient(params.f, params.start)
    parallel = len(shift) > 1 and shift[0] * slope[1] == shift[1] * slope[0]  # a reason that is wrong would then be right
    return all(shift) and not parallel and tidy(shift, 12, 6)


# ------------------------------------------------------------------------------------------------------------ mathematics


def _shift(params: Newton) -> Vector:
    """H^-1 grad f at the start."""
    return solved(hessian(params.f, params.start), gradient(params.f, params.start))


def _after(params: Newton) -> Vector:
    return plus(params.start, _shift(params), -params.eta)


def _matrix(rows: Square) -> Answer:
    """A number for one variable, else a matrix."""
    if len(rows) == 1:
        return NumberAnswer(rational(rows[0][0]))
    return MatrixAnswer(tuple(tuple(map(rational, row)) for row in rows))


def solve(params: Newton) -> tuple[Part, ...]:
    """The parts that are asked."""
    answers: dict[str, Answer] = {
        "gradient": answer_of(gradient(params.f, params.start)),
        "hessian": _matrix(hessian(params.f, params.start)),
        "point": answer_of(_after(params)),
        "why": ChoiceAnswer(params.reasons, frozenset(params.reasons) & frozenset(RIGHT_REASONS)),
    }
    worth = points(params.asks, _WEIGHTS)
    return tuple(Part(name, answers[name], worth[name]) for name in params.asks)


def carried(params: Newton, part: str, own: Mapping[str, Answer]) -> Answer | None:
    """The point from the student's own gradient and Hessian."""
    if part != "point" or not own:
        return None
    slope = vector_of(own["gradient"]) if "gradient" in own else gradient(params.f, params.start)
    cells = vector_of(own["hessian"]) if "hessian" in own else sum(hessian(params.f, params.start), ())
    if slope is None or cells is None:
        return None
    size = params.f.count
    matrix = tuple(cells[size * row : size * (row + 1)] for row in range(size))
    return answer_of(plus(params.start, solved(matrix, slope), -params.eta)) if determinant(matrix) else None


# ------------------------------------------------------------------------------------------------------------------- texts


def state(params: Newton) -> Values:
    """Values for the texts."""
    size = "number" if params.f.count == 1 else "vector"
    return {
        **described(params.f, params.start),
        "eta": rate_of(params.eta),
        "after": point_name(params.f, 1),
        "gradient_name": Word(f"gradient-{size}"),
        "hessian_name": Word(f"hessian-{size}"),
    }


def hints(params: Newton) -> tuple[Step, ...]:
    """What the step is made of, then what to do with it."""
    last = "hint-number" if params.f.count == 1 else "hint-why" if "why" in params.asks else "hint-inverse"
    return (Step("hint-derivatives"), Step(last))


def explain(params: Newton) -> tuple[Step, ...]:
    """First derivatives, second derivatives, the inverse, the point, the reason."""
    return tuple(_explain(params))


def _explain(params: Newton) -> Iterator[Step]:
    start, slope = point_name(params.f, 0), gradient(params.f, params.start)
    yield from partial_steps(params.f)
    yield from slope_steps(params.f, params.start, start)
    if "gradient" in params.asks:
        yield from (Step("gradient", {"gradient": step.values["point"]}) for step in reached_step(slope, start))
    if params.asks != ("gradient",):
        yield from _second_steps(params)
    if {"point", "why"} & set(params.asks):
        yield from _point_steps(params)
    if "why" in params.asks:
        (reason,) = set(params.reasons) & set(RIGHT_REASONS)
        yield Step("why", {"reason": Word(reason)})
        yield Step("minimum", {"minimum": _shown(_after(params))})


def _shown(vector: Vector) -> Grid | Tree:
    """The point as it is shown."""
    return rational(vector[0]) if len(vector) == 1 else Grid(tuple((rational(entry),) for entry in vector))


def _second_steps(params: Newton) -> Iterator[Step]:
    """Each second derivative as a formula and at the start, then the Hessian."""
    numbers = dict(zip(NAMES, map(rational, params.start), strict=False))
    for row in range(params.f.count):
        for column in range(row, params.f.count):
            once = partial(params.f, row)
            twice = partial(once, column)
            names = {"by": symbol(NAMES[row]), "then": symbol(NAMES[column])}
            pure = "-pure" if row == column else ""
            yield Step(f"second-partial{pure}", names, before=Derivative(tree_of(once), NAMES[column]), after=tree_of(twice))
            filled, number = substitute(tree_of(twice), numbers), rational(value(twice, params.start))
            if filled != number:
                yield Step(f"second-at{pure}", {**names, "at": point_name(params.f, 0)}, before=filled, after=number)
    if params.f.count > 1:
        rows = hessian(params.f, params.start)
        yield Step("hessian", {"hessian": Grid(tuple(tuple(map(rational, row)) for row in rows))})


def _point_steps(params: Newton) -> Iterator[Step]:
    """The quotient or the inverse, then the new point."""
    slope, second, shift = gradient(params.f, params.start), hessian(params.f, params.start), _shift(params)
    if params.f.count == 1:
        yield Step("ratio", before=quotient(rational(slope[0]), rational(second[0][0])), after=rational(shift[0]))
    else:
        (a, b), (_, d) = second
        size = determinant(second)
        squared = Negative(Power(rational(b), rational(2)))
        yield Step("determinant", before=Sum((Product((rational(a), rational(d))), squared)), after=rational(size))
        inverse = tuple(times(1 / size, row) for row in adjugate(second))
        yield Step("inverse", {"inverse": Grid(tuple(tuple(map(rational, row)) for row in inverse))})
        for name, row, entry in zip(NAMES, inverse, shift, strict=False):
            terms = tuple(Product((rational(cell), rational(part))) for cell, part in zip(row, slope, strict=True))
            yield Step("entry", {"by": symbol(name)}, before=Sum(terms), after=rational(entry))
    yield from moved_steps(params.start, shift, rate_of(params.eta), _after(params), point_name(params.f, 1))


# ---------------------------------------------------------------------------------------------------------------- mistakes


def mistakes(params: Newton) -> tuple[Mistake, ...]:
    """Wrong answers, part by part."""
    found: list[Mistake] = []
    for part in solve(params):
        match part.answer, part.name:
            case ChoiceAnswer(options), _:
                wrong = (option for option in options if option in WRONG_REASONS)
                found += [Mistake(option, part.name, ChoiceAnswer(options, frozenset({option}))) for option in wrong]
            case _, "gradient":
                found += vector_mistakes(part, _wrong_gradients(params))
            case _, "hessian":
                found += _hessian_mistakes(params, part)
            case _:
                found += vector_mistakes(part, _wrong_points(params))
    return tuple(found)


def _wrong_gradients(params: Newton) -> Iterator[tuple[str, Vector]]:
    if params.f.count == 1:
        yield "value-for-gradient", (value(params.f, params.start),)
    elif params.start[::-1] != params.start:
        yield "other-point", gradient(params.f, params.start[::-1])


def _hessian_mistakes(params: Newton, part: Part) -> Iterator[Mistake]:
    second = hessian(params.f, params.start)
    wrong: dict[str, Square] = {"second-halved": tuple(times(Fraction(1, 2), row) for row in second)}
    if params.f.count > 1:
        wrong["mixed-dropped"] = tuple(
            tuple(cell * (at == place) for place, cell in enumerate(row)) for at, row in enumerate(second)
        )
    right = sum(second, ())
    for name, rows in wrong.items():
        if sum(rows, ()) != right and (params.f.count == 1 or told_apart(right, sum(rows, ()))):
            yield Mistake(name, part.name, _matrix(rows))


def _wrong_points(params: Newton) -> Iterator[tuple[str, Vector]]:
    start, eta, slope = params.start, params.eta, gradient(params.f, params.start)
    second, shift = hessian(params.f, params.start), _shift(params)
    wrong = {"not-inverted": applied(second, slope), "minus-forgotten": times(-1, shift), "gradient-step": slope}
    if params.f.count == 1:
        wrong["root-finding"] = (value(params.f, start) / slope[0],) if slope[0] else shift
    else:
        (a, b), (_, d) = second
        wrong["diagonal-only"] = (slope[0] / a, slope[1] / d)
        wrong["determinant-forgotten"] = applied(adjugate(second), slope)
        wrong["off-diagonal-sign"] = times(1 / determinant(second), applied(((d, b), (b, a)), slope))
    for name, other in wrong.items():
        yield name, plus(start, other, -eta)
    if eta != 1:
        yield "eta-forgotten", plus(start, shift, -1)


# ------------------------------------------------------------------------------------------------------------------ checks


def oracle(params: Newton, at: Mapping[str, float]) -> dict[str, Any]:  # noqa: ARG001 - no formula part
    """Both derivatives by differences, the linear system by mpmath."""
    surface = surface_of_polynomial(params.f)
    context, place = surface.context, surface.numbers(params.start)
    slopes, bends = surface.slope(place), surface.bend(place)
    shift = context.lu_solve(context.matrix(bends), context.matrix(slopes))
    eta = surface.numbers([params.eta])[0]
    after = [entry - eta * shift[at_row] for at_row, entry in enumerate(place)]
    second = float(bends[0][0]) if len(bends) == 1 else [[float(cell) for cell in row] for row in bends]
    found = {"gradient": floats(slopes), "hessian": second, "point": floats(after), "why": None}
    return {name: found[name] for name in params.asks}


def skeleton(params: Newton) -> str:
    """Variables, degree, whether the step is whole, what is asked."""
    whole = "whole" if params.eta == 1 else "part"
    return f"{params.f.count} variables, degree {degree(params.f)}, {whole}: {write_asks(params.asks)}"
