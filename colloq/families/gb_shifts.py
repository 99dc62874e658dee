"""Ticket 7: the shifts of gradient boosting, s_i = -L'_z(y_i, a(x_i)), as a formula and as numbers.

The losses are printed with their factor; labels of the losses of the margin are +1 and -1. Source: the guide, J. Friedman 2001.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.asks import points, read_asks, write_asks
from colloq.exact.decimals import significant
from colloq.exact.differences import central_difference, digits60
from colloq.exact.fields import Fields, plain
from colloq.exact.logits import Logit, read_logits
from colloq.exact.losses import (
    LOSSES,
    MARGIN,
    PARAMETER,
    labels_used,
    numeric_loss,
    shift,
    shift_formula,
    wrong_formulas,
    wrong_shifts,
)
from colloq.exact.objects import (
    Vector,
    check_length,
    like_rounding,
    objects_table,
    plain_vector,
    read_vector,
    vector_answer,
    writable,
)
from colloq.exact.slips import slips
from colloq.grading.number import exact
from colloq.model import REAL, FormulaAnswer, Grid, Mistake, NumberAnswer, Part, Step, Word
from colloq.notation.build import rational

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from colloq.model import Answer, Value, Values
    from colloq.notation.tree import Tree
    from colloq.seeds import Stream

VERSION = 1
TICKET = "7"
LEVELS = (1, 2, 3)

ASKS = ("formula", "inside", "above", "below", "shifts")
_WEIGHTS = {"formula": 6, "inside": 3, "above": 3, "below": 3, "shifts": 4}
_BRANCHES = {"huber": ("inside", "above", "shifts"), "quantile": ("above", "below", "shifts")}
_MOST_OBJECTS = 8
_LOGS = (2, 3, 4, 5, 6, 9)
_TAUS = tuple(Fraction(a, b) for a, b in ((1, 4), (3, 4), (1, 3), (2, 3), (1, 5), (2, 5), (3, 5), (4, 5), (1, 10), (9, 10)))


@dataclass(frozen=True, slots=True)
class Shifts:
    """The loss and its parameter (0 for none), right answers y, answers z = a(x) of the composition, what is asked."""

    loss: str
    y: Vector
    z: tuple[Logit, ...]
    parameter: Fraction
    asks: tuple[str, ...]


# ------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> Shifts:
    """loss, y, z, delta or tau, ask. Raises ParameterError, also at a kink of the loss."""
    source = Fields(fields)
    loss = source.word("loss", LOSSES)
    y = read_vector(source, "y", 1, _MOST_OBJECTS)
    z = read_logits(source, "z", 1, _MOST_OBJECTS)
    check_length("z", z, len(y))
    parameter = source.rational(PARAMETER[loss]) if loss in PARAMETER else Fraction(0)
    allowed = _BRANCHES.get(loss, ("formula", "shifts"))
    asks = read_asks(source, allowed, ", ".join(allowed))
    source.done()
    if loss == "huber" and not 0 < parameter <= 100:
        raise ParameterError("delta", "delta-range")
    if loss == "quantile" and not 0 < parameter < 1:
        raise ParameterError("tau", "tau-range")
    if loss in MARGIN and any(abs(label) != 1 for label in y):
        raise ParameterError("y", "signs")
    if loss not in MARGIN and any(answer.log for answer in z):
        raise ParameterError("z", "logarithms")
    if loss not in MARGIN:
        for place, (right, answer) in enumerate(zip(y, z, strict=True), 1):
            if right == answer.value and loss not in ("squared", "half-squared", "huber"):
                raise ParameterError("z", "kink", i=place)
    return Shifts(loss, y, z, parameter, asks)


def write_params(params: Shifts) -> dict[str, Any]:
    """Plain JSON."""
    written: dict[str, Any] = {"loss": params.loss, "y": plain_vector(params.y), "z": [answer.plain() for answer in params.z]}
    if params.loss in PARAMETER:
        written[PARAMETER[params.loss]] = plain(params.parameter)
    return {**written, "ask": write_asks(params.asks)}


# ----------------------------------------------------------------------------------------------------------------- sample


def sample(rng: Stream, level: int) -> Shifts | None:
    """1: squared and absolute losses. 2: mostly losses of the margin. 3: Huber's and the quantile loss."""
    kinds = {
        1: (("half-squared", 2), ("squared", 2), ("absolute", 2)),
        2: (("squared", 1), ("logistic", 3), ("exponential", 3)),
        3: (("huber", 1), ("quantile", 1)),
    }
    loss = rng.weighted(kinds[level])
    count = rng.choice((3, 4, 4)) if level < 3 else rng.choice((4, 5))
    asks = _BRANCHES.get(loss, ("formula", "shifts"))
    if loss in MARGIN:
        y = tuple(Fraction(rng.choice((1, -1))) for _ in range(count))
        z = tuple(_log(rng) for _ in range(count))
        return Shifts(loss, y, z, Fraction(0), asks) if len({*y}) > 1 and len({*z}) > 2 else None
    parts = rng.choice((1, 2))
    answers = tuple(Fraction(rng.integer(-8, 12), parts) for _ in range(count))
    y = tuple(answer + Fraction(rng.nonzero(-10, 10), rng.choice((1, parts))) for answer in answers)
    parameter = {"huber": Fraction(rng.integer(2, 8), parts), "quantile": rng.choice(_TAUS)}.get(loss, Fraction(0))
    params = Shifts(loss, y, tuple(map(Logit, answers)), parameter, asks)
    return params if _good(params) else None


