"""A page of docs/ for the terminal: its Markdown without the marks, wrapped, tables aligned."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from colloq.screens.style import columns, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

PAGES = ("answers",)
_GAP = 3
_INDENT = 2
_HELD = "\u00a0"  # a space inside a formula: no line may end there
_CODE = re.compile(r"`([^`]*)`")
_BORDER = re.compile(r"(?<!\\)\|")
_ITEM = re.compile(r"(?:-|\d+\.) ")


def docs_folder() -> Path:
    """The folder of the pages: inside a checkout the sibling of pyproject.toml, else in the package."""
    package = Path(__file__).parent.parent
    sibling = package.parent / "docs"
    if (package.parent / "pyproject.toml").is_file() and sibling.is_dir():
        return sibling
    return package / "docs"


def page_lines(name: str, language: str, width: int, *, unicode: bool = True) -> list[str]:
    """The lines of a page in this language. Without `unicode`, examples that the terminal cannot show are left out."""
    suffix = ".ru.md" if language == "ru" else ".md"
    return plain_lines((docs_folder() / (name + suffix)).read_text(encoding="utf-8"), width, unicode=unicode)


def plain_lines(markdown: str, width: int, *, unicode: bool = True) -> list[str]:
    """Markdown of headings, paragraphs, lists, tables and code blocks as plain lines of text."""
    lines: list[str] = []
    for block in _blocks(re.sub(r"<!--.*?-->\n?", "", markdown, flags=re.DOTALL)):
        first = block[0]
        if first.startswith("```"):
            shown = [" " * _INDENT + line for line in block[1:-1]]
        elif first.startswith("|"):
            shown = _table(block, width, unicode=unicode)
        elif first.startswith("#"):
            title = _prose(first.lstrip("# "))
            shown = wrapped(title.upper() if first.startswith("# ") else title, width)
            if not first.startswith("# "):
                shown.append(("─" if unicode else "-") * max(map(len, shown)))
        elif _ITEM.match(first):
            shown = [line for item in _items(block) for line in wrapped(item, width, " " * _INDENT, "")]
        else:
            shown = wrapped(_prose(" ".join(block)), width)
        lines += [*shown, ""]
    return [line.replace(_HELD, " ").rstrip() for line in lines[:-1]]


def _blocks(markdown: str) -> list[list[str]]:
    """Runs of lines between empty lines; a code block keeps its empty lines."""
    blocks: list[list[str]] = [[]]
    fenced = False
    for line in markdown.splitlines():
        if line.startswith("```") and not fenced:
            blocks.append([line])
            fenced = True
        elif line.startswith("```"):
            blocks[-1].append(line)
            blocks.append([])
            fenced = False
        elif line or fenced:
            blocks[-1].append(line)
        else:
            blocks.append([])
    return [block for block in blocks if block]


def _items(block: Sequence[str]) -> list[str]:
    items: list[str] = []
    for line in block:
        if _ITEM.match(line):
            items.append(line)
        else:
            items[-1] += " " + line.strip()
    return [_prose(item) for item in items]


def _prose(text: str) -> str:
    """Without backticks, stars of emphasis and link targets; formulas are held together."""
    codes: list[str] = []

    def keep(found: re.Match[str]) -> str:
        codes.append(found[1].replace(" ", _HELD))
        return f"\0{len(codes) - 1}\0"

    text = _CODE.sub(keep, text)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text.replace("**", ""))
    return re.sub("\0(\\d+)\0", lambda found: codes[int(found[1])], text)


def _cell(text: str, *, unicode: bool) -> str:
    """A cell as it is shown; several formulas in one cell stand apart without commas, which could be part of them."""
    text = text.strip().replace(r"\|", "|")
    if re.fullmatch(r"`[^`]*`(?:, `[^`]*`)*", text):
        codes = _CODE.findall(text)
        text = (" " * _GAP).join(f"`{code}`" for code in codes if unicode or code.isascii())
    return "\n".join(_prose(line) for line in text.split("<br>"))


def _table(block: Sequence[str], width: int, *, unicode: bool) -> list[str]:
    rows = [[_cell(cell, unicode=unicode) for cell in _BORDER.split(line.strip())[1:-1]] for line in block]
    head, body = rows[0], [row for row in rows[2:] if row[0]]
    widths = _widths([head, *body], width - _INDENT)
    if widths is None:
        return [line for row in body for line in _stacked(row, width)]
    rule = [("─" if unicode else "-") * column for column in widths]
    lines: list[str] = []
    for row in [head, rule, *body]:
        cells = [wrapped(cell, column) for cell, column in zip(row, widths, strict=True)]
        height = max(map(len, cells))
        padded = [[line.ljust(column) for line in cell] for cell, column in zip(cells, widths, strict=True)]
        lines += columns(
            (
                [cell[at] if at < len(cell) else " " * column for cell, column in zip(padded, widths, strict=True)]
                for at in range(height)
            ),
            gap=_GAP,
            indent=_INDENT,
        )
    return lines


def _widths(rows: Sequence[Sequence[str]], room: int) -> list[int] | None:
    """The widths of the columns, the widest ones narrowed until all fit; None where a formula would have to be broken."""
    whole = [max(len(line) for row in rows for line in row[at].split("\n")) for at in range(len(rows[0]))]
    least = [max(len(word) for row in rows for word in re.split(r"[ \n]", row[at])) for at in range(len(rows[0]))]
    room -= _GAP * (len(whole) - 1)
    if sum(least) > room:
        return None
    while sum(whole) > room:
        at = max((at for at in range(len(whole)) if whole[at] > least[at]), key=whole.__getitem__)
        whole[at] -= 1
    return whole


def _stacked(row: Sequence[str], width: int) -> list[str]:
    """A row on a narrow terminal: one cell below the other."""
    first, *rest = row
    lines = wrapped(first, width, " " * _INDENT)
    for cell in rest:
        lines += wrapped(cell, width, " " * (2 * _INDENT + 2))
    return lines
