"""One step of a recurrent layer, s = f(U x + W s_before), for columns of trees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from colloq.exact.activations import SMOOTH, activation, float_activation, simple
from colloq.exact.tree_vectors import Trees, added, rationals, times
from colloq.grading.number import exact

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from colloq.exact.fields import Rows
    from colloq.notation.tree import Tree


def argument(u: Rows, w: Rows, x: Sequence[Fraction], before: Sequence[Tree]) -> Trees:
    """U x + W s_before."""
    return added(times(u, rationals(x)), times(w, before))


def activated(name: str, arguments: Sequence[Tree]) -> Trees:
    """The activation of each entry. ReLU takes rational entries only, see `can_activate`."""
    return tuple(simple(activation(name, cell)) for cell in arguments)


def can_activate(name: str, arguments: Sequence[Tree]) -> bool:
    """Whether `activated` can say the value: ReLU of a root or logarithm it cannot."""
    return name != "relu" or all(exact(cell) is not None for cell in arguments)


def float_states(
    name: str, weights: tuple[float, float], inputs: Sequence[float], start: float, places: int | None = None
) -> list[float]:
    """The states of one smooth neuron with weights (U, W), as floats; `places`: states are rounded on the way, as on paper."""
    assert name in SMOOTH
    found = [start]
    for x in inputs:
        before = found[-1] if places is None or len(found) == 1 else round(found[-1], places)
        found.append(float_activation(name, weights[0] * x + weights[1] * before))
    return found[1:]
