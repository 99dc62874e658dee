"""What chats, web pages and Markdown put between the characters of a formula, taken out; places lead back to the typed text."""

from __future__ import annotations

import re
from typing import NamedTuple

# Zero-width characters and the like carry no meaning in a formula. Messengers put marks for writing from left to right around
# text, which is what it does anyway; those for writing from right to left show 1 - 2 as 2 - 1, and are refused.
_INVISIBLE = "\u200e\u202a\u202c\u202d\u2066\u2068\u2069"
_INVISIBLE += "\u200b\u200c\u200d\u2060\ufeff\u00ad\u2061\u2062\u2063\u2064\ufe0e\ufe0f"
_TAGS = {"sup": "^(", "/sup": ")", "sub": "_{", "/sub": "}", "br": "\n", "br/": "\n"}
_NOISE = re.compile(
    rf"[{_INVISIBLE}″]|"
    r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,8}\d{0,2});|"
    r"<(/?(?:sup|sub|i|b|em|strong|var|br ?/?))>|"
    r"(?<!\\)\\([*_^])|"
    r"(?<=\d)[.,]\d*?(\d)\3{2,}(?:\.{2,4}|…)",
    re.ASCII,
)
_ENDLESS = re.compile(r"([.,]\d*?)(\d)\2{2,}(?:\.{2,4}|…)", re.ASCII)
# full-width forms of a Chinese keyboard, and the many spaces; line breaks and tabs stay, rows and cells may end there
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | dict.fromkeys(
    map(ord, "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"), " "
)
# one of these stands in every text that is changed
_CHANGED = re.compile(rf"[{_INVISIBLE}″&<\\…{''.join(map(chr, _NARROW))}]|\.\.")


class Cleaned(NamedTuple):
    """`places`: where each character began and ended in the typed text; None where nothing was taken out."""

    text: str
    places: tuple[tuple[int, int], ...] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The typed characters behind a span of the cleaned text."""
        if self.places is None:
            return start, end
        if not self.places:
            return 0, 0
        first = self.places[min(start, len(self.places) - 1)]
        if end <= start:
            return (first[0], first[0]) if start < len(self.places) else (first[1], first[1])
        return first[0], self.places[min(end, len(self.places)) - 1][1]


def cleaned(text: str) -> Cleaned:
    """The text without invisible characters, HTML (`&times;`, `<sup>`) and Markdown's escapes; 0.666… as 0.(6)."""
    if not _CHANGED.search(text):
        return Cleaned(text)
    pieces: list[str] = []
    places: list[tuple[int, int]] = []
    at = 0
    for found in _NOISE.finditer(text):
        replacement = _plain(found)
        if replacement is None:
            continue
        pieces += (text[at : found.start()], replacement)
        places += ((place, place + 1) for place in range(at, found.start()))
        places += [found.span()] * len(replacement)
        at = found.end()
    if not at:
        return Cleaned(text.translate(_NARROW))
    places += ((place, place + 1) for place in range(at, len(text)))
    return Cleaned("".join((*pieces, text[at:])).translate(_NARROW), tuple(places))


def _plain(found: re.Match[str]) -> str | None:
    """What stands for a piece of noise; None where it is none."""
    piece = found[0]
    if piece == "″":
        return "''"
    if piece[0] == "&":
        import html  # noqa: PLC0415 - a large table, seldom needed

        character = html.unescape(piece)
        return character if len(character) == 1 else None
    if found[1]:
        return _TAGS.get(found[1].replace(" ", ""), "")
    if found[2]:
        return found[2]
    return _ENDLESS.sub(r"\1(\2)", piece) if found[3] else ""
