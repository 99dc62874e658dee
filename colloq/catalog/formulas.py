"""Formulas in the files of the catalogue: read like typed answers, never executed."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any

from colloq.grading.number import exact
from colloq.notation.build import rational
from colloq.notation.read import ReadProblem, read_formula
from colloq.notation.tidy import make
from colloq.notation.tree import Tree, children, substitute

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

COMPARISON = re.compile(r"(.+?)(<=|>=|!=|==|≤|≥|≠|<|>|=)(.+)")
_HOLDS = {
    "<=": lambda a, b: a <= b, "≤": lambda a, b: a <= b, ">=": lambda a, b: a >= b, "≥": lambda a, b: a >= b,
    "<": lambda a, b: a < b, ">": lambda a, b: a > b, "!=": lambda a, b: a != b, "≠": lambda a, b: a != b,
    "==": lambda a, b: a == b, "=": lambda a, b: a == b,
}  # fmt: skip


@functools.lru_cache(maxsize=4096)
def read_tree(text: str, letters: tuple[str, ...], *, matrices: bool = False) -> Tree:
    """A formula of the file. Raises ValueError naming the place that cannot be read."""
    read = read_formula(text, letters, matrices=matrices)
    if isinstance(read, ReadProblem):
        start, end = read.span
        msg = f"{text!r} cannot be read at {text[start:end]!r}: {read.key}"
        raise ValueError(msg)  # noqa: TRY004 - pydantic makes an error of the file of it
    return read.tree


def put(tree: Tree, numbers: Mapping[str, Fraction], *, tidy: bool = True) -> Tree:
    """The numbers in place of the parameters' letters; tidied as a person would write it."""
    whole = substitute(tree, {name: rational(number) for name, number in numbers.items()})
    return _tidied(whole) if tidy else whole


def _tidied(tree: Tree) -> Tree:
    whole = exact(tree)
    if whole is not None:
        return rational(whole)
    parts = children(tree)
    return make(tree, tuple(_tidied(part) for part in parts)) if parts else tree


def value(expression: str, numbers: Mapping[str, Fraction]) -> Fraction | None:
    """The exact value of an expression in the parameters; None for a root, or where it is undefined."""
    return exact(substitute(read_tree(expression, tuple(numbers)), {name: rational(number) for name, number in numbers.items()}))


def holds(constraint: str | Mapping[str, Any], numbers: Mapping[str, Fraction]) -> bool:
    """Whether a comparison holds, or an expression is whole; where a side has no exact value it does not."""
    if not isinstance(constraint, str):
        whole = value(constraint["whole"], numbers)
        return whole is not None and whole.denominator == 1
    found = COMPARISON.fullmatch(constraint)
    assert found is not None
    left, right = value(found[1], numbers), value(found[3], numbers)
    return left is not None and right is not None and bool(_HOLDS[found[2]](left, right))
