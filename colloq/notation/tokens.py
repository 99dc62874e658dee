"""Tokens, the reader's errors, its limits, and what it finds on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    """`kind`: number, symbol, constant, function, frac, over, base, method, one of the characters + - * / ^ ( ) , ; | ' or end.

    `glued`: no space stands before it. `bracket`: for "(" and ")", the kind of bracket that was opened: ( [ {.
    """

    kind: str
    value: str
    start: int
    end: int
    glued: bool = False
    bracket: str = ""


@dataclass(slots=True)
class Findings:
    """`notes`: what the student should know, by the keys of the texts.

    `doubts`: the places that could have been read in another way, with the question that is asked where that way would be right
    (None: the question of what a slash divides). `ways`: for each of them in turn, whether it is read in the other way; the
    places after those as `other` says.
    """

    notes: dict[str, dict[str, str]] = field(default_factory=dict)
    doubts: list[ReadError | None] = field(default_factory=list)
    ways: Sequence[bool] = ()
    other: bool = False

    def is_other(self, doubt: ReadError | None) -> bool:
        """Notes a doubtful place; whether it is read in the other way."""
        place = len(self.doubts)
        self.doubts.append(doubt)
        return self.ways[place] if place < len(self.ways) else self.other
