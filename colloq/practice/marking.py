"""Marks for a whole problem: each part graded, each point accounted for."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from colloq.grading.grade import Graded, grade
from colloq.grading.number import as_float
from colloq.model import (
    Correct,
    FormulaAnswer,
    MatrixAnswer,
    MatrixFormulaAnswer,
    NumberAnswer,
    Partial,
    RubricAnswer,
    Undecided,
    Unreadable,
    Wrong,
    score_of,
)
from colloq.notation.effort import one_effort
from colloq.notation.read import MatrixReading, Reading
from colloq.notation.tree import has_decimal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from colloq.catalog.problem import Problem
    from colloq.model import Answer, Part


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


def mark_part(problem: Problem, name: str, text: str, earlier: Mapping[str, str] | None = None) -> PartMark:
    """The mark of one part. Raises UsageError for a part that the problem does not have.

    `earlier` are the texts of other parts: an answer that is wrong, but follows from the student's own wrong answers to parts
    before it, is right (error carried forward).
    """
    part = problem.part(name)
    graded = _graded(problem, part, text)
    if earlier and isinstance(graded.verdict, Wrong | Partial):
        with one_effort():
            graded = _carried(problem, part, text, earlier) or graded
    return PartMark(part, text, graded)


def mark(problem: Problem, answers: Mapping[str, str]) -> tuple[PartMark, ...]:
    """The marks of all parts, in their order; a part without an answer is graded as an empty text.

    The prose of a rubric part is on paper: its marks are the student's own, kept under `ticks(part)`, open until they are given.
    """
    return tuple(_mark(problem, part, answers) for part in problem.parts)


def ticks(part: Part) -> str:
    """The name under which the student's own marks of a part are kept, beside what was typed during the exam."""
    return f"{part.name}/ticks"


def _mark(problem: Problem, part: Part, answers: Mapping[str, str]) -> PartMark:
    typed = answers.get(part.name, "")
    if not isinstance(part.answer, RubricAnswer):
        return mark_part(problem, part.name, typed, answers)
    ticked = answers.get(ticks(part))
    return PartMark(part, typed, Graded(Undecided("rubric")) if ticked is None else _graded(problem, part, ticked))


def _graded(problem: Problem, part: Part, text: str) -> Graded:
    mistakes = [mistake for mistake in problem.mistakes if mistake.part == part.name]
    return grade(part.answer, text, seed=problem.id, mistakes=mistakes)


# -------------------------------------------------------------------------------------------------- error carried forward


def _carried(problem: Problem, part: Part, text: str, earlier: Mapping[str, str]) -> Graded | None:
    """The verdict on the part as it follows from the student's own earlier answers; None where it does not follow."""
    carry = getattr(problem.family, "carried", None)
    if carry is None:
        return None
    own: dict[str, Answer] = {}
    wrong: list[str] = []
    rounded = False
    for before in problem.parts[: problem.parts.index(part)]:
        answer = before.answer
        graded = _graded(problem, before, typed) if (typed := earlier.get(before.name, "")).strip() else None
        if graded and isinstance(graded.verdict, Wrong | Partial) and (theirs := _as_answer(answer, graded)):
            wrong.append(before.name)
            rounded = rounded or _is_rounded(theirs)
            answer = theirs
        own[before.name] = answer
    right: Answer | None = carry(problem.params, part.name, own) if wrong else None
    if right is None or (isinstance(right, NumberAnswer) and as_float(right.value) in (0.0, math.inf)):
        return None  # nothing sensible follows
    if rounded and isinstance(right, NumberAnswer) and not right.exact:
        right = replace(right, digits=max(2, right.digits - 1))  # the earlier value was rounded: its last digit is not sure
    graded = grade(right, text, seed=problem.id)
    return Graded(Correct(follows=tuple(wrong)), graded.reading) if graded.verdict == Correct() else None


def _as_answer(answer: Answer, graded: Graded) -> Answer | None:
    """What was typed, as if it were the right answer; None for what is no value (a choice)."""
    match answer, graded.reading:
        case (NumberAnswer(), Reading(tree)):
            return replace(answer, value=tree)
        case (FormulaAnswer() | MatrixFormulaAnswer(), Reading(tree)):
            return replace(answer, tree=tree)
        case (MatrixAnswer(), MatrixReading(rows)) if len(rows) == len(answer.rows) and len(rows[0]) == len(answer.rows[0]):
            return replace(answer, rows=rows)
        case _:
            return None


def _is_rounded(answer: Answer) -> bool:
    match answer:
        case NumberAnswer(tree) | FormulaAnswer(tree):
            return has_decimal(tree)
        case MatrixAnswer(rows):
            return any(has_decimal(cell) for row in rows for cell in row)
        case _:
            return False
