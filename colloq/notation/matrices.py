"""Text to matrix: rows and cells, however they are parted; each cell is a formula.

A text may be parted in several ways. The usual way comes first; where it has not the shape that is asked for, or cannot be read,
the others are tried.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from colloq.notation.around import is_left_side, is_negative
from colloq.notation.cleaned import cleaned
from colloq.notation.pasted import Pasted, numbered, unwrapped, without_abouts, without_index
from colloq.notation.read import MatrixReading, Note, ReadProblem, read_formula
from colloq.notation.rows import GLUED_COMMA, Cell, Parting, hugged_bars, part_at_loose_bars, rows_of
from colloq.notation.scaled import Scaled, scaled

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from colloq.notation.tree import Tree

MOST_CELLS = 400
_MIXED = re.compile(r"\d[^\S\n]+\d+/\d", re.ASCII)
_BARRED = re.compile(r"(?:\s*\|\s*[-−]?\d+(?:[.,/]\d+)?\s*\|[^\S\n]*(?:\n|$)){2,}\s*", re.ASCII)  # a table, no absolute values
_ROW_MARKS = (r"//|↵|\\(?=\s)", r"\s/\s", r"\|", r",(?=\s)")  # what people write between rows, if not ; or a new line


def matrix(text: str, symbols: Collection[str], shape: tuple[int, int] | None) -> MatrixReading | ReadProblem:
    """See `colloq.notation.read.read_matrix`."""
    if len(text) > 20 * MOST_CELLS:
        return ReadProblem("read.too-long", (0, len(text)), {"most": str(20 * MOST_CELLS)})
    typed = cleaned(text)
    reading = _Reader(without_abouts(typed.text, symbols), symbols, shape).read()
    if isinstance(reading, ReadProblem):
        whole = reading.key == "read.empty" and reading.span == (0, len(typed.text))
        return replace(reading, span=(0, len(text)) if whole else typed.span(*reading.span))
    return reading


@dataclass(frozen=True, slots=True)
class _Reader:
    """One text and what is known of the matrix. `shape` is that of the cells as they stand, before a transpose."""

    text: str
    symbols: Collection[str]
    shape: tuple[int, int] | None

    def read(self) -> MatrixReading | ReadProblem:
        """The matrix, with a factor before it or a divisor after it."""
        side, equals, _ = self.text.partition("=")
        if equals and is_negative(side) and is_left_side(side, self.symbols):
            return ReadProblem("read.left-minus", (0, len(side) + 1), {"left": side.strip()})
        if factor := scaled(self.text, self.symbols):
            inner = replace(self, text=factor.inner).read_plain()
            if isinstance(inner, MatrixReading) and (len(inner.rows) > 1 or len(inner.rows[0]) > 1):
                return _multiplied(inner, factor)
            plain = self.read_plain()
            return inner if isinstance(inner, ReadProblem) and isinstance(plain, ReadProblem) else plain
        return self.read_plain()

    def read_plain(self) -> MatrixReading | ReadProblem:
        """The matrix without a factor."""
        pasted = unwrapped(self.text)
        if not pasted.body.strip(" ;,|\n\r\t[](){}"):
            return ReadProblem("read.empty", (0, len(self.text)))
        shape = self.shape[::-1] if self.shape and pasted.transposed else self.shape
        rows = replace(self, shape=shape).read_latex(pasted)
        if pasted.transposed and isinstance(rows, MatrixReading):
            turned = {(column, row): text for (row, column), text in rows.doubtful.items()}
            return MatrixReading(tuple(zip(*rows.rows, strict=True)), rows.notes, turned)
        return rows

    def read_latex(self, pasted: Pasted) -> MatrixReading | ReadProblem:
        """In a matrix of LaTeX spaces part no cells; but whoever leaves out all & may mean them to, where the shape says so."""
        rows = rows_of(pasted.latex, Parting(latex=True)) if pasted.latex else []
        if not rows:
            return self.read_rows(pasted)
        strict = self._cells(rows)
        if self.shape and self._fits(strict):
            return strict
        loose = self.read_rows(pasted)
        if isinstance(strict, ReadProblem) or self._fits(loose) or self._is_turned(loose):
            return loose
        asked = isinstance(loose, ReadProblem) and loose.key == "read.ambiguous-comma"
        return loose if asked else strict

    def read_rows(self, pasted: Pasted) -> MatrixReading | ReadProblem:
        """The usual way of parting, or the first other one that can be read and has the shape."""
        usual = self._usual(replace_semicolons(pasted, self.shape), Parting(brackets=pasted.brackets))
        if self._fits(usual) or (isinstance(usual, ReadProblem) and usual.key == "read.empty"):
            return usual
        for body, parting in _other_ways(pasted, self.shape):
            reading = self._usual(body, parting)
            if isinstance(reading, MatrixReading) and self._fits(reading) and (self.shape or len(reading.rows) > 1):
                return reading
        if _MIXED.search(pasted.body):  # -4 3/5; 1 3/10
            reading = self._usual(pasted.body, Parting(brackets=pasted.brackets, spaces=False))
            if self._fits(reading) or self._is_turned(reading):
                return reading
        return usual if self._is_turned(usual) else self._numbered_vector(pasted) or usual

    def _numbered_vector(self, pasted: Pasted) -> MatrixReading | ReadProblem | None:
        """The vector that is asked for, each number with its own before it: 1. 0.5, or as the first of two columns."""
        length = max(self.shape) if self.shape and 1 in self.shape else 0
        if length < 2:
            return None
        index = without_index(pasted.body, length)
        for body in (numbered(pasted.body, marks="."), index):
            reading = self._usual(body, Parting()) if body is not None else None
            if isinstance(reading, MatrixReading) and (self._fits(reading) or self._is_turned(reading)):
                if body is index and "\t" not in pasted.body:  # 1 0.5 may as well be two cells, or a number in two pieces
                    start = len(pasted.body) - len(pasted.body.lstrip())
                    return ReadProblem("read.row-numbers", (start, len(pasted.body.rstrip())))
                return replace(reading, notes=(Note("note.row-numbers"), *reading.notes))
        return None

    def _is_turned(self, reading: MatrixReading | ReadProblem) -> bool:
        """Whether this is the vector that is asked for, as a row instead of a column or the other way round."""
        return (
            isinstance(reading, MatrixReading)
            and self.shape is not None
            and 1 in self.shape
            and (len(reading.rows[0]), len(reading.rows)) == self.shape
        )

    def _fits(self, reading: MatrixReading | ReadProblem) -> bool:
        if isinstance(reading, ReadProblem):
            return False
        return self.shape is None or (len(reading.rows), len(reading.rows[0])) == self.shape

    def _usual(self, body: str, parting: Parting) -> MatrixReading | ReadProblem:
        """Bars that hug a cell are absolute values; if they are not, they stand between cells."""
        body = part_at_loose_bars(body)
        if not hugged_bars(body) or _BARRED.fullmatch(body):
            return self._commas(body, parting)
        absolute = self._commas(body, replace(parting, bars=False))
        if self._fits(absolute):
            return absolute
        parted = self._commas(body, parting)
        return parted if self._fits(parted) else absolute

    def _commas(self, body: str, parting: Parting) -> MatrixReading | ReadProblem:
        """Where a comma could be decimal or a separator, the reading that can be read and has the shape; else a question."""
        decimal, separated = (rows_of(body, replace(parting, decimal=choice)) for choice in (True, False))
        if not decimal and not separated:
            return ReadProblem("read.empty", (0, len(self.text)))
        if decimal == separated or not (decimal and separated):
            return self._cells(decimal or separated)
        readings = [self._cells(split) for split in (decimal, separated)]
        readable = [reading for reading in readings if isinstance(reading, MatrixReading)]
        if len(readable) == 1:  # in "0,5 2" a separating comma would leave "5 2" in one cell
            return readable[0]
        fitting = [reading for reading in readable if self.shape and self._fits(reading)]
        if len(fitting) == 1:
            return fitting[0]
        turned = [reading for reading in readable if self._is_turned(reading)]
        if not fitting and len(turned) == 1:  # -4,5; -0,5 has the two numbers of a row, not four
            return turned[0]
        glued = GLUED_COMMA.search(body)
        if readable and glued and (fitting or (self.shape is None and not parting.brackets)):
            return _comma_question(body, glued.start())
        return readings[1]  # in [[1,2],[3,4]], and where neither reading has the shape, a comma stands between cells

    def _cells(self, rows: Sequence[Sequence[Cell]]) -> MatrixReading | ReadProblem:
        longest = len(rows[0])
        if sum(map(len, rows)) > MOST_CELLS:
            return ReadProblem("read.too-many", (0, rows[-1][-1][1]))
        trees: list[tuple[Tree, ...]] = []
        notes: dict[str, Note] = {}
        doubtful: dict[tuple[int, int], str] = {}
        for index, row in enumerate(rows):
            if len(row) != longest:
                start, end = row[0][1], row[-1][1] + len(row[-1][0])
                values = {"row": str(index + 1), "found": str(len(row)), "expected": str(longest)}
                return ReadProblem("read.ragged", (start, end), values)
            cells: list[Tree] = []
            for text, offset in row:
                read = read_formula(text, self.symbols)
                if isinstance(read, ReadProblem):
                    start, end = read.span
                    return replace(read, span=(start + offset, max(end, start + 1) + offset))
                if read.doubts:
                    doubtful[index, len(cells)] = text
                cells.append(read.tree)
                notes |= {note.key: note for note in read.notes}
            trees.append(tuple(cells))
        return MatrixReading(tuple(trees), tuple(notes.values()), doubtful)


def replace_semicolons(pasted: Pasted, shape: tuple[int, int] | None) -> str:
    """In rows of `0,5; 1,25`, as a Russian Excel writes them, a semicolon stands between cells and not between rows."""
    body = pasted.body
    if not (pasted.brackets or "\n" in body.strip()) or not re.search(r";[ \t]*[^;\s]", body):
        return body
    parting = Parting(brackets=pasted.brackets)
    rows, other = rows_of(body, parting), rows_of(body.replace(";", "\t"), parting)
    if not (rows and other):
        return body
    if shape:
        fits = (len(rows), len(rows[0])) != shape and (len(other), len(other[0])) == shape
    else:
        fits = all(len(row) == 1 for row in rows)
    even = len({len(row) for row in other}) == 1
    return body.replace(";", "\t") if fits and even else body


def _other_ways(pasted: Pasted, shape: tuple[int, int] | None) -> Iterator[tuple[str, Parting]]:
    """Further ways of parting, each used only where the usual way fails."""
    parting = Parting(brackets=pasted.brackets)
    if (body := numbered(pasted.body, marks=".")) is not None:  # 1. 2 3 is also a row of three numbers
        yield body, parting
    yield pasted.body, replace(parting, signs=True)
    for mark in _ROW_MARKS if not shape or shape[1] > 1 else ():  # 1, 2, 3 is a row, even where a column is asked for
        if re.search(mark, pasted.body):
            yield re.sub(mark, lambda found: "\n" + " " * (len(found[0]) - 1), pasted.body), parting


def _multiplied(reading: MatrixReading, factor: Scaled) -> MatrixReading:
    rows = tuple(tuple(factor.of(cell) for cell in row) for row in reading.rows)
    return MatrixReading(rows, (*factor.notes, *reading.notes))


def _comma_question(text: str, at: int) -> ReadProblem:
    start = end = at
    while start and text[start - 1].isdigit():
        start -= 1
    while end < len(text) and (text[end].isdigit() or text[end] == ","):
        end += 1
    typed = text[start:end]
    values = {"typed": typed, "decimal": typed.replace(",", ".", 1), "cells": typed.replace(",", " ")}
    return ReadProblem("read.ambiguous-comma", (start, end), values)
