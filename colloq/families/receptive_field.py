"""Ticket 14: the receptive field of a stack of convolutional and pooling layers, along one side of a square.

r_0 = 1, j_0 = 1; a layer with kernel k, dilation d and stride s gives r_l = r_{l-1} + (k - 1) d j_{l-1} and j_l = s j_{l-1},
where j_l is how many input pixels apart neighbouring outputs of layer l look. Source: Dumoulin and Visin, A guide to convolution
arithmetic for deep learning, 2016; Araujo et al., Computing receptive fields of convolutional neural networks, 2019.
"""

from __future__ import annotations

import itertools
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.asks import points, read_asks, write_asks
from colloq.exact.fields import Fields
from colloq.exact.wrong_answers import wrong_numbers
from colloq.grading.number import exact
from colloq.model import Mistake, NumberAnswer, Part, Step, Table, Word
from colloq.notation.build import product, total
from colloq.notation.tree import Number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from colloq.model import Answer, Values
    from colloq.seeds import Stream

VERSION = 1
TICKET = "14"
LEVELS = (1, 2, 3)

ASKS = ("middle", "jump", "field")
"""The field after the first layers, how far apart their neighbouring outputs look, the field of the whole stack."""
_WEIGHTS = {"middle": 3, "jump": 3, "field": 5}
_MOST_LAYERS, _MOST_SIDE, _MOST_FIELD = 8, 15, 10**4
_LAYER = re.compile(r"(conv|pool)\s+(\d+)(?:\s+stride\s+(\d+))?(?:\s+dilation\s+(\d+))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer with a square window: `pool` or a convolution, side of the window, stride, dilation."""

    pool: bool
    kernel: int
    stride: int
    dilation: int = 1

    @property
    def reach(self) -> int:
        """How many of its inputs lie between the first and the last that one output takes, plus 1."""
        return (self.kernel - 1) * self.dilation


@dataclass(frozen=True, slots=True)
class Stack:
    """The layers, from the input on; after how many of them `middle` and `jump` are asked (None where neither is)."""

    layers: tuple[Layer, ...]
    after: int | None
    asks: tuple[str, ...]


# ------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> Stack:
    """layers, after, ask. Raises ParameterError."""
    source = Fields(fields)
    layers = tuple(_read_layer(item) for item in _listed(source.raw("layers")))
    asks = read_asks(source, ASKS, "field")
    between = bool({"middle", "jump"} & set(asks))
    after = source.integer("after", 1, max(len(layers) - 1, 1)) if between or source.has("after") else None
    source.done()
    if not 2 <= len(layers) <= _MOST_LAYERS:
        raise ParameterError("layers", "count", most=_MOST_LAYERS, given=len(layers))
    if after is not None and not between:
        raise ParameterError("after", "after-unused")
    params = Stack(layers, after, asks)
    if _field(layers) > _MOST_FIELD:
        raise ParameterError("layers", "field-too-large", most=_MOST_FIELD)
    return params


def _listed(value: Any) -> list[Any]:  # noqa: ANN401
    if isinstance(value, str):
        return [item.strip() for item in re.split("[;,]", value) if item.strip()]
    if not isinstance(value, list):
        raise ParameterError("layers", "layer-unread", value=value)
    return value


def _read_layer(item: Any) -> Layer:  # noqa: ANN401
    found = _LAYER.fullmatch(str(item).strip())
    if not found:
        raise ParameterError("layers", "layer-unread", value=item)
    pool, kernel = found[1].lower() == "pool", int(found[2])
    stride = int(found[3] or (kernel if pool else 1))
    dilation = int(found[4] or 1)
    if not (1 <= kernel <= _MOST_SIDE and 1 <= stride <= _MOST_SIDE and 1 <= dilation <= _MOST_SIDE):
        raise ParameterError("layers", "layer-range", value=item, most=_MOST_SIDE)
    return Layer(pool, kernel, stride, dilation)


def write_params(params: Stack) -> dict[str, Any]:
    """Plain JSON."""
    written: dict[str, Any] = {"layers": [_written(layer) for layer in params.layers], "ask": write_asks(params.asks)}
    return written if params.after is None else {**written, "after": params.after}


def _written(layer: Layer) -> str:
    kind = "pool" if layer.pool else "conv"
    dilation = f" dilation {layer.dilation}" if layer.dilation > 1 else ""
    return f"{kind} {layer.kernel} stride {layer.stride}{dilation}"


# ----------------------------------------------------------------------------------------------------------------- sample


def sample(rng: Stream, level: int) -> Stack | None:
    """1: small fields. 2: four or five layers, with the step between neighbours. 3: dilated, and the field half-way."""
    count = rng.choice({1: (3, 4, 4, 4, 4, 4), 2: (4, 5, 5), 3: (5, 6)}[level])
    layers = tuple(_draw_layer(rng, level) for _ in range(count))
    if level == 1:
        params = (
            Stack(layers, None, ("field",)) if rng.chance(30) else Stack(layers, rng.integer(1, count - 1), ("jump", "field"))
        )
    elif level == 2:
        params = Stack(layers, count - 1, ("jump", "field"))
    else:
        params = Stack(layers, 3, ASKS)
    return params if _good(params, level) else None


def _draw_layer(rng: Stream, level: int) -> Layer:
    if rng.chance(35):
        side = rng.weighted(((2, 3), (3, 2)))
        return Layer(pool=True, kernel=side, stride=2 if side == 3 and rng.chance(50) else side)
    kernel = rng.weighted(((2, 1), (3, 4), (4, 2), (5, 4), (6, 1), (7, 3), (9, 2)))
    if level == 3 and rng.chance(35):
        return Layer(pool=False, kernel=rng.choice((3, 5)), stride=1, dilation=rng.choice((2, 3, 4)))
    # A stride above the kernel would leave out pixels: no network does that.
    return Layer(pool=False, kernel=kernel, stride=min(kernel, rng.weighted(((1, 5), (2, 3), (3, 2), (4, 1)))))


def _good(params: Stack, level: int) -> bool:
    """Both kinds of layers, a stride before the last layer, sizes that are met."""
    layers = params.layers
    pools, dilated = sum(layer.pool for layer in layers), sum(layer.dilation > 1 for layer in layers)
    jumps = _jumps(layers)
    if not 1 <= pools < len(layers) or layers[0].pool or any(a.pool and b.pool for a, b in itertools.pairwise(layers)):
        return False
    if sum(layer.stride > 1 for layer in layers[:-1]) < (1 if level == 1 else 2) or jumps[-2] > 18:
        return False
    if level == 3 and not 1 <= dilated <= 2:
        return False
    return _field(layers) <= (60 if level == 1 else 150)


# ------------------------------------------------------------------------------------------------------------ mathematics


def _jumps(layers: Sequence[Layer]) -> list[int]:
    """j_0, j_1, ..., j_n: how many input pixels apart neighbouring outputs of each layer look."""
    jumps = [1]
    for layer in layers:
        jumps.append(jumps[-1] * layer.stride)
    return jumps


def _field(layers: Sequence[Layer], start: int = 1, jump: int = 1) -> int:
    """The field after these layers, where it was `start` before them and the neighbours looked `jump` apart."""
    return start + sum(layer.reach * jump * own for layer, own in zip(layers, _jumps(layers), strict=False))


def _first(params: Stack) -> tuple[Layer, ...]:
    return params.layers[: params.after]


def solve(params: Stack) -> tuple[Part, ...]:
    """The parts that are asked: whole numbers."""
    found = {"middle": _field(_first(params)), "jump": _jumps(_first(params))[-1], "field": _field(params.layers)}
    worth = points(params.asks, _WEIGHTS)
    return tuple(Part(name, NumberAnswer(Number(found[name]), exact=True), worth[name]) for name in params.asks)


def carried(params: Stack, part: str, own: Mapping[str, Answer]) -> Answer | None:
    """The field of the whole stack from the student's own field and step after the first layers."""
    if part != "field" or params.after is None:
        return None
    middle, jump = (
        _own(own, name, right) for name, right in (("middle", _field(_first(params))), ("jump", _jumps(_first(params))[-1]))
    )
    if middle is None or jump is None or middle < 1 or jump < 1:
        return None
    return NumberAnswer(Number(_field(params.layers[params.after :], middle, jump)), exact=True)


def _own(own: Mapping[str, Answer], name: str, right: int) -> int | None:
    """The student's whole number; the right one where the part is not asked."""
    if name not in own:
        return right
    answer = own[name]
    number = exact(answer.value) if isinstance(answer, NumberAnswer) else None
    return int(number) if number is not None and number.denominator == 1 else None


# ------------------------------------------------------------------------------------------------------------------ texts


def state(params: Stack) -> Values:
    """What the statement shows: a table of the layers."""
    dilated = any(layer.dilation > 1 for layer in params.layers)
    names = ("number", "layer", "kernel", "stride", *(("dilation",) if dilated else ()))
    rows = tuple(
        (
            number,
            Word("pooling" if layer.pool else "convolution"),
            f"{layer.kernel}×{layer.kernel}",
            layer.stride,
            *((layer.dilation,) if dilated else ()),
        )
        for number, layer in enumerate(params.layers, 1)
    )
    table = Table(tuple(Word(f"header-{name}") for name in names), rows)
    return {"table": table, "after": params.after or 0, "layers": len(params.layers), "dilated": dilated}


def hints(params: Stack) -> tuple[Step, ...]:
    """How a field grows with one layer, then what a stride does."""
    return Step("hint-grow"), Step("hint-dilated" if any(layer.dilation > 1 for layer in params.layers) else "hint-stride")


def explain(params: Stack) -> tuple[Step, ...]:
    """Layer by layer: the field, and the step between neighbours where it is needed."""
    return tuple(_explain(params))


def _explain(params: Stack) -> Iterator[Step]:
    yield Step("rule")
    field, jump = 1, 1
    for number, layer in enumerate(params.layers, 1):
        last = number == len(params.layers)
        grown = field + layer.reach * jump
        side = Number(layer.kernel - 1)
        factors = (side, Number(layer.dilation), Number(jump)) if layer.dilation > 1 else (side, Number(jump))
        key = "field-last" if last else "field"
        yield Step(
            key, {"number": number, "r": field, "j": jump}, before=total(Number(field), product(*factors)), after=Number(grown)
        )
        field = grown
        if not last:
            after = jump * layer.stride
            key = "jump" if layer.stride > 1 else "jump-same"
            before = product(Number(layer.stride), Number(jump)) if layer.stride > 1 and jump > 1 else None
            yield Step(key, {"number": number, "stride": layer.stride}, before=before, after=Number(after))
            jump = after


# --------------------------------------------------------------------------------------------------------------- mistakes


def mistakes(params: Stack) -> tuple[Mistake, ...]:
    """Wrong numbers, part by part; those that come to the right one are left out."""
    found: list[Mistake] = []
    for part in solve(params):
        assert isinstance(part.answer, NumberAnswer)
        layers = params.layers if part.name == "field" else _first(params)
        pairs = _wrong_jumps(layers) if part.name == "jump" else _wrong_fields(layers)
        found += wrong_numbers(part.name, part.answer, ((name, Number(wrong)) for name, wrong in pairs))
    return tuple(found)


def _wrong_jumps(layers: Sequence[Layer]) -> Iterator[tuple[str, int]]:
    strides = [layer.stride for layer in layers]
    yield "last-stride-only", strides[-1]
    yield "strides-added", sum(strides)
    yield "kernels-for-strides", math.prod(layer.kernel for layer in layers)


def _wrong_fields(layers: Sequence[Layer]) -> Iterator[tuple[str, int]]:
    jumps = _jumps(layers)
    pairs = list(zip(layers, jumps, strict=False))
    yield "stride-not-multiplied", 1 + sum(layer.reach for layer in layers)
    yield "own-stride-counted", 1 + sum(layer.reach * jump * layer.stride for layer, jump in pairs)
    before = [1, *(layer.stride for layer in layers)]
    yield "strides-not-accumulated", 1 + sum(layer.reach * stride for layer, stride in zip(layers, before, strict=False))
    yield "one-not-subtracted", sum(layer.kernel * layer.dilation * jump for layer, jump in pairs)
    yield "first-pixel-forgotten", sum(layer.reach * jump for layer, jump in pairs)
    yield "kernels-multiplied", math.prod(layer.kernel for layer in layers)
    yield "pooling-left-out", _field([layer for layer in layers if not layer.pool])
    yield "dilation-ignored", 1 + sum((layer.kernel - 1) * jump for layer, jump in pairs)


# ----------------------------------------------------------------------------------------------------------------- oracle


def oracle(params: Stack, at: Mapping[str, float]) -> dict[str, Any]:  # noqa: ARG001 - no symbols here
    """Which input pixels an output depends on, traced backwards as sets, for two neighbouring outputs."""

    def seen(count: int, output: int) -> set[int]:
        pixels = {output}
        for layer in reversed(params.layers[:count]):
            pixels = {pixel * layer.stride + tap * layer.dilation for pixel in pixels for tap in range(layer.kernel)}
        return pixels

    def width(pixels: set[int]) -> float:
        return float(max(pixels) - min(pixels) + 1)

    after, whole = params.after or 1, len(params.layers)
    found = {
        "middle": width(seen(after, 0)),
        "jump": float(min(seen(after, 1)) - min(seen(after, 0))),
        "field": width(seen(whole, 0)),
    }
    return {name: found[name] for name in params.asks}


def skeleton(params: Stack) -> str:
    """Kinds of layers and what is asked."""
    kinds = "".join(
        "p" if layer.pool else "d" if layer.dilation > 1 else "s" if layer.stride > 1 else "c" for layer in params.layers
    )
    return f"{kinds} {write_asks(params.asks)}"
