"""The state database: kept on disk, or in memory with one warning."""

from __future__ import annotations

import logging
import shutil
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from graphex.state.connection import change, first_row
from graphex.state.database import StateDatabase, StateError
from graphex.state.facts import Facts
from graphex.state.sign_ins import SignIns

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def state(tmp_path: Path) -> Iterator[StateDatabase]:
    database = StateDatabase(tmp_path)
    yield database
    database.close()


def record(state: StateDatabase, value: str) -> None:
    Facts(state).record("a", value)


def recorded(state: StateDatabase) -> str | None:
    return Facts(state).find("a")


def test_state_outlives_the_process(state: StateDatabase, tmp_path: Path) -> None:
    record(state, "1")

    with closing(StateDatabase(tmp_path)) as other:
        found = (recorded(other), other.instance, other.refusal)

    assert found == ("1", state.instance, None)


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
        record(state, "1")

    assert recorded(state) == "1"
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
        record(state, "1")
        found = (recorded(state), len(state.instance))

    assert found == ("1", 8)
    assert len(caplog.records) == 1


def test_a_database_that_breaks_while_it_is_used_is_left(
    state: StateDatabase, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    record(state, "1")
    state.close()
    with (tmp_path / ".graphex" / "graphex.db").open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 8192)

    with caplog.at_level(logging.WARNING):
        record(state, "2")

    assert recorded(state) == "2"
    assert "cannot be kept on disk" in caplog.text


def test_a_deleted_database_is_made_anew(state: StateDatabase, tmp_path: Path) -> None:
    record(state, "1")
    shutil.rmtree(tmp_path / ".graphex")

    state.reopen_if_replaced()

    assert recorded(state) is None
    assert (tmp_path / ".graphex" / "graphex.db").exists()


def test_a_busy_database_is_an_error_with_a_hint(
    state: StateDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graphex.state.connection.BUSY_SECONDS", 0.05)
    record(state, "1")

    with closing(sqlite3.connect(tmp_path / ".graphex" / "graphex.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StateError) as raised:
            record(state, "2")

    assert raised.value.hint == "Try again in a moment."
    assert recorded(state) == "1"


def test_a_database_of_a_later_version_is_left_alone_and_state_kept_in_memory(
    state: StateDatabase, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    record(state, "1")
    state.close()
    with closing(sqlite3.connect(tmp_path / ".graphex" / "graphex.db", isolation_level=None)) as later:
        later.execute("PRAGMA user_version = 99")

    with caplog.at_level(logging.WARNING):
        record(state, "2")

    assert recorded(state) == "2"
    assert str(state.refusal).endswith(
        "graphex.db: its schema is number 99, which a later version of GraphEx wrote; this one knows 1"
    )
    assert len(caplog.records) == 1
    with closing(sqlite3.connect(tmp_path / ".graphex" / "graphex.db")) as later:
        assert later.execute("SELECT value FROM facts WHERE name = 'a'").fetchall() == [("1",)]


def insert_and_fail(connection: sqlite3.Connection) -> None:
    change(connection, "INSERT INTO facts VALUES ('b', '1')")
    raise ZeroDivisionError


def test_work_that_fails_leaves_nothing(state: StateDatabase) -> None:
    with pytest.raises(ZeroDivisionError):
        state.write(insert_and_fail)

    assert state.row("SELECT * FROM facts WHERE name = 'b'") is None
    assert state.change("INSERT INTO facts VALUES ('b', '2')") == 1


def test_work_that_only_reads_cannot_write_and_gives_up_nothing(state: StateDatabase) -> None:
    with pytest.raises(StateError):
        state.read(lambda connection: change(connection, "DELETE FROM facts"))

    assert state.refusal is None
    assert state.row("SELECT count(*) FROM facts") == (1,)


def test_a_thread_reads_while_another_one_writes(state: StateDatabase) -> None:
    record(state, "1")

    def write_and_look(connection: sqlite3.Connection) -> tuple[object, object]:
        change(connection, "UPDATE facts SET value = '2' WHERE name = 'a'")
        with ThreadPoolExecutor(1) as pool:
            outside = pool.submit(recorded, state).result(timeout=60)
        return first_row(connection, "SELECT value FROM facts WHERE name = 'a'"), outside

    seen = state.write(write_and_look)

    assert seen == (("2",), "1")
    assert recorded(state) == "2"


def test_threads_that_write_at_once_lose_nothing(state: StateDatabase) -> None:
    record(state, "0")

    def add(connection: sqlite3.Connection) -> None:
        row = first_row(connection, "SELECT value FROM facts WHERE name = 'a'")
        change(connection, "UPDATE facts SET value = ? WHERE name = 'a'", (str(int(str(row and row[0])) + 1),))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: state.write(add), range(100)))

    assert recorded(state) == "100"


def test_what_lost_its_name_is_read_until_it_is_looked_for(state: StateDatabase, tmp_path: Path) -> None:
    state.open()
    shutil.rmtree(tmp_path / ".graphex")

    before = state.row("SELECT count(*) FROM facts")
    state.reopen_if_replaced()

    assert before == (1,)
    assert state.refusal is None
    assert (tmp_path / ".graphex" / "graphex.db").exists()


SIGN_IN = """
import sys
from pathlib import Path
from graphex.state import connection
from graphex.state.database import StateDatabase
from graphex.state.sign_ins import Refusal, SignIns

connection.BUSY_SECONDS = 60  # a machine may be slow
sys.stdin.readline()
state = StateDatabase(Path(sys.argv[1]))
sign_ins = SignIns(state)
mine = [sign_ins.create_code() for _ in range(10)]
tokens = [sign_ins.redeem(code) for code in (*mine, sys.argv[2])]
opened = [token for token in tokens if not isinstance(token, Refusal) and sign_ins.session(token)]
print(state.instance, len(opened), isinstance(tokens[-1], Refusal), state.refusal)
state.close()
"""


def test_processes_that_use_one_database_at_once_agree(state: StateDatabase, tmp_path: Path) -> None:
    code = SignIns(state).create_code()
    command = [sys.executable, "-W", "error", "-c", SIGN_IN, str(tmp_path), code]

    processes = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    list(map(release, processes))
    said = [process.communicate(timeout=60)[0].split() for process in processes]

    assert {words[0] for words in said} == {state.instance}
    assert sorted(words[1:] for words in said) == [["10", "True", "None"]] * 3 + [["11", "False", "None"]]
    assert state.row("SELECT count(*) FROM sessions") == (41,)


def test_processes_that_make_one_database_at_once_agree(tmp_path: Path) -> None:
    command = [sys.executable, "-W", "error", "-c", SIGN_IN, str(tmp_path), "a code of nobody"]

    processes = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    list(map(release, processes))
    said = [process.communicate(timeout=60)[0].split() for process in processes]

    assert len({words[0] for words in said}) == 1
    assert [words[1:] for words in said] == [["10", "True", "None"]] * 4


def release(process: subprocess.Popen[str]) -> None:
    """Let a process that waits for a line begin, once all have been started."""
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()
