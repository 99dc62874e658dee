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
_SPACED = re.compile(r"(?<![\d.,])(\d+),\s+(\d+)(?![\d.,])", re.ASCII)
_INDEX = re.compile(r"\{[^{}\n]{1,20}\}")


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
    for found in _SPACED.finditer(text):  # 2, 5
        if found.end(1) == span[0]:
            return Clearer(
                "read.comma-space", found.span(), {"comma": f"{found[1]},{found[2]}", "point": f"{found[1]}.{found[2]}"}
            )
    return None


def end_of_index(text: str, start: int, end: int) -> int:
    """Where a name that was marked up to its index, ∂L/∂w_ of ∂L/∂w_{12}, ends; 0 where it has no such index."""
    index = _INDEX.match(text, end) if start < end and text[end - 1] == "_" else None
    return index.end() if index else 0


def _letter(found: re.Match[str], symbols: Collection[str]) -> str:
    """The letter dZ of the question, where dL/dZ or dL/dz was typed; "" if there is none, or more than one."""
    by = "d" + next(name for name in found.groups() if name)
    same = [name for name in symbols if name == by] or [name for name in symbols if name.lower() == by.lower()]
    return same[0] if len(same) == 1 else ""
