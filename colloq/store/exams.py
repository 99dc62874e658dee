"""Mock exams: their questions, committed answers, drafts and the instants of their clock. At most one exam is open.

A marker file beside the database tells that an exam may be open, so that no command has to open the database to find
out that none is. It is made and removed while the database is locked; when in doubt it stays, and costs one look.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from colloq.errors import StoreError
from colloq.store.database import storable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from colloq.store.attempts import Attempt
    from colloq.store.database import Database

MARKER = "exam-open"
PERSON, CLOCK = "person", "clock"
_COLUMNS = "id, seed, minutes, started, deadline, heartbeat, question, part, state, submitted, submitted_by, recorded"


@dataclass(frozen=True, slots=True)
class Question:
    """A question of an exam: a problem with its parameters. `number` counts from 1."""

    number: int
    problem: str
    family: str
    version: int
    level: int
    seed: int
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """What an exam will consist of."""

    seed: int
    minutes: int
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Committed:
    """An answer as it was saved. `seconds`: how long the part was in front of the student, all in all."""

    number: int
    part: str
    text: str
    at: float
    changes: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Exam:
    """An exam as it is stored. Instants are UTC, in seconds since 1970. `question` and `part` were in front last."""

    id: int
    seed: int
    minutes: int
    started: float
    deadline: float
    heartbeat: float
    question: int
    part: str | None
    is_open: bool
    submitted: float | None
    submitted_by: str | None
    recorded: bool
    questions: tuple[Question, ...]
    answers: tuple[Committed, ...]
    drafts: tuple[Committed, ...]
    flagged: frozenset[int] = frozenset()

    def answers_to(self, number: int) -> dict[str, str]:
        """Committed texts of a question, by part."""
        return {answer.part: answer.text for answer in self.answers if answer.number == number}

    def draft(self, number: int, part: str) -> str:
        """The line that was being typed, or nothing."""
        return next((draft.text for draft in self.drafts if (draft.number, draft.part) == (number, part)), "")


def marker(path: Path) -> Path:
    """The marker file of a database."""
    return path.with_name(MARKER)


def create(database: Database, plan: Plan, *, started: float, deadline: float) -> Exam:
    """A new open exam. Raises StoreError; its key is "store.exam_open" where another exam is open."""
    with database.write() as connection:
        mark_open(database)
        if connection.execute("SELECT 1 FROM exam WHERE state = 'open'").fetchone():
            raise StoreError("store.exam_open", path=database.path)
        number = connection.execute(
            "INSERT INTO exam (seed, minutes, started, deadline, heartbeat) VALUES (?, ?, ?, ?, ?)",
            (plan.seed, plan.minutes, started, deadline, started),
        ).lastrowid
        connection.executemany(
            "INSERT INTO question (exam, number, problem, family, version, level, seed, params) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    number,
                    q.number,
                    q.problem,
                    q.family,
                    q.version,
                    q.level,
                    q.seed,
                    json.dumps(q.params, ensure_ascii=False),
                )
                for q in plan.questions
            ],
        )
    return load(database, number or 0)


def load(database: Database, number: int) -> Exam:
    """The exam of this number. Raises StoreError("store.no_exam")."""
    found = find(database, "WHERE id = ?", [number])
    if found is None:
        raise StoreError("store.no_exam", id=number)
    return found


def open_exam(database: Database) -> Exam | None:
    """The exam that is not submitted yet."""
    return find(database, "WHERE state = 'open'")


def last_submitted(database: Database) -> Exam | None:
    """The exam that was submitted last."""
    return find(database, "WHERE state = 'submitted' ORDER BY submitted DESC, id DESC LIMIT 1")


def unrecorded(database: Database) -> Exam | None:
    """A submitted exam whose answers do not stand among the attempts yet."""
    return find(database, "WHERE state = 'submitted' AND recorded = 0 ORDER BY id LIMIT 1")


def find(database: Database, where: str, values: Sequence[Any] = ()) -> Exam | None:
    """The exam that a condition (a constant of this module's callers) selects."""
    rows = database.rows(f"SELECT {_COLUMNS} FROM exam {where}", values)  # noqa: S608 - never typed text
    if not rows:
        return None
    number, seed, minutes, started, deadline, heartbeat, question, part, state, submitted, by, recorded = rows[0]
    return Exam(
        id=number,
        seed=seed,
        minutes=minutes,
        started=started,
        deadline=deadline,
        heartbeat=heartbeat,
        question=question,
        part=part,
        is_open=state == "open",
        submitted=submitted,
        submitted_by=by,
        recorded=bool(recorded),
        questions=_questions(database, number),
        answers=_texts(database, "text, at, changes, seconds FROM answer", number),
        drafts=_texts(database, "text, at FROM draft", number),
        flagged=frozenset(row[0] for row in database.rows("SELECT number FROM flag WHERE exam = ?", [number])),
    )


def _questions(database: Database, exam: int) -> tuple[Question, ...]:
    rows = database.rows(
        "SELECT number, problem, family, version, level, seed, params FROM question WHERE exam = ? ORDER BY number",
        [exam],
    )
    return tuple(
        Question(n, name, kind, version, level, seed, json.loads(text)) for n, name, kind, version, level, seed, text in rows
    )


def families_asked(database: Database) -> list[str]:
    """The families of all questions of all exams."""
    return [row[0] for row in database.rows("SELECT family FROM question")]


def _texts(database: Database, what: str, exam: int) -> tuple[Committed, ...]:
    rows = database.rows(f"SELECT number, part, {what} WHERE exam = ? ORDER BY number, part", [exam])
    return tuple(Committed(*row) for row in rows)


def commit(database: Database, exam: int, answer: Committed, *, heartbeat: float) -> bool:
    """Saves an answer, in place of the one before; the draft of the part goes. False where the exam is no longer open.

    When this has returned True the answer is on the disk and "saved" may be said. `answer.seconds` is added to the time
    that the part has taken so far.
    """
    with database.write() as connection:
        if not _beat(connection, exam, heartbeat):
            return False
        connection.execute(
            "INSERT INTO answer (exam, number, part, text, at, seconds) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET text = excluded.text, at = excluded.at, changes = changes + 1,"
            " seconds = seconds + excluded.seconds",
            (exam, answer.number, answer.part, storable(answer.text), answer.at, answer.seconds),
        )
        connection.execute("DELETE FROM draft WHERE exam = ? AND number = ? AND part = ?", (exam, answer.number, answer.part))
    return True


def amend(database: Database, exam: int, answer: Committed, attempt: Attempt) -> None:
    """Keeps what a student adds after the end (their own marks), in place of what they had added before."""
    from colloq.store.attempts import insert  # noqa: PLC0415 - not needed while an exam runs

    with database.write() as connection:
        connection.execute(
            "INSERT INTO answer (exam, number, part, text, at) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET text = excluded.text, at = excluded.at, changes = changes + 1",
            (exam, answer.number, answer.part, storable(answer.text), answer.at),
        )
        insert(connection, attempt)


def keep_draft(database: Database, exam: int, draft: Committed, *, heartbeat: float) -> bool:
    """Keeps the line being typed (an empty one goes) and the heartbeat. False where the exam is no longer open."""
    with database.write() as connection:
        if not _beat(connection, exam, heartbeat):
            return False
        key = (exam, draft.number, draft.part)
        if draft.text:
            connection.execute(
                "INSERT INTO draft (exam, number, part, text, at) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT DO UPDATE SET text = excluded.text, at = excluded.at",
                (*key, storable(draft.text), draft.at),
            )
        else:
            connection.execute("DELETE FROM draft WHERE exam = ? AND number = ? AND part = ?", key)
    return True


def beat(database: Database, exam: int, heartbeat: float) -> bool:
    """Keeps the heartbeat. False where the exam is no longer open."""
    with database.write() as connection:
        return _beat(connection, exam, heartbeat)


def turn_to(database: Database, exam: int, question: int, part: str | None = None) -> None:
    """Remembers which question and part are in front of the student."""
    with database.write() as connection:
        connection.execute("UPDATE exam SET question = ?, part = ? WHERE id = ?", (question, part, exam))


def flag(database: Database, exam: int, question: int, *, on: bool) -> None:
    """Marks a question to come back to, or takes the mark away."""
    sql = "INSERT OR IGNORE INTO flag (exam, number) VALUES (?, ?)" if on else "DELETE FROM flag WHERE exam = ? AND number = ?"
    with database.write() as connection:
        connection.execute(sql, (exam, question))


def submit(database: Database, exam: int, *, at: float, by: str) -> bool:
    """Ends an exam: nothing can be changed afterwards. False where it had ended before."""
    with database.write() as connection:
        done = connection.execute(
            "UPDATE exam SET state = 'submitted', submitted = ?, submitted_by = ? WHERE id = ? AND state = 'open'",
            (at, by, exam),
        ).rowcount
    unmark(database)
    return bool(done)


def mark_open(database: Database) -> None:
    """Puts the marker there. Raises StoreError."""
    try:
        marker(database.path).touch()
    except OSError as error:
        raise StoreError("store.cannot_write", path=database.path, detail=error.strerror or error) from error


def unmark(database: Database) -> None:
    """Takes the marker away where no exam is open; the lock keeps another terminal from opening one meanwhile."""
    with database.write():
        if not database.rows("SELECT 1 FROM exam WHERE state = 'open'"):
            with contextlib.suppress(OSError):
                marker(database.path).unlink(missing_ok=True)


def record(database: Database, exam: int, taken: Sequence[Committed], attempts: Sequence[Attempt]) -> bool:
    """Keeps the graded answers of a submitted exam among the attempts, once; `taken`: drafts that count as answers."""
    from colloq.store.attempts import insert  # noqa: PLC0415 - not needed while an exam runs

    with database.write() as connection:
        if not connection.execute("UPDATE exam SET recorded = 1 WHERE id = ? AND recorded = 0", (exam,)).rowcount:
            return False
        for draft in taken:
            connection.execute(
                "INSERT INTO answer (exam, number, part, text, at) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT DO UPDATE SET text = excluded.text, at = excluded.at, changes = changes + 1",
                (exam, draft.number, draft.part, draft.text, draft.at),
            )
        for attempt in attempts:
            insert(connection, attempt)
    return True


def _beat(connection: sqlite3.Connection, exam: int, heartbeat: float) -> bool:
    """Heartbeats only go forward, whatever another terminal has written."""
    return bool(
        connection.execute(
            "UPDATE exam SET heartbeat = max(heartbeat, ?) WHERE id = ? AND state = 'open'", (heartbeat, exam)
        ).rowcount
    )
