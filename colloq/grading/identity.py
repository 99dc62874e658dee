"""A proof that two formulas are the same, by their values in finite fields (`colloq.grading.fields`); it says "yes" or nothing.

A typed formula must have a value wherever the right one has one, but for single points; where that is not plain, nothing is said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from colloq.grading.fields import Field
from colloq.grading.kept import kept
from colloq.grading.ring import UnprovenError

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping

    from colloq.model import FormulaAnswer
    from colloq.notation.tree import Tree

_MOST_CASES = 16
_Cases = dict["Hashable", int]


class _Known(NamedTuple):
    """The right answer in one case."""

    value: int
    field: Field


def is_identical(answer: FormulaAnswer, typed: Tree, *, alone: bool = True) -> bool:
    """Whether a typed formula is certain to be the right one in another form, with a value wherever that one has one.

    A divisor may be 0 everywhere by a law that is not known here. With `alone`, only divisors that are plainly not 0 are allowed;
    without it, the caller has seen values of the formula in floats, of which each is known to be exact.
    """
    waiting: list[_Cases] = [{}]
    for _ in range(_MOST_CASES):
        cases = waiting.pop()
        field = _proved(answer, typed, cases)
        if field is None or (alone and field.doubted):
            return False
        waiting += _others(field, cases)
        if not waiting:
            return True
    return False


def _proved(answer: FormulaAnswer, typed: Tree, cases: _Cases) -> Field | None:
    """The field in which the two are the same; None where that is not known."""
    known = _right(answer, tuple(cases.items()))
    if known is None:
        return None
    value, right = known
    field = Field(answer.symbols, right.powers, right.cases)
    field.choices.update(right.choices)
    try:
        same = field.value(typed) == value and field.conditions <= right.conditions
    except UnprovenError:
        return None
    return field if same else None


@kept
def _right(answer: FormulaAnswer, cases: tuple[tuple[Hashable, int], ...]) -> _Known | None:
    field = Field(answer.symbols, {}, dict(cases))
    try:
        return _Known(field.value(answer.tree), field)
    except UnprovenError:
        return None


def _others(field: Field, cases: Mapping[Hashable, int]) -> Iterator[_Cases]:
    """The cases that were not assumed: those asked for first stay as they are."""
    before = dict(cases)
    for key, choices in field.choices.items():
        for other in choices:
            if other != field.cases[key]:
                yield {**before, key: other}
        before[key] = field.cases[key]