def _log(rng: Stream) -> Logit:
    value = Fraction(rng.choice(_LOGS))
    return Logit(value if rng.chance(50) else 1 / value, log=True)


def _good(params: Shifts) -> bool:
    """Shifts of both signs, on both sides of Huber's bound and not on it, the vectors easy to type."""
    gaps = [y - z.value for y, z in zip(params.y, params.z, strict=True)]
    if not min(gaps) < 0 < max(gaps) or len(set(map(abs, gaps))) < 2:
        return False
    if params.loss == "huber":
        sizes = {abs(gap) for gap in gaps}
        if params.parameter in sizes or not min(sizes) < params.parameter < max(sizes) or params.parameter == 1:
            return False
    right, *wrong = (
        [number for cell in vector if (number := exact(cell)) is not None]
        for vector in (_vector(params), *_wrong_vectors(params).values())
    )
    return writable((right, *wrong)) and not any(like_rounding(right, vector) for vector in wrong)


# ------------------------------------------------------------------------------------------------------------ mathematics


def _vector(params: Shifts) -> tuple[Tree, ...]:
    return tuple(shift(params.loss, y, z, params.parameter) for y, z in zip(params.y, params.z, strict=True))


def _wrong_vectors(params: Shifts) -> dict[str, list[Tree]]:
    """The shifts of all objects under each mistake."""
    found: dict[str, list[Tree]] = {}
    for y, z in zip(params.y, params.z, strict=True):
        for name, tree in wrong_shifts(params.loss, y, z, params.parameter):
            found.setdefault(name, []).append(tree)
    return found


def _formula(tree: Tree) -> FormulaAnswer:
    return FormulaAnswer(tree, {"y": REAL, "z": REAL})


def _below(params: Shifts) -> Fraction:
    return params.parameter - 1


def solve(params: Shifts) -> tuple[Part, ...]:
    """The parts that are asked."""
    worth = points(params.asks, _WEIGHTS)

    def answer(name: str) -> Answer:
        match name:
            case "formula" | "inside":
                return _formula(shift_formula(params.loss))
            case "above":
                return NumberAnswer(rational(params.parameter))
            case "below":
                return NumberAnswer(rational(_below(params)))
            case _:
                return vector_answer(_vector(params))

    return tuple(Part(name, answer(name), worth[name]) for name in params.asks)


# ------------------------------------------------------------------------------------------------------------------ texts


def state(params: Shifts) -> Values:
    """Values for the texts."""
    answers = [z.tree() for z in params.z]
    values: dict[str, Value] = {
        "loss": Word(f"loss-{params.loss}"),
        "objects": objects_table(("yᵢ", params.y), ("a(xᵢ)", answers)),
        "parameter": rational(params.parameter),
        "labels": params.loss in MARGIN,
        "above": Word("above-huber" if params.loss == "huber" else "above-quantile"),
        "letters": Word("letter-kept" if params.loss in MARGIN else "sign-allowed" if params.loss == "absolute" else "plain"),
    }
    return values


