"""Foreign certificates as plain values."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa, x25519
from cryptography.utils import CryptographyDeprecationWarning

from graphex.tls.certificates import facts
from graphex.tls.certificates.pem import parse_pem
from tls.material import NOW, Issued, authority, issue, openssl

if TYPE_CHECKING:
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes


def self_signed(directory: Path, *options: str) -> facts.CertificateFacts | None:
    """Return a certificate that the openssl program made and cryptography would not."""
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "key")
    made = openssl("req", "-x509", *curve, "-subj", "/CN=odd", *options, directory=directory)
    return facts.certificate_facts(parse_pem(made).certificates[0].der)


def test_a_good_certificate_is_read_whole() -> None:
    issuer = authority("CA")
    issued = issue("server", issuer=issuer, serial=77)

    found = issued.facts

    assert (found.subject, found.issuer, found.serial, found.version) == ("CN=server", "CN=CA", 77, 3)
    assert (found.signature_hash, str(found.key)) == ("sha256", "EC P-256")
    assert str(found.names) == "localhost, 127.0.0.1"
    assert found.not_before < NOW < found.not_after
    assert not found.self_issued
    assert found.issued_by(issuer.facts)
    assert not found.issued_by(authority("CA").facts)
    assert not found.issued_by(authority("Other", issuer).facts)


def test_extensions_are_read() -> None:
    found = issue().facts.extensions

    assert found is not None
    assert (found.ca, found.server_use, found.signing_use, found.has_names) == (False, True, True, True)
    assert found.subject_key_id == found.authority_key_id


@pytest.mark.parametrize("serial", ["-5", "0", "0x7fffffffffffffffffffffffffffffffffffffffffffffffff"])
def test_odd_serial_numbers_warn_nobody(tmp_path: Path, serial: str) -> None:
    found = self_signed(tmp_path, "-set_serial", serial)

    assert found is not None
    assert found.serial == int(serial, 0)


def test_extensions_that_cannot_be_decoded_are_none(tmp_path: Path) -> None:
    found = self_signed(tmp_path, "-addext", "subjectAltName=DER:0102")

    assert found is not None
    assert found.extensions is None
    assert len(found.names) == 0


def test_an_outdated_signature_is_compared_by_key_identifiers(tmp_path: Path) -> None:
    found = self_signed(tmp_path, "-sha1")

    assert found is not None
    assert found.signature_hash == "sha1"
    assert found.issued_by(found)


def test_an_explicit_curve_is_seen(tmp_path: Path) -> None:
    found = self_signed(tmp_path, "-pkeyopt", "ec_param_enc:explicit")

    assert found is not None
    assert found.key.algorithm == "EC"
    assert found.key.explicit_curve


def test_trust_settings_after_a_certificate_are_ignored(tmp_path: Path) -> None:
    issued = issue()
    trusted = openssl("x509", "-trustout", "-addtrust", "serverAuth", directory=tmp_path, text=issued.pem)

    found = facts.certificate_facts(parse_pem(trusted).certificates[0].der)

    assert found == issued.facts


@pytest.mark.parametrize("data", [b"", b"\x30", b"\x30\x00", b"nonsense", issue().der[:-1]])
def test_what_is_no_certificate_is_none(data: bytes) -> None:
    assert facts.certificate_facts(data) is None


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (ec.generate_private_key(ec.SECP521R1()).public_key(), "EC P-521"),
        (ec.generate_private_key(ec.SECP256K1()).public_key(), "EC secp256k1"),
        (rsa.generate_private_key(65537, 2048).public_key(), "RSA 2048"),
        (dsa.generate_private_key(2048).public_key(), "DSA 2048"),
        (ed25519.Ed25519PrivateKey.generate().public_key(), "Ed25519"),
        (x25519.X25519PrivateKey.generate().public_key(), "X25519"),
    ],
    ids=["P-521", "secp256k1", "RSA", "DSA", "Ed25519", "X25519"],
)
def test_keys_are_named_as_people_do(key: PublicKeyTypes, expected: str) -> None:
    assert str(facts.key_facts(key)) == expected


def test_fingerprints_tell_keys_apart() -> None:
    one, other = issue(), issue()

    assert one.facts.key.fingerprint == facts.key_facts(one.key.public_key()).fingerprint
    assert one.facts.key.fingerprint != other.facts.key.fingerprint


def test_an_rsa_pss_key_is_told_from_a_plain_one(tmp_path: Path) -> None:
    options = ("-newkey", "rsa-pss", "-pkeyopt", "rsa_keygen_bits:2048", "-nodes", "-keyout", "key", "-subj", "/CN=a")
    made = openssl("req", "-x509", *options, directory=tmp_path)

    found = facts.certificate_facts(parse_pem(made).certificates[0].der)

    assert found is not None
    assert str(found.key) == "RSA-PSS 2048"


def test_attempts_swallow_deprecations_and_errors() -> None:
    def complain() -> str:
        warnings.warn("odd", CryptographyDeprecationWarning, stacklevel=1)
        return "read"

    assert facts.attempt(complain) == "read"
    assert facts.attempt(lambda: int("x")) is None
    assert facts.loads(lambda: None)
    assert not facts.loads(lambda: int("x"))


def test_a_parsed_certificate_can_be_read_too() -> None:
    issued: Issued = issue()

    assert facts.facts_of(issued.certificate) == issued.facts
