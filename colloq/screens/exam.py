"""What a person sees of an exam: questions, the answers so far, the marks. Lines of at most `width` columns."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from colloq.catalog import render
from colloq.model import Correct, Finding, MatrixAnswer, Partial, RubricAnswer, Undecided, Unreadable, Wrong
from colloq.notation.read import MatrixReading, ReadProblem
from colloq.practice.exam import is_prose
from colloq.screens.echo import echo_lines
from colloq.screens.problem import option_texts
from colloq.screens.reading import caret_lines, problem_text, reading_lines
from colloq.screens.style import wrapped
from colloq.screens.verdict import finding_text, witness_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from colloq.catalog.problem import Problem
    from colloq.model import Part
    from colloq.practice.exam import QuestionMarks
    from colloq.practice.marking import PartMark
    from colloq.screens.style import Screen
    from colloq.store.exams import Exam
    from colloq.texts import Texts

_WIDEST = 80
_ANSWER_WIDTH = 40


@dataclass(frozen=True, slots=True)
class Look:
    """Where and in which language things are shown."""

    text: Texts
    screen: Screen

    @property
    def language(self) -> str:
        """The language of the texts."""
        return self.text.language

    @property
    def width(self) -> int:
        """Columns to fill."""
        return min(_WIDEST, self.screen.width)

    @property
    def unicode(self) -> bool:
        """Whether formulas may be drawn with Unicode signs."""
        return self.screen.unicode


def clock(seconds: float) -> str:
    """Minutes and seconds, the started second counted whole: 57:42."""
    whole = max(0, -int(-seconds // 1))
    return f"{whole // 60}:{whole % 60:02d}"


def letter(place: int) -> str:
    """The name of a part on the screen: a, b, c and so on."""
    return chr(ord("a") + place)


def two_sides(left: str, right: str, width: int, indent: int = 0) -> list[str]:
    """Something at both ends of a line; where there is no room, the left end is wrapped and the right one ends it."""
    room = width - indent
    lines = textwrap.wrap(left, room, drop_whitespace=False) if left else [""]
    if len(lines[-1]) + 1 + len(right) > room:
        lines.append("")
    lines[-1] = f"{lines[-1]:<{room - len(right)}}{right}"
    return [" " * indent + line.rstrip() for line in lines]


def ticket_name(ticket: str, text: Texts) -> str:
    """Ticket 12, task 2."""
    if ticket.startswith("T"):
        return text("exam.task", number=ticket.removeprefix("T"))
    return text("exam.ticket", number=ticket)


def one_line(answer: str, width: int = _ANSWER_WIDTH) -> str:
    """An answer on one line: rows are joined by semicolons, what does not fit is cut."""
    joined = "; ".join(line.strip() for line in answer.splitlines() if line.strip())
    return joined if len(joined) <= width else joined[: width - 1] + "…"


# -------------------------------------------------------------------------------------------------------- the question


def question_lines(  # noqa: PLR0913 - what stands in the header, each by its name
    problem: Problem, answers: Mapping[str, str], look: Look, *, number: int, questions: int, left: float
) -> list[str]:
    """The header with the time left, the statement, the parts with their marks and the answers so far."""
    text, width = look.text, look.width
    said = {
        "number": number,
        "questions": questions,
        "ticket": ticket_name(problem.ticket, text),
        "points": sum(part.points for part in problem.parts),
    }
    title, time = render.title(problem, look.language), text("exam.left", left=clock(left))
    lines = ["", *two_sides(text("exam.header", title=title, **said), time, width), ""]
    if len(lines) > 3:  # a long title has a line of its own
        lines = ["", *two_sides(text("exam.header_short", **said), time, width), *textwrap.wrap(title, width), ""]
    lines = [look.screen.bold(line) for line in lines]
    statement = render.statement(problem, look.language, unicode=look.unicode)
    drawn = render.lines(statement, width - 2, unicode=look.unicode, language=look.language)
    lines += [f"  {line}".rstrip() for line in drawn]
    lines.append("")
    for place, part in enumerate(problem.parts):
        label = f"{letter(place)}) " if len(problem.parts) > 1 else ""
        prompt = render.prompt(problem, part, look.language, unicode=look.unicode)
        points_of = f"[{part.points}]"
        prompt_lines = wrapped(prompt, width - len(label) - len(points_of) - 2)
        lines += two_sides(label + prompt_lines[0], points_of, width)
        lines += [" " * len(label) + line for line in prompt_lines[1:]]
        for mark, option in option_texts(problem, part.answer, text, unicode=look.unicode):
            lines += wrapped(option, width, " " * (len(label) + len(mark) + 3), f"{' ' * len(label)}{mark})  ")
        if answer := answers.get(part.name):
            lines.append(" " * len(label) + text("exam.yours", answer=one_line(answer, width - len(label) - 20)))
    return lines


def echo_of(part: Part, typed: str, look: Look) -> list[str]:
    """How a line is read while it is typed. The shape of a matrix is part of its answer: only rows are counted here."""
    from colloq.grading.grade import read_answer  # noqa: PLC0415 - not needed to look at old exams

    if isinstance(part.answer, MatrixAnswer):
        match read_answer(part.answer, typed):
            case MatrixReading(rows):
                return [look.text("exam.rows_read", rows=len(rows))]
            case ReadProblem(key="read.ragged") as problem:
                return [problem_text(problem, look.text)]
            case _:
                pass
    return echo_lines(part, typed, look.language, look.width, unicode=look.unicode)


def read_lines(mark: PartMark, look: Look) -> list[str]:
    """How a saved answer was read, or where reading stopped; nothing about right and wrong."""
    verdict, reading = mark.graded.verdict, mark.graded.reading
    if isinstance(verdict, Unreadable):
        carets = caret_lines(mark.text, verdict.span, look.width - 2, unicode=look.unicode)
        return [*(f"  {line}" for line in carets), *wrapped(problem_text(verdict, look.text), look.width, "  ")]
    if reading is None:
        return []
    return reading_lines(reading, look.text, look.width, unicode=look.unicode)


# -------------------------------------------------------------------------------------------------- the answers so far


def review_lines(problems: Sequence[Problem], exam: Exam, left: float, look: Look) -> list[str]:
    """Every part with its answer, and nothing about whether it is right."""
    text, width = look.text, look.width
    lines = ["", text("exam.review_title", left=clock(left))]
    for number, problem in enumerate(problems, 1):
        answers = exam.answers_to(number)
        flag = "*" if number in exam.flagged else " "
        lines.append(f" {flag}{number}  {render.title(problem, look.language)}")
        for place, part in enumerate(problem.parts):
            label = letter(place) if len(problem.parts) > 1 else " "
            answer = one_line(answers.get(part.name, ""), width - 10) or text("exam.none")
            lines.append(f"      {label}  {answer}")
    return lines


# ----------------------------------------------------------------------------------------------------------- the marks


def marks_lines(exam: Exam, marks: Sequence[QuestionMarks], look: Look, when: str) -> list[str]:
    """The marks of a submitted exam; `when` is the local date of its start."""
    text, width = look.text, look.width
    by = text("exam.marks.by_clock" if exam.submitted_by == "clock" else "exam.marks.by_person")
    used = clock((exam.submitted or exam.deadline) - exam.started)
    whole = clock(exam.deadline - exam.started)
    lines = [
        "",
        *textwrap.wrap(text("exam.marks.title", id=exam.id, date=when, used=used, whole=whole, by=by), width),
        "",
    ]
    for question in marks:
        lines += _question_marks(question, look)
    earned, points = sum(question.earned for question in marks), sum(question.points for question in marks)
    lines += two_sides(text("exam.marks.total"), f"{amount(earned)}/{points}", width, 2)
    own = sum(question.own for question in marks)
    if own or any(is_prose(part) for question in marks for part in question.parts):
        lines += textwrap.wrap(
            text("exam.marks.who", program=amount(earned - own), student=amount(own)), width, initial_indent="  "
        )
    to_mark = sum(part.part.points for question in marks for part in question.to_mark)
    if to_mark:
        lines += textwrap.wrap(text("exam.marks.to_mark", points=to_mark), width, initial_indent="  ", subsequent_indent="  ")
    undecided = sum(part.part.points for question in marks for part in question.parts if _is_undecided(part))
    if undecided:
        lines.append("  " + text("exam.marks.open", points=undecided))
    return lines


def amount(points: float) -> str:
    """Points without a needless .0."""
    return f"{points:.1f}".removesuffix(".0")


def _is_undecided(part: PartMark) -> bool:
    return isinstance(part.graded.verdict, Undecided) and not isinstance(part.part.answer, RubricAnswer)


def _question_marks(question: QuestionMarks, look: Look) -> list[str]:
    text, width = look.text, look.width
    problem, number = question.problem, question.question.number
    if problem is None:
        gone = text("exam.marks.gone", problem=question.question.problem)
        return [f"  {line}" for line in textwrap.wrap(gone, width - 2)]
    title = text("exam.marks.question", number=number, title=render.title(problem, look.language))
    lines = two_sides(title, f"{amount(question.earned)}/{question.points}", width, 2)
    for place, part in enumerate(question.parts):
        label = letter(place) if len(question.parts) > 1 else " "
        answer = one_line(part.text) or text("exam.marks.paper" if is_prose(part) else "exam.marks.none")
        mark = f"{amount(part.earned)}/{part.part.points}"
        shown = f"{label} {sign(part)} {answer}"
        drawn = two_sides(shown, mark if len(question.parts) > 1 else "", width, 5)
        lines += [drawn[0].replace(sign(part), _colored(part, look), 1), *drawn[1:]]
        if remark := remark_of(problem, part, look):
            lines += [" " * 9 + line for line in textwrap.wrap(remark, width - 9)]
    return lines


def _colored(part: PartMark, look: Look) -> str:
    match part.graded.verdict:
        case Correct():
            return look.screen.good(sign(part))
        case Wrong() | Partial():
            return look.screen.bad(sign(part))
        case Unreadable() | Undecided():
            return sign(part)


def sign(part: PartMark) -> str:
    """The verdict as a sign."""
    if isinstance(part.part.answer, RubricAnswer) and not part.open:
        return "·"
    match part.graded.verdict:
        case Correct():
            return "✓"
        case Partial():
            return "±"
        case Wrong():
            return "✗" if part.text.strip() else "–"
        case Unreadable() | Undecided():
            return "?" if part.text.strip() else "–"


def remark_of(problem: Problem, part: PartMark, look: Look) -> str:
    """What is said about an answer: the mistake, or why there is no verdict; nothing where there is nothing to say."""
    if isinstance(part.part.answer, RubricAnswer):
        return look.text("exam.marks.unmarked" if part.open else "exam.marks.own")
    if not part.text.strip():
        return ""
    text, verdict = look.text, part.graded.verdict
    match verdict:
        case Wrong(mistake=Finding(general=True), free=True):
            return text("exam.marks.round")
        case Partial(mistake=finding):
            return finding_text(problem, finding, text, unicode=look.unicode)
        case Wrong(mistake=finding, witness=witness):
            said = [finding_text(problem, finding, text, unicode=look.unicode)]
            said += [witness_text(witness, text)] if witness else []
            return " ".join(filter(None, said))
        case Unreadable():
            return text("exam.marks.unreadable")
        case Undecided():
            return text("exam.marks.undecided")
        case Correct(follows=follows):
            names = [inner.name for inner in problem.parts]
            return text("verdict.follows", parts=", ".join(letter(names.index(name)) for name in follows)) if follows else ""
