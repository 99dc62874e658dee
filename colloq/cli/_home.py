"""`colloq` alone: the home page. Neither typer nor the families are needed for it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from colloq.practice.overview import Overview
    from colloq.texts import Texts


def home(text: Texts) -> int:
    """Prints the home page."""
    from colloq.screens.home import home_lines  # noqa: PLC0415
    from colloq.screens.style import Screen  # noqa: PLC0415

    overview, left = _state()
    screen = Screen.of(sys.stdout)
    screen.print(*home_lines(screen, overview, left, text))
    return 0


def _state() -> tuple[Overview | None, str | None]:
    """What the store knows; nothing where there is none yet, or where it cannot be used: the other commands will say why."""
    import time  # noqa: PLC0415

    from colloq import cache  # noqa: PLC0415
    from colloq.errors import StoreError  # noqa: PLC0415

    if not (cache.home("data") / "colloq.db").exists():
        return None, None
    from colloq.practice.overview import overview  # noqa: PLC0415
    from colloq.store import attempts, exams  # noqa: PLC0415
    from colloq.store.database import open_database  # noqa: PLC0415

    try:
        with open_database() as database:
            exam = exams.open_exam(database) if (cache.home("data") / exams.MARKER).exists() else None
            seen = overview(attempts.latest(database, most=300))
    except StoreError:
        return None, None
    if exam is None:
        return seen, None
    seconds = max(0, int(exam.deadline - max(time.time(), exam.heartbeat)))
    return seen, f"{seconds // 60}:{seconds % 60:02d}"
