"""A foreign certificate or key as plain values, so that rules never meet what `cryptography` raises for odd ones."""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, TypeVar

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509.oid import (
    ExtendedKeyUsageOID,
    ExtensionOID,
    PublicKeyAlgorithmOID,
)

from graphex.tls.certificates import der
from graphex.tls.certificates.names import Names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

_Value = TypeVar("_Value")
_Extension = TypeVar("_Extension", bound=x509.ExtensionType)

# What clients, and `cryptography` itself, no longer verify.
OUTDATED_HASHES: Final = frozenset({"md2", "md4", "md5", "sha1"})

# RFC 3279 §2.3.5: the field types, which stand in a key only when its curve is spelled out instead of named.
_FIELD_TYPES: Final = (bytes.fromhex("06072a8648ce3d0101"), bytes.fromhex("06072a8648ce3d0102"))

# RFC 5280 §4.2, the extensions that TLS clients process; any other critical one makes them refuse.
_PROCESSED: Final = frozenset(
    {
        ExtensionOID.BASIC_CONSTRAINTS,
        ExtensionOID.KEY_USAGE,
        ExtensionOID.EXTENDED_KEY_USAGE,
        ExtensionOID.SUBJECT_ALTERNATIVE_NAME,
        ExtensionOID.NAME_CONSTRAINTS,
        ExtensionOID.CERTIFICATE_POLICIES,
        ExtensionOID.POLICY_MAPPINGS,
        ExtensionOID.POLICY_CONSTRAINTS,
        ExtensionOID.INHIBIT_ANY_POLICY,
        ExtensionOID.SUBJECT_KEY_IDENTIFIER,
        ExtensionOID.AUTHORITY_KEY_IDENTIFIER,
        ExtensionOID.CRL_DISTRIBUTION_POINTS,
    }
)


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """A public key: its kind as people name it ("RSA 1024", "EC P-256"), its size, and its DER to compare it by."""

    algorithm: str
    bits: int
    curve: str | None = None
    explicit_curve: bool = False
    spki: bytes | None = field(default=None, repr=False)

    def __str__(self) -> str:
        """Return the name that people have for the key."""
        size = self.curve or (str(self.bits) if self.bits else "")
        return f"{self.algorithm} {size}".strip()

    @property
    def fingerprint(self) -> str:
        """The beginning of the SHA-256 of the public key, enough to tell two apart."""
        digest = hashes.Hash(hashes.SHA256())
        digest.update(self.spki or b"")
        return digest.finalize()[:8].hex(":")


@dataclass(frozen=True, slots=True)
class Extensions:
    """What the rules look at in a certificate's extensions; None means that the extension is absent."""

    ca: bool = False
    server_use: bool | None = None
    any_use: bool = False
    signing_use: bool | None = None
    has_names: bool = False
    names_critical: bool = False
    subject_key_id: bytes | None = None
    authority_key_id: bytes | None = None
    authority_serial: int | None = None
    must_staple: bool = False
    unknown_critical: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """One certificate, read once; `extensions` is None when they cannot be decoded."""

    certificate: x509.Certificate = field(repr=False)
    der: bytes = field(repr=False)
    subject: str
    issuer: str
    subject_der: bytes = field(repr=False)
    issuer_der: bytes = field(repr=False)
    serial: int
    version: int
    not_before: datetime
    not_after: datetime
    signature_hash: str | None
    key: KeyFacts
    names: Names
    extensions: Extensions | None

    @property
    def self_issued(self) -> bool:
        """Whether subject and issuer are the same name."""
        return self.subject_der == self.issuer_der

    def is_valid(self, now: datetime) -> bool:
        """Return whether its time has begun and not ended."""
        return self.not_before <= now <= self.not_after

    def names_key_of(self, issuer: CertificateFacts) -> bool:
        """Return whether nothing that this certificate says of its issuer's key and number is otherwise there."""
        if self.extensions is None or issuer.extensions is None:
            return True
        key, number = self.extensions.authority_key_id, self.extensions.authority_serial
        is_key = None in {key, issuer.extensions.subject_key_id} or key == issuer.extensions.subject_key_id
        return is_key and number in {None, issuer.serial}

    def issued_by(self, issuer: CertificateFacts) -> bool:
        """Return whether `issuer` has the name of this certificate's issuer and made its signature."""
        if self.issuer_der != issuer.subject_der:
            return False
        signed = loads(lambda: self.certificate.verify_directly_issued_by(issuer.certificate))
        return signed or self._identifiers_agree(issuer)

    def _identifiers_agree(self, issuer: CertificateFacts) -> bool:
        """Go by key identifiers where `cryptography` does not verify: MD5, SHA-1, keys it does not know."""
        if self.signature_hash not in OUTDATED_HASHES and issuer.key.spki is not None:
            return False
        mine, theirs = self.extensions, issuer.extensions
        if mine is None or theirs is None or mine.authority_key_id is None or theirs.subject_key_id is None:
            return True
        return mine.authority_key_id == theirs.subject_key_id


