"""The corpus: `*.jsonl` in the form of `colloq grade`, each row with the verdict it must get and the reason."""

import collections
import json
import pathlib
import time

import pytest

from colloq.practice.tasks import from_json
from colloq.screens.contract import marks_json
from colloq.texts import texts

FILES = ("right", "near", "unreadable", "hostile", "kinds")
HOSTILE = "hostile"
LEAST, LEAST_HOSTILE = 800, 150
UNDECIDED = 0.005
HANGS = 1.0  # seconds; against a verdict without end, not a benchmark


def rows_of(name):
    lines = pathlib.Path(__file__).with_name(f"{name}.jsonl").read_bytes().splitlines()
    return [json.loads(line) for line in lines]


CORPUS = {name: rows_of(name) for name in FILES}


def graded(row):
    task = from_json(row)
    return marks_json(task.problem, task.marks(), texts("en"))


def said(name, number, row, answer):
    typed, found = ascii(row["answer"][:80]), (answer["verdict"], answer["mistake"])
    return f"{name}.jsonl:{number} {typed}: {found}, want {row['want']} {row.get('mistake', '')}: {row['why']}"


def is_as_wanted(row, answer):
    if row["want"] == "not-correct":
        return answer["verdict"] != "correct"
    return answer["verdict"] == row["want"] and row.get("mistake", answer["mistake"]) == answer["mistake"]


@pytest.mark.parametrize("name", FILES)
def test_every_row_gets_its_verdict(name):
    wrong, undecided = [], 0
    for number, row in enumerate(CORPUS[name], 1):
        answer = graded(row)
        undecided += answer["verdict"] == "undecided"
        if not is_as_wanted(row, answer):
            wrong.append(said(name, number, row, answer))
    assert not wrong, "\n".join(wrong)
    assert name == HOSTILE or undecided < UNDECIDED * len(CORPUS[name])


def test_a_hostile_row_is_never_right_and_never_slow():
    for number, row in enumerate(CORPUS[HOSTILE], 1):
        start = time.perf_counter()
        answer = graded(row)
        taken = time.perf_counter() - start
        assert answer["score"] < 1, said(HOSTILE, number, row, answer)
        assert taken < HANGS, f"{taken:.2f} s: {said(HOSTILE, number, row, answer)}"


def test_the_corpus_is_large_enough_and_no_row_stands_twice():
    rows = [row for name in FILES for row in CORPUS[name]]
    assert len(rows) >= LEAST
    assert len(CORPUS[HOSTILE]) >= LEAST_HOSTILE
    asked = collections.Counter(
        json.dumps([row.get(key) for key in ("problem", "kind", "expected", "symbols", "answer")], sort_keys=True) for row in rows
    )
    assert [row for row, count in asked.items() if count > 1] == []


def test_every_row_has_a_reason_and_a_known_verdict():
    verdicts = {"correct", "partial", "incorrect", "unreadable", "undecided"}
    for name in FILES:
        for row in CORPUS[name]:
            assert len(row["why"]) > len("because"), row
            assert row["want"] in verdicts or (name == HOSTILE and row["want"] == "not-correct"), row
