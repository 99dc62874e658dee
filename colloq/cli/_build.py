"""The typer program of the commands that are wanted."""

import importlib
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from colloq.cli._help import App, Group
from colloq.texts import Texts


def build(names: Sequence[str], text: Texts) -> Any:  # noqa: ANN401 - typer's own types differ between versions
    """The program, with help in the language of the texts."""
    everything = len(names) > 1
    app = App(
        cls=Group, add_completion=everything, invoke_without_command=True, help=text("help.colloq.about"), pretty_exceptions_enable=False
    )

    # The values were taken out of the command line before; here the options only stand in the help and the completion.
    @app.callback()
    def colloq(
        lang: Annotated[str | None, typer.Option(help=text("help.option.lang"), metavar="en|ru")] = None,
        problems: Annotated[str | None, typer.Option(help=text("help.option.problems"), metavar="DIR")] = None,
        ascii_: Annotated[bool, typer.Option("--ascii", help=text("help.option.ascii"))] = False,
        no_color: Annotated[bool, typer.Option("--no-color", help=text("help.option.no_color"))] = False,
        version: Annotated[bool, typer.Option("--version", help=text("help.option.version"))] = False,
    ) -> None:
        del lang, problems, ascii_, no_color, version

    for name in names:
        importlib.import_module(f"colloq.cli.{name}").add(app, text)
    return typer.main.get_command(app)
