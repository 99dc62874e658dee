"""Ticket 12: the scale of random initial weights of a dense or a convolutional layer.

LeCun's rule Var w = 1/n_in is the guide's 1/sqrt(n); Glorot's is 2/(n_in + n_out); He's is 2/n_in. The guide and others call
both of the first two Xavier, so a problem always says which one it means.
Sources: LeCun et al. 1998, Glorot and Bengio 2010, He et al. 2015; fans of a convolution as in PyTorch and Keras.
"""

from __future__ import annotations

import functools
import math
import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.asks import points, read_asks, write_asks
from colloq.exact.decimals import significant
from colloq.exact.fields import Fields
from colloq.grading.number import exact
from colloq.model import Mistake, NumberAnswer, Part, Step, Word
from colloq.notation.build import product, quotient, rational, sqrt, total
from colloq.notation.tree import Number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from colloq.model import Answer, Value, Values
    from colloq.notation.tree import Tree
    from colloq.seeds import Stream

VERSION = 1
TICKET = "12"
LEVELS = (1, 2, 3)

RULES = {"lecun": 1, "glorot": 2, "he": 2}
"""The rules and the numerator of each."""
_SPELLINGS = {"1/sqrt(n)": "lecun", "1/√n": "lecun", "xavier": "glorot", "kaiming": "he"}
ASKS = ("fan-in", "fan-out", "variance", "std")
_WEIGHTS = {"fan-in": 2, "fan-out": 2, "variance": 3, "std": 4}
_LAYER = re.compile(r"\s*(\d+)\s*[xх×]\s*(\d+)\s*,\s*(\d+)\s*(?:->|→)\s*(\d+)\s*", re.IGNORECASE)  # Latin and Cyrillic x
_MOST = 10**6
_ROOTS = (1, 2, 3, 5, 6, 7, 10)
"""Numbers whose roots are known by heart or found at once; the root of an exam's variance comes down to one of these."""


@dataclass(frozen=True, slots=True)
class Convolution:
    """A convolutional layer: side of the square kernel, input and output channels."""

    kernel: int
    inputs: int
    outputs: int


@dataclass(frozen=True, slots=True)
class Scale:
    """A layer, a rule and what is asked. `layer` is None for a dense layer; `fan_out` is None where it is not told."""

    rule: str
    fan_in: int
    fan_out: int | None
    layer: Convolution | None
    asks: tuple[str, ...]


# ------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> Scale:
    """rule, fan_in or layer, fan_out, ask. Raises ParameterError."""
    source = Fields(fields)
    rule = _read_rule(source)
    layer = _read_layer(source)
    if layer is None:
        fan_in: int = source.integer("fan_in", 1, _MOST)
        fan_out = source.integer("fan_out", 1, _MOST) if source.has("fan_out") else None
    else:
        area = layer.kernel**2
        fan_in, fan_out = area * layer.inputs, area * layer.outputs
        for name, fan in (("fan_in", fan_in), ("fan_out", fan_out)):
            if source.has(name) and source.integer(name, 1, _MOST) != fan:
                raise ParameterError(name, "fan-disagrees", fan=fan)
    asks = read_asks(source, ASKS, "std")
    source.done()
    if rule == "glorot" and fan_out is None:
        raise ParameterError("fan_out", "glorot-needs-fan-out")
    if layer is None and asks[0].startswith("fan"):
        raise ParameterError("ask", "fan-is-given")
    if "fan-out" in asks and rule != "glorot":
        raise ParameterError("ask", "fan-out-unused")
    if not {"variance", "std"} & set(asks):
        raise ParameterError("ask", "no-scale-asked")
    return Scale(rule, fan_in, fan_out, layer, asks)


def _read_rule(source: Fields) -> str:
    text = re.sub(r"\s", "", source.text("rule", "")).lower()
    rule = _SPELLINGS.get(text, text)
    if rule not in RULES:
        raise ParameterError("rule", "rule-unknown", value=text)
    return rule


