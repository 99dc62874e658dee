"""The live echo under the line: how what is being typed will be read. Costs nothing and tells nothing about right or wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from colloq.grading.grade import read_answer
from colloq.model import MatrixAnswer
from colloq.notation.build import rational_value
from colloq.notation.read import MatrixReading, Reading, ReadProblem
from colloq.screens.reading import caret_lines, note_texts, problem_text, reading_lines
from colloq.screens.style import wrapped

if TYPE_CHECKING:
    from colloq.model import Part
    from colloq.texts import Texts

_PAIRS = {"(": ")", "[": "]", "{": "}"}


def echo_lines(part: Part, typed: str, language: str, width: int, *, unicode: bool = True) -> list[str]:
    """Lines below the line being typed: a drawing of what was read, or the place where reading stopped."""
    from colloq.texts import texts  # noqa: PLC0415

    text = texts(language)
    if not typed.strip():
        return []
    read = read_answer(part.answer, typed)
    match read:
        case None:
            return []
        case ReadProblem(key="read.empty"):
            return []
        case ReadProblem(key="read.ordering", values={"so_far": so_far}) if so_far:
            return [text("echo.read_as") + "  " + so_far, *wrapped(problem_text(read, text), width)]
        case ReadProblem(key="read.ragged", values=values) if isinstance(part.answer, MatrixAnswer):
            return [*_rows(part.answer, int(values["row"]), int(values["found"]), text)]
        case ReadProblem():
            said = wrapped(problem_text(read, text), width)
            closed = _closed(part, typed) if read.key == "read.bracket-open" else None
            if closed is not None:
                return [*reading_lines(closed, text, width, unicode=unicode), *said]
            return [*caret_lines(typed, read.span, width, unicode=unicode), *said]
        case MatrixReading(rows, notes) if isinstance(part.answer, MatrixAnswer):
            plain = all(rational_value(cell) is not None for row in rows for cell in row)
            drawn = [] if plain else reading_lines(read, text, width, unicode=unicode)
            return [*drawn, *note_texts(notes, text), *_rows(part.answer, len(rows), len(rows[-1]), text)]
        case _:
            drawn = reading_lines(read, text, width, unicode=unicode)
            return [*drawn, *note_texts(read.notes, text)]


def _closed(part: Part, typed: str) -> Reading | None:
    """The formula as it would be read if its open brackets were closed now: who types from left to right has some open."""
    expected: list[str] = []
    for sign in typed:
        if sign in _PAIRS:
            expected.append(_PAIRS[sign])
        elif expected and sign == expected[-1]:
            expected.pop()
    read = read_answer(part.answer, typed + "".join(reversed(expected)))
    return read if isinstance(read, Reading) else None


def _rows(answer: MatrixAnswer, rows: int, columns: int, text: Texts) -> list[str]:
    """How far the matrix is: "rows read: 2 of 4"."""
    expected_rows, expected_columns = len(answer.rows), len(answer.rows[0])
    said = text("echo.rows", rows=rows, expected=expected_rows)
    if columns != expected_columns:
        said += " · " + text("echo.row_length", columns=columns, expected=expected_columns)
    return [said]
