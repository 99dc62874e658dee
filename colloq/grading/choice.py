"""Choices, orders and matchings: letters or numbers of the options, in either alphabet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from colloq.model import (
    ChoiceAnswer,
    Correct,
    Finding,
    MatchingAnswer,
    OrderingAnswer,
    Partial,
    RubricAnswer,
    Unreadable,
    Verdict,
    Wrong,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

_LATIN = "abcdefghijklmnopqrstuvwxyz"
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщэюя"
MOST_CHARACTERS = 200
_MARK = re.compile(r"[A-Za-zА-Яа-яёЁ]|\d+")
_LABEL = re.compile(
    r"\s*(?:ответы?|отв|варианты?|пункты?|буквы?|answers?|ans|options?|letters?|порядок|order)\b\.?\s*[:=—–-]?\s*", re.IGNORECASE
)
_AND = re.compile(r"(?<=[\s,;])(?:и|and|затем|then|потом)(?=\s)", re.IGNORECASE)
_WORD = re.compile(r"\s*(?:да|нет|не|yes|no|ok|ок|не знаю|don'?t know)\W*", re.IGNORECASE)
_RANGE = re.compile(r"\s*([a-zа-яё])\s*(?:-|–|—|\.{2,3}|…)\s*([a-zа-яё])\s*", re.IGNORECASE)


def _index(mark: str, *, russian: bool) -> int:
    """Position of an option by its letter or number. Cyrillic letters count in their own order: а б в."""
    if mark.isdigit():
        return int(mark) - 1
    letter = mark.lower()
    if russian and letter in _RUSSIAN:
        return _RUSSIAN.index(letter)
    return _LATIN.find({"а": "a", "с": "c", "е": "e"}.get(letter, letter))


def _indices(text: str, count: int) -> list[int] | Unreadable:
    if len(text) > MOST_CHARACTERS:
        return Unreadable("read.too-long", (MOST_CHARACTERS, len(text)), {"most": str(MOST_CHARACTERS)})
    if _WORD.fullmatch(text):  # д and а are options too, but who types "да" has not chosen them
        return Unreadable("read.choice-word", (0, len(text)), {"typed": text.strip(), "last": _LATIN[count - 1]})
    marks = list(_MARK.finditer(_bare(text)))
    if not marks:
        return Unreadable("read.choice-empty", (0, len(text)), {"last": _LATIN[count - 1]})
    return _indices_of(marks, count)


def _bare(text: str) -> str:
    """The text with a label and the words between the letters made blanks: `Ответ: а и г`."""
    while found := _LABEL.match(text):
        if not text[found.end() :].strip():
            break
        text = " " * len(found[0]) + text[found.end() :]
    return _AND.sub(lambda found: " " * len(found[0]), text)


def _indices_of(marks: Sequence[re.Match[str]], count: int) -> list[int] | Unreadable:
    russian = any(mark[0].lower() in "бвгджзиклмнпту" for mark in marks)
    indices: list[int] = []
    for mark in marks:
        index = _index(mark[0], russian=russian)
        if not 0 <= index < count:
            return Unreadable("read.choice", mark.span(), {"typed": mark[0], "last": _LATIN[count - 1]})
        indices.append(index)
    return indices


def grade_choice(answer: ChoiceAnswer, text: str) -> Verdict:
    """One or several options: each rightly chosen or left out counts the same; a single choice is right or wrong."""
    indices = _indices(text, len(answer.options))
    if isinstance(indices, Unreadable):
        return indices
    if answer.several and (found := _RANGE.fullmatch(_bare(text))):
        return Unreadable("read.choice-range", (0, len(text)), {"first": found[1], "last": found[2]})
    chosen = {answer.options[index] for index in indices}
    if chosen == answer.right:
        return Correct()
    if not answer.several:
        if len(chosen) > 1:
            return Unreadable("read.choice-one", (0, len(text)), {})
        return Wrong(Finding(next(iter(chosen))))
    wrong = next((option for option in answer.options if option in chosen and option not in answer.right), None)
    finding = Finding(wrong) if wrong else Finding("incomplete", general=True)
    share = max(0.0, (len(chosen & answer.right) - len(chosen - answer.right)) / len(answer.right))
    return Partial(share, mistake=finding) if share else Wrong(finding)


def grade_ordering(answer: OrderingAnswer, text: str) -> Verdict:
    """An order, as the letters of the items shown; the score is the share of items that stand in their place."""
    indices = _indices(text, len(answer.shown))
    if isinstance(indices, Unreadable):
        return indices
    if sorted(indices) != list(range(len(answer.shown))):
        return Unreadable("read.ordering", (0, len(text)), {"count": len(answer.shown)})
    typed = [answer.shown[index] for index in indices]
    return _by_places([left == right for left, right in zip(typed, answer.items, strict=True)], typed)


def grade_matching(answer: MatchingAnswer, text: str) -> Verdict:
    """Pairs such as `1b 2a 3c`, or only the letters in the order of the left side."""
    if len(text) > MOST_CHARACTERS:
        return Unreadable("read.too-long", (MOST_CHARACTERS, len(text)), {"most": str(MOST_CHARACTERS)})
    marks = list(_MARK.finditer(_bare(text)))
    letters = [mark for mark in marks if not mark[0].isdigit()]
    numbers = [int(mark[0]) for mark in marks if mark[0].isdigit()] or list(range(1, len(letters) + 1))
    if sorted(numbers) != list(range(1, len(answer.left) + 1)) or len(letters) != len(numbers):
        return Unreadable("read.matching", (0, len(text)), {"count": len(answer.left)})
    indices = _indices_of(letters, len(answer.right))
    if isinstance(indices, Unreadable):
        return indices
    chosen = dict(zip(numbers, indices, strict=True))
    right = [answer.right[chosen[place + 1]] == answer.pairs[left] for place, left in enumerate(answer.left)]
    return _by_places(right, answer.left)


_NO_POINT = frozenset(("0", "-", "–", "—", "none", "no", "нет", "ни одного", "ничего"))
_EVERY_POINT = frozenset(("+", "all", "все", "всё"))


def grade_rubric(answer: RubricAnswer, text: str) -> Verdict:
    """The student's own marks: the letters of the points that stand on their paper; 0 for none, + for all."""
    word = text.strip().lower().strip(".")
    if word in _NO_POINT:
        return Wrong()
    names = tuple(answer.points)
    indices = range(len(names)) if word in _EVERY_POINT else _indices(text, len(names))
    if isinstance(indices, Unreadable):
        return indices
    earned = sum(answer.points[names[index]] for index in set(indices))
    share = earned / sum(answer.points.values())
    return Correct() if share == 1 else Partial(share)


def _by_places(right: Sequence[bool], names: Sequence[str]) -> Verdict:
    """The share of the places that are right; the finding is the first item that does not stand where it should."""
    if all(right):
        return Correct()
    share = sum(right) / len(right)
    first = Finding(names[right.index(False)])
    return Partial(share, (tuple(right),), first) if share else Wrong(first, cells=(tuple(right),))
