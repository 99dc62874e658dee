"""Words in an answer that are plainly meant: about 0.167, 43 px, корень из 2. Asked for only where reading has failed."""

from __future__ import annotations

import re
from typing import NamedTuple

_ABOUT = re.compile(
    r"\s*(?:(?:примерно|приблизительно|приблиз|прибл|около|ровно|равно|это|approximately|approx|about|roughly|exactly|it is)"
    r"\b\.?\s*+[:=≈~—–]?+\s*+)++(?=\S)",
    re.IGNORECASE,
)
# what is counted in the problems; a word that changes the number, such as a thousand, is none of these
_UNITS = (
    "px|pixels?|пикс|пиксел[а-я]{1,3}|units?|ед|единиц[а-я]{0,3}|weights?|вес(?:а|ов)?|param(?:eter)?s?|параметр[а-я]{0,2}|"
    "шт|штук[аи]?|cells?|клет(?:ка|ки|ок)|neurons?|нейрон[а-я]{0,2}|channels?|канал[а-я]{0,2}|elements?|элемент[а-я]{0,2}|"
    "numbers?|чис(?:ло|ла|ел)|connections?|связ(?:ь|и|ей)|multiplications?|умножени[а-я]|steps?|шаг(?:а|ов)?"
)
_UNIT = re.compile(rf"(?<=[\d)\]])\s*({_UNITS})\b\.?\s*$", re.IGNORECASE)
_WORDS = re.compile(r"(?<=[\d)\]])\s*([^\W\d_]{2,}\.?(?:\s+[^\W\d_]+\.?){0,5})\s*$")
_ROOT = re.compile(r"(?:квадратн\w+\s+)?корень(?:\s+(?:из|от)\b)?|(?:square\s+)?root(?:\s+of\b)", re.IGNORECASE)
_UNDER = re.compile(r"\s*(?:(?=\()|(?:\d+(?:[.,]\d+)?|[A-Za-z](?:_?\d+)?)\s*(?:\)|$))")  # a bracket, or one thing at the end


class Worded(NamedTuple):
    """`text`: the same in signs; `unit`: a word that was passed over; `root`: a root whose end is not known.

    `words`: what stands behind a number and is not known.
    """

    text: str
    unit: str = ""
    root: tuple[int, int] | None = None
    words: tuple[int, int] | None = None


def worded(text: str, *, number: bool) -> Worded | None:
    """The text in signs, or the place of what cannot be; None without such words. `number`: no letters are declared."""
    for found in _ROOT.finditer(text):
        if not text[found.end() :].strip():
            return None
        if not _UNDER.match(text, found.end()):
            return Worded(text, root=(found.start(), len(text)))
    signs = _ROOT.sub(lambda found: "sqrt" + " " * (len(found[0]) - 4), text)
    unit = None
    if number:
        signs = _ABOUT.sub("", signs, count=1) if _ABOUT.match(signs) else signs
        if unit := _UNIT.search(signs):
            signs = signs[: unit.start()]
    if signs != text:
        return Worded(signs, unit[1] if unit else "")
    words = _WORDS.search(text) if number else None
    return Worded(text, words=words.span(1)) if words else None
