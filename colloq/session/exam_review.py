"""Looking at exams: the time left of the open one, the marks and worked solutions of those that are over."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from colloq.errors import UsageError
from colloq.practice.exam import QuestionMarks, keep_record, marks_of, problem_of, time_left
from colloq.practice.record import mistake_name, verdict_word
from colloq.screens.exam import Look, clock, marks_lines, remark_of
from colloq.screens.problem import solution_lines
from colloq.store import exams

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from colloq.screens.prompt import Prompter
    from colloq.store.database import Database
    from colloq.store.exams import Exam
    from colloq.texts import Texts


def status_json(exam: Exam | None, now: float) -> dict[str, Any]:
    """Whether an exam is open, and what is left of it; nothing about right and wrong."""
    if exam is None:
        return {"open": False}
    problems = [problem_of(question) for question in exam.questions]
    return {
        "open": True,
        "id": exam.id,
        "seed": exam.seed,
        "minutes": exam.minutes,
        "started": _instant(exam.started),
        "deadline": _instant(exam.deadline),
        "seconds_left": round(max(0.0, time_left(exam, now)), 1),
        "question": exam.question,
        "questions": [
            {
                "number": question.number,
                "problem": question.problem,
                "ticket": problem.ticket,
                "points": sum(part.points for part in problem.parts),
                "parts": [
                    {"name": part.name, "points": part.points, "answer": exam.answers_to(question.number).get(part.name)}
                    for part in problem.parts
                ],
            }
            for question, problem in zip(exam.questions, problems, strict=True)
        ],
    }


def status_line(exam: Exam | None, now: float, text: Texts) -> str:
    """One line about the open exam."""
    if exam is None:
        return text("exam.nothing_open")
    parts = sum(len(problem_of(question).parts) for question in exam.questions)
    return text(
        "exam.status",
        id=exam.id,
        question=exam.question,
        questions=len(exam.questions),
        answered=len(exam.answers),
        parts=parts,
        left=clock(time_left(exam, now)),
    )


def submitted(database: Database, number: int | None) -> Exam | None:
    """A submitted exam: this one, or the last. Raises UsageError where it is still open or does not exist."""
    if number is None:
        exam = exams.last_submitted(database)
        if exam is None and (unfinished := exams.open_exam(database)):
            raise UsageError("exam.is_open", id=unfinished.id)
    else:
        exam = exams.find(database, "WHERE id = ?", [number])
        if exam is None:
            raise UsageError("exam.no_exam", id=number)
        if exam.is_open:
            raise UsageError("exam.is_open", id=number)
    return keep_record(database, exam) if exam and not exam.recorded else exam


def review_json(exam: Exam, look: Look) -> dict[str, Any]:
    """The marks of a submitted exam; verdicts in the words of `check --json`."""
    marks = marks_of(exam)
    return {
        "id": exam.id,
        "seed": exam.seed,
        "minutes": exam.minutes,
        "started": _instant(exam.started),
        "submitted": _instant(exam.submitted or exam.deadline),
        "submitted_by": exam.submitted_by,
        "seconds_used": round((exam.submitted or exam.deadline) - exam.started, 1),
        "earned": round(sum(question.earned for question in marks), 1),
        "points": sum(question.points for question in marks),
        "by_program": round(sum(question.earned - question.own for question in marks), 1),
        "by_student": round(sum(question.own for question in marks), 1),
        "not_marked": sum(part.part.points for question in marks for part in question.to_mark),
        "questions": [_question_json(question, look) for question in marks],
    }


def _question_json(marks: QuestionMarks, look: Look) -> dict[str, Any]:
    return {
        "number": marks.question.number,
        "problem": marks.question.problem,
        "ticket": marks.problem.ticket if marks.problem else None,
        "params": dict(marks.question.params),
        "earned": marks.earned,
        "points": marks.points,
        "parts": [
            {
                "name": part.part.name,
                "answer": part.text,
                "verdict": verdict_word(part.graded.verdict),
                "earned": part.earned,
                "points": part.part.points,
                "mistake": mistake_name(part.graded.verdict),
                "message": remark_of(marks.problem, part, look) if marks.problem else "",
            }
            for part in marks.parts
        ],
    }


def show_marks(exam: Exam, show: Callable[[str], None], look: Look, *, solutions: bool) -> None:
    """Prints the marks, and the worked solutions where they are asked for."""
    marks = marks_of(exam)
    when = datetime.fromtimestamp(exam.started).astimezone().strftime("%Y-%m-%d %H:%M")
    for line in marks_lines(exam, marks, look, when):
        show(line)
    if solutions:
        for question in marks:
            show_solution(question, show, look)
    else:
        weakest = sorted(marks, key=lambda question: question.earned / max(1, question.points))
        topics = " ".join(question.question.family for question in weakest if question.earned < question.points)
        show("")
        show(look.text("exam.marks.again", topics=topics).rstrip())


def show_solution(marks: QuestionMarks, show: Callable[[str], None], look: Look) -> None:
    """Prints the worked solution of a question."""
    if marks.problem is None:
        return
    show("")
    show(look.text("exam.marks.solution", number=marks.question.number))
    show("")
    for line in solution_lines(look.screen, marks.problem, look.text)[2:]:  # under a heading of its own
        show(line)


def offer_solutions(exam: Exam, prompter: Prompter, show: Callable[[str], None], look: Look) -> None:
    """Shows worked solutions one by one, as long as a person at a terminal asks for them."""
    marks: Sequence[QuestionMarks] = marks_of(exam)
    while True:
        show("")
        try:
            wish = prompter.line(f"{look.text('exam.marks.ask')} > ").strip().lstrip(":Ж")
        except (EOFError, KeyboardInterrupt):
            return
        chosen = next((question for question in marks if str(question.question.number) == wish), None)
        if chosen is None:
            return
        show_solution(chosen, show, look)


def _instant(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
