"""The state database: kept on disk, or in memory with one warning."""

from __future__ import annotations

import logging
import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from graphex.state.database import StateDatabase, StateError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def state(tmp_path: Path) -> Iterator[StateDatabase]:
    database = StateDatabase(tmp_path)
    yield database
    database.close()


def test_facts_outlive_the_process(state: StateDatabase, tmp_path: Path) -> None:
    state.record_fact("a", "1")
    state.record_fact("a", "2")

    with closing(StateDatabase(tmp_path)) as other:
        found = (other.fact("a"), other.fact("b"), other.instance, other.refusal)

    assert found == ("2", None, state.instance, None)


def test_nothing_is_written_before_it_is_needed(tmp_path: Path) -> None:
    StateDatabase(tmp_path).close()

    assert list(tmp_path.iterdir()) == []


def test_many_first_starts_agree_on_one_identity(tmp_path: Path) -> None:
    databases = [StateDatabase(tmp_path) for _ in range(8)]

    with ThreadPoolExecutor(8) as pool:
        instances = set(pool.map(lambda database: database.instance, databases))
        refusals = {database.refusal for database in databases}

    list(map(StateDatabase.close, databases))
    assert len(instances) == 1
    assert refusals == {None}


def test_a_broken_database_is_left_alone_and_state_kept_in_memory(
    state: StateDatabase, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / ".graphex").mkdir()
    (tmp_path / ".graphex" / "graphex.db").write_bytes(b"this is no database" * 1000)

    with caplog.at_level(logging.WARNING):
        state.record_fact("a", "1")

    assert state.fact("a") == "1"
    assert len(caplog.records) == 1
    assert "graphex.db" in caplog.text
    assert caplog.records[0].exc_info is None
    assert (tmp_path / ".graphex" / "graphex.db").read_bytes().startswith(b"this is no database")


@pytest.mark.parametrize("root", ["missing", "file"])
def test_a_root_that_cannot_be_written_keeps_state_in_memory(
    tmp_path: Path, root: str, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()

    with caplog.at_level(logging.WARNING), closing(StateDatabase(tmp_path / root)) as state:
        state.record_fact("a", "1")
        found = (state.fact("a"), len(state.instance))

    assert found == ("1", 8)
    assert len(caplog.records) == 1


def test_a_database_that_breaks_while_it_is_used_is_left(
    state: StateDatabase, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    state.record_fact("a", "1")
    state.close()
    with (tmp_path / ".graphex" / "graphex.db").open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 8192)

    with caplog.at_level(logging.WARNING):
        state.record_fact("b", "2")

    assert state.fact("b") == "2"
    assert "cannot be kept on disk" in caplog.text


def test_a_deleted_database_is_made_anew(state: StateDatabase, tmp_path: Path) -> None:
    state.record_fact("a", "1")
    shutil.rmtree(tmp_path / ".graphex")

    state.reopen_if_replaced()

    assert state.fact("a") is None
    assert (tmp_path / ".graphex" / "graphex.db").exists()


def test_a_busy_database_is_an_error_with_a_hint(
    state: StateDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graphex.state.database.BUSY_SECONDS", 0.05)
    state.record_fact("a", "1")

    with closing(sqlite3.connect(tmp_path / ".graphex" / "graphex.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StateError) as raised:
            state.record_fact("a", "2")

    assert raised.value.hint == "Try again in a moment."
    assert state.fact("a") == "1"


def test_a_database_of_an_earlier_version_keeps_its_sessions(state: StateDatabase, tmp_path: Path) -> None:
    state.open()
    state.close()
    with closing(sqlite3.connect(tmp_path / ".graphex" / "graphex.db", isolation_level=None)) as earlier:
        earlier.execute("DROP TABLE sessions")
        earlier.execute("CREATE TABLE sessions (hash BLOB PRIMARY KEY, created REAL, expires REAL NOT NULL)")
        earlier.execute("INSERT INTO sessions VALUES (x'00', 1, 2)")

    row = state.row("SELECT created, expires, timeline, moment FROM sessions")

    assert row == (1, 2, None, None)
