"""Rectangles of text with a baseline, put beside and above each other; every character is one column wide."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class Box(NamedTuple):
    """Lines of one length; `baseline` is the index of the line on which neighbours align."""

    lines: tuple[str, ...]
    baseline: int = 0

    @property
    def width(self) -> int:
        """Columns."""
        return len(self.lines[0])

    @property
    def height(self) -> int:
        """Lines."""
        return len(self.lines)

    @property
    def flat(self) -> bool:
        """Whether it is one line only."""
        return len(self.lines) == 1


# Top, middle and bottom of tall brackets, and the bracket of one line: Unicode, ASCII.
BRACKETS = {
    "(": ("⎛⎜⎝(", "/|\\("),
    ")": ("⎞⎟⎠)", "\\|/)"),
    "[": ("⎡⎢⎣[", "[[[["),
    "]": ("⎤⎥⎦]", "]]]]"),
    "|": ("│││|", "||||"),
}


def text_box(text: str) -> Box:
    """One line."""
    return Box((text,))


def beside(boxes: Sequence[Box]) -> Box:
    """The boxes left to right, on one baseline."""
    if all(len(box.lines) == 1 for box in boxes):
        return Box(("".join(box.lines[0] for box in boxes),))
    above = max(box.baseline for box in boxes)
    below = max(len(box.lines) - box.baseline for box in boxes)
    columns = []
    for box in boxes:
        blank = " " * box.width
        top = above - box.baseline
        columns.append((blank,) * top + box.lines + (blank,) * (above + below - top - len(box.lines)))
    return Box(tuple(map("".join, zip(*columns, strict=True))), above)


def centred(lines: Sequence[str], width: int) -> tuple[str, ...]:
    """The lines in the middle of a width."""
    left = (width - len(lines[0])) // 2
    return tuple((" " * left + line).ljust(width) for line in lines)


def fraction(top: Box, bottom: Box, *, unicode: bool) -> Box:
    """Top over bottom, on the baseline of the bar; with another fraction in it, or in ASCII, the bar is longer."""
    width = max(top.width, bottom.width) + (0 if top.flat and bottom.flat and unicode else 2)
    bar = "─" if unicode else "-"
    return Box((*centred(top.lines, width), bar * width, *centred(bottom.lines, width)), top.height)


def raised(base: Box, exponent: Box) -> Box:
    """The exponent to the upper right of the base."""
    left, right = " " * base.width, " " * exponent.width
    lines = (*(left + line for line in exponent.lines), *(line + right for line in base.lines))
    return Box(lines, base.baseline + exponent.height)


def bracket(kind: str, height: int, baseline: int, *, unicode: bool) -> Box:
    """One bracket, ( ) [ ] or |, as tall as asked."""
    pieces = BRACKETS[kind][0 if unicode else 1]
    if height == 1:
        return Box((pieces[3],))
    return Box((pieces[0], *(pieces[1],) * (height - 2), pieces[2]), baseline)


def enclosed(box: Box, kinds: str, *, unicode: bool) -> Box:
    """The box in brackets: `kinds` is "()", "[]" or "||"."""
    left = bracket(kinds[0], box.height, box.baseline, unicode=unicode)
    right = bracket(kinds[1], box.height, box.baseline, unicode=unicode)
    return beside((left, box, right))


def root(box: Box, degree: str) -> Box:
    """A tall radical, with its degree ("" for the square root)."""
    bar = "┌" + "─" * (box.width + 1)
    left = [" "] * (box.height - 1) + ["╲"]
    if degree:
        left[-2 if box.height > 1 else -1] = degree
    lines = (" " + bar, *(f"{edge}│ {line}" for edge, line in zip(left, box.lines, strict=True)))
    return Box(lines, box.baseline + 1)


def stacked(rows: Sequence[Box]) -> Box:
    """The rows one under the other, left aligned, on the baseline of the first; an empty line parts tall ones."""
    width = max(row.width for row in rows)
    gap = () if all(row.flat for row in rows) else (" " * width,)
    lines: tuple[str, ...] = ()
    for row in rows:
        lines += (gap if lines else ()) + tuple(line.ljust(width) for line in row.lines)
    return Box(lines, rows[0].baseline)
