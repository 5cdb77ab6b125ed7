"""Certificates as values: creating a self-signed pair, telling our own from others, describing one for people."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from OpenSSL import crypto

from graphex.tls.certificates.building import (
    SERVER_EXTENSIONS,
    KeyType,
    format_key,
    general_names,
    generate_key,
    key_usage,
    prove_pair,
    prove_verifiable,
)
from graphex.tls.certificates.facts import attempt, loads
from graphex.tls.certificates.names import Names

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

# The Android system store counts a local root as public: more than 200 days is refused there, and the day of
# back-dating counts, so 197 stays under it with room for a clock that is wrong.
DEFAULT_DAYS: Final = 197
# Apple HT210176: the longest life that macOS and iOS accept, also for roots that the user added.
MAX_DAYS: Final = 825
# Clients whose clock is a little behind must accept a certificate made just now.
BACKDATING: Final = dt.timedelta(days=1)

OWN_ORGANISATION: Final = "GraphEx"
SCRIPT_ORGANISATION: Final = "GraphEx generate_certs.sh"
_COMMON_NAME: Final = "localhost"


@dataclass(frozen=True, slots=True)
class CreatedPair:
    """A new certificate and its key, both PEM, in memory only."""

    certificate_pem: bytes
    key_pem: bytes

    def __repr__(self) -> str:
        """Keep the key out of logs and tracebacks."""
        return f"{type(self).__name__}({len(self.certificate_pem)} bytes of certificate, key hidden)"


@dataclass(frozen=True, slots=True)
class CertificateInfo:
    """A certificate in the words people compare it by.

    `sha256` is in the form that browsers show (`AB:CD:…`, 32 bytes); `not_before` and `not_after` are aware, in UTC;
    `own` says that GraphEx made it and may replace it.
    """

    subject: str
    issuer: str
    names: Names
    not_before: dt.datetime
    not_after: dt.datetime
    serial: str
    sha256: str
    key: str
    signature: str
    maker: str
    own: bool
    self_signed: bool

    def as_json(self, *, renewal: dt.datetime | None = None) -> dict[str, object]:
        """Return it for programs; `renewal` is when it will be replaced by itself, if it will."""
        return {
            "subject": self.subject,
            "issuer": self.issuer,
            "names": [*self.names.dns, *map(str, self.names.addresses)],
            "not_before": self.not_before.isoformat(),
            "not_after": self.not_after.isoformat(),
            "renewal": renewal.isoformat() if renewal else None,
            "serial": self.serial,
            "sha256": self.sha256,
            "key": self.key,
            "signature": self.signature,
            "maker": self.maker,
            "own": self.own,
            "self_signed": self.self_signed,
        }


def create_self_signed(
    names: Names, *, now: dt.datetime, days: int = DEFAULT_DAYS, key_type: KeyType = "p256"
) -> CreatedPair:
    """Create a key and a certificate signed with it that browsers, Python, OpenSSL, Go and rustls all accept.

    The form is RFC 5280's for an end entity: v3, CA:FALSE, digitalSignature, serverAuth, subjectAltName, and equal
    subject and authority key identifiers. `days` counts the whole life, the day of back-dating included.
    """
    key = generate_key(key_type)
    not_before = now.astimezone(dt.UTC).replace(microsecond=0) - BACKDATING
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    builder = (
        x509.CertificateBuilder()
        .subject_name(own_name())
        .issuer_name(own_name())
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(not_before)
        .not_valid_after(not_before + dt.timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(key_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(general_names(names)), critical=False)
        .add_extension(identifier, critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier),
            critical=False,
        )
    )
    certificate = builder.sign(key, hashes.SHA256())
    prove_pair(certificate, key)
    prove_verifiable(certificate, certificate)
    return CreatedPair(
        crypto.dump_certificate(crypto.FILETYPE_PEM, crypto.X509.from_cryptography(certificate)),
        format_key(key),
    )


def own_name() -> x509.Name:
    """Return the subject and issuer of every certificate that GraphEx makes for itself."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, OWN_ORGANISATION),
            # Short and constant: names stand in subjectAltName, and RFC 5280 caps a common name at 64 characters.
            x509.NameAttribute(NameOID.COMMON_NAME, _COMMON_NAME),
        ]
    )


