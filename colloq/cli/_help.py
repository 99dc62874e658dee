"""Help in the user's language, plain and quick: no boxes, no import of rich."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand, TyperGroup

from colloq.errors import UsageError
from colloq.screens.style import Screen, wrapped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from colloq.texts import Texts

WIDTH = 80
_LEFT = 26  # columns for the names of options
# Options that typer adds itself, in English.
_TYPERS_OWN = {
    "--help": "help.option.help",
    "--install-completion": "help.option.install",
    "--show-completion": "help.option.show",
}


def _rows(rows: list[tuple[str, str]]) -> list[str]:
    lines: list[str] = []
    for left, right in rows:
        block = wrapped(right, WIDTH, " " * (_LEFT + 2))
        first = block[0].strip() if block else ""
        if len(left) > _LEFT - 2:
            lines += [f"  {left}", *block]
        else:
            lines += [f"  {left:<{_LEFT}}{first}", *block[1:]]
    return lines


def _place(argument: Any) -> str:  # noqa: ANN401
    return str(argument.metavar or argument.name.upper())


def _option_rows(command: Any, context: Any, text: Texts) -> list[tuple[str, str]]:  # noqa: ANN401 - typer's own types differ between versions
    rows = []
    for option in command.get_params(context):
        if option.param_type_name != "option" or getattr(option, "hidden", False):
            continue
        names = ", ".join(option.opts)
        if not option.is_flag and not getattr(option, "count", False):
            names += f" {option.metavar or option.name.upper()}"
        own = next((_TYPERS_OWN[name] for name in option.opts if name in _TYPERS_OWN), None)
        rows.append((names, text(own) if own else option.help or ""))
    return rows


def _help_lines(command: Any, context: Any) -> list[str]:  # noqa: ANN401
    text: Texts = context.find_root().obj
    name = context.command_path.split(" ", 1)[-1].replace(" ", ".")
    usage = f"help.{name}.usage"
    forms = (
        text(usage).splitlines()
        if usage in text
        else [f"{context.command_path} {' '.join(command.collect_usage_pieces(context))}"]
    )
    lines = [f"{text('help.usage')} {forms[0]}", *(" " * (len(text("help.usage")) + 1) + form for form in forms[1:]), ""]
    lines += wrapped(command.help or "", WIDTH)
    if commands := getattr(command, "commands", None):
        lines += ["", text("help.commands")]
        lines += _rows([(key, inner.short_help or inner.help or "") for key, inner in sorted(commands.items())])
    if arguments := [
        (_place(option), option.help)
        for option in command.params
        if getattr(option, "help", "") and not option.opts[0].startswith("-")
    ]:
        lines += ["", text("help.arguments"), *_rows(arguments)]
    lines += ["", text("help.options"), *_rows(_option_rows(command, context, text))]
    if f"help.{name}.end" in text:
        lines += ["", *text(f"help.{name}.end").splitlines()]
    return lines


class ReaderGoneError(Exception):
    """Nobody reads the output any more. Not an OSError: typer would end the process with the code of a wrong answer."""


def _show_help(command: Any, context: Any) -> str:  # noqa: ANN401
    """Prints the help page itself: click writes UTF-8 to a stream of another encoding."""
    Screen.of(sys.stdout).print(*_help_lines(command, context))
    raise typer.Exit(0)


class Command(TyperCommand):
    """A command with our help."""

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401
        """Shows the help page, and ends."""
        return _show_help(self, ctx)

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401
        """Runs the command."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise ReaderGoneError from error


class Group(TyperGroup):
    """The program with our help."""

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401
        """Shows the help page, and ends."""
        return _show_help(self, ctx)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401
        """The command that the first word names. Raises UsageError in our own words."""
        word = args[0]
        if word not in self.commands and not word.startswith("-") and not ctx.resilient_parsing:
            path = " ".join([*ctx.command_path.split(" ")[1:], word])
            raise UsageError(
                "usage.command", command=path, near=_near(word, self.commands), commands=", ".join(sorted(self.commands))
            )
        return super().resolve_command(ctx, args)


class QuickCommand(Command):
    """A command of words, texts and flags, parsed here: typer's own conversion of values costs 40 ms.

    Words with one dash are words, so that `-3/2` and `-sin x` are answers. An unknown word with two dashes is refused.
    """

    answers = False
    """Whether a refused word may have been meant as an answer."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401
        """Fills the parameters; help and completion go typer's way."""
        if ctx.resilient_parsing or any(word in args for word in ctx.help_option_names):
            parsed: list[str] = super().parse_args(ctx, args)
            return parsed
        options = {name: option for option in self.params if option.param_type_name == "option" for name in option.opts}
        ctx.params, words = self._parsed(list(args), options)
        places = [argument for argument in self.params if argument.param_type_name == "argument"]
        for argument in places:
            if argument.nargs == -1:
                ctx.params[argument.name], words = words or None, []
            else:
                if not words:
                    raise UsageError("usage.missing", name=argument.metavar or argument.name, command=ctx.command_path)
                ctx.params[argument.name] = words.pop(0)
        if words:
            raise UsageError("usage.too_many", word=words[0], command=ctx.command_path)
        ctx.args = []
        return []

    def _parsed(self, left: list[str], options: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
        values: dict[str, Any] = {option.name: False if option.is_flag else None for option in options.values()}
        words: list[str] = []
        while left:
            word = left.pop(0)
            name, equals, value = word.partition("=")
            if word == "--":
                return values, words + left
            if not word.startswith("--"):
                words.append(word)
                continue
            if name not in options:
                raise UsageError(
                    "usage.dashes" if self.answers else "usage.option", word=word, option=name, near=_near(name, options)
                )
            option = options[name]
            if option.is_flag:
                if equals:
                    raise UsageError("usage.takes_none", option=name)
                values[option.name] = True
                continue
            if not equals and not left:
                raise UsageError("usage.needs_value", option=name)
            value = value if equals else left.pop(0)
            if option.multiple:
                values[option.name] = [*(values[option.name] or []), value]
            else:
                values[option.name] = value
        return values, words


def _near(name: str, options: Iterable[str]) -> str:
    import difflib  # noqa: PLC0415 - only on the way to an error

    return ", ".join(difflib.get_close_matches(name, list(options), 1))


class AnswerCommand(QuickCommand):
    """A quick command whose words are answers."""

    answers = True


class App(typer.Typer):
    """A typer program whose commands have our help without saying so."""

    def command(self, name: str | None = None, **settings: Any) -> Callable[[Any], Any]:  # noqa: ANN401
        """Registers a command."""
        settings.setdefault("cls", Command)
        return super().command(name, **settings)
