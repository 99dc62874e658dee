"""Answers that no problem of the program stands behind: an expected text and what its letters stand for."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from colloq.errors import UsageError
from colloq.grading.domains import domain_named, shape_named
from colloq.grading.formula import sample
from colloq.model import (
    POSITIVE,
    REAL,
    ChoiceAnswer,
    FormulaAnswer,
    MatchingAnswer,
    MatrixAnswer,
    MatrixFormulaAnswer,
    NumberAnswer,
    OrderingAnswer,
)
from colloq.notation.read import ReadProblem, read_formula, read_matrix
from colloq.notation.tree import symbols_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from colloq.model import Answer, Domain
    from colloq.notation.tree import Tree

KINDS = ("formula", "number", "matrix", "matrix-formula", "choice", "ordering", "matching")
SEED = "expected"
"""Fixes the points of comparison where there is no problem's id to do it."""
LETTERS = "abcdefghijklmnopqrstuvwxyz"
_FREE = tuple(letter for letter in LETTERS + LETTERS.upper() if letter != "e")
_SQUARE = (3, 3)


def domain_of(symbol: str, word: str) -> Domain:
    """A domain by its word ("positive") or its bounds ("0.5..2"). Raises UsageError."""
    found = domain_named(word)
    if found is None:
        raise UsageError("usage.domain", symbol=symbol, domain=word)
    return found


def expected_answer(expected: str, symbols: Mapping[str, str] | None = None, kind: str | None = None) -> Answer:
    """The right answer from a text.

    Args:
        expected: As a student would type it.
        symbols: A domain for each letter, or "2x3" for a matrix; None: every Latin letter that occurs.
        kind: One of KINDS; None tells formula, number and matrix apart by their looks.

    Raises:
        UsageError: the text cannot be read, or kind or domain are unknown.
    """
    match kind or _kind_of(expected, symbols):
        case "number":
            return NumberAnswer(_tree(expected, ()))
        case "formula":
            return _formula(expected, symbols)
        case "matrix":
            return _matrix(expected, symbols)
        case "matrix-formula":
            return _matrix_formula(expected, symbols)
        case "choice":
            letters = _letters(expected)
            return ChoiceAnswer(tuple(LETTERS), frozenset(letters), several=len(letters) > 1)
        case "ordering":
            letters = _letters(expected)
            return OrderingAnswer(letters, tuple(sorted(letters)))
        case "matching":
            return _matching(expected)
        case other:
            raise UsageError("usage.kind", kind=other, kinds=", ".join(KINDS))


def _kind_of(expected: str, symbols: Mapping[str, str] | None) -> str:
    if any(mark in expected for mark in (";", "\n", r"\begin")) or expected.lstrip().startswith("["):
        return "matrix"
    return "formula" if symbols or symbols_of(_tree(expected, _FREE)) else "number"


def _tree(text: str, symbols: Collection[str], *, matrices: bool = False) -> Tree:
    read = read_formula(text, symbols, matrices=matrices)
    if isinstance(read, ReadProblem):
        raise UsageError("usage.expected", expected=text, detail=read)
    return read.tree


def _domains(symbols: Mapping[str, str] | None, used: Iterable[str]) -> dict[str, Domain]:
    if symbols is not None:
        return {name: domain_of(name, word) for name, word in symbols.items()}
    return dict.fromkeys(sorted(used), REAL)


def _formula(expected: str, symbols: Mapping[str, str] | None) -> FormulaAnswer:
    tree = _tree(expected, _FREE if symbols is None else tuple(symbols))
    answer = FormulaAnswer(tree, _domains(symbols, symbols_of(tree)))
    if symbols is None and not all(map(math.isfinite, sample(answer, SEED).expected[0])):
        return FormulaAnswer(tree, dict.fromkeys(answer.symbols, POSITIVE))  # ln x, x^y: meant for positive letters
    return answer


def _matrix(expected: str, symbols: Mapping[str, str] | None) -> MatrixAnswer:
    read = read_matrix(expected, _FREE if symbols is None else tuple(symbols))
    if isinstance(read, ReadProblem):
        raise UsageError("usage.expected", expected=expected, detail=read)
    used = frozenset().union(*(symbols_of(cell) for row in read.rows for cell in row))
    return MatrixAnswer(read.rows, _domains(symbols, used))


def _matrix_formula(expected: str, symbols: Mapping[str, str] | None) -> MatrixFormulaAnswer:
    if symbols is None:
        tree = _tree(expected, tuple(letter for letter in _FREE if letter != "T"), matrices=True)
        return MatrixFormulaAnswer(tree, dict.fromkeys(sorted(symbols_of(tree)), _SQUARE))
    shapes = {name: shape_named(word) or _SQUARE for name, word in symbols.items()}
    return MatrixFormulaAnswer(_tree(expected, tuple(shapes), matrices=True), shapes)


def _letters(expected: str) -> tuple[str, ...]:
    letters = tuple(re.findall(r"[a-z]", expected.lower()))
    if not letters or len(set(letters)) != len(letters):
        raise UsageError("usage.expected", expected=expected, detail="a, b, c …")
    return letters


def _matching(expected: str) -> MatchingAnswer:
    pairs = re.findall(r"(\d+)\s*[-:)=]?\s*([a-z])", expected.lower()) or [
        (str(place), letter) for place, letter in enumerate(re.findall(r"[a-z]", expected.lower()), 1)
    ]
    if not pairs or sorted(int(left) for left, _ in pairs) != list(range(1, len(pairs) + 1)):
        raise UsageError("usage.expected", expected=expected, detail="1b 2a 3c")
    last = max(len(pairs), *(LETTERS.index(letter) + 1 for _, letter in pairs))
    return MatchingAnswer(tuple(str(place + 1) for place in range(len(pairs))), tuple(LETTERS[:last]), dict(pairs))
