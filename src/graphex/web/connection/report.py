"""What can be said about the connection of a request: how it is encrypted, and with which certificate."""

from __future__ import annotations

import re
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, cast

from graphex.web.connection.anchor import find_anchor
from graphex.web.connection.documents import client_document
from graphex.web.connection.seals import look_at
from graphex.web.http.clients import visitor
from graphex.web.http.origins import host_name, own_origin
from graphex.web.http.proxies import Passage, passage

if TYPE_CHECKING:
    from starlette.types import Scope

    from graphex.tls import ServerTLS
    from graphex.tls.findings import Finding
    from graphex.web.connection.anchor import Anchor
    from graphex.web.connection.certificate import CertificateReport
    from graphex.web.connection.documents import ConnectionDocument, FindingDocument
    from graphex.web.connection.seals import Seal
    from graphex.web.http.clients import ClientIdentity

PUBLIC_BLOCK: Final = re.compile(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)

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
class ConnectionReport:
    """How a request reached the server."""

    origin: str
    host: str
    encrypted: bool
    tls_version: str | None
    cipher: str | None
    passage: Passage
    seal: Seal
    certificate: CertificateReport | None
    anchor: Anchor | None = None
    emergency: tuple[Finding, ...] | None = None
    client: ClientIdentity | None = None

    @property
    def through_proxy(self) -> bool:
        """Whether a trusted proxy stands in between: browsers then see its certificate, not this server's."""
        return self.passage is Passage.PROXY

    @property
    def may_be_through_proxy(self) -> bool:
        """Whether something says so that the server was not told to believe."""
        return self.passage is Passage.UNCERTAIN

    def as_json(self, *, in_private: bool = False) -> ConnectionDocument:
        """Return the document of /api/connection; sentences that may name files are for those who are signed in."""
        return {
            "origin": self.origin,
            "encrypted": self.encrypted,
            "through_proxy": self.through_proxy,
            "tls_version": self.tls_version,
            "cipher": self.cipher,
            "certificate": self.certificate.as_json() if self.certificate else None,
            "authority": self.anchor.as_json() if self.anchor and self.anchor.is_authority else None,
            "client": client_document(self.client) if self.client else None,
            "emergency": None
            if self.emergency is None
            else [_finding(finding, in_private=in_private) for finding in self.emergency],
        }


def report_connection(scope: Scope, tls: ServerTLS | None, *, now: datetime | None = None) -> ConnectionReport:
    """Describe the connection of a request, and the certificate when this program holds it."""
    extension = scope.get("extensions", {}).get("tls") or {}
    host, now = host_name(scope), now or datetime.now(UTC)
    certificate = None
    if tls is not None:
        # It loads cryptography, which a program that holds no certificate of its own does without.
        from graphex.web.connection.certificate import report_certificate  # noqa: PLC0415

        certificate = report_certificate(tls, host, now)
    return ConnectionReport(
        origin=own_origin(scope),
        host=host,
        encrypted=scope.get("scheme") in {"https", "wss"},
        tls_version=TLS_VERSIONS.get(extension.get("tls_version") or 0),
        cipher=CIPHER_SUITES.get(extension.get("cipher_suite") or 0),
        passage=passage(scope),
        seal=look_at(scope, tls, now=now),
        certificate=certificate,
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


def _finding(finding: Finding, *, in_private: bool) -> FindingDocument:
    document = finding.as_json()
    hidden = {} if in_private else dict.fromkeys(document.keys() - {"severity", "code"})
    return cast("FindingDocument", {**document, **hidden})  # the members of every finding
