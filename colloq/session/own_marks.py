"""After an exam: the student compares what is on paper with the model answer, and marks it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from colloq.catalog import render
from colloq.practice.exam import marks_of, tick
from colloq.screens.exam import letter
from colloq.screens.rubric import model_answer_lines, rubric_lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from colloq.practice.exam import QuestionMarks
    from colloq.practice.marking import PartMark
    from colloq.screens.exam import Look
    from colloq.screens.prompt import Prompter
    from colloq.store.database import Database
    from colloq.store.exams import Exam


@dataclass
class OwnMarks:
    """One round of questions about the prose of a submitted exam; `now` gives seconds since 1970 in UTC."""

    database: Database
    exam: Exam
    prompter: Prompter
    show: Callable[[str], None]
    look: Look
    now: Callable[[], float]

    def ask(self) -> Exam:
        """Asks for the marks that are not given yet; the end of input leaves the rest for later."""
        for question in marks_of(self.exam):
            for part in question.to_mark:
                try:
                    self._ask(question, part)
                except (EOFError, KeyboardInterrupt):
                    self.show(self.look.text("rubric.later"))
                    return self.exam
        return self.exam

    def _ask(self, question: QuestionMarks, part: PartMark) -> None:
        problem, look = question.problem, self.look
        assert problem is not None
        place = [inner.name for inner in problem.parts].index(part.part.name)
        title = look.text("rubric.question", number=question.question.number, letter=letter(place))
        statement = render.statement(problem, look.language, unicode=look.unicode)[:1]  # without the computing part
        for line in (
            "",
            look.screen.bold(title),
            *render.lines(statement, look.width, unicode=look.unicode, language=look.language),
            "",
            *model_answer_lines(look.screen, problem, look.text),
            *rubric_lines(look.screen, problem, part.part, look.text),
        ):
            self.show(line)
        while True:
            typed = self.prompter.line(f"{look.text('rubric.ask')} > ")
            after = tick(self.database, self.exam, question, part, typed, now=self.now()) if typed.strip() else None
            if after is not None:
                self.exam = after
                return
