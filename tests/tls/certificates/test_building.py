"""What every certificate of ours is built from."""

from __future__ import annotations

import datetime as dt

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from OpenSSL import SSL, crypto

from graphex.tls.certificates.building import (
    format_key,
    general_names,
    generate_key,
    key_usage,
    prove_pair,
    prove_verifiable,
)
from graphex.tls.certificates.certificate import create_self_signed
from graphex.tls.certificates.names import parse_names

PAIR = create_self_signed(parse_names(["localhost"]), now=dt.datetime.now(dt.UTC))
CERTIFICATE = x509.load_pem_x509_certificate(PAIR.certificate_pem)


def test_keys_are_p256_or_rsa_with_2048_bits() -> None:
    small, large = generate_key("p256"), generate_key("rsa2048")

    assert isinstance(small, ec.EllipticCurvePrivateKey)
    assert isinstance(large, rsa.RSAPrivateKey)
    assert (small.curve.name, large.key_size) == ("secp256r1", 2048)


def test_a_key_survives_its_format() -> None:
    key = generate_key("p256")

    loaded = serialization.load_pem_private_key(format_key(key), None)

    assert loaded.public_key() == key.public_key()


@pytest.mark.parametrize("signs", [True, False])
def test_a_key_signs_certificates_or_handshakes_and_never_both(*, signs: bool) -> None:
    usage = key_usage(signs_certificates=signs)

    assert (usage.key_cert_sign, usage.crl_sign, usage.digital_signature) == (signs, signs, not signs)


def test_addresses_are_written_as_addresses() -> None:
    kinds = [type(name) for name in general_names(parse_names(["localhost", "127.0.0.1", "::1"]))]

    assert kinds == [x509.DNSName, x509.IPAddress, x509.IPAddress]


def test_a_pair_that_does_not_belong_together_is_not_let_out() -> None:
    with pytest.raises(SSL.Error):
        prove_pair(CERTIFICATE, generate_key("p256"))


def test_a_certificate_that_its_issuer_did_not_sign_is_not_let_out() -> None:
    other = create_self_signed(parse_names(["localhost"]), now=dt.datetime.now(dt.UTC))

    with pytest.raises(crypto.X509StoreContextError):
        prove_verifiable(CERTIFICATE, x509.load_pem_x509_certificate(other.certificate_pem))
