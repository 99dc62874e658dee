"""Keys of phrases as parameters of choices, matchings and orders; `choices.py` has the wrong answers that each phrase invites."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from colloq.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Collection

    from colloq.exact.fields import Fields


def read_keys(source: Fields, name: str, known: Collection[str], low: int, high: int) -> tuple[str, ...]:
    """Different keys of phrases, from a JSON list or from a text with spaces or commas between them.

    Raises ParameterError: `word` for a key that is not known, `keys` for too few, too many, or one that comes twice.
    """
    value = source.raw(name)
    keys = tuple(map(str, value)) if isinstance(value, list) else tuple(re.findall(r"[^\s,;\[\]'\"]+", str(value)))
    for key in keys:
        if key not in known:
            raise ParameterError(name, "word", value=key, allowed=", ".join(known))
    if len(set(keys)) < len(keys) or not low <= len(keys) <= high:
        raise ParameterError(name, "keys", low=low, high=high)
    return keys
