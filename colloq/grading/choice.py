"""Verdicts on choices, orders and matchings. `options.py` reads what is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from colloq.grading.options import Picked, read_points
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


def grade_options(answer: ChoiceAnswer | OrderingAnswer | MatchingAnswer, picked: Picked) -> Verdict:
    """The verdict on options as they were read."""
    match answer:
        case ChoiceAnswer():
            return _choice(answer, {answer.options[place] for place in picked.places})
        case OrderingAnswer(items, shown):
            typed = [shown[place] for place in picked.places]
            return _by_places([left == right for left, right in zip(typed, items, strict=True)], typed)
        case MatchingAnswer(left, options, pairs):
            chosen = [options[place] for place in picked.places]
            return _by_places([option == pairs[item] for item, option in zip(left, chosen, strict=True)], left)


def _choice(answer: ChoiceAnswer, chosen: set[str]) -> Verdict:
    """Each option rightly chosen or left out counts the same; a single choice is right or wrong."""
    if chosen == answer.right:
        return Correct()
    if not answer.several:
        return Wrong(Finding(next(iter(chosen))))
    wrong = next((option for option in answer.options if option in chosen and option not in answer.right), None)
    finding = Finding(wrong) if wrong else Finding("incomplete", general=True)
    share = max(0.0, (len(chosen & answer.right) - len(chosen - answer.right)) / len(answer.right))
    return Partial(share, mistake=finding) if share else Wrong(finding)


_NO_POINT = frozenset(("0", "-", "–", "—", "none", "no", "нет", "ни одного", "ничего"))
_EVERY_POINT = frozenset(("+", "all", "все", "всё"))


def grade_rubric(answer: RubricAnswer, text: str) -> Verdict:
    """The student's own marks: the letters of the points that stand on their paper; 0 for none, + for all."""
    word = text.strip().lower().strip(".")
    if word in _NO_POINT:
        return Wrong()
    names = tuple(answer.points)
    if word in _EVERY_POINT:
        return Correct()
    read = read_points(text, len(names))
    if not isinstance(read, Picked):
        return Unreadable(read.key, read.span, read.values)
    earned = sum(answer.points[names[place]] for place in read.places)
    share = earned / sum(answer.points.values())
    return Correct() if share == 1 else Partial(share)


def _by_places(right: Sequence[bool], names: Sequence[str]) -> Verdict:
    """The share of the places that are right; the finding is the first item that does not stand where it should."""
    if all(right):
        return Correct()
    share = sum(right) / len(right)
    first = Finding(names[right.index(False)])
    return Partial(share, (tuple(right),), first) if share else Wrong(first, cells=(tuple(right),))
