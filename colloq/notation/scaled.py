"""A factor before a matrix or behind it: 1/9*[1 2; 3 4], [1 2; 3 4]/9, -[1 2; 3 4]."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from colloq.notation.around import after_vector
from colloq.notation.read import Note, Reading, read_formula
from colloq.notation.tree import Negative, Product, Quotient, Tree

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_LEFT_SIDE = re.compile(r"[^=\[({\\]{0,40}=")
_OPENING = re.compile(
    r"\\begin\s*\{|\\left\s*[\[({]|\\[pbv]matrix\s*\{|(?:\b\w{1,12}\.)?(?:array|matrix|Matrix|tensor)\s*\(|[\[({]"
)
_TIMES = re.compile(r"(?:[*·×⋅∙]|\\cdot|\\times)$")
_AFTER = re.compile(
    r"(?:(?<=[\])}'′’ᵀ])|(?<=\^T))\s*"
    r"(?P<sign>\.?/|\.?[*·×⋅∙]|\\cdot(?![a-z])|[:÷](?=\s*√?[\d.,]+\s*$)|\\div(?![a-z]))\s*(?P<factor>[^\[\]\n;&]{1,40})$",
    re.ASCII,
)
_TRANSPOSED = re.compile(r"\s*+(?:\^\s*+\{?\s*+(?:T|\\top)\s*+\}?|ᵀ|\.T|\.?['′’])?\s*+")
_DIVIDED = ("/", ":", "÷", r"\div")
_CLOSING = {"[": "]", "(": ")", "{": "}"}


@dataclass(frozen=True, slots=True)
class Scaled:
    """`inner`: the text with the factor blanked, so that places stay; `negative`: a minus before it all."""

    inner: str
    negative: bool
    factor: Tree | None
    divisor: Tree | None
    notes: tuple[Note, ...]

    def of(self, cell: Tree) -> Tree:
        """A cell of the whole."""
        if self.factor is not None:
            first = self.factor.factors if isinstance(self.factor, Product) else (self.factor,)
            cell = Product((*first, cell))
        if self.divisor is not None:
            cell = Quotient(cell, self.divisor)
        return Negative(cell) if self.negative else cell


def scaled(text: str, symbols: Collection[str]) -> Scaled | None:
    """The factor and the matrix, where the text is a factor and one matrix in brackets; the matrix is not read here."""
    left = _LEFT_SIDE.match(text)
    start = left.end() if left else after_vector(text)
    after = _AFTER.search(text.rstrip())
    end = after.start() if after else len(text)
    closing = _closing(text[:end])
    for found in _OPENING.finditer(text, start, end):
        before = text[start : found.start()]
        if _is_one_group(text, found.start(), end, closing):
            return None if not before.strip() and after is None else _parts(text, (start, found.start(), end), after, symbols)
    return None


def _parts(text: str, places: tuple[int, int, int], after: re.Match[str] | None, symbols: Collection[str]) -> Scaled | None:
    start, opening, end = places
    before = text[start:opening].strip()
    signed = _TIMES.search(before)  # (1/9)*[1 2], but (1/2) (3/4) is a row of two cells
    stripped = before[: signed.start()].rstrip() if signed else before
    if stripped.endswith((",", ";")) or (not signed and "\\" not in stripped and stripped.endswith((")", "]", "}"))):
        return None
    negative = stripped[:1] in ("-", "−", "–")
    pieces = [stripped[1:] if stripped[:1] in ("-", "−", "–", "+") else stripped, after["factor"] if after else ""]
    readings = [read_formula(piece, symbols) if piece.strip() else None for piece in pieces]
    if any(reading is not None and not isinstance(reading, Reading) for reading in readings):
        return None
    trees = [reading.tree if isinstance(reading, Reading) else None for reading in readings]
    notes = tuple(note for reading in readings if isinstance(reading, Reading) for note in reading.notes)
    inner = " " * opening + text[opening:end] + " " * (len(text) - end)
    if after and after["sign"].lstrip(".") not in _DIVIDED:
        factor = trees[1] if trees[0] is None else Product((trees[0], trees[1])) if trees[1] is not None else None
        return Scaled(inner, negative, factor, None, notes)
    return Scaled(inner, negative, trees[0], trees[1], notes)


def _closing(text: str) -> dict[int, int]:
    """Where each bracket is closed, by the place where it is opened; brackets of one kind do not mind those of another."""
    places: dict[int, int] = {}
    for opening, closing in _CLOSING.items():
        open_at: list[int] = []
        for found in re.finditer(f"[{re.escape(opening + closing)}]", text):
            if found[0] == opening:
                open_at.append(found.start())
            elif open_at:
                places[open_at.pop()] = found.start()
    return places


def _is_one_group(text: str, start: int, end: int, closing: Mapping[int, int]) -> bool:
    """Whether brackets stand around all of it (with a transpose behind, perhaps), or an environment of LaTeX does."""
    if text[start] in _CLOSING:
        return start in closing and _TRANSPOSED.fullmatch(text, closing[start] + 1, end) is not None
    return text[start:end].rstrip().endswith(("}", ")", "]", "^T", ".T"))
