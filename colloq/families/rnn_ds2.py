"""Ticket 16: the derivative of the second hidden state of a scalar RNN by the recurrent weight.

s_t = f(a_t), a_t = U x_t + W s_{t-1}, where s_0 does not depend on W. Then ds_2/dW = f'(a_2) (s_1 + W f'(a_1) s_0).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

from colloq.errors import ParameterError
from colloq.exact.activations import ACTIVATIONS, SMOOTH, activation, float_activation, float_slope, simple, slope
from colloq.exact.asks import points, read_asks, write_asks
from colloq.exact.decimals import places, significant
from colloq.exact.differences import central_difference, digits60, numeric_activation
from colloq.exact.fields import Fields, plain
from colloq.grading.number import as_float, exact
from colloq.model import NONZERO, REAL, UNIT, Domain, FormulaAnswer, Kind, Mistake, NumberAnswer, Part, Step, Word
from colloq.notation.build import ONE, apply, product, rational, symbol, total
from colloq.notation.tree import Product, Sum, has_decimal, substitute

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from colloq.model import Answer, Value, Values
    from colloq.notation.tree import Tree
    from colloq.seeds import Stream

VERSION = 1
TICKET = "16"
LEVELS = (1, 2, 3)

ASKS = ("s1", "s2", "formula", "concrete", "value")
"""The states; ds_2/dW in f'(a_1), f'(a_2); ds_2/dW in the states (tanh, sigmoid); its value."""
_WEIGHTS = {"s1": 2, "s2": 2, "formula": 5, "concrete": 5, "value": 5}
_SATURATED = 6  # beyond it three digits of the derivative are not to be had from printed states

_INNER, _OUTER = symbol("f'(a1)"), symbol("f'(a2)")
_WEIGHT, _S0, _S1, _S2 = symbol("W"), symbol("s0"), symbol("s1"), symbol("s2")
_FORMULA_SYMBOLS = {**dict.fromkeys(("W", "U", "x1", "x2", "s0", "s1", "s2"), REAL), "f'(a1)": NONZERO, "f'(a2)": NONZERO}
_ALIASES = {
    **{f"{top}/da{t}": f"f'(a{t})" for t in (1, 2) for top in ("df", f"df(a{t})", f"ds{t}")},
    "f'1": "f'(a1)",
    "f'2": "f'(a2)",
}
_STATE_DOMAIN = {"tanh": UNIT, "sigmoid": Domain(Kind.RANGE, 0.0, 1.0)}


@dataclass(frozen=True, slots=True)
class Network:
    """The activation, the weights, the inputs, the first state, and what is asked."""

    f: str
    u: Fraction
    w: Fraction
    x1: Fraction
    x2: Fraction
    s0: Fraction
    asks: tuple[str, ...]


# ------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> Network:
    """f, U, W, x1, x2, s0, ask. Raises ParameterError: at the kink of ReLU, far out on tanh or sigmoid."""
    source = Fields(fields)
    name = source.text("f", "").lower()
    name = {"linear": "identity", "th": "tanh", "σ": "sigmoid"}.get(name, name)
    if name not in ACTIVATIONS:
        raise ParameterError("f", "word", value=name, allowed=", ".join(ACTIVATIONS))
    u, w, x1, x2, s0 = (source.rational(field) for field in ("U", "W", "x1", "x2", "s0"))
    asks = read_asks(source, ASKS, "formula, value")
    source.done()
    if "concrete" in asks and name not in SMOOTH:
        raise ParameterError("ask", "no-concrete-form")
    params = Network(name, u, w, x1, x2, s0, asks)
    for time, argument in enumerate(_arguments(params), 1):
        if name == "relu" and exact(argument) == 0:
            raise ParameterError(f"x{time}", "kink", time=time)
        if name in SMOOTH and abs(as_float(argument)) > _SATURATED:
            raise ParameterError(f"x{time}", "saturated", time=time, most=_SATURATED)
    return params


def write_params(params: Network) -> dict[str, Any]:
    """Plain JSON."""
    numbers = {"U": params.u, "W": params.w, "x1": params.x1, "x2": params.x2, "s0": params.s0}
    return {"f": params.f, **{name: plain(number) for name, number in numbers.items()}, "ask": write_asks(params.asks)}


# ------------------------------------------------------------------------------------------------------------ mathematics


def _argument(params: Network, time: int, before: Tree) -> Tree:
    """a_t from the state before."""
    return total(rational(params.u * (params.x1 if time == 1 else params.x2)), product(rational(params.w), before))


def _arguments(params: Network) -> tuple[Tree, Tree]:
    """a_1 and a_2."""
    first = simple(_argument(params, 1, rational(params.s0)))
    return first, simple(_argument(params, 2, activation(params.f, first)))


def _states(params: Network) -> tuple[Tree, Tree]:
    """s_1 and s_2."""
    first, second = (activation(params.f, argument) for argument in _arguments(params))
    return first, second


def _derivative(outer: Tree, inner: Tree, weight: Tree, s0: Tree, s1: Tree) -> Tree:
    return product(outer, total(s1, product(weight, inner, s0)))


def _value(params: Network, s1: Tree, s2: Tree) -> Tree:
    slopes = (slope(params.f, s2), slope(params.f, s1))
    return simple(_derivative(*slopes, rational(params.w), rational(params.s0), s1))


def _concrete_symbols(name: str) -> dict[str, Domain]:
    state = _STATE_DOMAIN[name]
    return {"W": REAL, "U": REAL, "x1": REAL, "x2": REAL, "s0": REAL, "s1": state, "s2": state}


def _formula(params: Network, kind: str) -> Tree:
    if kind == "formula":
        return _derivative(_OUTER, _INNER, _WEIGHT, _S0, _S1)
    return _derivative(slope(params.f, _S2), slope(params.f, _S1), _WEIGHT, _S0, _S1)


def solve(params: Network) -> tuple[Part, ...]:
    """The parts that are asked."""
    s1, s2 = _states(params)
    worth = points(params.asks, _WEIGHTS)

    def answer(name: str) -> Answer:
        match name:
            case "formula":
                return FormulaAnswer(_formula(params, name), _FORMULA_SYMBOLS, aliases=_ALIASES)
            case "concrete":
                return FormulaAnswer(_formula(params, name), _concrete_symbols(params.f))
            case "value":
                return NumberAnswer(_value(params, s1, s2))
            case _:
                return NumberAnswer(s1 if name == "s1" else s2)

    return tuple(Part(name, answer(name), worth[name]) for name in params.asks)


def carried(params: Network, part: str, own: Mapping[str, Answer]) -> Answer | None:
    """s_2 from the student's own s_1; the value from their own states, or from their own formula."""
    right = _states(params)
    s1, s2 = (
        answer.value if isinstance(answer := own.get(name), NumberAnswer) else state
        for name, state in zip(("s1", "s2"), right, strict=True)
    )
    if params.f == "relu" and any(exact(state) is None for state in (s1, s2)):
        return None
    match part:
        case "s2" if exact(s1) is not None or params.f != "relu":
            return NumberAnswer(activation(params.f, simple(_argument(params, 2, s1))))
        case "value":
            formula = own.get("formula", own.get("concrete"))
            if isinstance(formula, FormulaAnswer):
                return NumberAnswer(simple(substitute(formula.tree, _numbers(params, s1, s2))))
            return NumberAnswer(_value(params, s1, s2))
        case _:
            return None


