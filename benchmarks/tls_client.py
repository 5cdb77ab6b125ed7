"""The client's side of TLS, without verification: what is measured is the server."""

from __future__ import annotations

import socket
import ssl
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

HOST: Final = "127.0.0.1"
_SECONDS: Final = 30


def client_context() -> ssl.SSLContext:
    """Return a context that accepts any certificate and speaks TLS 1.3 only, as every browser does with all three."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def connect(context: ssl.SSLContext, port: int) -> ssl.SSLSocket:
    """Open a connection with a full handshake: Python resumes no session that it is not handed."""
    plain = socket.create_connection((HOST, port), timeout=_SECONDS)
    try:
        return context.wrap_socket(plain)
    except OSError:
        plain.close()
        raise


def get_status(context: ssl.SSLContext, port: int, path: str) -> int:
    """Send one request on a new connection and return the status of the answer; raises OSError without one."""
    with connect(context, port) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n".encode())
        status_line = connection.makefile("rb").readline()
        if not status_line.startswith(b"HTTP/"):
            raise ConnectionResetError
        return int(status_line.split()[1])


@contextmanager
def idle_connections(port: int, count: int) -> Iterator[None]:
    """Hold connections open that say nothing after the handshake, until the end of the block."""
    context = client_context()
    opened: list[ssl.SSLSocket] = []
    try:
        opened.extend(connect(context, port) for _ in range(count))
        yield
    finally:
        for connection in opened:
            connection.close()
