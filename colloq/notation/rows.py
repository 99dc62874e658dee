"""Text to rows of cells, still text: where a row ends, and which spaces, commas and bars stand between two cells."""

from __future__ import annotations

import re
from dataclasses import dataclass

from colloq.notation.functions import SPELLINGS

Cell = tuple[str, int]
"""A cell and the place where it begins."""

GLUED_COMMA = re.compile(r"(?<=\d),(?=\d)", re.ASCII)
_DECIMAL_COMMA = re.compile(  # 0,5 and 0,(3), but 0,5,(3) are two numbers
    r"(?<=\d),(?=\d)|(?<=\d)(?<![.,]\d)(?<![.,]\d\d)(?<![.,]\d\d\d)(?<![.,]\d\d\d\d),(?=\(\d+\))", re.ASCII
)
_ROW_END = re.compile(r"\\\\(?:\[[^\]]*\])?|\\cr(?![a-z])|\\n(?![a-zA-Z])|[;\n\r]|[\])}]\s*(?:,\s*)?(?=[\[({])")
_LATEX_ROW_END = re.compile(r"\\\\(?:\[[^\]]*\])?|\\cr(?![a-z])")
_MARK = re.compile(r"[^\S\t]+|[\t&|,()\[\]{}]")  # what a cell could end at
_CALL = re.compile(r"[A-Za-z]\s*\(")
_HUGGED = re.compile(r"(?<![^\s,;&(+\-−–*·×/^\d)])\|[^\s|](?:[^|\n]*[^\s|])?\|(?=[\s,;&)\]+\-−–*·×/^]|$)")
_JOINING = "+-*/^(·×−–÷√,=≈"


@dataclass(frozen=True, slots=True)
class Parting:
    """How a text is parted.

    `brackets`: each row stands in brackets. `decimal`: a comma between two digits belongs to a number. `bars`: a bar stands
    between cells. `signs`: a sign with spaces on both sides begins a cell, 1 - 2 is 1 and -2. `spaces`: spaces part cells.
    `latex`: only & parts cells, and only a double backslash rows.
    """

    brackets: bool = False
    decimal: bool = True
    bars: bool = True
    signs: bool = False
    spaces: bool = True
    latex: bool = False


def hugged_bars(text: str) -> bool:
    """Whether there are bars around something, |x|, and not only between cells, 1 | 2, or at the ends of rows."""
    return "|" in text and "|" not in _HUGGED.sub("", text)


def part_at_loose_bars(text: str) -> str:
    """Where both kinds of bars stand, x | |x|, those with a space on either side are made tabs."""
    loosened = re.sub(r"(?<=\s)\|(?=\s)", "\t", text)
    return loosened if loosened != text and hugged_bars(loosened) else text


def rows_of(body: str, parting: Parting) -> list[list[Cell]]:
    """Cells with their places."""
    rows: list[list[Cell]] = []
    start = 0
    brackets = parting.brackets
    inside = _in_calls(body)
    ends = [
        found.span()
        for found in (_LATEX_ROW_END if parting.latex else _ROW_END).finditer(body)
        if (brackets or found[0][0] not in "])}") and not inside[found.start()]
    ]
    for end, following in [*ends, (len(body), len(body))]:
        piece = body[start : end + (1 if end < len(body) and body[end] in "])}" else 0)]
        if brackets:
            piece = "".join(" " if character in "[]{}" else character for character in piece)
            piece = _blank_outer_parentheses(piece)
        if cells := _split_cells(piece, start, parting):
            rows.append(cells)
        start = following
    return rows


def _in_calls(text: str) -> bytearray:
    """For each place whether it stands among the arguments of a function, max(0; x), where a semicolon ends no row."""
    inside = bytearray(len(text) + 1)
    reach = 0
    closings = _closings(text) if ";" in text else {}
    for found in _CALL.finditer(text) if closings else ():
        first = found.end() - 1
        last = closings.get(first, first)
        if last > max(first, reach):  # not within another call
            inside[first + 1 : last] = b"\1" * (last - first - 1)
            reach = last
    return inside


def _closings(text: str) -> dict[int, int]:
    """Where each parenthesis is closed, by the place where it is opened."""
    places: dict[int, int] = {}
    opened: list[int] = []
    for found in re.finditer(r"[()]", text):
        if found[0] == "(":
            opened.append(found.start())
        elif opened:
            places[opened.pop()] = found.start()
    return places


def _blank_outer_parentheses(piece: str) -> str:
    stripped = piece.strip(" ,")
    if stripped.startswith("(") and stripped.endswith(")") and _closings(stripped).get(0) == len(stripped) - 1:
        start, end = piece.index("("), piece.rindex(")")
        return piece[:start] + " " + piece[start + 1 : end] + " " + piece[end + 1 :]
    return piece


def _split_cells(row: str, offset: int, parting: Parting) -> list[Cell]:
    """Cells of one row. Spaces separate unless an operator joins what stands on both sides of them."""
    if parting.latex:
        return _split_at_ampersands(row, offset)
    marks = "\t&|" if parting.bars else "\t&"
    outside = _outside_brackets(_DECIMAL_COMMA.sub(".", row) if parting.decimal else row)
    separated = any(mark in outside for mark in marks) or bool(re.search(r",\s|\s,", outside))
    separated = separated or (not parting.decimal and "," in outside)
    cells: list[Cell] = []
    start = depth = 0
    bar = False
    for found in _MARK.finditer(row):
        mark, at = found[0], found.start()
        depth += (mark in "([{") - (mark in ")]}")
        bar ^= mark == "|" and not parting.bars
        if depth > 0 or bar or mark in "([{)]}" or (mark == "|" and not parting.bars):
            continue
        comma = mark == "," and not (parting.decimal and _DECIMAL_COMMA.match(row, at))
        gap = mark.isspace() and mark != "\t" and not separated and _is_gap(row, at, found.end(), parting)
        if comma or gap or mark in marks:
            _append_cell(cells, row[start:at], offset + start, empty=comma or mark in "&|")
            start = found.end()
    _append_cell(cells, row[start:], offset + start, empty=False)
    while cells and not cells[-1][0].strip():
        cells.pop()
    return cells


def _split_at_ampersands(row: str, offset: int) -> list[Cell]:
    cells: list[Cell] = []
    start = 0
    for piece in row.split("&"):
        cells.append((piece, offset + start))
        start += len(piece) + 1
    return cells if len(cells) > 1 or row.strip() else []


def _outside_brackets(row: str) -> str:
    """The row without what stands in brackets, where commas part arguments and no cells."""
    depth = 0
    kept = []
    for character in row:
        depth += character in "([{"
        if not depth:
            kept.append(character)
        depth -= character in ")]}" and depth > 0
    return "".join(kept)


def _append_cell(cells: list[Cell], text: str, offset: int, *, empty: bool) -> None:
    if text.strip() or (empty and cells):
        cells.append((text, offset))


def _is_gap(row: str, start: int, end: int, parting: Parting) -> bool:
    """Whether the spaces here stand between two cells: `1 -2` are two, `1 - 2` and `x + 1` one, `sin x` is one."""
    if start == 0 or end == len(row):
        return True
    if not parting.spaces:
        return False
    if row[start - 1] in _JOINING:
        return False
    if row[end] in "*/^·×÷)=≈":
        return False
    if row[end] in "+-−–" and row[end + 1 : end + 2] in ("", " "):
        return parting.signs
    word = re.search(r"[A-Za-z]+$", row[max(0, start - 12) : start])
    return not (word and word[0] in SPELLINGS)
