"""Names as they are shown: x_1 as x₁, eta as η, ds3/ds2 as ∂s₃ over ∂s₂."""

from __future__ import annotations

import functools
import re
import unicodedata

from colloq.notation.characters import FRACTIONS, GREEK, MARKS, SUBSCRIPTS, SUPERSCRIPTS

_LOWERED = {plain: lowered for lowered, plain in SUBSCRIPTS.items()}
_LETTER = {name: letter for letter, name in reversed(GREEK.items())}
# patterns compiled at first use
_INDEX = r"_([0-9A-Za-z]+)|(?<=[A-Za-zα-ω])([0-9]+)"
_WORD = r"[A-Za-z]+"
_ATOM = r"d([^/]+)/d(.+)"
_MARKED = r"([A-Za-z])_(hat|bar|tilde)"

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
    if found := re.fullmatch(_MARKED, name):
        letter = unicodedata.normalize("NFC", found[1] + MARKS[found[2]])
        return letter if len(letter) == 1 else name  # x̄ is two characters, which a drawing would count as two columns
    return re.sub(_INDEX, _index, re.sub(_WORD, lambda word: _LETTER.get(word[0], word[0]), name))


@functools.lru_cache(maxsize=512)
def atom_parts(name: str, *, unicode: bool = True) -> tuple[str, str] | None:
    """The numerator and denominator of a derivative atom (∂s₃, ∂s₂), or None for other names."""
    found = re.fullmatch(_ATOM, name)
    if not found:
        return None
    d = "∂" if unicode else "d"
    return d + shown(found[1], unicode=unicode), d + shown(found[2], unicode=unicode)


_LOW_SIGNS = {"₊": "+", "₋": "-", "₌": "=", "₍": "(", "₎": ")"}
_ASCII = {
    "·": "*", "×": "x", "−": "-", "–": "-", "—": "-", "÷": "/", "∂": "d", "√": "sqrt", "∛": "cbrt", "∞": "inf", "…": "...",
    "≤": "<=", "≥": ">=", "≠": "!=", "≈": "~", "→": "->", "∇": "grad", "Σ": "sum", "∑": "sum", "Δ": "Delta", "′": "'", "∈": "in",
    "«": '"', "»": '"', "“": '"', "”": '"', "„": '"', "’": "'", "‘": "'", "‹": "<", "›": ">", "°": " degrees", "№": "No.",
    "⌈": "ceil(", "⌉": ")", "✓": "+", "✗": "x", "▲": "^", "─": "-", "\u00a0": " ", "±": "+-", "⌊": "floor(", "⌋": ")",
    "‖": "||", "″": "''", "∏": "prod", "⟨": "<", "⟩": ">",
}  # fmt: skip


def ascii_text(text: str) -> str:
    """A sentence for a terminal without Unicode: x² as x^2, eᵗˣ as e^(tx), ∂ as d. Cyrillic stays as it is."""
    if text.isascii():
        return text
    text = re.sub(r"([√∛])(\w+)", lambda found: f"{found[1]}({found[2]})", text)
    text = re.sub(f"[{''.join(SUPERSCRIPTS)}]+", lambda found: "^" + _script(found[0]), text)
    text = re.sub(f"[{''.join(SUBSCRIPTS)}{''.join(_LOW_SIGNS)}]+", lambda found: "_" + _script(found[0]), text)
    return text.translate(_plain_characters())


def _script(run: str) -> str:
    plain = "".join(SUPERSCRIPTS.get(character) or SUBSCRIPTS.get(character) or _LOW_SIGNS[character] for character in run)
    return plain if plain.isalnum() and (len(plain) == 1 or plain.isdigit()) else f"({plain})"


@functools.cache
def _plain_characters() -> dict[int, str]:
    fractions = {character: f"{top}/{bottom}" for character, (top, bottom) in FRACTIONS.items()}
    return str.maketrans(GREEK | _ASCII | fractions)
