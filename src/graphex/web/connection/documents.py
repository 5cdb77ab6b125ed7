"""What `/api/connection` says, as the types of its JSON; moments are ISO 8601, in UTC."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from graphex.web.http.clients import ClientIdentity


class CertificateDocument(TypedDict):
    """The certificate that is served, and how well it does for the one who asks."""

    subject: str
    issuer: str
    names: list[str]
    not_before: str
    not_after: str
    renewal: str | None
    serial: str
    sha256: str
    key: str
    signature: str
    maker: str
    own: bool
    self_signed: bool
    covers_host: bool
    days_left: int
    standing: str


class AuthorityDocument(TypedDict):
    """The local authority that issued it: what to compare, and the addresses of its files."""

    subject: str
    not_before: str
    not_after: str
    sha256: str
    key: str
    downloads: dict[str, str]


class ClientDocument(TypedDict):
    """The client certificate of the one who asks."""

    name: str
    subject: str
    issuer: str
    emails: list[str]
    dns_names: list[str]
    uris: list[str]
    sha256: str
    serial: str
    not_after: str


class FindingDocument(TypedDict):
    """What is wrong with a pair; the sentences and the file are for those who are signed in."""

    severity: str
    code: str
    file: str | None
    message: str | None
    hint: str | None
    fix: str | None


class ConnectionDocument(TypedDict):
    """All that is said about a connection."""

    origin: str
    encrypted: bool
    through_proxy: bool
    tls_version: str | None
    cipher: str | None
    certificate: CertificateDocument | None
    authority: AuthorityDocument | None
    client: ClientDocument | None
    emergency: list[FindingDocument] | None


def client_document(client: ClientIdentity) -> ClientDocument:
    """Describe the holder of a client certificate."""
    return {
        "name": client.name,
        "subject": client.subject,
        "issuer": client.issuer,
        "emails": list(client.emails),
        "dns_names": list(client.dns_names),
        "uris": list(client.uris),
        "sha256": client.fingerprint,
        "serial": client.serial,
        "not_after": client.not_after.isoformat(),
    }
