"""Ticket 18: why gradients vanish or explode, on ds_k/ds_1 of a scalar RNN: a product of k - 1 factors W f'(a_t), t = 2, ..., k.

s_t = f(a_t), a_t = U x_t + W s_{t-1}. Where f is tanh or the sigmoid, |f'| is at most 1 or 1/4, which bounds the product.
Source: Pascanu, Mikolov and Bengio, On the difficulty of training recurrent neural networks, 2013.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.activations import slope as slope_of
from colloq.exact.asks import points, read_asks, write_asks
from colloq.exact.decimals import places
from colloq.exact.differences import central_difference, digits60
from colloq.exact.fields import Fields, plain
from colloq.exact.tree_vectors import Vector, plain_vector, read_vector
from colloq.exact.wrong_answers import wrong_numbers
from colloq.grading.number import exact
from colloq.model import NONZERO, REAL, FormulaAnswer, Mistake, NumberAnswer, Part, Step, Word
from colloq.notation.build import difference, power, product, rational, symbol, total
from colloq.notation.tree import Number, Product, substitute

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from colloq.model import Answer, Value, Values
    from colloq.notation.tree import Tree
    from colloq.seeds import Stream

VERSION = 1
TICKET = "18"
LEVELS = (1, 2, 3)

ASKS = ("factors", "formula", "value", "steps")
_WEIGHTS = {"factors": 3, "formula": 4, "value": 5, "steps": 4}
_OF_STATES = frozenset(("factors", "formula", "value"))
_MOST_STATES, _MOST_STEPS = 6, 40
KINDS = {"given": None, "tanh": Fraction(1), "sigmoid": Fraction(1, 4)}
"""Kinds of activation and the largest |f'| of each."""


@dataclass(frozen=True, slots=True)
class Chain:
    """The weight W; f'(a_1), ..., f'(a_k), or, of tanh and the sigmoid, the states s_1, ..., s_k; what `steps` needs.

    `slope` is |f'(a_t)| at every step, or the largest |f'| of tanh or the sigmoid; `bound` and `strict`: the first k is asked
    where |ds_k/ds_1| is below the bound (above, where the factors are larger than 1), or equal to it if not strict.
    """

    kind: str
    w: Fraction
    along: Vector | None
    slope: Fraction | None
    bound: Fraction | None
    strict: bool
    asks: tuple[str, ...]

    @property
    def slopes(self) -> Vector:
        """f'(a_1), ..., f'(a_k)."""
        if self.kind == "given":
            return self.along or ()
        trees = (slope_of(self.kind, rational(state)) for state in self.along or ())
        return tuple(exact(tree) or Fraction(0) for tree in trees)

    @property
    def size(self) -> Fraction:
        """|W f'| of one step, as `steps` takes it."""
        return abs(self.w) * (self.slope or Fraction(1))


# ------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> Chain:
    """f, W, slopes or states, slope, bound, strict, ask. Raises ParameterError."""
    source = Fields(fields)
    kind = source.word("f", KINDS, "given")
    w = source.rational("W")
    asks = read_asks(source, ASKS, "value")
    named = "slopes" if kind == "given" else "states"
    along = read_vector(source, named, 2, _MOST_STATES) if _OF_STATES & set(asks) or source.has(named) else None
    slope = bound = None
    strict = True
    if "steps" in asks:
        slope = KINDS[kind] or source.rational("slope")
        bound = source.rational("bound")
        strict = source.word("strict", ("yes", "no"), "yes") == "yes"
    source.done()
    if not w or (along is not None and 0 in along) or slope == 0:
        raise ParameterError("W" if not w else named if along is not None and 0 in along else "slope", "zero")
    if kind != "given" and along is not None and not all(_is_state(kind, cell) for cell in along):
        raise ParameterError("states", "not-a-state")
    params = Chain(kind, w, along, None if slope is None else abs(slope), bound, strict, asks)
    _check_steps(params)
    return params


def _is_state(kind: str, cell: Fraction) -> bool:
    return abs(cell) < 1 if kind == "tanh" else 0 < cell < 1


