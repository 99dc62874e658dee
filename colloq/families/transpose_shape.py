"""Ticket 20: the size of the output of a transposed convolution, (n - 1) s + k - 2p.

The transposed layer undoes the change of size of the convolution with the same k, s and p, up to what the division by the stride
cut off: that rest is lost, and `output_padding` of PyTorch brings it back.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.arrays import output_size
from colloq.exact.asks import points, read_asks, write_asks
from colloq.exact.fields import Fields
from colloq.exact.upsampling import transposed_size
from colloq.grading.number import exact
from colloq.model import POSITIVE, FormulaAnswer, Mistake, NumberAnswer, Part, Step
from colloq.notation.build import ONE, TWO, difference, product, quotient, rational, symbol, total
from colloq.notation.tree import Number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from colloq.model import Answer, Values
    from colloq.notation.tree import Tree
    from colloq.seeds import Stream

VERSION = 1
TICKET = "20"
LEVELS = (1, 2, 3)

ASKS = ("formula", "size", "first", "second", "down", "up", "missing")
_WEIGHTS = {"formula": 4, "size": 4, "first": 3, "second": 3, "down": 3, "up": 4, "missing": 3}
_MOST = 1000


@dataclass(frozen=True, slots=True)
class Layer:
    """Side of the square kernel, stride, padding."""

    kernel: int
    stride: int
    padding: int


@dataclass(frozen=True, slots=True)
class TransposeShape:
    """The side n of the input, one or two layers, and what is asked.

    `size` is the output of one transposed layer, `first` and `second` those of two; `down` is the output of the ordinary
    convolution with the same numbers, `up` what the transposed one makes of it, `missing` how much of n is lost on the way.
    """

    side: int
    layers: tuple[Layer, ...]
    asks: tuple[str, ...]


# ------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> TransposeShape:
    """n, k, s, p; k2, s2, p2 for a second layer; ask. Raises ParameterError."""
    source = Fields(fields)
    side = source.integer("n", 1, _MOST)
    layers = [_read_layer(source, "")]
    if any(source.has(name) for name in ("k2", "s2", "p2")):
        layers.append(_read_layer(source, "2"))
    asks = read_asks(source, ASKS, "size" if len(layers) == 1 else "first, second")
    source.done()
    params = TransposeShape(side, tuple(layers), asks)
    _refuse(params)
    return params


def _read_layer(source: Fields, number: str) -> Layer:
    return Layer(
        source.integer(f"k{number}", 1, 50), source.integer(f"s{number}", 1, 50, 1), source.integer(f"p{number}", 0, 50, 0)
    )


def _refuse(params: TransposeShape) -> None:
    asked = set(params.asks)
    if bool({"first", "second"} & asked) != (len(params.layers) == 2) or ("size" in asked and len(params.layers) == 2):
        raise ParameterError("ask", "second-layer")
    if {"down", "up", "missing"} & asked:
        if {"size", "first"} & asked or len(params.layers) == 2:
            raise ParameterError("ask", "one-way")
        if output_size(params.side, *_window(params.layers[0])) < 1:
            raise ParameterError("k", "kernel-larger")
        if _right(params, "up") < 1:
            raise ParameterError("p", "nothing-left")
        if "missing" in asked and not _missing(params):
            raise ParameterError("ask", "nothing-missing")
        return
    side = params.side
    for layer, field in zip(params.layers, ("p", "p2"), strict=False):
        side = _transposed(side, layer)
        if side < 1:
            raise ParameterError(field, "nothing-left")


def write_params(params: TransposeShape) -> dict[str, Any]:
    """Plain JSON."""
    written: dict[str, Any] = {"n": params.side}
    for number, layer in zip(("", "2"), params.layers, strict=False):
        written |= {f"k{number}": layer.kernel, f"s{number}": layer.stride, f"p{number}": layer.padding}
    return {**written, "ask": write_asks(params.asks)}


# ----------------------------------------------------------------------------------------------------------------- sample

_LAYERS = tuple(
    Layer(kernel, stride, padding)
    for kernel in range(2, 8)
    for stride in range(2, 5)
    for padding in range(4)
    if stride <= kernel and padding <= kernel // 2
)
_PADDED = tuple(layer for layer in _LAYERS if layer.padding)
_SIDES = {1: range(3, 65), 2: range(3, 17), 3: range(9, 97)}


def sample(rng: Stream, level: int) -> TransposeShape | None:
    """1: one layer. 2: the formula and two layers. 3: down by a convolution and up again, with a rest that is lost."""
    side = rng.choice(_SIDES[level])
    if level == 1:
        return TransposeShape(side, (rng.choice(_LAYERS),), ("size",))
    if level == 2:
        return TransposeShape(side, tuple(rng.sample(_PADDED, 2)), ("formula", "first", "second"))
    params = TransposeShape(side, (rng.choice(_PADDED),), ("down", "up", "missing"))
    return params if _missing(params) else None


@functools.cache
def space(level: int) -> int:
    """How many different problems a level has: between one and ten thousand."""
    sides = _SIDES[level]
    match level:
        case 1:
            return len(sides) * len(_LAYERS)
        case 2:
            return len(sides) * len(_PADDED) * (len(_PADDED) - 1)
        case _:
            return sum(bool(_missing(TransposeShape(side, (layer,), ()))) for side in sides for layer in _PADDED)


# ------------------------------------------------------------------------------------------------------------ mathematics


def _window(layer: Layer) -> tuple[int, int, int]:
    return layer.kernel, layer.stride, layer.padding


def _transposed(side: int, layer: Layer) -> int:
    return transposed_size(side, *_window(layer))


def _missing(params: TransposeShape) -> int:
    layer = params.layers[0]
    return params.side - _transposed(output_size(params.side, *_window(layer)), layer)


def _formula() -> Tree:
    n, k, s, p = map(symbol, "nksp")
    return difference(total(product(difference(n, ONE), s), k), product(TWO, p))


def _right(params: TransposeShape, name: str) -> int:
    """The whole number that a part asks for."""
    first = params.layers[0]
    size, down = _transposed(params.side, first), output_size(params.side, *_window(first))
    match name:
        case "size" | "first":
            return size
        case "second":
            return _transposed(size, params.layers[1])
        case "down":
            return down
        case "up":
            return _transposed(down, first)
        case _:
            return _missing(params)


def _answer(name: str, tree: Tree) -> NumberAnswer | FormulaAnswer:
    return FormulaAnswer(tree, dict.fromkeys("nksp", POSITIVE)) if name == "formula" else NumberAnswer(tree, exact=True)


def solve(params: TransposeShape) -> tuple[Part, ...]:
    """The parts that are asked."""
    worth = points(params.asks, _WEIGHTS)
    return tuple(
        Part(name, _answer(name, _formula() if name == "formula" else rational(_right(params, name))), worth[name])
        for name in params.asks
    )


def carried(params: TransposeShape, part: str, own: Mapping[str, Answer]) -> Answer | None:
    """A side from the student's own side before it."""
    match part:
        case "second" if (side := _own(own, "first")) is not None:
            found = _transposed(side, params.layers[1])
        case "up" if (side := _own(own, "down")) is not None:
            found = _transposed(side, params.layers[0])
        case "missing" if (side := _own(own, "up")) is not None:
            found = params.side - side
        case _:
            return None
    return NumberAnswer(rational(found), exact=True) if found > 0 else None


