"""Handshakes in which clients show certificates: asked for by the front, looked up in the list, refused in order.

OpenSSL verifies a certificate and cannot be told of our list, so a revoked one completes the handshake; the
connection is then ended before anything is read from it, as one that OpenSSL itself refuses.
"""

from __future__ import annotations

import contextlib
import ssl
from typing import TYPE_CHECKING, Final, Self

from graphex.tls.serving.clients.certificates import UNREADABLE, read_client_certificate
from graphex.tls.serving.redirect import GreetingObject

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from cryptography import x509

    from graphex.tls.serving.clients.certificates import ClientRules
    from graphex.tls.serving.clients.live import LiveClients
    from graphex.tls.serving.context import FrontContext

_NONE_GIVEN: Final = "PEER_DID_NOT_RETURN_A_CERTIFICATE"


class VettedObject(GreetingObject):
    """A connection whose client may have to show a certificate; `certificate` is the one that was accepted."""

    clients: LiveClients
    certificate: x509.Certificate | None = None

    def do_handshake(self) -> None:
        """Go on with the handshake; a client that is refused is told so and never read from."""
        if self.answered:
            return
        super().do_handshake()
        if not self.answered:
            self._admit(super().getpeercert(binary_form=True))

    def refused(self, error: ssl.SSLError) -> None:
        """Report the client if it is its certificate that OpenSSL refuses."""
        reason = _refusal(error)
        if reason is not None:
            self.clients.report(reason)

    def problem(self) -> str | None:
        """Return why the certificate would be refused by now; None when it would not, or there is none."""
        return self.clients.problem_with(self.certificate) if self.certificate is not None else None

    def _admit(self, der: bytes | None) -> None:
        if der is None:
            return
        self.certificate = read_client_certificate(der)
        problem = self.problem() if self.certificate is not None else UNREADABLE
        if problem is not None:
            self.clients.report(problem)
            # The goodbye goes out; nobody waits for the client's.
            with contextlib.suppress(ssl.SSLError):
                super().unwrap()
            self.answered = True


class VettedSocket(ssl.SSLSocket):
    """The same for servers on blocking sockets: a revoked certificate ends the connection with an error."""

    clients: LiveClients

    def do_handshake(self, block: bool = False) -> None:
        """Complete the handshake; raises ssl.SSLCertVerificationError for a revoked certificate."""
        super().do_handshake(block)
        der = self.getpeercert(binary_form=True)
        if der is None:
            return
        certificate = read_client_certificate(der)
        problem = self.clients.problem_with(certificate) if certificate is not None else UNREADABLE
        if problem is not None:
            self.clients.report(problem)
            raise ssl.SSLCertVerificationError(ssl.SSL_ERROR_SSL, problem)


class ClientFront(ssl.SSLContext):
    """The context that a server holds which asks for client certificates: a new front for each set of rules.

    A session that a client resumes is not verified again. Its key lies in the front, so with a new one for each
    change of the authorities every earlier session is void, and the client is verified by the rules of now.
    """

    def __new__(cls, *_: object) -> Self:
        """Create a server context; ssl.SSLContext takes its protocol here."""
        return super().__new__(cls, ssl.PROTOCOL_TLS_SERVER)

    def __init__(
        self, clients: LiveClients, rules: Callable[[], ClientRules | None], make_front: Callable[[], FrontContext]
    ) -> None:
        """Set up the front; `rules` are those of the current pair, `make_front` makes the front they are applied to."""
        self._rules = rules
        self._clients = clients
        self._make_front = make_front
        self._socket_class = type("VettedSocket", (VettedSocket,), {"clients": clients})
        self._current: tuple[ClientRules | None, FrontContext] = self._next(rules())

    def wrap_bio(self, *args: Any, **named: Any) -> ssl.SSLObject:
        """Wrap a connection of an event loop."""
        connection = self._front().wrap_bio(*args, **named)
        if isinstance(connection, VettedObject):
            connection.clients = self._clients
        return connection

    def wrap_socket(self, *args: Any, **named: Any) -> ssl.SSLSocket:
        """Wrap a socket."""
        return self._front().wrap_socket(*args, **named)

    def _front(self) -> FrontContext:
        rules = self._rules()
        if rules is not self._current[0]:
            self._current = self._next(rules)
        return self._current[1]

    def _next(self, rules: ClientRules | None) -> tuple[ClientRules | None, FrontContext]:
        front = self._make_front()
        front.sslobject_class = VettedObject
        front.sslsocket_class = self._socket_class
        if rules is not None:
            rules.apply(front)
        return rules, front


def _refusal(error: ssl.SSLError) -> str | None:
    """Return why OpenSSL refuses a client for its certificate; None for any other error, or none at all."""
    if error.reason == _NONE_GIVEN:
        return "A client without a certificate is refused."
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"A client certificate is refused: {error.verify_message}."
    return None
