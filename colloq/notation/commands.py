r"""LaTeX commands: which are passed over, which stand for a sign, which for a name."""

from __future__ import annotations

import re
from typing import NamedTuple

_COMMAND = re.compile(r"\\(?:[A-Za-z]+|.)", re.DOTALL)
_FONTS = "operatorname|mathrm|text|textrm|mathit|mathbf|mathsf|boldsymbol|bm|rm"
_WORD = re.compile(
    rf"\\(?:{_FONTS})\*?\s*(?:\{{\s*\\?([A-Za-z]+)\s*\}}|\\([A-Za-z]+)|\s([A-Za-z])(?![A-Za-z]))|"
    r"\\mathop\s*\{\s*\\(?:mathrm|operatorname|rm)\s*\{?\s*([A-Za-z]+)\s*\}?\s*\}|"
    r"\{\s*\\rm\s+([A-Za-z]+)\s*\}"
)
_ROOT = re.compile(r"\\root\s*\{?\s*(\d{1,2})\s*\}?\s*\\of(?![A-Za-z])", re.ASCII)
_FRACTION = re.compile(r"\\(?:[dtc]?frac|nicefrac|sfrac)")
_SKIPPED = frozenset(
    (r"\left", r"\right", r"\big", r"\Big", r"\bigl", r"\bigr", r"\Bigl", r"\Bigr", r"\bigg", r"\Bigg", r"\biggl", r"\biggr",
     r"\,", r"\;", r"\!", r"\:", r"\ ", r"\>", r"\quad", r"\qquad", r"\thinspace", r"\enspace", r"\displaystyle", r"\textstyle",
     r"\scriptstyle", r"\limits", r"\nolimits", r"\middle", r"\mathstrut", r"\strut", r"\boxed", r"\fbox", r"\underline")
)  # fmt: skip
_SIGNS = {
    r"\cdot": "*", r"\times": "*", r"\ast": "*", r"\star": "*", r"\bullet": "*", r"\cdotp": "*", r"\*": "*",
    r"\div": "/", r"\colon": "/", r"\slash": "/",
    r"\lvert": "|", r"\rvert": "|", r"\vert": "|", r"\mid": "|",
    r"\{": "(", r"\}": ")", r"\lbrace": "(", r"\rbrace": ")", r"\lbrack": "(", r"\rbrack": ")",
    r"\lparen": "(", r"\rparen": ")", r"\prime": "'",
}  # fmt: skip
_TRANSPOSES = frozenset((r"\top", r"\intercal"))


class Command(NamedTuple):
    """`kind`: skip, sign, frac, over, root, transpose, name; `value`: the sign, the degree or the name."""

    kind: str
    value: str
    end: int


def command_at(text: str, at: int) -> Command | None:
    """The command that begins here; None for a lone backslash."""
    if word := _WORD.match(text, at):
        return Command("name", next(name for name in word.groups() if name), word.end())
    if root := _ROOT.match(text, at):
        return Command("root", root[1], root.end())
    found = _COMMAND.match(text, at)
    if found is None:
        return None
    name, end = found[0], found.end()
    if name in _SKIPPED:
        empty = text[end : end + 1] == "." and name in (r"\left", r"\right")
        return Command("skip", name, end + empty)
    if name in _SIGNS:
        return Command("sign", _SIGNS[name], end)
    if _FRACTION.fullmatch(name):
        return Command("frac", "frac", end)
    if name == r"\over":
        return Command("over", name, end)
    if name in _TRANSPOSES:
        return Command("transpose", "T", end)
    return Command("name", name.removeprefix("\\"), end)


def word_group_at(text: str, at: int) -> Command | None:
    r"""{\rm tg}: a name in braces of its own."""
    word = _WORD.match(text, at) if text.startswith("{", at) else None
    return None if word is None else Command("name", word[5], word.end())
