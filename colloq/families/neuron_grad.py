"""Ticket 8: the gradient of the loss of one neuron, p = sigmoid(w_0 + w_1 x_1 + w_2 x_2), by its weights and its bias.

dL/dw_j = dL/dp · p (1 - p) · x_j with x_0 = 1. The argument is a logarithm or 0, so that p is a simple fraction.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.activations import simple
from colloq.exact.asks import points, read_asks, write_asks
from colloq.exact.decimals import significant
from colloq.exact.differences import central_difference, digits60
from colloq.exact.fields import Fields, plain
from colloq.exact.logits import Logit, log_of, read_logit
from colloq.exact.objects import Vector, like_rounding, vector_answer, writable
from colloq.exact.slips import slips
from colloq.grading.number import as_float, exact
from colloq.model import REAL, Domain, FormulaAnswer, Grid, Kind, MatrixAnswer, NumberAnswer, Part, Step, Word
from colloq.notation.build import ONE, TWO, apply, difference, product, quotient, rational, symbol, total

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from colloq.model import Answer, Mistake, Value, Values
    from colloq.notation.tree import Tree
    from colloq.seeds import Stream

VERSION = 1
TICKET = "8"
LEVELS = (1, 2, 3)

LOSSES = ("squared", "half-squared", "log")
ASKS = ("p", "formula", "bias", "value", "gradient")
_TINY = 1e-5  # a wrong answer below it would be met by nobody
_WEIGHTS = {"p": 2, "formula": 4, "bias": 2, "value": 3, "gradient": 4}
_MOST_ARGUMENT = 6
_P, _Y = symbol("p"), symbol("y")
_SYMBOLS = {"p": Domain(Kind.RANGE, 0.0, 1.0), "y": Domain(Kind.RANGE, 0.0, 1.0), "x1": REAL, "x2": REAL}


@dataclass(frozen=True, slots=True)
class Neuron:
    """The loss, bias and weights, inputs, the right answer, the weight j that is asked about, what is asked."""

    loss: str
    weights: tuple[Logit, Logit, Logit]
    x: tuple[Fraction, Fraction]
    y: Fraction
    j: int
    asks: tuple[str, ...]


# ------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> Neuron:
    """loss, w0, w1, w2, x1, x2, y, j, ask. Raises ParameterError: labels of the log-loss, saturation, no error at all."""
    source = Fields(fields)
    loss = source.word("loss", LOSSES)
    w0, w1, w2 = (read_logit(name, source.raw(name)) for name in ("w0", "w1", "w2"))
    x1, x2, y = (source.rational(name) for name in ("x1", "x2", "y"))
    for name, weight, x in (("x1", w1, x1), ("x2", w2, x2)):
        if weight.log and (x.denominator > 1 or abs(x) > 5):
            raise ParameterError(name, "log-times", most=5)
        if abs(x) > 100:
            raise ParameterError(name, "input-range", most=100)
    j = source.integer("j", 1, 2, 1)
    asks = read_asks(source, ASKS, "formula, value")
    source.done()
    if loss == "log" and y not in (0, 1):
        raise ParameterError("y", "label")
    if not 0 <= y <= 1:
        raise ParameterError("y", "target-range")
    params = Neuron(loss, (w0, w1, w2), (x1, x2), y, j, asks)
    if abs(as_float(_argument(params))) > _MOST_ARGUMENT:
        raise ParameterError("w0", "saturated", most=_MOST_ARGUMENT)
    if exact(_answer_p(params)) == y:
        raise ParameterError("y", "no-error")
    return params


def write_params(params: Neuron) -> dict[str, Any]:
    """Plain JSON."""
    weights = {f"w{index}": weight.plain() for index, weight in enumerate(params.weights)}
    inputs = {"x1": plain(params.x[0]), "x2": plain(params.x[1]), "y": plain(params.y)}
    return {"loss": params.loss, **weights, **inputs, "j": params.j, "ask": write_asks(params.asks)}


# ----------------------------------------------------------------------------------------------------------------- sample


def sample(rng: Stream, level: int) -> Neuron | None:
    """1: the argument is 0. 2: it is a logarithm; the bias as well. 3: all three derivatives."""
    loss = rng.choice(LOSSES)
    x = (Fraction(rng.nonzero(-6, 6)), Fraction(rng.nonzero(-6, 6)))
    j = rng.choice((1, 2))
    carrier = rng.choice((0, 1, 2))  # the weight that holds the logarithm
    if carrier and abs(x[carrier - 1]) > 2:
        return None
    plain_weights = _summing_to_zero(rng, x, carrier if level > 1 else 0, bias=level == 1 or carrier > 0)
    if plain_weights is None:
        return None
    weights = [Logit(number) for number in plain_weights]
    if level > 1:
        power = rng.choice((2, 3, 4)) if carrier == 0 or abs(x[carrier - 1]) == 1 else rng.choice((2, 3))
        logarithm = log_of(Fraction(power))
        weights[carrier] = logarithm if rng.chance(50) else logarithm.opposite()
    y = Fraction(rng.integer(0, 1))
    asks = {1: ("p", "formula", "value"), 2: ("p", "formula", "bias", "value")}.get(level, ("p", "formula", "bias", "gradient"))
    params = Neuron(loss, (weights[0], weights[1], weights[2]), x, y, j, asks)
    return params if _good(params) else None


def _summing_to_zero(rng: Stream, x: tuple[Fraction, Fraction], carrier: int, *, bias: bool) -> tuple[Fraction, ...] | None:
    """w_0, w_1, w_2 with w_0 + w_1 x_1 + w_2 x_2 = 0, that of the carrier left at 0; small whole numbers and halves."""
    w1 = Fraction(rng.nonzero(-6, 6), rng.choice((1, 1, 2)))
    w2 = Fraction(rng.nonzero(-6, 6), rng.choice((1, 1, 2)))
    match carrier:
        case 1:
            found = (-w2 * x[1], Fraction(0), w2)
        case 2:
            found = (-w1 * x[0], w1, Fraction(0))
        case _ if bias:
            found = (-w1 * x[0] - w2 * x[1], w1, w2)
        case _:
            found = (Fraction(0), w1, -w1 * x[0] / x[1])
    small = all(abs(number) <= 12 and number.denominator <= 2 for number in found)
    return found if small and sum(1 for number in found if number) >= 2 else None


def _good(params: Neuron) -> bool:
    """Inputs that tell the mistakes apart, a value that is neither tiny nor unwieldy."""
    if abs(params.x[0]) == abs(params.x[1]) or 1 in params.x or exact(_answer_p(params)) is None:
        return False
    right = {part.name: part.answer for part in solve(params)}
    wrong = [(one.part, one.answer) for one in mistakes(params)]
    if any(isinstance(answer, NumberAnswer) and 0 < abs(as_float(answer.value)) < _TINY for _, answer in wrong):
        return False
    rows = {name: _numbers(answer) for name, answer in right.items() if isinstance(answer, MatrixAnswer)}
    slip_rows = [(name, _numbers(answer)) for name, answer in wrong if isinstance(answer, MatrixAnswer)]
    return writable([*rows.values(), *(vector for _, vector in slip_rows)]) and not any(
        like_rounding(rows[name], vector) for name, vector in slip_rows
    )


def _numbers(answer: MatrixAnswer) -> Vector:
    return tuple(number for cell in answer.rows[0] if (number := exact(cell)) is not None)


# ------------------------------------------------------------------------------------------------------------ mathematics


def _terms(params: Neuron) -> tuple[Tree, Tree, Tree]:
    """w_0, w_1 x_1, w_2 x_2."""
    bias, *weights = params.weights
    first, second = (product(weight.tree(), rational(x)) for weight, x in zip(weights, params.x, strict=True))
    return bias.tree(), first, second


def _argument(params: Neuron, *, biased: bool = True) -> Tree:
    """The argument of the sigmoid, in lowest terms where it is one logarithm or one rational number."""
    plain_part, odds = Fraction(0), Fraction(1)
    for weight, factor in zip(params.weights, (Fraction(int(biased)), *params.x), strict=True):
        if weight.log:
            odds *= weight.value ** int(factor)
        else:
            plain_part += weight.value * factor
    logarithm = log_of(odds).tree()
    return logarithm if not plain_part else rational(plain_part) if odds == 1 else total(rational(plain_part), logarithm)


def _sigmoid(params: Neuron, *, biased: bool = True) -> Tree:
    """P, rational where the argument is a logarithm or 0."""
    argument = _argument(params, biased=biased)
    number = exact(argument)
    if number is not None:
        return Logit(number).sigmoid()
    odds = Fraction(1)
    for weight, factor in zip(params.weights, (Fraction(int(biased)), *params.x), strict=True):
        if weight.log:
            odds *= weight.value ** int(factor)
    return log_of(odds).sigmoid() if argument == log_of(odds).tree() else apply("sigmoid", argument)


def _answer_p(params: Neuron) -> Tree:
    return _sigmoid(params)


def _slope(p: Tree) -> Tree:
    """The derivative of the sigmoid by its value: p (1 - p)."""
    return product(p, difference(ONE, p))


def _delta(loss: str, p: Tree, y: Tree) -> Tree:
    """dL/dz: the derivative by the argument of the sigmoid."""
    gap = difference(p, y)
    match loss:
        case "squared":
            return product(TWO, gap, _slope(p))
        case "half-squared":
            return product(gap, _slope(p))
        case _:
            return gap


def _wrong_deltas(loss: str, p: Tree, y: Tree) -> Iterator[tuple[str, Tree]]:
    """What known mistakes make of dL/dz."""
    gap, slope = difference(p, y), _slope(p)
    match loss:
        case "squared":
            yield "sign", product(TWO, difference(y, p), slope)
            yield "slope-forgotten", product(TWO, gap)
            yield "two-forgotten", product(gap, slope)
        case "half-squared":
            yield "sign", product(difference(y, p), slope)
            yield "slope-forgotten", gap
            yield "two-added", product(TWO, gap, slope)
        case _:
            yield "sign", difference(y, p)
            yield "slope-forgotten", quotient(gap, slope)
            yield "slope-kept", product(gap, slope)


def _input(params: Neuron, j: int) -> Tree:
    return rational(params.x[j - 1])


def _cells(params: Neuron, delta: Tree, factors: tuple[Tree, ...] = ()) -> tuple[Tree, ...]:
    """The three derivatives that follow from dL/dz."""
    return tuple(simple(product(delta, factor)) for factor in (factors or (ONE, rational(params.x[0]), rational(params.x[1]))))


def _answer(params: Neuron, part: str, p: Tree) -> Answer:
    """The answer to a part, with p as it was computed."""
    numeric = _delta(params.loss, p, rational(params.y))
    match part:
        case "p":
            return NumberAnswer(p)
        case "formula":
            return FormulaAnswer(product(_delta(params.loss, _P, _Y), symbol(f"x{params.j}")), _SYMBOLS)
        case "bias":
            return FormulaAnswer(_delta(params.loss, _P, _Y), _SYMBOLS)
        case "value":
            return NumberAnswer(simple(product(numeric, _input(params, params.j))))
        case _:
            return vector_answer(_cells(params, numeric))


def solve(params: Neuron) -> tuple[Part, ...]:
    """The parts that are asked."""
    worth = points(params.asks, _WEIGHTS)
    p = _answer_p(params)
    return tuple(Part(name, _answer(params, name, p), worth[name]) for name in params.asks)


def carried(params: Neuron, part: str, own: Mapping[str, Answer]) -> Answer | None:
    """The derivatives that follow from a p of one's own, where that lies between 0 and 1."""
    p = own.get("p")
    if part not in ("value", "gradient") or not isinstance(p, NumberAnswer) or not 0 < as_float(p.value) < 1:
        return None
    return _answer(params, part, p.value)


