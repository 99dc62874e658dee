"""Lines from pipes and from a terminal."""

from __future__ import annotations

import io
import threading
import time

import pytest
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from colloq.screens import prompt
from colloq.screens.prompt import Expired, LinePrompter, TerminalPrompter, command_of
from colloq.screens.style import NARROWEST, Screen


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        (":q", "q"),
        ("  :q ", "q"),
        ("Жй", "q"),
        (":й", "q"),
        (":Q", "q"),
        ("Ж2", "2"),
        (":2", "2"),
        ("Жыгиьше", "submit"),
        ("Жкумшуц", "review"),
        (":", ""),
        ("q", None),
        ("й", None),
        ("1:2", None),
        ("", None),
        ("-3/2", None),
    ],
)
def test_commands_are_known_under_both_layouts(typed, command):
    assert command_of(typed) == command


def test_lines_come_one_by_one_and_end():
    labels = io.StringIO()
    prompter = LinePrompter(io.StringIO("2/3\r\n\n1 2"), labels)
    assert [prompter.line("a > "), prompter.line("b > "), prompter.line("c > ")] == ["2/3", "", "1 2"]
    with pytest.raises(EOFError):
        prompter.line("d > ")
    assert labels.getvalue() == "a > \nb > \nc > \nd > \n"


def test_a_line_after_the_deadline_is_not_taken_and_the_draft_is_handed_over():
    times = iter([True, False])
    prompter = LinePrompter(io.StringIO("late\n"), io.StringIO())
    with pytest.raises(Expired) as expired:
        prompter.line("a > ", draft="early", tick=lambda _: next(times))
    assert expired.value.text == "early"


def test_an_endless_line_is_cut_and_the_next_one_stays_whole():
    source = io.StringIO("x" * 300_000 + "\n2\n")
    prompter = LinePrompter(source, io.StringIO())
    assert len(prompter.line("> ")) == prompt._MOST_CHARACTERS
    assert prompter.line("> ") == "2"


@pytest.fixture
def keyboard():
    with create_pipe_input() as pipe:
        yield pipe


def terminal(keyboard, history=None):
    return TerminalPrompter(history, source=keyboard, screen=DummyOutput())


def test_a_line_can_be_edited(keyboard):
    keyboard.send_text("2/4\x7f3\r")
    assert terminal(keyboard).line("a > ") == "2/3"


def test_a_draft_is_taken_up_again(keyboard):
    keyboard.send_text(" + 1\r")
    assert terminal(keyboard).line("a > ", draft="x^2") == "x^2 + 1"


def test_a_pasted_matrix_arrives_whole(keyboard):
    keyboard.send_text("\x1b[200~1 2\r\n3 4\x1b[201~\r")
    assert terminal(keyboard).line("> ") == "1 2\n3 4"


def test_lines_pasted_without_brackets_arrive_one_after_the_other(keyboard):
    keyboard.send_text("1 2\r3 4\r")
    prompter = terminal(keyboard)
    assert [prompter.line("> "), prompter.line("> ")] == ["1 2", "3 4"]


def test_the_clock_ends_the_line_with_the_text_typed_so_far(keyboard, monkeypatch):
    monkeypatch.setattr(prompt, "TICK_SECONDS", 0.05)
    seen = []

    def tick(text):
        seen.append(text)
        return len(seen) < 4

    keyboard.send_text("√(2/3")
    with pytest.raises(Expired) as expired:
        terminal(keyboard).line("a > ", tick=tick)
    assert expired.value.text == "√(2/3"
    assert seen == ["√(2/3"] * 4


def test_the_draft_is_kept_before_ctrl_c_and_ctrl_d(keyboard):
    seen = []
    keyboard.send_text("half\x03")
    with pytest.raises(KeyboardInterrupt):
        terminal(keyboard).line("a > ", tick=lambda text: seen.append(text) or True)
    assert seen == ["half"]
    keyboard.send_text("\x04")
    with pytest.raises(EOFError):
        terminal(keyboard).line("a > ")


def test_an_error_while_keeping_the_draft_reaches_the_caller(keyboard):
    def tick(_text):
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        terminal(keyboard).line("a > ", tick=tick)


def test_the_toolbar_sees_every_keystroke(keyboard):
    seen = []
    prompter = terminal(keyboard)
    prompter._session.app.renderer._min_available_height = 5

    def later():
        for key in "ab":
            time.sleep(0.1)
            keyboard.send_text(key)
        time.sleep(0.6)
        keyboard.send_text("\r")

    hand = threading.Thread(target=later)
    hand.start()
    assert prompter.line("a > ", toolbar=lambda text: seen.append(text) or ["57:42"]) == "ab"
    hand.join()
    assert seen[-1] == "ab"


def test_a_fault_in_the_toolbar_does_not_stop_the_typing(keyboard):
    prompter = terminal(keyboard)
    prompter._waited = True
    keyboard.send_text("2/3\r")
    assert prompter.line("a > ", toolbar=lambda _: 1 / 0) == "2/3"
    assert prompt._safely(lambda _: 1 / 0, "x") == ["? ZeroDivisionError"]


def test_history_is_kept_in_a_file_and_an_unusable_file_is_no_obstacle(keyboard, tmp_path):
    kept = tmp_path / "new" / "history"
    keyboard.send_text("first\r")
    terminal(keyboard, kept).line("> ")
    assert "+first" in kept.read_text(encoding="utf-8")
    (tmp_path / "folder").mkdir()
    keyboard.send_text("second\r")
    assert terminal(keyboard, tmp_path / "folder").line("> ") == "second"


def test_the_width_follows_the_terminal_when_it_is_resized(monkeypatch):
    screen = Screen.of(io.StringIO(), {})
    monkeypatch.setenv("COLUMNS", "60")
    assert screen.width == 60
    monkeypatch.setenv("COLUMNS", "45")
    assert screen.width == 45
    monkeypatch.setenv("COLUMNS", "5")
    assert screen.width == NARROWEST
