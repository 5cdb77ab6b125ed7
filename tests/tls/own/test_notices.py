"""What is said at a start about a pair of our own that can be served."""

from __future__ import annotations

import datetime as dt
import os
import stat
from typing import TYPE_CHECKING

import ifaddr
import pytest

from graphex.tls import bootstrap
from graphex.tls.certificates.certificate import create_self_signed
from graphex.tls.certificates.names import Names, machine_names, parse_names
from graphex.tls.own.notices import protect_own_key, unlisted_addresses
from graphex.tls.store.pair import PairFiles

if TYPE_CHECKING:
    from pathlib import Path
    from typing import NoReturn


@pytest.fixture
def open_pair(tmp_path: Path) -> PairFiles:
    """A pair of our own with a key that everybody may read."""
    files, now = PairFiles(tmp_path), dt.datetime.now(dt.UTC)
    files.write(create_self_signed(machine_names().wanted, now=now), now=now)
    files.keyfile.chmod(0o777)
    return files


@pytest.fixture
def no_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that does not list the addresses of its interfaces."""

    def refuse() -> NoReturn:
        raise OSError(97, "Address family not supported by protocol")

    monkeypatch.setattr(ifaddr, "get_adapters", refuse)


def codes(files: PairFiles) -> list[str]:
    return [finding.code for finding in bootstrap(files.directory).findings]


def test_an_open_key_is_closed_and_that_is_said(open_pair: PairFiles) -> None:
    (finding,) = protect_own_key(open_pair)

    assert finding.code == "key-was-open"
    assert stat.S_IMODE(open_pair.keyfile.stat().st_mode) == 0o600


def test_nothing_is_said_to_be_closed_where_modes_do_nothing(
    open_pair: PairFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "chmod", lambda *_, **__: None)

    (finding,) = protect_own_key(open_pair)

    assert "keeps no permissions" in finding.message
    assert "chmod" not in (finding.hint or "")


def test_there_no_command_is_advised_that_does_nothing(open_pair: PairFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "chmod", lambda *_, **__: None)

    assert codes(open_pair) == ["key-stays-open"]


@pytest.mark.usefixtures("no_addresses")
def test_addresses_that_are_not_listed_are_said_once(open_pair: PairFiles) -> None:
    open_pair.keyfile.chmod(0o600)

    assert codes(open_pair) == ["addresses-unlisted"]


@pytest.mark.usefixtures("no_addresses")
def test_who_names_an_address_has_done_what_is_advised() -> None:
    assert unlisted_addresses(parse_names(["192.0.2.7"])) == ()
    assert unlisted_addresses(parse_names(["build.example.org"])) != ()


def test_addresses_that_are_listed_are_no_matter() -> None:
    assert unlisted_addresses(Names()) == ()
