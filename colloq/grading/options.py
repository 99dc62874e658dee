"""Text to options: letters or numbers of what is shown, in either alphabet; the places of an order, the pairs of a matching."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from colloq.model import ChoiceAnswer, MatchingAnswer, OrderingAnswer
from colloq.notation.read import Note, ReadProblem

if TYPE_CHECKING:
    from collections.abc import Sequence

_LATIN = "abcdefghijklmnopqrstuvwxyz"
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщэюя"
_LOOK_ALIKE = {"а": "a", "с": "c", "е": "e"}
MOST_CHARACTERS = 200
_MOST_DIGITS = 9  # so many options have numbers of one digit, and 3241 can only be four of them
_MARK = re.compile(r"[A-Za-zА-Яа-яёЁ]|\d+")
_LABEL = re.compile(
    r"\s*(?:ответы?|отв|варианты?|пункты?|буквы?|answers?|ans|options?|letters?|порядок|order)\b\.?\s*[:=—–-]?\s*", re.IGNORECASE
)
_AND = re.compile(r"(?<=[\s,;])(?:и|and|затем|then|потом)(?=\s)", re.IGNORECASE)
_COMMAND = re.compile(
    r"\\(?:to|(?:long)?(?:left)?rightarrow|mapsto|succ|prec|[gl]t|q?quad|(?:text|math)(?:rm|bf|it|sf|tt)?)(?![A-Za-z])",
    re.IGNORECASE,
)
_WORD = re.compile(r"\s*(?:да|нет|не|yes|no|ok|ок|не знаю|don'?t know)\W*", re.IGNORECASE)
_RANGE = re.compile(r"\s*([a-zа-яё])\s*(?:-|–|—|\.{2,3}|…)\s*([a-zа-яё])\s*", re.IGNORECASE)
_NUMBERED = re.compile(r"[.)]\s")  # after the number of a place


@dataclass(frozen=True, slots=True)
class Picked:
    """Options as they were taken, counted from 0: in the order typed or, if `paired`, for each of the left items."""

    places: tuple[int, ...]
    paired: bool = False
    between: str = " "
    notes: tuple[Note, ...] = ()

    @property
    def letters(self) -> str:
        """The options by their letters: `a, c`, `b a d c`, `1b 2a 3c`."""
        letters = [_LATIN[place] for place in self.places]
        return self.between.join(f"{number}{letter}" if self.paired else letter for number, letter in enumerate(letters, 1))


class _Mark(NamedTuple):
    """A letter or a number, and where it stands."""

    typed: str
    start: int
    end: int

    @property
    def is_number(self) -> bool:
        return self.typed.isdigit()


class _OptionError(Exception):
    """The text cannot be read as options."""

    def __init__(self, key: str, span: tuple[int, int], **values: str) -> None:
        super().__init__(key)
        self.problem = ReadProblem(key, span, values)


def read_options(answer: ChoiceAnswer | OrderingAnswer | MatchingAnswer, text: str) -> Picked | ReadProblem:
    """How letters and numbers are taken for this answer; nothing about right and wrong."""
    try:
        match answer:
            case ChoiceAnswer(options):
                return _choice(text, len(options), several=answer.several)
            case OrderingAnswer(items):
                return _ordering(text, len(items))
            case MatchingAnswer(left, right):
                return _matching(text, len(left), len(right))
    except _OptionError as error:
        return error.problem


def read_points(text: str, count: int) -> Picked | ReadProblem:
    """The points of a model answer that the student ticks."""
    try:
        return _choice(text, count, several=True)
    except _OptionError as error:
        return error.problem


def _choice(text: str, count: int, *, several: bool) -> Picked:
    marks = _marks(text, count)
    if len({mark.is_number for mark in marks}) > 1:  # 1) a: the first option, or only the number of an answer?
        raise _OptionError("read.choice-mixed", (0, len(text)), last=_LATIN[count - 1])
    picked = _taken(marks, count, ", ")
    if several and (found := _RANGE.fullmatch(_bare(text))):
        raise _OptionError("read.choice-range", (0, len(text)), first=found[1], last=found[2])
    if not several and len(picked.places) > 1:
        raise _OptionError("read.choice-one", (0, len(text)))
    return picked


def _ordering(text: str, count: int) -> Picked:
    marks = _marks(text, count)
    numbers = [int(mark.typed) for mark in marks[0::2] if mark.is_number]
    if len(marks) == 2 * count and _is_numbered(marks, text):  # 1. c 2. b
        marks = [mark for _, mark in sorted(zip(numbers, marks[1::2], strict=True))]
    elif len(marks) == 2 * count and _alternate(marks):  # 1-c, 2-b, and c-1, b-2
        pairs = [sorted(marks[place : place + 2], key=lambda mark: not mark.is_number) for place in range(0, 2 * count, 2)]
        marks = [item for _, item in sorted(pairs, key=lambda pair: int(pair[0].typed))]
        numbers = sorted(int(number.typed) for number, _ in pairs)
    elif len({mark.is_number for mark in marks}) > 1:
        raise _incomplete("read.ordering", text, count, marks)
    else:
        numbers = list(range(1, count + 1))
    if sorted(numbers) != list(range(1, count + 1)):
        raise _incomplete("read.ordering", text, count, marks)
    picked = _taken(marks, count, " ", repeated=True)
    if sorted(picked.places) != list(range(count)):
        raise _incomplete("read.ordering", text, count, marks)
    return picked


def _is_numbered(marks: Sequence[_Mark], text: str) -> bool:
    """Whether a list is numbered, `1. 3 2. 1`: every second mark is a number with a mark of its own after it."""
    return all(mark.is_number and _NUMBERED.match(text, mark.end) for mark in marks[0::2])


def _alternate(marks: Sequence[_Mark]) -> bool:
    """Whether numbers and letters take turns."""
    return all(left.is_number != right.is_number for left, right in itertools.pairwise(marks))


def _incomplete(key: str, text: str, count: int, marks: Sequence[_Mark]) -> _OptionError:
    """Not every item once. What there is so far is shown while the rest is typed."""
    so_far = ""
    if len({mark.is_number for mark in marks}) == 1:
        so_far = _taken(marks, count, " ", repeated=True).letters
    return _OptionError(key, (0, len(text)), count=str(count), last=_LATIN[count - 1], so_far=so_far)


def _matching(text: str, count: int, options: int) -> Picked:
    marks = _marks(text, options, split=False)
    letters = [mark for mark in marks if not mark.is_number]
    numbers = [int(mark.typed) for mark in marks if mark.is_number]
    table = all(mark.is_number for mark in marks[:count]) and numbers == list(range(1, count + 1))  # 1 2 3 above b a c
    if not letters or (numbers and not _alternate(marks) and not table):
        raise _OptionError("read.matching", (0, len(text)), count=str(count))
    numbers = numbers or list(range(1, len(letters) + 1))
    if sorted(numbers) != list(range(1, count + 1)) or len(letters) != len(numbers):
        raise _OptionError("read.matching", (0, len(text)), count=str(count))
    picked = _taken(letters, options, " ", repeated=True)
    places = tuple(place for _, place in sorted(zip(numbers, picked.places, strict=True)))
    return Picked(places, paired=True, notes=picked.notes)


def _marks(text: str, count: int, *, split: bool = True) -> list[_Mark]:
    """The letters and numbers of the text. Raises _OptionError where there are none, or where it is a word."""
    last = _LATIN[count - 1]
    if len(text) > MOST_CHARACTERS:
        raise _OptionError("read.too-long", (MOST_CHARACTERS, len(text)), most=str(MOST_CHARACTERS))
    if _WORD.fullmatch(text):  # д and а are options too, but who types "да" has not chosen them
        raise _OptionError("read.choice-word", (0, len(text)), typed=text.strip(), last=last)
    marks = [_Mark(found[0], *found.span()) for found in _MARK.finditer(_bare(text))]
    if not marks:
        raise _OptionError("read.choice-empty", (0, len(text)), last=last)
    return [digit for mark in marks for digit in _digits(mark, count)] if split and count <= _MOST_DIGITS else marks


def _digits(mark: _Mark, count: int) -> list[_Mark]:
    """3241 as 3 2 4 1, where every digit is the number of an option."""
    known = [str(number) for number in range(1, count + 1)]
    if not mark.is_number or not all(digit in known for digit in mark.typed):
        return [mark]
    return [_Mark(digit, mark.start + place, mark.start + place + 1) for place, digit in enumerate(mark.typed)]


def _bare(text: str) -> str:
    """The text with a label, LaTeX's arrows and the words between the letters made blanks: `Ответ: а и г`."""
    while found := _LABEL.match(text):
        if not text[found.end() :].strip():
            break
        text = " " * len(found[0]) + text[found.end() :]
    text = _COMMAND.sub(lambda found: " " * len(found[0]), text)
    return _AND.sub(lambda found: " " * len(found[0]), text)


