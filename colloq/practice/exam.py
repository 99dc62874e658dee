"""A mock exam without screens: its clock, the walk through its parts, its end and its marks; `compose` puts it together.

The time is an argument everywhere: a `Moment` read by the caller.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from colloq.catalog.family import family
from colloq.catalog.problem import Problem
from colloq.errors import ColloqError
from colloq.grading.grade import read_answer
from colloq.model import MatrixAnswer, RubricAnswer, Unreadable
from colloq.notation.read import MatrixReading
from colloq.practice.marking import PartMark, mark, mark_part, ticks
from colloq.practice.record import attempt_of
from colloq.store import exams
from colloq.store.exams import CLOCK, Committed

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from colloq.store.database import Database
    from colloq.store.exams import Exam, Question

# ----------------------------------------------------------------------------------------------------------- the clock


@dataclass(frozen=True, slots=True)
class Moment:
    """What two clocks show: UTC in seconds since 1970, and a clock that nobody can set."""

    now: float
    steady: float


@dataclass(frozen=True, slots=True)
class ExamClock:
    """The time left, from the start of this run of the program on.

    The deadline is an instant: time runs while the program is closed or the lid is shut. A clock that was set back
    gives nothing, because neither the last heartbeat nor the steady clock goes back with it.
    """

    deadline: float
    heartbeat: float
    remainder: float
    since: float

    @classmethod
    def of(cls, exam: Exam, moment: Moment) -> ExamClock:
        """The clock of a stored exam, taken up at this moment."""
        return cls(exam.deadline, exam.heartbeat, exam.deadline - max(moment.now, exam.heartbeat), moment.steady)

    def remaining(self, moment: Moment) -> float:
        """Seconds left, zero or less when the time is up."""
        return min(self.deadline - max(moment.now, self.heartbeat), self.remainder - (moment.steady - self.since))

    def beat(self, moment: Moment) -> ExamClock:
        """The clock with a new heartbeat: the latest instant that is certainly past, never before the last one."""
        return replace(self, heartbeat=max(self.heartbeat, self.deadline - self.remaining(moment)))


def time_left(exam: Exam, now: float) -> float:
    """Seconds left of a stored exam, as seen by a program that has just started."""
    return exam.deadline - max(now, exam.heartbeat)


def problem_of(question: Question) -> Problem:
    """The problem of a stored question, made from its parameters: it stays the same when the family draws anew.

    Raises UsageError where the family is gone or does not take these parameters any more.
    """
    params = family(question.family).read_params(question.params)
    return Problem(question.family, params, question.level, question.seed)


# ------------------------------------------------------------------------------------------------------------ the walk


@dataclass(frozen=True, slots=True)
class Place:
    """A part in front of the student: the question's number from 1, the part's place from 0."""

    question: int
    part: int = 0


def all_places(problems: Sequence[Problem]) -> tuple[Place, ...]:
    """Every part of every question, in order."""
    return tuple(Place(number, part) for number, problem in enumerate(problems, 1) for part in range(len(problem.parts)))


def next_open(places: Sequence[Place], answered: Collection[Place], here: Place) -> Place | None:
    """The next part without an answer after this one, going round; None when every part has one."""
    start = places.index(here)
    return next((place for place in (*places[start + 1 :], *places[: start + 1]) if place not in answered), None)


def following(places: Sequence[Place], here: Place) -> Place:
    """The next part, going round."""
    return places[(places.index(here) + 1) % len(places)]


# ------------------------------------------------------------------------------------------------------------- the end


@dataclass(frozen=True, slots=True)
class QuestionMarks:
    """What a question earned. `problem` is None where its family cannot read it any more; it has no marks then."""

    question: Question
    problem: Problem | None
    parts: tuple[PartMark, ...]

    @property
    def points(self) -> int:
        """Points that could be had."""
        return sum(part.part.points for part in self.parts)

    @property
    def earned(self) -> float:
        """Points, to one decimal."""
        return round(sum(part.earned for part in self.parts), 1)

    @property
    def own(self) -> float:
        """Those of them that the student gave, for prose on paper."""
        return round(sum(part.earned for part in self.parts if is_prose(part)), 1)

    @property
    def to_mark(self) -> tuple[PartMark, ...]:
        """Prose that the student has not marked yet."""
        return tuple(part for part in self.parts if is_prose(part) and part.open)


def is_prose(part: PartMark) -> bool:
    """Whether the answer is on paper and the student marks it."""
    return isinstance(part.part.answer, RubricAnswer)


def tick(  # noqa: PLR0913 - whose marks of what, and when
    database: Database, exam: Exam, question: QuestionMarks, part: PartMark, typed: str, *, now: float
) -> Exam | None:
    """Keeps the student's own marks of a part of a submitted exam; None where they cannot be read."""
    assert question.problem is not None
    marked = mark_part(question.problem, part.part.name, typed)
    if marked.open:
        return None
    mine = Committed(question.question.number, ticks(part.part), typed, now)
    exams.amend(database, exam.id, mine, attempt_of(question.problem, marked, at=now, exam=exam.id))
    return exams.load(database, exam.id)


