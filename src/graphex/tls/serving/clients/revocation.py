"""Revoked client certificates: a plain list of fingerprints and serial numbers, or an authority's own list (CRL)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from graphex.tls.certificates.facts import attempt
from graphex.tls.certificates.pem import BOM, Source, named_block, parse_pem, read_source
from graphex.tls.findings import Finding, Severity, has_errors
from graphex.tls.shell import quote
from graphex.tls.store.followed_file import Reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

CRL_LABEL: Final = "X509 CRL"
LIST: Final = "list of revoked client certificates"

_FINGERPRINT_DIGITS: Final = 64
# RFC 5280 §4.1.2.2: twenty octets at most. As large as that, the number is positive, so its first bit is zero.
_SERIAL_DIGITS: Final = 40
_LARGEST_SERIAL: Final = (1 << (_SERIAL_DIGITS * 4 - 1)) - 1
# What openssl prints before either: `sha256 Fingerprint=AB:CD…`, `serial=0A1B…`.
_PREFIX: Final = re.compile(r"(?:sha-?256(?: fingerprint)?|serial(?: number)?)\s*[=:]|0x", re.IGNORECASE)
_HEX: Final = re.compile(r"[0-9a-f]+", re.IGNORECASE)
_MOST_COMPLAINTS: Final = 5


@dataclass(frozen=True, slots=True)
class Revocations:
    """Which certificates are revoked: by SHA-256, by serial number, and by issuer (DER) with serial number."""

    fingerprints: frozenset[bytes] = frozenset()
    serials: frozenset[int] = frozenset()
    issued: frozenset[tuple[bytes, int]] = frozenset()

    def __len__(self) -> int:
        return len(self.fingerprints) + len(self.serials) + len(self.issued)

    def holds(self, certificate: x509.Certificate) -> bool:
        """Return whether a certificate is revoked."""
        if not len(self):
            # Open connections are asked about again and again.
            return False
        serial = certificate.serial_number
        return (
            serial in self.serials
            or (certificate.issuer.public_bytes(), serial) in self.issued
            or certificate.fingerprint(hashes.SHA256()) in self.fingerprints
        )


def read_revocations(path: Path, authorities: Iterable[x509.Certificate], *, now: datetime) -> Reading[Revocations]:
    """Read a list or a CRL; a CRL must be signed by one of the authorities."""
    source = read_source(path)
    if isinstance(source, Finding):
        return Reading(None, (_about_the_list(source),))
    pem = parse_pem(source.data)
    if pem.blocks or pem.flaws:
        return _read_crls(source, tuple(authorities), now)
    return _read_list(source)


def _about_the_list(finding: Finding) -> Finding:
    if finding.code == "file-empty" and finding.file is not None:
        hint = f"To revoke nobody, say so: echo '# nobody' > {quote(finding.file)}"
        return replace(finding, hint=hint)
    if finding.code == "file-missing":
        return replace(finding, hint="Put the list there, or leave client_revoked (--client-revoked) out.")
    return finding


def _read_list(source: Source) -> Reading[Revocations]:
    fingerprints: set[bytes] = set()
    serials: set[int] = set()
    complaints: list[Finding] = []
    for number, line in enumerate(source.data.removeprefix(BOM).decode(errors="replace").splitlines(), start=1):
        entry = line.partition("#")[0].strip()
        match _parse_entry(entry) if entry else b"":
            case bytes(fingerprint):
                fingerprints |= {fingerprint} - {b""}
            case int(serial):
                serials.add(serial)
            case None:
                complaints.append(_complaint(source.path, number))
    if complaints:
        return Reading(None, tuple(complaints[:_MOST_COMPLAINTS]))
    return Reading(Revocations(frozenset(fingerprints), frozenset(serials)))


def _parse_entry(entry: str) -> bytes | int | None:
    """Return a fingerprint, a serial number, or None for what is neither."""
    digits = re.sub(r"[:\s]", "", _PREFIX.sub("", entry, count=1) if _PREFIX.match(entry) else entry)
    if not _HEX.fullmatch(digits):
        return None
    if len(digits) == _FINGERPRINT_DIGITS:
        return bytes.fromhex(digits)
    # Some programs show a serial number with the zero octet that its DER form begins with.
    if len(digits) <= _SERIAL_DIGITS + 2 and (serial := int(digits, 16)) <= _LARGEST_SERIAL:
        return serial
    return None


def _complaint(path: Path, number: int) -> Finding:
    # Not what stands there: where another file was named by mistake, that may be a piece of a key.
    return Finding(
        Severity.ERROR,
        "client-list-malformed",
        f"{path}:{number}: this line holds neither a SHA-256 fingerprint nor a serial number in hexadecimal.",
        path,
        "Print one with: openssl x509 -noout -fingerprint -sha256 -in CERTIFICATE",
    )


def _read_crls(source: Source, authorities: tuple[x509.Certificate, ...], now: datetime) -> Reading[Revocations]:
    pem = parse_pem(source.data)
    findings: list[Finding] = []
    issued: set[tuple[bytes, int]] = set()
    for block in pem.blocks:
        crl = attempt(partial(x509.load_der_x509_crl, block.der)) if block.label == CRL_LABEL else None
        if crl is None:
            findings.append(_malformed(source.path, block.line, block.label))
            continue
        findings += _judge(crl, source.path, authorities, now)
        issuer = crl.issuer.public_bytes()
        issued |= {(issuer, entry.serial_number) for entry in crl}
    findings += [_malformed(source.path, flaw.line, flaw.label) for flaw in pem.flaws]
    return Reading(None if has_errors(tuple(findings)) else Revocations(issued=frozenset(issued)), tuple(findings))


def _judge(
    crl: x509.CertificateRevocationList, path: Path, authorities: tuple[x509.Certificate, ...], now: datetime
) -> Iterator[Finding]:
    if not any(_is_signed_by(crl, authority) for authority in authorities):
        message = f"The CRL of {crl.issuer.rfc4514_string()} in {path} is signed by none of the client authorities."
        hint = "Use the CRL of an authority in the client_ca file, or a list of fingerprints."
        yield Finding(Severity.ERROR, "client-crl-foreign", message, path, hint)
    until = crl.next_update_utc
    if until is not None and until < now:
        message = f"The CRL in {path} should have been replaced by {until:%Y-%m-%d %H:%M} UTC; it is still used."
        yield Finding(Severity.WARNING, "client-crl-outdated", message, path, "Fetch the authority's current one.")


def _is_signed_by(crl: x509.CertificateRevocationList, authority: x509.Certificate) -> bool:
    if crl.issuer != authority.subject:
        return False
    # Only keys that can sign are taken; others raise, which is a no.
    return attempt(lambda: crl.is_signature_valid(authority.public_key())) is True  # type: ignore[arg-type]


def _malformed(path: Path, line: int, label: str) -> Finding:
    message = f"{named_block(label)} that begins in line {line} of {path} is not a readable CRL."
    hint = "Put CRLs in PEM there (BEGIN X509 CRL), or a list of fingerprints and serial numbers."
    return Finding(Severity.ERROR, "client-list-malformed", message, path, hint)
