"""`colloq exam`, `exam resume`, `exam status`, `exam review`.

No postponed annotations here: typer reads them, and the help in them is known only when the language is.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from colloq.practice.exam import Moment
    from colloq.screens.exam import Look
    from colloq.session.exam import Echo
    from colloq.store.database import Database
    from colloq.store.exams import Exam
    from colloq.texts import Texts


def add(app: typer.Typer, text: "Texts") -> None:
    """Adds `exam` and its words to the command line; help is in the language of `text`."""

    def help_of(key: str) -> str:
        return text(f"exam.help.{key}")

    plain = typer.Option("--plain", help=help_of("plain"))
    as_json = typer.Option("--json", help=help_of("json"))
    exam = typer.Typer(name="exam", help=help_of("about"), invoke_without_command=True, rich_markup_mode=None)

    @exam.callback()
    def start(  # noqa: PLR0913, PLR0917 - the options of the command
        context: typer.Context,
        minutes: Annotated[int | None, typer.Option(min=1, max=600, help=help_of("minutes"))] = None,
        questions: Annotated[int | None, typer.Option(min=1, max=20, help=help_of("questions"))] = None,
        blueprint: Annotated[
            Path | None, typer.Option(exists=True, dir_okay=False, metavar="FILE", help=help_of("blueprint"))
        ] = None,
        seed: Annotated[int | None, typer.Option(min=0, help=help_of("seed"))] = None,
        plain: Annotated[bool, plain] = False,  # noqa: FBT002
    ) -> None:
        if context.invoked_subcommand is None:
            _start(text, minutes, questions, blueprint, seed, plain=plain)

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
        number: Annotated[int | None, typer.Argument(metavar="ID", help=help_of("number"))] = None,
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
    import os  # noqa: PLC0415
    import shutil  # noqa: PLC0415
    import sys  # noqa: PLC0415

    from colloq.screens.exam import Look  # noqa: PLC0415
    from colloq.screens.prompt import can_encode  # noqa: PLC0415

    unicode = can_encode("⎡√²·", sys.stdout.encoding) and not os.environ.get("COLLOQ_ASCII")
    return Look(text, max(40, min(80, shutil.get_terminal_size().columns)), unicode)


def _start(  # noqa: PLR0913 - the options of the command
    text: "Texts",
    minutes: int | None,
    questions: int | None,
    blueprint: Path | None,
    seed: int | None,
    *,
    plain: bool,
) -> None:
    import secrets  # noqa: PLC0415

    from colloq.catalog import load  # noqa: PLC0415
    from colloq.practice.exam import compose, settle  # noqa: PLC0415
    from colloq.store import exams  # noqa: PLC0415
    from colloq.store.database import open_database  # noqa: PLC0415

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
            source=blueprint.name if blueprint else load.BLUEPRINT,
        )
        now = _moment().now
        exam = exams.create(database, plan, started=now, deadline=now + 60 * plan.minutes)
        typer.echo(text("exam.title", id=exam.id))
        typer.echo(text("exam.begun", questions=len(plan.questions), minutes=plan.minutes))
        _sit(database, exam, text, plain=plain)


def _offer(database: "Database", exam: "Exam", text: "Texts", *, plain: bool) -> None:
    """On a terminal an unfinished exam is offered; elsewhere it has to be resumed by name."""
    from colloq.errors import UsageError  # noqa: PLC0415
    from colloq.practice.exam import time_left  # noqa: PLC0415
    from colloq.screens.exam import clock  # noqa: PLC0415
    from colloq.screens.prompt import is_interactive, prompter  # noqa: PLC0415
    from colloq.session.exam import is_yes  # noqa: PLC0415

    if not is_interactive():
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


def _echo() -> "Echo | None":
    """How an answer is read, live under the line."""
    try:
        from colloq.screens.echo import echo_lines  # noqa: PLC0415
    except ImportError:
        return None
    return echo_lines


def _sit(database: "Database", exam: "Exam", text: "Texts", *, plain: bool) -> None:
    from colloq.screens.prompt import prompter  # noqa: PLC0415
    from colloq.session.exam import End, Sitting  # noqa: PLC0415
    from colloq.session.exam_review import offer_solutions, show_marks  # noqa: PLC0415

    lines, look = prompter(plain=plain), _look(text)
    sitting = Sitting(database, exam, lines, typer.echo, look, _moment, echo=_echo())
    end = sitting.run()
    if end is End.INTERRUPTED:
        raise typer.Exit(130)
    if end is End.SUBMITTED:
        show_marks(sitting.exam, typer.echo, look, solutions=False)
        if lines.live:
            offer_solutions(sitting.exam, lines, typer.echo, look)


def _status(text: "Texts", *, as_json: bool) -> None:
    import json  # noqa: PLC0415

    from colloq.practice.exam import settle  # noqa: PLC0415
    from colloq.session.exam_review import status_json, status_line  # noqa: PLC0415
    from colloq.store import exams  # noqa: PLC0415
    from colloq.store.database import open_database  # noqa: PLC0415

    with open_database() as database:
        now = _moment().now
        settle(database, now)
        exam = exams.open_exam(database)
        typer.echo(json.dumps(status_json(exam, now), ensure_ascii=False) if as_json else status_line(exam, now, text))


def _review(text: "Texts", number: int | None, *, solutions: bool, as_json: bool) -> None:
    import json  # noqa: PLC0415

    from colloq.practice.exam import settle  # noqa: PLC0415
    from colloq.session.exam_review import review_json, show_marks, submitted  # noqa: PLC0415
    from colloq.store.database import open_database  # noqa: PLC0415

    with open_database() as database:
        settle(database, _moment().now)
        exam = submitted(database, number)
        if as_json:
            typer.echo(json.dumps(review_json(exam, _look(text)) if exam else None, ensure_ascii=False))
        elif exam is None:
            typer.echo(text("exam.nothing_reviewed"))
        else:
            show_marks(exam, typer.echo, _look(text), solutions=solutions)
