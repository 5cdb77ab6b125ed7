"""A key with its chain in one file."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from graphex.errors import UsageError
from graphex.tls.exchange.parcel import Parcel
from tls.material import authority, issue, openssl

if TYPE_CHECKING:
    from pathlib import Path

ROOT = authority("Company")
LEAF = issue("build", issuer=ROOT)
PARCEL = Parcel((LEAF.certificate, ROOT.certificate), LEAF.key)
OF_AUTHORITY = Parcel((ROOT.certificate,), ROOT.key, is_authority=True)


def test_pem_holds_the_chain_then_the_key(tmp_path: Path) -> None:
    PARCEL.write(tmp_path / "pair.pem", None)

    assert (tmp_path / "pair.pem").read_bytes() == LEAF.pem + ROOT.pem + LEAF.key_pem
    assert stat.S_IMODE((tmp_path / "pair.pem").stat().st_mode) == 0o600


def test_pem_is_encrypted_with_a_passphrase(tmp_path: Path) -> None:
    PARCEL.write(tmp_path / "pair.pem", b"secret")

    assert openssl("pkey", "-in", "pair.pem", "-passin", "pass:secret", directory=tmp_path) == LEAF.key_pem


def test_the_name_makes_it_a_bundle(tmp_path: Path) -> None:
    PARCEL.write(tmp_path / "pair.p12", b"secret")

    shown = openssl("pkcs12", "-in", "pair.p12", "-passin", "pass:secret", "-nodes", directory=tmp_path)
    assert shown.count(b"BEGIN CERTIFICATE") == 2
    assert b"friendlyName: GraphEx" in shown
    assert LEAF.key_pem in shown


@pytest.mark.parametrize(("parcel", "name"), [(PARCEL, "a.p12"), (OF_AUTHORITY, "a.p12"), (OF_AUTHORITY, "a.pem")])
def test_some_are_never_written_without_a_passphrase(tmp_path: Path, parcel: Parcel, name: str) -> None:
    with pytest.raises(UsageError, match="is not written without a passphrase"):
        parcel.write(tmp_path / name, None)

    assert parcel.needs_passphrase(tmp_path / name)
    assert not PARCEL.needs_passphrase(tmp_path / "a.pem")
    assert list(tmp_path.iterdir()) == []


def test_the_key_is_not_in_its_representation() -> None:
    assert "PrivateKey" not in repr(PARCEL)
