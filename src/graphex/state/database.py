"""The state database: what has to outlive a restart, or stays in memory when it cannot."""

from __future__ import annotations

import logging
import secrets
import sqlite3
import threading
import time
from contextlib import closing
from typing import TYPE_CHECKING

from graphex.errors import GraphexError
from graphex.paths import RootUnavailableError, check_listable
from graphex.state.directory import (
    DATABASE_FILE,
    StateRefusedError,
    ensure_database_file,
    ensure_state_directory,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LOG = logging.getLogger(__name__)

SCHEMA = (
    "CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS codes (hash BLOB PRIMARY KEY, expires REAL NOT NULL, used REAL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS sessions (hash BLOB PRIMARY KEY, created REAL, expires REAL NOT NULL) WITHOUT ROWID",
)
# Columns that databases of earlier versions lack: the moment on the machine's own timeline (see `clock`).
ADDED_COLUMNS = (
    ("codes", "timeline TEXT"),
    ("codes", "moment REAL"),
    ("sessions", "timeline TEXT"),
    ("sessions", "moment REAL"),
)
BUSY_SECONDS = 3.0
"""How long one statement waits for another process that writes."""

UNUSABLE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN})
"""Primary result codes that waiting does not cure."""

Value = str | bytes | float | int | None


class StateError(GraphexError):
    """The state database cannot be used at this moment."""


class StateDatabase:
    """One SQLite file under the root, opened on first use, shared by threads and processes.

    Statements are single and therefore atomic: there is no transaction to hold across calls.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._identity: tuple[int, int] | None = None
        self._refusal: str | None = None
        self._instance = ""

    @property
    def refusal(self) -> str | None:
        """Why the state is kept in memory only; None when it is on disk."""
        self._connected()
        return self._refusal

    @property
    def instance(self) -> str:
        """The identity of this root's server, which tells its cookies from those of other ports."""
        self._connected()
        return self._instance

    def open(self) -> None:
        """Open the file now instead of on first use."""
        self._connected()

    def change(self, statement: str, values: Sequence[Value] = ()) -> int:
        """Run one statement that writes, and return how many rows it changed."""
        with self._lock, closing(self._run(statement, values)) as cursor:
            return cursor.rowcount

    def row(self, statement: str, values: Sequence[Value] = ()) -> tuple[Value, ...] | None:
        """Run one statement that reads, and return its first row."""
        with self._lock, closing(self._run(statement, values)) as cursor:
            row: tuple[Value, ...] | None = cursor.fetchone()
            return row

    def fact(self, name: str) -> str | None:
        """Return the text recorded under a name."""
        row = self.row("SELECT value FROM facts WHERE name = ?", (name,))
        return None if row is None else str(row[0])

    def record_fact(self, name: str, value: str) -> None:
        """Record a text under a name."""
        self.change("INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)", (name, value))

    def reopen_if_replaced(self) -> None:
        """Open the file anew when somebody deleted or replaced it, as `git clean -fdx` does."""
        with self._lock:
            # Where the root itself is gone there is nothing to open: what is open still serves until it is back.
            if self._identity not in {None, _identity(self._path)} and _is_there(self._root):
                self.close()

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection = None

    @property
    def _path(self) -> Path:
        return self._root / ".graphex" / DATABASE_FILE

    def _run(self, statement: str, values: Sequence[Value]) -> sqlite3.Cursor:
        try:
            return self._connected().execute(statement, values)
        except sqlite3.Error as error:
            if not _is_unusable(error) or self._refusal is not None:
                LOG.warning("The state database refused a statement: %s", error)
                raise StateError("The server's state is not available.", hint="Try again in a moment.") from error
            self.close()
            self._use_memory(f"{self._path}: {error}")
            return self._connected().execute(statement, values)

    def _connected(self) -> sqlite3.Connection:
        with self._lock:
            if self._connection is None:
                self._open()
            if self._connection is None:
                raise StateError("The server's state is not available.", hint="Restart the server.")
            return self._connection

    def _open(self) -> None:
        try:
            path = ensure_database_file(ensure_state_directory(self._root))
            self._connection = _open_file(path)
            self._identity = _identity(path)
            self._refusal = None
            self._instance = _ensure_instance(self._connection)
        except (StateRefusedError, sqlite3.Error) as error:
            self.close()
            self._use_memory(str(error) if isinstance(error, StateRefusedError) else f"{self._path}: {error}")

    def _use_memory(self, reason: str) -> None:
        LOG.warning("Sessions end with this server process, because its state cannot be kept on disk: %s", reason)
        self._refusal = reason
        self._identity = None
        self._connection = _connect(":memory:")
        _create_tables(self._connection)
        self._instance = _ensure_instance(self._connection)


def _is_there(root: Path) -> bool:
    try:
        check_listable(root)
    except RootUnavailableError:
        return False
    return True


def _open_file(path: Path) -> sqlite3.Connection:
    connection = _connect(str(path))
    try:
        _retry_when_busy(connection, "PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        _create_tables(connection)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _connect(database: str) -> sqlite3.Connection:
    # One lock in StateDatabase serializes the threads.
    return sqlite3.connect(database, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)


def _create_tables(connection: sqlite3.Connection) -> None:
    for statement in SCHEMA:
        connection.execute(statement).close()
    for table, column in ADDED_COLUMNS:
        _add_column(connection, table, column)


def _add_column(connection: sqlite3.Connection, table: str, column: str) -> None:
    with closing(connection.execute("SELECT name FROM pragma_table_info(?)", (table,))) as cursor:
        if column.partition(" ")[0] in {name for (name,) in cursor}:
            return
    try:
        connection.execute(f"ALTER TABLE {table} ADD COLUMN {column}").close()
    except sqlite3.OperationalError as error:
        # Another process that starts at this moment has just added it.
        if "duplicate column" not in str(error):
            raise


def _retry_when_busy(connection: sqlite3.Connection, statement: str) -> None:
    """SQLite does not wait by itself while several processes switch a new file to WAL."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute(statement).close()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


def _ensure_instance(connection: sqlite3.Connection) -> str:
    connection.execute("INSERT OR IGNORE INTO facts VALUES ('instance', ?)", (secrets.token_hex(4),)).close()
    with closing(connection.execute("SELECT value FROM facts WHERE name = 'instance'")) as cursor:
        return str(cursor.fetchone()[0])


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _is_unusable(error: sqlite3.Error) -> bool:
    # The low byte is the primary result code: https://www.sqlite.org/rescode.html
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in UNUSABLE