def _numbers(params: Network, s1: Tree, s2: Tree) -> dict[str, Tree]:
    """What stands for each letter of a formula."""
    given = {"W": params.w, "U": params.u, "x1": params.x1, "x2": params.x2, "s0": params.s0}
    slopes = {"f'(a1)": slope(params.f, s1), "f'(a2)": slope(params.f, s2)}
    return {**{name: rational(number) for name, number in given.items()}, "s1": s1, "s2": s2, **slopes}


# ----------------------------------------------------------------------------------------------------------------- sample


_PLAIN_WEIGHTS = "1/2 3/2 2 3 1/3 2/3 4 1/4 3/4 5/2"
_SMOOTH_WEIGHTS = "1/2 1 3/2 2 5/2 3 1/4 3/4 1/3 2/3 4"
_HALF_WEIGHTS = "1 2 1/2 3 4 3/2 5/2 1/4 3/4 5"
_INPUTS = "1/2 1 3/2 2 5/2 3 1/4 4"
_FIRST_STATES = "1/2 1/3 2/3 1/4 3/4 1/5 2/5 3/5 4/5"


def _signed(rng: Stream, sizes: str) -> Fraction:
    """One of the numbers, with either sign."""
    size = Fraction(rng.choice(sizes.split()))
    return size if rng.chance(50) else -size


