"""Every row of the corpus gets its verdict, and what the rows say is true by another way."""

import collections
import json
import time

import pytest

from colloq.model import Unreadable
from colloq.practice.tasks import from_json

from . import oracle
from .corpus import CORPUS, FILES, HOSTILE, UNDECIDED, graded, is_as_wanted, said

LEAST, LEAST_HOSTILE = 3400, 150
LEAST_OF_A_KIND = {
    "formula": 1000,
    "number": 350,
    "matrix": 150,
    "matrix-formula": 100,
    "choice": 40,
    "ordering": 20,
    "matching": 20,
}
DOMAINS = ("positive", "real", "nonzero", "unit", "integer", "..")
HANGS = 1.0  # seconds; against a verdict without end, not a benchmark
VERDICTS = {"correct", "partial", "incorrect", "unreadable", "undecided"}


def rows(*names):
    return [(name, number, row) for name in names for number, row in enumerate(CORPUS[name], 1)]


@pytest.mark.parametrize("name", FILES)
def test_every_row_gets_its_verdict(name):
    wrong, undecided = [], 0
    for number, (row, answer) in enumerate(zip(CORPUS[name], graded(name), strict=True), 1):
        undecided += answer["verdict"] == "undecided" and "open" not in row
        if not is_as_wanted(row, answer) and "open" not in row:
            wrong.append(said(name, number, row, answer))
    assert not wrong, "\n".join(wrong)
    assert name == HOSTILE or undecided <= UNDECIDED * len(CORPUS[name])


def test_a_hostile_row_is_never_slow():
    for name, number, row in rows(HOSTILE):
        start = time.perf_counter()
        from_json(row).marks()
        taken = time.perf_counter() - start
        assert taken < HANGS, f"{taken:.2f} s: {name}.jsonl:{number}"


def test_what_cannot_be_read_is_told_with_its_place():
    for name, number, row in rows("unreadable"):
        (mark,) = from_json(row).marks()
        verdict = mark.graded.verdict
        assert isinstance(verdict, Unreadable), (name, number, row)
        marked = row["answer"][slice(*verdict.span)]
        assert (verdict.key, row.get("marked", marked)) == (row["key"], marked), (number, row)


@pytest.mark.parametrize("name", ["right", "near", "kinds"])
def test_the_rows_are_true(name):
    """Two texts are the same formula, or the same number to three digits, if SymPy and mpmath say so."""
    false = []
    for _, number, row in rows(name):
        if row["kind"] not in ("formula", "number") or row["want"] not in ("correct", "incorrect"):
            continue
        is_right = oracle.formula_is_right if row["kind"] == "formula" else oracle.number_is_right
        if is_right(row) is not (row["want"] == "correct"):
            false.append(f"{name}.jsonl:{number} {row['expected']} | {row['answer']} is not {row['want']}")
    assert not false, "\n".join(false)


@pytest.mark.parametrize(
    ("kind", "expected", "answer", "right"),
    [
        ("formula", "x^2", "x*x", True),
        ("formula", "x^2", "x^2*1.0000001", False),
        ("formula", "x", "sqrt(x^2)", False),
        ("formula", "x", "ln(e^x)", True),
        ("formula", "ln(x^2)", "2ln(x)", False),
        ("number", "2/3", "0.667", True),
        ("number", "2/3", "0.668", False),
        ("number", "2/3", "66/99", True),
        ("number", "2/3", "667/1000", False),
    ],
)
def test_the_other_way_tells_right_from_wrong(kind, expected, answer, right):
    row = {"kind": kind, "expected": expected, "answer": answer, "symbols": {"x": "nonzero"}}
    assert (oracle.formula_is_right if kind == "formula" else oracle.number_is_right)(row) is right


def test_the_corpus_is_large_enough_and_no_row_stands_twice():
    every = [row for _, _, row in rows(*FILES)]
    kinds = collections.Counter(row["kind"] for row in every)
    assert len(every) >= LEAST
    assert len(CORPUS[HOSTILE]) >= LEAST_HOSTILE
    assert {kind: least for kind, least in LEAST_OF_A_KIND.items() if kinds[kind] < least} == {}
    asked = collections.Counter(
        json.dumps([row.get(key) for key in ("problem", "kind", "expected", "symbols", "answer")], sort_keys=True)
        for row in every
    )
    assert [row for row, count in asked.items() if count > 1] == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_each_domain_has_right_answers_and_near_misses(domain):
    for name in ("right", "near"):
        assert sum(any(domain in word for word in row.get("symbols", {}).values()) for row in CORPUS[name]) >= 15


def test_every_row_has_a_reason_and_a_known_verdict():
    for name, number, row in rows(*FILES):
        assert len(row["why"]) > 2, (name, number)
        assert row["want"] in VERDICTS or (name == HOSTILE and row["want"] == "not-correct"), (name, number)
    assert sum("open" in row for _, _, row in rows(*FILES)) <= 60
