"""`colloq` alone: the home page. Neither typer nor the families are needed for it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from colloq.practice.overview import Overview
    from colloq.texts import Texts


def home(text: Texts) -> int:
    """Prints the home page."""
    from colloq.errors import StoreError  # noqa: PLC0415
    from colloq.screens.home import home_lines  # noqa: PLC0415
    from colloq.screens.style import Screen  # noqa: PLC0415

    screen = Screen.of(sys.stdout)
    try:
        overview, left = _state()
    except StoreError as error:  # nothing is lost, but the page would look as if nothing had ever been answered
        sys.stderr.write(f"colloq: {text(error.key, **error.values)}\n")
        overview, left = None, None
    screen.print(*home_lines(screen, overview, left, text))
    return 0


def _state() -> tuple[Overview | None, str | None]:
    """What the store knows; nothing where there is none yet. Raises StoreError."""
    import time  # noqa: PLC0415

    from colloq import cache  # noqa: PLC0415

    if not (cache.home("data") / "colloq.db").exists():
        return None, None
    from colloq.practice.overview import overview  # noqa: PLC0415
    from colloq.store import attempts, exams  # noqa: PLC0415
    from colloq.store.database import open_database  # noqa: PLC0415

    with open_database() as database:
        exam = exams.open_exam(database) if (cache.home("data") / exams.MARKER).exists() else None
        seen = overview(attempts.latest(database, most=300))
    if exam is None:
        return seen, None
    seconds = max(0, int(exam.deadline - max(time.time(), exam.heartbeat)))
    return seen, f"{seconds // 60}:{seconds % 60:02d}"