def _check_steps(params: Chain) -> None:
    if params.bound is None:
        return
    if params.size == 1 or (params.kind != "given" and params.size > 1):
        raise ParameterError("W", "size-one" if params.kind == "given" else "no-estimate")
    if params.bound <= 0 or (params.bound >= 1) == (params.size < 1) or params.bound == 1:
        raise ParameterError("bound", "bound-side")
    if abs(math.log(params.bound) / math.log(params.size)) > _MOST_STEPS:
        raise ParameterError("bound", "too-many-steps", most=_MOST_STEPS)


def write_params(params: Chain) -> dict[str, Any]:
    """Plain JSON."""
    written: dict[str, Any] = {"f": params.kind, "W": plain(params.w)}
    if params.along is not None:
        written["slopes" if params.kind == "given" else "states"] = plain_vector(params.along)
    if params.bound is not None:
        written |= {"bound": plain(params.bound), "strict": "yes" if params.strict else "no"}
        if params.kind == "given":
            written["slope"] = plain(params.slope or Fraction(1))
    return {**written, "ask": write_asks(params.asks)}


# ----------------------------------------------------------------------------------------------------------------- sample

_WEIGHT_SIZES = "1/2 3/2 5/2 1/3 2/3 4/3 3/4 5/4 2 3 4 5 6 7 8"
_SLOPES = "1/2 1/3 2/3 1/4 3/4 1/5 2/5 3/5 4/5 1/6 5/6"
_BOUNDS = {False: "0.1 0.01 0.001 0.2 0.05 0.02", True: "10 100 1000 20 50 200"}


def _one_of(rng: Stream, numbers: str) -> Fraction:
    return Fraction(rng.choice(numbers.split()))


def sample(rng: Stream, level: int) -> Chain | None:
    """1: the product for s_3 or s_4. 2: with its formula, and when it passes a bound. 3: tanh or sigmoid, known by the states."""
    sign = rng.choice((1, -1))
    if level == 3:
        return _sample_smooth(rng, sign)
    w = sign * _one_of(rng, _WEIGHT_SIZES)
    along = tuple(_one_of(rng, _SLOPES) for _ in range(rng.choice((3, 4, 5) if level == 1 else (3, 4))))
    if len(set(along)) < len(along) or abs(w) == 1:
        return None
    if level == 1:
        return _good(Chain("given", w, along, None, None, strict=True, asks=("factors", "value")))
    slope = _one_of(rng, _SLOPES)
    size = abs(w) * slope
    strict = rng.chance(50)
    if not (Fraction(1, 10) <= size <= Fraction(4, 5) or Fraction(5, 4) <= size <= 6):
        return None
    bound = _draw_bound(rng, size)
    return None if bound is None else _good(Chain("given", w, along, slope, bound, strict, ASKS[1:]))


def _sample_smooth(rng: Stream, sign: int) -> Chain | None:
    kind = rng.choice(("tanh", "sigmoid"))
    w = sign * _one_of(rng, "1/2 1/3 2/3 3/4 2/5 3/5 4/5 1/5" if kind == "tanh" else "2 3 1/2 3/2 5/2 4/5 2/5 8/5 6/5 12/5")
    states = tuple(_one_of(rng, "1/2 1/3 2/3 1/4 3/4 1/5 2/5 3/5 4/5") for _ in range(3))
    if kind == "tanh":
        states = tuple(state if rng.chance(50) else -state for state in states)
    if len(set(map(abs, states))) < 3:
        return None
    largest = KINDS[kind] or Fraction(1)
    size = abs(w) * largest
    bound = _draw_bound(rng, size)
    return None if bound is None else _good(Chain(kind, w, states, largest, bound, rng.chance(50), ("value", "steps")))


def _draw_bound(rng: Stream, size: Fraction) -> Fraction | None:
    """A round number, or in half of the draws a power of the size itself, where strict or not makes a difference."""
    if rng.chance(50):
        bound = size ** rng.integer(2, 5)
        digits = str(float(bound)).replace(".", "").strip("0")
        if bound.denominator not in (1, *(10**count for count in range(1, 5))) and _decimals(bound) is None:
            return None
        return bound if len(digits) <= 3 and bound < 1000 else None
    return _one_of(rng, _BOUNDS[size > 1])


