"""The end of an exam that ran out, noticed at the start of the next command."""

from __future__ import annotations

import subprocess
import sys

import pytest

from colloq.session.settle import settle
from colloq.store import exams
from colloq.store.database import open_database
from colloq.store.exams import Committed, Plan, Question

START = 1_700_000_000.0
QUESTIONS = (Question(1, "fake-sum:2@1", "fake-sum", 1, 2, 1, {"left": 10, "right": 15}),)
pytestmark = pytest.mark.usefixtures("fake_catalogue")


def begin():
    with open_database() as database:
        exam = exams.create(database, Plan(7, 60, QUESTIONS), started=START, deadline=START + 3600)
        exams.commit(database, exam.id, Committed(1, "sum", "25", START + 60), heartbeat=START + 60)
    return exam


def test_nothing_is_opened_where_no_exam_is_open(tmp_path):
    assert settle(START) is None
    assert not (tmp_path / "home").exists()


def test_no_module_of_the_store_is_imported_where_no_exam_is_open(tmp_path):
    code = (
        "import sys; from colloq.session.settle import settle; settle(0.0);"
        "print([name for name in ('sqlite3', 'colloq.practice.exam', 'colloq.store.database') if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert told.stdout == "[]\n"


def test_an_exam_with_time_left_stays_open():
    begin()
    assert settle(START + 3599) is None
    with open_database() as database:
        assert exams.open_exam(database) is not None


def test_an_exam_that_ran_out_is_submitted_once():
    exam = begin()
    assert settle(START + 3600) == exam.id
    assert settle(START + 3601) is None
    with open_database() as database:
        assert exams.last_submitted(database).submitted == START + 3600
        assert not exams.marker(database.path).exists()


def test_a_marker_that_was_left_behind_goes():
    begin()
    with open_database() as database:
        exams.submit(database, 1, at=START + 5, by="person")
        exams.mark_open(database)
    assert settle(START + 10) is None
    with open_database() as database:
        assert not exams.marker(database.path).exists()
