"""`colloq solve`: the user's own problem, step by step."""

import sys
from typing import Annotated

import typer

from colloq.cli._common import own_problem
from colloq.cli._help import AnswerCommand
from colloq.texts import Texts


def add(app: typer.Typer, text: Texts) -> None:
    """Adds the command."""

    @app.command("solve", cls=AnswerCommand, help=text("help.solve.about"))
    def solve(
        family: Annotated[str, typer.Argument(metavar="FAMILY", help=text("help.solve.family"))],
        setting: Annotated[list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help=text("help.solve.set"))] = None,
        as_json: Annotated[bool, typer.Option("--json", help=text("help.option.json"))] = False,  # noqa: FBT002
    ) -> None:
        from colloq.screens.style import Screen  # noqa: PLC0415

        problem, screen = own_problem(family, setting or [], text), Screen.of(sys.stdout)
        if as_json:
            from colloq.screens.contract import problem_json  # noqa: PLC0415

            screen.json(problem_json(problem, solution=True))
        else:
            from colloq.screens.shown import problem_lines  # noqa: PLC0415

            screen.print(*problem_lines(screen, problem, text, solution=True))