def _good(params: Chain) -> Chain | None:
    """The product is neither tiny nor long to write, and the first k lies where it can be found by hand."""
    if params.bound is not None and not 3 <= _first(params.size, params.bound, strict=params.strict) <= 9:
        return None
    value = _value(params)
    return params if value.denominator <= 2000 and value.numerator <= 2000 and value != 1 else None


# ------------------------------------------------------------------------------------------------------------ mathematics


def _value(params: Chain) -> Fraction:
    """|ds_k/ds_1|."""
    return abs(params.w ** (len(params.slopes) - 1) * math.prod(params.slopes[1:]))


def _first(size: Fraction, bound: Fraction, *, strict: bool) -> int:
    """The smallest k with size^(k-1) beyond the bound: below it for sizes under 1, above it for larger ones."""
    k, reached = 1, Fraction(1)
    while not _beyond(reached, size, bound, strict=strict):
        k, reached = k + 1, reached * size
    return k


def _beyond(reached: Fraction, size: Fraction, bound: Fraction, *, strict: bool) -> bool:
    if reached == bound:
        return not strict
    return reached < bound if size < 1 else reached > bound


def _atom(t: int) -> Tree:
    return symbol(f"f'(a{t})")


def _formula(k: int, first: int = 2) -> Tree:
    """W^(k-1) f'(a_2) ... f'(a_k)."""
    return product(power(symbol("W"), Number(k - first + 1)), *(_atom(t) for t in range(first, k + 1)))


def _symbols(k: int) -> dict[str, Any]:
    return {"W": REAL, "U": REAL, **{f"f'(a{t})": NONZERO for t in range(1, k + 1)}}


def _aliases(k: int) -> dict[str, str]:
    found = {f"{top}/da{t}": f"f'(a{t})" for t in range(1, k + 1) for top in ("df", f"df(a{t})", f"ds{t}")}
    return {**found, **{f"f'{t}": f"f'(a{t})" for t in range(1, k + 1)}}


def solve(params: Chain) -> tuple[Part, ...]:
    """The parts that are asked."""
    k, worth = len(params.along or ()), points(params.asks, _WEIGHTS)

    def answer(name: str) -> Answer:
        match name:
            case "factors":
                return NumberAnswer(Number(k - 1), exact=True)
            case "formula":
                return FormulaAnswer(_formula(k), _symbols(k), aliases=_aliases(k))
            case "value":
                return NumberAnswer(rational(_value(params)))
            case _:
                assert params.bound is not None
                return NumberAnswer(Number(_first(params.size, params.bound, strict=params.strict)), exact=True)

    return tuple(Part(name, answer(name), worth[name]) for name in params.asks)


def carried(params: Chain, part: str, own: Mapping[str, Answer]) -> Answer | None:
    """The value from the student's own formula."""
    formula = own.get("formula")
    if part != "value" or not isinstance(formula, FormulaAnswer):
        return None
    numbers = {f"f'(a{t})": rational(slope) for t, slope in enumerate(params.slopes, 1)}
    number = exact(substitute(formula.tree, {**numbers, "W": rational(params.w)}))
    return None if number is None else NumberAnswer(rational(abs(number)))


# ------------------------------------------------------------------------------------------------------------------ texts


def _decimals(number: Fraction) -> Tree | None:
    """The number as a decimal literal, where it has an end soon."""
    return next((places(rational(number), count) for count in range(1, 7) if (number * 10**count).denominator == 1), None)


def _shown(number: Fraction) -> Value:
    """A bound as it is printed: a whole number, a decimal where it ends soon, else a fraction."""
    if number.denominator == 1:
        return int(number)
    return _decimals(number) or number


