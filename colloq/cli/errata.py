"""`colloq errata`: where the study guide errs."""

import sys
from typing import Annotated

import typer

from colloq.cli._help import QuickCommand
from colloq.texts import Texts


def add(app: typer.Typer, text: Texts) -> None:
    """Adds the command."""

    @app.command("errata", cls=QuickCommand, help=text("help.errata.about"))
    def errata(as_json: Annotated[bool, typer.Option("--json", help=text("help.option.json"))] = False) -> None:  # noqa: FBT002
        from colloq.catalog.load import errata as all_errata  # noqa: PLC0415
        from colloq.screens.catalogue import errata_lines  # noqa: PLC0415
        from colloq.screens.style import Screen  # noqa: PLC0415

        screen = Screen.of(sys.stdout)
        if as_json:
            screen.json(all_errata())
        else:
            screen.print(*errata_lines(screen, all_errata(), text))
