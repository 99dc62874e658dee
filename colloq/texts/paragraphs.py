"""Which words of a paragraph stay on one line: operators with their operands, points such as (-1, 5)."""

from __future__ import annotations

import re

_OPERATORS = frozenset(("+", "-", "−", "=", "×", "·", "*", "/", "<", ">", "≤", "≥", "≠", "≈", "→", ":="))
_WORDLIKE = re.compile(r"[^\W\d_]{3,}")
_FIXED = "\u00a0"


def unbroken(words: list[str], most: int) -> list[str]:
    """Words and short formulas: `3 × 3`, `ln(1 + x)` and `(-1, 5)` stay in one piece of at most so many characters."""
    pieces: list[str] = []
    joined = False
    for word in words:
        if pieces and (joined or word in _OPERATORS) and len(pieces[-1]) + 1 + len(word) <= most:
            pieces[-1] += " " + word
        else:
            pieces.append(word)
        joined = word in _OPERATORS or _opens(pieces[-1])
    return pieces


def fixed(paragraph: str, width: int) -> str:
    """The paragraph with no-break spaces where it is not to be broken at this width; `loose` takes them out again."""
    return " ".join(piece.replace(" ", _FIXED) for piece in unbroken(paragraph.split(" "), width // 2))


def loose(line: str) -> str:
    """The line with usual spaces."""
    return line.replace(_FIXED, " ")


def _opens(piece: str) -> bool:
    """Whether a point or a list of numbers has begun here and not ended, (-1, or ⟨a, and no remark in brackets."""
    if not piece.endswith((",", ";")):
        return False
    start = max(map(piece.rfind, "([⟨"))
    return start >= 0 and not re.search(r"[)\]⟩]", piece[start:]) and not _WORDLIKE.search(piece[start:])
