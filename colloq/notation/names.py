"""Names of the answer language: which declared symbol, function or constant stands at a place of the text."""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import TYPE_CHECKING

from colloq.notation.characters import GREEK, MARKS, SUBSCRIPTS
from colloq.notation.common import LETTERS, common_tokens
from colloq.notation.functions import CALLS, MATRIX_CALLS, SPELLINGS
from colloq.notation.tokens import Findings, ReadError

if TYPE_CHECKING:
    from collections.abc import Collection

Piece = tuple[str, str, int, int]
"""A name in a run of letters: its kind, its value, where it begins and ends."""

Row = tuple[tuple[str, str, int], ...]
"""Names that stand side by side: kind, value and length of each."""

TRANSPOSES = ("T", "t")
"""Names that mean a transpose in an exponent, where no matrix is declared by them."""

CONSTANTS = {"e": "e", "pi": "pi", "π": "pi", "Pi": "pi", "PI": "pi"}
_GREEK_LETTERS: dict[str, list[str]] = {}
for _letter, _name in GREEK.items():
    _GREEK_LETTERS.setdefault(_name, []).append(_letter)
_SHORT = {"epsilon": "eps(?:ilon)?", "lambda": "lam(?:bda|bd)?"}
"""Names of letters that programmers shorten."""
_SUBSCRIPT_OF = {plain: subscript for subscript, plain in SUBSCRIPTS.items()}
_PIECE = re.compile(r"_?\d+|_[A-Za-z]+|[A-Za-z]+|.", re.DOTALL)
_ATOM = re.compile(r"d([^/]+)/d(.+)")
_LOWERED = f"[{''.join(SUBSCRIPTS)}]+"
_MOVED = re.compile(r"_[{(]?([a-z])([-+])(\d)[})]?$", re.ASCII)  # h_{t-1}
_MARKED = re.compile(r"([A-Za-z])_(hat|bar|tilde)")
_D = r"(?:d|∂|\\partial|\\mathrm\s*\{d\})"
# spaces may follow; written in _D as well they would be tried in every division between the two
_GAP = r"\s*"
_ARGUMENT = re.compile(r"\s*[-−+(\[{|\w\\√∛∜^²³⁴⁵⁶⁷⁸⁹½_]")  # what a function's argument, exponent or base can begin with
_LONGEST_RUN = 100
_MOST_ROWS = 500
_WORD = re.compile(f"[{LETTERS}]+")
_ON_THEIR_OWN_TERMS = frozenset(("arc", *CALLS, *MATRIX_CALLS))  # arc tg has a space, pow( needs its bracket


def _index(piece: str) -> str:
    """Pattern of an index: 1, _1, _{1}, ₁, [1]; two digits also as 3,2."""
    body = piece.removeprefix("_")
    subscripts = "".join(_SUBSCRIPT_OF.get(character, character) for character in body)
    pair = body.isdigit() and len(body) == 2
    plain = r",?\s*".join(map(re.escape, body)) if pair else re.escape(body)
    bare = "_?" if body.isdigit() else "_"
    parted = "|_" + "_".join(body) if pair else ""
    return rf"(?:{bare}{re.escape(body)}|_\{{\s*{plain}\s*\}}|_\({plain}\)|{re.escape(subscripts)}|\[{plain}\]{parted})"


def _moved_index(index: re.Match[str]) -> str:
    """Pattern of an index such as t-1: _{t-1}, _(t-1), ₜ₋₁, [t-1], or _t-1 where it is declared in that way."""
    letter, sign, number = index.groups()
    low = _SUBSCRIPT_OF.get(letter, letter) + {"-": "₋", "+": "₊"}[sign] + "".join(map(_SUBSCRIPT_OF.__getitem__, number))
    plain = rf"{letter}\s*[{sign}−]\s*{number}"
    bare = f"|_{letter}[{sign}−]{number}" if index[0][1] not in "{(" else ""
    return rf"(?:_\{{\s*{plain}\s*\}}|_\({plain}\)|{low}|\[{plain}\]{bare})"


def _marked(letter: str, mark: str) -> str:
    """Pattern of y_hat, x_bar: also in LaTeX, with the mark above the letter, or without the underscore."""
    combined = unicodedata.normalize("NFC", letter + MARKS[mark])
    tex = {"hat": r"(?:wide)?hat", "bar": "(?:bar|overline)", "tilde": r"(?:wide)?tilde"}[mark]
    return rf"(?:{letter}_?{mark}|{letter}_\{{{mark}\}}|\\{tex}\s*\{{?\s*{letter}\s*\}}?|{combined}|{letter}{MARKS[mark]})"


