"""A formula as one picture, however wide: tree to box."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from colloq.notation import boxes
from colloq.notation.boxes import Box, beside, text_box
from colloq.notation.functions import FUNCTIONS
from colloq.notation.letters import MOST_STACKED, atom_parts, shown
from colloq.notation.linear import EXPONENT_FIRST, is_natural, linear, number_text, number_text_of, raised
from colloq.notation.tree import (
    Apply,
    Constant,
    Derivative,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    Transpose,
    Tree,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SUM, SIGN, PRODUCT, POWER, ATOM = range(1, 6)
"""How tightly a picture holds together; an operand that holds less tightly than its place asks for gets brackets."""

MOST_SCRIPT = 24
"""Exponents up to this length are written on one line."""


class Artist:
    """Tree to box, with how tightly the box holds together."""

    def __init__(self, language: str, *, unicode: bool) -> None:
        self._language = language
        self.unicode = unicode
        self._times = "·" if unicode else "*"
        self._known: dict[tuple[int, bool], tuple[Box, int]] = {}
        self._inside = 0  # how many fractions, radicals and brackets of functions stand around

    def box(self, tree: Tree) -> tuple[Box, int]:
        """The picture of a tree; kept, for breaking a formula asks for the pictures of its parts again."""
        key = id(tree), self._inside > 0
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._picture(tree)
        return known

    def _picture(self, tree: Tree) -> tuple[Box, int]:
        match tree:
            case Number():
                text = number_text(tree)
                return text_box(text.replace(".", ",") if self._language == "ru" else text), ATOM
            case Symbol(name):
                return self._symbol(name)
            case Constant(name):
                return text_box("π" if name == "pi" and self.unicode else name), ATOM
            case Negative(argument):
                return self._negative(argument), SIGN
            case Sum(terms):
                return beside([piece for index, term in enumerate(terms) for piece in self._term(term, index)]), SUM
            case Product(factors):
                return beside([piece for row in self.factors(factors) for piece in row]), PRODUCT
            case Quotient(numerator, denominator):
                return self._quotient(numerator, denominator), PRODUCT
            case Power(base, exponent):
                return self._power(base, exponent), POWER
            case Apply(function, arguments):
                return self._apply(function, arguments)
            case Transpose(argument):
                return self._raised(self.within(argument, ATOM), "ᵀ" if self.unicode else "^T", "T"), POWER
            case Derivative(argument, by):
                return self.derivative(argument, by, self.box(argument)[0])

    def within(self, tree: Tree, least: int) -> Box:
        """The picture, in brackets where it holds less tightly than asked."""
        box, tightness = self.box(tree)
        return box if tightness >= least else self.bracketed(box)

    def bracketed(self, box: Box, kinds: str = "()") -> Box:
        """A picture in brackets."""
        return boxes.enclosed(box, kinds, unicode=self.unicode)

    # -- leaves -------------------------------------------------------------------------------------------------------

    def _symbol(self, name: str) -> tuple[Box, int]:
        parts = atom_parts(name, unicode=self.unicode)
        if parts is None:
            return text_box(shown(name, unicode=self.unicode)), ATOM
        if max(map(len, parts)) > MOST_STACKED:
            return text_box("/".join(parts)), PRODUCT
        return boxes.fraction(text_box(parts[0]), text_box(parts[1]), unicode=self.unicode), PRODUCT

    def enter(self, tree: Tree) -> Box:
        """A part within which small fractions stay on the line: arccos(y/3), √(1 - x²/16)."""
        self._inside += 1
        box = self.box(tree)[0]
        self._inside -= 1
        return box

    @contextlib.contextmanager
    def inside(self) -> Iterator[None]:
        """Within this, small fractions stay on the line."""
        self._inside += 1
        yield
        self._inside -= 1

    def _quotient(self, numerator: Tree, denominator: Tree) -> Box:
        if self._inside and _is_short_product(numerator) and _is_short(denominator):
            return text_box(f"{self.box(numerator)[0].lines[0]}/{self.box(denominator)[0].lines[0]}")
        return boxes.fraction(self.enter(numerator), self.enter(denominator), unicode=self.unicode)

    # -- sums and products --------------------------------------------------------------------------------------------

    def _negative(self, argument: Tree) -> Box:
        inner = self.within(argument, PRODUCT)
        return beside((self.minus(argument, inner), inner))

    @staticmethod
    def minus(argument: Tree, picture: Box) -> Box:
        """The sign before a picture; it keeps away from the bar of a fraction."""
        return text_box("- " if _starts_with_bar(argument) and not picture.flat else "-")

    def _term(self, term: Tree, index: int) -> tuple[Box, ...]:
        if index == 0:
            return (self.within(term, SIGN),)
        if isinstance(term, Negative):
            return text_box(" - "), self.within(term.argument, PRODUCT)
        return text_box(" + "), self.within(term, PRODUCT)

    def factors(self, factors: Sequence[Tree]) -> list[tuple[Box, ...]]:
        """For each factor its box, with the sign of multiplication before it."""
        pictures = [self._factor(factor, index, len(factors) - 1) for index, factor in enumerate(factors)]
        roomy = not all(box.flat for box in pictures) or any(map(_is_atom, factors))
        sign = text_box(f" {self._times} " if roomy else self._times)
        rows: list[tuple[Box, ...]] = [(pictures[0],)]
        for index, box in enumerate(pictures[1:], 1):
            glued = index == 1 and self._is_coefficient(factors[0], factors[1], factors)
            rows.append((box,) if glued else (sign, box))
        return rows

    def _factor(self, factor: Tree, index: int, last: int) -> Box:
        """A factor; a fraction needs no brackets where its bar shows what belongs to it."""
        box, tightness = self.box(factor)
        if tightness >= POWER or isinstance(factor, Symbol) or (isinstance(factor, Derivative) and index == last):
            return box
        if isinstance(factor, Quotient) and (not box.flat or (index == 0 and isinstance(factor.numerator, Number))):
            return box
        return self.bracketed(box)

    @staticmethod
    def _is_coefficient(number: Tree, factor: Tree, factors: Sequence[Tree]) -> bool:
        """Whether a number in front goes without a sign: 2x, 2x·cos(x), 2(x + 1); but 3·x·y and 2·5."""
        if not isinstance(number, Number) or number.text or isinstance(factor, Negative | Quotient | Number | Product):
            return False
        if isinstance(factor, Power) and isinstance(factor.base, Number):
            return False
        if _is_atom(factor) or (isinstance(factor, Apply) and factor.function == "abs"):
            return False
        return len(factors) == 2 or not _is_letter(factors[2])

    # -- powers and functions -----------------------------------------------------------------------------------------

    def _power(self, base: Tree, exponent: Tree) -> Box:
        up = raised(exponent) if self.unicode else None
        if isinstance(base, Apply):
            if base.function in EXPONENT_FIRST and is_natural(exponent):
                name = self._name(base.function) + (up or "^" + number_text_of(exponent))
                return beside((text_box(name), self._arguments(base.arguments)))
            bottom = self.box(base)[0] if base.function == "abs" else self.bracketed(self.box(base)[0])
        else:
            bottom = self.within(base, ATOM)
        script = linear(exponent, self._language, unicode=self.unicode, pretty=True)
        if bottom.flat and not self.unicode:
            return text_box(bottom.lines[0] + ("^" + script if _is_plain(exponent) else f"^({script})"))
        if len(script) > MOST_SCRIPT and up is None:
            return boxes.raised(bottom, self.box(exponent)[0])
        return self._raised(bottom, up, script)

    @staticmethod
    def _raised(bottom: Box, up: str | None, script: str) -> Box:
        """Superscript characters where there are such, else the script on a line of its own."""
        if up is None:
            return boxes.raised(bottom, text_box(script))
        if bottom.flat:
            return text_box(bottom.lines[0] + up)
        blank = " " * len(up)
        return Box((bottom.lines[0] + up, *(line + blank for line in bottom.lines[1:])), bottom.baseline)

    def _apply(self, function: str, arguments: tuple[Tree, ...]) -> tuple[Box, int]:
        first = arguments[0]
        if function == "abs":
            return self._absolute(self.enter(first)), ATOM
        if function in ("sqrt", "cbrt") and self.unicode:
            return self._root(first, cube=function == "cbrt"), POWER
        if function == "log" and len(arguments) == 2:
            base = linear(arguments[1], self._language, unicode=self.unicode, pretty=True)
            index = shown(f"_{base}", unicode=self.unicode) if base.isalnum() else f"_({base})"
            return beside((text_box("log" + index), self._arguments((first,)))), ATOM
        return beside((text_box(self._name(function)), self._arguments(arguments))), ATOM

    def _absolute(self, box: Box) -> Box:
        gap = text_box(" ")
        return self.bracketed(box if box.flat else beside((gap, box, gap)), "||")

    def _name(self, function: str) -> str:
        if function == "sigmoid" and self.unicode:
            return "σ"
        spelling = FUNCTIONS[function]
        return spelling.russian if self._language == "ru" else spelling.english

    def _arguments(self, arguments: tuple[Tree, ...]) -> Box:
        pieces: list[Box] = []
        for argument in arguments:
            if pieces:
                pieces.append(text_box("; " if self._language == "ru" else ", "))
            pieces.append(self.enter(argument))
        return self.bracketed(beside(pieces))

    def _root(self, argument: Tree, *, cube: bool) -> Box:
        box = self.enter(argument)
        if not box.flat:
            return boxes.root(box, "3" if cube else "")
        bare = isinstance(argument, Number | Constant) or (isinstance(argument, Symbol) and not _is_atom(argument))
        return beside((text_box("∛" if cube else "√"), box if bare else self.bracketed(box)))

    def derivative(self, argument: Tree, by: str, picture: Box) -> tuple[Box, int]:
        """d/dx before the picture of its argument; brackets unless it is a function, a name or a tall fraction."""
        operator = boxes.fraction(text_box("d"), text_box("d" + shown(by, unicode=self.unicode)), unicode=self.unicode)
        if isinstance(argument, Sum | Negative):
            return beside((operator, text_box(" "), self.bracketed(picture))), POWER
        if isinstance(argument, Symbol | Constant | Number | Apply) or (isinstance(argument, Quotient) and not picture.flat):
            return beside((operator, text_box(" "), picture)), PRODUCT
        return beside((operator, text_box(" "), self.bracketed(picture, "[]"))), POWER


def _is_plain(exponent: Tree) -> bool:
    return isinstance(exponent, Number | Constant) or (isinstance(exponent, Symbol) and not _is_atom(exponent))


def _is_short(tree: Tree) -> bool:
    """A literal, a letter, or a power of one, short enough for a fraction on the line."""
    match tree:
        case Number():
            return len(number_text(tree)) <= 3
        case Symbol(name):
            return len(name) <= 3
        case Power(Symbol(name), Number(int(value))):
            return len(name) == 1 and value < 10
        case _:
            return isinstance(tree, Constant)


def _is_short_product(tree: Tree) -> bool:
    """What may stand over a fraction on the line: x, 5y², t·x."""
    if isinstance(tree, Product):
        return len(tree.factors) == 2 and all(map(_is_short, tree.factors))
    return _is_short(tree)


def _is_letter(tree: Tree) -> bool:
    return isinstance(tree, Symbol | Constant) or (isinstance(tree, Power) and _is_letter(tree.base))


def _starts_with_bar(tree: Tree) -> bool:
    match tree:
        case Quotient():
            return True
        case Symbol():
            return _is_atom(tree)
        case Product((first, *_)):
            return _starts_with_bar(first)
        case _:
            return False


def _is_atom(tree: Tree) -> bool:
    return isinstance(tree, Symbol) and "/" in tree.name
