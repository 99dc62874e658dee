"""Text to tree: the answer language. `docs/answers.md` describes it for students.

Nothing that is typed is executed: a lexer (`lexer.py`) knows the declared names, a parser (`parser.py`) the precedence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from colloq.notation.functions import SPELLINGS
from colloq.notation.lexer import MOST_CHARACTERS, Lexer, ReadError
from colloq.notation.names import names
from colloq.notation.parser import MOST_DEPTH, Parser, number
from colloq.notation.pasted import unwrapped
from colloq.notation.tree import Negative, Tree, children, symbols_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from colloq.notation.lexer import Token

_MOST_TYPED = 2 * MOST_CHARACTERS  # with the spaces and marks around a formula, which are trimmed before it is measured
MOST_NODES = 1000
MOST_CELLS = 400


@dataclass(frozen=True, slots=True)
class Note:
    """Something the student should know about how the answer was read; `key` is its text."""

    key: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """A formula as it was read."""

    tree: Tree
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class MatrixReading:
    """A matrix as it was read: rows of one length."""

    rows: tuple[tuple[Tree, ...], ...]
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadProblem:
    """Why a text could not be read: `key` names the message, `span` the characters (start, end) of the true cause."""

    key: str
    span: tuple[int, int]
    values: Mapping[str, str] = field(default_factory=dict)
    suggestion: str = ""


# f'(x) =, y' =, dy/dx =, ds_2/dW =, He =, a) — what people write before the answer itself
_LEFT_SIDE = re.compile(r"[^=≈]{0,80}(?:=(?!=)|≈|\\approx)|\s*~")
_NAME_LIKE = re.compile(
    r"\s*(?:[d∂](?:/[d∂]\w+)?\s*(?:[(\[].*[)\]]|\w+)?(?:\s*/\s*[d∂]\s*\w+\*?)?|"
    r"[^\W\d]\w{0,11}['′’]*(?:_\{?\w+\}?)?(?:\([\w,; ]*\))?['′’]*|"
    r"\\frac\{[^=]*\}\{[^=]*\}[^=]*|[d∂]/[d∂]\w[^=]*|\(.{1,60}\)['′’](?:_\w+)?|"
    r"(?:\\?sigma|[σΣ]|Var|std|D)(?:\s?\w{1,2}|\s*[(\[]\w*[)\]])?(?:\^\{?2\}?)?)?\s*"
)
_INTEGER = re.compile(r"\s*(-?)(\d{1,9})\s*", re.ASCII)
_GROUPED = re.compile(r"\s*([-−]?)([1-9]\d{0,2}(?:[ \u00a0\u202f\u2009]\d{3})+)\s*", re.ASCII)  # 10 000
_TIMES = re.compile(r"(?<=\d)(\s*)[xXхХ](\s*)(?=\d)", re.ASCII)
_MIXED = re.compile(r"\s*([-−]?)\s*(\d{1,6})\s+(\d{1,4})\s*/\s*(\d{1,4})\s*", re.ASCII)


def read_formula(
    text: str, symbols: Collection[str], aliases: Mapping[str, str] | None = None, *, matrices: bool = False, tight: bool = False
) -> Reading | ReadProblem:
    """Reads a formula in these declared symbols; `aliases` maps further spellings to declared names.

    With `matrices`, `x^T`, `x.T` and `x'` are transposes. `tight` reads 1/2x as 1/(2x), to see whether that was meant.
    """
    if len(text) > _MOST_TYPED:
        return ReadProblem("read.too-long", (MOST_CHARACTERS, len(text)), {"most": str(MOST_CHARACTERS)})
    plain_integer = _INTEGER.fullmatch(text)
    if plain_integer:
        literal = number(plain_integer[2])
        return Reading(Negative(literal) if plain_integer[1] else literal)
    try:
        return _read(text, tuple(symbols), aliases or {}, matrices=matrices, tight=tight)
    except ReadError as error:
        return ReadProblem(error.key, error.span, error.values, error.suggestion)
    except RecursionError:  # less room than usual: the caller stands deep itself, as the live preview does
        return ReadProblem("read.too-deep", (0, len(text)), {"most": str(MOST_DEPTH)})


def _read(text: str, symbols: tuple[str, ...], aliases: Mapping[str, str], *, matrices: bool, tight: bool) -> Reading:
    offset, notes = _left_side(text, symbols)
    start, end = _trimmed(text, offset)
    body, offset = text[start:end], start
    if not body.strip():
        raise ReadError("read.empty", (0, len(text)))
    if not symbols:
        body = _plain_constant(body, notes)
    try:
        known = (*symbols, "T") if matrices and "T" not in symbols else symbols
        lexer = Lexer(body, names(known, tuple(sorted(aliases.items()))))
        tokens = lexer.run()
        notes |= lexer.notes
        tree = Parser(tokens, notes, matrices=matrices, constants=not symbols, tight=tight).run()
        _check_size(tree, len(body))
        if matrices and "T" not in symbols and "T" in symbols_of(tree):
            _refuse_lone_transpose(tokens, symbols)
    except ReadError as error:
        error.span = (error.span[0] + offset, error.span[1] + offset)
        raise
    return Reading(tree, tuple(Note(key, values) for key, values in notes.items()))


def _trimmed(text: str, start: int) -> tuple[int, int]:
    """The text between the marks that chats, LaTeX and sentences put around a formula."""
    end = len(text)
    for opening, closing in ((r"\(", r"\)"), (r"\[", r"\]"), ("", "")):
        start += len(text[start:end]) - len(text[start:end].lstrip("$` \t\r\n"))
        end = start + len(text[start:end].rstrip(" \t\r\n.;,$`"))
        if opening and text.startswith(opening, start, end) and text.endswith(closing, start, end):
            start, end = start + 2, end - 2
    return start, end


def _plain_constant(text: str, notes: dict[str, dict[str, str]]) -> str:
    """Where no symbol is declared, 1 1/2 is a mixed number, 10 000 one number and the x of 3 x 3 a product."""
    if mixed := _MIXED.fullmatch(text):
        notes["note.mixed"] = {}
        return f"{mixed[1]}({mixed[2]}+{mixed[3]}/{mixed[4]})"
    if grouped := _GROUPED.fullmatch(text):
        return grouped[1] + "".join(filter(str.isdigit, grouped[2]))
    return _TIMES.sub(r"\1*\2", text)


def _refuse_lone_transpose(tokens: Sequence[Token], symbols: tuple[str, ...]) -> None:
    """T that is no exponent."""
    at = next(token for token in tokens if token[:2] == ("symbol", "T"))
    raise ReadError("read.name", (at.start, at.end), name="T", known=", ".join(symbols))


def _left_side(text: str, symbols: Collection[str]) -> tuple[int, dict[str, dict[str, str]]]:
    """Where the answer begins after "f'(x) =" and the like; anything else with = is left for the lexer to refuse."""
    found = _LEFT_SIDE.match(text[:200])
    if found is None:
        return 0, {}
    left = found[0].rstrip("=≈~ ")
    if found[0].endswith("x"):
        left = left.removesuffix(r"\approx").rstrip()
    variable = left.strip() in symbols and "/" not in left  # x = …, where an atom such as ds5/dW is what was asked for
    if "=" in text[found.end() :] or variable or not _NAME_LIKE.fullmatch(left):
        return 0, {}
    return found.end(), {"note.left-side": {"left": left.strip()}} if left.strip() else {}


def _check_size(tree: Tree, length: int) -> None:
    """Refuses trees that are too large or too deep to work with; goes level by level, so it cannot overflow itself."""
    level: Sequence[Tree] = (tree,)
    nodes = depth = 0
    while level:
        nodes += len(level)
        depth += 1
        level = [child for node in level for child in children(node)]
    if nodes > MOST_NODES:
        raise ReadError("read.too-many", (0, length))
    if depth > MOST_DEPTH:
        raise ReadError("read.too-deep", (0, length), most=str(MOST_DEPTH))


# --------------------------------------------------------------------------------------------------------------- matrices

_ROW_END = re.compile(r"\\\\(?:\[[^\]]*\])?|[;\n\r]|[\])}]\s*(?:,\s*)?(?=[\[({])")
_MARK = re.compile(r"[^\S\t]+|[\t&|,()\[\]{}]")  # what a cell could end at
_GLUED_COMMA = re.compile(r"(?<=\d),(?=\d)", re.ASCII)
_JOINING = "+-*/^(·×−–÷√,"


def read_matrix(text: str, symbols: Collection[str], shape: tuple[int, int] | None = None) -> MatrixReading | ReadProblem:
    """Reads a matrix: rows by lines or `;`, cells by spaces, commas, tabs or `&`; also [[1, 2], [3, 4]] and LaTeX.

    `shape` (rows, columns) decides where a comma could be decimal or a separator; without it such a text is refused.
    """
    if len(text) > 20 * MOST_CELLS:
        return ReadProblem("read.too-long", (0, len(text)), {"most": str(20 * MOST_CELLS)})
    body, brackets, transpose = unwrapped(text)
    if not body.strip(" ;,|\n\r\t[](){}"):
        return ReadProblem("read.empty", (0, len(text)))
    if transpose:
        shape = shape and shape[::-1]
    body = _semicolons(body, brackets, shape)
    rows = _read_rows(text, body, brackets, symbols, shape)
    if transpose and isinstance(rows, MatrixReading):
        return MatrixReading(tuple(zip(*rows.rows, strict=True)), rows.notes)
    return rows


def _semicolons(body: str, brackets: bool, shape: tuple[int, int] | None) -> str:  # noqa: FBT001
    """In rows of `0,5; 1,25`, as a Russian Excel writes them, a semicolon stands between cells and not between rows."""
    if not (brackets or "\n" in body.strip()) or not re.search(r";[ \t]*[^;\s]", body):
        return body
    rows, other = _rows(body, brackets, decimal=True), _rows(body.replace(";", "\t"), brackets, decimal=True)
    if not (rows and other):
        return body
    if shape:
        fits = (len(rows), len(rows[0])) != shape and (len(other), len(other[0])) == shape
    else:
        fits = all(len(row) == 1 for row in rows)
    return body.replace(";", "\t") if fits and _even(other) else body


def _read_rows(
    text: str,
    body: str,
    brackets: bool,  # noqa: FBT001
    symbols: Collection[str],
    shape: tuple[int, int] | None,
) -> MatrixReading | ReadProblem:
    """Where a comma could be decimal or a separator, the reading that can be read and has the shape; else a question."""
    splits = [split for split in (_rows(body, brackets, decimal=True), _rows(body, brackets, decimal=False)) if split]
    if not splits:
        return ReadProblem("read.empty", (0, len(text)))
    if len(splits) == 2 and splits[0] == splits[1]:
        splits.pop()
    if len(splits) == 2 and shape:  # in "0,5 2" a separating comma would leave "5 2" in one cell: no reading at all
        readable = [split for split in splits if not isinstance(_cells(split, symbols), ReadProblem)]
        splits = readable if len(readable) == 1 else splits
    if len(splits) == 2:
        fitting = [split for split in splits if (len(split), len(split[0])) == shape and _even(split)]
        glued = _GLUED_COMMA.search(body)
        if glued and (len(fitting) == 2 or (shape is None and not brackets)):
            return _comma_question(text, glued.start())
        separated = splits[1]  # in [[1,2],[3,4]], and where neither reading has the shape, a comma stands between cells
        splits = fitting or ([separated] if _even(separated) else splits)
    return _cells(splits[0], symbols)


def _wraps(text: str, opening: str, closing: str) -> bool:
    """Whether the first bracket is closed by the last."""
    depth = 0
    for at, character in enumerate(text):
        depth += (character == opening) - (character == closing)
        if depth == 0:
            return at == len(text) - 1
    return False


Cell = tuple[str, int]


def _rows(body: str, brackets: bool, *, decimal: bool) -> list[list[Cell]]:  # noqa: FBT001
    """Cells with their positions. `decimal`: a comma between two digits belongs to a number."""
    rows: list[list[Cell]] = []
    start = 0
    ends = [(found.start(), found.end()) for found in _ROW_END.finditer(body) if brackets or found[0][0] not in "])}"]
    for end, following in [*ends, (len(body), len(body))]:
        piece = body[start : end + (1 if end < len(body) and body[end] in "])}" else 0)]
        if brackets:
            piece = "".join(" " if character in "[]{}" else character for character in piece)
            piece = _blank_outer_parentheses(piece)
        if cells := _split_cells(piece, start, decimal=decimal):
            rows.append(cells)
        start = following
    return rows


def _blank_outer_parentheses(piece: str) -> str:
    stripped = piece.strip(" ,")
    if stripped.startswith("(") and stripped.endswith(")") and _wraps(stripped, "(", ")"):
        start, end = piece.index("("), piece.rindex(")")
        return piece[:start] + " " + piece[start + 1 : end] + " " + piece[end + 1 :]
    return piece


def _split_cells(row: str, offset: int, *, decimal: bool) -> list[Cell]:
    """Cells of one row. Spaces separate unless an operator joins what stands on both sides of them."""
    separated = any(mark in row for mark in "\t&|") or bool(re.search(r",\s|\s,", row)) or (not decimal and "," in row)
    cells: list[Cell] = []
    start = depth = 0
    for found in _MARK.finditer(row):
        mark, at = found[0], found.start()
        depth += (mark in "([{") - (mark in ")]}")
        if depth > 0 or mark in "([{)]}":
            continue
        comma = mark == "," and not (decimal and _GLUED_COMMA.match(row, at))
        if comma or mark in "\t&|" or (mark.isspace() and not separated and _is_gap(row, at, found.end())):
            _append_cell(cells, row[start:at], offset + start, empty=comma or mark in "&|")
            start = found.end()
    _append_cell(cells, row[start:], offset + start, empty=False)
    while cells and not cells[-1][0].strip():
        cells.pop()
    return cells


def _append_cell(cells: list[Cell], text: str, offset: int, *, empty: bool) -> None:
    if text.strip() or (empty and cells):
        cells.append((text, offset))


def _is_gap(row: str, start: int, end: int) -> bool:
    """Whether the spaces here stand between two cells: `1 -2` are two, `1 - 2` and `x + 1` one, `sin x` is one."""
    if start == 0 or end == len(row):
        return True
    if row[start - 1] in _JOINING or row[end] in "*/^·×÷)":
        return False
    if row[end] in "+-−–" and row[end + 1 : end + 2] in ("", " "):
        return False
    word = re.search(r"[A-Za-z]+$", row[max(0, start - 12) : start])
    return not (word and word[0] in SPELLINGS)


def _even(rows: Sequence[Sequence[Cell]]) -> bool:
    return len({len(row) for row in rows}) == 1


def _comma_question(text: str, at: int) -> ReadProblem:
    start = end = at
    while start and text[start - 1].isdigit():
        start -= 1
    while end < len(text) and (text[end].isdigit() or text[end] == ","):
        end += 1
    typed = text[start:end]
    return ReadProblem(
        "read.ambiguous-comma",
        (start, end),
        {"typed": typed, "decimal": typed.replace(",", ".", 1), "cells": typed.replace(",", " ")},
    )


def _cells(rows: Sequence[Sequence[Cell]], symbols: Collection[str]) -> MatrixReading | ReadProblem:
    longest = len(rows[0])
    if sum(map(len, rows)) > MOST_CELLS:
        return ReadProblem("read.too-many", (0, rows[-1][-1][1]))
    trees: list[tuple[Tree, ...]] = []
    notes: dict[str, Note] = {}
    for index, row in enumerate(rows):
        if len(row) != longest:
            start, end = row[0][1], row[-1][1] + len(row[-1][0])
            return ReadProblem(
                "read.ragged", (start, end), {"row": str(index + 1), "found": str(len(row)), "expected": str(longest)}
            )
        cells: list[Tree] = []
        for text, offset in row:
            read = read_formula(text, symbols)
            if isinstance(read, ReadProblem):
                start, end = read.span
                span = (start + offset, max(end, start + 1) + offset)
                return ReadProblem(read.key, span, read.values, read.suggestion)
            cells.append(read.tree)
            notes |= {note.key: note for note in read.notes}
        trees.append(tuple(cells))
    return MatrixReading(tuple(trees), tuple(notes.values()))