def _piece(piece: str) -> str:
    if (piece[0] == "_" and len(piece) > 1) or piece.isdigit():
        return _index(piece)
    piece = GREEK.get(piece, piece)
    if piece in _GREEK_LETTERS:
        return rf"(?:\\?(?:var)?{_SHORT.get(piece, piece)}|{'|'.join(_GREEK_LETTERS[piece])})"
    if piece == "*":
        return r"(?:\*|_\*|_\{\*\}|\^\*|\^\{\*\}|[_^]\{?\\(?:ast|star)\}?)"
    if piece == "'":
        return r"(?:'|\\prime|\^\\prime|\^\{\\prime\})"
    if piece in "()":
        return rf"{_GAP}(?:\\right)?\)" if piece == ")" else rf"{_GAP}(?:\\left)?\({_GAP}"
    return re.escape(piece)


def _plain_pattern(name: str) -> str:
    if found := _MARKED.fullmatch(name):
        return _marked(found[1], found[2])
    name = re.sub(_LOWERED, lambda run: "_" + "".join(map(SUBSCRIPTS.__getitem__, run[0])), name)
    moved = _MOVED.search(name)
    if moved:
        return _plain_pattern(name[: moved.start()]) + _moved_index(moved)
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
    over = rf"\{{{_GAP}{top}{_GAP}\\over\s*{bottom}{_GAP}\}}"
    return rf"(?:{top}{_GAP}/{_GAP}{bottom}{end}|{frac}|{bracketed}|{over})"


def _function_pattern(name: str) -> str:
    """The spelling of a function; old books part it, arc tg x."""
    return "arc ?" + name[3:] if name.startswith("arc") and name[3:] in SPELLINGS else re.escape(name)


