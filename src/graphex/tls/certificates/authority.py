"""The local authority as a value: made once, constrained to local names, and asked to issue leaves.

Whoever trusts an authority trusts every name that it may sign for. So it may sign only for what is local (RFC 5280
§4.2.1.10), and whoever steals its key can impersonate nobody but the machines that it was made for.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID, NameOID

from graphex.errors import UsageError
from graphex.tls.certificates.allowing import COST, command_to_allow
from graphex.tls.certificates.building import (
    KeyType,
    format_key,
    general_names,
    generate_key,
    key_usage,
    prove_pair,
    prove_verifiable,
)
from graphex.tls.certificates.certificate import (
    BACKDATING,
    OWN_ORGANISATION,
    CreatedPair,
    has_extensions,
    is_for_own_server,
    is_issued_by,
    is_own,
    own_name,
)
from graphex.tls.certificates.constraints import Constraints
from graphex.tls.certificates.facts import attempt
from graphex.tls.certificates.names import Names

if TYPE_CHECKING:
    from collections.abc import Sequence


PublicKey: TypeAlias = ec.EllipticCurvePublicKey | rsa.RSAPublicKey

COMMON_NAME_START: Final = "GraphEx authority "
# RFC 5280, ub-common-name.
_COMMON_NAME_MOST: Final = 64
_DAYS_PER_YEAR: Final = 365.2425

_HOLDER_ORGANISATION: Final = "GraphEx holder"
_CLIENT_NAMES: Final = Names(("client.internal",))
_EMAIL: Final = re.compile(r"[!-?A-~]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")

_AUTHORITY_EXTENSIONS: Final = frozenset(
    {
        ExtensionOID.BASIC_CONSTRAINTS,
        ExtensionOID.KEY_USAGE,
        ExtensionOID.SUBJECT_KEY_IDENTIFIER,
        ExtensionOID.NAME_CONSTRAINTS,
    }
)


@dataclass(frozen=True, slots=True)
class Authority:
    """A certificate that may sign others, and its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey = field(repr=False)

    @property
    def certificate_pem(self) -> bytes:
        """The certificate, as trust stores take it."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def key_pem(self, passphrase: bytes | None = None) -> bytes:
        """Return the key as PKCS#8, encrypted if there is a passphrase."""
        encryption = serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
        return self.key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose certificate it is, where that is not this machine: a person or program, or another server.

    What is issued to a holder is never taken for a pair of this machine's own, so that no GraphEx renews it.
    """

    name: str
    is_client: bool = True
    emails: tuple[str, ...] = ()


def create_authority(*, label: str, names: Names, allowed: Names, now: dt.datetime, years: int = 10) -> Authority:
    """Create an authority that may sign for local names, `names` (this machine's) and `allowed`, and for nothing else.

    `label` says whose it is (`user@host`), for the lists of trust stores.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _authority_name(label)
    not_before = now.astimezone(dt.UTC).replace(microsecond=0) - BACKDATING
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(not_before)
        .not_valid_after(not_before + dt.timedelta(days=round(years * _DAYS_PER_YEAR)))
        # No authority below this one.
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(key_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(Constraints.for_names(names | allowed).as_extension(), critical=True)
    )
    return Authority(builder.sign(key, hashes.SHA256()), key)


def permitted(certificate: x509.Certificate, names: Names) -> tuple[Names, Names]:
    """Split names into those that the authority may sign for and those that every client would refuse from it."""
    return Constraints.of_certificate(certificate).split(names)


def issue(
    authority: Authority,
    names: Names,
    *,
    now: dt.datetime,
    days: int,
    key_type: KeyType = "p256",
    holder: Holder | None = None,
) -> CreatedPair:
    """Create a key and have the authority sign its certificate; `certificate_pem` is the whole chain.

    Without a holder it is for a server on this machine. A certificate for a client may be without names. Raises
    UsageError for names outside the constraints; `permitted` tells them apart.
    """
    key = generate_key(key_type)
    chain_pem = issue_for_key(authority, names, key.public_key(), now=now, days=days, holder=holder)
    prove_pair(x509.load_pem_x509_certificate(chain_pem), key)
    return CreatedPair(chain_pem, format_key(key))


def issue_for_key(
    authority: Authority,
    names: Names,
    public_key: PublicKey,
    *,
    now: dt.datetime,
    days: int,
    holder: Holder | None = None,
) -> bytes:
    """Sign a certificate for somebody else's key, as from a request; returns the chain (PEM)."""
    _refuse_outside(authority.certificate, names)
    # OpenSSL takes a common name with a dot for a host name, outside the constraints, unless there is a DNS name.
    if holder and "." in holder.name and not names.dns:
        names |= _CLIENT_NAMES
    issuer = authority.certificate
    begin = max(now.astimezone(dt.UTC).replace(microsecond=0) - BACKDATING, issuer.not_valid_before_utc)
    # A leaf that outlives its authority would promise a date on which it no longer works.
    end = min(begin + dt.timedelta(days=days), issuer.not_valid_after_utc)
    is_client = holder is not None and holder.is_client
    usage = ExtendedKeyUsageOID.CLIENT_AUTH if is_client else ExtendedKeyUsageOID.SERVER_AUTH
    builder = (
        x509.CertificateBuilder()
        .subject_name(_holder_name(holder.name) if holder else own_name())
        .issuer_name(issuer.subject)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(key_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .add_extension(_authority_identifier(issuer), critical=False)
    )
    emails = holder.emails if holder else ()
    if len(names) or emails:
        builder = builder.add_extension(_alternative_names(names, emails), critical=False)
    leaf = builder.sign(authority.key, hashes.SHA256())
    prove_verifiable(leaf, issuer)
    return leaf.public_bytes(serialization.Encoding.PEM) + authority.certificate_pem


def is_authority(certificate: x509.Certificate) -> bool:
    """Return whether GraphEx made this authority: its marks as issuer and subject, extensions and own signature."""
    return attempt(lambda: _has_marks(certificate)) is True and is_issued_by(certificate, certificate)


def _has_marks(certificate: x509.Certificate) -> bool:
    organisation = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    if not has_extensions(certificate, _AUTHORITY_EXTENSIONS) or [one.value for one in organisation] != [
        OWN_ORGANISATION
    ]:
        return False
    return authority_label(certificate) is not None


def authority_label(certificate: x509.Certificate) -> str | None:
    """Return whose authority it is (`user@host`), None if its common name is not of our form."""
    for attribute in certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME):
        text = str(attribute.value)
        if text.startswith(COMMON_NAME_START):
            return text.removeprefix(COMMON_NAME_START)
    return None


def is_issued(leaf: x509.Certificate, chain: Sequence[x509.Certificate]) -> bool:
    """Return whether a leaf for servers was issued by an authority of ours; `chain` holds what came with it."""
    return is_for_own_server(leaf) and any(is_authority(issuer) and is_issued_by(leaf, issuer) for issuer in chain)


def is_ours(chain: Sequence[x509.Certificate]) -> bool:
    """Return whether GraphEx made a pair for its own use, by what its certificate file holds."""
    return bool(chain) and (is_own(chain[0]) or is_issued(chain[0], chain[1:]))


def _authority_name(label: str) -> x509.Name:
    printable = "".join(character for character in label if character.isprintable())
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, OWN_ORGANISATION),
            # iOS lists a root for trust only if it has a common name.
            x509.NameAttribute(NameOID.COMMON_NAME, f"{COMMON_NAME_START}{printable}"[:_COMMON_NAME_MOST].rstrip()),
        ]
    )


