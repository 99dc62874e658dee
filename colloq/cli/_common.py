"""What several commands share: NAME=VALUE pairs, the user's own problems, the exit code of verdicts."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from colloq.catalog.problem import Problem
    from colloq.practice.marking import PartMark
    from colloq.texts import Texts

RIGHT, WRONG, UNREADABLE, UNDECIDED = 0, 1, 3, 4


def exit_code(marks: Iterable[PartMark]) -> int:
    """Of several parts the first that applies: unreadable, undecided, wrong, right."""
    from colloq.model import Correct, Undecided, Unreadable  # noqa: PLC0415 - `--help` does without

    verdicts = [mark.graded.verdict for mark in marks]
    if any(isinstance(verdict, Unreadable) for verdict in verdicts):
        return UNREADABLE
    if any(isinstance(verdict, Undecided) for verdict in verdicts):
        return UNDECIDED
    return RIGHT if all(isinstance(verdict, Correct) for verdict in verdicts) else WRONG


def pairs(option: str, values: Sequence[str]) -> dict[str, str]:
    """NAME=VALUE words as a mapping. Raises UsageError."""
    found: dict[str, str] = {}
    for value in values:
        name, equals, rest = value.partition("=")
        if not equals or not name.strip():
            raise UsageError("usage.pair", option=option, value=value)
        found[name.strip()] = rest
    return found


def own_problem(name: str, settings: Sequence[str], text: Texts) -> Problem:
    """The user's own problem. Raises UsageError that names the bad parameter and what the family takes."""
    from colloq.catalog.family import family  # noqa: PLC0415
    from colloq.catalog.problem import from_params  # noqa: PLC0415

    family(name)
    fields = {field: _plain(value) for field, value in pairs("--set", settings).items()}
    try:
        return from_params(name, fields)
    except ParameterError as error:
        raise UsageError("usage.said", said=parameter_message(name, error, text)) from error


def _plain(value: str) -> Any:  # noqa: ANN401 - plain JSON
    """The value, taken as JSON where it is an object or a list of lists, as `show --json` prints it."""
    if not value.lstrip().startswith(("{", "[[", '["')):
        return value
    import json  # noqa: PLC0415 - seldom needed

    try:
        return json.loads(value)
    except json.JSONDecodeError:
        return value


def parameter_message(name: str, error: ParameterError, text: Texts) -> str:
    """What is wrong with a parameter, in the words of the family's entry or in general ones, and what is expected."""
    import re  # noqa: PLC0415 - only on the way to an error

    from colloq.catalog.load import entry  # noqa: PLC0415
    from colloq.texts import fill  # noqa: PLC0415

    own = entry(name)["errors"].get(error.key)
    said = fill(own[text.language], error.values) if own else text(f"parameter.{error.key}", **error.values)
    if not re.search(rf"\b{re.escape(error.field)}\b", said):
        said = f"{error.field}: {said}"
    lines = [f"  {field}: {line[text.language]}" for field, line in entry(name)["set"].items()]
    return "\n".join([said, text("parameter.known", name=name), *lines])


def standard_input() -> str:
    """All of the standard input, as UTF-8 or as the terminal writes it; without the mark that PowerShell puts before it."""
    return sys.stdin.read().removeprefix("\ufeff")
