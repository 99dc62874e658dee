"""Formulas in plain letters and derivative atoms: sums of products, to which every number may be given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from colloq.model import REAL, FormulaAnswer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from colloq.notation.tree import Tree

_BOX = (0.3, 1.8)
"""Positive, so that sums do not cancel by chance; what agrees here is looked at elsewhere before it is right."""


def letter_formula(
    tree: Tree,
    names: Iterable[str],
    aliases: Mapping[str, str] | None = None,
    boxes: Mapping[str, tuple[float, float]] | None = None,
) -> FormulaAnswer:
    """The answer that is this formula; `names` are all letters and atoms that an answer, right or wrong, may need.

    `boxes`: other intervals for single letters, where differences must not cancel either.
    """
    known = tuple(names)
    box = {**dict.fromkeys(known, _BOX), **(boxes or {})}
    return FormulaAnswer(tree, dict.fromkeys(known, REAL), box=box, aliases=aliases or {})
