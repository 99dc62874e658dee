"""Choices and matchings drawn from pools of phrases: reading their keys, and the wrong answers that each phrase invites."""

from __future__ import annotations

from typing import TYPE_CHECKING

from colloq.errors import ParameterError
from colloq.model import ChoiceAnswer, MatchingAnswer, Mistake

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from colloq.exact.fields import Fields


def read_keys(source: Fields, name: str, known: Collection[str], low: int, high: int) -> tuple[str, ...]:
    """Different keys of phrases, from a JSON list or from a text with spaces or commas between them.

    Raises ParameterError: `word` for a key that is not known, `keys` for too few, too many, or one that comes twice.
    """
    value = source.raw(name)
    keys = tuple(map(str, value)) if isinstance(value, list) else tuple(str(value).replace(",", " ").split())
    for key in keys:
        if key not in known:
            raise ParameterError(name, "word", value=key, allowed=", ".join(known))
    if len(set(keys)) < len(keys) or not low <= len(keys) <= high:
        raise ParameterError(name, "keys", low=low, high=high)
    return keys


def wrong_choices(part: str, answer: ChoiceAnswer) -> Iterator[Mistake]:
    """For each wrong option: it alone, or it besides the right ones; its explanation stands under its own key."""
    for option in answer.options:
        if option not in answer.right:
            chosen = answer.right | {option} if answer.several else frozenset({option})
            yield Mistake(option, part, ChoiceAnswer(answer.options, chosen, several=answer.several))


def wrong_pairs(part: str, answer: MatchingAnswer) -> Iterator[Mistake]:
    """For each left item that a later one differs from: both change places, so that the item is the first wrong one."""
    for place, item in enumerate(answer.left):
        other = next((later for later in answer.left[place + 1 :] if answer.pairs[later] != answer.pairs[item]), None)
        if other is not None:
            pairs = {**answer.pairs, item: answer.pairs[other], other: answer.pairs[item]}
            yield Mistake(item, part, MatchingAnswer(answer.left, answer.right, pairs))