def state(params: Chain) -> Values:
    """Values for the texts."""
    values: dict[str, Value] = {
        "W": params.w,
        "k": len(params.along or ()),
        "along": params.along or (),
        "slopes_given": params.along is not None and params.kind == "given",
        "states_given": params.along is not None and params.kind != "given",
        "activation": Word(f"f-{params.kind}"),
        "atoms": "formula" in params.asks,
        "smooth": params.kind != "given",
    }
    if params.bound is None:
        return values
    side = "above" if params.size > 1 else "below"
    return {
        **values,
        "bound": _shown(params.bound),
        "slope": params.slope or Fraction(1),
        "relation": Word(side if params.strict else f"{side}-or-equal"),
        "equality": Word("strictly" if params.strict else "equality-counts"),
        "steps_by": Word("by-slope" if params.kind == "given" else "by-estimate"),
    }


def hints(params: Chain) -> tuple[Step, ...]:
    """What one factor is, then how many of them or what the derivative is."""
    return Step("hint-factor"), Step(
        f"hint-{params.kind}" if params.kind != "given" else "hint-steps" if "steps" in params.asks else "hint-range"
    )


def explain(params: Chain) -> tuple[Step, ...]:
    """The rule for one step, then part by part."""
    return (Step("one-step"), *(step for name in params.asks for step in _explain_part(params, name)))


def _explain_part(params: Chain, name: str) -> Iterator[Step]:
    k = len(params.along or ())
    match name:
        case "factors":
            yield Step("factors", before=difference(Number(k), Number(1)), after=Number(k - 1))
        case "formula":
            yield Step(
                "formula", before=Product(tuple(product(symbol("W"), _atom(t)) for t in range(k, 1, -1))), after=_formula(k)
            )
        case "value":
            if params.kind != "given":
                yield from _slope_steps(params)
            size = power(rational(abs(params.w)), Number(k - 1))
            before = product(size, *(rational(slope) for slope in params.slopes[1:]))
            yield Step("value", before=before, after=rational(_value(params)))
        case _:
            yield from _explain_steps(params)


def _slope_steps(params: Chain) -> Iterator[Step]:
    for t, (state_of, slope) in enumerate(zip(params.along or (), params.slopes, strict=True), 1):
        if t > 1:
            yield Step(
                f"slope-{params.kind}", {"time": t}, before=slope_of(params.kind, rational(state_of)), after=rational(slope)
            )


def _explain_steps(params: Chain) -> Iterator[Step]:
    assert params.bound is not None
    size = params.size
    k = _first(size, params.bound, strict=params.strict)
    yield Step(
        "size-given" if params.kind == "given" else "size-estimate",
        before=product(rational(abs(params.w)), rational(params.slope or Fraction(1))),
        after=rational(size),
    )
    for exponent, key in ((k - 2, "not-yet"), (k - 1, "beyond")):
        yield Step(key, {"exponent": exponent}, before=power(rational(size), Number(exponent)), after=rational(size**exponent))
    yield Step("steps", before=total(Number(k - 1), Number(1)), after=Number(k))


# --------------------------------------------------------------------------------------------------------------- mistakes


def mistakes(params: Chain) -> tuple[Mistake, ...]:
    """Wrong answers, part by part; those that come to the right one are left out."""
    found: list[Mistake] = []
    for part in solve(params):
        match part.answer:
            case FormulaAnswer(_, symbols):
                pairs = _wrong_formulas(len(params.along or ()))
                found += [Mistake(name, part.name, FormulaAnswer(wrong, symbols)) for name, wrong in pairs]
            case NumberAnswer():
                numbers = {"factors": _wrong_counts, "value": _wrong_values, "steps": _wrong_steps}[part.name](params)
                found += wrong_numbers(part.name, part.answer, ((name, rational(number)) for name, number in numbers))
            case _:
                raise AssertionError
    return tuple(found)


def _wrong_formulas(k: int) -> Iterator[tuple[str, Tree]]:
    w, slopes = symbol("W"), [_atom(t) for t in range(2, k + 1)]
    yield "one-factor-more", _formula(k, 1)
    yield "one-factor-less", _formula(k, 3)
    yield "slopes-forgotten", power(w, Number(k - 1))
    yield "weight-once", product(w, *slopes)
    yield "weight-forgotten", product(*slopes)
    yield "input-weight", product(power(symbol("U"), Number(k - 1)), *slopes)
    yield "factors-added", product(w, total(*slopes))


