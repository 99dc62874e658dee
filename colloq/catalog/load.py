"""Finding and reading `problems/*.yaml`: one id reads one file, and a broken file is named with entry and field."""

from __future__ import annotations

import functools
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from colloq import cache
from colloq.catalog.family import QUESTION, family, family_names
from colloq.errors import CatalogError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import BaseModel

    from colloq.catalog.family import Json

MOST_BYTES = 500_000  # of a file of problems
MOST_NESTED = 30
BLUEPRINT = "exam.yaml"
ERRATA = "errata.yaml"


def problems_folder() -> Path:
    """The folder of the catalogue.

    Inside a checkout it is the sibling of pyproject.toml: an editable install leaves a stale copy in the package.
    """
    package = Path(__file__).parent.parent
    sibling = package.parent / "problems"
    if (package.parent / "pyproject.toml").is_file() and sibling.is_dir():
        return sibling
    return package / "problems"


def folders() -> tuple[Path, ...]:
    """Where catalogue files are looked for: the user's own folder (COLLOQ_PROBLEMS) first."""
    own = os.environ.get("COLLOQ_PROBLEMS")
    return (Path(own), problems_folder()) if own else (problems_folder(),)


def _check(model_name: str, path: Path, raw: bytes) -> Json:
    import yaml  # noqa: PLC0415 - only for a file not yet checked
    from pydantic import ValidationError  # noqa: PLC0415

    from colloq.catalog import schema  # noqa: PLC0415

    model: type[BaseModel] = getattr(schema, model_name)
    try:
        if path.parent != problems_folder():
            harmless(raw)
        data = cache.parse_yaml(raw)
        return model.model_validate(data).model_dump(mode="json", exclude_none=True, by_alias=True)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}" if mark else ""
        raise CatalogError(path.name, "", where, str(getattr(error, "problem", "") or error)) from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where_parts = [str(part) for part in first["loc"]]
        entry = where_parts[1] if len(where_parts) > 1 and where_parts[0] == "families" else ""
        field = ".".join(where_parts[2:] if entry else where_parts)
        raise CatalogError(path.name, entry, field, first["msg"]) from error
    except ValueError as error:  # not UTF-8, a date without a day
        raise CatalogError(path.name, "", "", str(error)) from error


