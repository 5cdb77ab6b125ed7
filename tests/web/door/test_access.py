"""The session cookie of a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graphex.state.database import StateDatabase
from graphex.state.sign_ins import SignIns
from graphex.web.door.access import Access

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def access(tmp_path: Path) -> Iterator[Access]:
    state = StateDatabase(tmp_path)
    yield Access(SignIns(state), required=True)
    state.close()


def test_two_servers_on_one_host_have_cookies_of_their_own(access: Access, tmp_path: Path) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    other = Access(SignIns(StateDatabase(folder)), required=True)

    names = {access.cookie("x").partition("=")[0], other.cookie("x").partition("=")[0]}

    other.sign_ins.state.close()
    assert len(names) == 2


def test_the_token_is_found_among_other_cookies(access: Access) -> None:
    name = access.cookie("x").partition("=")[0]
    cookie = f"a=b;{name}x=1; {name}=token=; c"

    token = access.token({"headers": [(b"cookie", cookie.encode())]})

    assert token == "token="


def test_the_session_is_looked_up_once_for_each_request(access: Access) -> None:
    opened = access.sign_ins.redeem(access.sign_ins.create_code())
    scope = {"headers": [(b"cookie", access.cookie(str(opened)).partition(";")[0].encode())]}
    first = access.session(scope)
    access.sign_ins.end(str(opened))

    second = access.session(scope)

    assert first is not None
    assert second is first
