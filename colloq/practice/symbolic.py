"""SymPy's answer to a derivative: the exact solver of record behind `solve` and `show --solution`. Never part of a verdict."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from colloq.grading.formula import sample
from colloq.model import FormulaAnswer
from colloq.notation.tree import Derivative

if TYPE_CHECKING:
    from colloq.catalog.problem import Problem

_CLOSE = 1e-8


def symbolic(problem: Problem) -> str | None:
    """SymPy's form of the answer on one line; None where the problem asks for no derivative, or SymPy lacks a function.

    Raises AssertionError where it differs from the answer at the points of comparison: one of the two is wrong then.
    """
    asked = next((value for value in problem.state.values() if isinstance(value, Derivative)), None)
    answer = problem.parts[0].answer
    if asked is None or not isinstance(answer, FormulaAnswer):
        return None
    import sympy  # noqa: PLC0415 - 250 ms; nobody else waits for it

    from colloq.notation.to_sympy import symbol_of, to_sympy  # noqa: PLC0415

    points = sample(answer, problem.id)
    try:
        expression = to_sympy(asked)
    except ValueError:
        return None
    function = sympy.lambdify([symbol_of(name) for name in points.columns], expression, "mpmath")
    for index, expected in enumerate(points.expected[0]):
        value = complex(function(*(column[index] for column in points.columns.values())))
        if math.isfinite(expected) and abs(value - expected) > _CLOSE * max(abs(expected), abs(value)):
            msg = f"{problem.id}: SymPy's answer differs: {expression}"
            raise AssertionError(msg)
    return str(expression).replace("**", "^")
