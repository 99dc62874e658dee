"""The benchmark of hostile answers tells which are slow and which are right. No times are judged."""

from __future__ import annotations

from tests.benchmarks import hostile


def test_no_hostile_answer_is_right():
    rows = [hostile.timed(row, 1) for row in hostile.hostile_rows()]
    assert len(rows) > 150
    assert [row.text for row in rows if row.right] == []


def test_the_slowest_come_first_and_a_right_one_is_told():
    rows = [hostile.Timed(1.0, "Wrong", right=False, text="a"), hostile.Timed(60.0, "Wrong", right=False, text="b")]
    lines, met = hostile.report("rows", rows, 100)
    assert met
    assert lines[0] == "rows: 2, median 30.50 ms, slowest 60.0 ms, aim 100 ms"
    assert [line.split()[-1] for line in lines[1:]] == ["b", "a"]
    assert not hostile.report("rows", rows, 50)[1]
    lines, met = hostile.report("rows", [*rows, hostile.Timed(0.1, "Correct", right=True, text="c")], 100)
    assert not met
    assert lines[-1] == "  RIGHT: c"
