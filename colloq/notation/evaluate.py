"""Tree to numbers, in plain floats."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from colloq.notation.tree import Tree


def value(tree: Tree, point: Mapping[str, float]) -> float:
    """The value at a point; nan where the formula is undefined there, inf where it is too large for a float."""
    raise NotImplementedError
