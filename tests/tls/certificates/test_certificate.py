"""Certificates that GraphEx makes, and what it says of any."""

from __future__ import annotations

import datetime as dt
import ssl
import subprocess
from typing import TYPE_CHECKING

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID

from graphex.tls.certificates.certificate import (
    CreatedPair,
    create_self_signed,
    describe,
    fingerprint,
    is_own,
    own_name,
)
from graphex.tls.certificates.names import Names, parse_names
from tls.handshake import shake_hands, trusting

if TYPE_CHECKING:
    from pathlib import Path

    from graphex.tls.certificates.building import KeyType

NOW = dt.datetime(2026, 3, 1, 12, 0, 0, 5, tzinfo=dt.UTC)
NAMES = parse_names(["localhost", "build.example.org", "127.0.0.1", "::1"])


def make(days: int = 197, key_type: KeyType = "p256") -> tuple[CreatedPair, x509.Certificate]:
    pair = create_self_signed(NAMES, now=NOW, days=days, key_type=key_type)
    return pair, x509.load_pem_x509_certificate(pair.certificate_pem)


def test_the_form_is_that_of_an_end_entity() -> None:
    _, certificate = make()

    extensions = {type(extension.value): extension for extension in certificate.extensions}
    usage = extensions[x509.KeyUsage]
    assert certificate.version is x509.Version.v3
    assert certificate.issuer == certificate.subject == own_name()
    assert 64 < certificate.serial_number.bit_length() <= 159
    assert extensions[x509.BasicConstraints].critical
    assert extensions[x509.BasicConstraints].value == x509.BasicConstraints(ca=False, path_length=None)
    assert usage.critical
    assert usage.value.digital_signature
    assert not usage.value.key_cert_sign
    assert list(extensions[x509.ExtendedKeyUsage].value) == [ExtendedKeyUsageOID.SERVER_AUTH]
    assert (
        extensions[x509.AuthorityKeyIdentifier].value.key_identifier
        == extensions[x509.SubjectKeyIdentifier].value.digest
    )
    assert Names.of_certificate(certificate) == NAMES


def test_the_key_is_a_p256_key_that_signed_it_with_sha256() -> None:
    pair, certificate = make()

    key = serialization.load_pem_private_key(pair.key_pem, None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    assert key.curve.name == "secp256r1"
    assert isinstance(certificate.signature_hash_algorithm, hashes.SHA256)
    assert key.public_key() == certificate.public_key()


@pytest.mark.parametrize("days", [2, 197, 825])
def test_its_whole_life_holds_one_day_before_it_was_made(days: int) -> None:
    _, certificate = make(days)

    assert certificate.not_valid_before_utc == NOW.replace(microsecond=0) - dt.timedelta(days=1)
    assert certificate.not_valid_after_utc - certificate.not_valid_before_utc == dt.timedelta(days=days)


def test_rsa_is_there_for_old_clients() -> None:
    _, certificate = make(key_type="rsa2048")

    info = describe(certificate)
    assert info.key == "RSA 2048"
    assert info.own


def test_no_two_have_the_same_serial_number_or_key() -> None:
    (_, one), (_, other) = make(), make()

    assert one.serial_number != other.serial_number
    assert one.public_key() != other.public_key()


@pytest.mark.parametrize("key_type", ["p256", "rsa2048"])
def test_openssl_verifies_it_by_its_strict_rules(tmp_path: Path, key_type: KeyType) -> None:
    path = tmp_path / "cert.pem"
    pair = create_self_signed(NAMES, now=dt.datetime.now(dt.UTC), key_type=key_type)
    path.write_bytes(pair.certificate_pem)

    command = ["openssl", "verify", "-x509_strict", "-purpose", "sslserver", "-verify_hostname", "build.example.org"]
    result = subprocess.run([*command, "-CAfile", path, path], capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stderr


def test_python_takes_it_for_every_name_with_the_strict_flags_of_3_13(tmp_path: Path) -> None:
    pair = create_self_signed(NAMES, now=dt.datetime.now(dt.UTC))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    (tmp_path / "cert.pem").write_bytes(pair.certificate_pem)
    (tmp_path / "key.pem").write_bytes(pair.key_pem)
    server.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    client = trusting(tmp_path / "cert.pem")

    agreed = [
        shake_hands(client, server, name).version() for name in ("localhost", "build.example.org", "127.0.0.1", "::1")
    ]

    assert agreed == ["TLSv1.3"] * 4


def test_the_key_is_not_in_its_representation() -> None:
    pair, _ = make()

    assert "PRIVATE" not in repr(pair)


def test_our_own_is_recognised() -> None:
    _, certificate = make()

    info = describe(certificate)

    assert is_own(certificate)
    assert (info.own, info.self_signed, info.maker) == (True, True, "GraphEx")
    assert info.key == "EC P-256"
    assert info.signature == "ecdsa-with-SHA256"
    assert info.sha256 == fingerprint(certificate)
    assert len(info.sha256.split(":")) == 32
    assert info.not_after.tzinfo is dt.UTC


def test_a_stranger_with_our_name_is_not_ours() -> None:
    _, certificate = make()
    key = ec.generate_private_key(ec.SECP256R1())
    builder = x509.CertificateBuilder(
        own_name(),
        own_name(),
        certificate.public_key(),
        7,
        NOW,
        NOW + dt.timedelta(days=3),
        list(certificate.extensions),
    )

    forged = builder.sign(key, hashes.SHA256())

    assert not is_own(forged)


def test_one_with_other_extensions_is_not_ours() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    builder = x509.CertificateBuilder(own_name(), own_name(), key.public_key(), 7, NOW, NOW + dt.timedelta(days=3))

    bare = builder.sign(key, hashes.SHA256())

    assert not is_own(bare)


def test_a_foreign_one_is_described_by_its_issuer() -> None:
    authority = trustme.CA(organization_name="Example Authority")
    leaf = authority.issue_cert("build.example.org").cert_chain_pems[0].bytes()

    info = describe(x509.load_pem_x509_certificate(leaf))

    assert not info.own
    assert not info.self_signed
    assert "Example Authority" in info.issuer
    assert info.names == parse_names(["build.example.org"])


def test_programs_get_the_same_facts() -> None:
    _, certificate = make()
    info = describe(certificate)

    told = info.as_json(renewal=NOW)

    assert list(told)[:6] == ["subject", "issuer", "names", "not_before", "not_after", "renewal"]
    assert told["names"] == [*info.names.dns, *map(str, info.names.addresses)]
    assert (told["not_after"], told["renewal"]) == (info.not_after.isoformat(), NOW.isoformat())
    assert info.as_json()["renewal"] is None
