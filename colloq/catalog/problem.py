"""A problem: a family, its parameters and the catalogue entry, drawn from an id or made from the user's own parameters."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from colloq.catalog.family import family, family_names
from colloq.catalog.load import entry
from colloq.errors import CatalogError, UsageError
from colloq.grading.distinct import distinct
from colloq.seeds import Stream

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from colloq.catalog.family import Family, Json
    from colloq.model import Mistake, Part, Step, Values

MOST_DRAWS = 2000
_ID = re.compile(r"([a-z0-9-]+)(?:~([1-9][0-9]{0,3}))?:([1-9])@([0-9]{1,18})", re.ASCII)


@dataclass(frozen=True)
class Problem:
    """One concrete problem. `seed` is None for the user's own parameters; such a problem has no id."""

    name: str
    params: Any
    level: int = 2
    seed: int | None = None

    @property
    def family(self) -> Family:
        """The family's module."""
        return family(self.name)

    @property
    def entry(self) -> Mapping[str, Any]:
        """The family's catalogue entry; that of a written question depends on the problem drawn with it."""
        own = getattr(self.family, "entry_of", None)
        found: Mapping[str, Any] = own(self.params) if own else entry(self.name)
        return found

    @property
    def id(self) -> str:
        """`conv2d:2@17`; the version shows from 2 on. The bare name for the user's own parameters."""
        return self.name if self.seed is None else problem_id(self.name, self.level, self.seed)

    @property
    def minutes(self) -> int:
        """Minutes that a prepared student needs."""
        minutes: dict[str, int] = self.entry["minutes"]
        return minutes.get(str(self.level)) or max(minutes.values())

    @property
    def ticket(self) -> str:
        """The ticket of the guide: "13", "T1"."""
        return self.family.TICKET

    @functools.cached_property
    def parts(self) -> tuple[Part, ...]:
        """The parts with their right answers."""
        return self.family.solve(self.params)

    @functools.cached_property
    def state(self) -> Values:
        """The values that texts may show."""
        return self.family.state(self.params)

    @functools.cached_property
    def mistakes(self) -> tuple[Mistake, ...]:
        """The wrong answers of known mistakes."""
        return self.family.mistakes(self.params)

    @functools.cached_property
    def steps(self) -> tuple[Step, ...]:
        """The worked solution."""
        return self.family.explain(self.params)

    @functools.cached_property
    def hints(self) -> tuple[Step, ...]:
        """The hints, the weaker first."""
        return self.family.hints(self.params)

    def part(self, name: str) -> Part:
        """The part of this name. Raises UsageError where there is none."""
        for part in self.parts:
            if part.name == name:
                return part
        raise UsageError("part.unknown", name=name, parts=", ".join(part.name for part in self.parts))

    def params_json(self) -> dict[str, Json]:
        """The parameters as plain JSON."""
        return self.family.write_params(self.params)


def problem_id(name: str, level: int, seed: int) -> str:
    """The id of a problem of the family's present version."""
    version = family(name).VERSION
    return f"{name}{f'~{version}' if version > 1 else ''}:{level}@{seed}"


def attempts(name: str, level: int, seed: int) -> Iterator[Any | None]:
    """Successive draws of one problem: None for each that was thrown away, then the parameters."""
    source = family(name)
    rng = Stream(f"{name}~{source.VERSION}:{level}@{seed}")
    for _ in range(MOST_DRAWS):
        params = source.sample(rng, level)
        if params is not None and distinct(source.solve(params), source.mistakes(params)):
            yield params
            return
        yield None
    msg = f"{name}:{level}@{seed}: no good problem in {MOST_DRAWS} draws"
    if file := getattr(source, "file", None):
        raise CatalogError(file, name, "constraints", msg)
    raise AssertionError(msg)


def draw(name: str, level: int, seed: int) -> Problem:
    """The problem of this family, level and seed: the same on every machine."""
    if level not in family(name).LEVELS:
        raise UsageError("level.unknown", name=name, level=level, levels=", ".join(map(str, family(name).LEVELS)))
    params = next(params for params in attempts(name, level, seed) if params is not None)
    return Problem(name, params, level, seed)


def from_id(text: str) -> Problem:
    """The problem of an id such as `conv2d:2@17`. Raises UsageError for an id that is malformed or of another version."""
    found = _ID.fullmatch(text.strip())
    if not found:
        raise UsageError("id.malformed", id=text)
    name, version, level, seed = found.groups()
    if version and int(version) != family(name).VERSION:
        raise UsageError("id.version", id=text, version=family(name).VERSION)
    return draw(name, int(level), int(seed))


def from_params(name: str, fields: Mapping[str, Json], level: int = 2) -> Problem:
    """The user's own problem. Raises ParameterError naming the bad parameter."""
    return Problem(name, family(name).read_params(fields), level)


def all_families() -> tuple[str, ...]:
    """Names of all families."""
    return family_names()
