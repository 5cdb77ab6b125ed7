"""The state database: what has to outlive a restart, or stays in memory when it cannot."""

from __future__ import annotations

import logging
import sqlite3
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from graphex.errors import GraphexError
from graphex.paths import STATE_DIRECTORY, RootUnavailableError, check_listable
from graphex.state.connection import (
    Readers,
    change,
    first_row,
    is_unusable,
    open_memory,
    open_writer,
    transaction,
)
from graphex.state.directory import DATABASE_FILE, StateRefusedError, ensure_database_file, ensure_state_directory
from graphex.state.migrations import NewerSchemaError, instance_of, migrate

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from graphex.state.connection import Row, Value

    Work = Callable[[sqlite3.Connection], "Result"]

Result = TypeVar("Result")

LOG = logging.getLogger(__name__)


class StateError(GraphexError):
    """The state database cannot be used at this moment."""


@dataclass(frozen=True, slots=True)
class _Opened:
    """A database that is open: in a file, with readers, or in memory for a reason."""

    writer: sqlite3.Connection
    instance: str
    readers: Readers | None = None
    refusal: str | None = None

    def close(self) -> None:
        if self.readers is not None:
            self.readers.close()
        self.writer.close()


class StateDatabase:
    """One SQLite file under the root, opened on first use, shared by threads and processes.

    Whatever is done with it waits for the disk and for other processes: not on an event loop.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._path = root / STATE_DIRECTORY / DATABASE_FILE
        self._lock = threading.RLock()
        """Held by whoever writes, opens or closes."""
        self._current: _Opened | None = None

    @property
    def refusal(self) -> str | None:
        """Why the state is kept in memory only; None when it is on disk."""
        return self._opened().refusal

    @property
    def instance(self) -> str:
        """The identity of this root's server, which tells its cookies from those of other ports."""
        return self._opened().instance

    def open(self) -> None:
        """Open the file now instead of on first use."""
        self._opened()

    def write(self, work: Work[Result]) -> Result:
        """Do work in one transaction, and return its result; raises StateError, with nothing of it done.

        The work may be begun twice, when the file breaks and memory takes its place: it only uses the connection.
        """
        with self._lock:
            return self._done(lambda opened: _write(opened, work))

    def read(self, work: Work[Result]) -> Result:
        """Do work that only reads, beside whoever writes, and return its result; raises StateError."""
        return self._done(lambda opened: self._read(opened, work))

    def change(self, statement: str, values: Sequence[Value] = ()) -> int:
        """Run one statement that writes, and return how many rows it changed."""
        return self.write(lambda connection: change(connection, statement, values))

    def row(self, statement: str, values: Sequence[Value] = ()) -> Row | None:
        """Run one statement that reads, and return its first row."""
        return self.read(lambda connection: first_row(connection, statement, values))

    def reopen_if_replaced(self) -> None:
        """Open the file anew when somebody deleted or replaced it, as `git clean -fdx` does."""
        with self._lock:
            readers = self._current.readers if self._current else None
            # Where the root itself is gone there is nothing to open: what is open still serves until it is back.
            if readers is not None and readers.is_replaced() and _is_there(self._root):
                self.close()

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        with self._lock:
            opened, self._current = self._current, None
            if opened is not None:
                opened.close()

    def _done(self, attempt: Callable[[_Opened], Result]) -> Result:
        """Attempt something with what is open, and once more in memory if the file turns out to be broken."""
        opened = self._opened()
        try:
            return attempt(opened)
        except sqlite3.Error as error:
            if not is_unusable(error) or opened.refusal is not None:
                LOG.warning("The state database refused a statement: %s", error)
                raise StateError("The server's state is not available.", hint="Try again in a moment.") from error
            return attempt(self._in_place_of(opened, error))

    def _read(self, opened: _Opened, work: Work[Result]) -> Result:
        if opened.readers is not None:
            with opened.readers.reader() as connection:
                if connection is not None:
                    return work(connection)
        # Only the writer knows a database in memory, and a file that has lost its name.
        with self._lock:
            return work(self._opened().writer)

    def _opened(self) -> _Opened:
        opened = self._current
        if opened is None:
            with self._lock:
                opened = self._current = self._current or self._open()
        return opened

    def _in_place_of(self, broken: _Opened, error: sqlite3.Error) -> _Opened:
        """Turn to memory, unless another thread has turned away from what is broken already."""
        with self._lock:
            if self._current is broken:
                self.close()
                self._current = self._open_memory(f"{self._path}: {error}")
            return self._opened()

    def _open(self) -> _Opened:
        try:
            return _open_file(ensure_database_file(ensure_state_directory(self._root)))
        except StateRefusedError as error:
            return self._open_memory(str(error))
        except (sqlite3.Error, NewerSchemaError) as error:
            return self._open_memory(f"{self._path}: {error}")

    def _open_memory(self, reason: str) -> _Opened:
        LOG.warning("Sessions end with this server process, because its state cannot be kept on disk: %s", reason)
        connection = open_memory()
        migrate(connection)
        return _Opened(connection, instance_of(connection), refusal=reason)


def _is_there(root: Path) -> bool:
    try:
        check_listable(root)
    except RootUnavailableError:
        return False
    return True


def _open_file(path: Path) -> _Opened:
    writer = open_writer(path)
    try:
        migrate(writer)
        return _Opened(writer, instance_of(writer), Readers(path))
    except (sqlite3.Error, NewerSchemaError):
        writer.close()
        raise


def _write(opened: _Opened, work: Work[Result]) -> Result:
    with transaction(opened.writer):
        return work(opened.writer)
