"""One snapshot of each screen at 80 columns without colours; fake problems, so that no family's change touches them."""

from __future__ import annotations

import io

import pytest

from colloq.catalog.problem import draw
from colloq.practice.drill import PartResult, Question, begin, finish, pick, summary
from colloq.practice.marking import mark_part
from colloq.practice.overview import Overview
from colloq.practice.tasks import Task
from colloq.screens.checked import checked_lines
from colloq.screens.drill import part_lines, question_lines, summary_lines, verdict_page
from colloq.screens.home import home_lines
from colloq.screens.shown import problem_lines
from colloq.screens.style import Screen
from colloq.texts import texts


@pytest.fixture
def page(fake_catalogue):
    return Screen(io.StringIO(), width=80)


@pytest.mark.parametrize("language", ["en", "ru"])
class TestScreens:
    def test_show(self, page, language, snapshot):
        text = texts(language)
        lines = [
            line
            for name in ("fake-sum", "fake-grid")
            for line in problem_lines(page, draw(name, 2, 1), text, hints=True, solution=True)
        ]
        assert "\n".join(lines) == snapshot

    def test_check(self, page, language, snapshot):
        text = texts(language)
        problem = draw("fake-sum", 2, 1)
        task = Task({"sum": "-9", "product": "1,5,"}, problem)
        marks = task.marks()
        assert "\n".join(checked_lines(page, task, marks, text, "colloq check …")) == snapshot

    def test_drill(self, page, language, snapshot):
        text = texts(language)
        problem = draw("fake-grid", 2, 1)
        lines = question_lines(page, problem, 2, 10, text) + part_lines(page, problem, 0, text)
        for typed in ("1 2; 3 4", "1 2 3", "1 (; 3 4", "9 9; 9 9"):
            lines += ["", *verdict_page(page, problem, mark_part(problem, "transposed", typed), text, echo=True)]
        assert "\n".join(lines) == snapshot

    def test_summary(self, page, language, snapshot):
        drill = begin(("fake-sum", "fake-grid"), seed=4, count=5)
        for result in (PartResult(1.0, 1), PartResult(0.5, 2)):
            drill = finish(drill, Question(pick(drill), (5, 5), (result, PartResult(1.0, 2))))
        assert "\n".join(summary_lines(page, summary(drill), drill.families, texts(language))) == snapshot

    def test_home(self, page, language, snapshot):
        text = texts(language)
        new = home_lines(page, None, None, text)
        used = home_lines(page, Overview(31, 20, ("rnn-ds2", "derivative")), "23:41", text)
        assert "\n".join([*new, "", "", *used]) == snapshot