# ------------------------------------------------------------------------------------------------------------------ texts


def state(params: Neuron) -> Values:
    """Values for the texts."""
    values: dict[str, Value] = {
        "loss": Word(f"loss-{params.loss}"),
        "labels": params.loss == "log",
        "j": params.j,
        "weight": symbol(f"w{params.j}"),
        "input": symbol(f"x{params.j}"),
        **{f"w{index}": weight.tree() for index, weight in enumerate(params.weights)},
        **{f"x{index}": rational(x) for index, x in enumerate(params.x, 1)},
        "y": rational(params.y),
        "numbers": bool({"p", "value", "gradient"} & set(params.asks)),
    }
    return values


def hints(params: Neuron) -> tuple[Step, ...]:
    """The chain of three factors, then the one that is easily missed."""
    return (Step("hint-chain"), Step("hint-log" if params.loss == "log" else "hint-slope"))


def explain(params: Neuron) -> tuple[Step, ...]:
    """P, the three factors and their product, the numbers."""
    return tuple(_explain(params))


def _explain(params: Neuron) -> Iterator[Step]:
    asks, p = set(params.asks), _answer_p(params)
    if asks & {"p", "value", "gradient"}:
        argument = _argument(params)
        yield Step("argument", before=total(*_terms(params)), after=argument)
        yield _rounded("p", apply("sigmoid", argument), p)
    yield Step("slope")
    yield Step(f"delta-{params.loss}", after=_delta(params.loss, _P, _Y))
    if asks & {"formula", "value"}:
        yield Step("formula", after=product(_delta(params.loss, _P, _Y), symbol(f"x{params.j}")))
    numeric = _delta(params.loss, p, rational(params.y))
    if asks & {"value", "gradient"}:
        after = simple(numeric)
        yield _rounded("delta-value", numeric, after)
    if "value" in asks:
        reached = simple(product(numeric, _input(params, params.j)))
        yield _rounded("value", product(simple(numeric), _input(params, params.j)), reached)
    if "gradient" in asks:
        yield Step("gradient", {"gradient": Grid((_cells(params, numeric),))})


