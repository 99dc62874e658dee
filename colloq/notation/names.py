"""Names of the answer language: which declared symbol, function or constant stands at a place of the text."""

from __future__ import annotations

import functools
import re

from colloq.notation.characters import GREEK, SUBSCRIPTS
from colloq.notation.functions import SPELLINGS

CONSTANTS = {"e": "e", "pi": "pi", "π": "pi"}
_GREEK_LETTERS: dict[str, list[str]] = {}
for _letter, _name in GREEK.items():
    _GREEK_LETTERS.setdefault(_name, []).append(_letter)
_SUBSCRIPT_OF = {plain: subscript for subscript, plain in SUBSCRIPTS.items()}
_PIECE = re.compile(r"_?\d+|_[A-Za-z]+|[A-Za-z]+|.", re.DOTALL)
_ATOM = re.compile(r"d([^/]+)/d(.+)")
_D = r"(?:d|∂|\\partial)"  # spaces may follow; written here as well they would be tried in every division between the two
_GAP = r"\s*"


def _index(piece: str) -> str:
    """Pattern of an index: 1, _1, _{1}, ₁; two digits also as 3,2."""
    body = piece.removeprefix("_")
    subscripts = "".join(_SUBSCRIPT_OF.get(character, character) for character in body)
    plain = r",?\s*".join(map(re.escape, body)) if body.isdigit() and len(body) == 2 else re.escape(body)
    bare = "_?" if body.isdigit() else "_"
    return rf"(?:{bare}{re.escape(body)}|_\{{\s*{plain}\s*\}}|_\({plain}\)|{re.escape(subscripts)})"


def _piece(piece: str) -> str:
    if (piece[0] == "_" and len(piece) > 1) or piece.isdigit():
        return _index(piece)
    if piece in _GREEK_LETTERS:
        return rf"(?:\\?{piece}|{'|'.join(_GREEK_LETTERS[piece])})"
    if piece == "*":
        return r"(?:\*|_\*|_\{\*\}|\^\*|\^\{\*\}|[_^]\{?\\(?:ast|star)\}?)"
    if piece == "'":
        return r"(?:'|\\prime|\^\\prime|\^\{\\prime\})"
    if piece in "()":
        return rf"{_GAP}(?:\\right)?\)" if piece == ")" else rf"{_GAP}(?:\\left)?\({_GAP}"
    return re.escape(piece)


def _plain_pattern(name: str) -> str:
    return "".join(_piece(piece) for piece in _PIECE.findall(name))


def _pattern(name: str) -> str:
    """A pattern for every spelling of a declared symbol."""
    atom = _ATOM.fullmatch(name)
    if not atom:
        end = r"(?![0-9₀-₉])" if name[-1].isdigit() else ""
        return _plain_pattern(name) + end
    top, bottom = (f"{_D}{_GAP}{_plain_pattern(part)}" for part in atom.groups())
    end = r"(?![0-9₀-₉])" if name[-1].isdigit() else ""
    frac = rf"\\[dt]?frac\s*\{{{_GAP}{top}{_GAP}\}}{_GAP}\{{{_GAP}{bottom}{_GAP}\}}"
    bracketed = rf"\({_GAP}{top}{_GAP}\){_GAP}/{_GAP}\({_GAP}{bottom}{_GAP}\)"
    return rf"(?:{top}{_GAP}/{_GAP}{bottom}{end}|{frac}|{bracketed})"


class Names:
    """The names that a part knows. Made once per set of symbols."""

    def __init__(self, symbols: tuple[str, ...], aliases: tuple[tuple[str, str], ...]) -> None:
        self.symbols = symbols
        targets = [*((name, name) for name in symbols), *aliases]
        targets.sort(key=lambda pair: -len(pair[0]))
        self._targets = [target for _, target in targets]
        self._symbol = re.compile("|".join(f"({_pattern(name)})" for name, _ in targets) or r"(?!)")
        functions = sorted((name for name in SPELLINGS if name not in symbols), key=len, reverse=True)
        self._function = re.compile("|".join(map(re.escape, functions)))
        self.known = frozenset(symbols)

    def symbol_at(self, text: str, at: int) -> tuple[str, int] | None:
        """The declared symbol that begins here, and where it ends."""
        found = self._symbol.match(text, at)
        return None if found is None else (self._targets[(found.lastindex or 1) - 1], found.end())

    def function_at(self, text: str, at: int) -> tuple[str, int] | None:
        """The function whose name begins here, and where the name ends."""
        found = self._function.match(text, at)
        if found is None and text[at].isupper():  # telephones write Sin and Ln
            found = self._function.match(text[at : at + 12].lower())
            return None if found is None else (SPELLINGS[found[0]], at + found.end())
        return None if found is None else (SPELLINGS[found[0]], found.end())

    def constant_at(self, text: str, at: int) -> tuple[str, int] | None:
        """The constant that begins here, unless a symbol is declared by its name."""
        for spelling, name in CONSTANTS.items():
            if text.startswith(spelling, at) and spelling not in self.known and name not in self.known:
                return name, at + len(spelling)
        return None


@functools.lru_cache(maxsize=256)
def names(symbols: tuple[str, ...], aliases: tuple[tuple[str, str], ...] = ()) -> Names:
    """The names of a set of symbols; kept, for the echo asks at every keystroke."""
    return Names(symbols, aliases)
