"""Wrong numbers and wrong vectors as mistakes; those that come to the right answer, or to one another, are left out.

A wrong vector whose entries look like those of the right one, rounded too much, is left out too.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from colloq.exact.activations import simple
from colloq.exact.tree_vectors import entries
from colloq.grading.number import Result, as_float, compare_numbers
from colloq.model import MatrixAnswer, Mistake, NumberAnswer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from colloq.notation.tree import Tree

_APART = 2e-2


def wrong_numbers(part: str, right: NumberAnswer, pairs: Iterable[tuple[str, Tree]]) -> Iterator[Mistake]:
    """The mistakes of a part that asks for a number, from (name, wrong number); numbers without a finite value are left out."""
    seen = [as_float(right.value)]
    for name, tree in pairs:
        value = as_float(tree)
        if math.isfinite(value) and not any(math.isclose(value, other, rel_tol=1e-12) for other in seen):
            seen.append(value)
            yield Mistake(name, part, NumberAnswer(simple(tree), digits=right.digits, exact=right.exact))


def wrong_vectors(part: str, right: MatrixAnswer, pairs: Iterable[tuple[str, Iterable[Tree]]]) -> Iterator[Mistake]:
    """The mistakes of a part that asks for a vector, from (name, wrong entries); the right answer is a row or a column."""
    column = len(right.rows[0]) == 1
    seen = [[as_float(cell) for cell in entries(right)]]
    for name, numbers in pairs:
        cells = tuple(simple(cell) for cell in numbers)
        values = [as_float(cell) for cell in cells]
        apart = len(values) != len(seen[0]) or any(
            _apart(*pair, right.digits) for pair in zip(entries(right), cells, strict=True)
        )
        if apart and all(map(math.isfinite, values)) and not any(_close(values, other) for other in seen):
            seen.append(values)
            rows = tuple((cell,) for cell in cells) if column else (cells,)
            yield Mistake(name, part, MatrixAnswer(rows, digits=right.digits, exact=right.exact, free_vector=right.free_vector))


def _apart(right: Tree, wrong: Tree, digits: int) -> bool:
    """Whether a wrong entry could not be taken for the right one, rounded to fewer digits."""
    left, other = as_float(right), as_float(wrong)
    if not abs(left - other) > _APART * max(abs(left), abs(other)):
        return False
    return compare_numbers(right, wrong, digits=digits) not in (Result.CUT, Result.DIGITS)


def _close(left: list[float], right: list[float]) -> bool:
    return len(left) == len(right) and all(
        math.isclose(a, b, rel_tol=1e-12, abs_tol=1e-15) for a, b in zip(left, right, strict=True)
    )
