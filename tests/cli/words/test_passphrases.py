"""Passphrases come from files and terminals."""

from __future__ import annotations

import getpass
import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from graphex.cli.words.passphrases import (
    new_authority_passphrase,
    passphrase_for,
    passphrase_from_file,
    passphrase_of,
)
from graphex.errors import StartError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE = Path("alice.p12")


class Terminal(io.StringIO):
    """A stream that somebody sits at."""

    def isatty(self) -> bool:
        """Say so."""
        return True


def typing(monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
    """Have somebody at the terminal type these, one after the other."""
    given: Iterator[str] = iter(answers)
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setattr(getpass, "getpass", lambda *_, **__: next(given))


def test_the_first_line_of_the_file_counts(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("correct horse\nand more\n")

    assert passphrase_from_file(None) is None
    assert passphrase_for(FILE, tmp_path / "secret") == b"correct horse"


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(StartError, match="cannot be read") as raised:
        passphrase_from_file(tmp_path / "absent")

    assert "key.pem" not in str(raised.value.hint)


def test_a_new_one_is_typed_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    typing(monkeypatch, "secret", "secret", "another", "another")

    assert passphrase_for(FILE, None) == b"secret"
    assert new_authority_passphrase(None) == b"another"


@pytest.mark.parametrize(
    ("answers", "message"), [(("one", "two"), "not the same"), (("",), "An empty passphrase protects nothing")]
)
def test_a_new_one_must_be_one(monkeypatch: pytest.MonkeyPatch, answers: tuple[str, ...], message: str) -> None:
    typing(monkeypatch, *answers)

    with pytest.raises(UsageError, match=message):
        passphrase_for(FILE, None)


def test_an_old_one_is_typed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    typing(monkeypatch, "secret")

    assert passphrase_of(FILE) == b"secret"


def test_without_a_terminal_a_file_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())

    with pytest.raises(UsageError, match="no terminal") as new:
        passphrase_for(FILE, None)
    with pytest.raises(UsageError, match="no terminal") as old:
        passphrase_of(FILE)

    assert all("--passphrase-path" in str(one.value.hint) for one in (new, old))


def test_the_one_of_a_new_authority_has_a_setting_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret").write_text("correct horse\n")
    monkeypatch.setattr(sys, "stdin", io.StringIO())

    with pytest.raises(UsageError, match="no terminal to ask for a passphrase on") as missing:
        new_authority_passphrase(None)
    with pytest.raises(StartError, match="cannot be read"):
        new_authority_passphrase(tmp_path / "gone")

    assert "--ca-passphrase-path" in str(missing.value.hint)
    assert new_authority_passphrase(tmp_path / "secret") == b"correct horse"
