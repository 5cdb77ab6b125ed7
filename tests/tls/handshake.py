"""TLS handshakes in memory and over real sockets."""

from __future__ import annotations

import socket
import ssl
from typing import TYPE_CHECKING

from cryptography import x509

from patience import PATIENCE_SECONDS

if TYPE_CHECKING:
    from pathlib import Path


def trusting(certfile: Path | str) -> ssl.SSLContext:
    """Return a client context that trusts just this certificate, by the rules of Python 3.13 and later."""
    context = ssl.create_default_context(cafile=str(certfile))
    context.verify_flags |= ssl.VERIFY_X509_STRICT | ssl.VERIFY_X509_PARTIAL_CHAIN
    return context


def careless() -> ssl.SSLContext:
    """Return a client context that accepts any certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def shake_hands(client: ssl.SSLContext, server: ssl.SSLContext, name: str | None = None) -> ssl.SSLObject:
    """Complete a handshake in memory and return the client's side; raises ssl.SSLError if either refuses."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ours = client.wrap_bio(to_client, to_server, server_hostname=name)
    theirs = server.wrap_bio(to_server, to_client, server_side=True)
    finish(ours, theirs)
    return ours


def finish(*sides: ssl.SSLObject) -> None:
    """Let both sides of a handshake go on in turn until they are through."""
    unfinished = list(sides)
    while unfinished:
        for side in list(unfinished):
            try:
                side.do_handshake()
                unfinished.remove(side)
            except ssl.SSLWantReadError:
                pass


def served_certificate(port: int, *, host: str = "127.0.0.1", name: str | None = None) -> x509.Certificate:
    """Return the certificate that a server hands out on a new connection."""
    with (
        socket.create_connection((host, port), timeout=PATIENCE_SECONDS) as connection,
        careless().wrap_socket(connection, server_hostname=name) as secured,
    ):
        der = secured.getpeercert(binary_form=True)
    assert der is not None
    return x509.load_der_x509_certificate(der)
