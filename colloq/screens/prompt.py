"""One line of input for drill and exam alike: an editor in a terminal, plain lines everywhere else."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING, Protocol, TextIO

from colloq.screens.style import ascii_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from prompt_toolkit import PromptSession
    from prompt_toolkit.application import Application
    from prompt_toolkit.history import History
    from prompt_toolkit.input import Input
    from prompt_toolkit.output import Output

    Toolbar = Callable[[str], Sequence[str]]
    Tick = Callable[[str], bool]

TICK_SECONDS = 1.0
_PATIENCE_SECONDS = 0.4  # how long the terminal may take to tell where its cursor is
_MOST_CHARACTERS = 1 << 16  # of one line; the reader of answers has its own, smaller limit
_RUSSIAN_KEYS = "ёйцукенгшщзхъфывапролджэячсмитьбю"
_ENGLISH_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_SAME_KEYS = str.maketrans(_RUSSIAN_KEYS + "Ж", _ENGLISH_KEYS + ":")


class Expired(Exception):  # noqa: N818 - not an error: the time is up
    """The time ran out; `text` is what had been typed by then."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class Prompter(Protocol):
    """Where lines come from."""

    live: bool
    """Whether the toolbar is seen while typing; where it is not, the caller prints the time and the echo itself."""

    def line(self, label: str, *, toolbar: Toolbar | None = None, draft: str = "", tick: Tick | None = None) -> str:
        """One line as typed; a paste of several lines arrives whole, newline-separated.

        `toolbar(text)` gives the lines shown while `text` is being typed. `tick(text)` is called about once a second,
        and once more before KeyboardInterrupt and EOFError; it keeps the draft and tells whether time is left.

        Raises EOFError at the end of input, KeyboardInterrupt on Ctrl-C, Expired when `tick` says that the time is up.
        """


def command_of(text: str) -> str | None:
    """The command in a line such as `:q`: "q", also when typed under the Russian layout (`Жй`); None for an answer."""
    text = text.strip()
    if text[:1] not in (":", "Ж"):
        return None
    return same_keys(text[1:].strip())


def same_keys(text: str) -> str:
    """What the keys give under the English layout, in lower case: "й" is "q"."""
    return text.lower().translate(_SAME_KEYS)


class LinePrompter:
    """Reads line by line: pipes, dumb terminals. The time is checked at each line."""

    live = False

    def __init__(self, source: TextIO | None = None, labels: TextIO | None = None) -> None:
        self._source = source if source is not None else sys.stdin
        self._labels = labels if labels is not None else sys.stdout

    def line(self, label: str, *, toolbar: Toolbar | None = None, draft: str = "", tick: Tick | None = None) -> str:
        """One line; a line that arrives after the deadline is not taken: Expired then carries the draft."""
        del toolbar  # nothing can be redrawn here
        if tick is not None and not tick(draft):
            raise Expired(draft)
        self._labels.write(label)
        self._labels.flush()
        text = self._read()
        if tick is not None and not tick(draft):
            raise Expired(draft)
        if text is None:
            raise EOFError
        return text

    def _read(self) -> str | None:
        line = self._source.readline(_MOST_CHARACTERS)
        end = line
        while end and not end.endswith("\n"):
            end = self._source.readline(_MOST_CHARACTERS)  # the rest of an endless line is dropped
        if not self._source.isatty():
            self._labels.write("\n")  # nobody pressed Enter on this side
        return line.rstrip("\r\n") if line else None


