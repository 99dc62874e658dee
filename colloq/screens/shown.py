"""The page of `colloq show` and `colloq solve`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from colloq.practice.symbolic import symbolic
from colloq.screens.problem import header, hint_lines, prompt_lines, solution_lines, statement_lines
from colloq.screens.style import wrapped

if TYPE_CHECKING:
    from colloq.catalog.problem import Problem
    from colloq.screens.style import Screen
    from colloq.texts import Texts


def problem_lines(screen: Screen, problem: Problem, text: Texts, *, hints: bool = False, solution: bool = False) -> list[str]:
    """Header, statement and prompts; then hints and the worked solution where they are wanted."""
    lines = [screen.dim(header(problem, text)), "", *statement_lines(screen, problem, text), ""]
    for place, part in enumerate(problem.parts):
        if len(problem.parts) > 1:
            lines += [""] if place else []
            lines.append(screen.bold(f"{part.name} · {text('show.points', points=part.points)}"))
        lines += prompt_lines(screen, problem, part, text)
    if hints:
        for number in range(len(problem.hints)):
            lines += ["", screen.bold(text("show.hint", number=number + 1)), *hint_lines(screen, problem, number, text, "  ")]
    if solution:
        lines += ["", *solution_lines(screen, problem, text)]
        if checked := symbolic(problem):
            lines += ["", *wrapped(text("show.sympy", formula=checked), screen.width)]
    return lines
