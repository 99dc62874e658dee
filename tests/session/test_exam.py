"""A sitting with a person played by a list of lines and clocks that the test sets."""

from __future__ import annotations

import io

import pytest

from colloq.screens.exam import Look
from colloq.screens.style import Screen
from colloq.session.exam import End, Sitting
from colloq.session.exam_commands import is_yes, split, target
from colloq.store import exams
from colloq.store.attempts import latest
from colloq.store.exams import Plan
from colloq.texts import texts

from .person import QUESTIONS, START, Person, answers, look

pytestmark = pytest.mark.usefixtures("fake_catalogue")


def test_a_whole_exam_from_the_first_line_to_the_marks(database, sit):
    end, shown = sit(Person(30, "25", "150", "1 3", "2 4", "", ":submit", "y"))
    assert end is End.SUBMITTED
    assert answers(database) == {(1, "sum"): "25", (1, "product"): "150", (2, "transposed"): "1 3\n2 4"}
    assert [attempt.verdict for attempt in latest(database)] == ["correct"] * 3
    assert "Question 1 of 2 · ticket 1, adding two numbers · 10 marks             60:00 left" in shown
    assert "Question 2 of 2 · ticket 2, transposing a matrix · 10 marks           59:30 left" in shown
    assert "saved · 59:30 left · 1b next" in shown
    assert "Every part has an answer" in shown
    ended = exams.last_submitted(database)
    assert (ended.submitted, ended.submitted_by) == (START + 30, "person")


def test_nothing_about_right_or_wrong_is_said_before_the_end(sit):
    _, right = sit(Person("25", ":review"))
    _, wrong = sit(Person(":1a", "26", ":review"))
    for word in ("✓", "✗", "right", "wrong", "correct", "mistake", "subtracted"):
        assert word not in right
        assert word not in wrong


def test_saved_is_said_only_after_the_answer_is_in_the_store(database, tmp_path, sit, monkeypatch):
    order = []
    commit = exams.commit
    monkeypatch.setattr(exams, "commit", lambda *args, **named: (commit(*args, **named), order.append("stored"))[0])
    person = Person("25")
    exam = exams.create(database, Plan(7, 60, QUESTIONS), started=START, deadline=START + 3600)
    Sitting(database, exam, person, order.append, look("en"), person.read).run()
    assert order.index("stored") < next(place for place, line in enumerate(order) if line.startswith("saved"))


def test_answers_can_be_changed_until_the_end(database, sit):
    sit(Person("1", "2", "3; 4", ":a", ":1a", "25", ":review"))
    assert answers(database)[1, "sum"] == "25"
    end, _ = sit(Person(":1b", "150", ":submit", ":submit"))
    assert end is End.SUBMITTED
    assert answers(database)[1, "product"] == "150"


def test_an_unreadable_answer_is_kept_and_it_is_said_at_once(database, sit):
    _, shown = sit(Person("((25"))
    assert "saved · 60:00 left · 1b next\n  ((25\n  ▲" in shown
    assert "This bracket ( is never closed." in shown
    assert "This cannot be read. It is kept as it stands; you can still change it." in shown
    assert answers(database) == {(1, "sum"): "((25"}


def test_the_reading_is_printed_where_there_is_no_toolbar(sit):
    _, shown = sit(Person("24/2"))
    assert "24" in shown.split("1b next")[1]
    assert "──" in shown.split("1b next")[1]
    person = Person(":a", "25/2…", "25", live=True)
    _, shown = sit(person)
    assert "──" not in shown
    assert [line.strip() for line in person.toolbars[0][:3]] == ["25", "read as  ──", "2"]
    assert person.toolbars[0][-1] == ":2 other question · :review · :submit · :q leave                          60:00"


def test_the_toolbar_does_not_give_the_shape_of_a_matrix_away(sit):
    person = Person(":2", "1 2 3; 4 5 6…", "1 2 3; 4 5…", live=True)
    sit(person)
    assert person.toolbars[0][0] == "rows read: 2"
    assert person.toolbars[1][0].startswith("Row 2 has this many cells: 2")


@pytest.mark.parametrize("leave", [":q", "Жй", ":quit", ":й"])
def test_leaving_says_that_the_time_runs_on(database, sit, leave):
    end, shown = sit(Person(60, leave))
    assert end is End.LEFT
    assert "the time runs on: 59:00 left" in shown
    assert exams.open_exam(database).heartbeat == START + 60


def test_the_end_of_the_input_leaves_the_exam_open(database, sit):
    end, shown = sit(Person("25"))
    assert end is End.INPUT_ENDED
    assert "Go on with: colloq exam resume" in shown
    assert exams.open_exam(database) is not None


def test_ctrl_c_keeps_the_line_being_typed(database, sit):
    end, shown = sit(Person("150 + …", KeyboardInterrupt(), live=True))
    assert end is End.INTERRUPTED
    assert "the unfinished line too" in shown
    assert exams.open_exam(database).draft(1, "sum") == "150 + "


def test_ctrl_c_in_the_middle_of_saving_keeps_the_answer_as_a_draft(database, sit, monkeypatch):
    def interrupted(*_args, **_named):
        raise KeyboardInterrupt

    monkeypatch.setattr(exams, "commit", interrupted)
    end, _ = sit(Person("25", live=True))
    assert end is End.INTERRUPTED
    assert exams.open_exam(database).draft(1, "sum") == "25"


