"""What a person sees of an exam: questions, the answers so far, the marks. Lines of at most `width` columns."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from colloq.model import Correct, Partial, Undecided, Unreadable, Wrong

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from colloq.catalog.problem import Problem
    from colloq.model import Finding, Verdict
    from colloq.practice.exam import QuestionMarks
    from colloq.practice.marking import PartMark
    from colloq.store.exams import Exam
    from colloq.texts import Texts

WIDTH = 80
_ANSWER_WIDTH = 40


def clock(seconds: float) -> str:
    """Minutes and seconds, the started second counted whole: 57:42."""
    whole = max(0, -int(-seconds // 1))
    return f"{whole // 60}:{whole % 60:02d}"


def letter(place: int) -> str:
    """The name of a part on the screen: a, b, c and so on."""
    return chr(ord("a") + place)


def two_sides(left: str, right: str, width: int = WIDTH) -> str:
    """A line with something at both ends; the right end goes first where there is no room."""
    room = width - len(right) - 1
    return f"{left:<{room}} {right}" if len(left) <= room else f"{left} · {right}"


def one_line(answer: str, width: int = _ANSWER_WIDTH) -> str:
    """An answer on one line: rows are joined by semicolons, what does not fit is cut."""
    joined = "; ".join(line.strip() for line in answer.splitlines() if line.strip())
    return joined if len(joined) <= width else joined[: width - 1] + "…"


# -------------------------------------------------------------------------------------------------------- the question


def question_lines(  # noqa: PLR0913 - what stands in the header, each by its name
    problem: Problem, answers: Mapping[str, str], text: Texts, *, number: int, questions: int, left: float, width: int
) -> list[str]:
    """The header with the time left, the statement, the parts with their marks and the answers so far."""
    points = sum(part.points for part in problem.parts)
    title = problem.entry["title"][text.language]
    header = text("exam.header", number=number, questions=questions, ticket=problem.ticket, title=title, points=points)
    lines = ["", two_sides(header, text("exam.left", left=clock(left)), width), ""]
    lines += [f"  {line}".rstrip() for line in statement_lines(problem, text.language, width - 2)]
    lines.append("")
    for place, part in enumerate(problem.parts):
        label = f"{letter(place)}) " if len(problem.parts) > 1 else ""
        prompt = prompt_text(problem, part.name, text.language)
        mark = f"[{part.points}]"
        wrapped = textwrap.wrap(prompt, width - len(label) - len(mark) - 2) or [""]
        lines.append(two_sides(label + wrapped[0], mark, width))
        lines += [" " * len(label) + line for line in wrapped[1:]]
        if answer := answers.get(part.name):
            lines.append(" " * len(label) + text("exam.yours", answer=one_line(answer, width - len(label) - 20)))
    return lines


def statement_lines(problem: Problem, language: str, width: int) -> list[str]:
    """The statement as it is drawn in a terminal."""
    from colloq.texts import fill  # noqa: PLC0415

    return [
        line
        for block in problem.entry["statement"]
        if language in block
        for line in textwrap.wrap(fill(block[language], problem.state), width)
    ]


def prompt_text(problem: Problem, part: str, language: str) -> str:
    """The prompt of a part."""
    from colloq.texts import fill  # noqa: PLC0415

    return fill(problem.entry["parts"][part]["prompt"][language], problem.state)


def solution_lines(problem: Problem, language: str, width: int) -> list[str]:
    """The worked solution."""
    from colloq.texts import fill  # noqa: PLC0415

    return [
        line
        for step in problem.steps
        for line in textwrap.wrap(fill(problem.entry["steps"][step.key][language], {**problem.state, **step.values}), width)
    ]


def mistake_text(problem: Problem, finding: Finding, text: Texts) -> str:
    """The message of a mistake."""
    from colloq.texts import fill  # noqa: PLC0415

    if finding.general:
        return text(f"mistake.{finding.name}", **finding.values)
    return fill(problem.entry["mistakes"][finding.name][text.language], {**problem.state, **finding.values})


# -------------------------------------------------------------------------------------------------- the answers so far


def review_lines(problems: Sequence[Problem], exam: Exam, left: float, text: Texts, width: int = WIDTH) -> list[str]:
    """Every part with its answer, and nothing about whether it is right."""
    lines = ["", text("exam.review_title", left=clock(left))]
    for number, problem in enumerate(problems, 1):
        answers = exam.answers_to(number)
        flag = "*" if number in exam.flagged else " "
        lines.append(f" {flag}{number}  {problem.entry['title'][text.language]}")
        for place, part in enumerate(problem.parts):
            label = letter(place) if len(problem.parts) > 1 else " "
            answer = one_line(answers.get(part.name, ""), width - 10) or text("exam.none")
            lines.append(f"      {label}  {answer}")
    return lines


# ----------------------------------------------------------------------------------------------------------- the marks


def marks_lines(exam: Exam, marks: Sequence[QuestionMarks], text: Texts, when: str, width: int = WIDTH) -> list[str]:
    """The marks of a submitted exam; `when` is the local date of its start."""
    by = text("exam.marks.by_clock" if exam.submitted_by == "clock" else "exam.marks.by_person")
    used = clock((exam.submitted or exam.deadline) - exam.started)
    whole = clock(exam.deadline - exam.started)
    lines = [
        "",
        *textwrap.wrap(text("exam.marks.title", id=exam.id, date=when, used=used, whole=whole, by=by), width),
        "",
    ]
    for question in marks:
        lines += _question_marks(question, text, width)
    earned, points = sum(question.earned for question in marks), sum(question.points for question in marks)
    lines.append("  " + two_sides(text("exam.marks.total"), f"{amount(earned)}/{points}", width - 2))
    undecided = sum(part.part.points for question in marks for part in question.parts if _is_undecided(part))
    if undecided:
        lines.append("  " + text("exam.marks.open", points=undecided))
    return lines


def amount(points: float) -> str:
    """Points without a needless .0."""
    return f"{points:.1f}".removesuffix(".0")


def _is_undecided(part: PartMark) -> bool:
    return isinstance(part.graded.verdict, Undecided)


def _question_marks(question: QuestionMarks, text: Texts, width: int) -> list[str]:
    problem, number = question.problem, question.question.number
    if problem is None:
        return ["  " + text("exam.marks.gone", problem=question.question.problem)]
    title = text("exam.marks.question", number=number, title=problem.entry["title"][text.language])
    lines = ["  " + two_sides(title, f"{amount(question.earned)}/{question.points}", width - 2)]
    for place, part in enumerate(question.parts):
        label = letter(place) if len(question.parts) > 1 else " "
        answer = one_line(part.text) or text("exam.marks.none")
        mark = f"{amount(part.earned)}/{part.part.points}"
        shown = f"{label} {sign(part)} {answer}"
        lines.append("     " + (two_sides(shown, mark, width - 5) if len(question.parts) > 1 else shown))
        if remark := remark_of(problem, part, text):
            lines += [" " * 9 + line for line in textwrap.wrap(remark, width - 9)]
    return lines


def sign(part: PartMark) -> str:
    """The verdict as a sign."""
    match part.graded.verdict:
        case Correct():
            return "✓"
        case Partial():
            return "±"
        case Wrong():
            return "✗" if part.text.strip() else "–"
        case Unreadable() | Undecided():
            return "?" if part.text.strip() else "–"


def remark_of(problem: Problem, part: PartMark, text: Texts) -> str:
    """What is said about an answer: the mistake, or why there is no verdict; nothing where there is nothing to say."""
    if not part.text.strip():
        return ""
    verdict: Verdict = part.graded.verdict
    match verdict:
        case Wrong(free=True):
            return text("exam.marks.round")
        case Partial(mistake=finding) | Wrong(mistake=finding):
            return mistake_text(problem, finding, text) if finding else ""
        case Unreadable():
            return text("exam.marks.unreadable")
        case Undecided():
            return text("exam.marks.undecided")
        case Correct():
            return ""
