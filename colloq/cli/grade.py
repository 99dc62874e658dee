"""`colloq grade`: many answers from a file, a line in, a line out."""

import codecs
import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from colloq.cli._help import QuickCommand
from colloq.errors import ColloqError, ParameterError, UsageError
from colloq.texts import Texts

BROKEN = 2


def add(app: typer.Typer, text: Texts) -> None:
    """Adds the command."""

    @app.command("grade", cls=QuickCommand, help=text("help.grade.about"))
    def grade(file: Annotated[str, typer.Argument(metavar="FILE", help=text("help.grade.file"))]) -> int:
        from colloq.screens.style import Screen  # noqa: PLC0415

        screen = Screen.of(sys.stdout)
        code = 0
        for number, raw in enumerate(_lines(file), 1):
            if not raw.strip():
                continue
            answer = _graded(raw, number, text)
            code = BROKEN if "error" in answer else code
            screen.json(answer)
        return code


def _lines(file: str) -> list[bytes]:
    """The lines as bytes: one that is not UTF-8 is broken, the others are not."""
    try:
        raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return raw.removeprefix(codecs.BOM_UTF8).split(b"\n")
    except OSError as error:
        raise UsageError("usage.file", file=file, detail=error.strerror or error) from error


def _graded(raw: bytes, number: int, text: Texts) -> dict[str, Any]:
    from colloq.cli.main import message  # noqa: PLC0415
    from colloq.practice.tasks import from_json  # noqa: PLC0415
    from colloq.screens.contract import marks_json  # noqa: PLC0415

    try:
        data = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError) as error:  # not UTF-8, not JSON, a number of thousands of digits, too deep
        return {"line": number, "error": text("usage.line", detail=str(error))}
    try:
        task = from_json(data)
        marks = task.marks()
        if not marks:
            raise UsageError("usage.answer")
        return marks_json(task.problem, marks, text, number)
    except ParameterError as error:
        return {"line": number, "error": str(error)}
    except ColloqError as error:
        if error.exit_code != UsageError.exit_code:
            raise
        return {"line": number, "error": message(error, text)}
