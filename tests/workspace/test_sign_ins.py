"""Codes and sessions."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from graphex.workspace.sign_ins import CODE_SECONDS, SESSION_SECONDS, Refusal, Session, SignIns
from graphex.workspace.state import StateDatabase

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.seconds = 1_800_000_000.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sign_ins(tmp_path: Path, clock: Clock) -> Iterator[SignIns]:
    state = StateDatabase(tmp_path)
    yield SignIns(state, now=clock)
    state.close()


def open_session(sign_ins: SignIns) -> str:
    return str(sign_ins.redeem(sign_ins.create_code()))


def test_a_code_is_long_and_one_word(sign_ins: SignIns) -> None:
    codes = {sign_ins.create_code() for _ in range(20)}

    assert len(codes) == 20
    assert all(re.fullmatch("[a-z2-7]{32}", code) for code in codes)


def test_a_code_works_once(sign_ins: SignIns) -> None:
    code = sign_ins.create_code()

    assert isinstance(sign_ins.redeem(f" {code.upper()}\n"), str)
    assert sign_ins.redeem(code) is Refusal.USED


def test_a_code_works_for_a_day(sign_ins: SignIns, clock: Clock) -> None:
    first, second = sign_ins.create_code(), sign_ins.create_code()

    clock.seconds += CODE_SECONDS - 1
    in_time = sign_ins.redeem(first)
    clock.seconds += 1
    late = sign_ins.redeem(second)

    assert isinstance(in_time, str)
    assert late is Refusal.EXPIRED


def test_an_unknown_code_is_refused(sign_ins: SignIns) -> None:
    assert sign_ins.redeem("a" * 32) is Refusal.UNKNOWN
    assert sign_ins.redeem("\ud800") is Refusal.UNKNOWN


@pytest.fixture
def servers(tmp_path: Path, clock: Clock) -> Iterator[list[SignIns]]:
    """Several processes that serve one folder."""
    states = [StateDatabase(tmp_path) for _ in range(4)]
    yield [SignIns(state, now=clock) for state in states]
    for state in states:
        state.close()


def test_of_several_servers_that_redeem_one_code_one_wins(sign_ins: SignIns, servers: list[SignIns]) -> None:
    code = sign_ins.create_code()

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda server: server.redeem(code), servers))

    assert sorted(isinstance(result, Refusal) for result in results) == [False, True, True, True]


def test_neither_code_nor_token_is_stored(sign_ins: SignIns, tmp_path: Path) -> None:
    code = sign_ins.create_code()
    token = str(sign_ins.redeem(code))
    sign_ins.state.close()

    stored = b"".join(file.read_bytes() for file in (tmp_path / ".graphex").iterdir())

    assert code.encode() not in stored
    assert token.encode() not in stored


def test_a_session_in_use_lasts(sign_ins: SignIns, clock: Clock) -> None:
    token = open_session(sign_ins)
    clock.seconds += SESSION_SECONDS - 1
    renewed = sign_ins.session(token)
    clock.seconds += SESSION_SECONDS - 1

    assert renewed == Session(renewed=True)
    assert sign_ins.session(token) is not None


def test_a_session_that_nobody_uses_ends(sign_ins: SignIns, clock: Clock) -> None:
    token = open_session(sign_ins)

    clock.seconds += SESSION_SECONDS

    assert sign_ins.session(token) is None


def test_a_session_is_not_written_at_every_request(sign_ins: SignIns, clock: Clock) -> None:
    token = open_session(sign_ins)

    clock.seconds += 60

    assert sign_ins.session(token) == Session(renewed=False)


def test_an_ended_session_stays_ended(sign_ins: SignIns) -> None:
    token, other = open_session(sign_ins), open_session(sign_ins)

    sign_ins.end(token)

    assert sign_ins.session(token) is None
    assert sign_ins.session(other) is not None


def test_a_code_made_after_the_database_was_deleted_works(sign_ins: SignIns, tmp_path: Path, clock: Clock) -> None:
    sign_ins.create_code()
    (tmp_path / ".graphex" / "graphex.db").unlink()
    other = SignIns(StateDatabase(tmp_path), now=clock)
    code = other.create_code()
    other.state.close()

    assert isinstance(sign_ins.redeem(code), str)


def test_addresses_are_recorded_and_cleared(sign_ins: SignIns) -> None:
    sign_ins.record_addresses(["https://localhost:1", "https://vm:1"])
    recorded = sign_ins.addresses()
    sign_ins.record_addresses([])

    assert recorded == ("https://localhost:1", "https://vm:1")
    assert sign_ins.addresses() == ()
