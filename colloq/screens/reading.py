"""How a text was read: drawn in two dimensions, or the place where reading stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from colloq.grading.options import Picked
from colloq.notation.calls import INVERSES
from colloq.notation.functions import FUNCTIONS, SPELLINGS
from colloq.notation.layout import draw, draw_grids, lay_out
from colloq.notation.read import MatrixReading, Reading

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from colloq.model import Unreadable
    from colloq.notation.read import Note, ReadProblem
    from colloq.notation.tree import Tree
    from colloq.texts import Texts

_LABEL_ROOM = 14  # the least columns that a drawing leaves for its label


def problem_text(problem: ReadProblem | Unreadable, text: Texts) -> str:
    """Why a text could not be read, and the repair that suggests itself."""
    said = text(problem.key, **spelled(problem.values, text.language))
    if problem.suggestion:
        said += " " + text("read.suggestion", suggestion=problem.suggestion)
    return said


def note_texts(notes: Sequence[Note], text: Texts) -> list[str]:
    """What the student should know about the reading."""
    return [text(note.key, **spelled(note.values, text.language)) for note in notes]


def spelled(values: Mapping[str, Any], language: str) -> dict[str, Any]:
    """The values of a message, with functions as the language writes them: arctg, where the reader calls it atan."""
    if "function" not in values:
        return dict(values)
    name = str(values["function"])
    shown = {key: _function(str(value), language) if key in ("function", "inverse") else value for key, value in values.items()}
    opposite = _function(INVERSES[name], language) if name in INVERSES else f"arc{shown['function']}"
    return {"opposite": opposite, **shown}


def _function(name: str, language: str) -> str:
    """A function as the language writes it; anything else as it is."""
    function = FUNCTIONS.get(SPELLINGS.get(name, name))
    if function is None:
        return name
    return function.russian if language == "ru" else function.english


def caret_lines(typed: str, span: tuple[int, int], width: int, *, unicode: bool = True) -> list[str]:
    """The line that was typed and, below it, marks under the characters that the message is about."""
    start, end = max(0, min(span[0], len(typed))), max(0, min(span[1], len(typed)))
    begin = typed.rfind("\n", 0, start) + 1
    line = typed[begin:].split("\n", 1)[0].replace("\t", " ")
    first, last = start - begin, max(start + 1, min(end, begin + len(line))) - begin
    cut = max(0, min(first - width // 2, len(line) + 1 - width))  # a long line is shown around the place
    shown = line[cut : cut + width]
    last = min(last - cut, width)
    mark = ("▲" if unicode else "^") * max(1, last - (first - cut))
    return [_printable(shown), " " * (first - cut) + mark]


def _printable(line: str) -> str:
    """The line without characters that a terminal would obey."""
    return "".join(character if character.isprintable() else "?" for character in line)


def reading_lines(
    reading: Reading | MatrixReading | Picked, text: Texts, width: int, *, unicode: bool = True, label: bool = True
) -> list[str]:
    """The answer as it was read, unsimplified, behind the words "read as"."""
    words = text("echo.read_as") + "  " if label else ""
    language = text.language
    match reading:
        case MatrixReading(rows):
            drawn = draw_grids([("", rows, ())], width=width - len(words), unicode=unicode, language=language)
            middle = (len(drawn) - 1) // 2
        case Picked():
            drawn, middle = [reading.letters], 0
        case Reading(tree):
            drawn, middle = _drawn(tree, width - len(words), language, unicode=unicode)
    return [(words if place == middle else " " * len(words)) + line for place, line in enumerate(drawn)]


def _drawn(tree: Tree, width: int, language: str, *, unicode: bool) -> tuple[list[str], int]:
    box = lay_out(tree, unicode=unicode, language=language)
    if box.width <= width:
        return [line.rstrip() for line in box.lines], box.baseline
    return draw(tree, width=max(width, _LABEL_ROOM), unicode=unicode, language=language), 0
