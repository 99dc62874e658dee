"""How much work one verdict may take. It is counted, not timed: every machine and system gives the same verdict, and none hangs.

A unit is about a microsecond of a machine of 2024. What cannot be decided with `MOST` units is left undecided.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from contextvars import Token

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


class one_effort:  # noqa: N801 - used like a function; a generator would take twice as long
    """All that happens inside shares one effort; inside of another it is a part of that one."""

    __slots__ = ("_token",)

    def __enter__(self) -> Effort:
        running = _current.get()
        self._token: Token[Effort | None] | None = None
        if running is None:
            running = Effort()
            self._token = _current.set(running)
        return running

    def __exit__(self, *_: object) -> None:
        if self._token is not None:
            _current.reset(self._token)


def effort() -> Effort:
    """The effort of the verdict that is being found; a fresh one outside of any."""
    return _current.get() or Effort()
