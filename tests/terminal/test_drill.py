"""The drill in a real pseudo-terminal, seen through a terminal emulator that answers like one."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from pathlib import Path

import pytest

from colloq.catalog.problem import draw
from colloq.practice.drill import begin, pick
from colloq.screens.problem import answer_string
from colloq.store import attempts
from colloq.store.database import Database

pexpect = pytest.importorskip("pexpect")
pyte = pytest.importorskip("pyte")
pytestmark = pytest.mark.terminal

ROOT = Path(__file__).parents[2]
SLOW = 30
SEED = 7
_ASKS_FOR_THE_CURSOR = "\x1b[6n"


class Terminal:
    """The program with a screen of 24 by 80 that it is drawn on."""

    def __init__(self, home, *words):
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("COLLOQ_", "LC_", "LANG", "NO_COLOR", "FORCE_"))
        }
        self.screen = pyte.HistoryScreen(80, 24, history=2000)
        self.stream = pyte.Stream(self.screen)
        self.child = pexpect.spawn(
            sys.executable,
            ["-m", "colloq", *words],
            cwd=ROOT,
            env={**kept, "COLLOQ_HOME": str(home), "COLLOQ_LANG": "en", "TERM": "xterm", "PYTHONIOENCODING": "utf-8"},
            dimensions=(24, 80),
            encoding="utf-8",
            timeout=SLOW,
        )

    def read(self, seconds=0.2):
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            try:
                chunk = self.child.read_nonblocking(4096, timeout=left)
            except (pexpect.TIMEOUT, pexpect.EOF, OSError):
                return
            self.stream.feed(chunk)
            for _ in range(chunk.count(_ASKS_FOR_THE_CURSOR)):
                self.child.send(f"\x1b[{self.screen.cursor.y + 1};{self.screen.cursor.x + 1}R")

    @property
    def page(self):
        """What is to be seen, with what has scrolled away above it."""
        above = ["".join(line[column].data for column in range(80)) for line in self.screen.history.top]
        return "\n".join(line.rstrip() for line in (*above, *self.screen.display))

    def wait_for(self, said, count=1):
        end = time.monotonic() + SLOW
        while self.page.count(said) < count:
            assert time.monotonic() < end, f"{said!r} never came:\n{self.page}"
            self.read()

    def type(self, text):
        self.child.send(text)

    def enter(self, text):
        self.type(text + "\r")

    def end(self):
        """The exit code."""
        with contextlib.suppress(pexpect.EOF, OSError):
            while True:
                self.stream.feed(self.child.read_nonblocking(4096, timeout=SLOW))
        self.child.close()
        return self.child.exitstatus


def first_problem(name, count=2):
    chosen = pick(begin([name], seed=SEED, count=count, level=2))
    return draw(chosen.family, chosen.level, chosen.seed)


@pytest.fixture
def drill(tmp_path):
    started = []

    def start(*words):
        terminal = Terminal(tmp_path, "drill", *words, "--seed", str(SEED), "--level", "2", "-n", "2")
        started.append(terminal)
        return terminal

    yield start
    for terminal in started:
        terminal.child.close(force=True)


def kept(tmp_path):
    with Database(tmp_path / "colloq.db") as database:
        return [(attempt.verdict, attempt.text) for attempt in reversed(attempts.latest(database))]


def test_a_matrix_row_by_row_with_the_echo_below_the_line(drill, tmp_path):
    rows = answer_string(first_problem("conv2d").parts[0].answer).split("; ")
    terminal = drill("conv2d")
    terminal.wait_for("question 1 of 2")
    terminal.wait_for("level 2 ·")
    terminal.enter(rows[0])
    terminal.wait_for(f"rows read: 1 of {len(rows)}")
    for row in rows[1:]:
        terminal.enter(row)
    terminal.enter("")
    terminal.wait_for("✓ Right.")
    terminal.wait_for("question 2 of 2")
    terminal.enter(":q")
    terminal.wait_for("right: 1, of these without slips or hints: 1")
    assert terminal.end() == 0
    assert kept(tmp_path) == [("correct", "\n".join(rows))]


def test_a_formula_is_drawn_while_it_is_typed_and_an_error_pointed_at(drill):
    terminal = drill("derivative")
    terminal.wait_for("question 1 of 2")
    terminal.wait_for("level 2 ·")
    letter = next(iter(first_problem("derivative").parts[0].answer.symbols))
    terminal.type(f"sqrt({letter}")
    terminal.wait_for("This bracket ( is never closed.")
    terminal.type(")/2")
    terminal.wait_for("read as")
    terminal.wait_for("──")
    terminal.enter("")
    terminal.wait_for("✗")
    terminal.wait_for("try again")
    terminal.enter("?")
    terminal.wait_for("Hint 1")
    terminal.enter("Жы")
    terminal.wait_for("Skipped.")
    terminal.wait_for("question 2 of 2")
    terminal.enter("!")
    terminal.wait_for("Worked solution")
    terminal.wait_for("Questions: 2 · right: 0")
    assert terminal.end() == 0


def test_ctrl_c_stops_with_the_summary_and_loses_nothing(drill, tmp_path):
    terminal = drill("conv2d")
    terminal.wait_for("level 2 ·")
    terminal.enter("1 2; 3 4")
    terminal.wait_for("try again")
    terminal.type("1 2 3")
    terminal.wait_for("> 1 2 3")
    terminal.type("\x03")
    terminal.wait_for("Interrupted; everything answered so far is kept.")
    terminal.wait_for("Questions: 1 · right: 0")
    assert terminal.end() == 130
    assert [verdict for verdict, _ in kept(tmp_path)] == ["incorrect"]


def test_ctrl_d_is_the_end_of_input(drill):
    terminal = drill("init-scale")
    terminal.wait_for("level 2 ·")
    terminal.type("\x04")
    terminal.wait_for("No question was answered.")
    assert terminal.end() == 0


def test_a_paste_of_several_lines_is_one_matrix(drill):
    rows = answer_string(first_problem("conv2d").parts[0].answer).split("; ")
    terminal = drill("conv2d")
    terminal.wait_for("level 2 ·")
    terminal.type("\x1b[200~" + "\n".join(rows) + "\x1b[201~")
    terminal.wait_for(f"rows read: {len(rows)} of {len(rows)}")
    terminal.enter("")
    terminal.wait_for("✓ Right.")
    terminal.enter(":q")
    assert terminal.end() == 0
