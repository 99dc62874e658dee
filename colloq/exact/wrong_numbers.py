"""The wrong answers of a problem put together: what comes to the right answer, or to an earlier wrong one, is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from colloq.grading.number import exact
from colloq.model import FormulaAnswer, MatrixAnswer, Mistake, NumberAnswer

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from colloq.model import Answer, Part
    from colloq.notation.tree import Tree


def slips(parts: Iterable[Part], wrong: Callable[[str], Iterable[tuple[str, Answer]]]) -> tuple[Mistake, ...]:
    """The mistakes of each part, `wrong` giving their names and answers by the part's name, those that matter most first."""
    found: list[Mistake] = []
    for part in parts:
        seen = {_key(part.answer)}
        for name, answer in wrong(part.name):
            if _key(answer) not in seen:
                seen.add(_key(answer))
                found.append(Mistake(name, part.name, answer))
    return tuple(found)


def _key(answer: Answer) -> Hashable:
    """Equal for answers of equal rational numbers; others count by their form."""
    match answer:
        case NumberAnswer(tree):
            return _value(tree)
        case MatrixAnswer(rows):
            return tuple(tuple(map(_value, row)) for row in rows)
        case FormulaAnswer(tree):
            return tree
        case _:
            return str(answer)


def _value(tree: Tree) -> Hashable:
    number = exact(tree)
    return tree if number is None else number