def sample(rng: Stream, level: int) -> Network | None:
    """1: linear or ReLU, whole numbers. 2: formula and value, any activation. 3: tanh, sigmoid, in the states themselves."""
    if level == 1:
        return _sample_plain(rng, rng.weighted((("identity", 1), ("relu", 4))), ("s1", "s2", "value"), whole=True)
    if level == 3:
        return _sample_smooth(rng, ("concrete", "value"))
    match rng.weighted((("relu", 12), ("half", 3), ("smooth", 60))):
        case "relu":
            return _sample_plain(rng, "relu", ("s1", "s2", "formula", "value"), whole=False)
        case "half":
            return _sample_half(rng)
        case _:
            return _sample_smooth(rng, ("formula", "value"))


def _sample_plain(rng: Stream, name: str, asks: tuple[str, ...], *, whole: bool) -> Network | None:
    def weight() -> Fraction:
        return Fraction(rng.nonzero(-5, 5)) if whole else _signed(rng, _PLAIN_WEIGHTS)

    u, w = weight(), weight()
    x1, x2, s0 = (Fraction(rng.nonzero(-most, most)) for most in (9, 9, 5))
    params = Network(name, u, w, x1, x2, s0, asks)
    a1, a2 = (exact(argument) for argument in _arguments(params))
    assert a1 is not None
    assert a2 is not None
    value = exact(_value(params, *_states(params)))
    if not value or not a1 or not a2 or abs(params.w) == 1 or (name == "relu" and min(a1, a2) < 0):
        return None
    small = max(abs(a1), abs(a2), abs(value)) < 100 and max(a2.denominator, value.denominator) <= 12
    return params if small else None


def _sample_half(rng: Stream) -> Network | None:
    """The sigmoid at a_1 = a_2 = 0: both states are 1/2."""
    w = Fraction(rng.nonzero(-18, 18), 2)
    u = _signed(rng, _HALF_WEIGHTS)
    s0 = Fraction(rng.nonzero(-12, 12), rng.integer(1, 4))
    x1, x2 = -w * s0 / u, -w / (2 * u)
    params = Network("sigmoid", u, w, x1, x2, s0, ("s1", "s2", "formula", "value"))
    plain_inputs = max(x1.denominator, x2.denominator) <= 6 and max(abs(x1), abs(x2)) < 20
    return params if plain_inputs and w * s0 != -2 and abs(w) != 1 and abs(s0) <= 5 else None


def _sample_smooth(rng: Stream, asks: tuple[str, ...]) -> Network | None:
    name = rng.choice(SMOOTH)
    u, w = _signed(rng, _SMOOTH_WEIGHTS), _signed(rng, _SMOOTH_WEIGHTS)
    x1, x2 = _signed(rng, _INPUTS), _signed(rng, _INPUTS)
    s0 = _signed(rng, _FIRST_STATES)
    if name == "sigmoid":
        s0 = abs(s0)
    a1 = float(u * x1 + w * s0)
    a2 = float(u * x2) + float(w) * float_activation(name, a1)
    if not all(0.2 <= abs(argument) <= 1.8 for argument in (a1, a2)) or w == 1:
        return None
    params = Network(name, u, w, x1, x2, s0, asks)
    s1, s2 = float_activation(name, a1), float_activation(name, a2)
    value = _float_value(params, s1, s2)
    if abs(value) < 0.05:
        return None
    units = value / _unit(value)
    return params if abs(units - round(units)) <= 0.3 and _places_serve(params, s1, s2, 3) else None


