"""What a topic on the command line names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from colloq.catalog.family import family_names
from colloq.catalog.load import tickets, topic_families

if TYPE_CHECKING:
    from collections.abc import Sequence

_LATIN = str.maketrans("тТ", "tT")  # the letter of T1 looks the same on a Russian keyboard


def families_of(topics: Sequence[str]) -> tuple[str, ...]:
    """The families that topics name, each once; of no topic: all. Raises UsageError for an unknown topic."""
    if not topics:
        return family_names()
    named = dict.fromkeys(name for topic in topics for name in topic_families(_plain(topic)))
    return tuple(named)


def ticket_of(word: str) -> str | None:
    """The ticket that a word names, `13` or `t1`; None for any other word."""
    upper = _plain(word).upper()
    return upper if upper in tickets() else None


def _plain(topic: str) -> str:
    """`т1` typed in Cyrillic is T1."""
    latin = topic.strip().translate(_LATIN)
    return latin if latin[:1] in "tT" and latin[1:].isdigit() else topic.strip()
