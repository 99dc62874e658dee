"""Wrong numbers and wrong vectors as mistakes; those that come to the right answer, or to one another, are left out."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from colloq.exact.activations import simple
from colloq.grading.number import as_float
from colloq.model import MatrixAnswer, Mistake, NumberAnswer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from colloq.notation.tree import Tree


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
    seen = [[as_float(cell) for row in right.rows for cell in row]]
    for name, entries in pairs:
        cells = tuple(simple(cell) for cell in entries)
        values = [as_float(cell) for cell in cells]
        if all(map(math.isfinite, values)) and not any(_close(values, other) for other in seen):
            seen.append(values)
            rows = tuple((cell,) for cell in cells) if column else (cells,)
            yield Mistake(name, part, MatrixAnswer(rows, digits=right.digits, exact=right.exact, free_vector=right.free_vector))


def _close(left: list[float], right: list[float]) -> bool:
    return len(left) == len(right) and all(
        math.isclose(a, b, rel_tol=1e-12, abs_tol=1e-15) for a, b in zip(left, right, strict=True)
    )