def _read_layer(source: Fields) -> Convolution | None:
    if not source.has("layer"):
        return None
    value = source.raw("layer")
    match value:
        case {"kernel": int(kernel), "in": int(inputs), "out": int(outputs), **rest} if not rest:
            pass
        case str() if found := _LAYER.fullmatch(value):
            kernel, other, inputs, outputs = map(int, found.groups())
            if kernel != other:
                raise ParameterError("layer", "layer-square")
        case _:
            raise ParameterError("layer", "layer-unread", value=value)
    if isinstance(kernel, bool) or not (1 <= kernel <= 100 and 1 <= inputs <= 10**4 and 1 <= outputs <= 10**4):
        raise ParameterError("layer", "layer-range")
    return Convolution(kernel, inputs, outputs)


def write_params(params: Scale) -> dict[str, Any]:
    """Plain JSON."""
    written: dict[str, Any] = {"rule": params.rule}
    if params.layer is None:
        written["fan_in"] = params.fan_in
        if params.fan_out is not None:
            written["fan_out"] = params.fan_out
    else:
        written["layer"] = {"kernel": params.layer.kernel, "in": params.layer.inputs, "out": params.layer.outputs}
    return {**written, "ask": write_asks(params.asks)}


# ----------------------------------------------------------------------------------------------------------------- sample


def sample(rng: Stream, level: int) -> Scale | None:
    """1: the root is rational. 2: a root such as sqrt(6)/30. 3: a convolutional layer, its fans asked as well."""
    rule = rng.choice(tuple(RULES))
    asks: tuple[str, ...] = rng.weighted(((("std",), 4), (("variance",), 3), (("variance", "std"), 4)))
    top = RULES[rule]
    if level < 3:
        most = 1200 if rule == "glorot" or level == 2 else 800
        wholes = _wholes(top, 50 if rule == "glorot" else 4, most, rational=level == 1)
        fan_in, fan_out = _split(rng, rule, wholes, 1000)
        layer = None
    else:
        inputs, outputs = _split(rng, rule, _wholes(top, 4, 400 if rule == "glorot" else 200, rational=None), 256)
        layer = Convolution(rng.weighted(((2, 2), (3, 4), (5, 4), (7, 3))), inputs, outputs)
        fan_in, fan_out = layer.kernel**2 * inputs, layer.kernel**2 * outputs
        asks = ("fan-in", *(("fan-out",) if rule == "glorot" else ()), *asks)
    if not 0 < fan_in != fan_out > 0:
        return None
    return Scale(rule, fan_in, fan_out, layer, asks)


