"""Ticket 13: output size and number of parameters of a convolutional layer, and of a fully connected layer of the same size.

A side of the output is floor((n + 2p - k) / s) + 1; there are k k c_in c_out weights and, where they are counted, c_out biases.
The guide's layer: 3 x 3, 3 -> 6 channels, 162 weights.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.arrays import output_size
from colloq.exact.asks import points, read_asks, write_asks
from colloq.exact.fields import Fields
from colloq.grading.number import exact
from colloq.model import Mistake, NumberAnswer, Part, Step
from colloq.notation.build import ONE, product, quotient, total
from colloq.notation.tree import Number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from colloq.model import Answer, Value, Values
    from colloq.seeds import Stream

VERSION = 1
TICKET = "13"
LEVELS = (1, 2, 3)

_SIDES = ("side", "height", "width")
ASKS = (*_SIDES, "weights", "parameters", "dense")
"""Sides of the output; weights without and parameters with biases; weights of a dense layer that could take the layer's place."""
_WEIGHTS = {"side": 3, "height": 2, "width": 2, "weights": 3, "parameters": 3, "dense": 3}
_MOST = 10**4


@dataclass(frozen=True, slots=True)
class Layer:
    """Rows and columns of the image, side of the square kernel, padding, stride, channels, what is asked."""

    height: int
    width: int
    kernel: int
    padding: int
    stride: int
    inputs: int
    outputs: int
    asks: tuple[str, ...]


# ------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> Layer:
    """height, width, kernel, padding, stride, inputs, outputs, ask. Raises ParameterError."""
    source = Fields(fields)
    height = source.integer("height", 1, _MOST)
    width = source.integer("width", 1, _MOST, height)
    kernel = source.integer("kernel", 1, 99)
    padding, stride = source.integer("padding", 0, 99, 0), source.integer("stride", 1, 99, 1)
    inputs, outputs = source.integer("inputs", 1, _MOST), source.integer("outputs", 1, _MOST)
    asks = read_asks(source, ASKS, "side, weights" if height == width else "height, width, weights")
    source.done()
    if "side" in asks and height != width:
        raise ParameterError("ask", "side-of-square")
    if {"height", "width"} & set(asks) and height == width:
        raise ParameterError("ask", "square-has-side")
    if kernel > min(height, width) + 2 * padding:
        raise ParameterError("kernel", "kernel-larger", side=min(height, width) + 2 * padding)
    if padding >= kernel:
        raise ParameterError("padding", "padding-wide")
    params = Layer(height, width, kernel, padding, stride, inputs, outputs, asks)
    if max(_right(params, part) for part in asks) > 10**6:
        raise ParameterError("outputs", "too-many")
    return params


def write_params(params: Layer) -> dict[str, Any]:
    """Plain JSON."""
    names = ("height", "width", "kernel", "padding", "stride", "inputs", "outputs")
    return {**{name: getattr(params, name) for name in names}, "ask": write_asks(params.asks)}


# ------------------------------------------------------------------------------------------------------------------ draws

# side of the kernel, padding, stride and how likely they are
_WINDOWS = {
    1: (((3, 0, 1), 4), ((5, 0, 1), 3), ((3, 1, 1), 2), ((5, 1, 1), 2), ((5, 2, 1), 2), ((2, 0, 1), 2), ((7, 0, 1), 2)),
    2: (((3, 1, 2), 5), ((5, 2, 2), 3), ((5, 1, 2), 3), ((3, 0, 2), 3), ((4, 1, 2), 3), ((5, 1, 3), 2), ((7, 3, 2), 3)),
    3: (
        ((3, 1, 2), 5),
        ((5, 2, 2), 4),
        ((5, 1, 2), 4),
        ((5, 1, 3), 4),
        ((3, 0, 2), 4),
        ((3, 1, 3), 3),
        ((4, 1, 2), 4),
        ((4, 1, 3), 3),
        ((5, 2, 3), 3),
        ((7, 3, 2), 3),
        ((6, 2, 2), 2),
    ),
}
_CHANNELS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32)
_FEW_CHANNELS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12)
_MOST_DENSE = 500  # inputs or outputs of the dense layer: their product is done by hand


