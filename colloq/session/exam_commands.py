"""The commands of an exam: what a line means besides an answer."""

from __future__ import annotations

import re

from colloq.screens.prompt import command_of, same_keys

WORDS = {"q": "q", "quit": "q", "exit": "q", "review": "review", "submit": "submit", "help": "help", "h": "help"}
"""Commands that are words, with their other names."""

_YES = frozenset({"y", "yes", "д", "да"})
_TRAILING = re.compile(r"(?s)(.*?)\s*[:Ж](\w+)")
_PLACE = re.compile(r"([1-9][0-9]?)?([a-z])?")


def split(line: str, offered: str = "") -> tuple[str | None, str]:
    """The command of a line and the half-typed answer before it; None for a line that is an answer.

    A command may stand alone (`:q`), behind the text that `offered` had put into the line, or, if it is a word, behind any
    text: `√(2/3) :q`. A colon before a number or a letter is left alone there: 6:2 may be meant.
    """
    name = command_of(line)
    if name is not None:
        return name, ""
    if offered and line.startswith(offered) and (name := command_of(line.removeprefix(offered))) is not None:
        return name, offered
    found = _TRAILING.fullmatch(line.rstrip())
    if found and (name := same_keys(found[2])) in WORDS and name != "h":
        return name, found[1]
    return None, ""


def target(name: str, question: int) -> tuple[int, int | None] | None:
    """Question (from 1) and part (from 0) that `2`, `b` or `2b` names, seen from a question; None for any other word."""
    found = _PLACE.fullmatch(name)
    if not name or not found:
        return None
    return int(found[1] or question), ord(found[2]) - ord("a") if found[2] else None


def is_yes(reply: str, *, default: bool = False) -> bool:
    """Whether a person said yes, in either language; an empty line is the default."""
    if not reply.strip():
        return default
    return reply.strip().lower() in _YES or command_of(reply) == "submit"
