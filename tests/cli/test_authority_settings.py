"""From settings to the authority, its directory and its passphrase."""

from __future__ import annotations

import datetime as dt
import getpass
import io
import socket
import sys
from typing import TYPE_CHECKING

import pytest

from graphex.cli.authority_settings import (
    alone_in,
    authority_passphrase,
    create_local_authority,
    ensure_trust_authority,
    existing_authority,
    new_passphrase,
    refuse_directory_of_file,
    refuse_missing_volume,
)
from graphex.errors import GraphexError, StartError, UsageError
from graphex.settings import Settings, load_settings
from graphex.tls.certificates.authority import authority_label
from graphex.tls.certificates.names import Names, parse_names
from graphex.web.tls_settings import authority_directory

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Terminal(io.StringIO):
    """A stream that somebody sits at."""

    def isatty(self) -> bool:
        """Say so."""
        return True


def settings_for(directory: Path, **values: str) -> Settings:
    return load_settings({"ca_dir": str(directory / "authority"), **values}, cwd=directory)


def typing(monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
    """Have somebody at the terminal type these, one after the other."""
    given: Iterator[str] = iter(answers)
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setattr(getpass, "getpass", lambda *_, **__: next(given))


def test_the_setting_names_the_directory(tmp_path: Path) -> None:
    assert authority_directory(settings_for(tmp_path)) == tmp_path / "authority"


def test_without_it_the_platform_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "linux")

    directory = authority_directory(load_settings({}, cwd=tmp_path))

    assert directory == tmp_path / "graphex" / "authority"


def test_a_configuration_file_cannot_choose_whom_to_trust(tmp_path: Path) -> None:
    (tmp_path / "graphex.yml").write_text("ca_dir: authority\n")

    with pytest.raises(UsageError, match=r"comes from graphex\.yml line 1") as caught:
        refuse_directory_of_file(load_settings({}, cwd=tmp_path))

    assert caught.value.hint == f"If you mean it, say it yourself: --ca-dir {tmp_path}/authority"
    refuse_directory_of_file(settings_for(tmp_path))


def test_no_authority_is_made_below_a_volume_that_is_not_mounted(tmp_path: Path) -> None:
    below = load_settings({"ca_dir": str(tmp_path / "volume" / "authority")}, cwd=tmp_path)

    with pytest.raises(StartError, match="above it does not either"):
        refuse_missing_volume(below)

    refuse_missing_volume(settings_for(tmp_path))


def test_a_directory_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / ".graphex-lock").mkdir()

    with pytest.raises(StartError, match="Nothing can be written down") as caught, alone_in(tmp_path):
        pass

    assert "--ca-dir" in str(caught.value.hint)


def test_there_is_none_at_first(tmp_path: Path) -> None:
    with pytest.raises(GraphexError, match="There is no authority") as caught:
        existing_authority(settings_for(tmp_path))

    assert caught.value.hint == "Make one, and trust it: python3 -m graphex trust"


def test_it_is_made_once(tmp_path: Path) -> None:
    first, is_new = ensure_trust_authority(settings_for(tmp_path), Names(), encrypt=False)

    again, is_new_again = ensure_trust_authority(settings_for(tmp_path), Names(), encrypt=False)

    assert (is_new, is_new_again) == (True, False)
    assert again.root == first.root == existing_authority(settings_for(tmp_path)).root


def test_names_that_it_may_not_sign_for_are_an_error(tmp_path: Path) -> None:
    ensure_trust_authority(settings_for(tmp_path), parse_names(["build.corp"]), encrypt=False)
    ensure_trust_authority(settings_for(tmp_path), parse_names(["build.corp"]), encrypt=False)

    with pytest.raises(UsageError, match=r"may not sign for other\.corp"):
        ensure_trust_authority(settings_for(tmp_path), parse_names(["other.corp"]), encrypt=False)


def test_the_label_says_whose_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "ada")
    monkeypatch.setattr(socket, "gethostname", lambda: "desk")

    certificate = create_local_authority(Names(), dt.datetime.now(dt.UTC)).certificate

    assert authority_label(certificate) == "ada@desk"


def test_a_user_without_a_name_has_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(getpass, "getuser", fail)

    label = authority_label(create_local_authority(Names(), dt.datetime.now(dt.UTC)).certificate)

    assert label is not None
    assert label.partition("@")[0].isalnum()


def fail() -> str:
    raise KeyError("uid not found")


def test_a_new_passphrase_is_typed_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    typing(monkeypatch, "correct horse", "correct horse")

    assert new_passphrase(settings_for(tmp_path)) == b"correct horse"


@pytest.mark.parametrize(("answers", "message"), [(("a", "b"), "not the same"), (("",), "protects nothing")])
def test_two_that_differ_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answers: tuple[str, ...], message: str
) -> None:
    typing(monkeypatch, *answers)

    with pytest.raises(UsageError, match=message):
        new_passphrase(settings_for(tmp_path))


def test_a_passphrase_is_asked_for_only_where_there_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    typing(monkeypatch, "correct horse", "correct horse", "typed again")
    ensure_trust_authority(settings_for(tmp_path), Names(), encrypt=True)

    assert authority_passphrase(settings_for(tmp_path)) == b"typed again"
    (tmp_path / "authority" / "authority-key.pem").unlink()
    assert authority_passphrase(settings_for(tmp_path)) is None


def test_the_file_comes_before_the_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    typing(monkeypatch, "correct horse", "correct horse")
    ensure_trust_authority(settings_for(tmp_path), Names(), encrypt=True)
    (tmp_path / "passphrase").write_text("from the file\n")
    settings = settings_for(tmp_path, ca_passphrase_path=str(tmp_path / "passphrase"))

    assert authority_passphrase(settings) == b"from the file"


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StartError, match="cannot be read"):
        new_passphrase(settings_for(tmp_path, ca_passphrase_path=str(tmp_path / "gone")))
