"""The exam in a real pseudo-terminal, killed at the worst moments."""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from colloq.practice.exam import problem_of
from colloq.screens.problem import answer_string
from colloq.store import exams
from colloq.store.database import Database

pexpect = pytest.importorskip("pexpect")
pytestmark = pytest.mark.terminal

ROOT = Path(__file__).parents[2]
PROGRAM = [sys.executable, "-m", "colloq"]
POOL = ("--blueprint", str(Path(__file__).parent / "pool.yaml"))
KILLS_AFTER_ENTER = 45
KILLS_WHILE_TYPING = 10
KILLS_WHILE_STARTING = 10
SLOW = 30  # seconds to wait for a loaded machine before giving up


@pytest.fixture
def environment(tmp_path):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COLLOQ_", "LC_", "LANG"))}
    return {
        **kept,
        "COLLOQ_HOME": str(tmp_path),
        "COLLOQ_LANG": "en",
        "TERM": "xterm",
        "PROMPT_TOOLKIT_NO_CPR": "1",
        "PYTHONIOENCODING": "utf-8",
    }


def run(environment, *words, **more):
    return subprocess.run(
        [*PROGRAM, *words], cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", timeout=SLOW, check=False, **more
    )


def spawn(environment, *words):
    return pexpect.spawn(
        PROGRAM[0], [*PROGRAM[1:], *words], cwd=ROOT, env=environment, dimensions=(24, 80), encoding="utf-8", timeout=SLOW
    )


def drain(child):
    """Everything that was printed and not read yet, up to the end of a killed program."""
    seen = ""
    with contextlib.suppress(pexpect.EOF, pexpect.TIMEOUT, OSError):
        while True:
            seen += child.read_nonblocking(4096, timeout=1)
    return seen


def kill(child):
    """kill -9; returns what had been printed before."""
    os.kill(child.pid, signal.SIGKILL)
    seen = drain(child)
    child.close(force=True)
    return seen


def listen(child, seconds):
    """Reads for a while, so that the program is never held up by a full pipe."""
    seen, end = "", time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        with contextlib.suppress(pexpect.TIMEOUT):
            seen += child.read_nonblocking(4096, timeout=left)
    return seen


def stored(environment):
    """The open exam, read by another connection; the file is sound."""
    with Database(Path(environment["COLLOQ_HOME"]) / "colloq.db") as database:
        assert database.rows("PRAGMA integrity_check") == [("ok",)]
        return exams.open_exam(database)


def doctor(environment, sql, *values):
    with Database(Path(environment["COLLOQ_HOME"]) / "colloq.db") as database, database.write() as connection:
        connection.execute(sql, values)


def at_the_prompt(child):
    """Waits for the prompt of the first part that has no answer yet; returns what stood before it."""
    child.expect(r"[\n\rm](?:[a-z] )?>(?=[ \x08\x1b])")
    return child.before


def seconds_left(shown):
    minutes, seconds = re.search(r"(\d+):(\d\d) left", shown).groups()
    return 60 * int(minutes) + int(seconds)


def texts_of(exam):
    return {(answer.number, answer.part): answer.text for answer in exam.answers}


def test_what_was_said_to_be_saved_survives_kill_9(environment):
    """Answers are typed and the program is killed 0 to 50 ms after Enter, forty-five times, and ten times while typing."""
    chance = random.Random(20261124)
    child = spawn(environment, "exam", *POOL, "--seed", "7")
    at_the_prompt(child)
    child.send(":q\r")
    child.expect("exam resume")
    child.close(force=True)
    deadline = stored(environment).deadline
    moments = ["enter"] * KILLS_AFTER_ENTER + ["typing"] * KILLS_WHILE_TYPING
    chance.shuffle(moments)
    said_saved = certain = 0
    for number, moment in enumerate(moments):
        before = texts_of(stored(environment))
        child = spawn(environment, "exam", "resume")
        shown = at_the_prompt(child)
        assert seconds_left(shown) == pytest.approx(deadline - time.time(), abs=5)
        first = chance.choice([1, 2])
        child.send(f":{first}\r")
        child.expect(rf"Question {first} of 2")
        at_the_prompt(child)
        answer = f"{1000 + number}; {number}"
        if moment == "enter":
            child.send("\x15" + answer)  # the line may hold the draft of an earlier round
            seen = listen(child, 0.05)
            child.send("\r")
            seen += listen(child, chance.uniform(0, 0.05))
        else:
            child.send("\x15" + answer)
            wait = chance.uniform(0, 4)
            seen = listen(child, wait)
        seen += kill(child)
        exam = stored(environment)
        after = texts_of(exam)
        changed = [text for key, text in after.items() if before.get(key) != text]
        assert {key: after.get(key) for key in before if after.get(key) != answer} == {
            key: text for key, text in before.items() if after.get(key) != answer
        }
        if "saved" in seen:
            said_saved += 1
            assert changed == [answer]
        elif moment == "typing":
            assert changed == []
            if wait > 3:  # the draft is kept about every second
                certain += 1
                assert answer in [draft.text for draft in exam.drafts]
        assert changed in ([], [answer])
    assert said_saved >= 10  # else the test proves nothing
    assert certain >= 2
    final = stored(environment)
    names = [part.name for question in final.questions for part in problem_of(question).parts]
    child = spawn(environment, "exam", "resume")
    at_the_prompt(child)
    child.send("\x15:review\r")
    child.expect("Answers so far")
    for _, text in sorted(texts_of(final).items(), key=lambda item: (item[0][0], names.index(item[0][1]))):
        child.expect_exact(text)
    kill(child)


