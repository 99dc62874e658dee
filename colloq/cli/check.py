"""`colloq check`: one answer, one verdict."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from colloq.cli._common import exit_code, own_problem, pairs, standard_input
from colloq.cli._help import AnswerCommand
from colloq.errors import UsageError
from colloq.texts import Texts

if TYPE_CHECKING:
    from colloq.practice.tasks import Task


def add(app: typer.Typer, text: Texts) -> None:
    """Adds the command."""

    @app.command("check", cls=AnswerCommand, help=text("help.check.about"))
    def check(  # noqa: PLR0913, PLR0917
        words: Annotated[list[str] | None, typer.Argument(metavar="...", help=text("help.check.words"))] = None,
        part: Annotated[list[str] | None, typer.Option("--part", metavar="NAME=ANSWER", help=text("help.check.part"))] = None,
        expected: Annotated[str | None, typer.Option("--expected", metavar="EXPR", help=text("help.check.expected"))] = None,
        symbols: Annotated[str | None, typer.Option("--symbols", metavar="X:DOMAIN", help=text("help.check.symbols"))] = None,
        setting: Annotated[list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help=text("help.check.set"))] = None,
        as_json: Annotated[bool, typer.Option("--json", help=text("help.option.json"))] = False,  # noqa: FBT002
    ) -> int:
        task = _task(words or [], part or [], expected, symbols, setting or [], text)
        marks = task.marks()
        from colloq.screens.style import Screen  # noqa: PLC0415

        screen = Screen.of(sys.stdout)
        if as_json:
            from colloq.screens.contract import marks_json  # noqa: PLC0415

            screen.json(marks_json(task.problem, marks, text))
        else:
            from colloq.screens.checked import checked_lines  # noqa: PLC0415

            screen.print(*checked_lines(screen, task, marks, text, _command(task, expected, symbols, setting or [])))
        return exit_code(marks)


def _task(  # noqa: PLR0913, PLR0917
    words: list[str], part: list[str], expected: str | None, symbols: str | None, settings: list[str], text: Texts
) -> "Task":
    from colloq.practice.tasks import ANSWER, Task, for_problem  # noqa: PLC0415

    if expected is not None:
        from colloq.practice.expected import expected_answer  # noqa: PLC0415

        for option, given in (("--part", part), ("--set", settings)):
            if given:
                raise UsageError("usage.two_ways", first="--expected", second=option)
        return Task({ANSWER: _answer(words)}, expected=expected_answer(expected, _domains(symbols)))
    if symbols is not None:
        raise UsageError("usage.needs_with", first="--symbols", second="--expected")
    if not words:
        raise UsageError("usage.needs_id")
    from colloq.catalog.problem import from_id  # noqa: PLC0415

    problem = own_problem(words[0], settings, text) if settings else from_id(words[0])
    if part:
        if words[1:]:
            raise UsageError("usage.two_ways", first="--part", second=" ".join(words[1:]))
        return for_problem(problem, None, pairs("--part", part))
    return for_problem(problem, _answer(words[1:]), {})


def _answer(words: list[str]) -> str:
    if not words:
        raise UsageError("usage.answer")
    return standard_input().rstrip("\n") if words == ["-"] else " ".join(words)


def _domains(symbols: str | None) -> dict[str, str] | None:
    """x:positive,y:real as a mapping; a letter alone is real."""
    if symbols is None:
        return None
    return {
        name.strip(): word or "real" for name, _, word in (item.partition(":") for item in symbols.split(",")) if name.strip()
    }


def _command(task: "Task", expected: str | None, symbols: str | None, settings: list[str]) -> str:
    """The command line that gives the same verdict."""
    import shlex  # noqa: PLC0415

    from colloq.practice.tasks import ANSWER  # noqa: PLC0415

    words = ["colloq", "check"]
    if expected is not None:
        words += ["--expected", expected, *(["--symbols", symbols] if symbols else [])]
    elif task.problem is not None:
        words += [task.problem.id, *(word for setting in settings for word in ("--set", setting))]
    if list(task.texts) == [ANSWER] or (task.problem is not None and len(task.problem.parts) == 1):
        words += ["--", *task.texts.values()]
    else:
        words += [word for name, typed in task.texts.items() for word in ("--part", f"{name}={typed}")]
    return shlex.join(words).replace("\n", "; ")