class TerminalPrompter:
    """Line editing, history, and a toolbar with the clock and the echo (prompt_toolkit). Never uses the mouse.

    Where the terminal does not tell where its cursor is, prompt_toolkit shows no toolbar: its lines then stand above
    the line being typed.
    """

    live = True

    def __init__(self, history: Path | None = None, source: Input | None = None, screen: Output | None = None) -> None:
        from prompt_toolkit import PromptSession  # noqa: PLC0415 - 60 ms that pipes and checks do not pay
        from prompt_toolkit.filters import to_filter  # noqa: PLC0415
        from prompt_toolkit.styles import Style  # noqa: PLC0415

        self._session: PromptSession[str] = PromptSession(
            history=_history(history),
            style=Style([("bottom-toolbar", "noreverse"), ("bottom-toolbar.text", "noreverse")]),
            complete_while_typing=False,
            prompt_continuation="  ",
            input=source,
            output=screen,
        )
        # The toolbar belongs under the line being typed, not at the bottom of the screen.
        self._session.layout.current_window.dont_extend_height = to_filter(True)  # noqa: FBT003
        # prompt_toolkit would print a warning in the middle of the student's line.
        self._session.app.renderer.cpr_not_supported_callback = None
        self._waited = False
        self._drawn = (-1, "", ())  # type: tuple[int, str, tuple[str, ...]]

    def line(self, label: str, *, toolbar: Toolbar | None = None, draft: str = "", tick: Tick | None = None) -> str:
        """See `Prompter.line`."""
        session = self._session
        buffer = session.default_buffer
        self._waited = False
        self._drawn = (-1, "", ())

        def message() -> str:
            if toolbar is None or not self._homeless():
                return _carried(label, session.app.output.encoding())
            return "\n".join([*self._lines(toolbar), _carried(label, session.app.output.encoding())])

        session.bottom_toolbar = (lambda: "\n".join(self._lines(toolbar))) if toolbar is not None else None
        try:
            return session.prompt(message, default=draft, pre_run=lambda: self._watch(session.app, tick))
        except (KeyboardInterrupt, EOFError):
            if tick is not None and not tick(buffer.text):
                raise Expired(buffer.text) from None
            raise

    def _watch(self, app: Application[str], tick: Tick | None) -> None:
        """Starts the second hand: the draft is kept, the clock redrawn, and the line ends when the time is up."""
        import asyncio  # noqa: PLC0415 - loaded by prompt_toolkit already

        buffer = self._session.default_buffer

        async def run() -> None:
            await asyncio.sleep(_PATIENCE_SECONDS)
            self._waited = True
            while not app.is_done:
                app.invalidate()
                error = _outcome(tick, buffer.text)
                if error is not None:
                    if not app.is_done:
                        app.exit(exception=error)
                    return
                await asyncio.sleep(TICK_SECONDS)

        app.create_background_task(run())

    def _homeless(self) -> bool:
        """Whether prompt_toolkit hides the toolbar now."""
        app = self._session.app
        return self._waited and not app.is_done and not app.renderer.height_is_known

    def _lines(self, toolbar: Toolbar) -> tuple[str, ...]:
        """The toolbar's lines below a rule, at most half the screen; worked out once for each drawing."""
        app = self._session.app
        text = self._session.default_buffer.text
        if self._drawn[:2] != (app.render_counter, text):
            size = app.output.get_size()
            lines = _safely(toolbar, text)
            most = max(1, size.rows // 2 - 1)
            shown = lines if len(lines) <= most else [*lines[: most - 1], lines[-1]]
            rule = "─" * max(0, size.columns - 1)
            self._drawn = (app.render_counter, text, tuple(_carried(line, app.output.encoding()) for line in (rule, *shown)))
        return self._drawn[2]


def _carried(line: str, encoding: str) -> str:
    """The line with the nearest ASCII in place of what the terminal's encoding has not got."""
    if can_encode(line, encoding):
        return line
    return "".join(sign if can_encode(sign, encoding) else ascii_of(sign) for sign in line)


def _safely(toolbar: Toolbar, text: str) -> list[str]:
    """The toolbar's lines. A fault in what is only a preview must not take the line away from the person typing."""
    try:
        return list(toolbar(text))
    except Exception as error:  # noqa: BLE001 - see above; the name of the fault is shown
        return [f"? {type(error).__name__}"]


def _outcome(tick: Tick | None, text: str) -> BaseException | None:
    """Why the line has to end now: the time is up, or the draft could not be kept (the caller of `line` gets it)."""
    if tick is None:
        return None
    try:
        return None if tick(text) else Expired(text)
    except BaseException as error:  # noqa: BLE001 - raised again by prompt_toolkit where `line` was called
        return error


def _history(path: Path | None) -> History:
    """The lines typed before: of this run only, or kept in a file; a file that cannot be used is no reason to stop."""
    from prompt_toolkit.history import FileHistory, InMemoryHistory  # noqa: PLC0415

    if path is None:
        return InMemoryHistory()

    class KindHistory(FileHistory):
        def load_history_strings(self) -> list[str]:
            with contextlib.suppress(OSError):
                return list(super().load_history_strings())
            return []

        def store_string(self, string: str) -> None:
            with contextlib.suppress(OSError):
                super().store_string(string)

    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
    return KindHistory(path)


def can_encode(text: str, encoding: str | None) -> bool:
    """Whether a stream of this encoding can carry the text."""
    try:
        text.encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def is_interactive() -> bool:
    """Whether a person sits at a terminal that can be drawn on."""
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM", "").lower() not in ("dumb", "unknown")


def prompter(*, plain: bool = False, history: Path | None = None, labels: TextIO | None = None) -> Prompter:
    """The prompter that suits this terminal; `plain` asks for lines, whose labels go to `labels` (else stdout)."""
    if plain or not is_interactive():
        return LinePrompter(labels=labels)
    return TerminalPrompter(history)
