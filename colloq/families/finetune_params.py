"""Ticket 19: how many parameters are trained when a pre-trained network gets a new last layer and some layers are frozen.

Weights k·k·c_in·c_out of a convolution, d·m of a dense layer, with one bias for each output where the prompt says so; batch
normalisation has gamma and beta for each channel, its running mean and variance are not parameters.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.asks import points, read_asks, write_asks
from colloq.exact.fields import Fields
from colloq.exact.layers import Layer, Rules, count, read_layers
from colloq.model import Mistake, NumberAnswer, Part, Step, Table, Word
from colloq.notation.build import rational, total
from colloq.notation.tree import Number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from colloq.model import Answer, Values
    from colloq.seeds import Stream

VERSION = 1
TICKET = "19"
LEVELS = (1, 2, 3)

ASKS = ("trainable", "frozen", "all")
_WEIGHTS = {"trainable": 5, "frozen": 4, "all": 2}


@dataclass(frozen=True, slots=True)
class FineTuning:
    """The layers from the input on, whether they have biases, and how many outputs the last one had before."""

    layers: tuple[Layer, ...]
    biases: bool
    old: int | None
    asks: tuple[str, ...]


# -------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> FineTuning:
    """layers, biases (yes unless given), old (optional), ask. Raises ParameterError."""
    source = Fields(fields)
    layers = read_layers("layers", source.text("layers"))
    biases = source.word("biases", ("yes", "no"), "yes") == "yes"
    old = source.integer("old", 1, 10**6) if source.has("old") else None
    asks = read_asks(source, ASKS, "trainable")
    source.done()
    if not layers[-1].trained or layers[-1].kind == "bn":
        raise ParameterError("layers", "last-layer")
    if {"frozen", "all"} & set(asks) and all(layer.trained for layer in layers):
        raise ParameterError("ask", "nothing-frozen")
    return FineTuning(layers, biases, old, asks)


def write_params(params: FineTuning) -> dict[str, Any]:
    """Plain JSON."""
    written: dict[str, Any] = {
        "layers": "; ".join(layer.written() for layer in params.layers),
        "biases": "yes" if params.biases else "no",
    }
    if params.old is not None:
        written["old"] = params.old
    return {**written, "ask": write_asks(params.asks)}


# ------------------------------------------------------------------------------------------------------------------- draws

_CHANNELS = (4, 5, 6, 8, 9, 10, 12, 14, 15, 16, 18, 20, 24)
_OLD = (10, 20, 50, 100, 200, 1000)


def sample(rng: Stream, level: int) -> FineTuning | None:
    """1: only the new last layer. 2: the last convolution as well. 3: batch normalisation, and a flattened feature map."""
    biases = rng.chance(60)
    channels = [3, *sorted(rng.sample(_CHANNELS, 2 if level == 1 else 3))]
    first_trained = {1: 9, 2: len(channels) - 2, 3: rng.choice((1, 2))}[level]
    layers: list[Layer] = []
    for place, (inputs, outputs) in enumerate(itertools.pairwise(channels)):
        trained = place >= first_trained
        layers.append(Layer("conv", inputs, outputs, trained, kernel=rng.weighted(((3, 5), (5, 2 if place == 0 else 1)))))
        if level == 3:
            layers.append(Layer("bn", outputs, outputs, trained))
    side = rng.choice((2, 3, 4)) if level == 3 else 1
    wide = channels[-1] if level > 1 else channels[-1] * rng.choice((4, 6, 8, 10))
    layers[-1] = replace(layers[-1], outputs=wide)
    classes = rng.integer(3, 15)
    layers.append(Layer("dense", wide, classes, trained=True, side=side))
    old = rng.choice(_OLD)
    asks = {1: ("trainable",), 2: ("trainable", "frozen"), 3: ASKS}[level]
    return FineTuning(tuple(layers), biases, old, asks) if old != classes else None


# ---------------------------------------------------------------------------------------------------------------- solution


def _number(params: FineTuning, part: str, rules: Rules) -> int:
    wanted = {"trainable": (True,), "frozen": (False,), "all": (True, False)}[part]
    return sum(count(layer, rules) for layer in params.layers if layer.trained in wanted)


def _right(params: FineTuning, part: str) -> int:
    return _number(params, part, Rules(params.biases))


def solve(params: FineTuning) -> tuple[Part, ...]:
    """The numbers that are asked."""
    worth = points(params.asks, _WEIGHTS)
    return tuple(Part(name, NumberAnswer(Number(_right(params, name)), exact=True), worth[name]) for name in params.asks)


def carried(params: FineTuning, part: str, own: Mapping[str, Answer]) -> Answer | None:  # noqa: ARG001 - the sum of two
    """The number of all parameters from the student's own two."""
    numbers = [answer.value for name in ("trainable", "frozen") if isinstance(answer := own.get(name), NumberAnswer)]
    return NumberAnswer(total(*numbers), exact=True) if part == "all" and len(numbers) == 2 else None


def mistakes(params: FineTuning) -> tuple[Mistake, ...]:
    """Wrong counts; those that come to the right number, or to one told before, are left out."""
    found: list[Mistake] = []
    for part in params.asks:
        seen = {0, _right(params, part)}
        for name, wrong in _wrong(params, part):
            if wrong not in seen:
                seen.add(wrong)
                found.append(Mistake(name, part, NumberAnswer(Number(wrong), exact=True)))
    return tuple(found)


