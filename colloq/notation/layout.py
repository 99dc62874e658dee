"""Formulas in two dimensions, drawn with characters. What was typed is never reordered, expanded or shortened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from colloq.notation import boxes
from colloq.notation.artist import PRODUCT, SIGN, Artist
from colloq.notation.boxes import Box, beside, text_box
from colloq.notation.grids import Drawing, draw_grids, lay_grids
from colloq.notation.linear import linear
from colloq.notation.tree import Derivative, Negative, Product, Quotient, Sum, Tree

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Box", "Drawing", "draw", "draw_equation", "draw_grids", "lay_grids", "lay_out", "wrapped"]


def draw(tree: Tree, *, width: int = 80, unicode: bool = True, language: str = "en") -> list[str]:
    """The formula as lines of at most `width` columns.

    Too wide sums and products are broken before an operator; what still does not fit is written in one line and wrapped.
    """
    box = _narrow(Artist(language, unicode=unicode), tree, width)
    return wrapped(linear(tree, language, unicode=unicode, pretty=True), width) if box is None else _lines(box)


def draw_equation(left: Tree, right: Tree, *, width: int = 80, unicode: bool = True, language: str = "en") -> list[str]:
    """An equation, left = right; where that is too wide, the right side begins a row of its own."""
    artist = Artist(language, unicode=unicode)
    sides = artist.box(left)[0], artist.box(right)[0]
    whole = beside((sides[0], text_box(" = "), sides[1]))
    if whole.width <= width:
        return _lines(whole)
    first = draw(left, width=width, unicode=unicode, language=language)
    second = _narrow(artist, right, width - 2)
    if second is None:
        below = wrapped("= " + linear(right, language, unicode=unicode, pretty=True), width)
    else:
        below = _lines(beside((text_box("= "), second)))
    gap = [] if sides[0].flat and sides[1].flat else [""]
    return [*first, *gap, *below]


def lay_out(tree: Tree, *, unicode: bool = True, language: str = "en") -> Box:
    """The formula as one box, however wide."""
    return Artist(language, unicode=unicode).box(tree)[0]


def _lines(box: Box) -> list[str]:
    return [line.rstrip() for line in box.lines]


# ---------------------------------------------------------------------------------------------------- one line, wrapped


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


# ------------------------------------------------------------------------------------------------- pictures in several rows


def _narrow(artist: Artist, tree: Tree, width: int) -> Box | None:
    """A picture of at most this width, in several rows where needed; None where one of its parts is too wide even alone."""
    box = artist.box(tree)[0]
    if box.width <= width:
        return box
    match tree:
        case Sum() | Product() | Negative():
            pieces = _pieces(artist, tree, width - 2)
            return None if pieces is None else _packed(pieces, width)
        case Quotient(numerator, denominator):
            with artist.inside():
                parts = _narrow(artist, numerator, width - 2), _narrow(artist, denominator, width - 2)
            if parts[0] is None or parts[1] is None:
                return None
            return boxes.fraction(parts[0], parts[1], unicode=artist.unicode)
        case Derivative(argument, by):
            inner = _narrow(artist, argument, width - len(by) - 6)
            return None if inner is None else artist.derivative(argument, by, inner)[0]
        case _:
            return None


def _pieces(artist: Artist, tree: Tree, width: int) -> list[Box] | None:
    """The parts between which a row may end, each with its operator in front."""
    match tree:
        case Sum(terms):
            return _pieces_of_sum(artist, terms, width)
        case Product(factors):
            rows = [
                _fitted_factor(artist, row, factor, width) for row, factor in zip(artist.factors(factors), factors, strict=True)
            ]
            fitting = [row for row in rows if row is not None]
            return fitting if len(fitting) == len(rows) else None
        case Negative(argument):
            pieces = _operand(artist, argument, PRODUCT, width - 2)
            if pieces is not None:
                pieces[0] = beside((artist.minus(argument, pieces[0]), pieces[0]))
            return pieces
        case _:
            return None


def _pieces_of_sum(artist: Artist, terms: Sequence[Tree], width: int) -> list[Box] | None:
    pieces: list[Box] = []
    for index, term in enumerate(terms):
        sign, operand, least = "", term, SIGN
        if index:
            sign, operand, least = (" - ", term.argument, PRODUCT) if isinstance(term, Negative) else (" + ", term, PRODUCT)
        parts = _operand(artist, operand, least, width - len(sign))
        if parts is None:
            return None
        parts[0] = beside((text_box(sign), parts[0])) if sign else parts[0]
        pieces += parts
    return pieces


def _operand(artist: Artist, tree: Tree, least: int, width: int) -> list[Box] | None:
    """The pieces of a term: one if it fits, several for a product; in brackets where its place asks for them."""
    box = artist.within(tree, least)
    if box.width <= width:
        return [box]
    if isinstance(tree, Product) or (isinstance(tree, Negative) and least <= SIGN):
        return _pieces(artist, tree, width)
    bracketed = isinstance(tree, Sum | Negative)
    inner = _narrow(artist, tree, width - 2 if bracketed else width)
    if inner is None:
        return None
    return [artist.bracketed(inner) if bracketed else inner]


def _fitted_factor(artist: Artist, row: Sequence[Box], factor: Tree, width: int) -> Box | None:
    """A factor with its sign; a sum in brackets and a fraction may take several rows."""
    whole = beside(row)
    if whole.width <= width:
        return whole
    signs = row[:-1]
    room = width - sum(sign.width for sign in signs)
    bracketed = not isinstance(factor, Quotient)
    inner = _narrow(artist, factor, room - 2 if bracketed else room)
    if inner is None or (bracketed and not isinstance(factor, Sum | Product | Negative)):
        return None
    return beside((*signs, artist.bracketed(inner) if bracketed else inner))


def _packed(pieces: Sequence[Box], width: int) -> Box | None:
    """The pieces in rows, as many in each as fit; rows after the first are indented, within a term deeper."""
    rows: list[list[Box]] = [[]]
    used = 0
    several = any(_operator(piece) in "+-" for piece in pieces[1:])
    for piece in pieces:
        if rows[-1] and used + piece.width > width:
            deeper = several and _operator(piece) in "·*" and piece.width + 4 <= width
            indent = "    " if deeper else "  "
            rows.append([text_box(indent), _without_gap(piece)])
            used = sum(box.width for box in rows[-1])
        else:
            rows[-1].append(piece)
            used += piece.width
    stacked = boxes.stacked([beside(row) for row in rows])
    return stacked if stacked.width <= width else None


def _operator(piece: Box) -> str:
    """The sign that a piece begins with."""
    return piece.lines[piece.baseline].lstrip()[:1]


def _without_gap(piece: Box) -> Box:
    """A piece that begins a row, without the space before its operator."""
    if all(line.startswith(" ") for line in piece.lines):
        return Box(tuple(line[1:] for line in piece.lines), piece.baseline)
    return piece
