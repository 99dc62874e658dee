"""`colloq topics`: what can be practised."""

import sys
from typing import Annotated

import typer

from colloq.cli._help import QuickCommand
from colloq.texts import Texts


def add(app: typer.Typer, text: Texts) -> None:
    """Adds the command."""

    @app.command("topics", cls=QuickCommand, help=text("help.topics.about"))
    def topics(as_json: Annotated[bool, typer.Option("--json", help=text("help.option.json"))] = False) -> None:  # noqa: FBT002
        from colloq.screens.catalogue import topics_json, topics_lines  # noqa: PLC0415
        from colloq.screens.style import Screen  # noqa: PLC0415

        screen = Screen.of(sys.stdout)
        if as_json:
            screen.json(topics_json())
        else:
            screen.print(*topics_lines(screen, text))
