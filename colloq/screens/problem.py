"""A problem on the screen: its header, statement, prompts, hints, worked solution and answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from colloq.catalog import render
from colloq.model import (
    ChoiceAnswer,
    FormulaAnswer,
    MatchingAnswer,
    MatrixAnswer,
    MatrixFormulaAnswer,
    NumberAnswer,
    OrderingAnswer,
    RubricAnswer,
    Word,
)
from colloq.notation.linear import linear, linear_matrix
from colloq.notation.read import MatrixReading, Reading
from colloq.screens.reading import reading_lines
from colloq.screens.style import wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from colloq.catalog.problem import Problem
    from colloq.model import Answer, Part, Statement
    from colloq.screens.style import Screen
    from colloq.texts import Texts

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def header(problem: Problem, text: Texts) -> str:
    """Id, ticket and minutes on one line."""
    return text("drill.header", id=problem.id, ticket=problem.ticket, minutes=problem.minutes)


def block_lines(screen: Screen, blocks: Statement, text: Texts, indent: str = "") -> list[str]:
    """Paragraphs, formulas and matrices."""
    lines = render.lines(blocks, screen.width - len(indent), unicode=screen.unicode, language=text.language)
    return [indent + line if line else "" for line in lines]


def statement_lines(screen: Screen, problem: Problem, text: Texts) -> list[str]:
    """The statement."""
    return block_lines(screen, render.statement(problem, text.language, unicode=screen.unicode), text)


def prompt_lines(screen: Screen, problem: Problem, part: Part, text: Texts) -> list[str]:
    """What is asked in a part, with the options where there are any."""
    lines = wrapped(render.prompt(problem, part, text.language, unicode=screen.unicode), screen.width)
    for mark, option in option_texts(problem, part.answer, text, unicode=screen.unicode):
        lines += wrapped(option, screen.width, " " * (len(mark) + 3), f"{mark})  "[: len(mark) + 3])
    return lines


def option_texts(problem: Problem, answer: Answer, text: Texts, *, unicode: bool = True) -> list[tuple[str, str]]:
    """The options of a choice, the items of an order, both sides of a matching: mark and text."""

    def said(keys: tuple[str, ...], marks: list[str]) -> list[tuple[str, str]]:
        return list(zip(marks, word_texts(problem, keys, text, unicode=unicode), strict=True))

    def letters(keys: tuple[str, ...]) -> list[str]:
        return list(LETTERS[: len(keys)])

    match answer:
        case ChoiceAnswer(options):
            return said(options, letters(options))
        case OrderingAnswer(shown=shown):
            return said(shown, letters(shown))
        case MatchingAnswer(left, right):
            return [*said(left, [str(place + 1) for place in range(len(left))]), *said(right, letters(right))]
        case _:
            return []


def word_texts(problem: Problem, keys: Sequence[str], text: Texts, *, unicode: bool = True) -> list[str]:
    """Phrases of the entry, with the values of the problem."""
    return [render.inline(problem, Word(key), text.language, unicode=unicode) for key in keys]


def hint_lines(screen: Screen, problem: Problem, number: int, text: Texts, indent: str = "") -> list[str]:
    """One hint, counted from 0."""
    return block_lines(screen, render.hint(problem, problem.hints[number], text.language, unicode=screen.unicode), text, indent)


def solution_lines(screen: Screen, problem: Problem, text: Texts) -> list[str]:
    """The worked solution, step by step, and the answers."""
    lines = [screen.bold(text("show.solution")), ""]
    for number, step in enumerate(problem.steps, 1):
        block = block_lines(screen, render.step(problem, step, text.language, unicode=screen.unicode), text, "     ")
        lines += [f"{number:>3}. {block[0].lstrip()}", *block[1:], ""]
    return [*lines, *answer_lines(screen, problem.parts, text)]


def answer_lines(screen: Screen, parts: Sequence[Part], text: Texts) -> list[str]:
    """The right answers of these parts."""
    lines = [screen.bold(text("show.answer"))]
    for part in parts:
        if isinstance(part.answer, RubricAnswer):
            continue  # prose: the worked solution is the answer
        label = f"{part.name}: " if len(parts) > 1 else ""
        drawn = [*_drawn(screen, part.answer, text), *_rounded(screen, part.answer, text)]
        lines += [("  " + (label if place == 0 else " " * len(label)) + line).rstrip() for place, line in enumerate(drawn)]
    return lines


def _rounded(screen: Screen, answer: Answer, text: Texts) -> list[str]:
    """An irrational number once more, as the decimal that is enough."""
    if not isinstance(answer, NumberAnswer):
        return []
    from colloq.exact.decimals import significant  # noqa: PLC0415 - only for solutions
    from colloq.grading.number import exact  # noqa: PLC0415

    if exact(answer.value) is not None:
        return []
    decimal = linear(significant(answer.value, answer.digits), text.language, unicode=screen.unicode, pretty=True)
    return [f"≈ {decimal}" if screen.unicode else f"~ {decimal}"]


def _drawn(screen: Screen, answer: Answer, text: Texts) -> list[str]:
    match answer:
        case NumberAnswer(tree) | FormulaAnswer(tree) | MatrixFormulaAnswer(tree):
            return reading_lines(Reading(tree), text, screen.width - 12, unicode=screen.unicode, label=False)
        case MatrixAnswer(rows):
            return reading_lines(MatrixReading(rows), text, screen.width - 12, unicode=screen.unicode, label=False)
        case _:
            return [answer_string(answer)]


def answer_string(answer: Answer) -> str:
    """An answer as one line that the grader reads back as this answer."""
    match answer:
        case NumberAnswer(tree) | FormulaAnswer(tree) | MatrixFormulaAnswer(tree):
            return linear(tree, unicode=False)
        case MatrixAnswer(rows):
            return linear_matrix(rows)
        case ChoiceAnswer(options, right):
            return ", ".join(LETTERS[place] for place, option in enumerate(options) if option in right)
        case OrderingAnswer(items, shown):
            return " ".join(LETTERS[shown.index(item)] for item in items)
        case MatchingAnswer(left, right, pairs):
            return " ".join(f"{place}{LETTERS[right.index(pairs[item])]}" for place, item in enumerate(left, 1))
        case RubricAnswer():
            return ""
        case _:
            assert_never(answer)
