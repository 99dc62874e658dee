"""What `check` and each line of `grade` ask for: a problem or an expected answer, and what was typed."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from colloq.catalog.problem import Problem, from_id
from colloq.errors import UsageError
from colloq.grading.grade import grade
from colloq.model import Correct, Part, Undecided, Unreadable
from colloq.practice.marking import PartMark, mark_part
from colloq.practice.record import verdict_word

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from colloq.model import Answer

ANSWER = "answer"
"""The name of the only part of a task without a problem."""


@dataclass(frozen=True, slots=True)
class Task:
    """Texts to grade by the names of their parts, for a problem or (None) for an expected answer."""

    texts: Mapping[str, str]
    problem: Problem | None = None
    expected: Answer | None = None

    def marks(self) -> tuple[PartMark, ...]:
        """The marks of the parts that were answered, in the order of the problem. Raises UsageError for an unknown part."""
        if self.problem is None:
            assert self.expected is not None
            from colloq.practice.expected import SEED  # noqa: PLC0415 - seldom needed

            text = self.texts[ANSWER]
            return (PartMark(Part(ANSWER, self.expected, 1), text, grade(self.expected, text, seed=SEED)),)
        for name in self.texts:
            self.problem.part(name)
        return tuple(
            mark_part(self.problem, part.name, self.texts[part.name], self.texts)
            for part in self.problem.parts
            if part.name in self.texts
        )


def for_problem(problem: Problem, answer: str | None, parts: Mapping[str, str]) -> Task:
    """The task of a problem: an answer to its only part, or answers by the names of the parts. Raises UsageError."""
    if answer is None:
        return Task(parts, problem)
    if len(problem.parts) > 1:
        names = [part.name for part in problem.parts]
        raise UsageError("part.needed", parts=", ".join(names), first=names[0])
    return Task({problem.parts[0].name: answer}, problem)


_problem = functools.lru_cache(maxsize=256)(from_id)


def from_json(data: Any) -> Task:  # noqa: ANN401 - whatever stands in the file
    """The task of one line of `grade`. Raises UsageError that says what is wrong with it."""
    if not isinstance(data, dict):
        raise UsageError("usage.line", detail="{...}")
    if "problem" in data:
        problem = _problem(_text(data, "problem"))
        if "answers" not in data:
            return for_problem(problem, _text(data, ANSWER), {})
        answers = data["answers"]
        if not isinstance(answers, dict):
            raise UsageError("usage.line", detail='"answers": {...}')
        return for_problem(problem, None, {str(name): _text(answers, name) for name in answers})
    symbols = data.get("symbols")
    if isinstance(symbols, list):
        symbols = dict.fromkeys(map(str, symbols), "real")
    if symbols is not None and not (isinstance(symbols, dict) and all(isinstance(word, str) for word in symbols.values())):
        raise UsageError("usage.line", detail='"symbols": {"x": "positive"}')
    from colloq.practice.expected import expected_answer  # noqa: PLC0415 - seldom needed

    kind = _text(data, "kind") if "kind" in data else None
    return Task({ANSWER: _text(data, ANSWER)}, expected=expected_answer(_text(data, "expected"), symbols, kind))


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise UsageError("usage.line", detail=f'"{name}"')
    return str(value)


def overall(marks: Sequence[PartMark]) -> tuple[str, float]:
    """The word of the JSON contract for all parts together, and the share of their points that was earned."""
    if len(marks) == 1:
        verdict = marks[0].graded.verdict
        return verdict_word(verdict), round(marks[0].share, 4)
    points = sum(mark.part.points for mark in marks)
    score = sum(mark.share * mark.part.points for mark in marks) / points if points else 0.0
    verdicts = [mark.graded.verdict for mark in marks]
    for kind, word in ((Unreadable, "unreadable"), (Undecided, "undecided")):
        if any(isinstance(verdict, kind) for verdict in verdicts):
            return word, round(score, 4)
    if all(isinstance(verdict, Correct) for verdict in verdicts):
        return "correct", 1.0
    return ("partial" if score > 0 else "incorrect"), round(score, 4)
