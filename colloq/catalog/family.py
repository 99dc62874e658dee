"""What a family module in `colloq/families/` contains, and how it is found.

A family is pure functions over one frozen dataclass of parameters. Adding one takes a module `colloq/families/<name>.py`
(hyphens become underscores) and an entry in `problems/<ticket>-….yaml`; nothing is registered by hand.
"""

from __future__ import annotations

import functools
import importlib
import os
import pkgutil
from typing import TYPE_CHECKING, Any, Protocol, cast

from colloq import families
from colloq.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from colloq.model import Mistake, Part, Step, Values
    from colloq.seeds import Stream

QUESTION = "question-"
"""What the names of written questions begin with; the number of the ticket follows."""

Json = Any  # plain JSON: dict, list, str, int, float, bool, None


class Family(Protocol):
    """The names a family module defines. `P` below is its own frozen dataclass of parameters."""

    VERSION: int
    """Part of the id; raised whenever a seed would give another problem."""
    TICKET: str
    """"1" … "21", "T1" or "T2": which file of `problems/` holds the entry."""
    LEVELS: tuple[int, ...]
    """1 warm-up, 2 exam, 3 harder; fewer where the catalogue entry gives a reason."""

    def read_params(self, fields: Mapping[str, Json]) -> Any:  # noqa: ANN401
        """Parameters from text (`--set k=v`) or plain JSON (a stored attempt).

        Raises ParameterError naming the field, for everything that would make the problem ambiguous or impossible.
        """

    def write_params(self, params: Any) -> dict[str, Json]:  # noqa: ANN401
        """Plain JSON that `read_params` turns back into equal parameters."""

    def sample(self, rng: Stream, level: int) -> Any | None:  # noqa: ANN401
        """Draws a good problem, or None where this draw has to be thrown away (the caller draws on, and counts)."""

    def state(self, params: Any) -> Values:  # noqa: ANN401
        """The values that the statement, the prompts and the messages of the entry may show, by name."""

    def solve(self, params: Any) -> tuple[Part, ...]:  # noqa: ANN401
        """The parts with their exact answers. No SymPy and no NumPy: this runs on `check` and at the start of a drill."""

    def explain(self, params: Any) -> tuple[Step, ...]:  # noqa: ANN401
        """The worked solution, as a person would write it; its last step states the answer."""

    def hints(self, params: Any) -> tuple[Step, ...]:  # noqa: ANN401
        """Two hints, the second stronger; each names a place or a rule and never contains the answer."""

    def mistakes(self, params: Any) -> tuple[Mistake, ...]:  # noqa: ANN401
        """The wrong answers of the known mistakes that these parameters can show.

        `draw` throws a problem away when two of one part's mistakes agree with each other or with the right answer; a mistake
        that these parameters cannot show at all (no padding asked) is left out instead.
        """

    def oracle(self, params: Any, at: Mapping[str, float]) -> dict[str, Any]:  # noqa: ANN401
        """Numeric value(s) of each part by a route that shares no code with `solve`: floats, or lists of rows of floats.

        `at` gives the symbols of formula parts. NumPy, SymPy and mpmath may be imported inside.
        """

    # def carried(self, params: Any, part: str, own: Mapping[str, Answer]) -> Answer | None: error carried forward. The answer
    # to `part` that follows from the own answers to the earlier parts; `own` has one of the right kind for each of them (the
    # right one where the student's is right or missing). None where the part does not depend on them or nothing sensible follows.

    # def space(self, level: int) -> int: how many different problems a level has; needed where there are fewer than a thousand.

    def skeleton(self, params: Any) -> str:  # noqa: ANN401
        """What kind of problem this is, constants erased; `stress` counts how many kinds there are."""


def family_names() -> tuple[str, ...]:
    """Names of all families, sorted, with the problems of the user's own folder; no family is imported."""
    own = own_names()
    return tuple(sorted({*_modules(), *own})) if own else _modules()


def own_names() -> tuple[str, ...]:
    """Names of the problems without Python in the user's own folder (COLLOQ_PROBLEMS)."""
    if not os.environ.get("COLLOQ_PROBLEMS"):
        return ()
    from colloq.catalog.declared import declared  # noqa: PLC0415 - where there is a folder of one's own

    return tuple(declared())


def _modules() -> tuple[str, ...]:
    return _modules_in(tuple(families.__path__))


@functools.cache
def _modules_in(folders: tuple[str, ...]) -> tuple[str, ...]:
    """Asked for with every text of every problem, so the folders are looked at once."""
    return tuple(sorted(module.name.replace("_", "-") for module in pkgutil.iter_modules(folders) if module.name[0] != "_"))


def is_module(name: str) -> bool:
    """Whether a family of this name is written in Python."""
    return name in _modules()


def family(name: str) -> Family:
    """The family of this name; `question-13` is the written question of a ticket.

    Raises UsageError, with the nearest name, where there is none.
    """
    if name.startswith(QUESTION):
        from colloq.catalog.written import question  # noqa: PLC0415 - draws problems of families itself

        return question(name.removeprefix(QUESTION))
    if is_module(name):
        return cast("Family", importlib.import_module("colloq.families." + name.replace("-", "_")))
    if name in own_names():
        from colloq.catalog.declared import declared  # noqa: PLC0415 - where there is a folder of one's own

        return declared()[name]
    import difflib  # noqa: PLC0415 - only on the way to an error

    near = difflib.get_close_matches(name, family_names(), 1)
    raise UsageError("family.unknown", name=name, near=near[0] if near else "")
