"""`colloq exam` as it is typed, without a terminal."""

from __future__ import annotations

import io
import json
import time

import pytest

from colloq.cli.main import run
from colloq.store import exams
from colloq.store.database import open_database

pytestmark = pytest.mark.usefixtures("fake_catalogue")


@pytest.fixture
def colloq(monkeypatch, capsys):
    """Runs a command line with lines to read; returns the exit code, the output and the messages."""

    def call(words, typed=""):
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        code = run(words.split())
        told = capsys.readouterr()
        return code, told.out, told.err

    monkeypatch.setenv("COLLOQ_LANG", "en")
    return call


def numbers():
    """The parameters of the question with two parts, and its number."""
    with open_database() as database:
        question = next(q for q in exams.find(database, "").questions if q.family == "fake-sum")
    return question.number, question.params


def test_an_exam_from_begin_to_end(colloq):
    code, shown, _ = colloq("exam --seed 7 --minutes 45")
    assert code == 0
    assert shown.startswith("Mock exam 1\nQuestions: 2, minutes: 45. The clock is running")
    assert "Go on with: colloq exam resume" in shown
    number, params = numbers()
    code, shown, _ = colloq("exam resume", f":{number}a\n{params['left'] + params['right']}\n1\n:submit\ny\n")
    assert code == 0
    assert "saved" in shown
    assert "4/10" in shown
    assert "4/20" in shown
    code, shown, _ = colloq("exam review --json")
    told = json.loads(shown)
    assert (told["earned"], told["points"], told["minutes"], told["seed"]) == (4.0, 20, 45, 7)
    code, shown, _ = colloq("exam review 1 --solutions --lang ru")
    assert code == 0
    assert f"Сумма равна {params['left'] + params['right']}." in shown
    assert "Разобранное решение вопроса 1" in shown


def test_the_seed_and_the_number_of_questions_decide_the_exam(colloq):
    colloq("exam --seed 3 --questions 1")
    _, shown, _ = colloq("exam status --json")
    told = json.loads(shown)
    assert (len(told["questions"]), told["seed"]) == (1, 3)
    assert 3590 < told["seconds_left"] <= 3600
    _, shown, _ = colloq("exam status")
    assert shown.startswith("Exam 1: question 1 of 1 · parts answered: 0 of ")


def test_without_a_terminal_an_unfinished_exam_is_resumed_by_name(colloq):
    colloq("exam --seed 3")
    code, shown, message = colloq("exam --seed 4")
    assert (code, shown) == (2, "")
    assert message == "colloq: Exam 1 is unfinished.\nGo on with: colloq exam resume\n"


def test_marks_are_not_shown_before_the_end(colloq):
    colloq("exam --seed 3")
    for words in ("exam review", "exam review 1", "exam review --json"):
        code, shown, message = colloq(words)
        assert (code, shown) == (2, "")
        assert "Exam 1 is not handed in yet: marks come after the end." in message


def test_where_there_is_no_exam_it_is_said(colloq):
    assert colloq("exam status") == (0, "No exam is unfinished. Start one with colloq exam.\n", "")
    assert colloq("exam status --json") == (0, '{"open": false}\n', "")
    assert colloq("exam review") == (0, "No exam has been handed in yet. Start one with colloq exam.\n", "")
    assert colloq("exam review --json") == (0, "null\n", "")
    assert colloq("exam review 5") == (2, "", "colloq: There is no exam 5.\n")
    assert colloq("exam resume") == (2, "", "colloq: No exam is unfinished. Start one with colloq exam.\n")


def test_an_exam_that_ran_out_is_settled_by_any_command(colloq):
    colloq("exam --seed 3")
    over = time.time() - 100
    with open_database() as database, database.write() as connection:
        connection.execute("UPDATE exam SET started = ?, deadline = ?, heartbeat = ?", (over - 3600, over, over - 9))
    code, _, message = colloq("topics")
    assert (code, message) == (0, "colloq: Exam 1 ran out meanwhile and was handed in by the clock: colloq exam review\n")
    code, shown, _ = colloq("exam review")
    assert (code, "60:00 of 60:00 used · handed in by the clock" in shown) == (0, True)


def test_a_blueprint_of_ones_own(colloq, tmp_path):
    mine = tmp_path / "mine.yaml"
    mine.write_text("questions: 1\nminutes: 5\npool: [{family: fake-grid, level: 3}]\n", encoding="utf-8")
    _, shown, _ = colloq(f"exam --blueprint {mine}")
    assert "Questions: 1, minutes: 5." in shown


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("questions: 1\nminutes: 5\npool: [{family: nosuch, level: 3}]", "file mine.yaml, entry pool[0], field family"),
        ("questions: 1\nminutes: 5\npool: []", "file mine.yaml"),
        ("questions: [", "file mine.yaml"),
    ],
)
def test_a_broken_blueprint_is_named(colloq, tmp_path, content, message):
    mine = tmp_path / "mine.yaml"
    mine.write_text(content, encoding="utf-8")
    code, _, said = colloq(f"exam --blueprint {mine}")
    assert code == 5
    assert message in said


def test_more_questions_than_tickets_are_refused(colloq):
    code, _, message = colloq("exam --questions 5")
    assert code == 2
    assert "the blueprint has only so many tickets: 2" in message


@pytest.mark.parametrize("words", ["exam --minutes 0", "exam --questions x", "exam nosuch", "exam --nosuch"])
def test_a_bad_command_line_ends_with_2(colloq, words):
    code, _, message = colloq(words)
    assert code == 2
    assert message.startswith("colloq: ")


def test_a_store_that_cannot_be_used_ends_with_6(colloq, tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "colloq.db").write_bytes(b"something else" * 500)
    code, _, message = colloq("exam --seed 1")
    assert code == 6
    assert "colloq.db is not a sound database" in message


def test_the_help_is_in_both_languages(colloq):
    _, shown, _ = colloq("exam --help")
    assert "Go on with the unfinished exam." in shown
    _, shown, _ = colloq("exam --help --lang ru")
    assert "Продолжить незаконченный экзамен." in shown
