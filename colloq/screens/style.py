"""Where lines go: colours, the width, and plain ASCII where a stream cannot carry Unicode. Nothing here decides anything."""

from __future__ import annotations

import codecs
import contextlib
import io
import json
import os
import shutil
import textwrap
import unicodedata
from typing import TYPE_CHECKING, Any, TextIO

from colloq.texts.paragraphs import fixed, loose

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

WIDEST = 100  # longer lines tire the eye
NARROWEST = 30
DRAWN = "⎡⎢⎣⎤⎥⎦─·√✓✗²ᵗ"
"""Signs that a stream must be able to carry before formulas are drawn with them."""

_BOLD, _DIM, _RED, _GREEN, _ACCENT = "1", "2", "31", "32", "36"

_SIGNS = {
    "✓": "+", "✗": "x", "±": "~", "·": "*", "×": "x", "÷": "/", "−": "-", "–": "-", "—": "-", "…": "...", "─": "-",
    "│": "|", "┌": "+", "┐": "+", "└": "+", "┘": "+", "├": "+", "┤": "+", "┬": "+", "┴": "+", "┼": "+", "━": "-",
    "⎡": "[", "⎢": "[", "⎣": "[", "⎤": "]", "⎥": "]", "⎦": "]", "⎛": "(", "⎜": "(", "⎝": "(", "⎞": ")", "⎟": ")",
    "⎠": ")", "⎧": "{", "⎨": "{", "⎩": "{", "⎪": "|", "▲": "^", "▼": "v", "●": "*", "○": "o", "•": "*", "√": "sqrt",
    "∂": "d", "≤": "<=", "≥": ">=", "≠": "!=", "≈": "~", "∞": "inf", "→": "->", "←": "<-", "⏱": "", "«": '"', "»": '"',
    "“": '"', "”": '"', "„": '"', "’": "'", "‘": "'", "π": "pi", "σ": "sigma", "η": "eta", "λ": "lambda", "α": "alpha",
    "β": "beta", "γ": "gamma", "μ": "mu", "Σ": "sum", "Π": "prod", "∈": "in", "№": "No.", "\u00a0": " ", "\u202f": " ",
}  # fmt: skip
_LETTERS = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya".replace("_", "").split(" "),
        strict=True,
    )
)


def ascii_of(character: str) -> str:
    """The nearest ASCII spelling of one character; drawing characters keep their width."""
    if character in _SIGNS:
        return _SIGNS[character]
    if (lower := character.lower()) in _LETTERS:
        spelt = _LETTERS[lower]
        return spelt if character == lower else spelt.capitalize()
    plain = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    return plain or "?"


def _replace(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    return "".join(map(ascii_of, error.object[error.start : error.end])), error.end


def never_fail(*streams: TextIO) -> None:
    """Makes the streams print the nearest ASCII for what their encoding cannot carry, instead of failing."""
    codecs.register_error("colloq.ascii", _replace)
    for stream in streams:
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="colloq.ascii")


def never_refuse(stream: TextIO) -> None:
    """Makes a stream read bytes that are no text in its encoding as replacement characters, which no answer contains."""
    if hasattr(stream, "reconfigure"):
        with contextlib.suppress(io.UnsupportedOperation):  # something was read already
            stream.reconfigure(errors="replace")


def carries(stream: TextIO, text: str) -> bool:
    """Whether the encoding of a stream has all these characters."""
    try:
        text.encode(getattr(stream, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


class Screen:
    """A stream with its colours and its width.

    Attributes:
        color: Whether escape sequences may be written.
        unicode: Whether formulas may be drawn with Unicode signs.
    """

    def __init__(self, stream: TextIO, *, color: bool = False, unicode: bool = True, width: int | None = 80) -> None:
        self._stream = stream
        self.color = color
        self.unicode = unicode
        self._width = width

    @property
    def width(self) -> int:
        """Columns to fill: as given, else as many as the terminal has at this moment, for it may be resized."""
        if self._width is not None:
            return self._width
        return max(NARROWEST, min(shutil.get_terminal_size((80, 24)).columns, WIDEST))

    @classmethod
    def of(cls, stream: TextIO, environment: Mapping[str, str] | None = None) -> Screen:
        """The screen that suits a stream: NO_COLOR, FORCE_COLOR, TERM=dumb, COLLOQ_ASCII and COLUMNS are heeded."""
        env = os.environ if environment is None else environment
        return cls(
            stream,
            color=_wants_color(stream, env),
            unicode=not env.get("COLLOQ_ASCII") and carries(stream, DRAWN),
            width=None,
        )

    def print(self, *lines: str) -> None:
        """Writes lines."""
        for line in lines:
            self._stream.write(self.plain(line).rstrip(" ") + "\n")

    def json(self, data: Any) -> None:  # noqa: ANN401 - plain JSON
        """Writes one JSON value on one line; escapes what the stream cannot carry."""
        text = json.dumps(data, ensure_ascii=False)
        self._stream.write((text if carries(self._stream, text) else json.dumps(data)) + "\n")

    def flush(self) -> None:
        """Sends out what was written."""
        self._stream.flush()

    def plain(self, line: str) -> str:
        """The line, with signs in ASCII where that is asked for; letters of the language stay."""
        if self.unicode or line.isascii():
            return line
        return "".join(sign if sign.isascii() or sign.lower() in _LETTERS else ascii_of(sign) for sign in line)

    # -- emphasis: never the only sign of anything --

    def good(self, text: str) -> str:
        """Of what is right."""
        return self._styled(text, _GREEN)

    def bad(self, text: str) -> str:
        """Of what is wrong."""
        return self._styled(text, _RED)

    def dim(self, text: str) -> str:
        """Of what may be overlooked."""
        return self._styled(text, _DIM)

    def accent(self, text: str) -> str:
        """Of what can be typed or looked up."""
        return self._styled(text, _ACCENT)

    def bold(self, text: str) -> str:
        """Of a heading."""
        return self._styled(text, _BOLD)

    def _styled(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.color and text else text


def _wants_color(stream: TextIO, environment: Mapping[str, str]) -> bool:
    """NO_COLOR and FORCE_COLOR count when they are not empty (no-color.org, force-color.org)."""
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    if environment.get("TERM", "").lower() in ("dumb", "unknown") or not stream.isatty():
        return False
    return os.name != "nt" or bool(environment.get("WT_SESSION") or environment.get("TERM"))


def wrapped(text: str, width: int, indent: str = "", first: str | None = None) -> list[str]:
    """Paragraphs at most so wide; words and formulas without spaces are never broken."""
    lines: list[str] = []
    for number, paragraph in enumerate(text.splitlines() or [""]):
        start = first if first is not None and number == 0 else indent
        folded = textwrap.wrap(
            fixed(paragraph, width),
            width,
            initial_indent=start,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
        lines += map(loose, folded or [start.rstrip()])
    return lines


def columns(rows: Iterable[Sequence[str]], gap: int = 2, indent: int = 0) -> list[str]:
    """A table: every column as wide as its widest cell, the last one ragged; no borders."""
    table = [list(row) for row in rows]
    if not table:
        return []
    widths = [max(len(row[at]) for row in table if at < len(row)) for at in range(max(map(len, table)))]
    return [
        (" " * indent + (" " * gap).join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=False))).rstrip()
        for row in table
    ]


def two_sides(left: str, right: str, width: int) -> str:
    """A line with something at both ends; one after the other where there is no room."""
    gap = width - len(left) - len(right)
    return f"{left}{' ' * gap}{right}" if gap > 1 else f"{left} · {right}"
