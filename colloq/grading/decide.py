"""The whole decision on a typed formula.

A glance at three points; where they agree, a proof; where there is none, all the usual points and a last look beyond them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from colloq.grading.beyond import difference_beyond
from colloq.grading.formula import Comparison, Outcome, compare, sample
from colloq.grading.glance import glance
from colloq.grading.identity import is_identical
from colloq.notation.tree import has_decimal

if TYPE_CHECKING:
    from colloq.model import FormulaAnswer
    from colloq.notation.tree import Tree


def decide(answer: FormulaAnswer, typed: Tree, seed: str, *, shortcut: bool = True) -> Comparison:
    """How a typed formula compares with the right one; `seed` fixes the points. `shortcut` off skips "same tree, right"."""
    loose = answer.decimals and has_decimal(typed)
    if loose or (shortcut and typed == answer.tree):
        return compare(answer, typed, sample(answer, seed), shortcut=shortcut)
    first = glance(answer, typed, seed)
    if first is not None and (first.outcome is Outcome.DIFFERENT or is_identical(answer, typed, alone=False)):
        return first
    comparison = compare(answer, typed, sample(answer, seed), shortcut=shortcut)
    if comparison.outcome is not Outcome.EQUAL or (first is None and is_identical(answer, typed, alone=False)):
        return comparison
    beyond = difference_beyond(answer, typed, seed)
    if beyond is None:
        return comparison
    return Comparison(Outcome.BEYOND if beyond.witness else Outcome.UNDEFINED, beyond.witness)
