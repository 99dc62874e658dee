"""`colloq help`: a page about the program, or the help of a command."""

import sys
from typing import Annotated, Any

import typer

from colloq.cli._help import QuickCommand
from colloq.errors import UsageError
from colloq.texts import Texts


def add(app: typer.Typer, text: Texts) -> None:
    """Adds the command."""

    @app.command("help", cls=QuickCommand, help=text("help.help.about"))
    def show(words: Annotated[list[str] | None, typer.Argument(help=text("help.help.page"), metavar="PAGE")] = None) -> None:
        from colloq.screens.page import PAGES, page_lines  # noqa: PLC0415
        from colloq.screens.style import Screen  # noqa: PLC0415

        if words and words[1:]:
            raise UsageError("usage.too_many", word=words[1], command="colloq help")
        page = words[0] if words else None
        if page in PAGES:
            screen = Screen.of(sys.stdout)
            screen.print(*page_lines(page, text.language, screen.width, unicode=screen.unicode))
        else:
            _show_command(page, text)


def _show_command(name: str | None, text: Texts) -> None:
    """What `colloq NAME --help` shows, or `colloq --help`. Raises UsageError where there is no such command."""
    from colloq.cli._arguments import command_names  # noqa: PLC0415
    from colloq.cli._build import build, build_one  # noqa: PLC0415
    from colloq.screens.page import PAGES  # noqa: PLC0415

    names = command_names()
    program: Any
    if name is None:
        program, path = build(names, text), "colloq"
    elif name in names:
        program, path = build_one(name, text), f"colloq {name}"
    else:
        import difflib  # noqa: PLC0415 - only on the way to an error

        near = ", ".join(difflib.get_close_matches(name, (*PAGES, *names), 1))
        raise UsageError("usage.page", page=name, near=near, pages=", ".join(PAGES), commands=", ".join(names))
    program.main(["--help"], prog_name=path, standalone_mode=False, obj=text)
