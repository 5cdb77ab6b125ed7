"""The password of the secrets."""

from __future__ import annotations

import io

import pytest

from graphex.cli.vault_password import ask_vault_password
from graphex.errors import UsageError


def test_without_a_terminal_there_is_a_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("x\n"))

    with pytest.raises(UsageError, match="no terminal") as raised:
        ask_vault_password()

    assert "-pf FILE" in (raised.value.hint or "")
