"""What is found out about a right answer once, kept for the next answers that are typed to it."""

from __future__ import annotations

import functools
from collections import OrderedDict
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from colloq.model import FormulaAnswer
    from colloq.notation.tree import Tree

_MOST = 256
R = TypeVar("R")


def kept(function: Callable[..., R]) -> Callable[..., R]:
    """Keeps the results of `function(answer, *others)` for the last answers (or trees), told apart by being the same object.

    To tell them apart by being equal, two trees have to be hashed, which takes as long as the half of a verdict.
    """
    results: OrderedDict[tuple[object, ...], tuple[FormulaAnswer | Tree, R]] = OrderedDict()

    @functools.wraps(function)
    def wrapper(answer: FormulaAnswer | Tree, *others: object) -> R:
        key = (id(answer), *others)
        found = results.get(key)
        if found is None:
            found = results[key] = answer, function(answer, *others)  # the answer is held, so its id stays its own
            if len(results) > _MOST:
                results.popitem(last=False)
        return found[1]

    return wrapper
