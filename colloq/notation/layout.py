"""Formulas in two dimensions, drawn with characters. What was typed is never reordered, expanded or shortened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from colloq.notation import boxes
from colloq.notation.boxes import Box, beside, text_box
from colloq.notation.functions import FUNCTIONS
from colloq.notation.grids import Drawing, draw_grids, lay_grids
from colloq.notation.letters import MOST_STACKED, atom_parts, shown
from colloq.notation.linear import EXPONENT_FIRST, is_natural, linear, number_text, raised
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
    from collections.abc import Sequence

__all__ = ["Box", "Drawing", "draw", "draw_equation", "draw_grids", "lay_grids", "lay_out"]

_SUM, _SIGN, _PRODUCT, _POWER, _ATOM = range(1, 6)
MOST_SCRIPT = 24
"""Exponents up to this length are written on one line."""


def draw(tree: Tree, *, width: int = 80, unicode: bool = True, language: str = "en") -> list[str]:
    """The formula as lines of at most `width` columns.

    Too wide sums and products are broken before an operator; what still does not fit is written in one line and wrapped.
    """
    artist = _Artist(language, unicode=unicode)
    box = artist.box(tree)[0]
    if box.width <= width:
        return [line.rstrip() for line in box.lines]
    rows = artist.broken(tree, width)
    if rows is not None:
        return boxes.stacked(rows)
    return wrapped(linear(tree, language, unicode=unicode), width)


def draw_equation(left: Tree, right: Tree, *, width: int = 80, unicode: bool = True, language: str = "en") -> list[str]:
    """An equation, left = right; where that is too wide, the right side begins a row of its own."""
    artist = _Artist(language, unicode=unicode)
    sign = text_box(" = ")
    sides = artist.box(left)[0], artist.box(right)[0]
    whole = beside((sides[0], sign, sides[1]))
    if whole.width <= width:
        return [line.rstrip() for line in whole.lines]
    first = draw(left, width=width, unicode=unicode, language=language)
    if sides[1].width + 2 <= width:
        second = [line.rstrip() for line in beside((text_box("= "), sides[1])).lines]
    else:
        rows = artist.broken(right, width - 2)
        if rows is None:
            second = wrapped("= " + linear(right, language, unicode=unicode), width)
        else:
            margin = text_box("  ")
            second = boxes.stacked([beside((text_box("= "), rows[0])), *(beside((margin, row)) for row in rows[1:])])
    gap = [] if sides[0].flat and sides[1].flat else [""]
    return [*first, *gap, *second]


def lay_out(tree: Tree, *, unicode: bool = True, language: str = "en") -> Box:
    """The formula as one box, however wide."""
    return _Artist(language, unicode=unicode).box(tree)[0]


def wrapped(text: str, width: int, indent: str = "  ") -> list[str]:
    """A one-line formula broken before operators, outside brackets if possible; nothing but spaces is lost."""
    points = _break_points(text)
    lines: list[str] = []
    start = 0
    while len(text) - start > (room := width - (len(indent) if lines else 0)):
        inside = [point for point in points if start < point[1] <= start + room]
        late = [point for point in inside if point[1] > start + room // 3]
        end = min(late or inside, key=lambda point: (point[0], -point[1]))[1] if inside else start + room
        lines.append(text[start:end].rstrip())
        start = end + (text[end] == " ")
    lines.append(text[start:])
    return [(indent if index else "") + line for index, line in enumerate(lines)]


def _break_points(text: str) -> list[tuple[int, int]]:
    """Where a line may end: twice the depth of brackets (less one at a sign), and the place."""
    points: list[tuple[int, int]] = []
    depth = 0
    for at, character in enumerate(text):
        depth += (character in "([") - (character in ")]")
        if character == " ":
            following = text[at + 1 : at + 2]
            if following and following in "+-·*":
                points.append((2 * depth - (following in "+-"), at))
            elif text[at - 1] == ",":
                points.append((2 * depth, at))
        elif character in "·*/" and at and text[at - 1 : at + 2] not in (" · ", " * "):
            points.append((2 * depth, at))
    return points


class _Artist:
    """Tree to box, with how tightly the box holds together."""

    def __init__(self, language: str, *, unicode: bool) -> None:
        self._language = language
        self._unicode = unicode
        self._times = "·" if unicode else "*"
        self._inside = 0  # how many fractions, radicals and brackets of functions stand around

    def box(self, tree: Tree) -> tuple[Box, int]:
        """The picture of a tree."""
        match tree:
            case Number():
                return text_box(number_text(tree)), _ATOM
            case Symbol(name):
                return self._symbol(name)
            case Constant(name):
                return text_box("π" if name == "pi" and self._unicode else name), _ATOM
            case Negative(argument):
                return self._negative(argument), _SIGN
            case Sum(terms):
                return beside([piece for index, term in enumerate(terms) for piece in self._term(term, index)]), _SUM
            case Product(factors):
                return beside([piece for row in self._factors(factors) for piece in row]), _PRODUCT
            case Quotient(numerator, denominator):
                return self._quotient(numerator, denominator), _PRODUCT
            case Power(base, exponent):
                return self._power(base, exponent), _POWER
            case Apply(function, arguments):
                return self._apply(function, arguments)
            case Transpose(argument):
                return self._raised(self._in(argument, _ATOM), "ᵀ" if self._unicode else "^T", "T"), _POWER
            case Derivative(argument, by):
                return self._derivative(argument, by), _SIGN

    def _in(self, tree: Tree, least: int) -> Box:
        box, tightness = self.box(tree)
        return box if tightness >= least else self._bracketed(box)

    def _bracketed(self, box: Box, kinds: str = "()") -> Box:
        return boxes.enclosed(box, kinds, unicode=self._unicode)

    # -- leaves -------------------------------------------------------------------------------------------------------

    def _symbol(self, name: str) -> tuple[Box, int]:
        parts = atom_parts(name, unicode=self._unicode)
        if parts is None:
            return text_box(shown(name, unicode=self._unicode)), _ATOM
        if max(map(len, parts)) > MOST_STACKED:
            return text_box("/".join(parts)), _PRODUCT
        return boxes.fraction(text_box(parts[0]), text_box(parts[1]), unicode=self._unicode), _PRODUCT

    def _enter(self, tree: Tree) -> Box:
        """A part within which small fractions stay on the line: arccos(y/3), √(1 - x²/16)."""
        self._inside += 1
        box = self.box(tree)[0]
        self._inside -= 1
        return box

    def _quotient(self, numerator: Tree, denominator: Tree) -> Box:
        if self._inside and _is_short(numerator) and _is_short(denominator):
            return text_box(f"{self.box(numerator)[0].lines[0]}/{self.box(denominator)[0].lines[0]}")
        return boxes.fraction(self._enter(numerator), self._enter(denominator), unicode=self._unicode)

    # -- sums and products --------------------------------------------------------------------------------------------

    def _negative(self, argument: Tree) -> Box:
        inner = self._in(argument, _PRODUCT)
        return beside((text_box("- " if _starts_with_bar(argument) and not inner.flat else "-"), inner))

    def _term(self, term: Tree, index: int) -> tuple[Box, ...]:
        if index == 0:
            return (self._in(term, _SIGN),)
        if isinstance(term, Negative):
            return text_box(" - "), self._in(term.argument, _PRODUCT)
        return text_box(" + "), self._in(term, _PRODUCT)

    def _factors(self, factors: Sequence[Tree]) -> list[tuple[Box, ...]]:
        """For each factor its box, with the sign of multiplication before it."""
        pictures = [self._factor(factor, index) for index, factor in enumerate(factors)]
        roomy = not all(box.flat for box in pictures) or any(map(_is_atom, factors))
        sign = text_box(f" {self._times} " if roomy else self._times)
        rows: list[tuple[Box, ...]] = [(pictures[0],)]
        for index, box in enumerate(pictures[1:], 1):
            glued = index == 1 and self._is_coefficient(factors[0], factors[1], factors)
            rows.append((box,) if glued else (sign, box))
        return rows

    def _factor(self, factor: Tree, index: int) -> Box:
        """A factor; a fraction needs no brackets where its bar shows what belongs to it."""
        box, tightness = self.box(factor)
        if tightness >= _POWER or isinstance(factor, Symbol):
            return box
        if isinstance(factor, Quotient) and (not box.flat or (index == 0 and isinstance(factor.numerator, Number))):
            return box
        return self._bracketed(box)

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
        up = raised(exponent) if self._unicode else None
        if isinstance(base, Apply):
            if base.function in EXPONENT_FIRST and is_natural(exponent):
                name = self._name(base.function) + (up or "^" + number_text_of(exponent))
                return beside((text_box(name), self._arguments(base.arguments)))
            bottom = self.box(base)[0] if base.function == "abs" else self._bracketed(self.box(base)[0])
        else:
            bottom = self._in(base, _ATOM)
        script = linear(exponent, self._language, unicode=self._unicode)
        if bottom.flat and not self._unicode:
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
            return self._absolute(self._enter(first)), _ATOM
        if function in ("sqrt", "cbrt") and self._unicode:
            return self._root(first, cube=function == "cbrt"), _POWER
        if function == "log" and len(arguments) == 2:
            base = linear(arguments[1], self._language, unicode=self._unicode)
            index = shown(f"_{base}", unicode=self._unicode) if base.isalnum() else f"_({base})"
            return beside((text_box("log" + index), self._arguments((first,)))), _ATOM
        return beside((text_box(self._name(function)), self._arguments(arguments))), _ATOM

    def _absolute(self, box: Box) -> Box:
        gap = text_box(" ")
        return self._bracketed(box if box.flat else beside((gap, box, gap)), "||")

    def _name(self, function: str) -> str:
        if function == "sigmoid" and self._unicode:
            return "σ"
        spelling = FUNCTIONS[function]
        return spelling.russian if self._language == "ru" else spelling.english

    def _arguments(self, arguments: tuple[Tree, ...]) -> Box:
        pieces: list[Box] = []
        for argument in arguments:
            if pieces:
                pieces.append(text_box(", "))
            pieces.append(self._enter(argument))
        return self._bracketed(beside(pieces))

    def _root(self, argument: Tree, *, cube: bool) -> Box:
        box = self._enter(argument)
        if not box.flat:
            return boxes.root(box, "3" if cube else "")
        bare = isinstance(argument, Number | Constant) or (isinstance(argument, Symbol) and not _is_atom(argument))
        return beside((text_box("∛" if cube else "√"), box if bare else self._bracketed(box)))

    def _derivative(self, argument: Tree, by: str) -> Box:
        operator = boxes.fraction(text_box("d"), text_box("d" + shown(by, unicode=self._unicode)), unicode=self._unicode)
        box = self.box(argument)[0]
        if isinstance(argument, Sum | Negative):
            box = self._bracketed(box)
        elif box.flat and not isinstance(argument, Symbol | Constant | Number | Apply):
            box = self._bracketed(box, "[]")
        return beside((operator, text_box(" "), box))

    # -- breaking into several rows -----------------------------------------------------------------------------------

    def broken(self, tree: Tree, width: int) -> list[Box] | None:
        """The formula in rows that fit, or None where one of its parts is too wide even alone."""
        pieces = self._pieces(tree, width - 2)
        if pieces is None:
            return None
        rows: list[list[Box]] = [[]]
        used = 0
        for piece in pieces:
            indent = 2 if len(rows) > 1 else 0
            if rows[-1] and used + piece.width > width - indent:
                rows.append([_without_gap(piece)])
                used = rows[-1][0].width
            else:
                rows[-1].append(piece)
                used += piece.width
        indented = [beside((text_box("  "), *row)) for row in rows[1:]]
        result = [beside(rows[0]), *indented]
        return result if all(row.width <= width for row in result) else None

    def _pieces(self, tree: Tree, width: int) -> list[Box] | None:
        """The parts between which a row may end, each with its operator in front."""
        match tree:
            case Sum(terms):
                found: list[Box] = []
                for index, term in enumerate(terms):
                    *sign, box = self._term(term, index)
                    inner = self._parts_of_term(term, box, width - 3)
                    if inner is None:
                        return None
                    inner[0] = beside((*sign, inner[0]))
                    found += inner
                return found
            case Product(factors):
                rows = [beside(row) for row in self._factors(factors)]
                return rows if all(row.width <= width for row in rows) else None
            case _:
                return None

    def _parts_of_term(self, term: Tree, box: Box, width: int) -> list[Box] | None:
        if box.width <= width:
            return [box]
        return self._pieces(term.argument if isinstance(term, Negative) else term, width)


def _is_plain(exponent: Tree) -> bool:
    return isinstance(exponent, Number | Constant) or (isinstance(exponent, Symbol) and not _is_atom(exponent))


def number_text_of(tree: Tree) -> str:
    """The spelling of a tree that is known to be a literal."""
    assert isinstance(tree, Number)
    return number_text(tree)


def _without_gap(piece: Box) -> Box:
    """A piece that begins a row, without the space before its operator."""
    if all(line.startswith(" ") for line in piece.lines):
        return Box(tuple(line[1:] for line in piece.lines), piece.baseline)
    return piece


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
