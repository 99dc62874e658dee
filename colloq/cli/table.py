"""`colloq table`: the table of derivatives."""

import sys
from typing import Annotated

import typer

from colloq.cli._help import QuickCommand
from colloq.texts import Texts


def add(app: typer.Typer, text: Texts) -> None:
    """Adds the command."""

    @app.command("table", cls=QuickCommand, help=text("help.table.about"))
    def table(as_json: Annotated[bool, typer.Option("--json", help=text("help.option.json"))] = False) -> None:  # noqa: FBT002
        from colloq.screens.catalogue import table_json, table_lines  # noqa: PLC0415
        from colloq.screens.style import Screen  # noqa: PLC0415

        screen = Screen.of(sys.stdout)
        if as_json:
            screen.json(table_json())
        else:
            screen.print(*table_lines(screen, text))
