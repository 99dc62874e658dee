"""What `colloq stress` prints: a row for each family and level, how often each mistake occurs, the first failures."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from colloq.practice.stress import COLUMNS
from colloq.screens.style import wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from colloq.practice.stress import Summary
    from colloq.screens.style import Screen
    from colloq.texts import Texts

MOST_FAILURES = 20
NARROWEST, WIDEST = 80, 100


def stress_lines(found: Sequence[Summary], text: Texts, screen: Screen) -> list[str]:
    """All that is printed, on lines of 80 to 100 columns; a failure is told in full, however long it is."""
    width = max(NARROWEST, min(screen.width, WIDEST))
    lines = [*_table(found, text, width), "", *wrapped(text("stress.legend"), width)]
    if slowest := _slowest(found, text("stress.column.median")):
        lines += wrapped(text("stress.slowest", draws=slowest), width)
    if any(row.mistakes for row in found):
        lines += ["", text("stress.mistakes"), *_mistakes(found, text, width)]
    failures = [failure for row in found for failure in row.failures]
    lines.append("")
    if not failures:
        return [*lines, screen.good("✓ ") + text("stress.passed", problems=sum(row.seeds for row in found))]
    lines.append(screen.bad("✗ ") + text("stress.failed", failures=len(failures), shown=min(MOST_FAILURES, len(failures))))
    return lines + [f"  {failure.problem}  {failure.check}: {failure.detail}" for failure in failures[:MOST_FAILURES]]


def _table(found: Sequence[Summary], text: Texts, width: int) -> list[str]:
    rows = [
        (
            f"{row.family}:{row.level}",
            *(_trials(row, column) for column in COLUMNS),
            _short(row.different),
            _short(row.skeletons),
            f"{100 * row.rejected:.0f}%",
            f"{1000 * row.median:.1f}",
        )
        for row in found
    ]
    names = ("family", *COLUMNS, "different", "kinds", "rejected", "median")
    return _drawn([text(f"stress.column.{name}") for name in names], rows, width)


def _trials(row: Summary, column: str) -> str:
    """How often something was tried, or how often it failed; a line where it does not apply."""
    if failed := row.failed_in(column):
        return f"✗ {_short(failed)}"
    return _short(row.tried_in(column)) if row.tried_in(column) else "–"


def _short(count: int) -> str:
    """At most four characters up to ten million: 9999, 12k."""
    return str(count) if count < 10_000 else f"{count // 1000}k"


def _slowest(found: Sequence[Summary], unit: str) -> str:
    """The slowest draw of each family."""
    worst: dict[str, tuple[float, str]] = {}
    for row in found:
        name, seconds = row.slowest
        worst[row.family] = max(worst.get(row.family, (0.0, "")), (seconds, name))
    return ", ".join(f"{name} {1000 * seconds:.1f} {unit}" for seconds, name in worst.values() if name)


def _mistakes(found: Sequence[Summary], text: Texts, width: int) -> list[str]:
    """A row for each mistake of a family: in how many of a hundred problems of each level it can be made."""
    levels = sorted({row.level for row in found})
    rows = []
    for name in dict.fromkeys(row.family for row in found):
        shares = {row.level: row.mistakes for row in found if row.family == name}
        for mistake in sorted(set().union(*shares.values())):
            cells = (f"{100 * shares[level].get(mistake, 0.0):.0f}" if level in shares else "–" for level in levels)
            rows.append((name, mistake, *cells))
    headers = [text(f"stress.column.{name}") for name in ("family", "mistake")]
    return _drawn([*headers, *map(str, levels)], rows, width, texts=2)


def _drawn(headers: Sequence[str], rows: Iterable[Sequence[str]], width: int, texts: int = 1) -> list[str]:
    """A table without borders; the first `texts` columns are words, the others numbers."""
    from rich.console import Console  # noqa: PLC0415 - 60 ms, and only for tables
    from rich.table import Table  # noqa: PLC0415

    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False)
    for place, header in enumerate(headers):
        settings: dict[str, Any] = {"no_wrap": True} if place < texts else {"justify": "right"}
        table.add_column(header, **settings)
    for row in rows:
        table.add_row(*row)
    console = Console(file=io.StringIO(), width=width, color_system=None, markup=False, highlight=False, emoji=False)
    with console.capture() as captured:
        console.print(table)
    return [line.rstrip() for line in captured.get().splitlines()]
