"""Names as they are shown: x_1 as x₁, eta as η, ds3/ds2 as ∂s₃ over ∂s₂."""

from __future__ import annotations

import functools
import re

from colloq.notation.characters import GREEK, SUBSCRIPTS

_LOWERED = {plain: lowered for lowered, plain in SUBSCRIPTS.items()}
_LETTER = {name: letter for letter, name in reversed(GREEK.items())}
# patterns compiled at first use
_INDEX = r"_([0-9A-Za-z]+)|(?<=[A-Za-zα-ω])([0-9]+)"
_WORD = r"[A-Za-z]+"
_ATOM = r"d([^/]+)/d(.+)"

MOST_STACKED = 8
"""A derivative atom of longer parts stays on one line."""


def _index(found: re.Match[str]) -> str:
    body = found[1] or found[2]
    if all(character in _LOWERED for character in body):
        return "".join(_LOWERED[character] for character in body)
    return found[0]


@functools.lru_cache(maxsize=512)
def shown(name: str, *, unicode: bool = True) -> str:
    """A name with real indices and Greek letters; without Unicode, with Greek letters spelt out."""
    if not unicode:
        return name if name.isascii() else "".join(GREEK.get(character, character) for character in name)
    parts = atom_parts(name)
    if parts:
        return "/".join(parts)
    return re.sub(_INDEX, _index, re.sub(_WORD, lambda word: _LETTER.get(word[0], word[0]), name))


@functools.lru_cache(maxsize=512)
def atom_parts(name: str, *, unicode: bool = True) -> tuple[str, str] | None:
    """The numerator and denominator of a derivative atom (∂s₃, ∂s₂), or None for other names."""
    found = re.fullmatch(_ATOM, name)
    if not found:
        return None
    d = "∂" if unicode else "d"
    return d + shown(found[1], unicode=unicode), d + shown(found[2], unicode=unicode)
