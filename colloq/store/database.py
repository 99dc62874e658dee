"""The SQLite file behind attempts and exams: opened, migrated, written in short transactions.

What `Database.write` has left is on the disk: the log is written ahead and synchronised at every commit, so that
neither kill -9 nor a power cut takes it back. Several programs may have the file open at once.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from typing import TYPE_CHECKING, Any

from colloq import cache
from colloq.errors import StoreError
from colloq.store.schema import MIGRATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from types import TracebackType
    from typing import Self

BUSY_SECONDS = 5.0
_PAUSE_SECONDS = 0.05


def default_path() -> Path:
    """Where the database is: under COLLOQ_HOME, else in the user's data folder."""
    return cache.home("data") / "colloq.db"


class Database:
    """An open database. Every error of SQLite becomes a StoreError that says what the user can do."""

    def __init__(self, path: Path, *, busy_seconds: float = BUSY_SECONDS) -> None:
        """Opens the file, makes or migrates it.

        Raises:
            StoreError: it cannot be opened, is locked, is damaged, or was written by a newer version of the program.
        """
        self.path = path
        self._busy_seconds = busy_seconds
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError("store.cannot_open", path=path, detail=error.strerror or error) from error
        with self._errors():
            self._connection = sqlite3.connect(path, timeout=busy_seconds, isolation_level=None)
            try:
                self._prepare()
            except BaseException:
                self._connection.close()
                raise

    def close(self) -> None:
        """Closes the file; nothing is pending."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows that a query gives."""
        with self._errors():
            return self._connection.execute(sql, values).fetchall()

    @contextlib.contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One transaction: what was executed inside is on the disk when the block has been left, or none of it is."""
        with self._errors():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    with contextlib.suppress(sqlite3.Error):
                        self._connection.execute("ROLLBACK")
                raise

    def _prepare(self) -> None:
        run = self._connection.execute
        run("PRAGMA foreign_keys = ON")
        run("PRAGMA synchronous = FULL")
        if run("PRAGMA journal_mode").fetchone()[0] != "wal":
            self._write_ahead()
        if self._version() != len(MIGRATIONS):
            self._migrate()

    def _write_ahead(self) -> None:
        """Turns to the write-ahead log; SQLite does not wait by itself for another program here."""
        for _ in range(int(self._busy_seconds / _PAUSE_SECONDS)):
            try:
                self._connection.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                if _code(error) != sqlite3.SQLITE_BUSY:
                    raise
                time.sleep(_PAUSE_SECONDS)
            else:
                return
        self._connection.execute("PRAGMA journal_mode = WAL")

    def _version(self) -> int:
        version: int = self._connection.execute("PRAGMA user_version").fetchone()[0]
        return version

    def _migrate(self) -> None:
        with self.write() as connection:
            version = self._version()  # another program may have been quicker
            if version > len(MIGRATIONS):
                raise StoreError("store.newer", path=self.path, version=version, known=len(MIGRATIONS))
            for statements in MIGRATIONS[version:]:
                for statement in statements:
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")

    @contextlib.contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise StoreError(_key(error), path=self.path, detail=str(error)) from error


def open_database(path: Path | None = None) -> Database:
    """The database of this user. Raises StoreError."""
    return Database(path or default_path())


def storable(text: str) -> str:
    """The text without what SQLite cannot hold: halves of surrogate pairs, as broken bytes of a terminal leave them."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _code(error: sqlite3.Error) -> int:
    """The primary result code of SQLite; 0 where Python itself complains."""
    return (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF


def _key(error: sqlite3.Error) -> str:
    match _code(error):
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return "store.locked"
        case sqlite3.SQLITE_FULL:
            return "store.full"
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_IOERR | sqlite3.SQLITE_PERM:
            return "store.cannot_write"
        case sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_CORRUPT:
            return "store.damaged"
        case _:
            return "store.cannot_open"
