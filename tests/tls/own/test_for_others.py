"""Certificates for other machines and people."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from cryptography import x509

from graphex.errors import StartError, UsageError
from graphex.tls.certificates.authority import Holder
from graphex.tls.certificates.names import Names, parse_names
from graphex.tls.own.for_others import IssuedPair, Order, issue_for
from graphex.tls.own.local_authority import find_authority
from tls.colleagues import SECRET, settle_authority
from tls.material import openssl

if TYPE_CHECKING:
    from pathlib import Path

NOW = dt.datetime.now(dt.UTC)
SERVER = Order(parse_names(["build.lan", "10.1.2.3"]), Holder("build.lan", is_client=False), 30, "p256")
PERSON = Order(Names(), Holder("alice"), 90, "p256")


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    settle_authority(tmp_path / "authority")
    return tmp_path / "authority"


def issued(order: Order, directory: Path, passphrase: bytes | None = None) -> IssuedPair:
    return issue_for(order, find_authority(directory, now=NOW), passphrase, now=NOW)


def test_a_pair_comes_with_the_authority_that_issued_it(directory: Path) -> None:
    leaf, root = issued(SERVER, directory).chain

    assert Names.of_certificate(leaf) == SERVER.names
    assert (leaf.not_valid_after_utc - leaf.not_valid_before_utc).days == SERVER.days
    assert root == find_authority(directory, now=NOW).certificate


def test_names_outside_of_the_constraints_are_refused(directory: Path) -> None:
    order = Order(parse_names(["build.corp"]), SERVER.holder, 30, "p256")

    with pytest.raises(UsageError, match=r"may not sign for build\.corp"):
        issued(order, directory)


def test_an_encrypted_authority_signs_with_its_passphrase_only(tmp_path: Path) -> None:
    settle_authority(tmp_path, SECRET)

    with pytest.raises(StartError, match="there is no passphrase for it"):
        issued(SERVER, tmp_path)

    assert issued(SERVER, tmp_path, SECRET).chain


def test_it_is_written_into_a_directory(directory: Path, tmp_path: Path) -> None:
    pair = issued(SERVER, directory)

    written = pair.write(tmp_path / "build", None)

    assert written == (tmp_path / "build" / "cert.pem", tmp_path / "build" / "key.pem")
    assert tuple(x509.load_pem_x509_certificates(written[0].read_bytes())) == pair.chain
    assert written[1].read_bytes() == pair.pair.key_pem


def test_it_is_written_over_another_one_by_force_only(directory: Path, tmp_path: Path) -> None:
    issued(SERVER, directory).write(tmp_path / "build", None)
    pair = issued(SERVER, directory)

    with pytest.raises(UsageError, match="exist already"):
        pair.write(tmp_path / "build", None)
    pair.write(tmp_path / "build", None, force=True)

    assert (tmp_path / "build" / "key.pem").read_bytes() == pair.pair.key_pem


def test_it_is_written_into_one_file_under_the_name_of_its_holder(directory: Path, tmp_path: Path) -> None:
    written = issued(PERSON, directory).write(tmp_path / "alice.p12", SECRET)

    shown = openssl("pkcs12", "-in", "alice.p12", "-passin", f"pass:{SECRET.decode()}", "-nodes", directory=tmp_path)
    assert written == (tmp_path / "alice.p12",)
    assert b"friendlyName: alice" in shown
    assert shown.count(b"BEGIN CERTIFICATE") == 2