def hints(params: Shifts) -> tuple[Step, ...]:
    """What is differentiated by what, then the rule for this loss."""
    return (Step("hint-by-answer"), Step(f"hint-{params.loss}"))


def explain(params: Shifts) -> tuple[Step, ...]:
    """The derivative, the shift as a formula, the first object, all objects."""
    return tuple(_explain(params))


def _explain(params: Shifts) -> Iterator[Step]:
    if {"formula", "inside"} & set(params.asks):
        yield Step(f"formula-{params.loss}", after=shift_formula(params.loss))
    if "above" in params.asks:
        yield Step(f"above-{params.loss}", after=rational(params.parameter))
    if "below" in params.asks:
        yield Step("below", after=rational(_below(params)))
    if "shifts" in params.asks:
        vector = _vector(params)
        if all(exact(cell) is not None for cell in vector):
            yield Step("shifts", {"shifts": Grid((vector,))})
        else:
            yield Step("shifts-rounded", {"shifts": Grid((vector,)), "decimals": tuple(map(significant, vector))})


# --------------------------------------------------------------------------------------------------------------- mistakes


def mistakes(params: Shifts) -> tuple[Mistake, ...]:
    """Wrong answers, part by part; a formula for the labels +1 and -1 only is true but not what is asked for."""
    found = slips(solve(params), lambda part: _wrong(params, part))
    if params.loss != "logistic" or "formula" not in params.asks:
        return found
    return (*found, Mistake("labels-used", "formula", _formula(labels_used()), unfinished=True))


def _wrong(params: Shifts, part: str) -> Iterator[tuple[str, Answer]]:
    match part:
        case "formula" | "inside":
            for name, tree in wrong_formulas(params.loss):
                yield name, _formula(tree)
        case "above":
            yield "sign", NumberAnswer(rational(-params.parameter))
            if params.loss == "quantile":
                yield "branches-swapped", NumberAnswer(rational(1 - params.parameter))
            else:
                yield "slope-one", NumberAnswer(rational(1))
                yield "square-differentiated", NumberAnswer(rational(2 * params.parameter))
        case "below":
            yield "sign", NumberAnswer(rational(1 - params.parameter))
            yield "branches-swapped", NumberAnswer(rational(-params.parameter))
        case _:
            for name, cells in _wrong_vectors(params).items():
                yield name, vector_answer(cells)


# ----------------------------------------------------------------------------------------------------------------- oracle


def oracle(params: Shifts, at: Mapping[str, float]) -> dict[str, Any]:
    """Central differences of the loss by z, with 60 digits."""
    context = digits60()
    loss = numeric_loss(params.loss, params.parameter, context)

    def number(value: Fraction) -> Any:  # noqa: ANN401
        return context.mpf(value.numerator) / value.denominator

    def slope(y: Any, z: Any) -> float:  # noqa: ANN401
        return -central_difference(lambda answer: loss(y, answer), z, context)

    vector = [
        slope(number(y), context.log(number(z.value)) if z.log else number(z.value))
        for y, z in zip(params.y, params.z, strict=True)
    ]
    far = number(params.parameter) + 1
    found: dict[str, Any] = {"shifts": [vector], "above": slope(far, context.mpf(0)), "below": slope(-far, context.mpf(0))}
    if "formula" in params.asks:
        found["formula"] = slope(context.mpf(at["y"]), context.mpf(at["z"]))
    if "inside" in params.asks:
        near = numeric_loss("huber", Fraction(1000), context)
        y = context.mpf(at["y"])
        found["inside"] = -central_difference(lambda answer: near(y, answer), context.mpf(at["z"]), context)
    return {name: found[name] for name in params.asks}


def skeleton(params: Shifts) -> str:
    """The loss, the objects, what is asked."""
    return f"{params.loss} {len(params.y)} {write_asks(params.asks)}"