def _holder_name(name: str) -> x509.Name:
    if not name.isprintable() or not name.strip() or len(name) > _COMMON_NAME_MOST:
        raise UsageError(
            f"{name!r} cannot be the name of a client.", hint=f"Give up to {_COMMON_NAME_MOST} printable characters."
        )
    return x509.Name(
        [
            # Never the organisation of our own pairs: one for `localhost` elsewhere would pass for one of these.
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _HOLDER_ORGANISATION),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )


def _refuse_outside(certificate: x509.Certificate, names: Names) -> None:
    _, outside = permitted(certificate, names)
    if len(outside):
        raise UsageError(
            f"The authority may not sign for {outside}.",
            hint=f"{COST}: {command_to_allow(certificate, outside)}",
        )


def _authority_identifier(issuer: x509.Certificate) -> x509.AuthorityKeyIdentifier:
    """Copy the identifier that the issuer carries: Windows compares these bytes, whatever they were made from."""
    stored = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(stored)


def _alternative_names(names: Names, emails: tuple[str, ...]) -> x509.SubjectAlternativeName:
    return x509.SubjectAlternativeName([*general_names(names), *map(_email, emails)])


def _email(text: str) -> x509.RFC822Name:
    # RFC 5280 §4.2.1.6: ASCII in this form, and nothing but the address.
    if not _EMAIL.fullmatch(text):
        raise UsageError(f"{text!r} is no e-mail address.", hint="Give one such as alice@example.org.")
    return x509.RFC822Name(text)