def _own(own: Mapping[str, Answer], name: str) -> int | None:
    """The student's own side, where it is a whole number."""
    answer = own.get(name)
    value = exact(answer.value) if isinstance(answer, NumberAnswer) else None
    return int(value) if value is not None and value.denominator == 1 else None


# --------------------------------------------------------------------------------------------------------------- mistakes


def mistakes(params: TransposeShape) -> tuple[Mistake, ...]:
    """Wrong answers, part by part; those that come to the right number, to one told before or to no size are left out."""
    found: list[Mistake] = []
    for part in params.asks:
        if part == "formula":
            found += [Mistake(name, part, _answer(part, tree)) for name, tree in _wrong_formulas().items()]
            continue
        seen = {_right(params, part)}
        for name, wrong in _wrong_sizes(params, part):
            if wrong > 0 and wrong not in seen:
                seen.add(wrong)
                found.append(Mistake(name, part, _answer(part, rational(wrong))))
    return tuple(found)


def _wrong_formulas() -> dict[str, Tree]:
    n, k, s, p = map(symbol, "nksp")
    stretched = product(difference(n, ONE), s)
    return {
        "convolution-size": total(quotient(difference(total(n, product(TWO, p)), k), s), ONE),
        "one-not-subtracted": difference(total(product(n, s), k), product(TWO, p)),
        "padding-added": total(stretched, k, product(TWO, p)),
        "padding-once": difference(total(stretched, k), p),
        "kernel-forgotten": difference(stretched, product(TWO, p)),
    }


def _wrong_sizes(params: TransposeShape, part: str) -> Iterator[tuple[str, int]]:
    first = params.layers[0]
    down = output_size(params.side, *_window(first))
    match part:
        case "size" | "first":
            yield from _wrong_transposed(params.side, first)
        case "second":
            yield from _wrong_transposed(_right(params, "first"), params.layers[1])
            yield "first-layer-again", _transposed(_right(params, "first"), first)
        case "up":
            yield "size-restored", params.side
            yield from _wrong_transposed(down, first)
        case "down":
            if (params.side + 2 * first.padding - first.kernel) % first.stride:
                yield "rounded-up", down + 1
            yield "padding-forgotten", output_size(params.side, first.kernel, first.stride)
            yield "one-forgotten", down - 1
            yield "transposed-size", _transposed(params.side, first)
        case _:
            yield "stride-for-rest", first.stride


