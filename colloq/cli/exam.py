"""`colloq exam`, `exam resume`, `exam status`, `exam review`.

No postponed annotations here: typer reads them, and the help in them is known only when the language is.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from colloq.cli._help import App, Group

if TYPE_CHECKING:
    from collections.abc import Callable

    from colloq.practice.exam import Moment
    from colloq.screens.exam import Look
    from colloq.store.database import Database
    from colloq.store.exams import Exam
    from colloq.texts import Texts


def add(app: typer.Typer, text: "Texts") -> None:
    """Adds `exam` and its words to the command line; help is in the language of `text`."""

    def help_of(key: str) -> str:
        return text(f"help.exam.{key}")

    plain = typer.Option("--plain", help=help_of("plain"))
    as_json = typer.Option("--json", help=help_of("json"))
    exam = App(name="exam", cls=Group, help=help_of("about"), invoke_without_command=True)

    @exam.callback()
    def start(  # noqa: PLR0913, PLR0917 - the options of the command
        context: typer.Context,
        minutes: Annotated[int | None, typer.Option(min=1, max=600, metavar="N", help=help_of("minutes"))] = None,
        questions: Annotated[int | None, typer.Option(min=1, max=20, metavar="N", help=help_of("questions"))] = None,
        blueprint: Annotated[Path | None, typer.Option(metavar="FILE", help=help_of("blueprint"))] = None,
        tickets: Annotated[str | None, typer.Option(metavar="T", help=help_of("tickets"))] = None,
        seed: Annotated[int | None, typer.Option(min=0, metavar="N", help=help_of("seed"))] = None,
        plain: Annotated[bool, plain] = False,  # noqa: FBT002
    ) -> None:
        if context.invoked_subcommand is None:
            _start(text, minutes, questions, blueprint, tickets, seed, plain=plain)

    @exam.command(help=help_of("resume"))
    def resume(
        plain: Annotated[bool, plain] = False,  # noqa: FBT002
    ) -> None:
        _resume(text, plain=plain)

    @exam.command(help=help_of("status"))
    def status(
        as_json: Annotated[bool, as_json] = False,  # noqa: FBT002
    ) -> None:
        _status(text, as_json=as_json)

    @exam.command(help=help_of("review"))
    def review(
        number: Annotated[int | None, typer.Argument(min=1, max=999_999_999, metavar="ID", help=help_of("number"))] = None,
        solutions: Annotated[bool, typer.Option("--solutions", "--solution", help=help_of("solutions"))] = False,  # noqa: FBT002
        as_json: Annotated[bool, as_json] = False,  # noqa: FBT002
    ) -> None:
        _review(text, number, solutions=solutions, as_json=as_json)

    app.add_typer(exam)


def _moment() -> "Moment":
    import time  # noqa: PLC0415

    from colloq.practice.exam import Moment  # noqa: PLC0415

    return Moment(time.time(), time.monotonic())


def _look(text: "Texts") -> "Look":
    import sys  # noqa: PLC0415

    from colloq.screens.exam import Look  # noqa: PLC0415
    from colloq.screens.style import Screen  # noqa: PLC0415

    return Look(text, Screen.of(sys.stdout))


def _show(look: "Look") -> "Callable[[str], None]":
    """Prints a line at once: whatever was said is out before the next thing happens."""

    def show(line: str) -> None:
        look.screen.print(line)
        look.screen.flush()

    return show


def _start(  # noqa: PLR0913, PLR0917 - the options of the command
    text: "Texts",
    minutes: int | None,
    questions: int | None,
    blueprint: Path | None,
    tickets: str | None,
    seed: int | None,
    *,
    plain: bool,
) -> None:
    import secrets  # noqa: PLC0415

    from colloq.catalog import load  # noqa: PLC0415
    from colloq.errors import UsageError  # noqa: PLC0415
    from colloq.practice.compose import asked_before, compose  # noqa: PLC0415
    from colloq.practice.exam import settle  # noqa: PLC0415
    from colloq.store import exams  # noqa: PLC0415
    from colloq.store.database import open_database  # noqa: PLC0415

    if blueprint is not None and (blueprint.is_dir() or not blueprint.exists()):
        raise UsageError("usage.no_file", file=blueprint)
    with open_database() as database:
        settle(database, _moment().now)
        unfinished = exams.open_exam(database)
        if unfinished is not None:
            _offer(database, unfinished, text, plain=plain)
            return
        plan = compose(
            load.blueprint(blueprint),
            seed=secrets.randbelow(1_000_000) if seed is None else seed,
            minutes=minutes,
            questions=questions,
            wanted=tickets.replace(",", " ").split() if tickets else (),
            asked=asked_before(exams.families_asked(database)) if seed is None else None,
            source=blueprint.name if blueprint else load.BLUEPRINT,
        )
        now = _moment().now
        exam = exams.create(database, plan, started=now, deadline=now + 60 * plan.minutes)
        typer.echo(text("exam.title", id=exam.id))
        typer.echo(text("exam.begun", questions=len(plan.questions), minutes=plan.minutes))
        _sit(database, exam, text, plain=plain)


def _offer(database: "Database", exam: "Exam", text: "Texts", *, plain: bool) -> None:
    """On a terminal an unfinished exam is offered; elsewhere it has to be resumed by name."""
    import sys  # noqa: PLC0415

    from colloq.errors import UsageError  # noqa: PLC0415
    from colloq.practice.exam import time_left  # noqa: PLC0415
    from colloq.screens.exam import clock  # noqa: PLC0415
    from colloq.screens.prompt import prompter  # noqa: PLC0415
    from colloq.session.exam_commands import is_yes  # noqa: PLC0415

    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("exam.already_open", id=exam.id)
    left = clock(time_left(exam, _moment().now))
    question = text("exam.offer", id=exam.id, question=exam.question, questions=len(exam.questions), left=left)
    try:
        agreed = is_yes(prompter(plain=plain).line(f"{question} > "), default=True)
    except EOFError:
        agreed = False
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
    if agreed:
        _sit(database, exam, text, plain=plain)
    else:
        typer.echo(text("exam.still_open"))


def _resume(text: "Texts", *, plain: bool) -> None:
    from colloq.errors import UsageError  # noqa: PLC0415
    from colloq.practice.exam import settle, time_left  # noqa: PLC0415
    from colloq.screens.exam import clock  # noqa: PLC0415
    from colloq.store import exams  # noqa: PLC0415
    from colloq.store.database import open_database  # noqa: PLC0415

    with open_database() as database:
        now = _moment().now
        settled = settle(database, now)
        exam = exams.open_exam(database)
        if exam is None and settled is not None:
            typer.echo(text("exam.settled", id=settled.id), err=True)
            return
        if exam is None:
            raise UsageError("exam.nothing_open")
        typer.echo(text("exam.title", id=exam.id))
        typer.echo(text("exam.resumed", left=clock(time_left(exam, now))))
        _sit(database, exam, text, plain=plain)


def _sit(database: "Database", exam: "Exam", text: "Texts", *, plain: bool) -> None:
    from colloq.screens.prompt import prompter  # noqa: PLC0415
    from colloq.session.exam import End, Sitting  # noqa: PLC0415
    from colloq.session.exam_review import offer_solutions, show_marks  # noqa: PLC0415
    from colloq.session.own_marks import OwnMarks  # noqa: PLC0415

    lines, look = prompter(plain=plain), _look(text)
    sitting = Sitting(database, exam, lines, _show(look), look, _moment)
    end = sitting.run()
    if end is End.INTERRUPTED:
        raise typer.Exit(130)
    if end is End.SUBMITTED:
        sitting.exam = OwnMarks(database, sitting.exam, lines, _show(look), look, lambda: _moment().now).ask()
        show_marks(sitting.exam, _show(look), look, solutions=False)
        if lines.live:
            offer_solutions(sitting.exam, lines, _show(look), look)


def _status(text: "Texts", *, as_json: bool) -> None:
    from colloq.practice.exam import settle  # noqa: PLC0415
    from colloq.session.exam_review import status_json, status_line  # noqa: PLC0415
    from colloq.store import exams  # noqa: PLC0415
    from colloq.store.database import open_database  # noqa: PLC0415

    with open_database() as database:
        now = _moment().now
        settle(database, now)
        exam = exams.open_exam(database)
        if as_json:
            _look(text).screen.json(status_json(exam, now))
        else:
            typer.echo(status_line(exam, now, text))


def _review(text: "Texts", number: int | None, *, solutions: bool, as_json: bool) -> None:
    import sys  # noqa: PLC0415

    from colloq.practice.exam import settle  # noqa: PLC0415
    from colloq.screens.prompt import prompter  # noqa: PLC0415
    from colloq.session.exam_review import review_json, show_marks, submitted  # noqa: PLC0415
    from colloq.session.own_marks import OwnMarks  # noqa: PLC0415
    from colloq.store.database import open_database  # noqa: PLC0415

    with open_database() as database:
        settle(database, _moment().now)
        exam, look = submitted(database, number), _look(text)
        if as_json:
            look.screen.json(review_json(exam, look) if exam else None)
        elif exam is None:
            typer.echo(text("exam.nothing_reviewed"))
        else:
            if sys.stdin.isatty() and sys.stdout.isatty():
                exam = OwnMarks(database, exam, prompter(plain=True), _show(look), look, lambda: _moment().now).ask()
            show_marks(exam, _show(look), look, solutions=solutions)
