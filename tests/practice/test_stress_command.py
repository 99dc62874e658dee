"""Stress over many seeds: what is counted and timed, and what the command prints."""

from __future__ import annotations

import dataclasses
import inspect
import json
import pickle

from colloq.catalog import problem as problem_module
from colloq.catalog.family import family
from colloq.cli.main import run
from colloq.practice.stress import CHECKS, COLUMNS, Check, Failure, Play, as_json, play, stress, summary

from .complaints import changed, complaints, no_clock

# ------------------------------------------------------------------------------------------------------------- the machine


def test_family_that_finds_no_problem(monkeypatch):
    monkeypatch.setattr(family("conv2d"), "sample", lambda *_: None)
    assert complaints("conv2d") == {"draw": [f"AssertionError: conv2d:2@0: no good problem in 2000 draws{where()}"]}
    assert summary("conv2d", 2, [play("conv2d", 2, 0, no_clock)]).failed_in("own") == 0


def where():
    lines, start = inspect.getsourcelines(problem_module.attempts)
    return f" (colloq.catalog.problem, line {start + len(lines) - 1})"


def test_crash_names_the_place(monkeypatch):
    def explain(_):
        return 1 / 0

    monkeypatch.setattr(family("conv2d"), "explain", explain)
    for check in ("steps", "texts"):
        assert complaints("conv2d", only=check)[-1].startswith("ZeroDivisionError: division by zero (")


def test_counts_over_many_seeds():
    plays = [
        Play("f:1@0", {"own": 2}, (), params="a", skeleton="s", mistakes=("m", "n"), rejected=3, seconds=0.5),
        Play("f:1@1", {"own": 1}, (Failure("f:1@1", "own", "no"),), params="b", skeleton="s", mistakes=("m",), seconds=0.25),
        Play("f:1@2", {"own": 1}, (), params="a", skeleton="t", seconds=0.125),
        Play("f:1@3", {"draw": 1}, (Failure("f:1@3", "draw", "none"),)),
    ]
    row = summary("f", 1, plays)
    assert (row.seeds, row.different, row.skeletons, row.median) == (4, 2, 2, 0.25)
    assert row.rejected == 0.5
    assert row.slowest == ("f:1@0", 0.5)
    assert row.mistakes == {"m": 2 / 3, "n": 1 / 3}
    assert (row.tried_in("own"), row.failed_in("own")) == (4, 1)
    data = as_json([row])
    assert data["ok"] is False
    assert data["rows"][0]["failed"] == {"own": 1, "draw": 1}
    assert data["rows"][0]["slowest_ms"] == 500.0
    assert data["failures"][0] == {"problem": "f:1@1", "check": "own", "detail": "no"}


def test_draws_are_timed_and_counted():
    ticks = iter(range(100))
    one = play("derivative", 3, 5, lambda: next(ticks), checks=())
    assert one.seconds == 1
    assert one.rejected == sum(params is None for params in problem_module.attempts("derivative", 3, 5))
    assert json.loads(one.params) == problem_module.draw("derivative", 3, 5).params_json()


def test_results_can_be_sent_to_another_process():
    one = play("conv2d", 1, 1, no_clock)
    assert pickle.loads(pickle.dumps(one)) == one
    assert dataclasses.is_dataclass(one)


def test_levels_can_be_chosen():
    assert [(row.family, row.level) for row in stress(("conv2d", "derivative"), 1, no_clock, (2,))] == [
        ("conv2d", 2),
        ("derivative", 2),
    ]


def test_names_of_checks_are_their_own():
    names = [check.name for check in CHECKS]
    assert len(set(names)) == len(names)
    assert {check.column for check in CHECKS} == set(COLUMNS)
    assert all(isinstance(check, Check) for check in CHECKS)


# ------------------------------------------------------------------------------------------------------------- the command


def test_command_passes(capsys):
    assert run(["stress", "conv2d", "-n", "2", "--level", "1", "--lang", "en"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[2].startswith("conv2d:1 ")
    assert lines[-1] == "✓ No failures. Problems played: 2"
    assert max(map(len, lines)) <= 80


def test_command_fails_and_shows_the_first_twenty(capsys, monkeypatch):
    changed(family("conv2d"), monkeypatch, "hints", lambda hints: hints[:1])
    assert run(["stress", "conv2d", "-n", "15", "--level", "2", "--level", "2", "--lang", "ru"]) == 1
    out = capsys.readouterr().out
    assert "✗ Отказов: 15; показано: 15" in out
    assert "  conv2d:2@0  hints: 1 hints" in out
    changed(family("conv2d"), monkeypatch, "oracle", lambda _: {})
    assert run(["stress", "conv2d", "-n", "15", "--level", "2", "--lang", "en"]) == 1
    out = capsys.readouterr().out
    assert "✗ Failures: 30; shown: 20" in out
    assert sum(line.startswith("  conv2d:2@") for line in out.splitlines()) == 20


def test_command_as_json(capsys, monkeypatch):
    changed(family("conv2d"), monkeypatch, "hints", lambda hints: hints[:1])
    assert run(["stress", "conv2d", "-n", "1", "--level", "2", "--json"]) == 1
    data = json.loads(capsys.readouterr().out)
    assert data["ok"] is False
    assert data["failures"] == [{"problem": "conv2d:2@0", "check": "hints", "detail": "1 hints"}]
    assert data["rows"][0]["tried"]["own"] == 1


def test_command_knows_tickets_and_refuses_strangers(capsys):
    assert run(["stress", "T1", "-n", "1", "--json"]) == 0
    assert {row["family"] for row in json.loads(capsys.readouterr().out)["rows"]} == {"conv2d"}
    assert run(["stress", "conv3d", "-n", "1"]) == 2
    assert "conv3d" in capsys.readouterr().err


def test_processes_that_share_the_work_find_the_same(capsys):
    assert run(["stress", "T1", "T2", "-n", "2", "--json"]) == 0
    alone = json.loads(capsys.readouterr().out)
    assert run(["stress", "T1", "T2", "-n", "2", "-j", "2", "--json"]) == 0
    shared = json.loads(capsys.readouterr().out)
    for row in (*alone["rows"], *shared["rows"]):
        row.pop("median_ms"), row.pop("slowest_ms"), row.pop("slowest")
    assert shared == alone