def _taken(marks: Sequence[_Mark], count: int, between: str, *, repeated: bool = False) -> Picked:
    """The options of the marks, each once unless `repeated`. Raises _OptionError for an option that there is not."""
    russian = any(mark.typed.lower() in "бвгджзиклмнпту" for mark in marks)
    places: list[int] = []
    counted: list[tuple[str, str]] = []
    for mark in marks:
        place = _place(mark.typed, russian=russian)
        if not 0 <= place < count:
            raise _OptionError("read.choice", (mark.start, mark.end), typed=mark.typed, last=_LATIN[count - 1])
        if russian and mark.typed.lower() in _RUSSIAN:
            counted.append((mark.typed, _LATIN[place]))
        places.append(place)
    notes: tuple[Note, ...] = ()
    if counted:
        typed, letters = (between.join(each) for each in zip(*counted, strict=True))
        notes = (Note("note.choice-russian", {"typed": typed, "letters": letters}),)
    return Picked(tuple(places if repeated else dict.fromkeys(places)), between=between, notes=notes)


def _place(typed: str, *, russian: bool) -> int:
    """The option of a letter or number, from 0. Cyrillic letters count in their own order: а б в."""
    if typed.isdigit():
        return int(typed) - 1
    letter = typed.lower()
    if russian and letter in _RUSSIAN:
        return _RUSSIAN.index(letter)
    return _LATIN.find(_LOOK_ALIKE.get(letter, letter))
