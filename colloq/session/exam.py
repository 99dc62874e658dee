"""One sitting of an exam: asks for line after line, saves, and ends when the person or the clock says so."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING

from colloq.errors import StoreError
from colloq.model import MatrixAnswer, RubricAnswer, Unreadable
from colloq.practice.exam import (
    ExamClock,
    Moment,
    Place,
    all_places,
    following,
    keep_record,
    next_open,
    problem_of,
)
from colloq.practice.marking import mark_part
from colloq.screens.exam import Look, clock, echo_of, letter, one_line, question_lines, read_lines, review_lines
from colloq.screens.prompt import Expired, Prompter, command_of
from colloq.session import exam_commands as commands
from colloq.store import exams
from colloq.store.exams import CLOCK, PERSON, Committed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from colloq.catalog.problem import Problem
    from colloq.model import Part
    from colloq.store.database import Database
    from colloq.store.exams import Exam
    from colloq.texts import Texts

_WHOLE_MATRIX = (";", "[", "\\", "\n")


class End(Enum):
    """How a sitting ended."""

    SUBMITTED = auto()
    LEFT = auto()
    INPUT_ENDED = auto()
    INTERRUPTED = auto()


class _TimeUp(Exception):  # noqa: N818 - not an error
    """The deadline has passed, or the exam was submitted from another terminal."""


@dataclass
class Sitting:
    """An open exam in front of a person.

    `show` prints a line, `read_moment` reads the two clocks.
    """

    database: Database
    exam: Exam
    prompter: Prompter
    show: Callable[[str], None]
    look: Look
    read_moment: Callable[[], Moment]
    problems: tuple[Problem, ...] = ()
    here: Place | None = None
    text: Texts = field(init=False)
    _clock: ExamClock = field(init=False)
    _since: float = field(init=False)
    _kept: str = field(init=False, default="")
    """The draft of the part in front, as it stands in the store."""
    _offered: str = field(init=False, default="")
    """What stood in the line before anything was typed."""
    _unsaved: str = field(init=False, default="")
    """An answer whose saving has not succeeded yet."""
    _trouble: str = field(init=False, default="")

    def __post_init__(self) -> None:
        self.text = self.look.text
        moment = self.read_moment()
        self._clock = ExamClock.of(self.exam, moment)
        self._since = moment.steady
        self.problems = tuple(problem_of(question) for question in self.exam.questions)

    @property
    def width(self) -> int:
        """Columns of the terminal, which may be resized."""
        return self.look.width

    # -------------------------------------------------------------------------------------------------------- the loop

    def run(self) -> End:
        """Asks until the exam is submitted or left. Nothing that was saved or typed is lost, whatever happens."""
        try:
            exams.mark_open(self.database)
            self._begin()
            while True:
                line = self._answer()
                end = self._obey(line)
                if end is not None:
                    return end
        except (Expired, _TimeUp):
            return self._end_by_clock()
        except KeyboardInterrupt:
            if self._unsaved:
                self._keep(self._unsaved, self.read_moment())
            self._farewell("exam.interrupted")
            return End.INTERRUPTED
        except EOFError:
            self._farewell("exam.left_open" if self.prompter.live else "exam.input_ended")
            return End.INPUT_ENDED

    def _begin(self) -> None:
        places = all_places(self.problems)
        number = min(self.exam.question, len(self.problems))
        answered = self._answered()
        own = [place for place in places if place.question == number]
        left = [place for place in own if self._part(place).name == self.exam.part]
        if left and self.exam.draft(number, self.exam.part or ""):
            self._go(left[0])  # a line was being typed there
            return
        first = next((place for place in own if place not in answered), None)
        self._go(first or next_open(places, answered, own[-1]), number)

    def _go(self, place: Place | None, question: int | None = None) -> None:
        """Turns to a part (None: every part has its answer), and shows its question where that is another one."""
        before = self.here.question if self.here else None
        number = place.question if place else question
        if number is not None:
            exams.turn_to(self.database, self.exam.id, number, self._part(place).name if place else None)
        if number is not None and number != before:
            self._show_question(number)
        if place is None:
            self._tell("exam.all_answered")
        self.here = place
        self._since = self.read_moment().steady
        self._kept = self._unsaved = ""
        if place is not None:
            self._kept = self.exam.draft(place.question, self._part(place).name)
            if isinstance(self._part(place).answer, MatrixAnswer):
                self._tell("exam.rows")
            if isinstance(self._part(place).answer, RubricAnswer):
                self._tell("exam.on_paper")
            if self._kept and not self.prompter.live:
                self._tell("exam.draft", draft=one_line(self._kept, self.width - 24))

    def _show_question(self, number: int) -> None:
        problem = self.problems[number - 1]
        answers = self.exam.answers_to(number)
        for line in question_lines(problem, answers, self.look, number=number, questions=len(self.problems), left=self._left()):
            self.show(line)

    # -------------------------------------------------------------------------------------------------------- one line

    def _answer(self) -> str:
        """A command, or the answer to the part in front: all rows of a matrix."""
        place = self.here
        self._offered = ""
        if place is None:
            return self._line("> ", "")
        label = f"{letter(place.part)} > " if len(self.problems[place.question - 1].parts) > 1 else "> "
        prefill = self._unsaved or self._kept or self._saved(place)
        self._offered = prefill if self.prompter.live else ""
        line = self._line(label, prefill if self.prompter.live else self._kept)
        if not isinstance(self._part(place).answer, MatrixAnswer):
            return line
        if not line.strip() or command_of(line) is not None or any(sign in line for sign in _WHOLE_MATRIX):
            return line
        rows = [line]
        while (row := self._line(" " * (len(label) - 2) + "> ", "", rows)).strip():
            if command_of(row) is not None:
                return row  # the rows so far stay as the draft
            rows.append(row)
        return "\n".join(rows)

    def _line(self, label: str, draft: str, rows: Sequence[str] = ()) -> str:
        def tick(typed: str) -> bool:
            return self._tick("\n".join([*rows, typed]) if rows else typed)

        def toolbar(typed: str) -> Sequence[str]:
            return self._toolbar("\n".join([*rows, typed]) if rows else typed)

        return self.prompter.line(label, toolbar=toolbar, draft=draft, tick=tick)

    def _tick(self, typed: str) -> bool:
        """Keeps the line being typed and the heartbeat; False when the exam is over."""
        moment = self.read_moment()
        self._clock = self._clock.beat(moment)
        try:
            if not self._keep(typed, moment):
                return False
            self._trouble = ""
        except StoreError as error:  # the line goes on; the next second tries again
            self._trouble = self.text("exam.tick_trouble", reason=self.text(error.key, **error.values))
        return self._clock.remaining(moment) > 0

    def _keep(self, typed: str, moment: Moment) -> bool:
        place, beat = self.here, self._clock.heartbeat
        typed = typed.rstrip("\n")
        if place is not None and typed == self._saved(place):
            typed = ""  # an answer that was only looked at again is no draft
        if place is None or typed == self._kept or command_of(typed) is not None:
            return exams.beat(self.database, self.exam.id, beat)
        name = self._part(place).name
        if not exams.keep_draft(self.database, self.exam.id, Committed(place.question, name, typed, moment.now), heartbeat=beat):
            return False
        self._kept = typed
        return True

    def _toolbar(self, typed: str) -> list[str]:
        lines: list[str] = []
        if self.here is not None and typed.strip() and command_of(typed) is None:
            lines += echo_of(self._part(self.here), typed, self.look)
        if self._trouble:
            lines.append(self._trouble)
        return [*lines, *self._status()]

    def _status(self) -> list[str]:
        """The commands and the time left; where both do not fit, the time has a line of its own, the last."""
        others = len(self.problems) > 1
        other = 1 if self.here is None or self.here.question != 1 else 2
        commands = self.text("exam.commands", other=other) if others else self.text("exam.commands_one")
        left, space = clock(self._left()), self.width - 1
        if len(commands) + len(left) < space:
            return [f"{commands:<{space - len(left)}}{left}"]
        return [*textwrap.wrap(commands, space), f"{left:>{space}}"]

    # -------------------------------------------------------------------------------------------------------- commands

    def _obey(self, line: str) -> End | None:
        """Does what a line asks for. Returns how the sitting ends, if it does."""
        name, draft = commands.split(line, self._offered)
        if draft:
            self._tick(draft)
        if name is None:
            self._take(line)
            return None
        match commands.WORDS.get(name, name):
            case "q":
                self._farewell("exam.left_open")
                return End.LEFT
            case "review":
                self._reload()
                for shown in review_lines(self.problems, self.exam, self._left(), self.look):
                    self.show(shown)
            case "submit":
                return self._submit()
            case "help":
                self._tell("exam.help_lines")
            case other:
                self._jump(other)
        return None

    def _jump(self, name: str) -> None:
        current = self.here.question if self.here else self.exam.question
        goal = commands.target(name, current)
        if goal is None:
            self._tell("exam.unknown", name=name)
            self._tell("exam.help_lines")
            return
        question, part = goal
        parts = len(self.problems[question - 1].parts) if question <= len(self.problems) else 0
        if not parts or (part is not None and part >= parts):
            names = ", ".join(letter(place) for place in range(len(self.problems[current - 1].parts)))
            self._tell("exam.no_part", name=name, questions=len(self.problems), parts=names)
            return
        self._reload()
        if part is None:
            answered = self._answered()
            places = [Place(question, place) for place in range(parts)]
            target = next((place for place in places if place not in answered), places[0])
            self.here = None  # the question is shown again, even the present one
            self._go(target)
        else:
            self._go(Place(question, part))

    def _take(self, line: str) -> None:
        """Takes a line as the answer to the part in front, and goes on to the next."""
        place = self.here
        if not line.strip():
            if place is not None:
                self._reload()
                self._go(following(all_places(self.problems), place))
            return
        if line.strip() in ("?", "!"):
            self._tell("exam.no_hints")
            return
        if place is None:
            self._tell("exam.which_part", places=self._names(all_places(self.problems)))
            return
        if line == self._saved(place):
            self._tell("exam.unchanged")
        elif not self._save(place, line):
            return
        self._reload()
        self._go(next_open(all_places(self.problems), self._answered(), place))

    def _save(self, place: Place, line: str) -> bool:
        """Commits an answer; "saved" is said only when it is on the disk."""
        moment = self.read_moment()
        self._clock = self._clock.beat(moment)
        part = self._part(place)
        self._unsaved = line
        answer = Committed(place.question, part.name, line, moment.now, seconds=moment.steady - self._since)
        try:
            if self._clock.remaining(moment) <= 0:
                self._keep(line, moment)
                raise _TimeUp
            if not exams.commit(self.database, self.exam.id, answer, heartbeat=self._clock.heartbeat):
                raise _TimeUp
        except StoreError as error:
            if not self.prompter.live:
                raise
            self._tell("exam.not_saved", reason=self.text(error.key, **error.values))
            return False
        self._unsaved = ""
        self._reload()
        following_place = next_open(all_places(self.problems), self._answered(), place)
        said = [self.text("exam.saved")]
        if not self.prompter.live:
            said.append(self.text("exam.left", left=clock(self._left())))
        if following_place:
            said.append(self.text("exam.next", label=self._names([following_place])))
        self.show(" · ".join(said))
        self._tell_how_it_reads(place, line)
        return True

    def _tell_how_it_reads(self, place: Place, line: str) -> None:
        """Says that an answer cannot be read; never whether it is right. Without a toolbar the echo is printed, too."""
        if isinstance(self._part(place).answer, RubricAnswer):
            return
        mark = mark_part(self.problems[place.question - 1], self._part(place).name, line)
        unreadable = isinstance(mark.graded.verdict, Unreadable)
        if unreadable or not self.prompter.live:
            for shown in read_lines(mark, self.look):
                self.show(shown)
        if unreadable:
            self._tell("exam.unreadable")

    # --------------------------------------------------------------------------------------------------------- the end

    def _submit(self) -> End | None:
        self._reload()
        answered = self._answered()
        missing = [place for place in all_places(self.problems) if place not in answered]
        if missing:
            self._tell("exam.unanswered", places=self._names(missing))
        for draft in self.exam.drafts:
            self._tell("exam.left_behind", draft=one_line(draft.text, self.width - 40))
        here, self.here = self.here, None
        reply = self._line(self.text("exam.confirm") + " > ", "")
        self.here = here
        if not commands.is_yes(reply):
            self._tell("exam.not_submitted")
            return None
        moment = self.read_moment()
        if self._clock.remaining(moment) <= 0:
            raise _TimeUp
        at = self._clock.deadline - self._clock.remaining(moment)
        exams.submit(self.database, self.exam.id, at=at, by=PERSON)
        self.exam = keep_record(self.database, exams.load(self.database, self.exam.id))
        return End.SUBMITTED

    def _end_by_clock(self) -> End:
        """The draft is in the store already, as far as it was typed before the deadline."""
        if exams.submit(self.database, self.exam.id, at=self._clock.deadline, by=CLOCK):
            self._tell("exam.time_up")
        else:
            self._tell("exam.closed_elsewhere")
        self.exam = keep_record(self.database, exams.load(self.database, self.exam.id))
        return End.SUBMITTED

    def _farewell(self, key: str) -> None:
        self.show("")
        self._tell(key, left=clock(self._left()))

    # ---------------------------------------------------------------------------------------------------- small things

    def _tell(self, key: str, **values: object) -> None:
        for line in self.text(key, **values).splitlines():
            for part in textwrap.wrap(line, self.width) or [""]:
                self.show(part)

    def _left(self) -> float:
        return max(0.0, self._clock.remaining(self.read_moment()))

    def _part(self, place: Place) -> Part:
        return self.problems[place.question - 1].parts[place.part]

    def _saved(self, place: Place) -> str:
        return self.exam.answers_to(place.question).get(self._part(place).name, "")

    def _answered(self) -> frozenset[Place]:
        return frozenset(place for place in all_places(self.problems) if self._saved(place))

    def _reload(self) -> None:
        self.exam = exams.load(self.database, self.exam.id)
        if not self.exam.is_open:
            raise _TimeUp

    def _names(self, places: Sequence[Place]) -> str:
        """Parts by name: b of the question in front, 2b of another."""
        several = len(self.problems) > 1
        names = []
        for place in places:
            name = letter(place.part) if len(self.problems[place.question - 1].parts) > 1 else ""
            names.append(f"{place.question if several else ''}{name}" or letter(0))
        return ", ".join(names)
