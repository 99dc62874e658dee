"""Text to tokens. Positions are those of the typed text, so that an error can point at its true cause."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from colloq.notation import characters
from colloq.notation.functions import FUNCTIONS, SPELLINGS

if TYPE_CHECKING:
    from colloq.notation.names import Names

MOST_CHARACTERS = 2000
MOST_TOKENS = 2500
MOST_DIGITS = 40
LARGEST_EXPONENT = 400


class ReadError(Exception):
    """Internal to the reader: becomes a `ReadProblem`. `key` is the message, `span` the characters of the cause."""

    def __init__(self, key: str, span: tuple[int, int], suggestion: str = "", **values: str) -> None:
        super().__init__(key)
        self.key = key
        self.span = span
        self.suggestion = suggestion
        self.values = values


class Token(NamedTuple):
    """`kind`: number, symbol, constant, function, one of the characters + - * / ^ ( ) , ; | ' or end.

    `glued`: no space stands before it. `closer`: for "(", the kind of bracket it was: ( [ {.
    """

    kind: str
    value: str
    start: int
    end: int
    glued: bool = False
    bracket: str = ""


# the comma also as LaTeX has it, 0{,}5; a bare point ends a number as NumPy prints it, 2.
_NUMBER = re.compile(r"(?:\d+(?:(?:[.,]|\{,\})\d+|\.(?![\w.(]))?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_NUMBER_NO_COMMA = re.compile(r"(?:\d+(?:(?:\.|\{,\})\d+|\.(?![\w.(]))?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_COMMAND = re.compile(r"\\(?:[A-Za-z]+|.)", re.DOTALL)
_WORD_COMMAND = re.compile(r"\\(?:operatorname|mathrm|text|mathit|mathbf|rm)\*?\s*\{\s*\\?([A-Za-z]+)\s*\}")
_LETTERS = re.compile(r"[A-Za-zα-ωϵϕµ]+")
_SKIPPED_COMMANDS = frozenset(
    (r"\left", r"\right", r"\big", r"\Big", r"\bigl", r"\bigr", r"\Bigl", r"\Bigr", r"\bigg", r"\Bigg", r"\,", r"\;", r"\!",
     r"\:", r"\ ", r"\quad", r"\qquad", r"\displaystyle", r"\limits", r"\biggl", r"\biggr")
)  # fmt: skip
_COMMANDS = {
    r"\cdot": "*", r"\times": "*", r"\ast": "*", r"\div": "/", r"\lvert": "|", r"\rvert": "|", r"\vert": "|", r"\mid": "|",
    r"\{": "(", r"\}": ")", r"\lbrace": "(", r"\rbrace": ")", r"\lbrack": "(", r"\rbrack": ")", r"\prime": "'", r"\colon": "/",
    r"\*": "*", r"\star": "*",
}  # fmt: skip
_MODULE = re.compile(r"(?:math|np|numpy|sp|sympy|torch)\.(?=[a-z])")  # np.exp(x), as code writes it
_DENOMINATOR = re.compile(r"\s*/\s*[d∂]\w+\*?")  # of a derivative atom that is not declared
_DIGITS = tuple("0123456789")
_OPEN, _CLOSE = "([{", ")]}"
_SIMPLE = frozenset("+-*/^,;|'")


class Lexer:
    """One pass over one text."""

    def __init__(self, text: str, names: Names, *, decimal_comma: bool = True) -> None:
        self.typed = text
        self.names = names
        self.tokens: list[Token] = []
        self.notes: dict[str, dict[str, str]] = {}
        self._text = characters.plain(text)
        self._at = 0
        self._glued = False
        self._open: list[Token] = []
        self._separated: list[bool] = []  # for each open bracket: whether a comma in it stands between arguments
        self._decimal_comma = decimal_comma

    def run(self) -> list[Token]:
        """All tokens, with brackets matched; the last is `end`. Raises ReadError."""
        text = self._text
        if len(text) > MOST_CHARACTERS:
            raise ReadError("read.too-long", (MOST_CHARACTERS, len(text)), most=str(MOST_CHARACTERS))
        if any(letter in characters.CYRILLIC for letter in self.typed):
            self.notes["note.cyrillic"] = {}
        while self._at < len(text):
            self._step(text[self._at])
            if len(self.tokens) > MOST_TOKENS:
                raise ReadError("read.too-many", (self._at, len(text)))
        if self._open:
            first = self._open[0]
            raise ReadError("read.bracket-open", (first.start, first.end), bracket=first.bracket)
        self._add("end", "", len(text), len(text))
        return self.tokens

    # -- one token ----------------------------------------------------------------------------------------------------

    def _add(self, kind: str, value: str, start: int, end: int, bracket: str = "") -> None:
        self.tokens.append(Token(kind, value, start, end, self._glued, bracket))
        self._glued = True
        self._at = max(end, self._at)

    def _step(self, character: str) -> None:
        at = self._at
        if character in " \n\r~$":
            self._at += 1
            self._glued = False
        elif character == "\x01":
            self._at += 1
        elif character in _DIGITS or (character == "." and self._text[at + 1 : at + 2] in _DIGITS):
            self._take_number()
        elif character == "(" and (atom := self.names.symbol_at(self._text, at)):  # (∂s_2)/(∂s_1), as one atom
            self._add("symbol", atom[0], at, atom[1])
        elif character in _OPEN:
            self._open_bracket(character)
        elif character in _CLOSE:
            self._close(character)
        elif mark := self._mark():
            self._add(mark[0], mark[1], at, at + len(mark[1]))
        elif character == "\\":
            self._take_command()
        elif prefix := _MODULE.match(self._text, at):
            self._at = prefix.end()
        elif character in "∂_" or _LETTERS.match(character):
            self._take_letters()
        elif character in characters.SUPERSCRIPTS:
            self._take_superscript()
        elif character in characters.FRACTIONS:
            self._take_fraction(character)
        else:
            self._refuse(character)

    def _mark(self) -> tuple[str, str] | None:
        """Kind and spelling of a sign that stands for itself."""
        text, at = self._text, self._at
        if text.startswith("**", at):
            return "^", "**"
        if text.startswith(".T", at):
            return "'", ".T"
        character = text[at]
        if character in _SIMPLE:
            return character, character
        if character in "√∛":
            return "function", character
        if character in "@·":
            return "*", character
        if character == "_" and self.tokens and self.tokens[-1][:2] == ("function", "log"):
            return "base", "_"
        return None

    def _refuse(self, character: str) -> None:
        at = self._at
        typed = self.typed[at]
        if unicodedata.category(typed) in ("Cc", "Cf", "Co", "Cn", "Cs"):
            raise ReadError("read.invisible", (at, at + 1), code=f"U+{ord(typed):04X}")
        if character == "=":
            raise ReadError("read.equals", (at, at + 1))
        if typed.isalpha():
            end = at + 1
            while end < len(self.typed) and self.typed[end].isalpha():
                end += 1
            self._unknown_name(at, end)
        raise ReadError("read.character", (at, at + 1), character=typed)

    def _open_bracket(self, character: str) -> None:
        at = self._at
        before = self.tokens[-1] if self.tokens else None
        several = before is not None and before.kind == "function" and before.value in FUNCTIONS
        self._separated.append(
            several and before is not None and FUNCTIONS[before.value].most_arguments > 1 and ";" not in self._inside(at)
        )
        self._add("(", character, at, at + 1, character)
        self._open.append(self.tokens[-1])

    def _inside(self, at: int) -> str:
        """The text up to the bracket that closes the one at this place."""
        depth = 0
        for end in range(at, len(self._text)):
            depth += (self._text[end] in _OPEN) - (self._text[end] in _CLOSE)
            if depth == 0:
                return self._text[at:end]
        return self._text[at:]

    def _take_number(self) -> None:
        separated = not self._decimal_comma or (bool(self._separated) and self._separated[-1])
        found = (_NUMBER_NO_COMMA if separated else _NUMBER).match(self._text, self._at)
        assert found is not None
        before = [token.kind for token in self.tokens[-2:]]
        if before[-1:] == ["frac"] or before == ["frac", "number"]:  # \frac12 is one half
            self._add("number", found[0][0], self._at, self._at + 1)
            return
        start, end = found.span()
        literal = found[0].replace("{,}", ".").removesuffix(".")
        mantissa, mark, exponent = literal.replace("E", "e").partition("e")
        if mark and (self._is_product_with_e(literal, mantissa) or (end < len(self._text) and self._text[end] in ".,")):
            end = start + len(mantissa)
            literal, exponent = mantissa, ""
        elif mark:
            self._check_scientific(literal, mantissa, exponent, start, end)
        if len(mantissa) > MOST_DIGITS:
            raise ReadError("read.number-long", (start, end), most=str(MOST_DIGITS))
        self._add("number", literal.replace(",", "."), start, end)

    def _is_product_with_e(self, literal: str, mantissa: str) -> bool:
        return "e" in literal and "e" in self.names.known and "." not in mantissa

    def _check_scientific(self, literal: str, mantissa: str, exponent: str, start: int, end: int) -> None:
        """`6.32e-2` is a number; `2e-3` in a formula may as well mean 2·e - 3."""
        if self.names.known and "e" in literal and "." not in mantissa and "," not in mantissa:
            sign = exponent[0] if exponent[0] in "+-" else ""
            product = f"{mantissa}*e{sign or '*'}{exponent.lstrip('+-')}"
            raise ReadError("read.scientific", (start, end), number=f"{mantissa}*10^{exponent}", product=product)
        if abs(int(exponent[:8])) > LARGEST_EXPONENT:
            raise ReadError("read.number-long", (start, end), most=str(LARGEST_EXPONENT))

    def _close(self, character: str) -> None:
        at = self._at
        if not self._open:
            raise ReadError("read.bracket-close", (at, at + 1), bracket=character)
        opened = self._open.pop()
        self._separated.pop()
        if _OPEN.index(opened.bracket) != _CLOSE.index(character):
            raise ReadError("read.bracket-mismatch", (at, at + 1), bracket=character, opened=opened.bracket)
        self._add(")", character, at, at + 1, opened.bracket)

    def _take_superscript(self) -> None:
        start = self._at
        end = start
        while end < len(self._text) and self._text[end] in characters.SUPERSCRIPTS:
            end += 1
        inner = "".join(characters.SUPERSCRIPTS[character] for character in self._text[start:end])
        self._add("^", "^", start, start)
        self._add("(", "(", start, start, "(")
        if inner in ("T", "t") and inner not in self.names.known:
            self.tokens.append(Token("transpose", "T", start, end, glued=True))
        else:
            self.tokens += _tokens_of_superscript(inner, start, self.names)
        self._add(")", ")", end, end, "(")

    def _take_fraction(self, character: str) -> None:
        top, bottom = characters.FRACTIONS[character]
        start, end = self._at, self._at + 1
        if self.tokens and self.tokens[-1].kind == "number":  # 1½, 1 ½
            self._mixed(str(top), str(bottom), start, end)
            return
        self._add("(", "(", start, start, "(")
        self._add("number", str(top), start, end)
        self._add("/", "/", start, end)
        self._add("number", str(bottom), start, end)
        self._add(")", ")", end, end, "(")

    def _mixed(self, top: str, bottom: str, start: int, end: int) -> None:
        whole = self.tokens.pop()
        self.notes["note.mixed"] = {}
        self._glued = whole.glued
        self._add("(", "(", whole.start, whole.start, "(")
        for kind, value in (
            ("number", whole.value),
            ("+", "+"),
            ("number", top),
            ("/", "/"),
            ("number", bottom),
            (")", ")"),
        ):
            self._add(kind, value, start, end, "(")

    # -- names --------------------------------------------------------------------------------------------------------

    def _take_letters(self) -> None:
        start = self._at
        found = _LETTERS.match(self._text, start)
        end = found.end() if found else start + 1
        tokens, furthest = self._segment(start, end)
        if tokens is None:
            self._unknown_name(start, end, furthest)
        for kind, value, first, last in tokens or ():
            self._add(kind, value, first, last)
            if kind == "symbol" and value[-1] == "*" and value[:-1] in self.names.known:
                self._note_star(value, last)

    def _note_star(self, atom: str, end: int) -> None:
        """`ds4/dW*ds5/ds4` is read with the star in the name, the longest; the author may have meant a product."""
        after = self._text[end:].lstrip(" ")[:1]
        if self._text[end - 1] == "*" and after and (after.isalnum() or after in "(∂\\"):
            self.notes["note.star"] = {"atom": atom, "plain": atom[:-1]}

    def _segment(self, start: int, end: int) -> tuple[list[tuple[str, str, int, int]] | None, int]:
        """The names that letters stand for, the longest first, going back where nothing fits the rest."""
        furthest = start
        dead: set[int] = set()

        def rest(at: int) -> list[tuple[str, str, int, int]] | None:
            nonlocal furthest
            furthest = max(furthest, at)
            if at >= end:
                return []
            if at in dead:
                return None
            for kind, value, last in self._candidates(at):
                tail = rest(last)
                if tail is not None:
                    return [(kind, value, at, last), *tail]
            dead.add(at)
            return None

        if end - start > 100:  # no name is that long, and the search above goes one level deeper per letter
            return None, start
        return rest(start), furthest

    def _candidates(self, at: int) -> list[tuple[str, str, int]]:
        found: list[tuple[str, str, int]] = []
        for kind, match in (
            ("symbol", self.names.symbol_at(self._text, at)),
            ("function", self.names.function_at(self._text, at)),
            ("constant", self.names.constant_at(self._text, at)),
        ):
            if match is not None:
                found.append((kind, *match))
        found.sort(key=lambda candidate: -candidate[2])
        return found

    def _unknown_name(self, start: int, end: int, furthest: int | None = None) -> None:
        import difflib  # noqa: PLC0415 - only on the way to an error

        while end < len(self._text) and (self.typed[end].isalnum() or self._text[end] == "_"):
            end += 1
        if self._text[start] in "d∂" and (denominator := _DENOMINATOR.match(self._text, end)):
            end = denominator.end()
        typed = self._text[start:end]
        near = difflib.get_close_matches(typed, [*SPELLINGS, *self.names.symbols], 1, 0.7) if len(typed) > 2 else []
        if not near and (other := typed.swapcase()) in (*self.names.symbols, "e"):
            near = [other]
        if furthest is not None and furthest > start and not near:
            start = furthest
        known = ", ".join(self.names.symbols)
        key = "read.name" if known else "read.name-number"
        raise ReadError(key, (start, end), near[0] if near else "", name=self.typed[start:end], known=known)

    # -- LaTeX --------------------------------------------------------------------------------------------------------

    def _take_command(self) -> None:
        start = self._at
        if match := self.names.symbol_at(self._text, start):
            self._add("symbol", match[0], start, match[1])
            return
        if (word := _WORD_COMMAND.match(self._text, start)) is not None:
            name, end = word[1], word.end()
        else:
            found = _COMMAND.match(self._text, start)
            if found is None:
                raise ReadError("read.character", (start, start + 1), character="\\")
            name, end = found[0], found.end()
        if name in _SKIPPED_COMMANDS:
            self._at = end
            if self._text[end : end + 1] == "." and name in (r"\left", r"\right"):
                self._at += 1
        elif name in _COMMANDS:
            self._take_command_character(_COMMANDS[name], start, end)
        elif re.fullmatch(r"\\[dtc]?frac", name):
            self._add("frac", "frac", start, end)
        else:
            self._take_command_name(name.lstrip("\\"), start, end)

    def _take_command_character(self, character: str, start: int, end: int) -> None:
        if character == "(":
            self._open_bracket("{")
            self._at = end
        elif character == ")":
            self._at = start
            self._close("}")
            self._at = end
        else:
            self._add(character, character, start, end)

    def _take_command_name(self, name: str, start: int, end: int) -> None:
        match = self.names.symbol_at(name, 0)
        if match and match[1] == len(name):
            self._add("symbol", match[0], start, end)
        elif name in SPELLINGS:
            self._add("function", SPELLINGS[name], start, end)
        elif name in ("pi", "e") and name not in self.names.known:
            self._add("constant", name, start, end)
        else:
            raise ReadError("read.command", (start, end), command=self.typed[start:end])


def _tokens_of_superscript(inner: str, start: int, names: Names) -> list[Token]:
    """The tokens of ⁽ˣ⁺¹⁾, written plainly in `inner`, at their places in the text. Raises ReadError."""
    try:
        tokens = Lexer(inner, names).run()[:-1]
    except ReadError as error:
        error.span = (error.span[0] + start, error.span[1] + start)
        raise
    if inner[-1] in "+-":  # x⁻½: what follows is no superscript
        raise ReadError("read.end", (start + len(inner) - 1, start + len(inner)))
    return [token._replace(start=token.start + start, end=token.end + start) for token in tokens]
