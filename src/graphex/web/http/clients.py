"""Who is at the other end of a connection, by the client certificate that TLS has verified."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from graphex.web.http.proxies import Passage, passage

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.types import Scope

CLIENT_KEY: Final = "graphex.client"
"""Where a request carries the identity of its connection."""


@dataclass(frozen=True, slots=True)
class ClientIdentity:
    """The holder of a client certificate; `name` is what a person reads, `subject` the whole name (RFC 4514)."""

    name: str
    subject: str
    issuer: str
    emails: tuple[str, ...]
    dns_names: tuple[str, ...]
    uris: tuple[str, ...]
    fingerprint: str
    serial: str
    not_after: datetime

    @property
    def names(self) -> tuple[str, ...]:
        """All names of the subjectAltName that identify a holder."""
        return (*self.emails, *self.dns_names, *self.uris)


def visitor(scope: Scope) -> ClientIdentity | None:
    """Return who sent a request, if their own connection ends here: over a reverse proxy nobody can tell."""
    identity: ClientIdentity | None = scope.get(CLIENT_KEY)
    # The certificate of a proxy is not the visitor's.
    return identity if passage(scope) is Passage.DIRECT else None