class Names:
    """The names that a part knows, those of transposes among them where it has matrices. Made once per set of symbols."""

    def __init__(self, symbols: tuple[str, ...], aliases: tuple[tuple[str, str], ...], *, matrices: bool) -> None:
        self.symbols = symbols
        self.has_matrices = matrices
        transposes = [name for name in TRANSPOSES if matrices and name not in symbols]
        targets = [*((name, name) for name in (*symbols, *transposes)), *aliases]
        targets.sort(key=lambda pair: -len(pair[0]))
        self._targets = [target for _, target in targets]
        self._symbol = re.compile("|".join(f"({_pattern(name)})" for name, _ in targets) or r"(?!)")
        self._functions = SPELLINGS | CALLS | (MATRIX_CALLS if matrices else {})
        called = self._functions.keys() - SPELLINGS.keys()
        names = sorted((name for name in self._functions if name not in symbols), key=len, reverse=True)
        patterns = (_function_pattern(name) + (r"(?=\s*[(\[{])" if name in called else "") for name in names)
        self._function = re.compile("|".join(patterns))
        self.known = frozenset(symbols)
        self._letters = frozenset(name for name in symbols if len(name) == 1)
        spellings = [name for name, _ in targets]
        self._rows: dict[str, Row | None] = {}
        self.common = common_tokens(spellings, self._words({*spellings, *SPELLINGS, *CONSTANTS, *GREEK}), numbers=not symbols)

    def _words(self, spellings: Collection[str]) -> dict[str, tuple[str, str]]:
        """Words that have one meaning as a whole: kind and value, as `segment` finds them for either reading."""
        words: dict[str, tuple[str, str]] = {}
        for word in spellings:
            if not _WORD.fullmatch(word) or word.lower() in _ON_THEIR_OWN_TERMS:
                continue
            for kind, value, end in self._candidates(word, 0, other=False)[:1]:
                if end == len(word) and (kind == "symbol" or not self._is_product(word)):
                    words[word] = kind, value
        return words

    def row(self, letters: str) -> Row | None:
        """The names in a run of letters that are common tokens each by itself, xy and xcos; None for any other text."""
        if letters not in self._rows:
            if len(self._rows) == _MOST_ROWS:
                self._rows.clear()
            self._rows[letters] = self._row(letters)
        return self._rows[letters]

    def _row(self, letters: str) -> Row | None:
        if self.common is None or not _WORD.fullmatch(letters):
            return None
        findings = Findings()
        found = [self.segment(letters + after, 0, len(letters), findings)[0] for after in ("", "(")]
        if not found[0] or found[0] != found[1] or findings.notes or findings.doubts:  # sqrt alone may be s·q·r·t
            return None
        known = [self.common.known.get(letters[start:end]) == (kind, value) for kind, value, start, end in found[0]]
        return tuple((kind, value, end - start) for kind, value, start, end in found[0]) if all(known) else None

    def symbol_at(self, text: str, at: int) -> tuple[str, int] | None:
        """The declared symbol that begins here, and where it ends."""
        found = self._symbol.match(text, at)
        return None if found is None else (self._targets[(found.lastindex or 1) - 1], found.end())

    def function_at(self, text: str, at: int) -> tuple[str, int] | None:
        """The function whose name begins here, and where the name ends."""
        found = self._function.match(text, at)
        if found is None and text[at].isupper():  # telephones write Sin and Ln
            found = self._function.match(text[at : at + 12].lower())
            return None if found is None else (self._functions[found[0].replace(" ", "")], at + found.end())
        return None if found is None else (self._functions[found[0].replace(" ", "")], found.end())

    def constant_at(self, text: str, at: int) -> tuple[str, int] | None:
        """The constant that begins here, unless a symbol is declared by its name."""
        for spelling, name in CONSTANTS.items():
            if text.startswith(spelling, at) and spelling not in self.known and name not in self.known:
                return name, at + len(spelling)
        return None

    def segment(self, text: str, start: int, end: int, findings: Findings) -> tuple[list[Piece] | None, int]:
        """The names that a run of letters stands for, and how far they were known.

        The longest name comes first, going back where nothing fits the rest. A function whose name is made of declared letters,
        th where t and h are, is a doubtful one.
        """
        if end - start > _LONGEST_RUN:  # no name is that long, and the search goes one level deeper per letter
            return None, start
        pieces, furthest = self._parted(text, start, end, other=False)
        doubtful = [piece for piece in pieces or () if piece[0] != "symbol" and self._is_product(text[piece[2] : piece[3]])]
        if not doubtful:
            return pieces, furthest
        _, _, first, last = doubtful[0]
        typed = text[first:last]
        if findings.is_other(ReadError("read.letters", (first, last), name=typed, product="*".join(typed))):
            return self._parted(text, start, end, other=True)
        for _, _, first, last in doubtful:
            if text[last : last + 1] != "(":
                typed = text[first:last]
                findings.notes["note.letters"] = {"name": typed, "product": "·".join(typed)}
        return pieces, furthest

    def _parted(self, text: str, start: int, end: int, *, other: bool) -> tuple[list[Piece] | None, int]:
        furthest = start
        dead: set[int] = set()

        def rest(at: int) -> list[Piece] | None:
            nonlocal furthest
            furthest = max(furthest, at)
            if at >= end:
                return []
            if at in dead:
                return None
            for kind, value, last in self._candidates(text, at, other=other):
                tail = rest(last)
                if tail is not None:
                    return [(kind, value, at, last), *tail]
            dead.add(at)
            return None

        return rest(start), furthest

    def _candidates(self, text: str, at: int, *, other: bool) -> list[tuple[str, str, int]]:
        found: list[tuple[str, str, int]] = []
        for kind, match in (
            ("symbol", self.symbol_at(text, at)),
            ("function", self.function_at(text, at)),
            ("constant", self.constant_at(text, at)),
        ):
            if match is not None:
                found.append((kind, *match))
        found.sort(key=lambda candidate: -candidate[2])
        if len(found) > 1 and found[0][0] != "symbol" and self._is_product(text[at : found[0][2]]):
            function = found[0][0] == "function"
            if other or (function and not _ARGUMENT.match(text, found[0][2])):
                found.append(found.pop(0))
        return found

    def _is_product(self, typed: str) -> bool:
        return len(typed) > 1 and self._letters.issuperset(typed)


@functools.lru_cache(maxsize=256)
def names(symbols: tuple[str, ...], aliases: tuple[tuple[str, str], ...] = (), *, matrices: bool = False) -> Names:
    """The names of a set of symbols; kept, for the echo asks at every keystroke."""
    return Names(symbols, aliases, matrices=matrices)
