"""Choices and matchings: keys of options as parameters, and the wrong answers behind each option's explanation."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from colloq.errors import ParameterError
from colloq.model import ChoiceAnswer, MatchingAnswer, Mistake

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from colloq.exact.fields import Fields


def read_keys(source: Fields, name: str, allowed: Collection[str], default: Sequence[str] = ()) -> tuple[str, ...]:
    """Keys in their order: "pets, xrays" or a JSON list; each once. Raises ParameterError (`word`, `key-twice`)."""
    text = source.text(name, ", ".join(default))
    found = tuple(re.findall(r"[^\s,;\[\]'\"]+", text))
    for key in found:
        if key not in allowed:
            raise ParameterError(name, "word", value=key, allowed=", ".join(sorted(allowed)))
        if found.count(key) > 1:
            raise ParameterError(name, "key-twice", value=key)
    return found


def write_keys(keys: Sequence[str]) -> str:
    """What `read_keys` turns back."""
    return ", ".join(keys)


def choice_mistakes(part: str, answer: ChoiceAnswer) -> Iterator[Mistake]:
    """For each wrong option the answer in which it is chosen, explained under the option's own name."""
    for option in answer.options:
        if option not in answer.right:
            chosen = answer.right | {option} if answer.several else frozenset({option})
            yield Mistake(option, part, replace(answer, right=chosen))


def matching_mistakes(part: str, answer: MatchingAnswer) -> Iterator[Mistake]:
    """For each left item an answer in which it is the first wrong one, explained under the item's own name."""
    for place, item in enumerate(answer.left):
        right = answer.pairs[item]
        other = next((later for later in answer.left[place + 1 :] if answer.pairs[later] != right), None)
        if other is not None:
            yield Mistake(item, part, replace(answer, pairs={**answer.pairs, item: answer.pairs[other], other: right}))
            continue
        unused = next((option for option in answer.right if option != right), None)
        if unused is not None:
            yield Mistake(item, part, replace(answer, pairs={**answer.pairs, item: unused}))
