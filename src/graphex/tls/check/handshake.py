"""Reaching a TLS server and taking the certificates that it sends, trusting nothing and never waiting for long."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final, TypeAlias

from OpenSSL import SSL, crypto

from graphex.tls.certificates.facts import certificate_facts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphex.tls.certificates.facts import CertificateFacts

_CHUNK: Final = 16 * 1024
# RFC 8446 §5.1: every answer of a TLS server begins with an alert or a handshake record.
_TLS_RECORDS: Final = (b"\x15", b"\x16")
_HTTP_REQUEST: Final = b"HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


_Address: TypeAlias = tuple[socket.AddressFamily, tuple[str | int | bytes, ...]]


class NotTLSError(Exception):
    """The server answers, but not with TLS; `is_http` says that it speaks HTTP."""

    def __init__(self, *, is_http: bool) -> None:
        super().__init__("HTTP" if is_http else "not TLS")
        self.is_http = is_http


@dataclass(frozen=True, slots=True)
class Server:
    """Where a server is, and the name it is asked by; `name` is an IP address or a DNS name in A-label form."""

    name: str
    port: int

    def __str__(self) -> str:
        """Write host and port as in a URL."""
        return f"[{self.name}]:{self.port}" if ":" in self.name else f"{self.name}:{self.port}"

    @property
    def is_address(self) -> bool:
        """Whether the server is named by its IP address."""
        try:
            ip_address(self.name)
        except ValueError:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Greeting:
    """What a server shows of itself: its certificates in the order sent, and the version of TLS."""

    chain: tuple[CertificateFacts | None, ...]
    version: str


class Deadline:
    """The moment until which everything must be done."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds left; raises TimeoutError when there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


def connect(server: Server, deadline: Deadline) -> socket.socket:
    """Connect to the first address that answers; raises OSError."""
    addresses = _resolve(server, deadline)
    failure: OSError = TimeoutError()
    for index, (family, address) in enumerate(addresses):
        connection = socket.socket(family, socket.SOCK_STREAM)
        try:
            # Every address gets its share: the first may be one that swallows packets.
            connection.settimeout(deadline.left() / (len(addresses) - index))
            connection.connect(address)
        except OSError as error:
            connection.close()
            failure = error
        else:
            return connection
    raise failure


def greet(server: Server, deadline: Deadline) -> Greeting:
    """Shake hands with a server; raises OSError, SSL.Error, NotTLSError."""
    with connect(server, deadline) as connection:
        session = SSL.Connection(_trusting_context(), None)
        if not server.is_address:
            session.set_tlsext_host_name(server.name.encode("ascii"))
        session.set_connect_state()
        try:
            _shake_hands(session, connection, deadline)
        except SSL.Error:
            # A server that wants a certificate from us ends the handshake after having shown its own.
            if not session.get_peer_cert_chain():
                raise
        sent = session.get_peer_cert_chain() or []
        chain = tuple(certificate_facts(crypto.dump_certificate(crypto.FILETYPE_ASN1, entry)) for entry in sent)
        return Greeting(chain, session.get_protocol_version_name())


def speaks_http(server: Server, deadline: Deadline) -> bool:
    """Return whether a server answers plain HTTP."""
    try:
        with connect(server, deadline) as connection:
            connection.settimeout(deadline.left())
            connection.sendall(_HTTP_REQUEST)
            return connection.recv(_CHUNK).startswith(b"HTTP/")
    except OSError:
        return False


def verify(server: Server, deadline: Deadline) -> ssl.SSLCertVerificationError | None:
    """Ask this machine's trust store; raises OSError when the connection fails for another reason."""
    context = ssl.create_default_context()
    # Some builds of Python (Debian's) leave the oldest version to OpenSSL. No client of today goes on with such a one,
    # and what it would say of the certificate then is beside the point.
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    with connect(server, deadline) as connection:
        connection.settimeout(deadline.left())
        try:
            with context.wrap_socket(connection, server_hostname=server.name):
                return None
        except ssl.SSLCertVerificationError as error:
            return error


def _resolve(server: Server, deadline: Deadline) -> list[_Address]:
    """Look a name up in a thread: the resolver knows no time-out of ours."""
    results: list[list[_Address] | OSError] = []

    def look_up() -> None:
        try:
            found = socket.getaddrinfo(server.name, server.port, type=socket.SOCK_STREAM)
            results.append([(entry[0], entry[4]) for entry in found])
        except (OSError, UnicodeError) as error:
            results.append(error if isinstance(error, OSError) else socket.gaierror(socket.EAI_NONAME, str(error)))

    thread = threading.Thread(target=look_up, daemon=True)
    thread.start()
    thread.join(deadline.left())
    result = next(iter(results), TimeoutError())
    if isinstance(result, OSError):
        raise result
    return result


def _trusting_context() -> SSL.Context:
    context = SSL.Context(SSL.TLS_CLIENT_METHOD)
    context.set_verify(SSL.VERIFY_NONE)
    # Weak keys and old versions are to be reported, not to end the handshake.
    context.set_min_proto_version(SSL.TLS1_VERSION)
    context.set_cipher_list(b"ALL:@SECLEVEL=0")
    return context


def _shake_hands(session: SSL.Connection, connection: socket.socket, deadline: Deadline) -> None:
    greeted = False
    while True:
        try:
            session.do_handshake()
        except SSL.WantReadError:
            _send_pending(session, connection, deadline)
        else:
            _send_pending(session, connection, deadline)
            return
        connection.settimeout(deadline.left())
        data = connection.recv(_CHUNK)
        if not data:
            raise ConnectionResetError if greeted else NotTLSError(is_http=False)
        if not greeted and not data.startswith(_TLS_RECORDS):
            raise NotTLSError(is_http=data.startswith(b"HTTP/"))
        greeted = True
        session.bio_write(data)


def _send_pending(session: SSL.Connection, connection: socket.socket, deadline: Deadline) -> None:
    for data in _pending(session):
        connection.settimeout(deadline.left())
        connection.sendall(data)


def _pending(session: SSL.Connection) -> Iterator[bytes]:
    with contextlib.suppress(SSL.WantReadError):
        while True:
            yield session.bio_read(_CHUNK)
