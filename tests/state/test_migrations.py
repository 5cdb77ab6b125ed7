"""From any earlier schema to the present one, and never from a later one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from graphex.state.connection import change, first_row, open_writer
from graphex.state.migrations import STEPS, NewerSchemaError, migrate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

# What was run at every start before there were steps, and what the first versions had of it.
EARLIEST = (
    "CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS codes (hash BLOB PRIMARY KEY, expires REAL NOT NULL, used REAL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS sessions (hash BLOB PRIMARY KEY, created REAL, expires REAL NOT NULL) WITHOUT ROWID",
    "INSERT OR IGNORE INTO facts VALUES ('instance', '0a1b2c3d')",
    "INSERT INTO codes (hash, expires) VALUES (x'00', 3)",
    "INSERT INTO sessions (hash, created, expires) VALUES (x'00', 1, 2)",
)
BEFORE_STEPS = (
    *EARLIEST,
    "ALTER TABLE codes ADD COLUMN timeline TEXT",
    "ALTER TABLE codes ADD COLUMN moment REAL",
    "ALTER TABLE sessions ADD COLUMN timeline TEXT",
    "ALTER TABLE sessions ADD COLUMN moment REAL",
)


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_writer(tmp_path / "graphex.db")) as opened:
        yield opened


def write_earlier(path: Path, statements: Sequence[str]) -> None:
    """Make a database file as an earlier version did, and close it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as earlier:
        earlier.execute("PRAGMA journal_mode = WAL")
        for statement in statements:
            earlier.execute(statement)


def schema(connection: sqlite3.Connection) -> dict[str, list[str]]:
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    return {
        table: [name for (name,) in connection.execute("SELECT name FROM pragma_table_info(?)", (table,))]
        for table in sorted(tables)
    }


def version(connection: sqlite3.Connection) -> object:
    row = first_row(connection, "PRAGMA user_version")
    return row and row[0]


def test_a_new_database_gets_the_whole_schema(connection: sqlite3.Connection) -> None:
    migrate(connection)

    assert version(connection) == len(STEPS)
    assert schema(connection) == {
        "codes": ["hash", "expires", "used", "timeline", "moment"],
        "facts": ["name", "value"],
        "sessions": ["hash", "created", "expires", "timeline", "moment"],
    }


@pytest.mark.parametrize("statements", [EARLIEST, BEFORE_STEPS], ids=["earliest", "before steps"])
def test_a_database_of_an_earlier_version_keeps_all_that_is_in_it(tmp_path: Path, statements: Sequence[str]) -> None:
    write_earlier(tmp_path / "graphex.db", statements)

    with closing(open_writer(tmp_path / "graphex.db")) as connection:
        migrate(connection)

        assert version(connection) == len(STEPS)
        assert first_row(connection, "SELECT * FROM sessions") == (b"\0", 1, 2, None, None)
        assert first_row(connection, "SELECT * FROM codes") == (b"\0", 3, None, None, None)
        assert first_row(connection, "SELECT * FROM facts") == ("instance", "0a1b2c3d")


def test_each_step_is_taken_once_and_in_order(connection: sqlite3.Connection) -> None:
    def make(connection: sqlite3.Connection) -> None:
        change(connection, "CREATE TABLE letters (letter TEXT)")

    def fill(connection: sqlite3.Connection) -> None:
        change(connection, "INSERT INTO letters VALUES ('a')")

    migrate(connection, [make])
    migrate(connection, [make, fill])
    migrate(connection, [make, fill])

    assert version(connection) == 2
    assert first_row(connection, "SELECT count(*) FROM letters") == (1,)


def test_a_step_that_fails_leaves_nothing(connection: sqlite3.Connection) -> None:
    def fail(connection: sqlite3.Connection) -> None:
        change(connection, "CREATE TABLE letters (letter TEXT)")
        change(connection, "INSERT INTO digits VALUES (1)")

    with pytest.raises(sqlite3.OperationalError, match="digits"):
        migrate(connection, [fail])

    assert (version(connection), schema(connection)) == (0, {})


def test_a_later_schema_is_refused_and_left_alone(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE letters (letter TEXT)")
    connection.execute("PRAGMA user_version = 7")

    with pytest.raises(NewerSchemaError, match="its schema is number 7, which a later version of GraphEx wrote"):
        migrate(connection)

    assert (version(connection), schema(connection)) == (7, {"letters": ["letter"]})
