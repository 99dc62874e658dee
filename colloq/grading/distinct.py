"""Whether each mistake of a problem leads to an answer of its own; otherwise a mistake could not be told from another."""

from __future__ import annotations

import itertools
import math
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from colloq.grading.formula import matches, sample
from colloq.grading.number import approximate, as_float, exact
from colloq.model import Answer, FormulaAnswer, MatrixAnswer, MatrixFormulaAnswer, NumberAnswer
from colloq.notation.evaluate import evaluate
from colloq.notation.tree import Number, has_decimal

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from colloq.grading.formula import Sample
    from colloq.model import Mistake, Part
    from colloq.notation.evaluate import Bounded
    from colloq.notation.tree import Tree

_APART = 2e-2
"""Numbers closer than this could be taken for each other once rounded to three digits or fewer."""


def distinct(parts: Sequence[Part], mistakes: Sequence[Mistake]) -> bool:
    """True where, part by part, the right answer and the mistakes' answers differ pairwise and every answer is finite."""
    return all(
        _part_distinct(part.answer, [mistake.answer for mistake in mistakes if mistake.part == part.name]) for part in parts
    )


def _part_distinct(right: Answer, wrong: Sequence[Answer]) -> bool:
    match right:
        case NumberAnswer():
            values = [as_float(answer.value) for answer in (right, *wrong) if isinstance(answer, NumberAnswer)]
            return _numbers_distinct(values, exact_only=right.exact) and (right.exact or not _coarser(values, right.digits))
        case MatrixAnswer():
            return _matrices_distinct([answer for answer in (right, *wrong) if isinstance(answer, MatrixAnswer)])
        case FormulaAnswer():
            return _formulas_distinct(right, [answer.tree for answer in wrong if isinstance(answer, FormulaAnswer)])
        case MatrixFormulaAnswer():
            trees = [answer.tree for answer in (right, *wrong) if isinstance(answer, MatrixFormulaAnswer)]
            return len(set(trees)) == len(trees)
        case _:
            return True


def _numbers_distinct(values: Sequence[float], *, exact_only: bool) -> bool:
    if not all(map(math.isfinite, values)):
        return False
    apart = 0.0 if exact_only else _APART
    return all(b - a > apart * max(abs(a), abs(b)) for a, b in itertools.pairwise(sorted(values)))


def _coarser(values: Sequence[float], digits: int) -> bool:
    """Whether a wrong number is the right one (the first) with too few digits: 20 for 20.3 may be haste, not a mistake."""
    right, *wrong = (Decimal(repr(value)) for value in values)
    coarse = {_rounded(right, fewer) for fewer in range(1, digits)}
    return any(_rounded(value, digits) in coarse for value in wrong)


def _rounded(value: Decimal, digits: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(value.adjusted() - digits + 1), rounding=ROUND_HALF_UP)


def _matrices_distinct(answers: Sequence[MatrixAnswer]) -> bool:
    keys = [(len(answer.rows), tuple(_key(cell) for row in answer.rows for cell in row)) for answer in answers]
    return len(set(keys)) == len(keys)


def _key(tree: Tree) -> Hashable:
    """A value that is equal for equal numbers; formulas in cells count by their form."""
    if isinstance(tree, Number):  # most cells, and whole numbers hash as their fractions do
        return tree.value
    number = exact(tree)
    if number is not None:
        return number
    value = approximate(tree)
    return tree if value is None or has_decimal(tree) else value.normalize()


def _formulas_distinct(right: FormulaAnswer, wrong: Sequence[Tree]) -> bool:
    points = sample(right, "distinct")
    if not all(math.isfinite(value) and error <= 1e-6 * abs(value) for value, error in zip(*points.expected, strict=True)):
        return False
    columns = [points.expected, *(evaluate(tree, points.columns, points.count) for tree in wrong)]
    return all(
        _usable(column) and not any(matches(column, other) for other in columns[:index]) for index, column in enumerate(columns)
    ) and _apart(points, columns)


def _usable(column: Bounded) -> bool:
    return all(map(math.isfinite, column[0]))


def _apart(points: Sample, columns: Sequence[Bounded]) -> bool:
    """Each pair differs by more than rounding at some point, so that the witness shown to a student is clear."""
    return (
        all(
            any(abs(a - b) > 1e-4 * max(abs(a), abs(b)) for a, b in zip(column[0], other[0], strict=True))
            for index, column in enumerate(columns)
            for other in columns[:index]
        )
        and points.count > 0
    )