def test_a_start_that_is_killed_leaves_a_usable_store(environment, tmp_path):
    chance = random.Random(7)
    for number in range(KILLS_WHILE_STARTING):
        own = {**environment, "COLLOQ_HOME": str(tmp_path / str(number))}
        child = spawn(own, "exam", *POOL, "--seed", "7")
        listen(child, chance.uniform(0.1, 1.2))
        kill(child)
        told = run(own, "exam", "status", "--json")
        assert (told.returncode, told.stderr) == (0, "")
        status = json.loads(told.stdout)
        if status["open"]:
            assert len(status["questions"]) == 2
            assert status["seconds_left"] == pytest.approx(stored(own).deadline - time.time(), abs=5)


def begin(environment):
    """An exam begun and left; returns the stored exam."""
    told = run(environment, "exam", *POOL, "--seed", "7", input="")
    assert told.returncode == 0, told.stderr
    return stored(environment)


def test_a_clock_set_back_gives_no_time(environment):
    """The last heartbeat lies in the future, as after the clock was set back an hour: what was left then is left now."""
    exam = begin(environment)
    doctor(environment, "UPDATE exam SET heartbeat = ?", exam.deadline - 100)
    child = spawn(environment, "exam", "resume")
    assert seconds_left(at_the_prompt(child)) == 100
    kill(child)
    assert 95 <= json.loads(run(environment, "exam", "status", "--json").stdout)["seconds_left"] <= 100


def test_an_exam_that_ran_out_while_closed_is_settled_at_the_next_start(environment):
    begin(environment)
    over = time.time() - 86_400
    doctor(environment, "UPDATE exam SET started = ?, deadline = ?, heartbeat = ?", over - 3600, over, over - 1800)
    told = run(environment, "exam", "status", "--json")
    assert json.loads(told.stdout) == {"open": False}
    with Database(Path(environment["COLLOQ_HOME"]) / "colloq.db") as database:
        ended = exams.last_submitted(database)
    assert (ended.submitted, ended.submitted_by) == (over, "clock")
    assert json.loads(run(environment, "exam", "review", "--json").stdout)["seconds_used"] == 3600


def test_the_clock_ends_the_exam_and_takes_the_line_being_typed(environment):
    begin(environment)
    now = time.time()
    doctor(environment, "UPDATE exam SET started = ?, deadline = ?, heartbeat = ?, question = 1", now - 3590, now + 6, now)
    child = spawn(environment, "exam", "resume")
    at_the_prompt(child)
    child.send("1 2; 3 4")
    child.expect("Time is up")
    child.expect("handed in by the clock")
    child.expect("worked solution")
    child.send("\r")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert stored(environment) is None


def test_prose_is_marked_by_the_student_after_the_end(environment):
    """The whole way on a terminal: a ticket's question, its computing part, the task, the student's own marks."""
    child = spawn(environment, "exam", "--tickets", "14,T1", "--seed", "13")
    at_the_prompt(child)
    parts = problem_of(stored(environment).questions[0]).parts
    for answer in (*(answer_string(part.answer) for part in parts[:-1]), "done"):
        child.send(answer + "\r")
        child.expect("saved")
    child.expect("Question 2 of 2")
    at_the_prompt(child)
    child.send(":submit\r")
    child.expect("Hand in for good")
    child.send("y\r")
    child.expect("Which of these points")
    child.expect("Letters")
    child.send("nonsense?\r")
    child.expect("Letters")
    child.send("a c\r")
    child.expect("marks given by the program: 5, by you: 3")
    child.send("\r")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0


def test_ctrl_c_keeps_everything_and_ends_with_130(environment):
    begin(environment)
    child = spawn(environment, "exam", "resume")
    at_the_prompt(child)
    child.send("1 2; 3")
    listen(child, 0.2)
    child.sendcontrol("c")
    child.expect("everything saved is kept")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130
    assert [draft.text for draft in stored(environment).drafts] == ["1 2; 3"]


def test_the_russian_layout_leaves_as_well(environment):
    begin(environment)
    child = spawn({**environment, "COLLOQ_LANG": "ru"}, "exam", "resume")
    at_the_prompt(child)
    child.send("Жй\r")
    child.expect("Экзамен не закончен, время идёт")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0


def test_pipes_never_hang(environment):
    told = run(environment, "exam", *POOL, "--seed", "7", input="2/3\n\n")
    assert told.returncode == 0
    assert "colloq exam resume" in told.stdout
    again = run(environment, "exam", "--seed", "8", input="")
    assert (again.returncode, "exam resume" in again.stderr) == (2, True)
    ended = run(environment, "exam", "resume", input=":submit\ny\n")
    assert ended.returncode == 0
    assert "handed in by you" in ended.stdout