def _wrong_counts(params: Chain) -> Iterator[tuple[str, Fraction]]:
    k = len(params.along or ())
    yield "one-factor-more", Fraction(k)
    yield "one-factor-less", Fraction(k - 2)


def _wrong_values(params: Chain) -> Iterator[tuple[str, Fraction]]:
    w, slopes = abs(params.w), [abs(slope) for slope in params.slopes]
    k = len(slopes)
    yield "one-factor-more", w**k * math.prod(slopes)
    yield "one-factor-less", w ** (k - 2) * math.prod(slopes[2:])
    yield "slopes-shifted", w ** (k - 1) * math.prod(slopes[:-1])
    yield "slopes-forgotten", w ** (k - 1)
    yield "weight-once", w * math.prod(slopes[1:])
    yield "weight-forgotten", Fraction(math.prod(slopes[1:]))
    yield "factors-added", w * sum(slopes[1:])
    if params.w ** (k - 1) < 0:
        yield "sign-kept", -_value(params)
    if params.kind != "given":
        states = params.along or ()
        other = "sigmoid" if params.kind == "tanh" else "tanh"
        others = (exact(slope_of(other, rational(cell))) or Fraction(0) for cell in states[1:])
        yield "states-for-slopes", abs(w ** (k - 1) * math.prod(states[1:]))
        yield "other-slope", abs(w ** (k - 1) * math.prod(others))


def _wrong_steps(params: Chain) -> Iterator[tuple[str, Fraction]]:
    assert params.bound is not None
    right = _first(params.size, params.bound, strict=params.strict)
    other = _first(params.size, params.bound, strict=not params.strict)
    if other != right:
        yield "strictness", Fraction(other)
    yield "factors-for-number", Fraction(right - 1)
    yield "one-step-late", Fraction(right + 1)
    for name, size in (("slopes-forgotten", abs(params.w)), ("weight-forgotten", params.slope or Fraction(1))):
        if size != 1 and (size < 1) == (params.size < 1):
            steps = math.log(params.bound) / math.log(size)
            if steps < _MOST_STEPS:
                yield name, Fraction(_first(size, params.bound, strict=params.strict))


# ----------------------------------------------------------------------------------------------------------------- oracle


def oracle(params: Chain, at: Mapping[str, float]) -> dict[str, Any]:
    """The derivative of s_k as a function of s_1 by central differences, through straight lines; the first k by logarithms."""
    context = digits60()
    found: dict[str, Any] = {}
    given = [context.mpf(number.numerator) / number.denominator for number in params.along or ()]
    rules = {"given": lambda cell: cell, "tanh": lambda cell: (1 - cell) * (1 + cell), "sigmoid": lambda cell: cell - cell**2}
    slopes = [rules[params.kind](cell) for cell in given]

    def through(w: Any, lines: Any) -> float:  # noqa: ANN401
        def last(first: Any) -> Any:  # noqa: ANN401
            for line in lines:
                first = line * (w * first) + 1
            return first

        return central_difference(last, context.mpf(1), context)

    for name in params.asks:
        match name:
            case "factors":
                found[name] = float(len(slopes[1:]))
            case "formula":
                found[name] = through(at["W"], [at[f"f'(a{t})"] for t in range(2, len(slopes) + 1)])
            case "value":
                found[name] = abs(through(context.mpf(params.w.numerator) / params.w.denominator, slopes[1:]))
            case _:
                found[name] = _oracle_steps(params)
    return found


def _oracle_steps(params: Chain) -> float:
    assert params.bound is not None
    slope = {"given": params.slope, "tanh": 1.0, "sigmoid": 0.25}[params.kind]
    assert slope is not None
    exponent = math.log(params.bound) / math.log(abs(float(params.w)) * float(slope))
    nearest = round(exponent)
    if abs(exponent - nearest) < 1e-9:
        return float(nearest + 2 if params.strict else nearest + 1)
    return float(math.ceil(exponent) + 1)


def skeleton(params: Chain) -> str:
    """Kind of activation, how many states, vanishing or exploding, what is asked."""
    side = "" if params.bound is None else " explodes" if params.size > 1 else " vanishes"
    return f"{params.kind} {len(params.along or ())}{side} {write_asks(params.asks)}"