def _float_value(params: Network, s1: float, s2: float) -> float:
    inner, outer = float_slope(params.f, s1), float_slope(params.f, s2)
    return outer * (s1 + float(params.w) * inner * float(params.s0))


def _unit(value: float) -> float:
    """One unit of the third significant digit."""
    return float(10.0 ** (math.floor(math.log10(abs(value))) - 2))


def _printed_places(params: Network, states: Sequence[Tree]) -> int:
    """How many decimal places of the states lead to three right digits of the value."""
    s1, s2 = map(as_float, states)
    return next((count for count in range(3, 12) if _places_serve(params, s1, s2, count)), 12)


def _places_serve(params: Network, s1: float, s2: float, count: int) -> bool:
    """Whether states rounded to so many places change the third digit of the value by little."""
    value = _float_value(params, s1, s2)
    return not value or abs(_float_value(params, round(s1, count), round(s2, count)) - value) <= 0.15 * _unit(value)


# ------------------------------------------------------------------------------------------------------------------ texts


def state(params: Network) -> Values:
    """Values for the texts. A state that is neither rational nor asked is printed, rounded, where the value is asked."""
    states = _states(params)
    shown = [
        "value" in params.asks and name not in params.asks and exact(tree) is None
        for name, tree in zip(("s1", "s2"), states, strict=True)
    ]
    count = _printed_places(params, states) if any(shown) else 0
    values: dict[str, Value] = {
        "activation": Word(f"f-{params.f}"),
        "form": Word("form-rational" if all(exact(tree) is not None for tree in states) else "form-real"),
        "U": params.u,
        "W": params.w,
        "x1": params.x1,
        "x2": params.x2,
        "s0": params.s0,
        "numbers": bool({"s1", "s2", "value"} & set(params.asks)),
        "slopes": "formula" in params.asks,
        "both_given": all(shown),
        "second_given": shown == [False, True],
        "first_given": shown == [True, False],
    }
    given = {f"s{time}_given": places(tree, count) for time, tree in enumerate(states, 1) if shown[time - 1]}
    return {**values, **given}


def hints(params: Network) -> tuple[Step, ...]:
    """Where W stands, then what the inner derivative is."""
    return (Step("hint-two-places"), Step("hint-slope" if params.f in SMOOTH else "hint-inner"))


def explain(params: Network) -> tuple[Step, ...]:
    """States, formula, value: as far as they are asked."""
    asks = set(params.asks)
    steps: list[Step] = []
    if asks & {"s1", "s2"} or ("value" in asks and params.f not in SMOOTH):
        steps += _state_steps(params, 1 if asks == {"s1"} else 2)
    if "formula" in asks or asks & {"concrete", "value"} == {"value"}:
        steps += _formula_steps(params, "formula")
    if "concrete" in asks:
        steps += _formula_steps(params, "concrete")
    if "value" in asks:
        steps += _value_steps(params)
    return tuple(steps)


def _state_steps(params: Network, last: int) -> Iterator[Step]:
    before: Tree = rational(params.s0)
    for time in range(1, last + 1):
        argument, now = _arguments(params)[time - 1], _states(params)[time - 1]
        own = Product((rational(params.u), rational((params.x1, params.x2)[time - 1])))
        key = "state-linear" if params.f == "identity" else "argument"
        yield Step(key, {"time": time}, before=Sum((own, Product((rational(params.w), before)))), after=argument)
        if params.f != "identity" and exact(now) is not None:
            yield Step("state", {"time": time}, before=apply(params.f, argument), after=now)
        elif params.f != "identity":
            yield Step("state-rounded", {"time": time, "decimal": significant(now)}, before=apply(params.f, argument), after=now)
        before = now


