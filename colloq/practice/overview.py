"""What earlier answers say about a student: how many, how many right, and which families went worst."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from colloq.store.attempts import Attempt

LEAST = 2  # answers before a family is called weak
_NO_VERDICT = ("unreadable", "undecided")


@dataclass(frozen=True, slots=True)
class Overview:
    """Answers that got a verdict; `weak`: families with less than four fifths of their points, the worst first."""

    answers: int
    right: int
    weak: tuple[str, ...]


def overview(attempts: Iterable[Attempt], most: int = 3) -> Overview:
    """Sums attempts up; what was answered with the solution in sight does not count."""
    judged = [attempt for attempt in attempts if attempt.verdict not in _NO_VERDICT and not attempt.solution]
    scores: dict[str, list[float]] = {}
    for attempt in judged:
        scores.setdefault(attempt.family, []).append(attempt.score)
    shares = {name: sum(found) / len(found) for name, found in scores.items() if len(found) >= LEAST}
    weak = sorted((name for name, share in shares.items() if share < 0.8), key=lambda name: (shares[name], name))
    return Overview(len(judged), sum(attempt.verdict == "correct" for attempt in judged), tuple(weak[:most]))