def _rounded(key: str, before: Tree, after: Tree) -> Step:
    """A step that names the decimal too, unless that is the number itself: 0.500 for 1/2 tells nothing."""
    decimal = significant(after)
    if (number := exact(after)) is not None and exact(decimal) == number:
        return Step(f"{key}-exact", before=before, after=after)
    return Step(key, {"decimal": decimal}, before=before, after=after)


# --------------------------------------------------------------------------------------------------------------- mistakes


def mistakes(params: Neuron) -> tuple[Mistake, ...]:
    """Wrong answers, part by part."""
    return slips(solve(params), lambda part: _wrong(params, part))


def _wrong(params: Neuron, part: str) -> Iterator[tuple[str, Answer]]:
    p, y = _answer_p(params), rational(params.y)
    own, other = symbol(f"x{params.j}"), symbol(f"x{3 - params.j}")
    delta = _delta(params.loss, _P, _Y)
    match part:
        case "p":
            yield "argument-for-p", NumberAnswer(_argument(params))
            yield "exponent-sign", NumberAnswer(simple(difference(ONE, p)))
            yield "bias-left-out", NumberAnswer(_sigmoid(params, biased=False))
        case "formula":
            for name, tree in _wrong_deltas(params.loss, _P, _Y):
                yield name, FormulaAnswer(product(tree, own), _SYMBOLS)
            yield "input-forgotten", FormulaAnswer(delta, _SYMBOLS)
            yield "other-input", FormulaAnswer(product(delta, other), _SYMBOLS)
        case "bias":
            for name, tree in _wrong_deltas(params.loss, _P, _Y):
                yield name, FormulaAnswer(tree, _SYMBOLS)
            yield "bias-as-input", FormulaAnswer(product(delta, symbol("x1")), _SYMBOLS)
        case "value":
            yield from _wrong_values(params, p, y)
        case _:
            yield from _wrong_gradients(params, p, y)


