"""Connections: writers and readers apart, transactions whole or not at all."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from graphex.state.connection import (
    Readers,
    change,
    first_row,
    is_unusable,
    open_memory,
    open_reader,
    open_writer,
    transaction,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the database is, in a directory whose name has what addresses escape."""
    (tmp_path / "a b?#%41").mkdir()
    return tmp_path / "a b?#%41" / "graphex.db"


@pytest.fixture
def writer(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to a database with one table."""
    with closing(open_writer(path)) as connection:
        change(connection, "CREATE TABLE numbers (number INTEGER)")
        yield connection


@pytest.fixture
def readers(writer: sqlite3.Connection, path: Path) -> Iterator[Readers]:  # noqa: ARG001 - it makes the file
    pool = Readers(path)
    yield pool
    pool.close()


def count(connection: sqlite3.Connection | None) -> object:
    assert connection is not None
    row = first_row(connection, "SELECT count(*) FROM numbers")
    return row and row[0]


def insert_and_fail(connection: sqlite3.Connection) -> None:
    with transaction(connection):
        change(connection, "INSERT INTO numbers VALUES (1)")
        raise ZeroDivisionError


def test_a_transaction_is_one_change(writer: sqlite3.Connection) -> None:
    with transaction(writer):
        changed = [change(writer, "INSERT INTO numbers VALUES (?)", (number,)) for number in range(2)]

    assert changed == [1, 1]
    assert (count(writer), writer.in_transaction) == (2, False)


def test_after_an_error_nothing_of_a_transaction_is_left(writer: sqlite3.Connection) -> None:
    with pytest.raises(ZeroDivisionError):
        insert_and_fail(writer)

    assert (count(writer), writer.in_transaction) == (0, False)


def test_who_reads_neither_waits_for_who_writes_nor_sees_half_of_it(
    writer: sqlite3.Connection, readers: Readers
) -> None:
    with transaction(writer):
        change(writer, "INSERT INTO numbers VALUES (1)")
        with readers.reader() as reader:
            during = count(reader)
    with readers.reader() as reader:
        after = count(reader)

    assert (during, after) == (0, 1)


def write_with(readers: Readers) -> None:
    with readers.reader() as reader:
        assert reader is not None
        change(reader, "INSERT INTO numbers VALUES (1)")


def test_a_reader_cannot_write(readers: Readers) -> None:
    with pytest.raises(sqlite3.ProgrammingError, match="only reads") as raised:
        write_with(readers)

    assert not is_unusable(raised.value)


def test_a_reader_makes_no_file(path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError, match="unable to open"):
        open_reader(path)

    assert not path.exists()


def test_readers_are_used_again_and_never_by_two(readers: Readers) -> None:
    with readers.reader() as first:
        with readers.reader() as second:
            pass
        with readers.reader() as third:
            pass

    assert first is not second
    assert second is third


def test_no_reader_is_opened_on_a_file_that_took_the_name(readers: Readers, path: Path) -> None:
    path.rename(path.with_name("away"))
    path.touch()

    with readers.reader() as reader:
        assert reader is None
    assert readers.is_replaced()


def test_a_reader_that_is_given_back_after_the_end_is_closed(readers: Readers) -> None:
    with readers.reader() as reader:
        readers.close()

    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        count(reader)


def test_what_is_in_memory_is_the_connection_s_own() -> None:
    with closing(open_memory()) as one, closing(open_memory()) as other:
        change(one, "CREATE TABLE numbers (number INTEGER)")

        with pytest.raises(sqlite3.OperationalError, match="no such table"):
            count(other)


def test_a_file_that_is_no_database_is_unusable(path: Path) -> None:
    path.write_bytes(b"this is no database" * 1000)

    with pytest.raises(sqlite3.DatabaseError) as raised:
        open_writer(path)

    assert is_unusable(raised.value)


def test_a_database_without_a_table_is_not_unusable(writer: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.OperationalError) as raised:
        first_row(writer, "SELECT * FROM letters")

    assert not is_unusable(raised.value)