def _wrong(params: FineTuning, part: str) -> Iterator[tuple[str, int]]:
    usual = Rules(params.biases)
    yield (
        "biases-forgotten" if params.biases else "biases-counted",
        _number(params, part, replace(usual, biases=not params.biases)),
    )
    if part == "trainable":
        yield "frozen-counted", _right(params, "all")
        yield "last-layer-only", count(params.layers[-1], usual)
    elif part == "frozen":
        yield "trainable-counted", _right(params, "all")
        yield "the-other-layers", _right(params, "trainable")
    if part != "frozen" and params.old is not None:
        before = replace(params, layers=(*params.layers[:-1], replace(params.layers[-1], outputs=params.old)))
        yield "old-outputs", _right(before, part)
    yield "kernel-area-forgotten", _number(params, part, replace(usual, area=False))
    yield "running-counted", _number(params, part, replace(usual, normalisation=4))
    yield "normalisation-forgotten", _number(params, part, replace(usual, normalisation=0))
    yield "not-flattened", _number(params, part, replace(usual, flattened=False))


# ------------------------------------------------------------------------------------------------------------------- texts


def state(params: FineTuning) -> Values:
    """The table of layers and the conventions."""
    last = len(params.layers) - 1
    rows = tuple(
        (
            number + 1,
            Word(f"kind-{layer.kind}"),
            layer.shown(),
            Word("new" if number == last and params.old is not None else "trained" if layer.trained else "frozen"),
        )
        for number, layer in enumerate(params.layers)
    )
    header = (Word("number"), Word("layer"), Word("size"), Word("training"))
    flat = next((layer for layer in params.layers if layer.side > 1), None)
    return {
        "layers": Table(header, rows),
        "classes": params.layers[-1].outputs,
        "old": params.old or 0,
        "replaced": params.old is not None,
        "biased": params.biases,
        "normalised": any(layer.kind == "bn" for layer in params.layers),
        "flattened": flat is not None,
        "averaged": any(a.kind != "dense" and b.kind == "dense" and b.side == 1 for a, b in itertools.pairwise(params.layers)),
        "side": flat.side if flat else 1,
        "channels": flat.inputs if flat else 1,
    }


def hints(params: FineTuning) -> tuple[Step, ...]:
    """Which rows count, then how one of them is counted."""
    trained = [layer for layer in params.layers if layer.trained]
    key = "hint-convolution" if any(layer.kind == "conv" for layer in trained) else "hint-dense"
    return (Step("hint-rows"), Step(key))


def explain(params: FineTuning) -> tuple[Step, ...]:
    """The count of each layer that matters, then the sums."""
    return tuple(_explain(params))


def _explain(params: FineTuning) -> Iterator[Step]:
    usual = Rules(params.biases)
    for number, layer in enumerate(params.layers, 1):
        if layer.trained or params.asks != ("trainable",):
            key = f"count-{layer.kind}-biased" if params.biases and layer.kind != "bn" else f"count-{layer.kind}"
            written = layer.counted(biases=params.biases)
            yield Step(key, {"number": number}, before=written, after=Number(count(layer, usual)))
    for part in params.asks:
        wanted = {"trainable": (True,), "frozen": (False,), "all": (True, False)}[part]
        counts = [Number(count(layer, usual)) for layer in params.layers if layer.trained in wanted]
        if part == "all" and set(params.asks) >= {"trainable", "frozen"}:
            counts = [Number(_right(params, name)) for name in ("trainable", "frozen")]
        yield Step(f"sum-{part}", before=total(*counts), after=rational(_right(params, part)))


# ------------------------------------------------------------------------------------------------------------------ checks


def oracle(params: FineTuning, at: Mapping[str, float]) -> dict[str, Any]:  # noqa: ARG001 - no symbols here
    """By NumPy: arrays of the shapes that a framework makes, and how many numbers they hold."""
    import numpy as np  # noqa: PLC0415 - not needed to set or grade a problem

    sizes = {True: 0, False: 0}
    shapes: list[tuple[int, ...]]
    for layer in params.layers:
        match layer.kind:
            case "conv":
                shapes = [(layer.outputs, layer.inputs, layer.kernel, layer.kernel)]
            case "bn":
                shapes = [(layer.outputs,), (layer.outputs,)]
            case _:
                flat = np.empty((layer.inputs, layer.side, layer.side), dtype=np.int8).ravel().shape[0]
                shapes = [(layer.outputs, flat)]
        if params.biases and layer.kind != "bn":
            shapes.append((layer.outputs,))
        sizes[layer.trained] += sum(np.empty(one, dtype=np.int8).size for one in shapes)
    found = {"trainable": sizes[True], "frozen": sizes[False], "all": sizes[True] + sizes[False]}
    return {name: float(found[name]) for name in params.asks}


def skeleton(params: FineTuning) -> str:
    """Kinds of layers, which of them are trained, biases."""
    kinds = " ".join(f"{layer.kind}{'+' if layer.trained else '-'}" for layer in params.layers)
    return f"{kinds} {'biases' if params.biases else ''} {write_asks(params.asks)}"
