"""Ticket 6: the threshold loss [M < 0] of the margin M = y f(x), its bound exp(-M), and which functions bound it from above.

M = 0 never occurs, so that it does not matter whether the threshold is strict. The logistic bound needs base 2, or a factor.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.activations import simple
from colloq.exact.asks import points, read_asks, write_asks
from colloq.exact.decimals import significant
from colloq.exact.fields import Fields
from colloq.exact.logits import Logit, read_logits
from colloq.exact.objects import Vector, check_length, objects_table, plain_vector, read_vector, vector_answer
from colloq.exact.slips import slips
from colloq.grading.number import exact
from colloq.model import ChoiceAnswer, Grid, NumberAnswer, Part, Step, Word
from colloq.notation.build import ONE, TWO, E, apply, difference, negative, power, quotient, rational, symbol, total
from colloq.notation.tree import Number, substitute

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from colloq.model import Answer, Mistake, Value, Values
    from colloq.notation.tree import Tree
    from colloq.seeds import Stream

VERSION = 1
TICKET = "6"
LEVELS = (1, 2, 3)

ASKS = ("threshold", "bounds", "errors", "bound", "upper", "factor")
_WEIGHTS = {"threshold": 4, "bounds": 6, "errors": 2, "bound": 3, "upper": 5, "factor": 4}
_MOST_OBJECTS = 8

UPPER = ("exp-minus", "log-two", "hinge", "square", "sigmoid-twice", "exp-two", "absolute", "hinge-squared")
"""Functions that are at least [M < 0] for every M other than 0."""
NOT_UPPER = ("log-natural", "perceptron", "exp-plus", "sigmoid-once", "exp-half", "line", "plain-square", "exp-lowered")
"""Functions that are not."""
SHAPES = ("log", "sigmoid", "hinge", "square", "exp")
"""Functions g with a whole number a, of which g(0) is the least value at M < 0."""
_M = symbol("M")


@dataclass(frozen=True, slots=True)
class Margins:
    """Labels and scores f(x_i); the options of the choice in the order they are shown; the function to be scaled."""

    y: Vector
    f: tuple[Logit, ...]
    options: tuple[str, ...] = ()
    shape: str = ""
    a: int = 0
    asks: tuple[str, ...] = ASKS[:2]


# ------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> Margins:
    """y, f, options, shape, a, ask. Raises ParameterError: a margin of 0, options of one kind only."""
    source = Fields(fields)
    y = read_vector(source, "y", 1, _MOST_OBJECTS)
    if any(abs(label) != 1 for label in y):
        raise ParameterError("y", "signs")
    f = read_logits(source, "f", 1, _MOST_OBJECTS)
    check_length("f", f, len(y))
    for place, score in enumerate(f, 1):
        if not score.log and not score.value:
            raise ParameterError("f", "zero-margin", i=place)
    asks = read_asks(source, ASKS, "threshold, bounds")
    options = _read_options(source) if "upper" in asks or source.has("options") else ()
    shape, a = "", 0
    if "factor" in asks or source.has("shape"):
        shape = source.word("shape", SHAPES)
        a = source.integer("a", 1 if shape in ("log", "sigmoid") else 2, 9)
    source.done()
    return Margins(y, f, options, shape, a, asks)


def _read_options(source: Fields) -> tuple[str, ...]:
    options = tuple(source.text("options").replace(",", " ").split())
    known = (*UPPER, *NOT_UPPER)
    for option in options:
        if option not in known:
            raise ParameterError("options", "word", value=option, allowed=", ".join(known))
    if len(set(options)) < len(options) or not set(options) & set(UPPER) or not set(options) & set(NOT_UPPER):
        raise ParameterError("options", "options-kinds")
    return options


def write_params(params: Margins) -> dict[str, Any]:
    """Plain JSON."""
    written: dict[str, Any] = {"y": plain_vector(params.y), "f": [score.plain() for score in params.f]}
    if params.options:
        written["options"] = ", ".join(params.options)
    if params.shape:
        written |= {"shape": params.shape, "a": params.a}
    return {**written, "ask": write_asks(params.asks)}


# ----------------------------------------------------------------------------------------------------------------- sample


def sample(rng: Stream, level: int) -> Margins | None:
    """1: both losses of each object. 2: their sums, and which functions are bounds. 3: the factor that makes one as well."""
    count = rng.choice((3, 4, 4) if level == 1 else (4, 5))
    y = tuple(Fraction(rng.choice((1, -1))) for _ in range(count))
    f = tuple(_score(rng) for _ in range(count))
    params = Margins(y, f)
    wrong = sum(_thresholds(params))
    if len(set(y)) == 1 or not 0 < wrong < count or len(set(f)) < 3 or wrong * 2 == count:
        return None
    if level == 1:
        return params
    right = rng.choice((2, 3))
    options = tuple(rng.shuffled([*rng.sample(UPPER, right), *rng.sample(NOT_UPPER, 5 - right)]))
    if level == 2:
        return Margins(y, f, options, asks=("errors", "bound", "upper"))
    shape = rng.choice(SHAPES)
    a = rng.integer(1 if shape in ("log", "sigmoid") else 2, 5)
    return Margins(y, f, options, shape, a, ("bound", "upper", "factor"))


def _score(rng: Stream) -> Logit:
    value = Fraction(rng.choice((2, 3, 4, 5, 6, 8, 10)))
    if rng.chance(20):
        value = Fraction(3, 2)
    return Logit(value if rng.chance(50) else 1 / value, log=True)


# ------------------------------------------------------------------------------------------------------------ mathematics


def _margins(params: Margins) -> tuple[Logit, ...]:
    return tuple(score.times(label) for label, score in zip(params.y, params.f, strict=True))


def _thresholds(params: Margins, *, labelled: bool = True) -> tuple[int, ...]:
    """[M < 0] of each object; `labelled` off looks at f alone."""
    return tuple(int(not margin.positive()) for margin in (_margins(params) if labelled else params.f))


def _bounds(params: Margins, *, labelled: bool = True, opposite: bool = False) -> tuple[Tree, ...]:
    """exp(-M) of each object."""
    margins = _margins(params) if labelled else params.f
    return tuple((margin if opposite else margin.opposite()).exponential() for margin in margins)


def _sum(cells: tuple[Tree, ...]) -> Tree:
    return simple(total(*cells))


def _function(params: Margins) -> Tree:
    """The function to be scaled, as a formula in M."""
    a, falling = Number(params.a), power(E, negative(_M))
    match params.shape:
        case "log":
            return apply("ln", total(a, falling))
        case "sigmoid":
            return quotient(ONE, total(a, power(E, _M)))
        case "hinge":
            return apply("max", Number(0), difference(a, _M))
        case "square":
            return power(difference(a, _M), TWO)
        case _:
            return quotient(falling, a)


def _at_zero(params: Margins) -> Tree:
    """g(0), the least value that g approaches where M < 0."""
    a = params.a
    values = {"sigmoid": Fraction(1, a + 1), "hinge": Fraction(a), "square": Fraction(a * a), "exp": Fraction(1, a)}
    return rational(values[params.shape]) if params.shape in values else apply("ln", Number(a + 1))


def _inverse(tree: Tree) -> Tree:
    number = exact(tree)
    return quotient(ONE, tree) if number is None else rational(1 / number)


def _choice(params: Margins, chosen: frozenset[str]) -> ChoiceAnswer:
    return ChoiceAnswer(params.options, chosen, several=True)


def _right_options(params: Margins) -> frozenset[str]:
    return frozenset(params.options) & frozenset(UPPER)


def solve(params: Margins) -> tuple[Part, ...]:
    """The parts that are asked."""
    worth = points(params.asks, _WEIGHTS)

    def answer(name: str) -> Answer:
        match name:
            case "threshold":
                return vector_answer([Fraction(cell) for cell in _thresholds(params)])
            case "bounds":
                return vector_answer(_bounds(params))
            case "errors":
                return NumberAnswer(Number(sum(_thresholds(params))), exact=True)
            case "bound":
                return NumberAnswer(_sum(_bounds(params)))
            case "upper":
                return _choice(params, _right_options(params))
            case _:
                return NumberAnswer(_inverse(_at_zero(params)))

    return tuple(Part(name, answer(name), worth[name]) for name in params.asks)


# ------------------------------------------------------------------------------------------------------------------ texts


def state(params: Margins) -> Values:
    """Values for the texts."""
    values: dict[str, Value] = {
        "objects": objects_table(("yᵢ", params.y), ("f(xᵢ)", [score.tree() for score in params.f])),
        "scaled": bool(params.shape) and "factor" in params.asks,
    }
    return values | {"function": _function(params)} if params.shape else values


def hints(params: Margins) -> tuple[Step, ...]:
    """The margin, then what an exponential of a logarithm is, or where a bound can fail."""
    second = "hint-factor" if "factor" in params.asks else "hint-bound" if "upper" in params.asks else "hint-exponential"
    return (Step("hint-margin"), Step(second))


def explain(params: Margins) -> tuple[Step, ...]:
    """Margins, losses, sums; why each right option is a bound; the factor."""
    return tuple(_explain(params))


def _explain(params: Margins) -> Iterator[Step]:
    asks = set(params.asks)
    if asks & set(ASKS[:4]):
        yield Step("margins", {"margins": Grid((tuple(margin.tree() for margin in _margins(params)),))})
    if asks & {"threshold", "errors"}:
        yield Step("threshold", {"threshold": Grid((_thresholds(params),))})
    if "errors" in asks:
        yield Step("errors", after=Number(sum(_thresholds(params))))
    if asks & {"bounds", "bound"}:
        yield Step("bounds", {"bounds": Grid((_bounds(params),))})
    if "bound" in asks:
        before = total(*_bounds(params))
        after = _sum(_bounds(params))
        yield Step("bound" if exact(after) is not None else "bound-rounded", {"decimal": significant(after)}, before, after)
    if "upper" in asks:
        yield Step("not-upper", {"others": tuple(Word(option) for option in params.options if option in NOT_UPPER)})
        yield Step("upper", {"bounds_named": tuple(Word(option) for option in params.options if option in UPPER)})
    if "factor" in asks:
        least = _at_zero(params)
        yield Step("least", before=_written_at_zero(params), after=least)
        reached = _inverse(least)
        if exact(reached) is None:
            yield Step("factor-rounded", {"decimal": significant(reached)}, after=reached)
        else:
            yield Step("factor", after=reached)


def _written_at_zero(params: Margins) -> Tree:
    """The function with 0 in the place of M."""
    return substitute(_function(params), {"M": Number(0)})


# --------------------------------------------------------------------------------------------------------------- mistakes


def mistakes(params: Margins) -> tuple[Mistake, ...]:
    """Wrong answers, part by part."""
    return slips(solve(params), lambda part: _wrong(params, part))


def _wrong(params: Margins, part: str) -> Iterator[tuple[str, Answer]]:
    unlabelled = _thresholds(params, labelled=False)
    right_ones = tuple(1 - cell for cell in _thresholds(params))
    by_f, by_sign = _bounds(params, labelled=False), _bounds(params, opposite=True)
    match part:
        case "threshold":
            yield "right-ones-counted", vector_answer([Fraction(cell) for cell in right_ones])
            if any(unlabelled):
                yield "label-forgotten", vector_answer([Fraction(cell) for cell in unlabelled])
        case "errors":
            yield "right-ones-counted", NumberAnswer(Number(sum(right_ones)), exact=True)
            yield "label-forgotten", NumberAnswer(Number(sum(unlabelled)), exact=True)
        case "bounds":
            yield "sign-in-exponent", vector_answer(by_sign)
            yield "label-forgotten", vector_answer(by_f)
        case "bound":
            yield "sign-in-exponent", NumberAnswer(_sum(by_sign))
            yield "label-forgotten", NumberAnswer(_sum(by_f))
            yield "mean-for-sum", NumberAnswer(simple(quotient(_sum(_bounds(params)), Number(len(params.y)))))
        case "upper":
            right = _right_options(params)
            for option in params.options:
                if option in NOT_UPPER:
                    yield option, _choice(params, right | {option})
        case _:
            yield "value-for-factor", NumberAnswer(_at_zero(params))
            yield "one-point-only", NumberAnswer(_inverse(simple(substitute(_function(params), {"M": negative(ONE)}))))


# ----------------------------------------------------------------------------------------------------------------- oracle


def oracle(params: Margins, at: Mapping[str, float]) -> dict[str, Any]:  # noqa: ARG001 - no formula part
    """By NumPy: signs and exponentials of y f; the factor from the function just below 0."""
    import numpy as np  # noqa: PLC0415

    y = np.array([float(label) for label in params.y])
    f = np.array([np.log(float(s.value)) if s.log else float(s.value) for s in params.f])
    margins, near = y * f, -1e-13
    values = {
        "log": np.log(params.a + np.exp(-near)),
        "sigmoid": 1 / (params.a + np.exp(near)),
        "hinge": max(0.0, params.a - near),
        "square": (params.a - near) ** 2,
        "exp": np.exp(-near) / max(params.a, 1),
    }
    found: dict[str, Any] = {
        "threshold": [[float(margin < 0) for margin in margins]],
        "bounds": [np.exp(-margins).tolist()],
        "errors": float((margins < 0).sum()),
        "bound": float(np.exp(-margins).sum()),
        "upper": None,
        "factor": float(1 / values.get(params.shape, 1.0)),
    }
    return {name: found[name] for name in params.asks}


def skeleton(params: Margins) -> str:
    """Objects, errors, the function that is scaled, how many options are right."""
    return f"{len(params.y)} {sum(_thresholds(params))} {params.shape} {len(_right_options(params))}"
