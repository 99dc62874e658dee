"""The formulas of written questions once more, by SymPy: a second evaluation, for stress and tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from colloq.notation.to_sympy import symbol_of, to_sympy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from colloq.model import FormulaAnswer


def formula_values(answers: Mapping[str, FormulaAnswer], at: Mapping[str, float]) -> dict[str, float]:
    """The value of each formula at a point that gives all its symbols; formulas with other symbols are left out."""
    return {
        name: float(to_sympy(answer.tree).evalf(30, subs={symbol_of(symbol): at[symbol] for symbol in answer.symbols}))
        for name, answer in answers.items()
        if answer.symbols.keys() <= at.keys()
    }
