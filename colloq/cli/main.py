"""The entry point: settles the language and the screen, builds the one command that is called, turns errors into exit codes.

Codes: 0 right or done, 1 wrong or partly right, 2 usage, 3 unreadable, 4 undecided, 5 catalogue broken, 6 store, 70 internal
error, 130 interrupted, 141 the reader of the output has gone.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from typing import TYPE_CHECKING, Any, NoReturn

from colloq import texts
from colloq.cli._arguments import Arguments, arguments, command_names
from colloq.errors import ColloqError, ParameterError, StoreError, UsageError
from colloq.screens.style import never_fail

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from colloq.texts import Texts

INTERNAL, INTERRUPTED, NO_READER = 70, 130, 141
COMPLETION = "_COLLOQ_COMPLETE"


def main() -> NoReturn:
    """Runs the program with the arguments of the process, and ends the process."""
    _open_streams()
    sys.exit(run([_whole(word) for word in sys.argv[1:]]))


def _open_streams() -> None:
    """Gives the process the streams that its caller has closed (`colloq >&-`)."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115 - for the whole run


def _whole(word: str) -> str:
    """The word as UTF-8, where a locale without Unicode made Python take its bytes one by one."""
    if not any("\udc80" <= character <= "\udcff" for character in word):
        return word
    return os.fsencode(word).decode("utf-8", "replace")


def run(words: Sequence[str]) -> int:
    """Runs the program and gives the exit code."""
    never_fail(sys.stdout, sys.stderr)
    text = texts.texts(texts.language_of())
    try:
        given = arguments(words)
        with _environment(given):
            text = _texts(given)
            _settle(text)
            code = _command(given, text)
            sys.stdout.flush()
            return code
    except ColloqError as error:
        _say(message(error, text))
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _forget_output()
        return NO_READER
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EFBIG) or error.filename is not None:
            return _internal(error, text)
        _forget_output()
        _say(text("internal.no_room"))  # `colloq show … > file` on a full disk
        return INTERNAL
    except Exception as error:  # noqa: BLE001 - the one place where the unforeseen ends
        return _internal(error, text)


@contextlib.contextmanager
def _environment(given: Arguments) -> Iterator[None]:
    """General options hold for the whole process, as their environment variables would."""
    wishes = {
        "COLLOQ_PROBLEMS": given.problems,
        "COLLOQ_ASCII": "1" if given.ascii else None,
        "NO_COLOR": "1" if given.no_color else None,
        "COLLOQ_LANG": given.lang,
    }
    before = {name: os.environ.get(name) for name in wishes}
    os.environ.update({name: value for name, value in wishes.items() if value is not None})
    try:
        yield
    finally:
        for name, value in before.items():
            if value is not None:
                os.environ[name] = value
            else:
                os.environ.pop(name, None)


def _texts(given: Arguments) -> Texts:
    if given.lang is not None and given.lang[:2].lower() not in texts.LANGUAGES:
        raise UsageError("usage.language", language=given.lang, known=", ".join(texts.LANGUAGES))
    return texts.texts(texts.language_of(given.lang))


def _settle(text: Texts) -> None:
    """Ends an exam whose time ran out while no program was looking. One look for a file where none is open."""
    import time  # noqa: PLC0415 - built in

    from colloq.session.settle import settle  # noqa: PLC0415 - imports nothing that is not here already

    with contextlib.suppress(StoreError):  # the commands that need the store say so themselves
        ended = settle(time.time())
        if ended is not None:
            _say(text("exam.settled", id=ended))


def _command(given: Arguments, text: Texts) -> int:
    """Calls the command that was asked for; the others are not even imported."""
    if given.problems is not None and not os.path.isdir(given.problems):  # noqa: PTH112 - pathlib only for this
        raise UsageError("usage.folder", folder=given.problems)
    completing = COMPLETION in os.environ
    if not completing:
        _settle(text)
    if not given.rest and not completing:
        from colloq.cli._home import home  # noqa: PLC0415 - one page of many

        return home(text)
    if given.rest[:1] == ("--version",):
        from colloq import __version__  # noqa: PLC0415

        sys.stdout.write(f"colloq {__version__}\n")
        return 0
    names = command_names()
    if given.command is not None and given.command not in names and not completing:
        raise _unknown_command(given.command, names)
    return _call(names, given, text)


def _unknown_command(name: str, names: Sequence[str]) -> UsageError:
    import difflib  # noqa: PLC0415 - only on the way to an error

    near = difflib.get_close_matches(name, names, 1)
    return UsageError("usage.command", command=name, near=near[0] if near else "", commands=", ".join(names))


