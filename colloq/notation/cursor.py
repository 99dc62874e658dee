"""What every part of the parser needs: the tokens, the place among them, the depth, and what is noted on the way."""

from __future__ import annotations

import functools
from fractions import Fraction
from typing import TYPE_CHECKING

from colloq.notation.tokens import Findings, ReadError, Token
from colloq.notation.tree import Constant, Number, Product, Quotient, Symbol, Tree

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_DEPTH = 100
STARTS = frozenset(("number", "symbol", "constant", "function", "root", "(", "frac"))
"""Kinds of tokens that a factor can begin with."""


class Cursor:
    """A place among the tokens of one text."""

    def __init__(self, tokens: Sequence[Token], findings: Findings) -> None:
        self._tokens = tokens
        self._position = 0
        self._token = tokens[0]
        self._depth = 0
        self._bars = 0
        self._findings = findings

    def _next(self) -> Token:
        """The token at this place, which is not the last; the place moves on."""
        token = self._token
        self._position = position = self._position + 1
        self._token = self._tokens[position]
        return token

    def _skip(self, count: int) -> None:
        self._position += count
        self._token = self._tokens[self._position]

    def _accept(self, kind: str) -> bool:
        if self._token.kind != kind:
            return False
        self._next()
        return True

    def _note(self, key: str, **values: str) -> None:
        self._findings.notes[key] = values

    def _is_other(self, key: str, span: tuple[int, int], **values: str) -> bool:
        """Notes that another reading is possible here; whether it is taken. `key`: the question to ask where it is right."""
        return self._findings.is_other(ReadError(key, span, **values))

    def _unexpected(self, token: Token) -> None:
        if token.kind == "end":
            if self._position == 0:  # nothing but characters without a meaning
                raise ReadError("read.empty", (0, token.end))
            previous = self._tokens[self._position - 1]
            raise ReadError("read.end", (previous.start, max(previous.end, previous.start + 1)))
        if token.kind in (",", ";"):
            raise ReadError("read.comma", (token.start, token.end), mark=token.value)
        raise ReadError("read.operand", (token.start, max(token.end, token.start + 1)), found=token.value)

    def _deeper(self, token: Token) -> None:
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise ReadError("read.too-deep", (token.start, token.end), most=str(MOST_DEPTH))


@functools.lru_cache(maxsize=1024)
def leaf(kind: str, value: str) -> Number | Symbol | Constant:
    """The tree of a token that stands for itself; there is one for all places where it is typed."""
    if kind == "symbol":
        return Symbol(value)
    return Constant(value) if kind == "constant" else number(value)


def number(text: str) -> Number:
    """A literal: whole numbers as int, decimals as exact fractions with their spelling."""
    if text.isdigit():
        return Number(int(text))
    return Number(Fraction(text if text[0] != "." else "0" + text), text)


def is_vulgar(tree: Tree) -> bool:
    """Whether the tree is a fraction of two whole numbers."""
    return isinstance(tree, Quotient) and all(
        isinstance(part, Number) and not part.text for part in (tree.numerator, tree.denominator)
    )


def times(left: Tree, right: Tree) -> Tree:
    """The product, in the form that the reader gives it."""
    if isinstance(left, Product):
        return Product((*left.factors, right))
    return Product((left, right))
