"""The typer program of the commands that are wanted."""

import importlib
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from colloq.cli._help import App, Group, ReaderGoneError
from colloq.texts import Texts

__all__ = ["Aborted", "BadUsage", "ReaderGoneError", "build", "build_one"]

# typer has its own copy of click in some versions, and imports click in others.
BadUsage: type[Exception] = typer.BadParameter.__mro__[1]
"""What typer raises for a command line that it does not accept."""
Aborted: type[Exception] = typer.Abort


def build(names: Sequence[str], text: Texts) -> Any:  # noqa: ANN401 - typer's own types differ between versions
    """The program of these commands, with help in the language of the texts."""
    app = App(cls=Group, invoke_without_command=True, help=text("help.colloq.about"), pretty_exceptions_enable=False)
    _add_options(app, text)
    for name in names:
        _add(name, app, text)
    return typer.main.get_command(app)


def build_one(name: str, text: Texts) -> Any:  # noqa: ANN401
    """One command alone, without the program around it: that takes half as long."""
    app = App(add_completion=False, pretty_exceptions_enable=False)
    _add(name, app, text)
    alone = typer.main.get_command(app)
    commands: dict[str, Any] = getattr(alone, "commands", {})
    return commands.get(name, alone)


def _add(name: str, app: App, text: Texts) -> None:
    importlib.import_module(f"colloq.cli.{name}").add(app, text)


def _add_options(app: App, text: Texts) -> None:
    # The values were taken out of the command line before; here the options only stand in the help and the completion.
    @app.callback()
    def colloq(
        lang: Annotated[str | None, typer.Option(help=text("help.option.lang"), metavar="en|ru")] = None,
        problems: Annotated[str | None, typer.Option(help=text("help.option.problems"), metavar="DIR")] = None,
        ascii_: Annotated[bool, typer.Option("--ascii", help=text("help.option.ascii"))] = False,  # noqa: FBT002
        no_color: Annotated[bool, typer.Option("--no-color", help=text("help.option.no_color"))] = False,  # noqa: FBT002
        version: Annotated[bool, typer.Option("--version", help=text("help.option.version"))] = False,  # noqa: FBT002
    ) -> None:
        del lang, problems, ascii_, no_color, version