def test_a_draft_stands_in_the_line_again(sit):
    sit(Person("10 + …", KeyboardInterrupt(), live=True))
    person = Person("10 + 15", live=True)
    sit(person)
    assert person.drafts[0] == "10 + "


def test_a_command_behind_a_draft_is_a_command_and_the_draft_stays(database, sit):
    sit(Person("10 + …", KeyboardInterrupt(), live=True))
    for command in (":q", ":2", "Ж2"):
        sit(Person("10 + " + command, ":q", live=True))
        assert exams.open_exam(database).draft(1, "sum") == "10 + "
        assert answers(database) == {}
        exams.turn_to(database, 1, 1)
    end, _ = sit(Person("2 :q", live=True))
    assert (end, exams.open_exam(database).draft(1, "sum")) == (End.LEFT, "2")


def test_looking_at_an_answer_again_changes_nothing(database, sit):
    sit(Person("25"))
    before = exams.open_exam(database).answers
    person = Person(":a", "25…", "25", live=True)
    _, shown = sit(person)
    assert person.drafts[1] == "25"
    assert "left as it was" in shown
    assert exams.open_exam(database).answers == before
    assert exams.open_exam(database).drafts == ()


def test_rows_of_a_matrix_are_kept_while_they_are_typed(database, sit):
    person = Person(":2", "1 3", "2 …", KeyboardInterrupt(), live=True)
    sit(person)
    assert exams.open_exam(database).draft(2, "transposed") == "1 3\n2 "
    sit(Person("1 3", ":q"))
    assert exams.open_exam(database).draft(2, "transposed") == "1 3"


def test_commands_that_do_not_exist_are_never_taken_for_answers(database, sit):
    _, shown = sit(Person(":xyz", ":3", ":1c", ":2b", ":", "?", "!", ":help"))
    assert "Not a command of the exam: :xyz" in shown
    assert "There is no 3 here. Questions: 1 to 2; parts of this question: a, b." in shown
    assert "There is no 1c here" in shown
    assert shown.count("No hints and no solutions before the end.") == 2
    assert answers(database) == {}


def test_submitting_lists_what_is_missing_and_asks_once(database, sit):
    end, shown = sit(Person("25", ":submit", "", ":submit", "n"))
    assert end is End.INPUT_ENDED
    assert shown.count("Without an answer: 1b, 2") == 2
    assert shown.count("Not handed in; the exam goes on.") == 2
    assert exams.open_exam(database) is not None


def test_submitting_says_that_an_unfinished_line_is_left_behind(sit):
    sit(Person("10 + …", KeyboardInterrupt(), live=True))
    _, shown = sit(Person("", ":submit", "y", live=True))
    assert "not entered, so not handed in: 10 +" in shown


@pytest.mark.parametrize(
    ("line", "offered", "command"),
    [
        (":q", "", ("q", "")),
        ("Жй", "", ("q", "")),
        ("√(2/3) :q", "", ("q", "√(2/3)")),
        ("1 2\n3 4 :review", "", ("review", "1 2\n3 4")),
        ("2xЖкумшуц", "", ("review", "2x")),
        ("10 + :2", "10 + ", ("2", "10 + ")),
        ("6:2", "", (None, "")),
        ("6:h", "", (None, "")),
        ("1:b 2:a", "", (None, "")),
        ("x + 1", "", (None, "")),
        ("", "", (None, "")),
    ],
)
def test_what_a_line_means(line, offered, command):
    assert split(line, offered) == command


@pytest.mark.parametrize(
    ("name", "place"),
    [("2", (2, None)), ("b", (1, 1)), ("2b", (2, 1)), ("12", (12, None)), ("", None), ("xyz", None), ("0", None), ("b2", None)],
)
def test_where_a_command_leads(name, place):
    assert target(name, 1) == place


@pytest.mark.parametrize(
    ("typed", "yes"),
    [
        ("y", True),
        ("Yes", True),
        ("да", True),
        ("Д", True),
        (":submit", True),
        ("Жыгиьше", True),
        ("n", False),
        ("н", False),
        ("25", False),
    ],
)
def test_yes_in_both_languages(typed, yes):
    assert is_yes(typed) is yes
    assert is_yes("", default=True)


def test_the_exam_speaks_russian(sit):
    _, shown = sit(Person("25", ":review", "Жй"), language="ru")
    assert "Вопрос 1 из 2 · билет 1, сложение двух чисел · баллов: 10         осталось 60:00" in shown
    assert "сохранено · осталось 60:00 · дальше 1b" in shown
    assert "Экзамен не закончен, время идёт: осталось 60:00." in shown


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("width", [30, 45, 60, 80, 100])
def test_the_time_left_stands_in_the_last_line_at_any_width(database, language, width):
    exam = exams.create(database, Plan(7, 60, QUESTIONS), started=START, deadline=START + 3600)
    person, narrow = Person(), Look(texts(language), Screen(io.StringIO(), width=width))
    lines = Sitting(database, exam, person, lambda _: None, narrow, person.read)._toolbar("")
    assert lines[-1].endswith("60:00")
    assert all(len(line) < width for line in lines)
    assert ":submit" in " ".join(lines)
