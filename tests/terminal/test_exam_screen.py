"""What a person sees while typing in an exam: drawn by a terminal emulator, 80 columns by 24 rows."""

from __future__ import annotations

import contextlib
import os
import re
import sys
import time
from pathlib import Path

import pytest

from colloq.store import exams
from colloq.store.database import Database

pexpect = pytest.importorskip("pexpect")
pyte = pytest.importorskip("pyte")
pytestmark = pytest.mark.terminal

ROOT = Path(__file__).parents[2]
PATIENCE = 30
ASKS_FOR_CURSOR = "\x1b[6n"


class Terminal:
    """The program in a pseudo-terminal with a screen. `answers`: whether it tells where its cursor is."""

    def __init__(self, home, *words, answers=True):
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("COLLOQ_", "LC_", "LANG", "NO_COLOR"))}
        environment = {**kept, "COLLOQ_HOME": str(home), "COLLOQ_LANG": "en", "TERM": "xterm", "PYTHONIOENCODING": "utf-8"}
        self.child = pexpect.spawn(
            sys.executable, ["-m", "colloq", *words], cwd=ROOT, env=environment, dimensions=(24, 80), encoding="utf-8"
        )
        self.answers = answers
        self.screen = pyte.Screen(80, 24)
        self.stream = pyte.Stream(self.screen)

    def rows(self):
        return [line.rstrip() for line in self.screen.display]

    def wait(self, condition):
        """Reads until the rows of the screen meet a condition; returns them."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with contextlib.suppress(pexpect.TIMEOUT):
                seen = self.child.read_nonblocking(4096, timeout=0.1)
                self.stream.feed(seen)
                if self.answers:
                    for _ in range(seen.count(ASKS_FOR_CURSOR)):
                        self.child.send(f"\x1b[{self.screen.cursor.y + 1};{self.screen.cursor.x + 1}R")
            if condition(self.rows()):
                return self.rows()
        raise AssertionError("\n".join(self.rows()))

    def type(self, text):
        self.child.send(text)


@pytest.fixture
def terminal(tmp_path):
    opened = []

    def start(*words, answers=True):
        opened.append(Terminal(tmp_path, *words, answers=answers))
        return opened[-1]

    yield start
    for one in opened:
        one.child.close(force=True)


def place_of(rows, pattern):
    return next((place for place, row in enumerate(rows) if re.search(pattern, row)), None)


def test_the_clock_and_the_echo_stand_under_the_line(terminal):
    window = terminal("exam", "--seed", "7")
    rows = window.wait(lambda rows: place_of(rows, r":q leave +(60:00|59:\d\d)$") is not None)
    typed = place_of(rows, r"^(a )?>$")
    assert typed is not None
    assert rows[typed + 1].startswith("────")
    assert rows[typed + 2].startswith(":2 other question · :review · :submit · :q leave")
    window.type("(1+")
    rows = window.wait(lambda rows: place_of(rows, "never closed|missing at the end") is not None)
    assert place_of(rows, "never closed|missing at the end") > place_of(rows, r"^(a )?> \(1\+")
    rows = window.wait(lambda rows: place_of(rows, r":q leave +59:\d\d$") is not None)
    shown = rows[place_of(rows, r":q leave +59:\d\d$")]
    window.wait(lambda rows: place_of(rows, r":q leave +59:\d\d$") is not None and shown not in rows)  # the clock goes on


def test_without_an_answer_about_the_cursor_the_clock_stands_above_the_line(terminal):
    window = terminal("exam", "--seed", "7", answers=False)
    rows = window.wait(lambda rows: place_of(rows, r":q leave +(60:00|59:\d\d)$") is not None)
    assert place_of(rows, r"^(a )?>$") > place_of(rows, r":q leave +\d\d:\d\d$")
    assert not [row for row in rows if "WARNING" in row]


def test_two_windows_share_an_exam(terminal, tmp_path):
    first = terminal("exam", "--blueprint", str(Path(__file__).parent / "pool.yaml"), "--seed", "7")
    first.wait(lambda rows: place_of(rows, r"^(a )?>$") is not None)
    second = terminal("exam")
    second.wait(lambda rows: place_of(rows, "Exam 1 is unfinished") is not None)
    second.type("y\r")
    second.wait(lambda rows: place_of(rows, "Question 1 of 2") is not None and place_of(rows, r":q leave") is not None)
    second.type("17; 4\r")
    second.wait(lambda rows: place_of(rows, "^saved") is not None)
    second.type(":submit\r")
    second.wait(lambda rows: place_of(rows, "Hand in for good") is not None)
    second.type("y\r")
    second.wait(lambda rows: place_of(rows, "handed in by you") is not None)
    first.wait(lambda rows: place_of(rows, "handed in from another window") is not None)
    with Database(tmp_path / "colloq.db") as database:
        ended = exams.last_submitted(database)
    assert [answer.text for answer in ended.answers] == ["17; 4"]
