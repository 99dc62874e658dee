"""The fuzzer notices what it is there for, its cases are the same for the same seed, and the worst answers get their verdicts."""

from __future__ import annotations

import gc
import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.fuzz import checks, fuzz, worst
from tests.fuzz.cases import MAKERS, draw_case
from tests.fuzz.targets import Case, from_line, targets


@pytest.fixture(scope="module")
def judge():
    """With what other tests left in the process out of the collector's sight: to look through it takes longer than a verdict."""
    gc.collect()
    gc.freeze()
    yield fuzz.Judge()
    gc.unfreeze()


X = {"x": "real"}


def answer(text, must="", expected="x"):
    return Case("here", "formula", expected, X, text, must)


def test_the_same_seed_gives_the_same_cases():
    first, again, other = ([draw_case(random.Random(seed)) for _ in range(20)] for seed in (1, 1, 2))
    assert first == again
    assert first != other


@pytest.mark.parametrize("name", MAKERS)
def test_cases_of_every_kind_survive_being_written_down(name):
    rng = random.Random(f"written {name}")
    for _ in range(30):
        case = MAKERS[name][1](rng)
        assert case.as_json().isascii()
        again = from_line(case.as_json())
        assert again.as_json() == case.as_json()  # nan is not equal to itself


def test_every_kind_of_answer_is_a_target():
    assert {target.kind for target in targets()} == {
        "formula", "number", "matrix", "matrix-formula", "choice", "ordering", "matching",
    }  # fmt: skip


def test_some_cases_keep_every_promise(judge):
    rng = random.Random("some")
    assert [fault for fault in (judge.fault(draw_case(rng)) for _ in range(150)) if fault] == []


@pytest.mark.parametrize("seed", range(4))
def test_the_answers_that_ask_for_the_most_work(judge, seed):
    """Some of them are a test; `fuzz.py` has them all."""
    faults = [(case.text[:60], fault) for case in worst.CASES[seed::40] if (fault := judge.fault(case))]
    assert faults == []


@pytest.mark.parametrize(
    ("case", "said"),
    [
        (answer("2x/2", "not-right"), "right, and must not be"),
        (answer("2x", "not-wrong"), "wrong, and is right in another form"),
        (Case("here", problem="conv2d:2@17", answers={"nothing": "1"}), ""),  # an unknown part is refused, not an exception
    ],
)
def test_a_broken_promise_is_told(judge, case, said):
    assert judge.fault(case).startswith(said)


def broken_by(monkeypatch, judge, action, name="_check_reading"):
    monkeypatch.setattr(checks, name, lambda *_: action())
    return judge.fault(answer("x+1"))


def test_exceptions_are_told_with_their_place(monkeypatch, judge):
    assert broken_by(monkeypatch, judge, lambda: {}["a"]).startswith("KeyError: 'a' at test_fuzz.py:")


@pytest.mark.parametrize(
    ("action", "event"),
    [
        (lambda: eval("1"), "compile"),
        (lambda: Path(__file__).read_bytes(), "open"),
        (lambda: os.system("true"), "os.system"),
        (lambda: subprocess.run(["true"], check=False), "subprocess.Popen"),
        (lambda: __import__("this_is_no_module"), "import"),
    ],
)
def test_nothing_is_executed_opened_or_imported(monkeypatch, judge, action, event):
    said = broken_by(monkeypatch, judge, action)
    assert said.startswith((event, "os.", "open")), said


def test_slowness_is_told(monkeypatch, judge):
    monkeypatch.setattr(fuzz, "MOST_SECONDS", 0.01)

    def busy():
        end = time.thread_time() + 0.2
        while time.thread_time() < end:
            pass

    assert broken_by(monkeypatch, judge, busy).startswith("what is shown took 0.")


def test_memory_is_told(monkeypatch, judge):
    held = [judge.record.base]
    monkeypatch.setattr(fuzz, "peak", lambda: held[0])
    assert broken_by(monkeypatch, judge, lambda: held.__setitem__(0, held[0] + fuzz.MOST_BYTES)) == ""
    assert broken_by(monkeypatch, judge, lambda: held.__setitem__(0, held[0] + 2**20)) == "memory grew by 201 MB"


@pytest.mark.skipif(fuzz.peak() == 0, reason="this system does not tell the memory of a process")
def test_the_most_memory_ever_held_is_known():
    """In a process of its own: this one may have held more before."""
    words = "from tests.fuzz import fuzz; before = fuzz.peak(); bytearray(b'x') * (before + 2**26); print(fuzz.peak() - before)"
    grown = int(subprocess.run([sys.executable, "-c", words], cwd=fuzz.ROOT, capture_output=True, check=True).stdout)
    assert 2**25 < grown < 2**28  # Linux counts what the process that began it held, so that as much has to come on top


def test_a_fault_is_made_smaller(monkeypatch, judge):
    monkeypatch.setattr(checks, "_check_reading", lambda answer, reading: 1 / ("tanh" not in repr(reading)))
    small = fuzz.shrunk(answer("1+x*(sin(x)+tanh(x)^2)-x^7"), judge.fault)
    assert judge.fault(small).startswith("ZeroDivisionError")
    assert len(small.text) < 20


def run(*words, **environment):
    return subprocess.run(
        [sys.executable, fuzz.__file__, *words],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | environment,
        timeout=300,
    )


def test_a_short_run_from_the_command_line(tmp_path):
    done = run("--seconds", "1", "--seed", "3", COLLOQ_HOME=str(tmp_path))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "every promise held" in done.stdout
    assert "slowest:" in done.stdout


def test_one_case_is_judged_again(tmp_path):
    line = answer("2x/2", "not-right").as_json()
    done = run("--case", line, COLLOQ_HOME=str(tmp_path))
    assert (done.returncode, done.stdout) == (1, "right, and must not be\n")
    assert json.loads(line)["text"] == "2x/2"


def test_a_worker_that_hangs_is_ended_and_its_case_told(monkeypatch, tmp_path, capsys):
    """By a worker that sleeps at its first case."""
    script = tmp_path / "hang.py"
    script.write_text(
        "import pathlib, sys, time\n"
        "note = pathlib.Path(sys.argv[sys.argv.index('--work') + 1])\n"
        'line = b\'{"made": "hang"}\'\n'
        "raw = bytearray(note.read_bytes()); raw[:16] = b'%016d' % len(line); raw[16:16 + len(line)] = line\n"
        "note.write_bytes(raw)\n"
        "time.sleep(100)\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(fuzz, "__file__", str(script))
    monkeypatch.setattr(fuzz, "HANGS", 0.5)
    assert fuzz.watch(1, 1) == 1
    said = capsys.readouterr().out
    assert "BROKEN: hangs" in said
    assert '{"made": "hang"}' in said
