"""An exam of two questions, and a person played by a list of lines and clocks that the test sets."""

from __future__ import annotations

import io

from colloq.practice.exam import Moment
from colloq.screens.exam import Look
from colloq.screens.prompt import Expired
from colloq.screens.style import Screen
from colloq.store import exams
from colloq.store.exams import Question
from colloq.texts import texts

START = 1_700_000_000.0
QUESTIONS = (
    Question(1, "fake-sum:2@1", "fake-sum", 1, 2, 1, {"left": 10, "right": 15}),
    Question(2, "fake-grid:2@1", "fake-grid", 1, 2, 1, {"rows": [[1, 2], [3, 4]]}),
)


def look(language):
    return Look(texts(language), Screen(io.StringIO()))


class Person:
    """Types the lines given; a number passes that many seconds first, an exception is raised, a callable is called."""

    def __init__(self, *script, live=False):
        self.live = live
        self.script = list(script)
        self.now, self.steady = START, 100.0
        self.labels, self.drafts, self.toolbars = [], [], []

    def read(self):
        return Moment(self.now, self.steady)

    def line(self, label, *, toolbar=None, draft="", tick=None):
        self.labels.append(label)
        self.drafts.append(draft)
        typed = draft
        if tick and not self.live and not tick(draft):
            raise Expired(draft)
        while self.script:
            step = self.script.pop(0)
            if isinstance(step, str) and step.endswith("…"):  # typed, Enter not pressed yet
                typed = step[:-1]
                if tick and not tick(typed):
                    raise Expired(typed)
                self.toolbars.append(toolbar(typed) if toolbar else [])
            elif isinstance(step, str):
                return step
            elif isinstance(step, int | float):
                self.now, self.steady = self.now + step, self.steady + step
                if tick and not tick(typed):
                    raise Expired(typed)
            elif isinstance(step, BaseException):
                raise step
            else:
                step()
        raise EOFError


def answers(database):
    exam = exams.find(database, "ORDER BY id DESC LIMIT 1")
    return {(answer.number, answer.part): answer.text for answer in exam.answers}