def _wrong_values(params: Neuron, p: Tree, y: Tree) -> Iterator[tuple[str, Answer]]:
    delta, own = _delta(params.loss, p, y), _input(params, params.j)
    for name, tree in _wrong_deltas(params.loss, p, y):
        yield name, NumberAnswer(simple(product(tree, own)))
    yield "input-forgotten", NumberAnswer(simple(delta))
    yield "other-input", NumberAnswer(simple(product(delta, _input(params, 3 - params.j))))
    if not params.weights[params.j].log:
        yield "weight-for-input", NumberAnswer(simple(product(delta, params.weights[params.j].tree())))


def _wrong_gradients(params: Neuron, p: Tree, y: Tree) -> Iterator[tuple[str, Answer]]:
    delta, inputs = _delta(params.loss, p, y), (rational(params.x[0]), rational(params.x[1]))
    for name, tree in _wrong_deltas(params.loss, p, y):
        yield name, vector_answer(_cells(params, tree))
    yield "input-forgotten", vector_answer(_cells(params, delta, (ONE, ONE, ONE)))
    if not params.weights[0].log and params.weights[0].value:
        yield "bias-as-input", vector_answer(_cells(params, delta, (params.weights[0].tree(), *inputs)))
    if not any(weight.log for weight in params.weights[1:]):
        yield "weight-for-input", vector_answer(_cells(params, delta, (ONE, *(w.tree() for w in params.weights[1:]))))


