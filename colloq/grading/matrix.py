"""Matrices, cell by cell: the shape first, then each cell as a number or as a formula."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from colloq.grading.decide import decide
from colloq.grading.formula import Outcome
from colloq.grading.number import Result, compare_numbers
from colloq.model import Finding, FormulaAnswer
from colloq.notation.read import other_readings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from colloq.model import MatrixAnswer
    from colloq.notation.read import MatrixReading, Note
    from colloq.notation.tree import Tree

Rows = tuple[tuple["Tree", ...], ...]
_MOST_QUESTIONS = 4  # cells whose other readings are tried


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


def right_otherwise(answer: MatrixAnswer, reading: MatrixReading, cells: Sequence[Sequence[Cell]], seed: str) -> Finding | None:
    """The question to ask where each wrong cell is right in another reading; None where one is not."""
    turned = shape_of(reading.rows) != shape_of(answer.rows)
    wrong = [(row, column) for row, line in enumerate(cells) for column, cell in enumerate(line) if cell is not Cell.RIGHT]
    texts = [reading.doubtful.get((column, row) if turned else (row, column), "") for row, column in wrong]
    if not all(texts) or len(wrong) > _MOST_QUESTIONS:
        return None
    findings: list[Finding] = []
    for (row, column), text in zip(wrong, texts, strict=True):
        for other, doubt in other_readings(text, tuple(answer.symbols)):
            if _cell(answer, answer.rows[row][column], other.tree, f"{seed}/{row},{column}") is Cell.RIGHT:
                findings.append(asked(doubt))
                break
        else:
            return None
    return findings[0] if findings else None


def asked(doubt: Note | None) -> Finding:
    """The question about a doubtful place."""
    name = "grouping" if doubt is None else "reading-" + doubt.key.removeprefix("read.")
    return Finding(name, general=True, values=doubt.values if doubt else {})


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
