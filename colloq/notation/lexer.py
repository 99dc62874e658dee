"""Text to tokens. Positions are those of the text, so that an error can point at its true cause."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from colloq.notation import characters
from colloq.notation.commands import Command, command_at, word_group_at
from colloq.notation.common import LETTERS, LONGEST, script_tokens
from colloq.notation.functions import CALLS, FUNCTIONS, SPELLINGS
from colloq.notation.literals import Rules, literal_at, mixed_at, repeating_at
from colloq.notation.tokens import MOST_CHARACTERS, MOST_TOKENS, Findings, ReadError, Token

if TYPE_CHECKING:
    from fractions import Fraction

    from colloq.notation.common import Common
    from colloq.notation.names import Names, Piece

_LETTERS = re.compile(f"[{LETTERS}]+")
_MODULE = re.compile(r"(?:(?:[Mm]ath|np|numpy|sp|sympy|torch|tf|jnp|scipy|special|nn|functional)\.)+(?=[a-z])")  # np.exp(x)
_BY_ENTRY = ("*", "/", "^")  # x.*y, x.^2 of Octave; between matrices they are other operations
_METHOD = re.compile(r"\.(?:(T\b|mT\b|t\(\)|transpose\(\))|(?:dot|mm|matmul)(?=\())")
_DENOMINATOR = re.compile(r"\s*/\s*[d∂]\w+\*?")  # of a derivative atom that is not declared
_DIGITS = tuple("0123456789")
_OPEN, _CLOSE = "([{", ")]}"
_OPENED_BY = dict(zip(_CLOSE, _OPEN, strict=True))
_OPENING = frozenset(_OPEN)
_SIMPLE = frozenset("+-*/^,;|'")
_ROOTS = {"√": "2", "∛": "3", "∜": "4"}
_RAISED = "".join(characters.SUPERSCRIPTS)
_SUPERSCRIPT = re.compile(rf"[{_RAISED}]+(?:[/ᐟ][{_RAISED}]+)*")
_VULGAR = re.compile(rf"([⁰¹²³⁴-⁹]+)/([{''.join(characters.SUBSCRIPTS)}]+)")
_OPERANDS = frozenset(("number", "symbol", "constant", ")", "'"))
_SEVERAL = frozenset((*CALLS, *(name for name, function in FUNCTIONS.items() if function.most_arguments > 1)))
_new = tuple.__new__  # twice as fast as the constructor of a named tuple


class Lexer:
    """One pass over one text."""

    def __init__(self, text: str, names: Names, findings: Findings) -> None:
        self.typed = text
        self.names = names
        self.tokens: list[Token] = []
        self._findings = findings
        self._text = characters.plain(text)
        self._at = 0
        self._glued = False
        self._open: list[Token] = []
        self._separated: list[bool] = []  # for each open bracket: whether a comma in it stands between arguments

    def run(self) -> list[Token]:
        """All tokens, with brackets matched; the last is `end`. Raises ReadError."""
        text = self._text
        if len(text) > MOST_CHARACTERS:
            raise ReadError("read.too-long", (MOST_CHARACTERS, len(text)), most=str(MOST_CHARACTERS))
        if not self.typed.isascii() and not characters.CYRILLIC.keys().isdisjoint(self.typed):
            self._findings.notes["note.cyrillic"] = {}
        common = self.names.common if len(text) <= LONGEST else None
        while self._at < len(text):
            if common is not None and self._take_common(common):
                break
            self._step(text[self._at])
            if len(self.tokens) > MOST_TOKENS:
                raise ReadError("read.too-many", (self._at, len(text)))
        if self._open:
            first = self._open[0]
            raise ReadError("read.bracket-open", (first.start, first.end), bracket=first.bracket)
        self._add("end", "", len(text), len(text))
        return self.tokens

    # -- common tokens ------------------------------------------------------------------------------------------------

    def _take_common(self, common: Common) -> bool:
        """Takes common tokens as long as there are any, in the way `_step` would; whether that was all of the text."""
        tokens, opened, known = self.tokens, self._open, common.known
        at, glued, fractions = self._at, self._glued, "frac" in self._text
        for piece in common.pieces(self._text, at):
            end = at + len(piece)
            if (meaning := known.get(piece)) is not None:
                tokens.append(_new(Token, (meaning[0], meaning[1], at, end, glued, "")))
            elif piece[:1] in _DIGITS:
                if fractions and self._in_fraction():
                    break
                tokens.append(_new(Token, ("number", piece, at, end, glued, "")))
            elif piece in _OPENED_BY and opened and opened[-1].bracket == _OPENED_BY[piece]:
                opened.pop()
                self._separated.pop()
                tokens.append(_new(Token, (")", piece, at, end, glued, _OPENED_BY[piece])))
            elif piece in _OPENING and not (tokens and _takes_several(tokens[-1])):
                tokens.append(_new(Token, ("(", piece, at, end, glued, piece)))
                opened.append(tokens[-1])
                self._separated.append(False)
            elif piece[:1] in characters.SUPERSCRIPTS:
                tokens += script_tokens(piece, at, glued=glued)
            elif piece != " ":
                row = self.names.row(piece)
                if row is None:
                    break
                for kind, value, length in row:
                    tokens.append(_new(Token, (kind, value, at, at + length, glued, "")))
                    at, glued = at + length, True
            at, glued = end, piece != " "
        self._at, self._glued = at, glued
        return at == len(self._text)

    def _in_fraction(self) -> bool:
        r"""Whether only one digit is taken here: \frac12 is one half."""
        before = [token.kind for token in self.tokens[-2:]]
        return before[-1:] == ["frac"] or before == ["frac", "number"]

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
        elif character in _DIGITS or self._is_bare_mark(character):
            self._take_number()
        elif character in "({" and (atom := self.names.symbol_at(self._text, at)):  # (∂s_2)/(∂s_1), as one atom
            self._add("symbol", atom[0], at, atom[1])
        elif character in _OPEN:
            self._take_opening(character)
        elif character in _CLOSE:
            self._close(character)
        elif mark := self._mark(character):
            self._add(*mark)
        elif character == "\\":
            self._take_command()
        elif prefix := _MODULE.match(self._text, at):
            self._at = prefix.end()
        elif character in "∂_" or _LETTERS.match(character):
            self._take_letters()
        elif character in characters.SUPERSCRIPTS:
            self._take_superscript()
        elif character in characters.FRACTIONS:
            top, bottom = map(str, characters.FRACTIONS[character])
            self._take_fraction(top, bottom, at, at + 1)
        elif named := self.names.symbol_at(self._text, at):  # ŷ
            self._add("symbol", named[0], at, named[1])
        else:
            self._refuse(character)

    def _is_bare_mark(self, character: str) -> bool:
        """Whether this is the mark of a decimal without its zero: .5, and ,5 where no argument could end."""
        if character not in ".," or self._text[self._at + 1 : self._at + 2] not in _DIGITS:
            return False
        before = self.tokens[-1].kind if self.tokens else "("
        return character == "." or (before in "+-*/^(" and not (self._separated and self._separated[-1]))

    def _mark(self, character: str) -> tuple[str, str, int, int] | None:
        """A sign that stands for itself, as kind, value, start and end."""
        text, at = self._text, self._at
        if text.startswith("**", at):
            return "^", "**", at, at + 2
        if character == "." and text[at + 1 : at + 2] in _BY_ENTRY and not self.names.has_matrices:
            return text[at + 1], text[at : at + 2], at, at + 2
        if character == "." and (method := _METHOD.match(text, at)):
            return ("'" if method[1] else "method"), method[0], at, method.end()
        if character in _SIMPLE:
            return character, character, at, at + 1
        if character in _ROOTS:
            return "root", _ROOTS[character], at, at + 1
        if character in "@·":
            return "*", character, at, at + 1
        if character == "⊤":
            raised = self.tokens and self.tokens[-1].kind == "^"
            return ("transpose", "T", at, at + 1) if raised else ("'", character, at, at + 1)
        if character == "_" and self.tokens and self.tokens[-1][:2] == ("function", "log"):
            return "base", "_", at, at + 1
        return None

    def _refuse(self, character: str) -> None:
        at = self._at
        typed = self.typed[at]
        if unicodedata.category(typed) in ("Cc", "Cf", "Co", "Cn", "Cs"):
            raise ReadError("read.invisible", (at, at + 1), code=f"U+{ord(typed):04X}")
        if character in "=≈≃≅":
            raise ReadError("read.equals", (at, at + 1))
        if typed.isalpha() or character in characters.SUBSCRIPTS:
            end = at + 1
            while end < len(self.typed) and (self.typed[end].isalpha() or self._text[end] in characters.SUBSCRIPTS):
                end += 1
            self._unknown_name(at, end)
        if typed == "°":
            raise ReadError("read.degrees", (at, at + 1))
        raise ReadError("read.character", (at, at + 1), character=typed)

    # -- brackets -----------------------------------------------------------------------------------------------------

    def _take_opening(self, character: str) -> None:
        word = word_group_at(self._text, self._at) if character == "{" else None
        if word is None:
            self._open_bracket(character)
        else:
            self._take_name(word, self._at)

    def _open_bracket(self, character: str) -> None:
        at = self._at
        before = self.tokens[-1] if self.tokens else None
        several = before is not None and _takes_several(before)
        self._separated.append(several and ";" not in self._inside(at))
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

    def _close(self, character: str) -> None:
        at = self._at
        if not self._open:
            raise ReadError("read.bracket-close", (at, at + 1), bracket=character)
        opened = self._open.pop()
        self._separated.pop()
        if _OPEN.index(opened.bracket) != _CLOSE.index(character):
            raise ReadError("read.bracket-mismatch", (at, at + 1), bracket=character, opened=opened.bracket)
        self._add(")", character, at, at + 1, opened.bracket)

    # -- numbers ------------------------------------------------------------------------------------------------------

    def _take_number(self) -> None:
        text, start = self._text, self._at
        if self._in_fraction():
            self._add("number", text[start], start, start + 1)
            return
        before = [token.kind for token in self.tokens[-1:]]
        alone = before not in (["root"], ["function"], ["base"])  # √2 1/2 and ln 2 300 are no √2½ and no ln 2300
        rules = Rules(self.names.known, not (self._separated and self._separated[-1]), alone)
        if repeating := repeating_at(text, start, self._findings, rules):
            self._add_fraction(repeating.value, start, repeating.end)
            return
        if mixed := mixed_at(text, start, rules):
            self._add("number", mixed[1], start, mixed.end(1))
            self._mixed(mixed[2], mixed[3], mixed.start(2), mixed.end())
            return
        literal = literal_at(text, start, self._findings, rules)
        self._add("number", literal.text, start, literal.end)

    def _add_fraction(self, value: Fraction, start: int, end: int) -> None:
        """An exact fraction in brackets; a whole number without them."""
        if value.denominator == 1:
            self._add("number", str(value.numerator), start, end)
            return
        self._add("(", "(", start, start, "(")
        self._add("number", str(value.numerator), start, end)
        self._add("/", "/", start, end)
        self._add("number", str(value.denominator), start, end)
        self._add(")", ")", end, end, "(")

    def _take_fraction(self, top: str, bottom: str, start: int, end: int) -> None:
        """½; after a number it is a part of a mixed one, 1½, 1 ½."""
        if self.tokens and self.tokens[-1].kind == "number":
            self._mixed(top, bottom, start, end)
            return
        self._add("(", "(", start, start, "(")
        self._add("number", top, start, end)
        self._add("/", "/", start, end)
        self._add("number", bottom, start, end)
        self._add(")", ")", end, end, "(")

    def _mixed(self, top: str, bottom: str, start: int, end: int) -> None:
        whole = self.tokens.pop()
        self._findings.notes["note.mixed"] = {}
        self._glued = whole.glued
        self._add("(", "(", whole.start, whole.start, "(")
        parts = (("number", whole.value), ("+", "+"), ("number", top), ("/", "/"), ("number", bottom), (")", ")"))
        for kind, value in parts:
            self._add(kind, value, start, end, "(")

    # -- superscripts -------------------------------------------------------------------------------------------------

    def _take_superscript(self) -> None:
        start = self._at
        if vulgar := _VULGAR.match(self._text, start):  # ¹⁄₂
            top, bottom = vulgar.groups()
            digits = (
                "".join(map(characters.SUPERSCRIPTS.__getitem__, top)),
                "".join(map(characters.SUBSCRIPTS.__getitem__, bottom)),
            )
            self._take_fraction(*digits, start, vulgar.end())
            return
        found = _SUPERSCRIPT.match(self._text, start)
        assert found is not None
        end = found.end()
        inner = "".join(characters.SUPERSCRIPTS.get(character, "/") for character in found[0])
        if self._text.startswith("√", end) and self._is_degree(inner, start, end):
            self._add("root", inner, start, end + 1)
            return
        self._add("^", "^", start, start)
        self._add("(", "(", start, start, "(")
        if inner in ("T", "t") and inner not in self.names.known:
            self.tokens.append(Token("transpose", "T", start, end, glued=True))
        else:
            self.tokens += self._tokens_of_script(inner, start)
        self._add(")", ")", end, end, "(")

    def _is_degree(self, inner: str, start: int, end: int) -> bool:
        """Whether the digits before √ are its degree: ³√x, but x³√y is x³ times √y, unless the other reading is asked for."""
        if not inner.isdigit() or int(inner) < 2:
            return False
        after_operand = self._glued and bool(self.tokens) and self.tokens[-1].kind in _OPERANDS
        if after_operand and int(inner) > 2:
            return self._findings.is_other(ReadError("read.degree", (start, end + 1), digits=inner))
        return not after_operand

    def _tokens_of_script(self, inner: str, start: int) -> list[Token]:
        """The tokens of ⁽ˣ⁺¹⁾, written plainly in `inner`, at their places in the text. Raises ReadError."""
        try:
            tokens = Lexer(inner, self.names, self._findings).run()[:-1]
        except ReadError as error:
            error.span = (error.span[0] + start, error.span[1] + start)
            raise
        if inner[-1] in "+-":  # x⁻½: what follows is no superscript
            raise ReadError("read.end", (start + len(inner) - 1, start + len(inner)))
        return [token._replace(start=token.start + start, end=token.end + start) for token in tokens]

    def _take_subscript_base(self) -> None:
        """log₂ x: the subscript is the base."""
        start = end = self._at
        while end < len(self._text) and self._text[end] in characters.SUBSCRIPTS:
            end += 1
        inner = "".join(characters.SUBSCRIPTS[character] for character in self._text[start:end])
        self._add("base", "_", start, start)
        self._add("(", "(", start, start, "(")
        self.tokens += self._tokens_of_script(inner, start)
        self._add(")", ")", end, end, "(")

    # -- names --------------------------------------------------------------------------------------------------------

    def _take_letters(self) -> None:
        start = self._at
        found = _LETTERS.match(self._text, start)
        end = found.end() if found else start + 1
        pieces, furthest = self.names.segment(self._text, start, end, self._findings)
        if pieces is None:
            self._unknown_name(start, end, furthest)
        for piece in pieces or ():
            self._add_piece(piece)

    def _add_piece(self, piece: Piece) -> None:
        kind, value, start, end = piece
        if kind == "symbol" and value[-1] == "*" and value[:-1] in self.names.known and self._is_times(value, start, end):
            self._add("symbol", value[:-1], start, end - 1)
            self._add("*", "*", end - 1, end)
            return
        self._add(kind, value, start, end)
        if kind == "function" and value == "log" and self._text[end : end + 1] in characters.SUBSCRIPTS:
            self._take_subscript_base()

    def _is_times(self, atom: str, start: int, end: int) -> bool:
        """`ds4/dW*ds5/ds4` is read with the star in the name, the longest; in the other reading it is a product."""
        after = self._text[end:].lstrip(" ")[:1]
        if self._text[end - 1] != "*" or not after or not (after.isalnum() or after in "(∂\\"):
            return False
        values = {"atom": atom, "plain": atom[:-1]}
        if self._findings.is_other(ReadError("read.star", (start, end), **values)):
            return True
        self._findings.notes["note.star"] = values
        return False

    def _unknown_name(self, start: int, end: int, furthest: int | None = None) -> None:
        from colloq.notation.repairs import repair_of  # noqa: PLC0415 - only on the way to an error

        while end < len(self._text) and (self.typed[end].isalnum() or self._text[end] == "_"):
            end += 1
        if (self._text[start] == "_" or self._text[start] in characters.SUBSCRIPTS) and self._glued and self.tokens:
            start = self.tokens[-1].start  # an index that no declared name has, x_7: the letter belongs to it
            furthest = None
        if self._text[start] in "d∂" and (denominator := _DENOMINATOR.match(self._text, end)):
            end = denominator.end()
        near = repair_of(self.typed[start:end], self._text[start:end], self.names.symbols)
        if furthest is not None and furthest > start and not near:
            start = furthest
        known = ", ".join(self.names.symbols)
        key = "read.name" if known else "read.name-number"
        raise ReadError(key, (start, end), near, name=self.typed[start:end], known=known)

    # -- LaTeX --------------------------------------------------------------------------------------------------------

    def _take_command(self) -> None:
        start = self._at
        if match := self.names.symbol_at(self._text, start):
            self._add("symbol", match[0], start, match[1])
            return
        command = command_at(self._text, start)
        if command is None:
            raise ReadError("read.character", (start, start + 1), character="\\")
        match command.kind:
            case "skip":
                self._at = command.end
            case "sign":
                self._take_sign(command, start)
            case "name":
                self._take_name(command, start)
            case _:
                self._add(command.kind, command.value, start, command.end)

    def _take_sign(self, command: Command, start: int) -> None:
        if command.value == "(":
            self._open_bracket("{")
            self._at = command.end
        elif command.value == ")":
            self._close("}")
            self._at = command.end
        else:
            self._add(command.value, command.value, start, command.end)

    def _take_name(self, command: Command, start: int) -> None:
        name, end = command.value, command.end
        match = self.names.symbol_at(name, 0)
        if match and match[1] == len(name):
            self._add("symbol", match[0], start, end)
        elif name in SPELLINGS:
            self._add_piece(("function", SPELLINGS[name], start, end))
        elif name in ("pi", "e") and name not in self.names.known:
            self._add("constant", name, start, end)
        else:
            raise ReadError("read.command", (start, end), command=self.typed[start:end])


def _takes_several(token: Token) -> bool:
    """Whether this is a function, and a comma in its brackets can stand between arguments."""
    return token.kind == "function" and token.value in _SEVERAL
