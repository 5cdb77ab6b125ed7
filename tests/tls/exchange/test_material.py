"""Certificates and keys are found in files of any format, opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs7,
    pkcs12,
)

from graphex.tls.exchange.material import Material, format_key, read_material
from tls.material import PASSPHRASE, authority, issue, key_bytes, openssl

if TYPE_CHECKING:
    from pathlib import Path

    from cryptography.hazmat.primitives.serialization import KeySerializationEncryption

ROOT = authority("Root")
LOWER = authority("Lower CA", ROOT)
LEAF = issue(issuer=LOWER)
CLOSED = BestAvailableEncryption(PASSPHRASE)
BOTH = [LEAF.certificate, LOWER.certificate]


def bundle(encryption: KeySerializationEncryption) -> bytes:
    return pkcs12.serialize_key_and_certificates(None, LEAF.key, LEAF.certificate, [LOWER.certificate], encryption)


def der_key(encryption: KeySerializationEncryption) -> bytes:
    return LEAF.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, encryption)


def p7b_as_windows_writes_it() -> bytes:
    return pkcs7.serialize_certificates(BOTH, Encoding.PEM).replace(b"PKCS7", b"CERTIFICATE")


def read(directory: Path, *contents: bytes, passphrase: bytes | None = None) -> Material:
    paths = [directory / f"file{number}" for number in range(len(contents))]
    for path, content in zip(paths, contents, strict=True):
        path.write_bytes(content)
    return read_material(paths, passphrase)


@pytest.mark.parametrize(
    "contents",
    [
        (LEAF.pem + LOWER.pem + LEAF.key_pem,),
        (LEAF.key_pem, LOWER.pem, LEAF.pem),
        (LEAF.der, LOWER.der, der_key(NoEncryption())),
        (LEAF.der, LOWER.pem, key_bytes(LEAF.key, "TraditionalOpenSSL")),
        (LEAF.der, LOWER.pem, key_bytes(LEAF.key, passphrase=PASSPHRASE)),
        (LEAF.der, LOWER.pem, key_bytes(LEAF.key, "TraditionalOpenSSL", PASSPHRASE)),
        (LEAF.der, LOWER.pem, der_key(CLOSED)),
        (bundle(NoEncryption()),),
        (bundle(CLOSED),),
        (pkcs7.serialize_certificates(BOTH, Encoding.DER), LEAF.key_pem),
        (pkcs7.serialize_certificates(BOTH, Encoding.PEM), LEAF.key_pem),
        (p7b_as_windows_writes_it(), LEAF.key_pem),
    ],
)
def test_everything_is_found_in_any_split(tmp_path: Path, contents: tuple[bytes, ...]) -> None:
    found = read(tmp_path, *contents, passphrase=PASSPHRASE)

    assert set(found.certificates) == {LEAF.facts, LOWER.facts}
    assert [key.facts for key in found.keys] == [LEAF.facts.key]
    assert (found.locked, found.empty) == ((), ())


@pytest.mark.parametrize("content", [bundle(CLOSED), der_key(CLOSED), key_bytes(LEAF.key, passphrase=PASSPHRASE)])
@pytest.mark.parametrize("passphrase", [None, b"another"])
def test_what_only_a_passphrase_opens_is_named(tmp_path: Path, content: bytes, passphrase: bytes | None) -> None:
    found = read(tmp_path, content, passphrase=passphrase)

    assert found == Material(locked=(tmp_path / "file0",))


def test_a_bundle_of_the_openssl_program_is_read(tmp_path: Path) -> None:
    (tmp_path / "pair").write_bytes(LEAF.pem + LOWER.pem + LEAF.key_pem)
    made = openssl("pkcs12", "-export", "-in", "pair", "-passout", "pass:open sesame", directory=tmp_path)

    found = read(tmp_path, made, passphrase=PASSPHRASE)

    assert set(found.certificates) == {LEAF.facts, LOWER.facts}
    assert [key.facts for key in found.keys] == [LEAF.facts.key]


def test_a_certificate_in_two_files_counts_once(tmp_path: Path) -> None:
    found = read(tmp_path, LEAF.pem, LEAF.der)

    assert found.certificates == (LEAF.facts,)


@pytest.mark.parametrize(
    ("content", "held"),
    [
        (b"hello", "text without any PEM block"),
        (b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "a block 'PUBLIC KEY'"),
        (b"-----BEGIN PKCS7-----\nAAAA\n-----END PKCS7-----\n", "a block 'PKCS7'"),
        (b"", "is empty"),
    ],
)
def test_files_without_use_are_named(tmp_path: Path, content: bytes, held: str) -> None:
    found = read(tmp_path, content)

    ((path, sentence),) = found.empty
    assert path == tmp_path / "file0"
    assert held in sentence


def test_a_key_stays_out_of_messages(tmp_path: Path) -> None:
    (key,) = read(tmp_path, LEAF.key_pem).keys

    assert "PRIVATE" not in repr(key)


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
def test_a_key_is_written_for_others_to_read(passphrase: bytes | None) -> None:
    written = format_key(LEAF.key, passphrase)

    assert (b"ENCRYPTED" in written) == (passphrase is not None)
    assert load_pem_private_key(written, passphrase).public_key() == LEAF.key.public_key()
