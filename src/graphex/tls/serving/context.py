"""The `ssl` side: contexts for one generation of the pair, and the front that hands out whichever is current."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, Self, TypeAlias

from graphex.tls.serving.redirect import GreetingObject

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any

    from graphex.tls.serving.clients.certificates import ClientRules
    from graphex.tls.serving.clients.live import LiveClients
    from graphex.tls.serving.plain_page import PlainPages

MinimumVersion: TypeAlias = Literal["1.2", "1.3"]

# Forward secrecy and authenticated encryption only: uvicorn's default leaves two CBC suites in.
DEFAULT_CIPHERS: Final = "ECDHE+AESGCM:ECDHE+CHACHA20"
DEFAULT_ALPN_PROTOCOLS: Final = ("http/1.1",)
_MINIMUM_VERSIONS: Final = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}


@dataclass(frozen=True, slots=True)
class ContextOptions:
    """What every context of one server has in common.

    The minimum version and whether clients are verified are taken from the front, ciphers, ALPN and the authorities
    of clients from the generation (measured with OpenSSL 3.0): so both are built from the same options.
    """

    minimum_version: MinimumVersion = "1.2"
    ciphers: str = DEFAULT_CIPHERS
    alpn_protocols: tuple[str, ...] = DEFAULT_ALPN_PROTOCOLS
    clients: LiveClients | None = None

    @property
    def client_rules(self) -> ClientRules | None:
        """What is asked of clients now; None when they are not asked for certificates."""
        return None if self.clients is None else self.clients.rules

    def apply(self, context: ssl.SSLContext) -> None:
        """Set a context up; raises ssl.SSLError for a cipher list that names nothing."""
        context.minimum_version = _MINIMUM_VERSIONS[self.minimum_version]
        context.set_ciphers(self.ciphers)
        context.set_alpn_protocols(list(self.alpn_protocols))
        context.options |= ssl.OP_NO_COMPRESSION | ssl.OP_NO_RENEGOTIATION


def load_context(certfile: Path, keyfile: Path, *, passphrase: bytes | None, options: ContextOptions) -> ssl.SSLContext:
    """Build the context of one generation; raises OSError (ssl.SSLError is one) when the two files do not serve."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    options.apply(context)
    # Given as a function even when empty: OpenSSL would otherwise stop and ask on the terminal.
    context.load_cert_chain(certfile, keyfile, password=lambda: passphrase or b"")
    return context


class FrontContext(ssl.SSLContext):
    """The context that the server holds: each handshake is continued with the context that is current at its start.

    It has no certificate of its own, so an old one cannot linger in it, and it is never changed, so no handshake can
    meet it half-way. Connections that are open keep what they began with.
    """

    sslobject_class = GreetingObject

    def __new__(cls, *_: object) -> Self:
        """Create a server context; ssl.SSLContext takes its protocol here."""
        return super().__new__(cls, ssl.PROTOCOL_TLS_SERVER)

    def __init__(
        self,
        current: Callable[[], ssl.SSLContext],
        options: ContextOptions,
        pages: PlainPages | None = None,
        asked: Callable[[str], None] | None = None,
    ) -> None:
        """Set up the front.

        `current` is asked at every handshake, `pages` for plain requests, and `asked` hears the name that each client
        wants; none of them may raise.
        """
        options.apply(self)
        self._current = current
        self._pages = pages
        self._asked = asked
        self.sni_callback = self._continue_with_current

    def wrap_bio(self, incoming: ssl.MemoryBIO, outgoing: ssl.MemoryBIO, *args: Any, **named: Any) -> ssl.SSLObject:
        """Wrap a connection so that a plain HTTP greeting on it can be answered."""
        connection = super().wrap_bio(incoming, outgoing, *args, **named)
        if isinstance(connection, GreetingObject):
            connection.incoming, connection.outgoing = incoming, outgoing
            connection.pages = self._pages
            connection.asked = self._asked
        return connection

    def _continue_with_current(self, connection: Any, name: str | None, _context: ssl.SSLContext) -> None:
        # Called without a name too: for addresses, and for clients that send none.
        connection.context = self._current()
        if name is not None and self._asked is not None:
            self._asked(name)