def sample(rng: Stream, level: int) -> Layer | None:
    """1: stride 1, weights. 2: strides, weights and biases. 3: an oblong image and the dense layer in its place."""
    kernel, padding, stride = rng.weighted(_WINDOWS[level])
    if level == 3:
        height, width = rng.integer(4, 18), rng.integer(4, 18)
        inputs, outputs = rng.choice(_FEW_CHANNELS), rng.choice(_FEW_CHANNELS)
        asks: tuple[str, ...] = ("height", "width", "parameters", "dense")
    else:
        height = width = rng.integer(8, 64) if level == 1 else rng.integer(9, 100)
        inputs, outputs = rng.choice(_CHANNELS), rng.choice(_CHANNELS)
        asks = ("side", "weights") if level == 1 else ("side", "weights", "parameters")
    if level == 3 and (height == width or kernel > min(height, width)):
        return None
    params = Layer(height, width, kernel, padding, stride, inputs, outputs, asks)
    return params if _good(params) else None


def _good(params: Layer) -> bool:
    """Channels tell apart, counts are workable by hand, an output of at least two rows and columns."""
    small = min(_side(params, params.height), _side(params, params.width)) >= 2
    by_hand = params.kernel**2 * params.inputs * params.outputs <= 20000
    if "dense" in params.asks:
        by_hand = by_hand and max(_values_in(params), _values_out(params)) <= _MOST_DENSE
    return small and by_hand and params.inputs != params.outputs and params.outputs > 1


# ---------------------------------------------------------------------------------------------------------------- solution


def _side(params: Layer, size: int) -> int:
    return output_size(size, params.kernel, params.stride, params.padding)


def _size_of(params: Layer, part: str) -> int:
    """The side of the image that a part is about."""
    return params.width if part == "width" else params.height


def _values_in(params: Layer) -> int:
    return params.height * params.width * params.inputs


def _values_out(params: Layer) -> int:
    return _side(params, params.height) * _side(params, params.width) * params.outputs


def _right(params: Layer, part: str) -> int:
    weights = params.kernel**2 * params.inputs * params.outputs
    match part:
        case "weights":
            return weights
        case "parameters":
            return weights + params.outputs
        case "dense":
            return _values_in(params) * _values_out(params)
        case _:
            return _side(params, _size_of(params, part))


def _answer(number: int) -> NumberAnswer:
    return NumberAnswer(Number(number), exact=True)


def solve(params: Layer) -> tuple[Part, ...]:
    """The parts that are asked."""
    worth = points(params.asks, _WEIGHTS)
    return tuple(Part(part, _answer(_right(params, part)), worth[part]) for part in params.asks)


def carried(params: Layer, part: str, own: Mapping[str, Answer]) -> Answer | None:
    """The parameters from the student's own weights; the dense layer from their own sides of the output."""
    numbers = {name: exact(answer.value) for name, answer in own.items() if isinstance(answer, NumberAnswer)}
    weights = numbers.get("weights")
    if part == "parameters" and weights is not None and weights.denominator == 1:
        return _answer(int(weights) + params.outputs)
    side = numbers.get("side")
    height, width = (numbers.get(name, side) for name in ("height", "width"))
    if part == "dense" and height and width and height > 0 < width and (height * width).denominator == 1:
        return _answer(_values_in(params) * int(height * width) * params.outputs)
    return None


# --------------------------------------------------------------------------------------------------------------- mistakes


def mistakes(params: Layer) -> tuple[Mistake, ...]:
    """Wrong answers, part by part; those that come to a number that is taken, or to none, are left out."""
    found: list[Mistake] = []
    for part in params.asks:
        taken = {_right(params, part), 0}
        for name, number in _wrong(params, part):
            if number not in taken and number > 0:
                taken.add(number)
                found.append(Mistake(name, part, _answer(number)))
    return tuple(found)


def _wrong(params: Layer, part: str) -> Iterator[tuple[str, int]]:
    area, inputs, outputs = params.kernel**2, params.inputs, params.outputs
    weights = area * inputs * outputs
    match part:
        case "weights" | "parameters":
            if part == "weights":
                yield "bias-counted", weights + outputs
            else:
                yield "bias-forgotten", weights
                yield "one-bias", weights + 1
                yield "bias-for-each-kernel", weights + inputs * outputs
            biases = outputs if part == "parameters" else 0
            yield "input-channels-forgotten", area * outputs + biases
            yield "output-channels-forgotten", area * inputs + (1 if biases else 0)
            yield "kernel-side-only", params.kernel * inputs * outputs + biases
        case "dense":
            rows, columns = _side(params, params.height), _side(params, params.width)
            yield "convolution-counted", weights
            yield "sizes-added", _values_in(params) + _values_out(params)
            yield "channels-forgotten", params.height * params.width * rows * columns
            yield "one-neuron-per-channel", _values_in(params) * outputs
        case _:
            yield from _wrong_sides(params, _size_of(params, part))


