"""How much work one verdict may take. It is counted, not timed: every machine and system gives the same verdict, and none hangs.

A unit is about a microsecond of a machine of 2024. What cannot be decided with `MOST` units is left undecided.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from colloq.notation.tree import Tree

MOST = 250_000


class Effort:
    """What is left of the work of one verdict, and what it has found out about trees already."""

    __slots__ = ("_known", "left")

    def __init__(self, units: int = MOST) -> None:
        self.left = units
        self._known: dict[tuple[str, int], tuple[Tree, Any]] = {}

    def spend(self, units: int) -> bool:
        """Takes so many units; false where they are used up, and from then on."""
        self.left -= units
        return self.left >= 0

    def recall(self, what: str, tree: Tree) -> Any | None:  # noqa: ANN401 - whatever was kept
        """What was kept about this very tree; None where nothing was."""
        found = self._known.get((what, id(tree)))
        return None if found is None else found[1]

    def keep(self, what: str, tree: Tree, value: Any) -> None:  # noqa: ANN401
        """Keeps a finding until the verdict is there. The tree is kept with it, so that its identity stays its own."""
        self._known[what, id(tree)] = (tree, value)


_current: ContextVar[Effort | None] = ContextVar("effort", default=None)


@contextmanager
def one_effort() -> Iterator[Effort]:
    """All that happens inside shares one effort; inside of another it is a part of that one."""
    running = _current.get()
    if running is not None:
        yield running
        return
    token = _current.set(Effort())
    try:
        yield effort()
    finally:
        _current.reset(token)


def effort() -> Effort:
    """The effort of the verdict that is being found; a fresh one outside of any."""
    return _current.get() or Effort()
