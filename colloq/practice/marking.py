"""Marks for a whole problem: each part graded, each point accounted for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from colloq.grading.grade import Graded, grade
from colloq.model import Undecided, Unreadable, score_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from colloq.catalog.problem import Problem
    from colloq.model import Part


@dataclass(frozen=True, slots=True)
class PartMark:
    """What one part earned: `earned` of `part.points`, in tenths of a point."""

    part: Part
    text: str
    graded: Graded

    @property
    def share(self) -> float:
        """The share of the part's points, 0 to 1."""
        return score_of(self.graded.verdict)

    @property
    def earned(self) -> float:
        """Points, to one decimal."""
        return round(self.part.points * self.share, 1)

    @property
    def open(self) -> bool:
        """Whether the program gave no verdict (unreadable or undecided)."""
        return isinstance(self.graded.verdict, Unreadable | Undecided)


def mark_part(problem: Problem, name: str, text: str) -> PartMark:
    """The mark of one part. Raises UsageError for a part that the problem does not have."""
    part = problem.part(name)
    mistakes = [mistake for mistake in problem.mistakes if mistake.part == name]
    return PartMark(part, text, grade(part.answer, text, seed=problem.id, mistakes=mistakes))


def mark(problem: Problem, answers: Mapping[str, str]) -> tuple[PartMark, ...]:
    """The marks of all parts, in their order; a part without an answer is graded as an empty text."""
    return tuple(mark_part(problem, part.name, answers.get(part.name, "")) for part in problem.parts)
