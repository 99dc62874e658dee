"""The page of `colloq check`: the verdict, how the answer was read, and how to see the same again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from colloq.model import Correct, FormulaAnswer, MatrixAnswer, Unreadable
from colloq.screens.reading import note_texts, reading_lines
from colloq.screens.verdict import domain_text, verdict_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from colloq.practice.marking import PartMark
    from colloq.practice.tasks import Task
    from colloq.screens.style import Screen
    from colloq.texts import Texts


def checked_lines(screen: Screen, task: Task, marks: Sequence[PartMark], text: Texts, command: str) -> list[str]:
    """Each part's verdict and reading; `command` gives the same verdict again and stands under a wrong one."""
    lines: list[str] = []
    for mark in marks:
        if task.problem is not None and len(task.problem.parts) > 1:
            lines.append(screen.bold(text("verdict.part", name=mark.part.name)))
        lines += verdict_lines(screen, task.problem, mark, text)
        lines += echo_of(screen, mark, text)
    if task.expected is not None and isinstance(task.expected, FormulaAnswer | MatrixAnswer) and task.expected.symbols:
        lines.append(screen.dim(domain_text(task.expected.symbols, text)))
    if not all(isinstance(mark.graded.verdict, Correct | Unreadable) for mark in marks):
        lines += [screen.dim(text("verdict.reproduce", command=command))]
    return lines


def echo_of(screen: Screen, mark: PartMark, text: Texts) -> list[str]:
    """How an answer was read, with the notes about the reading."""
    reading = mark.graded.reading
    if reading is None:
        return []
    drawn = reading_lines(reading, text, screen.width - 2, unicode=screen.unicode)
    return ["  " + line for line in (*drawn, *note_texts(reading.notes, text))]
