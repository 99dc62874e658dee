"""Help in the user's language, plain and quick: no boxes, no import of rich."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand, TyperGroup

from colloq.errors import UsageError
from colloq.screens.style import wrapped

if TYPE_CHECKING:
    from collections.abc import Callable

    from colloq.texts import Texts

WIDTH = 80
_LEFT = 26  # columns for the names of options
# Options that typer adds itself, in English.
_TYPERS_OWN = {"--help": "help.option.help", "--install-completion": "help.option.install", "--show-completion": "help.option.show"}


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
    name = command.name if context.parent else "colloq"
    usage = f"help.{name}.usage"
    forms = text(usage).splitlines() if usage in text else [f"{context.command_path} {' '.join(command.collect_usage_pieces(context))}"]
    lines = [f"{text('help.usage')} {forms[0]}", *(" " * (len(text("help.usage")) + 1) + form for form in forms[1:]), ""]
    lines += wrapped(command.help or "", WIDTH)
    if commands := getattr(command, "commands", None):
        lines += ["", text("help.commands")]
        lines += _rows([(key, inner.short_help or inner.help or "") for key, inner in commands.items()])
    lines += ["", text("help.options"), *_rows(_option_rows(command, context, text))]
    if f"help.{name}.end" in text:
        lines += ["", *text(f"help.{name}.end").splitlines()]
    return lines


class Command(TyperCommand):
    """A command with our help."""

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401
        """Writes the help page."""
        formatter.write("\n".join(_help_lines(self, ctx)))


class Group(TyperGroup):
    """The program with our help."""

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401
        """Writes the help page."""
        formatter.write("\n".join(_help_lines(self, ctx)))


class AnswerCommand(Command):
    """A command whose words are answers: `-3/2` and `-sin x` are no options; an unknown `--word` is refused by name."""

    def __init__(self, *args: Any, **settings: Any) -> None:  # noqa: ANN401
        settings["context_settings"] = {**(settings.get("context_settings") or {}), "ignore_unknown_options": True}
        super().__init__(*args, **settings)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401
        """Parses, after a look for unknown words with two dashes before `--`."""
        known = {name for option in self.get_params(ctx) for name in option.opts}
        for word in args:
            if word == "--":
                break
            if word.startswith("--") and word.partition("=")[0] not in known:
                raise UsageError("usage.dashes", word=word)
        return super().parse_args(ctx, args)


class App(typer.Typer):
    """A typer program whose commands have our help without saying so."""

    def command(self, name: str | None = None, **settings: Any) -> Callable[[Any], Any]:  # type: ignore[override]  # noqa: ANN401
        """Registers a command."""
        settings.setdefault("cls", Command)
        return super().command(name, **settings)