def certificate_facts(data: bytes) -> CertificateFacts | None:
    """Read a DER certificate, with or without OpenSSL's trust settings after it; None when it is not readable."""
    outer = der.read_element(data)
    if outer is None:
        return None
    return attempt(lambda: _certificate_facts(x509.load_der_x509_certificate(data[: outer.end]), data[: outer.end]))


def facts_of(certificate: x509.Certificate) -> CertificateFacts | None:
    """Read a certificate that has been parsed already."""
    return certificate_facts(certificate.public_bytes(serialization.Encoding.DER))


def key_facts(public_key: PublicKeyTypes, *, explicit_curve: bool = False) -> KeyFacts:
    """Describe a public key."""
    spki = public_key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    match public_key:
        case rsa.RSAPublicKey():
            return KeyFacts("RSA", public_key.key_size, spki=spki)
        case ec.EllipticCurvePublicKey():
            curve = _CURVE_NAMES.get(public_key.curve.name, public_key.curve.name)
            return KeyFacts("EC", public_key.key_size, curve, explicit_curve, spki)
        case dsa.DSAPublicKey():
            return KeyFacts("DSA", public_key.key_size, spki=spki)
        case ed25519.Ed25519PublicKey():
            return KeyFacts("Ed25519", 0, spki=spki)
        case ed448.Ed448PublicKey():
            return KeyFacts("Ed448", 0, spki=spki)
        case _:
            return KeyFacts(type(public_key).__name__.removesuffix("PublicKey").lstrip("_"), 0, spki=spki)


def has_explicit_curve(data: bytes) -> bool:
    """Return whether the DER of a key or certificate spells its elliptic curve out instead of naming it."""
    return any(field_type in data for field_type in _FIELD_TYPES)


def attempt(read: Callable[[], _Value]) -> _Value | None:
    """Return what `read` makes of foreign data, None when it refuses it."""
    try:
        with _deprecations_ignored():
            return read()
    except Exception:  # noqa: BLE001 - hostile data fails in more ways than any list of exceptions holds
        return None


def loads(read: Callable[[], object]) -> bool:
    """Return whether `read` accepts foreign data."""
    return attempt(lambda: (read(),)) is not None


@contextmanager
def _deprecations_ignored() -> Iterator[None]:
    """Keep `cryptography` from warning about odd certificates: the rules report what matters about them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CryptographyDeprecationWarning)
        yield


def _certificate_facts(certificate: x509.Certificate, data: bytes) -> CertificateFacts:
    algorithm = attempt(lambda: certificate.signature_hash_algorithm)
    return CertificateFacts(
        certificate=certificate,
        der=data,
        subject=certificate.subject.rfc4514_string(),
        issuer=certificate.issuer.rfc4514_string(),
        subject_der=certificate.subject.public_bytes(),
        issuer_der=certificate.issuer.public_bytes(),
        serial=certificate.serial_number,
        version=certificate.version.value + 1,
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        signature_hash=algorithm.name if algorithm is not None else None,
        key=_key_of(certificate, data),
        names=attempt(lambda: Names.of_certificate(certificate)) or Names(),
        extensions=attempt(lambda: _extensions(certificate.extensions)),
    )


def _key_of(certificate: x509.Certificate, data: bytes) -> KeyFacts:
    explicit = has_explicit_curve(data)
    oid = certificate.public_key_algorithm_oid
    found = attempt(lambda: key_facts(certificate.public_key(), explicit_curve=explicit))
    if found is not None:
        return replace(found, algorithm="RSA-PSS") if oid == PublicKeyAlgorithmOID.RSASSA_PSS else found
    algorithm = "EC" if explicit else getattr(oid, "_name", oid.dotted_string)
    return KeyFacts(str(algorithm), 0, explicit_curve=explicit)


def _extensions(extensions: x509.Extensions) -> Extensions:
    basic = _value(extensions, x509.BasicConstraints)
    usage = _value(extensions, x509.KeyUsage)
    purposes = _value(extensions, x509.ExtendedKeyUsage)
    subject_id = _value(extensions, x509.SubjectKeyIdentifier)
    authority_id = _value(extensions, x509.AuthorityKeyIdentifier)
    features = _value(extensions, x509.TLSFeature)
    critical = {extension.oid for extension in extensions if extension.critical}
    return Extensions(
        ca=basic is not None and basic.ca,
        server_use=None if purposes is None else ExtendedKeyUsageOID.SERVER_AUTH in purposes,
        any_use=purposes is not None and ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE in purposes,
        signing_use=None if usage is None else usage.digital_signature,
        has_names=_value(extensions, x509.SubjectAlternativeName) is not None,
        names_critical=ExtensionOID.SUBJECT_ALTERNATIVE_NAME in critical,
        subject_key_id=None if subject_id is None else subject_id.digest,
        authority_key_id=None if authority_id is None else authority_id.key_identifier,
        authority_serial=None if authority_id is None else authority_id.authority_cert_serial_number,
        must_staple=features is not None and x509.TLSFeatureType.status_request in features,
        unknown_critical=tuple(sorted(oid.dotted_string for oid in critical - _PROCESSED)),
    )


def _value(extensions: x509.Extensions, kind: type[_Extension]) -> _Extension | None:
    try:
        return extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


_CURVE_NAMES: Final = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}
