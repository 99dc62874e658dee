"""The common tokens: those that are read in one way wherever they stand. They are most of what is typed.

The lexer takes them from a table; whatever is not common at its place, or stands before something that could change it, gets the
lexer's closer look. So nothing here decides how a text is read: it only names places where nothing has to be decided.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, NamedTuple

from colloq.notation.characters import MARKS, SUBSCRIPTS, SUPERSCRIPTS
from colloq.notation.tokens import Token

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

LETTERS = "A-Za-zα-ωϵϕµϑϱΓ-Ω∆"
"""What names are made of, for a class of a regular expression."""

LONGEST = 300
"""Characters. The lexer counts the tokens of longer texts; a character gives seven at most, so those of shorter ones are not."""

SIGNS = {character: (character, character) for character in "+-*/^,;|'"} | {
    "**": ("^", "**"), "·": ("*", "·"), "@": ("*", "@"), "√": ("root", "2"), "∛": ("root", "3"), "∜": ("root", "4")
}  # fmt: skip
"""Signs that stand for themselves: kind and value of the token."""

_LOW = "".join(SUBSCRIPTS) + "₊₋"
_ALWAYS = _LOW + "".join(MARKS.values()) + "."  # x₁, log₂ x, y with a mark above, np.exp
_INDEX = r"_0-9\["
_GOES_ON = dict.fromkeys(_LOW + "_0123456789", _INDEX) | {"'": r"'\\^", "*": r"*_\\^"}
"""What a name's first character that is no letter may be spelt with; see `colloq.notation.names`."""

_NAME = re.compile(rf"[{LETTERS}]+(.?).*", re.DOTALL)
# no further digit, mark, power of ten or bracket of a repeating decimal
_PLAIN = r"(?![0-9.]|,[0-9(]|\{,\}|[eE][+-]?[0-9])"
_ALONE = r"(?!['_]|\s*(?:[0-9]|\\?%))"  # where a number is asked for: no mixed number, no thousands, no percent
_THOUSANDS = r"(?![1-9][0-9]{0,2}\.[0-9]{3}(?![0-9]))"
_DIGITS = "⁰¹²³⁴-⁹"
_SCRIPT = rf"⁻?[{_DIGITS}]{{1,20}}(?![{''.join(SUPERSCRIPTS)}/ᐟ√])"  # no fraction, no degree of a root


class Common(NamedTuple):
    """`pieces` parts a text from a place on into common tokens and spaces, up to an empty piece: there a closer look is needed.

    `known`: kinds and values of the pieces that are signs and words; the others are numbers, brackets and superscripts.
    """

    pieces: Callable[[str, int], list[str]]
    known: Mapping[str, tuple[str, str]]


def common_tokens(names: Iterable[str], words: Mapping[str, tuple[str, str]], *, numbers: bool) -> Common | None:
    """The common tokens of a set of names; None where the names are unusual.

    Args:
        names: All spellings that are declared.
        words: What the words are that stand for one thing, kind and value. What a name could go on with after a word makes it
            no common one.
        numbers: Whether no symbol is declared, so that a number is asked for.
    """
    unsafe, atoms = set(), False
    for name in names:
        if re.fullmatch(r"d[^/]+/d.+", name):
            atoms = True  # they begin with d, ∂ or a bracket
            continue
        found = _NAME.fullmatch(name)
        if found is None or (found[1] and found[1] not in _GOES_ON):
            return None
        unsafe.add(_GOES_ON.get(found[1], ""))
    if atoms:
        words = {word: meaning for word, meaning in words.items() if not word.startswith("d")}
    return Common(_pieces("".join(sorted(unsafe)), numbers=numbers, atoms=atoms), {**SIGNS, **words})


@functools.cache
def _pieces(unsafe: str, *, numbers: bool, atoms: bool) -> Callable[[str, int], list[str]]:
    """Few sets of names differ in this, so that it is compiled once for all of them."""
    alone, thousands = (_ALONE, _THOUSANDS) if numbers else ("", "")
    common = (
        rf"[{LETTERS}]+(?![{LETTERS}{_ALWAYS}{unsafe}])",
        rf"[0-9]{{1,40}}{_PLAIN}{alone}",
        rf"{thousands}[0-9]{{1,20}}\.[0-9]{{1,19}}(?!\(){_PLAIN}{alone}",
        r"\*\*|,(?![0-9])|[-+*/^;|'·@√∛∜ )\]}\[]",
        _SCRIPT,
        *(() if atoms else (r"\(", r"\{(?!\s*\\)")),  # (∂s_2)/(∂s_1) is one atom, {\rm tg} a name
        "",  # the end, or a place that needs a closer look; then the rest
        "(?s:.+)",
    )
    return re.compile("|".join(common)).findall


def script_tokens(typed: str, at: int, *, glued: bool) -> Iterator[Token]:
    """The tokens of ² and ⁻¹²."""
    end = at + len(typed)
    digits = "".join(map(SUPERSCRIPTS.__getitem__, typed))
    yield Token("^", "^", at, at, glued)
    yield Token("(", "(", at, at, glued=True, bracket="(")
    negative = digits[0] == "-"
    if negative:
        yield Token("-", "-", at, at + 1)
    yield Token("number", digits.removeprefix("-"), at + negative, end, glued=negative)
    yield Token(")", ")", end, end, glued=True, bracket="(")
