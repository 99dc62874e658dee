"""What is typed is not lost: not at the deadline, not when the store fails, not after any lines at all."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from colloq.errors import StoreError
from colloq.session.exam import End, Sitting
from colloq.store import exams
from colloq.store.database import Database, storable
from colloq.store.exams import Plan

from .person import QUESTIONS, START, Person, answers, look

pytestmark = pytest.mark.usefixtures("fake_catalogue")


# ------------------------------------------------------------------------------------------------------- the clock


def test_the_deadline_submits_the_line_being_typed_if_it_can_be_read(database, sit):
    end, shown = sit(Person(3599, "25…", 1, "never", live=True))
    assert end is End.SUBMITTED
    assert "Time is up." in shown
    ended = exams.last_submitted(database)
    assert (ended.submitted, ended.submitted_by) == (START + 3600, "clock")
    assert answers(database) == {(1, "sum"): "25"}


def test_an_unreadable_line_is_not_submitted_at_the_deadline(database, sit):
    sit(Person("24", ":a", 3500, "((…", 100, live=True))
    assert answers(database) == {(1, "sum"): "24"}


def test_an_answer_entered_in_the_last_second_but_one_too_late_is_not_lost(database, sit):
    """Enter comes after the deadline, before the second hand: the line counts as being typed."""

    person = Person("25", live=True)
    person.now += 3600.5
    person.steady = 100.0
    exam = exams.create(database, Plan(7, 60, QUESTIONS), started=START, deadline=START + 3601)
    person.script = [lambda: setattr(person, "now", START + 3601.4), "25"]
    shown = []
    assert Sitting(database, exam, person, shown.append, look("en"), person.read).run() is End.SUBMITTED
    assert answers(database) == {(1, "sum"): "25"}
    assert exams.last_submitted(database).submitted == START + 3601


def test_a_clock_set_back_gives_nothing(sit):
    person = Person(600)
    person.script += [lambda: setattr(person, "now", START - 7200), ":q"]
    _, shown = sit(person)
    assert "50:00 left" in shown
    later = Person(":q")
    later.now = START - 7000
    _, shown = sit(later)
    assert "50:00 left" in shown


def test_an_exam_that_another_window_submitted_ends_here_too(database, sit):
    person = Person("25")
    person.script += [lambda: exams.submit(database, 1, at=START + 5, by="person"), 1, "150"]
    end, shown = sit(person)
    assert end is End.SUBMITTED
    assert "handed in from another window" in shown
    assert answers(database) == {(1, "sum"): "25"}
    assert exams.last_submitted(database).submitted == START + 5


# -------------------------------------------------------------------------------------------------- a failing store


def fail(times, function):
    """The function, refusing the first so many calls."""
    left = [times]

    def failing(*args, **named):
        if left[0]:
            left[0] -= 1
            raise StoreError("store.full", path="colloq.db")
        return function(*args, **named)

    return failing


def test_a_full_disk_is_said_and_the_answer_stays_in_the_line(database, sit, monkeypatch):
    monkeypatch.setattr(exams, "commit", fail(1, exams.commit))
    person = Person("25", "25", live=True)
    _, shown = sit(person)
    expected = "NOT saved: There is no room left on the disk for the database colloq.db. Press Enter to try again."
    assert expected in shown.replace("\n", " ")
    assert shown.index("NOT saved") < shown.index("saved ·")
    assert person.drafts[1] == "25"
    assert answers(database) == {(1, "sum"): "25"}


def test_without_a_terminal_a_full_disk_ends_the_command(sit, monkeypatch):
    monkeypatch.setattr(exams, "commit", fail(1, exams.commit))
    with pytest.raises(StoreError) as error:
        sit(Person("25"))
    assert error.value.exit_code == 6


def test_a_draft_that_cannot_be_kept_is_said_in_the_toolbar_and_typing_goes_on(database, sit, monkeypatch):
    monkeypatch.setattr(exams, "keep_draft", fail(1, exams.keep_draft))
    person = Person("2…", "25…", "25", live=True)
    sit(person)
    assert person.toolbars[0][-2].startswith("draft not saved: There is no room left")
    assert not [line for line in person.toolbars[1] if "not saved" in line]
    assert answers(database) == {(1, "sum"): "25"}


def test_a_bug_in_the_grader_comes_after_the_answer_is_saved(database, sit, monkeypatch):
    monkeypatch.setattr("colloq.session.exam.mark_part", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        sit(Person("25"))
    assert answers(database) == {(1, "sum"): "25"}


LINES = st.one_of(
    st.sampled_from(
        ["", ":1", ":2", ":a", ":1b", ":2b", ":review", ":help", ":submit", "y", "n", "?", "!", ":", "Ж", "Жф", "25", "150"]
    ),
    st.sampled_from(["1 3; 2 4", "1 3", "[[1,3],[2,4]]", "((", "\udc80", "\x00", "9^9^9^9", "1:2", "x :q x", "\t", "1\n2\n"]),
    st.text(max_size=30),
    st.integers(0, 400),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(LINES, max_size=14), st.booleans())
def test_whatever_is_typed_what_was_said_to_be_saved_is_there(tmp_path, script, live):
    """After any lines at all, the store holds the last answer that was said to be saved, part by part."""
    path = tmp_path / f"{uuid.uuid4()}" / "colloq.db"
    with Database(path) as database:
        exam = exams.create(database, Plan(7, 60, QUESTIONS), started=START, deadline=START + 3600)
        committed, said, shown = [], {}, []
        commit = exams.commit

        def noting(base, number, answer, **named):
            committed.append(answer)
            return commit(base, number, answer, **named)

        def show(line):
            shown.append(line)
            if line.startswith("saved"):
                said[committed[-1].number, committed[-1].part] = storable(committed[-1].text)

        person = Person(*script, live=live)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(exams, "commit", noting)
            end = Sitting(database, exam, person, show, look("en"), person.read).run()
        stored = exams.find(database, "")
        texts_of = {(answer.number, answer.part): answer.text for answer in stored.answers}
        if end is End.SUBMITTED and stored.submitted_by == "clock":
            assert said.keys() <= texts_of.keys()
        else:
            assert texts_of == said
        assert (end is End.SUBMITTED) is not stored.is_open
        assert stored.recorded is not stored.is_open
