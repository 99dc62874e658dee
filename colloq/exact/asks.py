"""Families that ask for several things about one situation: what is asked for, and the points of each part."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from colloq.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from colloq.exact.fields import Fields

POINTS = 10


def read_asks(fields: Fields, allowed: Sequence[str], default: str) -> tuple[str, ...]:
    """The parameter `ask`: "std", "fan-in, std" or a JSON list; in the order of `allowed`, each once.

    Raises ParameterError (`word`) for a word that is not allowed.
    """
    text = fields.text("ask", default)
    asked = re.findall(r"[^\s,;+\[\]'\"]+", text.lower())
    wrong = [word for word in asked if word not in allowed]
    if wrong or not asked:
        raise ParameterError("ask", "word", value=wrong[0] if wrong else text, allowed=", ".join(allowed))
    return tuple(word for word in allowed if word in asked)


def write_asks(asks: Sequence[str]) -> str:
    """What `read_asks` turns back."""
    return ", ".join(asks)


def points(names: Sequence[str], weights: Mapping[str, int], in_all: int = POINTS) -> dict[str, int]:
    """Whole points of each part, in proportion to its weight, at least 1, so many in all (largest remainders first)."""
    whole = sum(weights[name] for name in names)
    shares = {name: max(1, in_all * weights[name] // whole) for name in names}
    for name in sorted(names, key=lambda name: -(in_all * weights[name] % whole)) * in_all:
        left = in_all - sum(shares.values())
        if left > 0:
            shares[name] += 1
        elif left < 0 and shares[name] > 1:
            shares[name] -= 1
    return shares
