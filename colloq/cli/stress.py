"""`colloq stress`: every family played over many seeds; for whoever writes families."""

import sys
import time
from typing import Annotated

import typer

from colloq.cli._help import Command
from colloq.texts import Texts

FAILED = 1


def add(app: typer.Typer, text: Texts) -> None:
    """Adds the command."""

    @app.command("stress", cls=Command, help=text("help.stress.about"))
    def stress(
        topics: Annotated[list[str] | None, typer.Argument(metavar="[FAMILY ...]", help=text("help.stress.families"))] = None,
        count: Annotated[int, typer.Option("-n", min=1, max=1_000_000, metavar="N", help=text("help.stress.count"))] = 100,
        level: Annotated[int | None, typer.Option("--level", min=1, max=3, help=text("help.stress.level"))] = None,
        jobs: Annotated[int, typer.Option("-j", min=1, max=64, metavar="N", help=text("help.stress.jobs"))] = 1,
        as_json: Annotated[bool, typer.Option("--json", help=text("help.option.json"))] = False,  # noqa: FBT002
    ) -> int:
        from colloq.catalog.family import own_names  # noqa: PLC0415
        from colloq.catalog.topics import families_of  # noqa: PLC0415
        from colloq.practice.stress import as_json as plain_json  # noqa: PLC0415
        from colloq.practice.stress import stress as play  # noqa: PLC0415
        from colloq.screens.stress import stress_lines  # noqa: PLC0415
        from colloq.screens.style import Screen  # noqa: PLC0415

        found = []
        levels = () if level is None else (level,)
        for row in play(families_of(topics or own_names()), count, time.perf_counter, levels, jobs):
            found.append(row)
            if sys.stderr.isatty():
                typer.echo(f"\r{row.family}:{row.level} ", nl=False, err=True)
        if sys.stderr.isatty():
            typer.echo("\r", nl=False, err=True)
        screen = Screen.of(sys.stdout)
        if as_json:
            screen.json(plain_json(found))
        else:
            screen.print(*stress_lines(found, text, screen))
        return FAILED if any(row.failures for row in found) else 0