# ----------------------------------------------------------------------------------------------------------------- oracle


def oracle(params: Neuron, at: Mapping[str, float]) -> dict[str, Any]:
    """Central differences of the loss by each weight, with 60 digits; formulas at a bias that leads to the p of `at`."""
    context = digits60()
    losses = {
        "squared": lambda p, y: (p - y) ** 2,
        "half-squared": lambda p, y: (p - y) ** 2 / 2,
        "log": lambda p, y: -(y * context.log(p) + (1 - y) * context.log(1 - p)),
    }

    def number(value: Fraction) -> Any:  # noqa: ANN401
        return context.mpf(value.numerator) / value.denominator

    def neuron(weights: list[Any], x: list[Any]) -> Any:  # noqa: ANN401
        return 1 / (1 + context.exp(-sum(w * v for w, v in zip(weights, [1, *x], strict=True))))

    def slope(index: int, weights: list[Any], x: list[Any], y: Any) -> float:  # noqa: ANN401
        def loss(value: Any) -> Any:  # noqa: ANN401
            return losses[params.loss](neuron([*weights[:index], value, *weights[index + 1 :]], x), y)

        return central_difference(loss, weights[index], context)

    given = [context.log(number(weight.value)) if weight.log else number(weight.value) for weight in params.weights]
    x, y = [number(value) for value in params.x], number(params.y)
    gradient = [slope(index, given, x, y) for index in range(3)]
    found: dict[str, Any] = {"p": float(neuron(given, x)), "value": gradient[params.j], "gradient": [gradient]}
    if {"formula", "bias"} & set(params.asks):
        p, target, *inputs = (context.mpf(at[name]) for name in ("p", "y", "x1", "x2"))
        weights = [context.log(p / (1 - p)) - inputs[0] / 3 + inputs[1] / 7, context.mpf(1) / 3, context.mpf(-1) / 7]
        found |= {"formula": slope(params.j, weights, inputs, target), "bias": slope(0, weights, inputs, target)}
    return {name: found[name] for name in params.asks}


def skeleton(params: Neuron) -> str:
    """The loss, which weight is a logarithm, what is asked."""
    carrier = next((str(index) for index, weight in enumerate(params.weights) if weight.log), "none")
    return f"{params.loss} {carrier} {params.y} {write_asks(params.asks)}"
