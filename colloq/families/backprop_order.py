"""Ticket 9: back-propagation through one hidden layer, step by step; some of the steps are to be put in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from colloq.exact.orders import PART, Order, draw_order, early_steps, explained, ordering, orders, read_order
from colloq.model import Step

if TYPE_CHECKING:
    from collections.abc import Mapping

    from colloq.model import Mistake, Part, Values
    from colloq.seeds import Stream

VERSION = 1
TICKET = "9"
LEVELS = (1, 2, 3)

STEPS = ("hidden", "output", "loss", "loss-slope", "output-slope", "hidden-values", "hidden-slope", "weight", "descent")
"""In their true order, which nothing but the need of each step for what stands before it decides."""
_COUNT = {1: 4, 2: 5, 3: 7}
"""How many are asked at each level."""


def read_params(fields: Mapping[str, Any]) -> Order:
    """Shown. Raises ParameterError."""
    return read_order(fields, STEPS)


def write_params(params: Order) -> dict[str, Any]:
    """Plain JSON."""
    return {"shown": list(params.shown)}


def sample(rng: Stream, level: int) -> Order | None:
    """Few steps first, then more of them."""
    return draw_order(rng, STEPS, _COUNT[level])


def space(level: int) -> int:
    """How many different problems there are."""
    return orders(STEPS, _COUNT[level])


def solve(params: Order) -> tuple[Part, ...]:
    """One order."""
    return ordering(params, STEPS)


def mistakes(params: Order) -> tuple[Mistake, ...]:
    """A step that comes before the one it needs."""
    return early_steps(params, STEPS)


def state(params: Order) -> Values:
    """How many steps are asked."""
    return {"count": len(params.shown)}


def hints(params: Order) -> tuple[Step, ...]:  # noqa: ARG001 - the same for all
    """What each step needs, then where to begin."""
    return Step("hint-needs"), Step("hint-end")


def explain(params: Order) -> tuple[Step, ...]:
    """The idea, then the steps."""
    return explained(params, STEPS)


def oracle(params: Order, at: Mapping[str, float]) -> dict[str, Any]:  # noqa: ARG001 - no symbols here
    """An order has no number; the tests hold it against a list of what each step needs."""
    return {PART: float(len(params.shown))}


def skeleton(params: Order) -> str:
    """How many steps."""
    return str(len(params.shown))