def _wrong_sides(params: Layer, size: int) -> Iterator[tuple[str, int]]:
    kernel, padding, stride = params.kernel, params.padding, params.stride
    free = size + 2 * padding - kernel
    if stride > 1:
        yield "stride-ignored", free + 1
        yield "stride-before-window", (size + 2 * padding) // stride - kernel + 1
    if padding:
        yield "padding-forgotten", output_size(size, kernel, stride)
        yield "padding-once", (size + padding - kernel) // stride + 1
    yield "one-forgotten", free // stride
    if free % stride:
        yield "rounded-up", free // stride + 2


# ------------------------------------------------------------------------------------------------------------------- texts


def state(params: Layer) -> Values:
    """Values for the texts."""
    return {
        "height": params.height,
        "width": params.width,
        "kernel": params.kernel,
        "padding": params.padding,
        "stride": params.stride,
        "inputs": params.inputs,
        "outputs": params.outputs,
        "padded": params.padding > 0,
        "sides": bool(set(_SIDES) & set(params.asks)) or "dense" in params.asks,
        "parameters": bool({"weights", "parameters"} & set(params.asks)),
    }


def hints(params: Layer) -> tuple[Step, ...]:
    """How many positions the window has, then what one output channel needs."""
    counted = "hint-dense" if "dense" in params.asks else "hint-parameters" if "parameters" in params.asks else "hint-weights"
    return Step("hint-positions"), Step(counted)


def explain(params: Layer) -> tuple[Step, ...]:
    """Each part as a formula with numbers."""
    return tuple(step for part in params.asks for step in _explain_part(params, part))


def _explain_part(params: Layer, part: str) -> Iterator[Step]:
    area, right = (Number(params.kernel), Number(params.kernel)), Number(_right(params, part))
    channels = (Number(params.inputs), Number(params.outputs))
    match part:
        case "weights":
            yield Step(part, before=product(*area, *channels), after=right)
        case "parameters":
            yield Step(part, before=total(product(*area, *channels), Number(params.outputs)), after=right)
        case "dense":
            sides = {"rows": _side(params, params.height), "columns": _side(params, params.width)}
            image = product(Number(params.height), Number(params.width), Number(params.inputs))
            yield Step("values-in", before=image, after=Number(_values_in(params)))
            made = product(Number(sides["rows"]), Number(sides["columns"]), Number(params.outputs))
            yield Step("values-out", {**sides}, before=made, after=Number(_values_out(params)))
            yield Step(part, before=product(Number(_values_in(params)), Number(_values_out(params))), after=right)
        case _:
            yield from _explain_side(params, part)


def _explain_side(params: Layer, part: str) -> Iterator[Step]:
    size = _size_of(params, part)
    free = size + 2 * params.padding - params.kernel
    values: dict[str, Value] = {"size": size, "free": free}
    yield Step("free", values)
    if free % params.stride:
        yield Step("steps-rounded", {**values, "steps": free // params.stride})
        steps = Number(free // params.stride)
        yield Step(part, values, before=total(steps, ONE), after=Number(_right(params, part)))
    else:
        steps_tree = quotient(Number(free), Number(params.stride))
        yield Step(part, values, before=total(steps_tree, ONE), after=Number(_right(params, part)))


# ------------------------------------------------------------------------------------------------------------------ checks


def oracle(params: Layer, at: Mapping[str, float]) -> dict[str, Any]:  # noqa: ARG001 - no symbols here
    """Positions of the window one by one, and sizes of NumPy arrays of the weights."""
    import numpy as np  # noqa: PLC0415 - not needed to set or grade a problem

    def positions(size: int) -> int:
        last = size + 2 * params.padding - params.kernel
        return len(np.arange(0, last + 1, params.stride))

    rows, columns = positions(params.height), positions(params.width)
    filters = np.zeros((params.outputs, params.inputs, params.kernel, params.kernel), dtype=np.int8)
    image = np.zeros((params.inputs, params.height, params.width), dtype=np.int8)
    made = np.zeros((params.outputs, rows, columns), dtype=np.int8)
    found = {
        "side": rows,
        "height": rows,
        "width": columns,
        "weights": filters.size,
        "parameters": filters.size + filters.shape[0],
        "dense": image.size * made.size,
    }
    return {part: float(found[part]) for part in params.asks}


def skeleton(params: Layer) -> str:
    """Kernel, padding, stride, whether the window fits evenly, what is asked."""
    uneven = (params.height + 2 * params.padding - params.kernel) % params.stride > 0
    return f"{params.kernel}:{params.padding}:{params.stride}:{uneven}:{write_asks(params.asks)}"
