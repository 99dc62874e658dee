"""What is shown of an exam, at 80 columns."""

from __future__ import annotations

import io

import pytest

from colloq.practice.exam import marks_of
from colloq.screens.exam import (
    Look,
    amount,
    clock,
    marks_lines,
    one_line,
    question_lines,
    review_lines,
    two_sides,
)
from colloq.screens.style import Screen
from colloq.session.exam_review import review_json
from colloq.store.exams import Committed, Exam, Question
from colloq.texts import texts

pytestmark = pytest.mark.usefixtures("fake_catalogue")
START = 1_700_000_000.0
QUESTIONS = (
    Question(1, "fake-sum:2@1", "fake-sum", 1, 2, 1, {"left": 10, "right": 15}),
    Question(2, "fake-grid:2@1", "fake-grid", 1, 2, 1, {"rows": [[1, 2], [3, 4]]}),
    Question(3, "gone:2@1", "gone", 1, 2, 1, {}),
)


def ended(by, submitted, *answers):
    committed = tuple(Committed(number, part, text, START) for number, part, text in answers)
    return Exam(
        3,
        7,
        60,
        START,
        START + 3600,
        START,
        1,
        part=None,
        is_open=False,
        submitted=submitted,
        submitted_by=by,
        recorded=True,
        questions=QUESTIONS,
        answers=committed,
        drafts=(),
    )


EXAM = ended("clock", START + 3600, (1, "sum", "-5"), (1, "product", "150"), (2, "transposed", "9 3\n2 5"))


def look(language, width=80):
    return Look(texts(language), Screen(io.StringIO(), width=width))


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(3600, "60:00"), (3462, "57:42"), (0.2, "0:01"), (0, "0:00"), (-5, "0:00"), (5400, "90:00"), (59.5, "1:00")],
)
def test_the_clock(seconds, shown):
    assert clock(seconds) == shown


@pytest.mark.parametrize(("points", "shown"), [(10.0, "10"), (7.5, "7.5"), (0.0, "0")])
def test_points(points, shown):
    assert amount(points) == shown


def test_rows_stand_on_one_line_and_long_answers_are_cut():
    assert one_line("1 2\n3 4\n") == "1 2; 3 4"
    assert one_line("x" * 50, 10) == "xxxxxxxxx…"


def test_both_ends_of_a_line():
    assert two_sides("left", "right", 12) == ["left   right"]
    assert two_sides("left", "right", 8) == ["left", "   right"]
    assert two_sides("left", "right", 14, indent=2) == ["  left   right"]


def test_the_marks_of_an_exam():
    assert marks_lines(EXAM, marks_of(EXAM), look("en"), "2026-11-23 14:05") == [
        "",
        "Mock exam 3 of 2026-11-23 14:05 · 60:00 of 60:00 used · handed in by the clock",
        "",
        "  1  adding two numbers                                                     6/10",
        "     a ✗ -5                                                                  0/4",
        "         It looks as if you had subtracted.",
        "     b ✓ 150                                                                 6/6",
        "  2  transposing a matrix                                                   5/10",
        "       ± 9 3; 2 5",
        "  gone:2@1: this problem cannot be read by this version of the program",
        "  total                                                                    11/20",
    ]


def test_the_marks_in_russian_and_without_answers():
    exam = ended("person", START + 61, (1, "sum", "(("))
    lines = marks_lines(exam, marks_of(exam), look("ru"), "2026-11-23 14:05")
    assert lines[1] == "Пробный экзамен 3 от 2026-11-23 14:05 · использовано 1:01 из 60:00 · сдан вами"
    assert lines[4:7] == [
        "     a ? ((                                                                  0/4",
        "         прочитать не удалось, баллов нет",
        "     b – нет ответа                                                          0/6",
    ]


def test_no_line_is_wider_than_the_screen():
    problem = marks_of(EXAM)[0].problem
    for language in ("en", "ru"):
        for width in (40, 60, 80):
            here = look(language, width)
            shown = question_lines(problem, {"sum": "9" * 200}, here, number=1, questions=2, left=3462)
            shown += review_lines([problem], EXAM, 3462, here)
            shown += marks_lines(EXAM, marks_of(EXAM)[:2], here, "2026-11-23 14:05")
            assert [line for line in shown if len(line) > width] == []


def test_json_of_the_marks():
    told = review_json(EXAM, look("en"))
    assert (told["earned"], told["points"], told["submitted_by"], told["seconds_used"]) == (11, 20, "clock", 3600)
    assert told["started"] == "2023-11-14T22:13:20+00:00"
    assert told["questions"][0]["parts"][0] == {
        "name": "sum",
        "answer": "-5",
        "verdict": "incorrect",
        "earned": 0.0,
        "points": 4,
        "mistake": "minus",
        "message": "It looks as if you had subtracted.",
    }
    assert told["questions"][2] == {
        "number": 3,
        "problem": "gone:2@1",
        "ticket": None,
        "params": {},
        "earned": 0,
        "points": 0,
        "parts": [],
    }
