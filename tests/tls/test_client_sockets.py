"""Client certificates over real sockets, on event loops and without."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import threading
from typing import TYPE_CHECKING, ClassVar

import pytest

from patience import PATIENCE_SECONDS, let_pass
from tls.listening import listening
from tls.people import company, fingerprint, person, showing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tls.meetings import House

ISSUER = company()
ALICE = person(ISSUER)
VERSIONS = pytest.mark.parametrize("version", ["1.2", "1.3"])


class Hello(asyncio.Protocol):
    """Answers whatever it receives; `received` collects that."""

    received: ClassVar[list[bytes]] = []

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # that of a stream
        """Keep the transport."""
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer."""
        self.received.append(data)
        self.transport.write(b"hello")


@contextlib.contextmanager
def on_loop(loop: asyncio.AbstractEventLoop, context: ssl.SSLContext) -> Iterator[int]:
    """Serve on an event loop in a thread and yield the port."""
    server = loop.run_until_complete(loop.create_server(Hello, "127.0.0.1", 0, ssl=context))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        loop.call_soon_threadsafe(server.close)
        # Time for the goodbyes of connections that are being closed.
        let_pass(0.2)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def ask(port: int, client: ssl.SSLContext) -> str:
    """Send a line and return the answer, or what refuses it."""
    try:
        with (
            socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as plain,
            client.wrap_socket(plain) as secured,
        ):
            secured.sendall(b"may I?")
            return secured.recv(5).decode() or "goodbye"
    except ssl.SSLError as error:
        return error.reason


@VERSIONS
@pytest.mark.parametrize("module", ["asyncio", "uvloop"])
def test_over_sockets_each_is_told_and_only_the_welcome_are_read(
    open_house: Callable[..., House], module: str, version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_event_loop = pytest.importorskip(module).new_event_loop
    monkeypatch.setattr(Hello, "received", [])
    house = open_house(ISSUER)
    bob = person(ISSUER, "Bob")
    house.revoke(fingerprint(bob))
    let_pass(0.25)
    visitors = (ALICE, bob, None, person(company("Another")))

    with on_loop(new_event_loop(), house.context) as port:
        answers = [ask(port, showing(house.directory, one, tls=version)) for one in visitors]

    required = "TLSV13_ALERT_CERTIFICATE_REQUIRED" if version == "1.3" else "SSLV3_ALERT_HANDSHAKE_FAILURE"
    assert answers == ["hello", "goodbye", required, "TLSV1_ALERT_UNKNOWN_CA"]
    assert Hello.received == [b"may I?"]


def welcome(connection: socket.socket, context: ssl.SSLContext) -> str:
    """Shake hands, read and answer; return how that ended."""
    try:
        with context.wrap_socket(connection, server_side=True) as secured:
            secured.recv(64)
            secured.sendall(b"hello")
    except ssl.SSLCertVerificationError as error:
        return str(error.args[1])[-23:]
    return "welcome"


@VERSIONS
def test_blocking_sockets_refuse_a_revoked_certificate_too(open_house: Callable[..., House], version: str) -> None:
    house = open_house(ISSUER)
    bob = person(ISSUER, "Bob")
    house.revoke(fingerprint(bob))
    let_pass(0.25)
    outcomes: list[str] = []

    with listening(lambda connection: outcomes.append(welcome(connection, house.context))) as port:
        first = ask(port, showing(house.directory, ALICE, tls=version))
        with contextlib.suppress(OSError):
            ask(port, showing(house.directory, bob, tls=version))

    assert first == "hello"
    assert outcomes[:2] == ["welcome", "refused: it is revoked."]
