"""Secrets, encrypted with a password."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphex.errors import GraphexError
from graphex.masks import Mask
from graphex.secrets.vault import Vault, WrongPasswordError, decrypt, encrypt, read_password

if TYPE_CHECKING:
    from pathlib import Path

# Made by the product that this one succeeds.
FOREIGN = (
    "7288e4efea4eb2b0b81cee734640fa106741414141414272412d2d45475162647032424647634a52506a626e765f684a30746d7a5267737247"
    "395f6a32724d38704766427a336d67546f704b454832366a50744a58536569596268695463445a486c694a554d69476966705f7a5f675578413d3d"
)


def test_existing_secrets_are_decrypted() -> None:
    assert decrypt(FOREIGN, "correct horse") == "héllo world"


@given(st.text(max_size=50), st.text(min_size=1, max_size=10))
@settings(max_examples=5, deadline=None)
def test_a_secret_is_decrypted_as_it_was(secret: str, password: str) -> None:
    assert decrypt(encrypt(secret, password), password) == secret


def test_the_same_secret_is_never_encrypted_the_same() -> None:
    assert encrypt("x", "p") != encrypt("x", "p")


def test_a_wrong_password_names_the_secret() -> None:
    with pytest.raises(WrongPasswordError, match="The password for the secret X is wrong"):
        decrypt(encrypt("x", "p"), "q", name="X")


@pytest.mark.parametrize("blob", ["", "zz", "00", "ab" * 10])
def test_what_is_no_secret_is_one_error(blob: str) -> None:
    with pytest.raises(GraphexError) as raised:
        decrypt(blob, "p", name="X")

    assert raised.value.hint


def test_a_password_is_the_first_line_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "pw").write_bytes(b"pass word\r\nmore\n")

    assert read_password(tmp_path / "pw") == "pass word"


@pytest.mark.parametrize("content", [b"", b"\nx", b"\xff"])
def test_a_password_file_must_have_one(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "pw").write_bytes(content)

    with pytest.raises(GraphexError) as raised:
        read_password(tmp_path / "pw")

    assert raised.value.hint
    with pytest.raises(GraphexError, match="cannot be read"):
        read_password(tmp_path / "gone")


def test_the_password_is_asked_for_once_and_only_if_needed() -> None:
    asked: list[str] = []

    def ask() -> str:
        asked.append("now")
        return "p"

    vault = Vault({"a": encrypt("x", "p"), "b": encrypt("y", "p")}, ask, Mask())

    assert vault.names() == ["a", "b"]
    assert asked == []
    assert [vault.reveal("a"), vault.reveal("b"), vault.reveal("a")] == ["x", "y", "x"]
    assert asked == ["now"]


def test_what_is_decrypted_and_the_password_are_hidden_from_then_on() -> None:
    mask = Mask()
    vault = Vault({"a": encrypt("swordfish", "correct horse")}, lambda: "correct horse", mask)
    before = mask("swordfish correct horse")

    vault.reveal("a")

    assert (before, mask("swordfish correct horse")) == ("swordfish correct horse", "****** ******")
