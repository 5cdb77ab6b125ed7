"""Which client certificates a server asks for: the policy, the file of authorities, and what contexts take from it."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from graphex.errors import UsageError
from graphex.paths import absolute_path
from graphex.tls.certificates.facts import attempt
from graphex.tls.check.files import certificates_of, read_pem_file
from graphex.tls.check.rules.rule import in_order
from graphex.tls.findings import Finding, Severity, has_errors
from graphex.tls.store.followed_file import Reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from graphex.tls.certificates.facts import CertificateFacts

ClientCertificates: TypeAlias = Literal["off", "optional", "required"]

AUTHORITIES: Final = "file of client authorities"
UNREADABLE: Final = "A client certificate that OpenSSL accepts cannot be decoded, and is refused."

# A company has a handful of authorities; a system's list of public ones has over a hundred.
_MANY: Final = 20
_MOST: Final = 1000


@dataclass(frozen=True, slots=True)
class ClientPolicy:
    """Whose client certificates are accepted, whether one is required, and the file that lists revoked ones."""

    authorities: Path
    is_required: bool = True
    revoked: Path | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ClientRules:
    """The authorities that are accepted at one time; a change of them makes new rules."""

    authorities: tuple[x509.Certificate, ...]
    is_required: bool
    number: int = 0

    def apply(self, context: ssl.SSLContext) -> None:
        """Have a context ask for client certificates; raises ssl.SSLError when OpenSSL refuses an authority."""
        ders = (one.public_bytes(serialization.Encoding.DER) for one in self.authorities)
        context.load_verify_locations(cadata=b"".join(ders))
        # Whoever names an issuing authority alone means that one, not its root and all the root's other children.
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
        context.verify_mode = ssl.CERT_REQUIRED if self.is_required else ssl.CERT_OPTIONAL


def client_policy(
    authorities: str | Path | None, certificates: ClientCertificates | None, revoked: str | Path | None
) -> ClientPolicy | None:
    """Put the three settings together; None when no certificate is to be asked for.

    With authorities alone, a certificate is required. Raises UsageError for a combination that makes no sense.
    """
    if certificates not in {None, "off", "optional", "required"}:
        raise UsageError(f"Client certificates cannot be {certificates!r}.", hint="Choose off, optional or required.")
    if authorities is None and certificates in {"optional", "required"}:
        raise UsageError(
            f"Client certificates are {certificates}, but nothing says whose are accepted.",
            hint="Name the file with their authorities: --client-ca FILE",
        )
    if authorities is None and revoked is not None:
        raise UsageError(
            "There is a list of revoked client certificates, but none are asked for.",
            hint="Name the file with their authorities: --client-ca FILE",
        )
    if authorities is None or certificates == "off":
        return None
    listed = None if revoked is None else absolute_path(revoked)
    return ClientPolicy(absolute_path(authorities), certificates != "optional", listed)


def read_authorities(path: Path, *, now: datetime) -> Reading[tuple[x509.Certificate, ...]]:
    """Read the authorities of a PEM file and judge whether client certificates can be verified with them."""
    file = read_pem_file(path)
    facts, file_findings = certificates_of(file, most=_MOST)
    findings = [*map(_about_authorities, file_findings), *_judge(facts, path, now)]
    if file.pem.keys:
        message = f"{path} holds a private key, which is not needed to verify client certificates."
        hint = "Leave only the certificates there, and keep the key where certificates are issued."
        findings.append(Finding(Severity.WARNING, "client-ca-holds-key", message, path, hint))
    certificates = tuple(dict.fromkeys(one.certificate for one in facts))
    if not has_errors(tuple(findings)):
        findings += _try(certificates, path)
    ordered = in_order(findings)
    return Reading(None if has_errors(ordered) else certificates, ordered)


def read_client_certificate(der: bytes) -> x509.Certificate | None:
    """Decode a client's certificate; None when what identifies it cannot be read."""

    def read() -> x509.Certificate:
        certificate = x509.load_der_x509_certificate(der)
        # Decoded when they are asked for, and nobody is prepared for an exception then.
        certificate.subject.rfc4514_string()
        certificate.issuer.rfc4514_string()
        return certificate

    return attempt(read)


def _about_authorities(finding: Finding) -> Finding:
    if finding.code != "file-missing":
        return finding
    hint = "Put the certificates of the authorities there in PEM, or name another file with --client-ca."
    return replace(finding, hint=hint)


def _judge(authorities: Iterable[CertificateFacts], path: Path, now: datetime) -> Iterator[Finding]:
    read = tuple(authorities)
    expired = [one for one in read if one.not_after < now]
    for one in read:
        if not _is_authority(one):
            message = f"{one.subject or 'A certificate'} in {path} is no authority: it may not sign certificates."
            hint = "Use the certificate of the authority that issues the client certificates (CA:TRUE)."
            yield Finding(Severity.ERROR, "client-ca-no-authority", message, path, hint)
        if one.not_before > now:
            message = f"The authority {one.subject} in {path} is not valid before {one.not_before:%Y-%m-%d %H:%M} UTC."
            hint = "Compare the clock with the right time: date -u"
            yield Finding(Severity.WARNING, "client-ca-not-yet-valid", message, path, hint)
    for one in expired:
        severity = Severity.ERROR if len(expired) == len(read) else Severity.WARNING
        message = f"The authority {one.subject} in {path} expired on {one.not_after:%Y-%m-%d}."
        yield Finding(severity, "client-ca-expired", message, path, "Put the authority's current certificate there.")
    if len(read) > _MANY:
        message = f"{path} holds {len(read)} authorities: whoever has a certificate of any of them is let in."
        hint = "Name only the authorities that issue certificates for the people of this server."
        yield Finding(Severity.WARNING, "client-ca-many", message, path, hint)


def _is_authority(facts: CertificateFacts) -> bool:
    if facts.extensions is None or not facts.extensions.ca:
        return False
    usage = attempt(lambda: facts.certificate.extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign)
    # Without the extension every use is allowed (RFC 5280 §4.2.1.3).
    return usage is not False


def _try(certificates: tuple[x509.Certificate, ...], path: Path) -> Iterator[Finding]:
    try:
        ClientRules(certificates, is_required=True).apply(ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER))
    except ssl.SSLError as error:
        message = f"OpenSSL refuses the authorities in {path}: {error.reason or error}."
        hint = "Have them issued again by a current program."
        yield Finding(Severity.ERROR, "client-ca-refused", message, path, hint)
