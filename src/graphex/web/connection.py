"""What can be said about the connection of a request: how it is encrypted, and with which certificate."""

from __future__ import annotations

import re
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from graphex.web.anchor import find_anchor
from graphex.web.clients import visitor
from graphex.web.origins import host_name, own_origin

if TYPE_CHECKING:
    from starlette.types import Scope

    from graphex.tls import ServerTLS
    from graphex.tls.certificate import CertificateInfo
    from graphex.tls.findings import Finding
    from graphex.web.anchor import Anchor
    from graphex.web.clients import ClientIdentity

PUBLIC_BLOCK: Final = re.compile(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)
SECONDS_A_DAY: Final = 86400

# ASGI TLS extension 0.2: the numbers of the handshake, RFC 8446 and the IANA cipher suite registry.
TLS_VERSIONS: Final = {0x0301: "TLS 1.0", 0x0302: "TLS 1.1", 0x0303: "TLS 1.2", 0x0304: "TLS 1.3"}
CIPHER_SUITES: Final = {
    0x1301: "AES-128-GCM",
    0x1302: "AES-256-GCM",
    0x1303: "ChaCha20-Poly1305",
    0xC02B: "ECDHE-ECDSA AES-128-GCM",
    0xC02C: "ECDHE-ECDSA AES-256-GCM",
    0xC02F: "ECDHE-RSA AES-128-GCM",
    0xC030: "ECDHE-RSA AES-256-GCM",
    0xCCA8: "ECDHE-RSA ChaCha20-Poly1305",
    0xCCA9: "ECDHE-ECDSA ChaCha20-Poly1305",
}


@dataclass(frozen=True, slots=True)
class CertificateReport:
    """The certificate served at this moment, in the words of the Connection page."""

    info: CertificateInfo
    covers_host: bool
    now: datetime
    renewal: datetime | None

    @property
    def names(self) -> tuple[str, ...]:
        """All names and addresses it holds for."""
        return (*self.info.names.dns, *map(str, self.info.names.addresses))

    @property
    def sha256_plain(self) -> str:
        """The fingerprint as Chromium shows it."""
        return plain_fingerprint(self.info.sha256)

    @property
    def days_left(self) -> int:
        """Whole days until it ends; negative when it has ended."""
        return int((self.info.not_after - self.now).total_seconds() // SECONDS_A_DAY)

    @property
    def days_total(self) -> int:
        """Whole days of its life."""
        return max(1, (self.info.not_after - self.info.not_before).days)

    @property
    def is_current(self) -> bool:
        """Tell whether it holds now."""
        return self.info.not_before <= self.now < self.info.not_after

    def as_json(self) -> dict[str, object]:
        """Return the certificate's members of /api/connection."""
        info = self.info
        return {
            "subject": info.subject,
            "issuer": info.issuer,
            "maker": info.maker,
            "own": info.own,
            "self_signed": info.self_signed,
            "names": list(info.names.dns),
            "addresses": [str(address) for address in info.names.addresses],
            "covers_host": self.covers_host,
            "not_before": info.not_before.isoformat(),
            "not_after": info.not_after.isoformat(),
            "days_left": self.days_left,
            "renewal": self.renewal.isoformat() if self.renewal else None,
            "serial": info.serial,
            "sha256": info.sha256,
            "key": info.key,
            "signature": info.signature,
        }


@dataclass(frozen=True, slots=True)
class ConnectionReport:
    """How a request reached the server."""

    origin: str
    host: str
    encrypted: bool
    tls_version: str | None
    cipher: str | None
    certificate: CertificateReport | None
    anchor: Anchor | None = None
    emergency: tuple[Finding, ...] | None = None
    client: ClientIdentity | None = None

    def as_json(self, *, in_private: bool = False) -> dict[str, object]:
        """Return the document of /api/connection; sentences that may name files are for those who are signed in."""
        return {
            "origin": self.origin,
            "encrypted": self.encrypted,
            "tls_version": self.tls_version,
            "cipher": self.cipher,
            "certificate": self.certificate.as_json() if self.certificate else None,
            "authority": self.anchor.as_json() if self.anchor and self.anchor.is_authority else None,
            "client": self.client.as_json() if self.client else None,
            "emergency": None
            if self.emergency is None
            else [_finding_as_json(finding, in_private=in_private) for finding in self.emergency],
        }


def report_connection(scope: Scope, tls: ServerTLS | None, *, now: datetime | None = None) -> ConnectionReport:
    """Describe the connection of a request, and the certificate when this program holds it."""
    extension = scope.get("extensions", {}).get("tls") or {}
    host = host_name(scope)
    return ConnectionReport(
        origin=own_origin(scope),
        host=host,
        encrypted=scope.get("scheme") in {"https", "wss"},
        tls_version=TLS_VERSIONS.get(extension.get("tls_version") or 0),
        cipher=CIPHER_SUITES.get(extension.get("cipher_suite") or 0),
        certificate=_report_certificate(tls, host, now or datetime.now(UTC)) if tls else None,
        anchor=find_anchor(tls) if tls else None,
        emergency=tls.emergency() if tls else None,
        client=visitor(scope),
    )


def public_pem(tls: ServerTLS) -> bytes:
    """Return the certificates served, and nothing else that the file they come from may hold."""
    return b"\n".join([*PUBLIC_BLOCK.findall(tls.certificate_pem()), b""])


def public_der(tls: ServerTLS) -> bytes:
    """Return the server's own certificate in DER."""
    block = PUBLIC_BLOCK.search(tls.certificate_pem())
    return ssl.PEM_cert_to_DER_cert(block.group().decode("ascii")) if block else b""


def plain_fingerprint(sha256: str) -> str:
    """Return a fingerprint in lower case without colons."""
    return sha256.replace(":", "").lower()


def short_fingerprint(sha256: str) -> str:
    """Return enough of a fingerprint to notice a change at a glance; not enough to compare by."""
    pairs = sha256.split(":")
    return f"{':'.join(pairs[:3])}…{pairs[-1]}"


def _report_certificate(tls: ServerTLS, host: str, now: datetime) -> CertificateReport:
    info = tls.info()
    return CertificateReport(info, bool(host) and info.names.covers(host), now, tls.renewal_due())


def _finding_as_json(finding: Finding, *, in_private: bool) -> dict[str, object]:
    return {
        "severity": str(finding.severity),
        "code": finding.code,
        "message": finding.message if in_private else None,
        "fix": finding.fix if in_private else None,
    }
