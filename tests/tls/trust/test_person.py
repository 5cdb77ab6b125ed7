"""Whether there is a person whom `trust` would help."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from graphex.errors import UsageError
from graphex.tls.trust.person import Account, is_person, refuse_sudo

if TYPE_CHECKING:
    from collections.abc import Mapping


@pytest.fixture
def account(tmp_path: Path) -> Account:
    """Somebody with a shell and a home."""
    return Account(1000, "bash", tmp_path, 4711, has_terminal=False)


@pytest.mark.parametrize("changes", [{}, {"shell": "zsh"}, {"parent": 1, "has_terminal": True}, {"uid": 0}])
def test_somebody_with_a_shell_and_a_home_is_a_person(account: Account, changes: dict[str, Any]) -> None:
    assert is_person(replace(account, **changes), {})


@pytest.mark.parametrize(
    ("changes", "environment"),
    [
        ({"shell": "nologin"}, {}),
        ({"shell": "false"}, {}),
        ({"shell": None}, {}),
        ({"home": Path("/nonexistent")}, {}),
        ({"parent": 1}, {"INVOCATION_ID": "0123"}),
        ({"parent": 0}, {}),
        ({"uid": 0}, {"SUDO_UID": "1000"}),
    ],
    ids=["no login", "false", "unknown user", "no home", "service", "container", "sudo"],
)
def test_a_service_is_none(account: Account, changes: dict[str, Any], environment: Mapping[str, str]) -> None:
    assert not is_person(replace(account, **changes), environment)


def test_where_there_are_no_such_users_everybody_is_a_person() -> None:
    assert is_person(None, {})


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="this platform has no such users")
def test_the_account_of_this_process_is_read(tmp_path: Path) -> None:
    account = Account.of_process({"HOME": str(tmp_path)})

    assert account is not None
    assert (account.uid, account.home, account.parent) == (os.geteuid(), tmp_path, os.getppid())


def test_root_does_not_act_for_whoever_called_sudo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)

    with pytest.raises(UsageError, match="not with those of ada") as caught:
        refuse_sudo({"SUDO_USER": "ada"})

    assert "Run it without sudo" in str(caught.value.hint)


@pytest.mark.parametrize(("uid", "environment"), [(0, {}), (0, {"SUDO_USER": "root"}), (1000, {"SUDO_USER": "ada"})])
def test_everybody_acts_for_themselves(
    monkeypatch: pytest.MonkeyPatch, uid: int, environment: Mapping[str, str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: uid, raising=False)

    refuse_sudo(environment)
