"""Orders drawn from a list of steps that has one true order: which steps are asked, how they are shown, and what goes wrong."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.fields import Fields
from colloq.exact.picks import read_keys
from colloq.model import Mistake, OrderingAnswer, Part, Step, Word

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from colloq.seeds import Stream

PART = "order"
FEWEST = 3


@dataclass(frozen=True, slots=True)
class Order:
    """Steps as they are shown; their true order is that of the family's list."""

    shown: tuple[str, ...]


def read_order(fields: Mapping[str, Any], steps: Sequence[str]) -> Order:
    """The parameter `shown`: keys of at least three different steps.

    Raises ParameterError: `in-order` where they are sorted already.
    """
    source = Fields(fields)
    shown = read_keys(source, "shown", steps, FEWEST, len(steps))
    source.done()
    if shown == true_order(shown, steps):
        raise ParameterError("shown", "in-order")
    return Order(shown)


def true_order(shown: Sequence[str], steps: Sequence[str]) -> tuple[str, ...]:
    """The steps that are shown, one after the other."""
    return tuple(step for step in steps if step in shown)


def draw_order(rng: Stream, steps: Sequence[str], count: int) -> Order | None:
    """So many of the steps, shuffled; None where they come out sorted."""
    shown = tuple(rng.sample(steps, count))
    return None if shown == true_order(shown, steps) else Order(shown)


def orders(steps: Sequence[str], count: int) -> int:
    """How many different problems `draw_order` has."""
    return math.comb(len(steps), count) * (math.factorial(count) - 1)


def ordering(params: Order, steps: Sequence[str]) -> tuple[Part, ...]:
    """The only part."""
    return (Part(PART, OrderingAnswer(true_order(params.shown, steps), params.shown), 10),)


def early_steps(params: Order, steps: Sequence[str]) -> tuple[Mistake, ...]:
    """For each step but the first: the order in which it comes before the step that it has to wait for."""
    items = true_order(params.shown, steps)
    return tuple(
        Mistake(late, PART, OrderingAnswer((*items[:place], late, early, *items[place + 2 :]), params.shown))
        for place, (early, late) in enumerate(itertools.pairwise(items))
    )


def explained(params: Order, steps: Sequence[str]) -> tuple[Step, ...]:
    """The idea of the algorithm, then its steps in order."""
    items = tuple(map(Word, true_order(params.shown, steps)))
    lines = (Step("in-turn", {"item": item}) for item in items)
    return (Step("idea"), *lines, Step("answer", {"items": items}))
