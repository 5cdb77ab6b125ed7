"""What files of any format hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7, pkcs12

from graphex.tls.check.content import Form
from graphex.tls.exchange.holdings import read_holding, read_holdings
from tls.material import PASSPHRASE, authority, issue, key_bytes, openssl

if TYPE_CHECKING:
    from pathlib import Path

ROOT = authority("Root")
LOWER = authority("Lower CA", ROOT)
LEAF = issue(issuer=LOWER)
PKCS8 = serialization.PrivateFormat.PKCS8
KEY = LEAF.key.private_bytes(Encoding.DER, PKCS8, serialization.NoEncryption())
LOCKED_KEY = LEAF.key.private_bytes(Encoding.DER, PKCS8, serialization.BestAvailableEncryption(PASSPHRASE))
OPEN, CLOSED = serialization.NoEncryption(), serialization.BestAvailableEncryption(PASSPHRASE)
KEY_FACTS = LEAF.facts.key


def bundle(encryption: serialization.KeySerializationEncryption) -> bytes:
    return pkcs12.serialize_key_and_certificates(None, LEAF.key, LEAF.certificate, [LOWER.certificate], encryption)


@pytest.mark.parametrize(
    ("data", "form", "certificates", "keys"),
    [
        (LEAF.pem + LOWER.pem, None, [LEAF, LOWER], []),
        (LEAF.key_pem, None, [], [KEY_FACTS]),
        (LEAF.pem + LEAF.key_pem, None, [LEAF], [KEY_FACTS]),
        (key_bytes(LEAF.key, passphrase=PASSPHRASE), None, [], [None]),
        (LEAF.der, Form.DER_CERTIFICATE, [LEAF], []),
        (KEY, Form.DER_KEY, [], [KEY_FACTS]),
        (LOCKED_KEY, Form.DER_KEY, [], [None]),
        (bundle(OPEN), Form.PKCS12, [LEAF, LOWER], [KEY_FACTS]),
        (bundle(CLOSED), Form.PKCS12, [], [None]),
        (pkcs7.serialize_certificates([LEAF.certificate], Encoding.DER), Form.PKCS7, [LEAF], []),
        (b"nothing", Form.TEXT, [], []),
    ],
)
def test_certificates_and_keys_are_found(
    tmp_path: Path, data: bytes, form: Form | None, certificates: list[object], keys: list[object]
) -> None:
    path = tmp_path / "file"
    path.write_bytes(data)

    holding = read_holding(path)

    assert (holding.form, holding.problem) == (form, None)
    assert list(holding.certificates) == [issued.facts for issued in certificates if isinstance(issued, type(LEAF))]
    assert list(holding.keys) == keys


@pytest.mark.parametrize(("encryption", "locked"), [(OPEN, False), (CLOSED, True)], ids=["open", "locked"])
def test_a_password_locks_a_bundle(
    tmp_path: Path, encryption: serialization.KeySerializationEncryption, *, locked: bool
) -> None:
    path = tmp_path / "server.pfx"
    path.write_bytes(bundle(encryption))

    assert read_holding(path).locked is locked


def test_an_empty_password_of_the_openssl_program_is_none(tmp_path: Path) -> None:
    (tmp_path / "both").write_bytes(LEAF.pem + LEAF.key_pem)
    openssl("pkcs12", "-export", "-in", "both", "-passout", "pass:", "-out", "server.p12", directory=tmp_path)

    holding = read_holding(tmp_path / "server.p12")

    assert (list(holding.certificates), list(holding.keys)) == ([LEAF.facts], [KEY_FACTS])


@pytest.mark.parametrize(
    ("data", "clean"),
    [
        (LEAF.pem, True),
        (LEAF.pem.rstrip(), False),
        (b"\xef\xbb\xbf" + LEAF.pem, False),
        (LEAF.pem + LEAF.pem[:99] + b"\n", False),
    ],
    ids=["clean", "no last line end", "BOM", "damage"],
)
def test_only_clean_files_are_used_as_they_are(tmp_path: Path, data: bytes, *, clean: bool) -> None:
    path = tmp_path / "file.pem"
    path.write_bytes(data)

    assert read_holding(path).clean is clean


def test_what_cannot_be_read_holds_nothing(tmp_path: Path) -> None:
    (tmp_path / "loop.pem").symlink_to("loop.pem")

    (holding,) = read_holdings([tmp_path / "loop.pem"])

    assert holding.problem is not None
    assert (holding.certificates, holding.keys) == ((), ())


def test_content_stays_out_of_representations(tmp_path: Path) -> None:
    path = tmp_path / "server.pfx"
    path.write_bytes(bundle(OPEN))

    assert repr(read_holding(path)) == f"Holding({path})"
