"""Clients that speak to a running server: requests over trusted TLS, raw connections, and several at a time."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import socket
import ssl
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from patience import PATIENCE_SECONDS
from tls.handshake import careless, trusting

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from e2e.server import RunningServer


@dataclass(frozen=True)
class Answer:
    """What a server answered."""

    status: int
    headers: dict[str, str]
    body: bytes


def get(server: RunningServer, path: str = "/healthz", *, host: str = "localhost", **headers: str) -> Answer:
    """Make one request on a connection of its own, trusting only the server's own certificate, by the strict rules."""
    connection = connect(server, host=host)
    with contextlib.closing(connection):
        return ask(connection, path, **headers)


def connect(
    server: RunningServer, *, host: str = "localhost", certfile: Path | None = None
) -> http.client.HTTPSConnection:
    """Open a connection that can be used again and again."""
    context = trusting(certfile or server.certfile)
    return http.client.HTTPSConnection(host, server.port, timeout=PATIENCE_SECONDS, context=context)


def ask(connection: http.client.HTTPSConnection, path: str = "/healthz", **headers: str) -> Answer:
    """Make one request and read its answer."""
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, response.read())


def fingerprint(port: int, *, host: str = "127.0.0.1") -> str:
    """Return the SHA-256 of the certificate that a new connection is shown, as it is printed for people."""
    with secured(port, host=host) as connection:
        der = connection.getpeercert(binary_form=True)
    assert der is not None
    return x509_fingerprint(der)


def x509_fingerprint(der: bytes) -> str:
    """Write a fingerprint as browsers do."""
    return hashlib.sha256(der).digest().hex(":").upper()


@contextlib.contextmanager
def secured(port: int, *, host: str = "127.0.0.1", context: ssl.SSLContext | None = None) -> Iterator[ssl.SSLSocket]:
    """Complete a handshake, trusting anybody unless a context is given."""
    with (
        socket.create_connection((host, port), timeout=PATIENCE_SECONDS) as plain,
        (context or careless()).wrap_socket(plain, server_hostname="localhost") as connection,
    ):
        yield connection


def speak_plainly(port: int, request: bytes, *, host: str = "127.0.0.1", seconds: float = PATIENCE_SECONDS) -> bytes:
    """Send bytes without TLS and return everything that comes back until the server closes."""
    with socket.create_connection((host, port), timeout=seconds) as connection:
        connection.sendall(request)
        return read_to_end(connection)


def read_to_end(connection: socket.socket) -> bytes:
    """Read until the other side closes, or resets."""
    received = b""
    with contextlib.suppress(ConnectionError):
        while chunk := connection.recv(65536):
            received += chunk
    return received


def refuses_connections(port: int) -> bool:
    """Return whether nothing listens, over IPv4 and IPv6."""
    return not any(_accepts(family, host, port) for family, host in _LOOPBACK)


_LOOPBACK = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))


def _accepts(family: socket.AddressFamily, host: str, port: int) -> bool:
    with socket.socket(family) as probe:
        probe.settimeout(PATIENCE_SECONDS)
        return probe.connect_ex((host, port)) == 0


@dataclass
class Load:
    """Clients that connect, ask and leave without a pause; `problems` holds whatever did not succeed."""

    port: int
    rounds: int = 0
    problems: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    _ended: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextlib.contextmanager
    def of(self, clients: int) -> Iterator[Load]:
        """Keep so many clients busy during the block."""
        threads = [threading.Thread(target=self._work) for _ in range(clients)]
        for thread in threads:
            thread.start()
        try:
            yield self
        finally:
            self._ended.set()
            for thread in threads:
                thread.join(PATIENCE_SECONDS)

    def _work(self) -> None:
        while not self._ended.is_set():
            try:
                shown = self._round()
            except (OSError, http.client.HTTPException, AssertionError) as error:
                with self._lock:
                    self.problems.append(repr(error))
            else:
                with self._lock:
                    self.rounds += 1
                    self.seen.add(shown)

    def _round(self) -> str:
        """Shake hands, ask twice on the same connection, and return the fingerprint that was shown."""
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS, context=careless())
        with contextlib.closing(connection):
            for _ in range(2):
                assert ask(connection).status == 200
            assert isinstance(connection.sock, ssl.SSLSocket)
            return x509_fingerprint(connection.sock.getpeercert(binary_form=True) or b"")
