"""The benchmark measures what it says: its programs run, its ratios and its verdicts on aims are right. No times are judged."""

from __future__ import annotations

import pytest

from colloq.catalog.problem import draw
from tests.benchmarks import run


def test_the_small_program_runs_and_a_failing_one_is_told(tmp_path):
    bench = run.Bench(tmp_path, 2)
    ours, floor = bench.in_turn(run.Command("floor", ("check", "9 7 1 11")), run.Command("floor", ("--help",)))
    assert len(ours) == len(floor) == 2
    with pytest.raises(RuntimeError, match="check"):
        bench.seconds(run.Command("floor", ("check",)))


def test_ratios_and_aims():
    row = run.compared("check", [0.3, 0.1, 0.2], [0.1, 0.2, 0.05], 1.5)
    assert (row.measured, row.fastest, row.floor, row.ratio) == ("200.0 ms", "100.0 ms", "100.0 ms", "2.00 (2.00)")
    assert (row.aim, row.met) == ("<= 1.5 x", False)
    assert run.compared("check", [0.14], [0.1], 1.5).met is True
    assert run.compared("check", [0.14], [0.1], None).met is None


def test_rates():
    row = run.rate("solved", [0.5, 0.25, 1.0], 10_000, 20_000)
    assert (row.measured, row.fastest, row.aim, row.met) == ("20,000 /s", "40,000 /s", ">= 20,000 /s", True)
    assert run.rate("solved", [1.0], 10_000, 20_000).met is False


def test_words_of_a_check():
    assert run.check_words(draw("conv2d", 1, 0), {"output": "1 2"}) == ("check", "conv2d:1@0", "1 2")
    several = next(problem for seed in range(99) if len((problem := draw("init-scale", 3, seed)).parts) > 1)
    words = run.check_words(several, {"std": "1", "variance": "2"})
    assert words == ("check", several.id, "--part", "std=1", "--part", "variance=2")


def test_table():
    lines = run.table([run.Row("one", "1 ms", met=True), run.Row("another", "12 ms", aim="<= 5 ms", met=False)])
    assert lines[0].split() == ["median", "fastest", "floor", "ratio", "(fastest)", "aim", "met"]
    assert [line.split()[-1] for line in lines[1:]] == ["yes", "NO"]
