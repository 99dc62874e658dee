"""Whether each mistake of a problem leads to an answer of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from colloq.model import Mistake, Part


def distinct(parts: Sequence[Part], mistakes: Sequence[Mistake]) -> bool:
    """True where, part by part, the right answer and the mistakes' answers differ pairwise and every answer is finite."""
    raise NotImplementedError