def harmless(raw: bytes) -> None:
    """Refuses what could exhaust the machine before its form is checked: size, depth, aliases. Raises yaml.YAMLError."""
    import yaml  # noqa: PLC0415 - only for a file not yet checked

    if len(raw) > MOST_BYTES:
        raise yaml.YAMLError(f"the file is larger than {MOST_BYTES} bytes")
    depth = 0
    for event in yaml.parse(raw, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MOST_NESTED:
            raise yaml.YAMLError(_place(event) + "nested too deeply")
        if isinstance(event, yaml.AliasEvent):
            raise yaml.YAMLError(_place(event) + "aliases (*name) are not allowed")


def _place(event: Any) -> str:  # noqa: ANN401 - an event of PyYAML's
    return f"line {event.start_mark.line + 1}: " if event.start_mark else ""


def _read(path: Path, model_name: str) -> Json:
    try:
        return cache.checked(path, functools.partial(_check, model_name))
    except OSError as error:
        raise CatalogError(path.name, "", "", error.strerror or str(error)) from error


def ticket_paths(ticket: str) -> tuple[Path, ...]:
    """The files of a ticket, the user's own first: `01-….yaml` for "1", `t2-….yaml` for "T2". Raises CatalogError for none."""
    prefix = ticket.zfill(2) if ticket.isdigit() else ticket.lower()
    found = [path for folder in folders() for path in sorted(folder.glob(f"{prefix}-*.yaml")) if not _is_own(path)]
    if not found:
        raise CatalogError(f"{prefix}-*.yaml", "", "", "no such file")
    return tuple(found)


def ticket_path(ticket: str, name: str = "") -> Path:
    """The file of a ticket; of several, the one that has the entry of this name."""
    paths = ticket_paths(ticket)
    return next((path for path in paths if name in _read(path, "TicketFile")["families"]), paths[0]) if name else paths[0]


@functools.cache
def ticket_file(ticket: str) -> Mapping[str, Any]:
    """The checked content of a ticket's file (`schema.TicketFile` as plain JSON), with the families of all its files."""
    files = []
    for path in ticket_paths(ticket):
        data: dict[str, Any] = _read(path, "TicketFile")
        if data["ticket"] != ticket:
            raise CatalogError(path.name, "", "ticket", f"is {data['ticket']}, but the file name says {ticket}")
        files.append(data)
    merged: dict[str, Any] = {}
    families: dict[str, Any] = {}
    for data in reversed(files):
        merged |= data
        families |= data["families"]
    return {**merged, "families": families}


@functools.cache
def own_files() -> tuple[tuple[Path, dict[str, Any]], ...]:
    """The files of problems without Python in the user's own folder, checked (`schema.OwnFile` as plain JSON)."""
    own = os.environ.get("COLLOQ_PROBLEMS")
    paths = sorted(Path(own).glob("*.yaml")) if own else ()
    return tuple((path, _read(path, "OwnFile")) for path in paths if _is_own(path))


def _is_own(path: Path) -> bool:
    """Whether a file has a section `problems`: problems without Python. Nothing of it is parsed yet."""
    try:
        return any(line.startswith(b"problems:") for line in path.read_bytes().splitlines())
    except OSError as error:
        raise CatalogError(path.name, "", "", error.strerror or str(error)) from error


@functools.cache
def entry(name: str) -> Mapping[str, Any]:
    """The catalogue entry of a family (`schema.Entry` as plain JSON)."""
    if own := getattr(family(name), "entry_of", None):
        made: Mapping[str, Any] = own()
        return made
    ticket = family(name).TICKET
    entries: dict[str, Any] = ticket_file(ticket)["families"]
    if name not in entries:
        raise CatalogError(ticket_path(ticket).name, name, "families", "the family has no entry")
    found: dict[str, Any] = entries[name]
    return found


@functools.cache
def tickets() -> tuple[str, ...]:
    """All tickets that have a file, in the order of the guide."""
    names = {path.name.split("-")[0] for folder in folders() for path in folder.glob("*-*.yaml") if not _is_own(path)}
    numbered = sorted(int(name) for name in names if name.isdigit())
    return (*map(str, numbered), *sorted(name.upper() for name in names if name[0] == "t" and name[1:].isdigit()))


def blueprint(path: Path | None = None) -> Mapping[str, Any]:
    """The exam blueprint (`schema.Blueprint` as plain JSON)."""
    source = path or next((folder / BLUEPRINT for folder in folders() if (folder / BLUEPRINT).exists()), None)
    data: dict[str, Any] = _read(source or problems_folder() / BLUEPRINT, "Blueprint")
    return data


def errata() -> list[dict[str, Any]]:
    """Where the study guide errs (`schema.Erratum` as plain JSON)."""
    data: dict[str, list[dict[str, Any]]] = _read(problems_folder() / ERRATA, "Errata")
    return data["errata"]


def topic_families(topic: str) -> tuple[str, ...]:
    """Families that a topic names: a family, a ticket ("13", "T1", "t1"), or a tag. Raises UsageError for any other word."""
    names = family_names()
    if topic in names:
        return (topic,)
    if topic.startswith(QUESTION) and family(topic):
        return (topic,)
    if topic.upper() in tickets():
        return tuple(name for name in names if topic.upper() == family(name).TICKET)
    tagged = tuple(name for name in names if topic.lower() in entry(name)["tags"])
    if not tagged:
        import difflib  # noqa: PLC0415 - only on the way to an error

        near = difflib.get_close_matches(topic, [*names, *tickets()], 1)
        raise UsageError("topic.unknown", topic=topic, near=near[0] if near else "")
    return tagged
