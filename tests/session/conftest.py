"""A database of its own for each test, and sittings of the exam in it."""

from __future__ import annotations

import pytest

from colloq.session.exam import Sitting
from colloq.store import exams
from colloq.store.database import Database
from colloq.store.exams import Plan

from .person import QUESTIONS, START, look


@pytest.fixture
def database(tmp_path):
    with Database(tmp_path / "home" / "colloq.db") as opened:
        yield opened


@pytest.fixture
def sit(database):
    """Runs a script on the open exam (made at first); returns how it ended and what was shown."""

    def run(person, language="en"):
        exam = exams.open_exam(database) or exams.create(database, Plan(7, 60, QUESTIONS), started=START, deadline=START + 3600)
        shown = []
        sitting = Sitting(database, exam, person, shown.append, look(language), person.read)
        return sitting.run(), "\n".join(shown)

    return run
