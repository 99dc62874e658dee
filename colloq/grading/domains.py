"""Domains of symbols by their words: positive, real, nonzero, unit, integer, or a range such as 0.5..2."""

from __future__ import annotations

import re

from colloq.model import Domain, Kind

_RANGE = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*\.\.\s*(-?\d+(?:\.\d+)?)\s*", re.ASCII)
_SHAPE = re.compile(r"\s*([1-9]\d?)\s*[x×]\s*([1-9]\d?)\s*", re.ASCII)
_NAMED = {kind.value: Domain(kind) for kind in Kind if kind is not Kind.RANGE}


def domain_named(word: str) -> Domain | None:
    """The domain of this word or these bounds; None for any other word."""
    if found := _RANGE.fullmatch(word):
        low, high = float(found[1]), float(found[2])
        return Domain(Kind.RANGE, low, high) if low < high else None
    return _NAMED.get(word.strip().lower())


def domain_word(domain: Domain) -> str:
    """The word that `domain_named` reads back."""
    if domain.kind is Kind.RANGE:
        return f"{domain.low:g}..{domain.high:g}"
    word: str = domain.kind.value
    return word


def shape_named(word: str) -> tuple[int, int] | None:
    """Rows and columns of a matrix, as in 2x3; None for any other word."""
    found = _SHAPE.fullmatch(word)
    return (int(found[1]), int(found[2])) if found else None
