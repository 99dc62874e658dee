"""What is read from the command line before the program behind it is built: the language, the screen, the command."""

from __future__ import annotations

import pkgutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from colloq.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

_WITH_VALUE = ("--lang", "--problems")
_FLAGS = ("--ascii", "--no-color")


@dataclass(frozen=True, slots=True)
class Arguments:
    """The command line without the options that hold for every command, and what those said."""

    rest: tuple[str, ...]
    command: str | None
    lang: str | None = None
    problems: str | None = None
    ascii: bool = False
    no_color: bool = False


def arguments(words: Sequence[str]) -> Arguments:
    """Takes the general options out, wherever they stand before `--`. Raises UsageError where one lacks its value."""
    rest: list[str] = []
    values: dict[str, str] = {}
    flags: set[str] = set()
    left = list(words)
    while left:
        word = left.pop(0)
        name, equals, value = word.partition("=")
        if word == "--":
            rest += [word, *left]
            break
        if name in _WITH_VALUE:
            if not equals and not left:
                raise UsageError("usage.needs_value", option=name)
            values[name] = value if equals else left.pop(0)
        elif word in _FLAGS:
            flags.add(word)
        else:
            rest.append(word)
    return Arguments(
        tuple(rest),
        rest[0] if rest and not rest[0].startswith("-") else None,
        lang=values.get("--lang"),
        problems=values.get("--problems"),
        ascii="--ascii" in flags,
        no_color="--no-color" in flags,
    )


def command_names() -> tuple[str, ...]:
    """The commands: the modules beside this one."""
    found = pkgutil.iter_modules([str(Path(__file__).parent)])
    return tuple(sorted(module.name for module in found if module.name[0] != "_" and module.name != "main"))
