"""What else there is to say where reading has failed: a letter of the question in another notation, a product by entries."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_D = r"(?:\\partial|\\mathrm\s*\{d\}|[d∂])\s*"
_DERIVATIVE = re.compile(
    rf"{_D}[^\W\d_]\s*/\s*{_D}(\w+)|\\[dt]?frac\s*\{{\s*{_D}\w+\s*\}}\s*\{{\s*{_D}(\w+)\s*\}}|"
    rf"\(\s*{_D}\w+\s*\)\s*/\s*\(\s*{_D}(\w+)\s*\)"
)
_BY_ENTRY = re.compile(r"[⊙∘◦⊗○]|\\(?:odot|circ|otimes)(?![A-Za-z])|\.\*|(?:np\.|torch\.)?(?:multiply|mul)(?=\()")


class Clearer(NamedTuple):
    """A message in place of another."""

    key: str
    span: tuple[int, int]
    values: Mapping[str, str]


def clearer(text: str, span: tuple[int, int], symbols: Collection[str], *, matrices: bool) -> Clearer | None:
    """A message that helps more than that something is not known at this place; None where there is none."""
    for found in _DERIVATIVE.finditer(text):
        if found.start() <= span[0] < found.end() and (letter := _letter(found, symbols)):
            return Clearer("read.derivative", found.span(), {"typed": found[0], "letter": letter})
    for found in _BY_ENTRY.finditer(text):
        if found.start() <= span[0] < found.end():
            return Clearer("read.by-entry" if matrices else "read.product", found.span(), {"typed": found[0]})
    return None


def _letter(found: re.Match[str], symbols: Collection[str]) -> str:
    """The letter dZ of the question, where dL/dZ or dL/dz was typed; "" if there is none, or more than one."""
    by = "d" + next(name for name in found.groups() if name)
    same = [name for name in symbols if name == by] or [name for name in symbols if name.lower() == by.lower()]
    return same[0] if len(same) == 1 else ""