def is_own(certificate: x509.Certificate) -> bool:
    """Return whether GraphEx made this certificate: its name as subject and issuer, extensions and own signature."""
    return is_for_own_server(certificate) and is_issued_by(certificate, certificate)


def is_for_own_server(certificate: x509.Certificate) -> bool:
    """Return whether a certificate has the name and the extensions that GraphEx gives to a server."""
    return attempt(lambda: certificate.subject == own_name() and has_extensions(certificate, SERVER_EXTENSIONS)) is True


def has_extensions(certificate: x509.Certificate, expected: Collection[x509.ObjectIdentifier]) -> bool:
    """Return whether a certificate has exactly these extensions."""
    return {extension.oid for extension in certificate.extensions} == expected


def is_issued_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Return whether `issuer` signed a certificate."""
    # An unknown kind of key, a name that differs: whatever keeps it from being verified, it did not.
    return loads(lambda: certificate.verify_directly_issued_by(issuer))


def describe(certificate: x509.Certificate, *, own: bool | None = None) -> CertificateInfo:
    """Describe a certificate for people; `own` says whether it is one of ours, where the caller knows its chain."""
    own = is_own(certificate) if own is None else own
    return CertificateInfo(
        subject=certificate.subject.rfc4514_string(),
        issuer=certificate.issuer.rfc4514_string(),
        names=Names.of_certificate(certificate),
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        serial=f"{certificate.serial_number:x}",
        sha256=fingerprint(certificate),
        key=_key_text(certificate),
        signature=_signature_text(certificate),
        maker=OWN_ORGANISATION if own else _maker(certificate),
        own=own,
        self_signed=certificate.subject == certificate.issuer,
    )


def fingerprint(certificate: x509.Certificate) -> str:
    """Return the SHA-256 of the certificate as `AB:CD:…`, the form that browsers show."""
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def _maker(certificate: x509.Certificate) -> str:
    organisations = certificate.issuer.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    if organisations and organisations[0].value == SCRIPT_ORGANISATION:
        return "generate_certs.sh"
    common_names = certificate.issuer.get_attributes_for_oid(NameOID.COMMON_NAME)
    named = [str(attribute.value) for attribute in (*common_names, *organisations)]
    return next(iter(named), certificate.issuer.rfc4514_string() or "an unnamed issuer")


_CURVES: Final = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}
_KEY_TEXTS: Final[tuple[tuple[type, Callable[..., str]], ...]] = (
    (ec.EllipticCurvePublicKey, lambda key: f"EC {_CURVES.get(key.curve.name, key.curve.name)}"),
    (rsa.RSAPublicKey, lambda key: f"RSA {key.key_size}"),
    (dsa.DSAPublicKey, lambda key: f"DSA {key.key_size}"),
    (ed25519.Ed25519PublicKey, lambda _: "Ed25519"),
    (ed448.Ed448PublicKey, lambda _: "Ed448"),
)


def _key_text(certificate: x509.Certificate) -> str:
    try:
        key = certificate.public_key()
    except (UnsupportedAlgorithm, ValueError):
        return certificate.public_key_algorithm_oid.dotted_string
    return next((text(key) for kind, text in _KEY_TEXTS if isinstance(key, kind)), type(key).__name__)


def _signature_text(certificate: x509.Certificate) -> str:
    oid = certificate.signature_algorithm_oid
    # cryptography keeps readable names of OIDs under this attribute only, e.g. "ecdsa-with-SHA256".
    return str(getattr(oid, "_name", oid.dotted_string))
