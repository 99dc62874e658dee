"""Matrices, cell by cell: the shape first, then each cell as a number or as a formula."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from colloq.grading.decide import decide
from colloq.grading.formula import Outcome
from colloq.grading.number import Result, compare_numbers
from colloq.model import FormulaAnswer

if TYPE_CHECKING:
    from colloq.model import MatrixAnswer
    from colloq.notation.tree import Tree

Rows = tuple[tuple["Tree", ...], ...]


class Cell(Enum):
    """The verdict on a cell."""

    RIGHT = "right"
    WRONG = "wrong"
    CUT = "cut"
    DIGITS = "digits"
    OPEN = "open"


_OF_NUMBER = {
    Result.RIGHT: Cell.RIGHT,
    Result.WRONG: Cell.WRONG,
    Result.CUT: Cell.CUT,
    Result.DIGITS: Cell.DIGITS,
    Result.UNDEFINED: Cell.WRONG,
    Result.OPEN: Cell.OPEN,
}


def shape_of(rows: Rows) -> tuple[int, int]:
    """Rows and columns."""
    return len(rows), len(rows[0])


def transposed(rows: Rows) -> Rows:
    """Rows for columns."""
    return tuple(zip(*rows, strict=True))


def in_shape(answer: MatrixAnswer, typed: Rows) -> Rows | None:
    """The typed rows in the expected shape, a vector turned where the part does not care; None for another shape."""
    if shape_of(typed) == shape_of(answer.rows):
        return typed
    if answer.free_vector and 1 in shape_of(answer.rows) and shape_of(typed) == shape_of(answer.rows)[::-1]:
        return transposed(typed)
    return None


def compare_cells(answer: MatrixAnswer, typed: Rows, seed: str) -> tuple[tuple[Cell, ...], ...]:
    """The verdict on each cell; the shapes agree."""
    return tuple(
        tuple(
            _cell(answer, right, cell, f"{seed}/{row},{column}") for column, (right, cell) in enumerate(zip(*pair, strict=True))
        )
        for row, pair in enumerate(zip(answer.rows, typed, strict=True))
    )


def _cell(answer: MatrixAnswer, right: Tree, typed: Tree, seed: str) -> Cell:
    if not answer.symbols:
        return _OF_NUMBER[compare_numbers(right, typed, digits=answer.digits, counted=answer.exact)]
    match decide(FormulaAnswer(right, answer.symbols), typed, seed).outcome:
        case Outcome.EQUAL:
            return Cell.RIGHT
        case Outcome.OPEN:
            return Cell.OPEN
        case Outcome.DIFFERENT | Outcome.BEYOND | Outcome.UNDEFINED:
            return Cell.WRONG
