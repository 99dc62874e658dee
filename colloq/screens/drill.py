"""What a person sees of a drill."""

from __future__ import annotations

from typing import TYPE_CHECKING

from colloq.model import Correct, MatrixAnswer, Unreadable
from colloq.screens.checked import echo_of
from colloq.screens.problem import LETTERS, header, prompt_lines, statement_lines
from colloq.screens.style import two_sides, wrapped
from colloq.screens.verdict import verdict_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from colloq.catalog.problem import Problem
    from colloq.model import Part
    from colloq.practice.drill import Summary
    from colloq.practice.marking import PartMark
    from colloq.screens.style import Screen
    from colloq.texts import Texts

_WHOLE = (";", "\\\\")  # marks between rows: a line with one of them is a whole matrix


def letter(place: int) -> str:
    """The letter of a part on the screen, from a."""
    return LETTERS[place]


def question_lines(screen: Screen, problem: Problem, number: int, count: int, text: Texts) -> list[str]:
    """The header and the statement."""
    title = two_sides(header(problem, text), text("drill.question", number=number, count=count), screen.width)
    return ["", screen.dim(title), "", *statement_lines(screen, problem, text), ""]


def part_lines(screen: Screen, problem: Problem, place: int, text: Texts) -> list[str]:
    """The prompt of a part, and the keys."""
    part = problem.parts[place]
    lines: list[str] = []
    if len(problem.parts) > 1:
        said = text("drill.part", letter=letter(place), parts=len(problem.parts), points=part.points)
        lines += ["", screen.bold(said)] if place else [screen.bold(said)]
    lines += prompt_lines(screen, problem, part, text)
    keys = [text("drill.keys")]
    if isinstance(part.answer, MatrixAnswer) and len(part.answer.rows) > 1:
        keys.insert(0, text("drill.rows"))
    return [*lines, *map(screen.dim, keys)]


def is_complete(part: Part, rows: Sequence[str], *, pasted: bool = False) -> bool:
    """Whether an answer is whole; a matrix typed row by row waits for an empty line."""
    if not isinstance(part.answer, MatrixAnswer):
        return True
    typed = "\n".join(rows)
    if any(typed.count(opening) > typed.count(closing) for opening, closing in ("[]", "()", "{}", (r"\begin", r"\end"))):
        return False
    if pasted or len(part.answer.rows) == 1:
        return True
    if len(rows) == 1 and (typed.lstrip().startswith(("[[", "((", r"\begin", "[")) or typed.rstrip().endswith("]]")):
        return True
    return any(mark in typed for mark in _WHOLE) or (len(rows) > 1 and typed.lstrip().startswith(("[", r"\begin", "(")))


def status_line(problem: Problem, seconds: float, text: Texts, width: int) -> str:
    """The level and the time, at the right end."""
    clock = f"{int(seconds) // 60:02d}:{int(seconds) % 60:02d}"
    said = f"{text('drill.level', level=problem.level)} · {clock}"
    return f"{said:>{width - 1}}"


def verdict_page(screen: Screen, problem: Problem, mark: PartMark, text: Texts, *, echo: bool) -> list[str]:
    """The verdict; with `echo`, where nothing was drawn while typing, also how the answer was read."""
    lines = verdict_lines(screen, problem, mark, text)
    if echo and not isinstance(mark.graded.verdict, Correct | Unreadable):
        lines += echo_of(screen, mark, text)
    return lines


def summary_lines(screen: Screen, summary: Summary, families: Sequence[str], text: Texts) -> list[str]:
    """The end of a drill."""
    if not summary.questions:
        return ["", text("drill.summary_none")]
    earned = f"{summary.earned:.1f}".removesuffix(".0")
    said = text(
        "drill.summary",
        questions=summary.questions,
        right=summary.right,
        clean=summary.clean,
        earned=earned.replace(".", ",") if text.language == "ru" else earned,
        points=summary.points,
    )
    lines = ["", *wrapped(said, screen.width)]
    if summary.weak:
        lines.append(text("drill.summary_weak", names=", ".join(summary.weak)))
    topics = " ".join(summary.weak or (families if len(families) <= 3 else ()))
    return [*lines, screen.dim(text("drill.summary_next", topics=topics).rstrip())]