def _wrong_transposed(side: int, layer: Layer) -> Iterator[tuple[str, int]]:
    kernel, stride, padding = _window(layer)
    yield "convolution-size", output_size(side, kernel, stride, padding)
    yield "one-not-subtracted", side * stride + kernel - 2 * padding
    if padding:
        yield "padding-added", (side - 1) * stride + kernel + 2 * padding
        yield "padding-once", (side - 1) * stride + kernel - padding
    yield "stride-only", side * stride


# ------------------------------------------------------------------------------------------------------------------ texts


def state(params: TransposeShape) -> Values:
    """Values for the texts."""
    first, second = params.layers[0], params.layers[-1]
    return {
        "n": params.side,
        "k": first.kernel,
        "s": first.stride,
        "p": first.padding,
        "k2": second.kernel,
        "s2": second.stride,
        "p2": second.padding,
        "two": len(params.layers) == 2,
        "one": "size" in params.asks,
        "there_and_back": bool({"down", "up", "missing"} & set(params.asks)),
        "letters": "formula" in params.asks,
        "upward": bool({"formula", "size", "first"} & set(params.asks)),
    }


def hints(params: TransposeShape) -> tuple[Step, ...]:
    """How the copies lie; then what is cut off, or lost."""
    return (Step("hint-copies"), Step("hint-rest" if {"up", "missing"} & set(params.asks) else "hint-crop"))


def explain(params: TransposeShape) -> tuple[Step, ...]:
    """The formula, then each size."""
    return tuple(step for name in params.asks for step in _explain_part(params, name))


def _explain_part(params: TransposeShape, name: str) -> Iterator[Step]:
    first, right = params.layers[0], rational(_right(params, name)) if name != "formula" else _formula()
    match name:
        case "formula":
            yield Step("formula", after=right)
        case "size" | "first" | "second" | "up":
            side = {"size": params.side, "first": params.side, "second": _right(params, "first"), "up": _right(params, "down")}[
                name
            ]
            layer = params.layers[1] if name == "second" else first
            yield Step(name, before=_written(side, layer), after=right)
        case "down":
            room = params.side + 2 * first.padding - first.kernel
            yield Step(
                "down", {"room": room, "fits": room // first.stride}, before=total(Number(room // first.stride), ONE), after=right
            )
        case _:
            up = _right(params, "up")
            yield Step("missing", before=difference(Number(params.side), Number(up)), after=right)


def _written(side: int, layer: Layer) -> Tree:
    """(n - 1) s + k - 2p with numbers."""
    kernel, stride, padding = _window(layer)
    stretched = product(difference(Number(side), ONE), Number(stride))
    return difference(total(stretched, Number(kernel)), product(TWO, Number(padding)))


# ----------------------------------------------------------------------------------------------------------------- oracle


def oracle(params: TransposeShape, at: Mapping[str, float]) -> dict[str, Any]:
    """By counting: cells that copies of the kernel reach, and windows that fit, on marked lines of cells."""
    first, last = params.layers[0], params.layers[-1]
    found: dict[str, Any] = {}
    for name in params.asks:
        match name:
            case "formula":
                last_copy_begins = at["s"] * at["n"] - at["s"]
                found[name] = last_copy_begins + at["k"] - at["p"] - at["p"]
            case "size" | "first":
                found[name] = float(_reached(params.side, first))
            case "second":
                found[name] = float(_reached(_reached(params.side, first), last))
            case "down":
                found[name] = float(_windows(params.side, first))
            case _:
                up = _reached(_windows(params.side, first), first)
                found[name] = float(up if name == "up" else params.side - up)
    return found


def _reached(side: int, layer: Layer) -> int:
    """Cells of the line from the first copy of the kernel to the end of the last, without those that are cut off."""
    ends = [start * layer.stride + layer.kernel for start in range(side)]
    return len(range(max(ends))[layer.padding : max(ends) - layer.padding])


def _windows(side: int, layer: Layer) -> int:
    length = len([0] * layer.padding + [1] * side + [0] * layer.padding)
    return sum(start + layer.kernel <= length for start in range(0, length, layer.stride))


def skeleton(params: TransposeShape) -> str:
    """Kernels and strides, and what is asked."""
    return f"{write_asks(params.asks)}:" + ",".join(f"{layer.kernel}/{layer.stride}" for layer in params.layers)
