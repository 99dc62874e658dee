"""`colloq drill`: problem after problem."""

import sys
from typing import Annotated

import typer

from colloq.texts import Texts

INTERRUPTED = 130
QUESTIONS = 10


def add(app: typer.Typer, text: Texts) -> None:
    """Adds the command."""

    @app.command("drill", help=text("help.drill.about"))
    def drill(
        topics: Annotated[list[str] | None, typer.Argument(metavar="TOPIC", help=text("help.drill.topics"))] = None,
        count: Annotated[
            int, typer.Option("-n", "--questions", min=1, max=1000, metavar="N", help=text("help.drill.count"))
        ] = QUESTIONS,
        level: Annotated[
            int | None, typer.Option("--level", min=1, max=3, metavar="1|2|3", help=text("help.drill.level"))
        ] = None,
        seed: Annotated[
            int | None, typer.Option("--seed", min=0, max=999_999_999, metavar="N", help=text("help.drill.seed"))
        ] = None,
        plain: Annotated[bool, typer.Option("--plain", help=text("help.drill.plain"))] = False,  # noqa: FBT002
    ) -> int:
        return _drill(topics or [], count, level, seed, text, plain=plain)


def _drill(topics: list[str], count: int, level: int | None, seed: int | None, text: Texts, *, plain: bool) -> int:  # noqa: PLR0913
    import secrets  # noqa: PLC0415
    import time  # noqa: PLC0415

    from colloq.catalog.topics import families_of  # noqa: PLC0415
    from colloq.screens.prompt import prompter  # noqa: PLC0415
    from colloq.screens.style import Screen  # noqa: PLC0415
    from colloq.session.drill import End, new_session, store_record  # noqa: PLC0415

    session = new_session(
        families_of(topics),
        seed=secrets.randbelow(1_000_000) if seed is None else seed,
        count=count,
        level=level,
        prompter=prompter(plain=plain),
        screen=Screen.of(sys.stdout),
        text=text,
        now=time.time,
        steady=time.monotonic,
        record=store_record(),
    )
    return INTERRUPTED if session.run() is End.INTERRUPTED else 0
