"""Paths as people write them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from graphex.errors import UsageError
from graphex.paths import absolute_path, current_directory, home_directory, user_path, variable_in


def test_a_tilde_is_the_home_directory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))

    assert user_path("~/certs") == tmp_path / "certs"


@pytest.mark.parametrize(("text", "words"), [("~nosuchuser/x", "is unknown"), ("a\0b", "NUL")])
def test_what_can_be_no_path_is_refused_with_a_hint(text: str, words: str) -> None:
    with pytest.raises(UsageError, match=words) as caught:
        user_path(text)

    assert caught.value.hint


def test_a_relative_path_starts_at_the_current_directory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)

    assert absolute_path("a") == tmp_path / "a"
    assert absolute_path(tmp_path) == tmp_path


def test_a_current_directory_that_is_gone_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()

    with pytest.raises(UsageError, match="does not exist any more"):
        current_directory()
    with pytest.raises(UsageError, match="does not exist any more"):
        absolute_path("a")


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="users have numbers on POSIX only")
def test_a_user_whom_nobody_knows_has_the_home_of_containers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.setattr(os, "getuid", lambda: 4_000_000_000)

    assert home_directory({}) == Path("/")
    assert home_directory({"HOME": "/home/ada"}) == Path("/home/ada")


@pytest.mark.parametrize(
    ("text", "platform", "found"),
    [
        ("$HOME/certs", "linux", "$HOME"),
        ("/srv/${NAME}/certs", "linux", "${NAME}"),
        ("$(pwd)/certs", "linux", "$(pwd)"),
        ("%APPDATA%/certs", "win32", "%APPDATA%"),
        ("$HOME/certs", "win32", "$HOME"),
        ("%APPDATA%/certs", "linux", None),
        ("/srv/100%/a$", "win32", None),
        ("~/certs", "linux", None),
        ("/srv/a$1", "linux", None),
    ],
)
def test_a_variable_that_no_shell_replaced_is_found(text: str, platform: str, found: str | None) -> None:
    assert variable_in(text, platform=platform) == found
