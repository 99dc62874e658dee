"""The loop of a drill: ask, read, mark, say; between the state machine, the screen and the store."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING

from colloq.catalog.problem import draw
from colloq.errors import StoreError
from colloq.model import Correct, MatrixAnswer, RubricAnswer, Undecided
from colloq.practice import drill as machine
from colloq.practice.drill import Drill, PartResult, Question, begin, finish, summary
from colloq.practice.marking import mark_part
from colloq.screens.drill import (
    is_complete,
    letter,
    part_lines,
    question_lines,
    status_line,
    summary_lines,
    verdict_page,
)
from colloq.screens.echo import echo_lines
from colloq.screens.problem import answer_lines, hint_lines, solution_lines
from colloq.screens.prompt import command_of
from colloq.screens.rubric import model_answer_lines, rubric_lines
from colloq.screens.verdict import verdict_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from colloq.catalog.problem import Problem
    from colloq.model import Part
    from colloq.practice.drill import Pick
    from colloq.practice.marking import PartMark
    from colloq.screens.prompt import Prompter
    from colloq.screens.style import Screen
    from colloq.store.attempts import Attempt
    from colloq.texts import Texts

    Record = Callable[[Attempt], None]
    Clock = Callable[[], float]

_HINT, _SOLUTION, _SKIP, _STOP, _HELP = "hint", "solution", "skip", "stop", "help"
_WORDS = {
    "?": _HINT, "h": _HINT, "hint": _HINT, ",": _HINT, "!": _SOLUTION, "solution": _SOLUTION, "s": _SKIP, "skip": _SKIP,
    "q": _STOP, "quit": _STOP, "exit": _STOP, "help": _HELP,
}  # fmt: skip
# What stands alone on a line and can be no answer; the comma is the question mark's key under the Russian layout.
_BARE = {"?": _HINT, "!": _SOLUTION, ",": _HINT}


class End(Enum):
    """How a drill ended."""

    DONE = auto()
    STOPPED = auto()
    INPUT_ENDED = auto()
    INTERRUPTED = auto()


class _SkipError(Exception):
    """The student passes over the question."""


class _SolvedError(Exception):
    """The worked solution was shown: nothing of the question is left to find."""


class _StopError(Exception):
    """The student has had enough."""


@dataclass
class Session:
    """A drill in front of a person.

    `now` gives seconds since 1970 in UTC, `steady` seconds of a clock that nobody can set; `record` keeps an attempt.
    """

    drill: Drill
    prompter: Prompter
    screen: Screen
    text: Texts
    now: Clock
    steady: Clock
    record: Record
    _silent: bool = field(init=False, default=False)
    """Whether it was said already that answers cannot be kept."""

    def run(self) -> End:
        """Asks until the drill is over or left; the summary is printed in any case."""
        end = End.DONE
        try:
            while not self.drill.over:
                self._ask(machine.pick(self.drill))
        except _StopError:
            end = End.STOPPED
        except EOFError:
            end = End.INPUT_ENDED
        except KeyboardInterrupt:
            end = End.INTERRUPTED
            self.screen.print("", self.text("drill.interrupted"))
        self.screen.print(*summary_lines(self.screen, summary(self.drill), self.drill.families, self.text))
        self.screen.flush()
        return end

    # ---------------------------------------------------------------------------------------------------- one question

    def _ask(self, pick: Pick) -> None:
        problem = draw(pick.family, pick.level, pick.seed)
        self.screen.print(*question_lines(self.screen, problem, self.drill.number, self.drill.count, self.text))
        results: list[PartResult] = [PartResult() for _ in problem.parts]
        try:
            for place, part in enumerate(problem.parts):
                _Part(self, problem, place, part, results).run()
        except _SkipError:
            self.screen.print(self.text("drill.skipped"))
        except _SolvedError:
            results[:] = [part if part.right else machine.solved(part) for part in results]
        finally:
            question = Question(pick, tuple(part.points for part in problem.parts), tuple(results))
            self.drill = finish(self.drill, question)

    def keep(self, attempt: Attempt) -> None:
        """Keeps an attempt; a store that cannot be used is no reason to stop, and is mentioned once."""
        try:
            self.record(attempt)
        except StoreError as error:
            if not self._silent:
                self._silent = True
                reason = self.text(error.key, **error.values)
                self.screen.print(self.text("drill.recorded_not", reason=reason))


@dataclass
class _Part:
    """One part of a question, until it is right, solved or left."""

    session: Session
    problem: Problem
    place: int
    part: Part
    results: list[PartResult]
    rows: list[str] = field(default_factory=list)
    """The rows of a matrix typed so far."""
    since: float = 0.0

    @property
    def result(self) -> PartResult:
        """How this part is going."""
        return self.results[self.place]

    @result.setter
    def result(self, value: PartResult) -> None:
        self.results[self.place] = value

    def run(self) -> None:
        """Asks for the answer again and again."""
        screen, text = self.session.screen, self.session.text
        screen.print(*part_lines(screen, self.problem, self.place, text))
        self.since = self.session.steady()
        if isinstance(self.part.answer, RubricAnswer):
            self._on_paper()
            return
        while True:
            if self._judge(self._answer()):
                return

    def _on_paper(self) -> None:
        """Prose: the student writes, compares with the model answer and says which points are there."""
        session = self.session
        screen, text = session.screen, session.text
        screen.print(*text("drill.on_paper").splitlines())
        self._command_or_text()
        screen.print("", *model_answer_lines(screen, self.problem, text), *rubric_lines(screen, self.problem, self.part, text))
        while True:
            screen.print(text("rubric.ask"))
            typed = self._command_or_text()
            if not typed.strip():
                continue
            mark = mark_part(self.problem, self.part.name, typed)
            before = self.result
            self.result = machine.answered(before, mark.graded.verdict)
            screen.print(*verdict_lines(screen, self.problem, mark, text))
            if not mark.open:
                self._keep(mark, before)
                return

    def _command_or_text(self) -> str:
        """A line that is no command; commands are carried out first."""
        while True:
            line = self._line()
            wish = self._wish(line)
            if wish is None:
                return line
            self._obey(wish, line)

    # -- input --

    def _answer(self) -> str:
        """What was typed, of all its lines."""
        self.rows = []
        while True:
            try:
                line = self._line()
            except EOFError:
                if not self.rows:
                    raise
                return "\n".join(self.rows)
            wish = self._wish(line)
            if wish is not None:
                self._obey(wish, line)
                continue
            if not line.strip():
                if self.rows:
                    return "\n".join(self.rows)
                if self.session.prompter.live:
                    self.session.screen.print(self.session.text("drill.nothing"))
                continue
            self.rows += line.splitlines()
            if is_complete(self.part, self.rows, pasted="\n" in line.strip()):
                return "\n".join(self.rows)

    def _line(self) -> str:
        several = len(self.problem.parts) > 1
        label = f"{letter(self.place)} > " if several else "> "
        if isinstance(self.part.answer, MatrixAnswer) and self.rows:
            label = " " * (len(label) - 2) + ". "
        self.session.screen.flush()
        return self.session.prompter.line(label, toolbar=self._toolbar)

    def _toolbar(self, typed: str) -> Sequence[str]:
        screen, text = self.session.screen, self.session.text
        if self._wish(typed) is not None:
            return [status_line(self.problem, self.session.steady() - self.since, text, screen.width)]
        whole = "\n".join([*self.rows, typed]) if typed.strip() else "\n".join(self.rows)
        echo = echo_lines(self.part, whole, text.language, screen.width - 1, unicode=screen.unicode)
        return [*echo, status_line(self.problem, self.session.steady() - self.since, text, screen.width)]

    # -- commands --

    @staticmethod
    def _wish(line: str) -> str | None:
        """What a line asks for: one of the commands, "" for an unknown one, None for an answer."""
        bare = line.strip()
        if bare in _BARE:
            return _BARE[bare]
        command = command_of(line)
        return None if command is None else _WORDS.get(command, "")

    def _obey(self, wish: str, line: str) -> None:
        """Carries a command out."""
        screen, text = self.session.screen, self.session.text
        match wish:
            case "hint":
                self._hint()
            case "solution":
                screen.print("", *solution_lines(screen, self.problem, text))
                raise _SolvedError
            case "skip":
                self.result = machine.skipped(self.result)
                raise _SkipError
            case "stop":
                raise _StopError
            case "help":
                screen.print(*text("drill.help_lines").splitlines())
            case _:
                screen.print(text("drill.unknown", name=line.strip()[1:]), *text("drill.help_lines").splitlines())

    def _hint(self) -> None:
        screen, text = self.session.screen, self.session.text
        shown = self.result.hints
        if shown >= len(self.problem.hints):
            screen.print(text("drill.no_more_hints"))
            return
        first, *rest = hint_lines(screen, self.problem, shown, text, "  ")
        screen.print(screen.bold(text("show.hint", number=shown + 1)), first, *rest)
        self.result = machine.hinted(self.result)

    # -- verdicts --

    def _judge(self, typed: str) -> bool:
        """Marks an answer, keeps it and says so; true where the part is over."""
        session = self.session
        mark = mark_part(self.problem, self.part.name, typed)
        before = self.result
        self.result = machine.answered(before, mark.graded.verdict)
        session.screen.print(*verdict_page(session.screen, self.problem, mark, session.text, echo=not session.prompter.live))
        self._keep(mark, before)
        match mark.graded.verdict:
            case Correct():
                return True
            case Undecided():
                session.screen.print(*answer_lines(session.screen, (self.part,), session.text), session.text("drill.self_mark"))
                return True
            case _:
                session.screen.print(session.screen.dim(session.text("drill.again")))
                return False

    def _keep(self, mark: PartMark, before: PartResult) -> None:
        from colloq.practice.record import attempt_of  # noqa: PLC0415 - not before the first answer

        session = self.session
        seconds = session.steady() - self.since
        session.keep(
            attempt_of(
                self.problem, mark, at=session.now(), hints=before.hints, solution=before.solution, seconds=round(seconds, 1)
            )
        )


def new_session(  # noqa: PLR0913 - everything that a drill needs from outside
    families: Sequence[str],
    *,
    seed: int,
    count: int,
    level: int | None,
    prompter: Prompter,
    screen: Screen,
    text: Texts,
    now: Clock,
    steady: Clock,
    record: Record,
) -> Session:
    """A drill of these families. Raises UsageError where none has the level."""
    return Session(begin(families, seed=seed, count=count, level=level), prompter, screen, text, now, steady, record)


def store_record() -> Record:
    """Keeps attempts in the user's database, which is opened with the first of them."""
    opened: list[object] = []

    def record(attempt: Attempt) -> None:
        from colloq.store import attempts  # noqa: PLC0415 - brings SQLite; the first question does without
        from colloq.store.database import Database, open_database  # noqa: PLC0415

        if not opened:
            opened.append(open_database())
        database = opened[0]
        assert isinstance(database, Database)
        attempts.add(database, attempt)

    return record