def settle(database: Database, now: float) -> Exam | None:
    """Submits the open exam if its time ran out while nobody was looking, as of its deadline, and keeps its answers.

    Returns the exam where this has just been done. The end itself is stored before anything is graded.
    """
    ended = None
    exam = exams.open_exam(database)
    if exam is None:
        exams.unmark(database)
    elif time_left(exam, now) <= 0 and exams.submit(database, exam.id, at=exam.deadline, by=CLOCK):
        ended = exam.id
    while left := exams.unrecorded(database):
        keep_record(database, left)
    return exams.load(database, ended) if ended else None


def is_readable(problem: Problem, part: str, text: str) -> bool:
    """Whether the program can read an answer; says nothing about whether it is right. A note on prose always can."""
    if isinstance(problem.part(part).answer, RubricAnswer):
        return bool(text.strip())
    return bool(text.strip()) and not isinstance(mark_part(problem, part, text).graded.verdict, Unreadable)


def drafts_that_count(exam: Exam) -> tuple[Committed, ...]:
    """The line that was being typed when the clock ended the exam, and those of parts without an answer, if readable.

    A draft that was left behind, and a matrix with rows still missing, do not take the place of an answer.
    """
    if exam.submitted_by != CLOCK:
        return ()
    found = []
    for question in exam.questions:
        drafts = [draft for draft in exam.drafts if draft.number == question.number]
        problem = _problem_or_none(question) if drafts else None
        found += [draft for draft in drafts if problem and _counts(exam, problem, draft)]
    return tuple(found)


def _counts(exam: Exam, problem: Problem, draft: Committed) -> bool:
    if not is_readable(problem, draft.part, draft.text):
        return False
    if draft.part not in exam.answers_to(draft.number):
        return True
    if (draft.number, draft.part) != (exam.question, exam.part):
        return False
    answer = problem.part(draft.part).answer
    reading = read_answer(answer, draft.text)
    rows_missing = (
        isinstance(answer, MatrixAnswer) and isinstance(reading, MatrixReading) and len(reading.rows) < len(answer.rows)
    )
    return not rows_missing


def keep_record(database: Database, exam: Exam) -> Exam:
    """Keeps the answers of a submitted exam among the attempts, once, and returns the exam as it then stands."""
    drafts = drafts_that_count(exam)
    taken = {(draft.number, draft.part): draft for draft in (*exam.answers, *drafts)}
    complete = replace(exam, answers=tuple(taken.values()))
    attempts = []
    for marks in marks_of(complete):
        for part in marks.parts:
            answer = taken.get((marks.question.number, part.part.name))
            if answer and marks.problem and answer.text.strip() and not is_prose(part):
                attempts.append(attempt_of(marks.problem, part, at=answer.at, seconds=answer.seconds or None, exam=exam.id))
    exams.record(database, exam.id, drafts, attempts)
    return exams.load(database, exam.id)


def marks_of(exam: Exam) -> tuple[QuestionMarks, ...]:
    """The marks of each question."""
    result = []
    for question in exam.questions:
        problem = _problem_or_none(question)
        parts = mark(problem, exam.answers_to(question.number)) if problem else ()
        result.append(QuestionMarks(question, problem, parts))
    return tuple(result)


def _problem_or_none(question: Question) -> Problem | None:
    try:
        return problem_of(question)
    except ColloqError:
        return None