def _formula_steps(params: Network, kind: str) -> Iterator[Step]:
    concrete = kind == "concrete"
    outer, inner = (slope(params.f, _S2), slope(params.f, _S1)) if concrete else (_OUTER, _INNER)
    if concrete:
        yield Step(f"slope-{params.f}")
    yield Step("first-state", {"first": product(inner, _S0)})
    long = total(product(outer, _S1), product(outer, _WEIGHT, inner, _S0))
    yield Step("two-places", before=long, after=_formula(params, kind))


def _value_steps(params: Network) -> Iterator[Step]:
    states = _states(params)
    if params.f in SMOOTH and "concrete" not in params.asks:
        yield Step(f"slope-{params.f}")
    printed = [
        simple(reached) if exact(reached) is not None else places(reached, _printed_places(params, states)) for reached in states
    ]
    slopes: list[Tree] = []
    for time, reached in enumerate(printed, 1):
        factor = slope(params.f, reached)
        if params.f not in SMOOTH:
            yield Step(f"slope-{params.f}", {"time": time, "slope": factor})
        elif has_decimal(factor):
            factor = significant(factor, 4)
            yield Step("slope-rounded", {"time": time, "decimal": factor})
        else:
            yield Step("slope-value", {"time": time}, before=factor, after=simple(factor))
        slopes.append(factor if has_decimal(factor) else simple(factor))
    value = _value(params, *states)
    filled = _derivative(slopes[1], slopes[0], rational(params.w), rational(params.s0), printed[0])
    if exact(value) is None:
        yield Step("value-rounded", {"filled": filled, "decimal": significant(value)}, after=value)
    else:
        yield Step("value", before=filled, after=value)


# --------------------------------------------------------------------------------------------------------------- mistakes


def mistakes(params: Network) -> tuple[Mistake, ...]:
    """Wrong answers, part by part; those that come to the right number are left out."""
    found: list[Mistake] = []
    for part in solve(params):
        match part.answer:
            case FormulaAnswer(_, symbols):
                pairs = _formula_mistakes(params, part.name)
                found += [Mistake(name, part.name, FormulaAnswer(wrong, symbols)) for name, wrong in pairs]
            case NumberAnswer(right):
                pairs = _value_mistakes(params) if part.name == "value" else _state_mistakes(params, int(part.name[1:]))
                right_float = as_float(right)
                for name, wrong in pairs:
                    number = simple(wrong)
                    if not math.isclose(as_float(number), right_float, rel_tol=1e-12):
                        found.append(Mistake(name, part.name, NumberAnswer(number)))
            case _:
                raise AssertionError
    return tuple(found)


_Pair: TypeAlias = "tuple[Tree, Tree]"


def _slips(slopes: _Pair, weight: Tree, states: _Pair, inputs: _Pair) -> Iterator[tuple[str, Tree]]:
    """The slips that formulas and values share; slopes f'(a_1), f'(a_2), states s_0, s_1, inputs x_1, x_2."""
    (inner, outer), (s0, s1), (x1, x2) = slopes, states, inputs
    yield "recurrent-dropped", product(outer, s1)
    yield "direct-dropped", product(outer, weight, inner, s0)
    yield "slopes-forgotten", total(s1, product(weight, s0))
    yield "inner-slope-forgotten", _derivative(outer, ONE, weight, s0, s1)
    yield "outer-slope-forgotten", _derivative(ONE, inner, weight, s0, s1)
    yield "weight-forgotten", _derivative(outer, inner, ONE, s0, s1)
    yield "by-input-weight", _derivative(outer, inner, weight, x1, x2)


def _formula_mistakes(params: Network, kind: str) -> Iterator[tuple[str, Tree]]:
    inputs = (symbol("x1"), symbol("x2"))
    if kind == "formula":
        yield from _slips((_INNER, _OUTER), _WEIGHT, (_S0, _S1), inputs)
        yield "time-shifted", _derivative(_OUTER, _INNER, _WEIGHT, _S1, _S2)
        return
    yield from _slips((slope(params.f, _S1), slope(params.f, _S2)), _WEIGHT, (_S0, _S1), inputs)
    yield "slope-of-state-before", _derivative(slope(params.f, _S1), slope(params.f, _S0), _WEIGHT, _S0, _S1)
    other = _other(params.f)
    yield "other-slope", _derivative(slope(other, _S2), slope(other, _S1), _WEIGHT, _S0, _S1)


