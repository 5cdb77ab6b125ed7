"""The password of the secrets."""

from __future__ import annotations

import io
import subprocess
import sys
from typing import TYPE_CHECKING

from graphex.cli.vault_password import next_line

if TYPE_CHECKING:
    import pytest

PROGRAM = """
from graphex.cli.vault_password import ask_vault_password, has_terminal
from graphex.errors import UsageError

try:
    print(has_terminal(), ask_vault_password())
except UsageError as error:
    print(error.message, error.hint)
"""


def asked(typed: str) -> str:
    """Ask in a process without a terminal."""
    command = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(
        command, input=typed, capture_output=True, text=True, timeout=60, check=True, start_new_session=True
    )
    return done.stdout


def test_without_a_terminal_the_password_is_the_next_line_of_standard_input() -> None:
    assert asked("correct horse\nmore\n") == "False correct horse\n"


def test_without_either_there_is_a_way_out() -> None:
    said = asked("")

    assert "no terminal to ask for it on" in said
    assert "-pf FILE" in said


def test_the_end_of_standard_input_is_an_empty_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("x\r\n"))

    assert [next_line(), next_line()] == ["x", ""]