def _call(names: Sequence[str], given: Arguments, text: Texts) -> int:
    from colloq.cli._build import Aborted, BadUsage, ReaderGoneError, build, build_one  # noqa: PLC0415 - brings typer

    words, path = list(given.rest), "colloq"
    if given.command is not None and COMPLETION not in os.environ:
        program = build_one(words.pop(0), text)
        path = f"colloq {given.command}"
    else:
        program = build(names, text)
    try:
        result = program.main(words, prog_name=path, complete_var=COMPLETION, standalone_mode=False, obj=text)
    except BadUsage as error:
        _say(usage_message(error, text))
        return UsageError.exit_code
    except ReaderGoneError as error:
        raise BrokenPipeError from error
    except Aborted:
        return INTERRUPTED
    return result if isinstance(result, int) else 0


# ---------------------------------------------------------------------------------------------------------- what is said


def message(error: ColloqError, text: Texts) -> str:
    """What an error says, in the user's language."""
    key = f"parameter.{error.key}" if isinstance(error, ParameterError) else error.key
    said = text(key, **{name: _shown(value, text) for name, value in error.values.items()})
    if near := error.values.get("near"):
        said += " " + text("usage.near", near=near)
    if command := error.values.get("command"):
        said += "\n" + text("usage.help", command=command) if error.key != "usage.command" else ""
    return said


def _shown(value: object, text: Texts) -> object:
    """A value within a message; a text that could not be read says why."""
    if type(value).__name__ != "ReadProblem":
        return value
    from colloq.notation.read import ReadProblem  # noqa: PLC0415 - only on the way to an error
    from colloq.screens.reading import problem_text  # noqa: PLC0415

    return problem_text(value, text) if isinstance(value, ReadProblem) else value


def usage_message(error: Any, text: Texts) -> str:  # noqa: ANN401 - typer's own types differ between versions
    """What typer finds wrong with the command line, in the user's language."""
    import re  # noqa: PLC0415 - only on the way to an error

    option = getattr(error, "option_name", "")
    name = _parameter_name(error)
    match type(error).__name__:
        case "NoSuchOption":
            near = ", ".join(getattr(error, "possibilities", None) or ())
            said = text("usage.option", option=option)
            said += f" {text('usage.near', near=near)}" if near else ""
        case "BadOptionUsage":
            takes_none = "does not take" in error.message
            said = text("usage.takes_none" if takes_none else "usage.needs_value", option=option)
        case "MissingParameter":
            said = text("usage.missing", name=name)
        case "BadParameter":
            low, high = _bounds(getattr(error, "param", None))
            bounded = low is not None and high is not None
            said = (
                text("usage.integer", name=name, low=low, high=high)
                if bounded
                else text("usage.bad_value", name=name, detail=error.message)
            )
        case "UsageError" if extra := re.search(r"extra argument\S* \(([^\s)]+)", error.message):
            said = text("usage.too_many", word=extra[1])
        case _:
            said = error.format_message()
    context = getattr(error, "ctx", None)
    return f"{said}\n{text('usage.help', command=context.command_path)}" if context else said


def _bounds(parameter: Any) -> tuple[int | None, int | None]:  # noqa: ANN401
    """The least and the largest value of a whole number on the command line."""
    for holder in (parameter, getattr(parameter, "type", None)):
        low, high = getattr(holder, "min", None), getattr(holder, "max", None)
        if low is not None or high is not None:
            return low, high
    return None, None


def _parameter_name(error: Any) -> str:  # noqa: ANN401
    parameter = getattr(error, "param", None)
    if parameter is None:
        return ""
    return str(parameter.opts[0] if parameter.param_type_name == "option" else parameter.metavar or parameter.name.upper())


def _internal(error: Exception, text: Texts) -> int:
    _say(text("internal.error", kind=type(error).__name__, detail=str(error).splitlines()[0] if str(error) else "-"))
    if os.environ.get("COLLOQ_DEBUG"):
        import traceback  # noqa: PLC0415 - only when something is broken

        traceback.print_exception(error)
    return INTERNAL


def _say(said: str) -> None:
    """A message for the person; never data, and never a reason to fail."""
    with contextlib.suppress(BrokenPipeError, ValueError):
        sys.stdout.flush()
        sys.stderr.write(f"colloq: {said}\n")
        sys.stderr.flush()


def _forget_output() -> None:
    """Points the output to nowhere, so that the interpreter does not complain about it when it ends."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())


if __name__ == "__main__":
    main()