def _other(name: str) -> str:
    return "sigmoid" if name == "tanh" else "tanh"


def _value_mistakes(params: Network) -> Iterator[tuple[str, Tree]]:
    s1, s2 = _states(params)
    w, s0 = rational(params.w), rational(params.s0)
    slopes, inputs = (slope(params.f, s1), slope(params.f, s2)), (rational(params.x1), rational(params.x2))
    yield from _slips(slopes, w, (s0, s1), inputs)
    if params.f in SMOOTH:
        other = _other(params.f)
        yield "other-slope", _derivative(slope(other, s2), slope(other, s1), w, s0, s1)


def _state_mistakes(params: Network, time: int) -> Iterator[tuple[str, Tree]]:
    u, w, s0 = params.u, params.w, rational(params.s0)
    x = params.x1 if time == 1 else params.x2
    before = s0 if time == 1 else _states(params)[0]
    wrong: list[tuple[str, Tree]] = [
        ("state-before-dropped", rational(u * x)),
        ("weights-swapped", total(rational(w * x), product(rational(u), before))),
    ]
    if time == 2:
        wrong.append(("first-state-reused", total(rational(u * x), product(rational(w), s0))))
    for name, argument in wrong:
        if params.f not in SMOOTH or abs(as_float(argument)) <= _SATURATED:
            yield name, activation(params.f, simple(argument))
    if params.f != "identity":
        yield "activation-forgotten", _arguments(params)[time - 1]


# ----------------------------------------------------------------------------------------------------------------- oracle


def oracle(params: Network, at: Mapping[str, float]) -> dict[str, Any]:
    """Central differences in W of a forward pass, with 60 digits.

    For formulas a network is made that goes through the states of `at`: with straight lines of the slopes f'(a_1), f'(a_2) as
    activations, or with the real activation and inputs that lead to those states.
    """
    found: dict[str, Any] = {}
    for name in params.asks:
        match name:
            case "formula":
                found[name] = _through_lines(at)
            case "concrete":
                found[name] = _through_states(params.f, at)
            case _:
                numbers = [params.u, params.w, params.x1, params.x2, params.s0]
                s1, s2, derivative = _through_inputs(params.f, numbers)
                found[name] = {"s1": s1, "s2": s2, "value": derivative}[name]
    return found


def _through_inputs(name: str, numbers: Sequence[Fraction]) -> tuple[float, float, float]:
    context = digits60()
    f = numeric_activation(name, context)
    u, w, x1, x2, s0 = (context.mpf(number.numerator) / number.denominator for number in numbers)

    def second(weight: Any) -> Any:  # noqa: ANN401
        return f(u * x2 + weight * f(u * x1 + weight * s0))

    return float(f(u * x1 + w * s0)), float(second(w)), central_difference(second, w, context)


def _through_lines(at: Mapping[str, float]) -> float:
    context = digits60()
    w, s0, s1, s2, inner, outer = (context.mpf(at[name]) for name in ("W", "s0", "s1", "s2", "f'(a1)", "f'(a2)"))
    return central_difference(lambda v: s2 + outer * (v * (s1 + inner * (v - w) * s0) - w * s1), w, context)


def _through_states(name: str, at: Mapping[str, float]) -> float:
    context = digits60()
    f = numeric_activation(name, context)
    w, s0, s1, s2 = (context.mpf(at[symbol_name]) for symbol_name in ("W", "s0", "s1", "s2"))
    inverse = context.atanh if name == "tanh" else lambda s: context.log(s / (1 - s))
    first, second = inverse(s1) - w * s0, inverse(s2) - w * s1
    return central_difference(lambda v: f(second + v * f(first + v * s0)), w, context)


def skeleton(params: Network) -> str:
    """Activation, what is asked, signs of the weights, whether the states are fractions."""
    signs = "".join("+" if number > 0 else "-" for number in (params.u, params.w, params.s0))
    return f"{params.f} {signs} {write_asks(params.asks)}"