def _split(rng: Stream, rule: str, wholes: tuple[int, ...], most_outputs: int) -> tuple[int, int]:
    """Inputs and outputs: for Glorot both make up one of `wholes`, for the others the inputs do. Sizes drawn freely are even."""
    if rule == "glorot":
        whole = rng.choice([number for number in wholes if number % 2 == 0])
        inputs = 2 * rng.integer(1, whole // 2 - 1)
        return inputs, whole - inputs
    return rng.choice(wholes), 2 * rng.integer(2, most_outputs // 2)


@functools.cache
def _wholes(top: int, least: int, most: int, *, rational: bool | None) -> tuple[int, ...]:
    """Denominators such that sqrt(top/denominator) comes down to a root known by heart, or to none (`rational`)."""
    roots = _ROOTS if rational is None else _ROOTS[:1] if rational else _ROOTS[1:]
    return tuple(whole for whole in range(least, most + 1) if _root(Fraction(top, whole))[1] in roots)


# ------------------------------------------------------------------------------------------------------------ mathematics


def _below(rule: str, fan_in: int, fan_out: int | None) -> int:
    """The denominator of the variance."""
    return fan_in + (fan_out or 0) if rule == "glorot" else fan_in


def _variance(params: Scale) -> Fraction:
    return Fraction(RULES[params.rule], _below(params.rule, params.fan_in, params.fan_out))


def _root(number: Fraction) -> tuple[Fraction, int]:
    """(a, m) with sqrt(number) = a sqrt(m), m without square factors."""
    rest, outside = number.numerator * number.denominator, 1
    for factor in range(2, math.isqrt(rest) + 1):
        while rest % factor**2 == 0:
            rest //= factor**2
            outside *= factor
        if factor**2 > rest:
            break
    return Fraction(outside, number.denominator), rest


def _simplified_root(number: Fraction) -> Tree:
    outside, inside = _root(number)
    if inside == 1:
        return rational(outside)
    return quotient(product(rational(outside.numerator), sqrt(Number(inside))), Number(outside.denominator))


def _ratio(top: int, bottom: int) -> Tree:
    """Top over bottom as the formula has it, not reduced."""
    return quotient(Number(top), Number(bottom))


def solve(params: Scale) -> tuple[Part, ...]:
    """The parts that are asked."""
    answers = {
        "fan-in": NumberAnswer(Number(params.fan_in), exact=True),
        "fan-out": NumberAnswer(Number(params.fan_out or 0), exact=True),
        "variance": NumberAnswer(rational(_variance(params))),
        "std": NumberAnswer(_simplified_root(_variance(params))),
    }
    worth = points(params.asks, _WEIGHTS)
    return tuple(Part(name, answers[name], worth[name]) for name in params.asks)


def carried(params: Scale, part: str, own: Mapping[str, Answer]) -> Answer | None:
    """The variance from the student's own fans, the standard deviation from their own variance."""
    variance = own.get("variance")
    fans = [
        answer.value if isinstance(answer := own.get(name), NumberAnswer) else Number(size or 0)
        for name, size in (("fan-in", params.fan_in), ("fan-out", params.fan_out))
    ]
    below = total(*fans) if params.rule == "glorot" else fans[0]
    match part:
        case "variance":
            return NumberAnswer(quotient(Number(RULES[params.rule]), below))
        case "std" if isinstance(variance, NumberAnswer):
            return NumberAnswer(sqrt(variance.value))
        case "std":
            return NumberAnswer(sqrt(quotient(Number(RULES[params.rule]), below)))
        case _:
            return None


# ------------------------------------------------------------------------------------------------------------------ texts


def state(params: Scale) -> Values:
    """Values for the texts."""
    values: dict[str, Value] = {
        "rule": Word(f"rule-{params.rule}"),
        "fan_in": params.fan_in,
        "fan_out": params.fan_out or 0,
        "dense": params.layer is None and params.fan_out is not None,
        "inputs_only": params.layer is None and params.fan_out is None,
        "convolution": params.layer is not None,
        "convolution_out": params.layer is not None and params.rule == "glorot",
    }
    if params.layer is not None:
        values |= {"kernel": params.layer.kernel, "channels_in": params.layer.inputs, "channels_out": params.layer.outputs}
    return values


def hints(params: Scale) -> tuple[Step, ...]:
    """What the rule depends on, then what to watch."""
    first = Step(f"hint-{params.rule}")
    if params.layer is not None:
        return (first, Step("hint-both-fans" if params.rule == "glorot" else "hint-fans"))
    return (first, Step("hint-root" if "std" in params.asks else "hint-variance"))


def explain(params: Scale) -> tuple[Step, ...]:
    """Fans, the formula, the variance in lowest terms, the root."""
    return tuple(_explain(params))


def _explain(params: Scale) -> Iterator[Step]:
    if params.layer is not None:
        area = (Number(params.layer.kernel), Number(params.layer.kernel))
        yield Step("fan-in", before=product(*area, Number(params.layer.inputs)), after=Number(params.fan_in))
        if params.rule == "glorot":
            yield Step("fan-out", before=product(*area, Number(params.layer.outputs)), after=Number(params.fan_out or 0))
    top, below = RULES[params.rule], _below(params.rule, params.fan_in, params.fan_out)
    bottom = total(Number(params.fan_in), Number(params.fan_out or 0)) if params.rule == "glorot" else Number(below)
    variance = rational(Fraction(top, below))
    if "variance" in params.asks or params.asks[-1] != "std":
        yield Step(f"variance-{params.rule}", before=quotient(Number(top), bottom), after=variance)
    if "std" in params.asks:
        root = sqrt(_ratio(top, below))
        yield Step(f"std-{params.rule}", before=sqrt(quotient(Number(top), bottom)), after=root)
        short = _simplified_root(_variance(params))
        key = "root" if exact(short) is None else "root-rational"
        yield Step(key, {"decimal": significant(root)}, before=root, after=short)


# --------------------------------------------------------------------------------------------------------------- mistakes


def mistakes(params: Scale) -> tuple[Mistake, ...]:
    """Wrong answers, part by part; those that come to the right number are left out."""
    found: list[Mistake] = []
    for part in solve(params):
        assert isinstance(part.answer, NumberAnswer)
        pairs = _fan_mistakes(params, part.name) if part.name.startswith("fan") else _scale_mistakes(params, part.name)
        counted = part.answer.exact
        right = _variance(params) if part.name == "std" else _square(part.answer.value)
        found += [
            Mistake(name, part.name, NumberAnswer(wrong, exact=counted)) for name, wrong in pairs if _square(wrong) != right
        ]
    return tuple(found)


def _square(tree: Tree) -> Fraction | None:
    """The square of a number or of a root of one; tells equal answers from different ones."""
    plain = exact(tree)
    if plain is not None:
        return plain**2
    (inside,) = tree.arguments  # type: ignore[union-attr]
    return exact(inside)


def _fan_mistakes(params: Scale, name: str) -> Iterator[tuple[str, Tree]]:
    assert params.layer is not None
    kernel = params.layer.kernel
    own, other = params.layer.inputs, params.layer.outputs
    if name == "fan-out":
        own, other = other, own
    if kernel > 1:
        yield "kernel-area-forgotten", Number(own)
        yield "kernel-side-only", Number(kernel * own)
    yield "other-fan", Number(kernel**2 * other)


def _scale_mistakes(params: Scale, name: str) -> Iterator[tuple[str, Tree]]:
    top, rule, fan_in, fan_out = RULES[params.rule], params.rule, params.fan_in, params.fan_out
    below = _below(rule, fan_in, fan_out)

    def made(numerator: int, denominator: int) -> Tree:
        ratio = _ratio(numerator, denominator)
        return sqrt(ratio) if name == "std" else ratio

    if name == "std":
        yield "variance-for-std", _ratio(top, below)
    else:
        yield "std-for-variance", sqrt(_ratio(top, below))
    yield ("two-added", made(2, below)) if top == 1 else ("two-forgotten", made(1, below))
    if rule == "glorot":
        yield "one-fan-only", made(top, fan_in)
    elif fan_out is not None:
        yield "fan-out-for-fan-in", made(top, fan_out)
    if params.layer is not None and params.layer.kernel > 1:
        side = params.layer.kernel
        yield "kernel-area-forgotten", made(top, below // side**2)
        yield "kernel-side-only", made(top, below // side)


# ----------------------------------------------------------------------------------------------------------------- oracle


def oracle(params: Scale, at: Mapping[str, float]) -> dict[str, Any]:  # noqa: ARG001 - no formula part
    """By logarithms, with the fans counted on the shape of an array of weights."""
    import numpy as np  # noqa: PLC0415

    fans = {"fan-in": float(params.fan_in), "fan-out": float(params.fan_out or 0)}
    if params.layer is not None:
        kernel = params.layer.kernel
        weights = np.zeros((params.layer.outputs, params.layer.inputs, kernel, kernel), dtype=np.int8)
        fans = {"fan-in": float(weights[0].size), "fan-out": float(weights[:, 0].size)}
    inputs, outputs = fans["fan-in"], fans["fan-out"]
    mean = {"lecun": inputs, "he": inputs / 2, "glorot": (inputs + outputs) / 2}[params.rule]
    log_variance = -math.log(mean)
    values = {**fans, "variance": math.exp(log_variance), "std": math.exp(log_variance / 2)}
    return {name: values[name] for name in params.asks}


def skeleton(params: Scale) -> str:
    """Rule, kind of layer, what is asked."""
    kind = "dense" if params.layer is None else f"convolution {params.layer.kernel}"
    return f"{params.rule} {kind} {write_asks(params.asks)}"
