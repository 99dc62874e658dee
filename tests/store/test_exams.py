"""Exams in the store: answers, drafts, heartbeats, the end."""

from __future__ import annotations

import pytest

from colloq.errors import StoreError
from colloq.store import exams
from colloq.store.database import Database
from colloq.store.exams import CLOCK, PERSON, Committed, Plan, Question

QUESTIONS = (
    Question(1, "conv2d:2@17", "conv2d", 1, 2, 17, {"stride": 1}),
    Question(2, "derivative:3@4", "derivative", 1, 3, 4, {"f": "x^y", "by": "y"}),
)
START, DEADLINE = 1_700_000_000.0, 1_700_003_600.0


@pytest.fixture
def database(tmp_path):
    with Database(tmp_path / "colloq.db") as opened:
        yield opened


@pytest.fixture
def exam(database):
    return exams.create(database, Plan(7, 60, QUESTIONS), started=START, deadline=DEADLINE)


def test_an_exam_comes_back_as_it_was_made(database, exam):
    assert exam == exams.load(database, exam.id) == exams.open_exam(database)
    assert (exam.seed, exam.minutes, exam.started, exam.deadline) == (7, 60, START, DEADLINE)
    assert exam.questions == QUESTIONS
    assert exam.is_open
    assert exam.heartbeat == START


def test_only_one_exam_is_open(database, exam):
    with pytest.raises(StoreError) as error:
        exams.create(database, Plan(8, 60, QUESTIONS), started=START, deadline=DEADLINE)
    assert error.value.key == "store.exam_open"
    assert exams.open_exam(database).id == exam.id


def test_an_answer_replaces_the_one_before_and_its_draft_goes(database, exam):
    assert exams.keep_draft(database, exam.id, Committed(2, "derivative", "x^y ln", START + 1), heartbeat=START + 1)
    assert exams.load(database, exam.id).draft(2, "derivative") == "x^y ln"
    for at, text in ((2, "x^y ln x"), (3, "x^y ln y")):
        answer = Committed(2, "derivative", text, START + at, seconds=1.5)
        assert exams.commit(database, exam.id, answer, heartbeat=START + at)
    stored = exams.load(database, exam.id)
    assert stored.answers == (Committed(2, "derivative", "x^y ln y", START + 3, changes=1, seconds=3.0),)
    assert stored.answers_to(2) == {"derivative": "x^y ln y"}
    assert stored.answers_to(1) == {}
    assert stored.drafts == ()
    assert stored.heartbeat == START + 3


def test_an_emptied_line_takes_its_draft_away(database, exam):
    exams.keep_draft(database, exam.id, Committed(1, "output", "1 2", START + 1), heartbeat=START + 1)
    exams.keep_draft(database, exam.id, Committed(1, "output", "", START + 2), heartbeat=START + 2)
    assert exams.load(database, exam.id).draft(1, "output") == ""


def test_heartbeats_never_go_back(database, exam):
    assert exams.beat(database, exam.id, START + 100)
    assert exams.beat(database, exam.id, START + 50)
    assert exams.load(database, exam.id).heartbeat == START + 100


def test_nothing_changes_after_the_end(database, exam):
    assert exams.submit(database, exam.id, at=START + 200, by=PERSON)
    assert not exams.submit(database, exam.id, at=DEADLINE, by=CLOCK)
    assert not exams.commit(database, exam.id, Committed(1, "output", "late", START + 300), heartbeat=START + 300)
    assert not exams.keep_draft(database, exam.id, Committed(1, "output", "late", START + 300), heartbeat=START + 300)
    assert not exams.beat(database, exam.id, START + 300)
    ended = exams.last_submitted(database)
    assert (ended.submitted, ended.submitted_by, ended.is_open) == (START + 200, PERSON, False)
    assert (ended.answers, ended.drafts, ended.heartbeat) == ((), (), START)
    assert exams.open_exam(database) is None


def test_the_marker_stands_while_an_exam_is_open(database, exam):
    assert exams.marker(database.path).exists()
    exams.submit(database, exam.id, at=START + 200, by=PERSON)
    assert not exams.marker(database.path).exists()
    exams.marker(database.path).touch()  # left behind by a crash
    exams.unmark(database)
    assert not exams.marker(database.path).exists()


def test_the_answers_are_recorded_once(database, exam):
    exams.submit(database, exam.id, at=DEADLINE, by=CLOCK)
    draft = Committed(1, "output", "1 2", DEADLINE)
    assert exams.unrecorded(database).id == exam.id
    assert exams.record(database, exam.id, [draft], [])
    assert not exams.record(database, exam.id, [draft], [])
    assert exams.unrecorded(database) is None
    assert exams.load(database, exam.id).answers_to(1) == {"output": "1 2"}


def test_an_exam_that_does_not_exist_is_named(database):
    with pytest.raises(StoreError) as error:
        exams.load(database, 5)
    assert (error.value.key, error.value.values) == ("store.no_exam", {"id": 5})


def test_questions_can_be_flagged_and_turned_to(database, exam):
    exams.flag(database, exam.id, 2, on=True)
    exams.flag(database, exam.id, 2, on=True)
    exams.turn_to(database, exam.id, 2, "derivative")
    stored = exams.load(database, exam.id)
    assert (stored.flagged, stored.question, stored.part) == (frozenset({2}), 2, "derivative")
    exams.flag(database, exam.id, 2, on=False)
    assert exams.load(database, exam.id).flagged == frozenset()
