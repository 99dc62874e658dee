"""The page that `colloq` alone shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from colloq.screens.style import columns, two_sides

if TYPE_CHECKING:
    from colloq.practice.overview import Overview
    from colloq.screens.style import Screen
    from colloq.texts import Texts


def home_lines(screen: Screen, overview: Overview | None, exam_left: str | None, text: Texts) -> list[str]:
    """What is waiting, what went worst, and where to go from here."""
    rows: list[tuple[str, str]] = []
    if exam_left is not None:
        rows.append((text("home.exam", left=exam_left), "colloq exam resume"))
    if overview is not None and overview.answers:
        rows.append((text("home.practised", answers=overview.answers, right=overview.right), ""))
    if overview is not None and overview.weak:
        rows.append((text("home.weakest", names=", ".join(overview.weak)), "colloq drill " + " ".join(overview.weak)))
    start = [
        (text("home.drill"), "colloq drill"),
        (text("home.mock"), "colloq exam"),
        (text("home.topics"), "colloq topics"),
        (text("home.check"), "colloq check --help"),
        (text("home.help"), "colloq --help"),
    ]
    lines = [screen.bold("colloq") + " · " + text("home.title"), ""]
    if rows:
        lines += [two_sides(f"  {left}", right, screen.width).rstrip(" ·") if right else f"  {left}" for left, right in rows]
    else:
        lines.append("  " + text("home.fresh"))
    return [*lines, "", *columns(start, gap=4, indent=2)]
