"""Connections to SQLite: how they are opened, what a transaction is, and a pool of those that only read."""

from __future__ import annotations

import sqlite3
import threading
import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Final, TypeAlias

from graphex.paths import identity_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

BUSY_SECONDS = 3.0
"""How long one statement waits for another process that writes."""

_RETRY_SECONDS: Final = 0.02
_UNUSABLE: Final = frozenset(
    {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN}
)
"""Primary result codes that waiting does not cure."""

Value: TypeAlias = str | bytes | float | int | None
Row: TypeAlias = tuple[Value, ...]


def open_writer(path: Path) -> sqlite3.Connection:
    """Open a database file to write to it; readers of it do not wait, and are not waited for."""
    connection = _connect(str(path))
    try:
        _retry_when_busy(connection, "PRAGMA journal_mode = WAL")
        # A power cut may take the last changes, and never breaks the file: https://www.sqlite.org/pragma.html
        connection.execute("PRAGMA synchronous = NORMAL").close()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def open_reader(path: Path) -> sqlite3.Connection:
    """Open a database file that exists, to read from it only."""
    # Not mode=ro: what another process left half done by its death, the first reader has to put right.
    connection = _connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)
    try:
        connection.execute("PRAGMA query_only = ON").close()
        # The first read opens the rest of the files; where that fails, it should be here.
        connection.execute("PRAGMA schema_version").close()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def open_memory() -> sqlite3.Connection:
    """Open a database that ends with its connection."""
    return _connect(":memory:")


def change(connection: sqlite3.Connection, statement: str, values: Sequence[Value] = ()) -> int:
    """Run one statement that writes, and return how many rows it changed."""
    with closing(connection.execute(statement, values)) as cursor:
        return cursor.rowcount


def first_row(connection: sqlite3.Connection, statement: str, values: Sequence[Value] = ()) -> Row | None:
    """Run one statement that reads, and return its first row."""
    with closing(connection.execute(statement, values)) as cursor:
        row: Row | None = cursor.fetchone()
        return row


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Make what is done inside one change: all of it, or nothing after an error."""
    # At once, so that what is read inside is still true when it is written; a reader that becomes a writer cannot wait.
    connection.execute("BEGIN IMMEDIATE").close()
    try:
        yield
        connection.commit()
    finally:
        if connection.in_transaction:
            connection.rollback()


def is_unusable(error: sqlite3.Error) -> bool:
    """Return whether a database cannot be used at all, rather than at this moment."""
    return _primary_code(error) in _UNUSABLE


class Readers:
    """Connections to one database file that only read; a thread has one for itself while it reads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._identity = identity_of(path)
        self._lock = threading.Lock()
        self._idle: list[sqlite3.Connection] = []
        self._closed = False

    def is_replaced(self) -> bool:
        """Return whether the path leads to another file than at first, or to none."""
        return identity_of(self._path) != self._identity

    @contextmanager
    def reader(self) -> Iterator[sqlite3.Connection | None]:
        """Yield a connection that nobody else has; None where there is none, and the writer has to do."""
        connection = self._take()
        try:
            yield connection
        except sqlite3.OperationalError as error:
            if _primary_code(error) != sqlite3.SQLITE_READONLY:
                raise
            # A mistake of the program; as it came, it would be taken for a file that cannot be written.
            raise sqlite3.ProgrammingError("what only reads has tried to write") from error
        finally:
            if connection is not None:
                self._give_back(connection)

    def close(self) -> None:
        """Close the connections: those in use, when they are given back."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _take(self) -> sqlite3.Connection | None:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        if self.is_replaced():
            return None
        try:
            return open_reader(self._path)
        except sqlite3.Error:
            # Perhaps the process has too many files open, which is no reason to give the database up.
            return None

    def _give_back(self, connection: sqlite3.Connection) -> None:
        with self._lock:
            if not self._closed:
                self._idle.append(connection)
                return
        connection.close()


def _primary_code(error: sqlite3.Error) -> int:
    # The low byte of the result code: https://www.sqlite.org/rescode.html
    code: int = getattr(error, "sqlite_errorcode", 0)
    return code & 0xFF


def _connect(database: str, *, uri: bool = False) -> sqlite3.Connection:
    # No thread is checked for: the writer has a lock, and a reader one user at a time.
    return sqlite3.connect(database, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, uri=uri)


def _retry_when_busy(connection: sqlite3.Connection, statement: str) -> None:
    """SQLite does not wait by itself while several processes switch a new file to WAL."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute(statement).close()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(_RETRY_SECONDS)
        else:
            return
