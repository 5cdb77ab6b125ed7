"""What every certificate of ours is built from, whoever signs it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtensionOID
from OpenSSL import SSL, crypto

if TYPE_CHECKING:
    from graphex.tls.certificates.names import Names

KeyType: TypeAlias = Literal["p256", "rsa2048"]
PrivateKey: TypeAlias = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

SERVER_EXTENSIONS: Final = frozenset(
    {
        ExtensionOID.BASIC_CONSTRAINTS,
        ExtensionOID.KEY_USAGE,
        ExtensionOID.EXTENDED_KEY_USAGE,
        ExtensionOID.SUBJECT_ALTERNATIVE_NAME,
        ExtensionOID.SUBJECT_KEY_IDENTIFIER,
        ExtensionOID.AUTHORITY_KEY_IDENTIFIER,
    }
)
"""What a certificate for a server carries: no more and no less, which is how ours are told from others."""


def generate_key(key_type: KeyType) -> PrivateKey:
    """Generate a key: P-256 takes 12 µs, RSA some 90 ms."""
    if key_type == "rsa2048":
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return ec.generate_private_key(ec.SECP256R1())


def format_key(key: PrivateKey) -> bytes:
    """Format a key as PEM, without a passphrase."""
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    """Return what a key may do: sign certificates and revocation lists, or else handshakes."""
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def general_names(names: Names) -> list[x509.GeneralName]:
    """Return names and addresses as subjectAltName holds them."""
    return [*map(x509.DNSName, names.dns), *map(x509.IPAddress, names.addresses)]


def prove_pair(certificate: x509.Certificate, key: PrivateKey) -> None:
    """Have OpenSSL take a certificate and its key, before anything is written."""
    context = SSL.Context(SSL.TLS_SERVER_METHOD)
    context.use_certificate(certificate)
    context.use_privatekey(key)
    context.check_privatekey()


def prove_verifiable(leaf: x509.Certificate, issuer: x509.Certificate) -> None:
    """Have OpenSSL verify a certificate by its strictest rules, trusting its issuer, before anything is written."""
    store = crypto.X509Store()
    store.add_cert(crypto.X509.from_cryptography(issuer))
    # A self-signed leaf is no authority, so it is trusted by itself.
    partial = crypto.X509StoreFlags.PARTIAL_CHAIN if leaf == issuer else 0
    store.set_flags(crypto.X509StoreFlags.X509_STRICT | partial)
    middle = leaf.not_valid_before_utc + (leaf.not_valid_after_utc - leaf.not_valid_before_utc) / 2
    store.set_time(middle.replace(tzinfo=None))
    crypto.X509StoreContext(store, crypto.X509.from_cryptography(leaf)).verify_certificate()
