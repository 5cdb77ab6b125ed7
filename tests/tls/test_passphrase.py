"""Where the passphrase of an encrypted key comes from."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from graphex.errors import StartError
from graphex.tls.passphrase import CREDENTIAL_NAME, read_passphrase, terminal_prompt

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("content", [b"secret\n", b"secret", b"secret\r\n", b"secret\nsecond line\n"])
def test_it_is_the_first_line_of_the_file(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "passphrase").write_bytes(content)

    assert read_passphrase(tmp_path / "passphrase", environment={}) == b"secret"


def test_blanks_belong_to_it(tmp_path: Path) -> None:
    (tmp_path / "passphrase").write_bytes(b" two words \n")

    assert read_passphrase(tmp_path / "passphrase", environment={}) == b" two words "


def test_systemd_hands_it_over(tmp_path: Path) -> None:
    (tmp_path / CREDENTIAL_NAME).write_bytes(b"from systemd\n")

    assert read_passphrase(None, environment={"CREDENTIALS_DIRECTORY": str(tmp_path)}) == b"from systemd"


def test_a_named_file_comes_before_systemd(tmp_path: Path) -> None:
    (tmp_path / CREDENTIAL_NAME).write_bytes(b"from systemd\n")
    (tmp_path / "mine").write_bytes(b"mine\n")

    assert read_passphrase(tmp_path / "mine", environment={"CREDENTIALS_DIRECTORY": str(tmp_path)}) == b"mine"


def test_without_any_there_is_none(tmp_path: Path) -> None:
    assert read_passphrase(None, environment={"CREDENTIALS_DIRECTORY": str(tmp_path)}) is None


@pytest.mark.parametrize("content", [b"", b"\nsecond\n", b"x" * 5000])
def test_a_file_that_holds_none_is_an_error_that_does_not_quote_it(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "passphrase").write_bytes(content)

    with pytest.raises(StartError) as caught:
        read_passphrase(tmp_path / "passphrase", environment={})

    assert "passphrase" in caught.value.message
    assert "xxx" not in caught.value.message


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(StartError, match="gone cannot be read: No such file"):
        read_passphrase(tmp_path / "gone", environment={})


def test_nobody_is_asked_where_nobody_can_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)

    assert terminal_prompt() is None
