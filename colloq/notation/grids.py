"""Matrices drawn with characters, side by side."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from colloq.notation.boxes import Box, beside, enclosed, text_box
from colloq.notation.linear import linear

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from colloq.notation.tree import Tree

    Cells = Sequence[Sequence[int | Fraction | Tree]]
    Labelled = tuple[str, Cells, Collection[tuple[int, int]]]

_BETWEEN = 6  # columns between two matrices
_AFTER_LABEL = 3


class Drawing(NamedTuple):
    """Lines, and where the highlighted cells stand in them: (line, first column, column after the last)."""

    lines: list[str]
    marked: list[tuple[int, int, int]]


class _Grid(NamedTuple):
    box: Box
    marked: list[tuple[int, int, int]]


def draw_grids(grids: Sequence[Labelled], *, width: int = 80, unicode: bool = True, language: str = "en") -> list[str]:
    """Labelled matrices (label or "", rows, highlighted cells) side by side; those that do not fit go below."""
    return lay_grids(grids, width=width, unicode=unicode, language=language).lines


def lay_grids(grids: Sequence[Labelled], *, width: int = 80, unicode: bool = True, language: str = "en") -> Drawing:
    """The same, with the places of the highlighted cells for a screen that has colours."""
    drawing = Drawing([], [])
    row: list[_Grid] = []
    for label, rows, marked in grids:
        grid = _labelled(label, _grid(rows, marked, unicode=unicode, language=language))
        if grid.box.width > width:
            _flush(row, drawing)
            texts = [[_text(cell, language, unicode=unicode) for cell in row] for row in rows]
            _write_out(label, texts, width, drawing)
            continue
        if row and sum(other.box.width + _BETWEEN for other in row) + grid.box.width > width:
            _flush(row, drawing)
        row.append(grid)
    _flush(row, drawing)
    return drawing


def _flush(row: list[_Grid], drawing: Drawing) -> None:
    """Adds one row of matrices to the drawing and empties it."""
    if not row:
        return
    if drawing.lines:
        drawing.lines.append("")
    first = len(drawing.lines)
    pieces: list[Box] = []
    above = max(grid.box.baseline for grid in row)
    left = 0
    for grid in row:
        if pieces:
            pieces.append(text_box(" " * _BETWEEN))
            left += _BETWEEN
        top = first + above - grid.box.baseline
        drawing.marked.extend((top + line, left + start, left + end) for line, start, end in grid.marked)
        pieces.append(grid.box)
        left += grid.box.width
    drawing.lines.extend(line.rstrip() for line in beside(pieces).lines)
    row.clear()


def _labelled(label: str, grid: _Grid) -> _Grid:
    if not label:
        return grid
    shift = len(label) + _AFTER_LABEL
    box = beside((text_box(label + " " * _AFTER_LABEL), grid.box))
    return _Grid(box, [(line, start + shift, end + shift) for line, start, end in grid.marked])


def _text(cell: int | Fraction | Tree, language: str, *, unicode: bool) -> str:
    return str(cell) if isinstance(cell, int | Fraction) else linear(cell, language, unicode=unicode, pretty=True)


def _grid(rows: Cells, marked: Collection[tuple[int, int]], *, unicode: bool, language: str) -> _Grid:
    """One matrix: columns aligned to the right, highlighted cells between marks that need no colour to be seen."""
    opening, closing = "‹›" if unicode else "<>"
    texts = [[_text(cell, language, unicode=unicode) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    lines: list[str] = []
    spans: list[tuple[int, int, int]] = []
    for index, row in enumerate(texts):
        line = ""
        for column, (text, width) in enumerate(zip(row, widths, strict=True)):
            if (index, column) in marked:
                line += f"{opening}{text}{closing}".rjust(width + 2)
                spans.append((index, len(line) - len(text) - 2, len(line)))
            else:
                line += f" {text.rjust(width)} "
        lines.append(line if marked else line[1:-1])
    box = Box(tuple(lines), (len(lines) - 1) // 2)
    box = enclosed(box, "[]", unicode=unicode)
    shifted = [(line, start + 1, end + 1) for line, start, end in spans]
    return _Grid(box, shifted)


def _write_out(label: str, rows: Sequence[Sequence[str]], width: int, drawing: Drawing) -> None:
    """A matrix wider than the screen: its rows one after the other, cells separated by commas."""
    if drawing.lines:
        drawing.lines.append("")
    if label:
        drawing.lines.append(label)
    for row in rows:
        line = "["
        for index, cell in enumerate(row):
            piece = cell + ("]" if index == len(row) - 1 else ",")
            if line.strip("[ ") and len(line) + len(piece) + 1 > width:
                drawing.lines.append(line)
                line = ""
            line += piece if line == "[" else " " + piece
            while len(line) > width:
                drawing.lines.append(line[:width])
                line = " " + line[width:]
        drawing.lines.append(line)
