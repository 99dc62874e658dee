"""A first glance at a typed formula: three points, on which most wrong ones differ.

The points are those of the whole comparison where the answer is nearest to 1: the point of difference to be shown is one of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from colloq.grading.formula import CLOSE, Comparison, Outcome, sample
from colloq.grading.kept import kept
from colloq.model import Witness
from colloq.notation.evaluate import evaluate_each
from colloq.notation.uniform import Symbols, UnsureError, uniform

if TYPE_CHECKING:
    from colloq.grading.points import Columns
    from colloq.model import FormulaAnswer
    from colloq.notation.evaluate import Bounded
    from colloq.notation.tree import Tree

_FEW = 3


@dataclass(frozen=True, slots=True)
class _Few:
    """The points, and the right values there with their bounds."""

    columns: Columns
    symbols: Symbols
    values: list[float]
    errors: list[float]


def glance(answer: FormulaAnswer, typed: Tree, seed: str) -> Comparison | None:
    """DIFFERENT with a witness, or EQUAL: it agrees at the few points. None where floats do not tell there."""
    few = _few(answer, seed)
    if few is None:
        return None
    values, errors = _values(typed, few)
    agrees: Comparison | None = _AGREES
    for place, value in enumerate(values):
        right = few.values[place]
        bound = few.errors[place] + errors[place]
        if not bound <= CLOSE * max(abs(right), abs(value)):
            agrees = None
        elif abs(value - right) > bound:
            point = {name: column[place] for name, column in few.columns.items()}
            return Comparison(Outcome.DIFFERENT, Witness(point, value, right))
    return agrees


def _values(tree: Tree, few: _Few) -> Bounded:
    try:
        values, error = uniform(tree, few.symbols, _FEW)
    except UnsureError:
        return evaluate_each(tree, few.columns, _FEW)
    return list(values), [error * abs(value) for value in values]


_AGREES = Comparison(Outcome.EQUAL)


@kept
def _few(answer: FormulaAnswer, seed: str) -> _Few | None:
    """The plainest points, one of them on the other side of 0 in as many symbols as there are; None: the answer has too few."""
    points = sample(answer, seed)
    if len(points.plainest) < _FEW:
        return None
    first, *others = points.plainest
    opposite = max(others, key=lambda place: sum(column[first] * column[place] < 0 for column in points.columns.values()))
    places = (first, *[place for place in others if place != opposite][: _FEW - 2], opposite)
    columns = {name: tuple([column[place] for place in places]) for name, column in points.columns.items()}
    values, errors = ([numbers[place] for place in places] for numbers in points.expected)
    return _Few(columns, Symbols(columns), values, errors)
