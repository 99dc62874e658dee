"""How a squared error changes with a weight of the hidden layer: central differences with 60 digits, for oracles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from colloq.exact.differences import central_difference, digits60, numeric_activation

if TYPE_CHECKING:
    from collections.abc import Sequence

Columns = tuple["Sequence[float]", "Sequence[float]", "Sequence[float]"]
"""For each output the weight that leads to it from the neuron, the output as it is, the target."""


def loss_slope(activation: str, state: float, x: float, columns: Columns, line: float | None = None) -> float:
    """The derivative of the sum of squared errors by the weight that leads from the input x to a neuron in this state.

    `line`: a straight line of this slope takes the place of the activation. The state of ReLU must be positive.
    """
    context = digits60()
    f = numeric_activation(activation, context)
    start = context.mpf(state)
    argument = start
    if line is None and activation == "tanh":
        argument = context.log((1 + start) / (1 - start)) / 2
    elif line is None and activation == "sigmoid":
        argument = context.log(start / (1 - start))

    def loss(change: Any) -> Any:  # noqa: ANN401 - numbers of mpmath
        moved = line * change * x if line is not None else f(argument + change * x) - start
        return sum((p + weight * moved - y) ** 2 for weight, p, y in zip(*columns, strict=True))

    return central_difference(loss, context.mpf(0), context)
