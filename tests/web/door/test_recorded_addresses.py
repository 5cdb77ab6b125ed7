"""The addresses that are on record while a server runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graphex.state.database import StateDatabase
from graphex.state.sign_ins import SignIns
from graphex.web.door.recorded_addresses import RecordedAddresses

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ADDRESS = "https://localhost:8443"


@pytest.fixture
def sign_ins(tmp_path: Path) -> Iterator[SignIns]:
    state = StateDatabase(tmp_path)
    yield SignIns(state)
    state.close()


def test_what_was_recorded_is_taken_back(sign_ins: SignIns) -> None:
    addresses = RecordedAddresses(sign_ins)
    addresses.record([ADDRESS])
    before = sign_ins.addresses()

    addresses.take_back()

    assert (before, sign_ins.addresses()) == ((ADDRESS,), ())


def test_the_record_of_another_server_is_left_alone(sign_ins: SignIns) -> None:
    RecordedAddresses(sign_ins).record([ADDRESS])

    RecordedAddresses(sign_ins).take_back()

    assert sign_ins.addresses() == (ADDRESS,)
