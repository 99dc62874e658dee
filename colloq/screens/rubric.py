"""Prose that was written on paper: the model answer, and the points that the student ticks beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from colloq.catalog import render
from colloq.model import RubricAnswer
from colloq.screens.problem import LETTERS, block_lines, word_texts
from colloq.screens.style import wrapped

if TYPE_CHECKING:
    from colloq.catalog.problem import Problem
    from colloq.model import Part
    from colloq.screens.style import Screen
    from colloq.texts import Texts


def model_answer_lines(screen: Screen, problem: Problem, text: Texts) -> list[str]:
    """What should stand on the sheet of paper."""
    model = getattr(problem.family, "model_answer", None)
    steps = model(problem.params) if model else problem.steps
    lines = [screen.bold(text("rubric.model")), ""]
    for step in steps:
        lines += [*block_lines(screen, render.step(problem, step, text.language, unicode=screen.unicode), text, "  "), ""]
    return lines


def rubric_lines(screen: Screen, problem: Problem, part: Part, text: Texts) -> list[str]:
    """The points with their letters and marks; the formula points of the same sheet are not among them."""
    assert isinstance(part.answer, RubricAnswer)
    points = part.answer.points
    lines = wrapped(text("rubric.points"), screen.width)
    for letter, said, marks in zip(
        LETTERS, word_texts(problem, tuple(points), text, unicode=screen.unicode), points.values(), strict=False
    ):
        lines += wrapped(f"{said} [{marks}]", screen.width, "     ", f"  {letter}) ")
    return lines
