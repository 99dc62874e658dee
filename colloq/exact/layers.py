"""Layers of a small network with the counts of their parameters: convolution, batch normalisation, dense."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from colloq.errors import ParameterError
from colloq.notation.build import TWO, product, total
from colloq.notation.tree import Number

if TYPE_CHECKING:
    from colloq.notation.tree import Tree

_TIMES = "[xх×]"  # Latin and Cyrillic x
_FORMS = {
    "conv": re.compile(rf"conv\s+(\d+)\s*{_TIMES}\s*(\d+)\s*,?\s+(\d+)\s*(?:->|→)\s*(\d+)\s+(frozen|trained)", re.IGNORECASE),
    "bn": re.compile(r"bn\s+(\d+)\s+(frozen|trained)", re.IGNORECASE),
    "dense": re.compile(
        rf"dense\s+(?:(\d+)\s*{_TIMES}\s*(\d+)\s*{_TIMES}\s*)?(\d+)\s*(?:->|→)\s*(\d+)\s+(frozen|trained)", re.IGNORECASE
    ),
}
MOST_LAYERS = 12
LARGEST = 10_000


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer: `kind` conv, bn or dense; channels (or units) in and out; whether it is trained.

    `kernel` is the side of a convolution's kernel; `side` that of the feature map which a dense layer receives flattened, 1 where
    its input is a vector.
    """

    kind: str
    inputs: int
    outputs: int
    trained: bool
    kernel: int = 1
    side: int = 1

    def written(self) -> str:
        """The layer as `read_layers` reads it."""
        state = "trained" if self.trained else "frozen"
        match self.kind:
            case "conv":
                return f"conv {self.kernel}x{self.kernel} {self.inputs}->{self.outputs} {state}"
            case "bn":
                return f"bn {self.outputs} {state}"
            case _:
                flat = f"{self.side}x{self.side}x" if self.side > 1 else ""
                return f"dense {flat}{self.inputs}->{self.outputs} {state}"

    def shown(self) -> str:
        """Its sizes for a table: 3 × 3, 16 → 32."""
        match self.kind:
            case "conv":
                return f"{self.kernel} × {self.kernel}, {self.inputs} → {self.outputs}"
            case "bn":
                return str(self.outputs)
            case _:
                flat = f"{self.side} × {self.side} × " if self.side > 1 else ""
                return f"{flat}{self.inputs} → {self.outputs}"

    def counted(self, *, biases: bool) -> Tree:
        """How its parameters are counted, as a person writes it: 3·3·16·32 + 32."""
        if self.kind == "bn":
            return product(TWO, Number(self.outputs))
        area = (self.kernel, self.kernel) if self.kind == "conv" else (self.side, self.side)
        weights = product(*map(Number, (*area, self.inputs, self.outputs)))
        return total(weights, Number(self.outputs)) if biases else weights


@dataclass(frozen=True, slots=True)
class Rules:
    """How parameters are counted; all but the first are mistakes where they are not the usual ones."""

    biases: bool
    area: bool = True
    normalisation: int = 2
    flattened: bool = True


def count(layer: Layer, rules: Rules) -> int:
    """How many parameters the layer has."""
    if layer.kind == "bn":
        return rules.normalisation * layer.outputs
    cells = layer.kernel**2 if layer.kind == "conv" and rules.area else 1
    if layer.kind == "dense" and rules.flattened:
        cells = layer.side**2
    return cells * layer.inputs * layer.outputs + (layer.outputs if rules.biases else 0)


def read_layers(field: str, text: str) -> tuple[Layer, ...]:
    """Layers from text: "conv 3x3 3->16 frozen; bn 16 frozen; dense 4x4x16->10 trained".

    Raises ParameterError: `layer-unread` with the piece, `layer-square`, `layer-range`, `layers-many`, `layer-chain`.
    """
    layers = tuple(_read(field, piece.strip()) for piece in text.split(";") if piece.strip())
    if not 1 <= len(layers) <= MOST_LAYERS:
        raise ParameterError(field, "layers-many", most=MOST_LAYERS)
    for number, (before, layer) in enumerate(itertools.pairwise(layers), 2):
        if layer.inputs != before.outputs or (before.kind == "dense" and (layer.kind == "conv" or layer.side > 1)):
            raise ParameterError(field, "layer-chain", number=number, outputs=before.outputs)
    return layers


def _read(field: str, piece: str) -> Layer:
    for kind, form in _FORMS.items():
        found = form.fullmatch(piece)
        if found is None:
            continue
        *numbers, state = found.groups()
        sizes = [int(number) if number else 1 for number in numbers]
        if not all(1 <= size <= LARGEST for size in sizes):
            raise ParameterError(field, "layer-range", most=LARGEST)
        trained = state.lower() == "trained"
        if kind == "bn":
            return Layer(kind, sizes[0], sizes[0], trained)
        height, width, inputs, outputs = sizes
        if height != width:
            raise ParameterError(field, "layer-square", value=piece)
        if kind == "conv":
            return Layer(kind, inputs, outputs, trained, kernel=height)
        return Layer(kind, inputs, outputs, trained, side=height)
    raise ParameterError(field, "layer-unread", value=piece)
