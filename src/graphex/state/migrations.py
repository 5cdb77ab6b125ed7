"""The schema of the state database, as the ordered steps that lead to it; `user_version` counts those taken.

A step that was released is never changed: whoever needs another table or column adds a step.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import Final, TypeAlias

from graphex.state.connection import change, first_row, transaction

Step: TypeAlias = Callable[[sqlite3.Connection], None]


class NewerSchemaError(Exception):
    """The database was written by a later version, which knows steps that this one does not; the text says so."""


def migrate(connection: sqlite3.Connection, steps: Sequence[Step] | None = None) -> None:
    """Take the steps that a database lacks, each whole or not at all; raises NewerSchemaError for one with more."""
    steps = STEPS if steps is None else steps
    while (taken := _version(connection)) < len(steps):
        with transaction(connection):
            # Another process may have taken it while this one waited.
            if _version(connection) == taken:
                steps[taken](connection)
                connection.execute(f"PRAGMA user_version = {taken + 1}").close()
    if taken > len(steps):
        raise NewerSchemaError(
            f"its schema is number {taken}, which a later version of GraphEx wrote; this one knows {len(steps)}"
        )


def instance_of(connection: sqlite3.Connection) -> str:
    """Return the identity that the first step gave to a database."""
    row = first_row(connection, "SELECT value FROM facts WHERE name = 'instance'")
    return "" if row is None else str(row[0])


def _version(connection: sqlite3.Connection) -> int:
    with closing(connection.execute("PRAGMA user_version")) as cursor:
        return int(cursor.fetchone()[0])


def _sign_ins(connection: sqlite3.Connection) -> None:
    """Make the facts, codes and sessions; databases from before there were steps have these tables already."""
    for table in (
        "facts (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
        "codes (hash BLOB PRIMARY KEY, expires REAL NOT NULL, used REAL)",
        "sessions (hash BLOB PRIMARY KEY, created REAL, expires REAL NOT NULL)",
    ):
        connection.execute(f"CREATE TABLE IF NOT EXISTS {table} WITHOUT ROWID").close()
    # The identity of the server, which tells its cookies from those of other ports.
    change(connection, "INSERT OR IGNORE INTO facts VALUES ('instance', ?)", (secrets.token_hex(4),))
    # The moment on the machine's own timeline (see `clock`), which the earliest databases lack.
    for table in ("codes", "sessions"):
        for column, kind in (("timeline", "TEXT"), ("moment", "REAL")):
            if column not in _columns(connection, table):
                connection.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind}").close()


def _columns(connection: sqlite3.Connection, table: str) -> set[str]:
    with closing(connection.execute("SELECT name FROM pragma_table_info(?)", (table,))) as cursor:
        return {name for (name,) in cursor}


STEPS: Final[tuple[Step, ...]] = (_sign_ins,)
