"""Every graded answer, with the problem's parameters and the mistake that was seen."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from colloq.store.database import storable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from colloq.store.database import Database

_COLUMNS = (
    "problem, family, version, level, seed, params, part, text, verdict, score, mistake, hints, solution, seconds, at, exam"
)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One graded answer to one part. `verdict` is a word of the JSON contract ("correct", "partial", …).

    `seed` is None for the user's own parameters. `hints`: how many were seen before; `solution`: whether the worked
    solution was. `seconds`: how long the answer took, where that is known. `at`: UTC, in seconds since 1970. `exam`:
    the mock exam that it belongs to.
    """

    problem: str
    family: str
    version: int
    level: int
    seed: int | None
    params: Mapping[str, Any]
    part: str
    text: str
    verdict: str
    score: float
    mistake: str | None
    at: float
    hints: int = 0
    solution: bool = False
    seconds: float | None = None
    exam: int | None = None


def add(database: Database, attempt: Attempt) -> None:
    """Keeps an attempt; it is on the disk when this returns. Raises StoreError."""
    with database.write() as connection:
        insert(connection, attempt)


def insert(connection: sqlite3.Connection, attempt: Attempt) -> None:
    """Keeps an attempt inside a transaction of the caller's."""
    connection.execute(
        f"INSERT INTO attempt ({_COLUMNS}) VALUES ({', '.join('?' * 16)})",  # noqa: S608 - constants only
        (
            attempt.problem,
            attempt.family,
            attempt.version,
            attempt.level,
            attempt.seed,
            json.dumps(attempt.params, ensure_ascii=False),
            attempt.part,
            storable(attempt.text),
            attempt.verdict,
            attempt.score,
            attempt.mistake,
            attempt.hints,
            attempt.solution,
            attempt.seconds,
            attempt.at,
            attempt.exam,
        ),
    )


def latest(database: Database, *, family: str | None = None, most: int = 1000) -> tuple[Attempt, ...]:
    """The newest attempts first: of one family, or of all."""
    where, values = ("WHERE family = ?", [family]) if family else ("", [])
    found = database.rows(
        f"SELECT {_COLUMNS} FROM attempt {where} ORDER BY at DESC, id DESC LIMIT ?",  # noqa: S608 - constants only
        [*values, most],
    )
    return tuple(_attempt(row) for row in found)


def _attempt(row: tuple[Any, ...]) -> Attempt:
    (
        problem,
        family,
        version,
        level,
        seed,
        params,
        part,
        text,
        verdict,
        score,
        mistake,
        hints,
        solution,
        seconds,
        at,
        exam,
    ) = row
    return Attempt(
        problem=problem,
        family=family,
        version=version,
        level=level,
        seed=seed,
        params=json.loads(params),
        part=part,
        text=text,
        verdict=verdict,
        score=score,
        mistake=mistake,
        at=at,
        hints=hints,
        solution=bool(solution),
        seconds=seconds,
        exam=exam,
    )
