"""Codes and sessions."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from graphex.state.clock import Clock
from graphex.state.database import StateDatabase
from graphex.state.sign_ins import CODE_SECONDS, SESSION_SECONDS, Refusal, Session, SignIns

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass
class Hands:
    """The hands of a clock that stands still until it is moved: the calendar, and the count since the boot."""

    calendar: float = 1_800_000_000.0
    count: float = 1000.0
    boot: str = "first"

    def pass_by(self, seconds: float) -> None:
        """Let time go by."""
        self.calendar += seconds
        self.count += seconds

    def reboot(self) -> None:
        """Begin another timeline."""
        self.count, self.boot = 1.0, "second"

    def clock(self) -> Clock:
        """Return the clock with these hands, as a process reads it that starts now."""
        return Clock(lambda: self.calendar, lambda: self.count, self.boot)


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def sign_ins(tmp_path: Path, hands: Hands) -> Iterator[SignIns]:
    state = StateDatabase(tmp_path)
    yield SignIns(state, clock=hands.clock())
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


def test_a_code_works_for_a_day(sign_ins: SignIns, hands: Hands) -> None:
    first, second = sign_ins.create_code(), sign_ins.create_code()

    hands.pass_by(CODE_SECONDS - 1)
    in_time = sign_ins.redeem(first)
    hands.pass_by(1)
    late = sign_ins.redeem(second)

    assert isinstance(in_time, str)
    assert late is Refusal.EXPIRED


def test_an_unknown_code_is_refused(sign_ins: SignIns) -> None:
    assert sign_ins.redeem("a" * 32) is Refusal.UNKNOWN
    assert sign_ins.redeem("\ud800") is Refusal.UNKNOWN


@pytest.fixture
def servers(tmp_path: Path, hands: Hands) -> Iterator[list[SignIns]]:
    """Several processes that serve one folder."""
    states = [StateDatabase(tmp_path) for _ in range(4)]
    yield [SignIns(state, clock=hands.clock()) for state in states]
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


def test_a_session_in_use_lasts(sign_ins: SignIns, hands: Hands) -> None:
    token = open_session(sign_ins)
    hands.pass_by(SESSION_SECONDS - 1)
    renewed = sign_ins.session(token)
    hands.pass_by(SESSION_SECONDS - 1)

    assert renewed == Session(renewed=True)
    assert sign_ins.session(token) is not None


def test_a_session_that_nobody_uses_ends(sign_ins: SignIns, hands: Hands) -> None:
    token = open_session(sign_ins)

    hands.pass_by(SESSION_SECONDS)

    assert sign_ins.session(token) is None


def test_a_session_is_not_written_at_every_request(sign_ins: SignIns, hands: Hands) -> None:
    token = open_session(sign_ins)

    hands.pass_by(60)

    assert sign_ins.session(token) == Session(renewed=False)


def test_an_ended_session_stays_ended(sign_ins: SignIns) -> None:
    token, other = open_session(sign_ins), open_session(sign_ins)

    sign_ins.end(token)

    assert sign_ins.session(token) is None
    assert sign_ins.session(other) is not None


def test_a_code_made_after_the_database_was_deleted_works(sign_ins: SignIns, tmp_path: Path, hands: Hands) -> None:
    sign_ins.create_code()
    (tmp_path / ".graphex" / "graphex.db").unlink()
    other = SignIns(StateDatabase(tmp_path), clock=hands.clock())
    code = other.create_code()
    other.state.close()

    assert isinstance(sign_ins.redeem(code), str)


def test_addresses_are_recorded_and_cleared(sign_ins: SignIns) -> None:
    sign_ins.record_addresses(["https://localhost:1", "https://vm:1"])
    recorded = sign_ins.addresses()
    sign_ins.record_addresses([])

    assert recorded == ("https://localhost:1", "https://vm:1")
    assert sign_ins.addresses() == ()


# From 1970 to the right time, and from one that was years ahead.
JUMPS = [1_700_000_000.0, -50_000_000.0, 60.0, -60.0]


@pytest.mark.parametrize("jump", JUMPS)
def test_a_link_survives_that_the_clock_is_set(sign_ins: SignIns, hands: Hands, jump: float) -> None:
    code = sign_ins.create_code()

    hands.calendar += jump
    other = sign_ins.create_code()

    assert isinstance(sign_ins.redeem(code), str)
    assert isinstance(sign_ins.redeem(other), str)


@pytest.mark.parametrize("jump", JUMPS)
def test_setting_the_clock_prolongs_no_link(sign_ins: SignIns, hands: Hands, jump: float) -> None:
    code = sign_ins.create_code()

    hands.calendar += jump
    hands.pass_by(CODE_SECONDS)

    assert sign_ins.redeem(code) is Refusal.EXPIRED


@pytest.mark.parametrize("jump", JUMPS)
def test_a_session_survives_that_the_clock_is_set(sign_ins: SignIns, hands: Hands, jump: float) -> None:
    token = open_session(sign_ins)

    hands.calendar += jump
    open_session(sign_ins)

    assert sign_ins.session(token) is not None


@pytest.mark.parametrize("jump", JUMPS)
def test_setting_the_clock_prolongs_no_session(sign_ins: SignIns, hands: Hands, jump: float) -> None:
    token = open_session(sign_ins)

    hands.calendar += jump
    hands.pass_by(SESSION_SECONDS)

    assert sign_ins.session(token) is None


@pytest.fixture
def after_a_reboot(sign_ins: SignIns, hands: Hands) -> tuple[SignIns, str, str]:
    """A server after a reboot, with a code and a session from before it."""
    code, token = sign_ins.create_code(), open_session(sign_ins)
    hands.reboot()
    return SignIns(sign_ins.state, clock=hands.clock()), code, token


def test_a_reboot_ends_nothing(after_a_reboot: tuple[SignIns, str, str], hands: Hands) -> None:
    sign_ins, code, token = after_a_reboot

    hands.pass_by(CODE_SECONDS - 1)

    assert isinstance(sign_ins.redeem(code), str)
    assert sign_ins.session(token) is not None


def test_after_a_reboot_the_calendar_counts(after_a_reboot: tuple[SignIns, str, str], hands: Hands) -> None:
    sign_ins, code, token = after_a_reboot

    hands.pass_by(SESSION_SECONDS)

    assert sign_ins.redeem(code) is Refusal.EXPIRED
    assert sign_ins.session(token) is None


def test_a_link_from_the_future_of_another_boot_is_refused(
    after_a_reboot: tuple[SignIns, str, str], hands: Hands
) -> None:
    sign_ins, code, _ = after_a_reboot

    hands.calendar -= SESSION_SECONDS

    assert sign_ins.redeem(code) is Refusal.EXPIRED


def test_a_session_survives_a_boot_in_1970(after_a_reboot: tuple[SignIns, str, str], hands: Hands) -> None:
    sign_ins, _, token = after_a_reboot
    right = hands.calendar

    hands.calendar = 0.0
    in_1970 = sign_ins.session(token)
    hands.calendar = right + SESSION_SECONDS
    later = sign_ins.session(token)

    assert in_1970 == Session(renewed=True)
    assert later is not None
