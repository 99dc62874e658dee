"""The database file: made, migrated, shared, and what is said when it cannot be used."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import sys
import threading

import pytest

from colloq.errors import StoreError
from colloq.store import database as module
from colloq.store.attempts import Attempt, add, latest
from colloq.store.database import Database, default_path, open_database, storable
from colloq.store.schema import MIGRATIONS

ATTEMPT = Attempt(
    problem="conv2d:2@17",
    family="conv2d",
    version=1,
    level=2,
    seed=17,
    params={"stride": 1, "kernel": [[0, 1], [1, 0]]},
    part="output",
    text="√(2/3) ×",
    verdict="incorrect",
    score=0.0,
    mistake="kernel-flipped",
    at=1_700_000_000.25,
    hints=1,
    seconds=12.5,
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "deep" / "colloq.db"


def test_the_file_is_made_with_its_folder_and_written_ahead(path):
    with Database(path) as database:
        assert database.rows("PRAGMA journal_mode") == [("wal",)]
        assert database.rows("PRAGMA synchronous") == [(2,)]  # FULL
        assert database.rows("PRAGMA foreign_keys") == [(1,)]
        assert database.rows("PRAGMA user_version") == [(len(MIGRATIONS),)]


def test_home_decides_where_the_file_is(monkeypatch, tmp_path):
    monkeypatch.setenv("COLLOQ_HOME", str(tmp_path / "elsewhere"))
    assert default_path() == tmp_path / "elsewhere" / "colloq.db"
    with open_database() as database:
        assert database.path.exists()


def test_an_attempt_comes_back_as_it_was_kept(path):
    with Database(path) as database:
        add(database, ATTEMPT)
    with Database(path) as database:
        assert latest(database) == (ATTEMPT,)
        assert latest(database, family="conv2d") == (ATTEMPT,)
        assert latest(database, family="derivative") == ()


def test_the_newest_attempt_is_first(path):
    with Database(path) as database:
        for at in (5.0, 9.0, 7.0):
            add(database, Attempt(**{name: getattr(ATTEMPT, name) for name in Attempt.__slots__} | {"at": at}))
        assert [attempt.at for attempt in latest(database, most=2)] == [9.0, 7.0]


def write_and_fail(database):
    with database.write() as connection:
        connection.execute("INSERT INTO exam (seed, minutes, started, deadline, heartbeat) VALUES (1, 1, 0, 60, 0)")
        raise ZeroDivisionError


def test_a_failed_transaction_leaves_nothing(path):
    with Database(path) as database:
        with pytest.raises(ZeroDivisionError):
            write_and_fail(database)
        assert database.rows("SELECT count(*) FROM exam") == [(0,)]
        add(database, ATTEMPT)  # and the connection is still good


def test_two_programs_write_in_turn(path):
    """Each of four threads with its own connection adds fifty attempts; none is lost, none fails."""
    Database(path).close()
    failures = []

    def work():
        try:
            with Database(path) as database:
                for _ in range(50):
                    add(database, ATTEMPT)
        except StoreError as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Database(path) as database:
        assert (failures, database.rows("SELECT count(*) FROM attempt")) == ([], [(200,)])


def test_several_programs_may_open_a_new_file_at_once(path):
    code = f"from pathlib import Path; from colloq.store.database import Database; Database(Path({str(path)!r})).close()"
    runs = [subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE) for _ in range(6)]
    assert [(run.communicate()[1], run.returncode) for run in runs] == [(b"", 0)] * 6
    with Database(path) as database:
        assert database.rows("PRAGMA integrity_check") == [("ok",)]


def test_a_file_that_another_program_holds_is_said_to_be_locked(path):
    Database(path).close()
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with Database(path, busy_seconds=0.1) as database, pytest.raises(StoreError) as error:
        add(database, ATTEMPT)
    holder.close()
    assert error.value.key == "store.locked"
    assert error.value.exit_code == 6
    assert error.value.values["path"] == path


def test_a_file_of_a_newer_program_is_left_alone(path):
    with Database(path) as database:
        database.rows("PRAGMA user_version = 99")
    with pytest.raises(StoreError) as error:
        Database(path)
    assert (error.value.key, error.value.values["version"]) == ("store.newer", 99)
    with contextlib.closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (99,)


def test_an_old_file_is_taken_along(path, monkeypatch):
    with Database(path) as database:
        add(database, ATTEMPT)
    monkeypatch.setattr(module, "MIGRATIONS", (*MIGRATIONS, ("CREATE TABLE later (x)", "INSERT INTO later VALUES (7)")))
    with Database(path) as database:
        assert database.rows("SELECT x FROM later") == [(7,)]
        assert latest(database) == (ATTEMPT,)
        assert database.rows("PRAGMA user_version") == [(len(MIGRATIONS) + 1,)]


def test_a_migration_that_fails_changes_nothing(path, monkeypatch):
    Database(path).close()
    monkeypatch.setattr(module, "MIGRATIONS", (*MIGRATIONS, ("CREATE TABLE later (x)", "NONSENSE")))
    with pytest.raises(StoreError):
        Database(path)
    monkeypatch.undo()
    with Database(path) as database:
        assert database.rows("SELECT name FROM sqlite_master WHERE name = 'later'") == []


def test_something_else_under_that_name_is_said_to_be_damaged(path):
    path.parent.mkdir()
    path.write_bytes(b"not a database" * 1000)
    with pytest.raises(StoreError) as error:
        Database(path)
    assert error.value.key == "store.damaged"


def test_a_folder_in_the_way_cannot_be_opened(tmp_path):
    (tmp_path / "colloq.db").mkdir()
    with pytest.raises(StoreError) as error:
        Database(tmp_path / "colloq.db")
    assert error.value.key == "store.cannot_open"
    (tmp_path / "file").touch()
    with pytest.raises(StoreError) as error:
        Database(tmp_path / "file" / "colloq.db")
    assert error.value.key == "store.cannot_open"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the administrator may write everywhere")
def test_a_file_that_may_not_be_written_is_named(path):
    Database(path).close()
    path.chmod(0o400)
    with pytest.raises(StoreError) as error, Database(path) as database:
        add(database, ATTEMPT)
    assert error.value.key == "store.cannot_write"


def test_a_full_disk_is_named(path):
    with Database(path) as database:
        database.rows("PRAGMA max_page_count = 1")  # SQLite's own way to have no room
        big = Attempt(**{name: getattr(ATTEMPT, name) for name in Attempt.__slots__} | {"text": "9" * 1_000_000})
        with pytest.raises(StoreError) as error:
            add(database, big)
        assert error.value.key == "store.full"


def test_broken_bytes_of_a_terminal_can_be_stored(path):
    assert storable("2\udcff3") == "2?3"
    with Database(path) as database:
        add(database, Attempt(**{name: getattr(ATTEMPT, name) for name in Attempt.__slots__} | {"text": "\ud83d"}))
        assert latest(database)[0].text == "?"
