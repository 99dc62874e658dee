"""The formulas of written questions once more, by SymPy: a second evaluation, for stress and tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from colloq.notation.to_sympy import symbol_of, to_sympy
from colloq.notation.tree import symbols_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from colloq.model import FormulaAnswer
    from colloq.notation.tree import Tree


def formula_values(answers: Mapping[str, FormulaAnswer], at: Mapping[str, float]) -> dict[str, float]:
    """The value of each formula at a point that gives all its symbols; formulas with other symbols are left out."""
    return {name: value_of(answer.tree, at) for name, answer in answers.items() if answer.symbols.keys() <= at.keys()}


def value_of(tree: Tree, at: Mapping[str, float]) -> float:
    """The value of a tree at a point that gives all its symbols."""
    return float(to_sympy(tree).evalf(30, subs={symbol_of(symbol): at[symbol] for symbol in symbols_of(tree)}))
