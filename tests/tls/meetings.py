"""Houses that ask for client certificates, and meetings with their visitors in memory."""

from __future__ import annotations

import contextlib
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphex.tls.serving.client_front import VettedObject
from tls.people import showing

if TYPE_CHECKING:
    from pathlib import Path

    from graphex.tls import ServerTLS
    from tls.material import Issued


@dataclass
class House:
    """A server that asks for certificates."""

    directory: Path
    tls: ServerTLS
    context: ssl.SSLContext

    def revoke(self, text: str) -> None:
        """Write the list of revoked certificates."""
        (self.directory / "revoked").write_text(text)

    def visit(
        self,
        issued: Issued | None,
        version: str = "1.3",
        client: ssl.SSLContext | None = None,
        session: ssl.SSLSession | None = None,
    ) -> Meeting:
        """Connect in memory, with a certificate or with a whole client context."""
        return Meeting(client or showing(self.directory, issued, tls=version), self.context, session)


class Meeting:
    """A client and the server, as far as they got: `refusal` is what the client was told."""

    def __init__(self, client: ssl.SSLContext, server: ssl.SSLContext, session: ssl.SSLSession | None = None) -> None:
        """Shake hands, let the server say hello, and let the client hear it."""
        to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.client = client.wrap_bio(to_client, to_server, session=session)
        theirs = server.wrap_bio(to_server, to_client, server_side=True)
        assert isinstance(theirs, VettedObject)
        self.server = theirs
        self.refusal: str | None = None
        self.heard = b""
        try:
            self._talk()
            self.refusal = None if self.heard else "goodbye"
        except ssl.SSLError as error:
            self.refusal = error.reason

    def _talk(self) -> None:
        for _ in range(3):
            for side in (self.client, self.server):
                with contextlib.suppress(ssl.SSLWantReadError):
                    side.do_handshake()
        self.server.write(b"hello")
        self.heard = self.client.read(5)
