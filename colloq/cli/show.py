"""`colloq show`: a problem, its hints, its worked solution; or a ticket with its model answer."""

import sys
from typing import Annotated

import typer

from colloq.cli._help import QuickCommand
from colloq.texts import Texts


def add(app: typer.Typer, text: Texts) -> None:
    """Adds the command."""

    @app.command("show", cls=QuickCommand, help=text("help.show.about"))
    def show(
        problem_id: Annotated[str, typer.Argument(metavar="ID", help=text("help.show.id"))],
        hint: Annotated[bool, typer.Option("--hint", help=text("help.show.hint"))] = False,  # noqa: FBT002
        solution: Annotated[bool, typer.Option("--solution", help=text("help.show.solution"))] = False,  # noqa: FBT002
        as_json: Annotated[bool, typer.Option("--json", help=text("help.option.json"))] = False,  # noqa: FBT002
    ) -> None:
        from colloq.catalog.problem import from_id  # noqa: PLC0415
        from colloq.catalog.topics import ticket_of  # noqa: PLC0415
        from colloq.screens.style import Screen  # noqa: PLC0415

        if ticket := ticket_of(problem_id):
            from colloq.screens.ticket import ticket_json, ticket_lines  # noqa: PLC0415

            screen = Screen.of(sys.stdout)
            if as_json:
                screen.json(ticket_json(ticket))
            else:
                screen.print(*ticket_lines(screen, ticket, text))
            return
        problem, screen = from_id(problem_id), Screen.of(sys.stdout)
        if as_json:
            from colloq.screens.contract import problem_json  # noqa: PLC0415

            screen.json(problem_json(problem, hints=hint, solution=solution))
        else:
            from colloq.screens.shown import problem_lines  # noqa: PLC0415

            screen.print(*problem_lines(screen, problem, text, hints=hint, solution=solution))
