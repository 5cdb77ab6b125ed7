"""The local authority of a person: found, made once, and not changed any more."""

from __future__ import annotations

import datetime as dt
import getpass
import socket
from typing import TYPE_CHECKING

import pytest

from graphex.errors import GraphexError, StartError, UsageError
from graphex.tls.certificates.authority import authority_label
from graphex.tls.certificates.certificate import fingerprint
from graphex.tls.certificates.names import Names, parse_names
from graphex.tls.own.authority_files import needs_passphrase
from graphex.tls.own.local_authority import (
    EnsuredAuthority,
    create_local_authority,
    ensure_local_authority,
    find_authority,
)
from tls.colleagues import SECRET, settle_authority

if TYPE_CHECKING:
    from pathlib import Path

NOW = dt.datetime.now(dt.UTC)


def ensure(directory: Path, *names: str) -> EnsuredAuthority:
    return ensure_local_authority(directory / "authority", parse_names(names), now=NOW)


def test_there_is_none_at_first(tmp_path: Path) -> None:
    with pytest.raises(GraphexError, match="There is no authority") as caught:
        find_authority(tmp_path, now=NOW)

    assert caught.value.hint == "Make one, and trust it: python3 -m graphex trust"


def test_it_is_made_once(tmp_path: Path) -> None:
    first = ensure(tmp_path)

    again = ensure(tmp_path)

    assert (first.is_new, again.is_new) == (True, False)
    assert again.authority == first.authority == find_authority(tmp_path / "authority", now=NOW)


def test_names_that_it_may_not_sign_for_are_an_error(tmp_path: Path) -> None:
    ensure(tmp_path, "build.corp")
    ensure(tmp_path, "build.corp")

    with pytest.raises(UsageError, match=r"may not sign for other\.corp") as caught:
        ensure(tmp_path, "other.corp")

    assert f"untrust --delete-authority --ca-dir {tmp_path}/authority && " in str(caught.value.hint)
    assert "--allow-name other.corp" in str(caught.value.hint)


def test_one_whose_key_is_another_s_is_told_to_nobody(tmp_path: Path) -> None:
    settle_authority(tmp_path / "other")
    ensure(tmp_path)
    (tmp_path / "other" / "authority-key.pem").replace(tmp_path / "authority" / "authority-key.pem")

    with pytest.raises(StartError, match=r"is not the key of authority\.pem"):
        ensure(tmp_path)


def test_a_new_one_is_encrypted_with_a_passphrase_that_is_asked_for_once(tmp_path: Path) -> None:
    made = ensure_local_authority(tmp_path / "authority", Names(), now=NOW, new_passphrase=lambda: SECRET)

    assert made.passphrase == SECRET
    assert needs_passphrase(tmp_path / "authority")
    assert repr(SECRET) not in repr(made)


def test_one_that_exists_is_not_encrypted_later(tmp_path: Path) -> None:
    ensure(tmp_path)

    with pytest.raises(UsageError, match="only a new one can be protected") as caught:
        ensure_local_authority(tmp_path / "authority", Names(), now=NOW, new_passphrase=fail)

    assert str(caught.value.hint).endswith(" --encrypt")


def test_it_is_opened_to_sign(tmp_path: Path) -> None:
    local = settle_authority(tmp_path, SECRET)

    opened = find_authority(tmp_path, now=NOW).open(SECRET, now=NOW)

    assert opened.certificate == local.certificate


def test_one_that_is_gone_cannot_be_opened(tmp_path: Path) -> None:
    settle_authority(tmp_path / "authority")
    found = find_authority(tmp_path / "authority", now=NOW)
    found.files.keyfile.unlink()
    found.files.certfile.unlink()

    with pytest.raises(StartError, match="has just gone"):
        found.open(None, now=NOW)


def test_commands_name_its_directory_only_if_that_is_not_the_usual_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle_authority(tmp_path / "graphex" / "authority")
    found = find_authority(tmp_path / "graphex" / "authority", now=NOW)

    elsewhere = found.command("untrust")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr("sys.platform", "linux")

    assert elsewhere == f"python3 -m graphex untrust --ca-dir {tmp_path}/graphex/authority"
    assert found.command("untrust") == "python3 -m graphex untrust"


def test_programs_are_told_where_it_is_and_how_long_it_holds(tmp_path: Path) -> None:
    local = settle_authority(tmp_path)

    told = find_authority(tmp_path, now=NOW).as_json()

    assert told == {
        "file": str(tmp_path / "authority.pem"),
        "sha256": fingerprint(local.certificate),
        "not_before": local.certificate.not_valid_before_utc.isoformat(),
        "not_after": local.certificate.not_valid_after_utc.isoformat(),
    }


def test_the_label_says_whose_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "ada")
    monkeypatch.setattr(socket, "gethostname", lambda: "desk")

    certificate = create_local_authority(Names(), NOW).certificate

    assert authority_label(certificate) == "ada@desk"


def test_a_user_without_a_name_has_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(getpass, "getuser", fail)

    label = authority_label(create_local_authority(Names(), NOW).certificate)

    assert label is not None
    assert label.partition("@")[0].isalnum()


def fail() -> bytes:
    raise KeyError("uid not found")
