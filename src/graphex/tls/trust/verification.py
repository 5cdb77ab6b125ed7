"""Proof that trust works: a server with a leaf of the authority, and clients of this machine that connect to it."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from graphex.tls.certificates.authority import issue
from graphex.tls.certificates.names import parse_names
from graphex.tls.store.places import MemoryPlace

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from graphex.tls.certificates.authority import Authority
    from graphex.tls.trust.surroundings import Surroundings

_NAMES: Final = ("localhost", "127.0.0.1", "::1")
_DAYS: Final = 2
_SECONDS: Final = 5.0
_ANSWER: Final = b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Check:
    """One client that connected, or why it would not."""

    client: str
    accepts: bool
    reason: str = ""

    def as_json(self) -> dict[str, object]:
        """Return it for programs."""
        return {"client": self.client, "accepts": self.accepts, "reason": self.reason}


def verify_by_connecting(authority: Authority, surroundings: Surroundings, *, now: dt.datetime) -> tuple[Check, ...]:
    """Serve on a loopback port with a new leaf, and let Python and curl connect as they are set up here."""
    place = MemoryPlace()
    pair = issue(authority, parse_names(_NAMES), now=now, days=_DAYS)
    place.replace(lambda: pair, patience=0)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(place.certfile, place.keyfile)
    with _serving(context) as port:
        return tuple(_checks(port, surroundings))


def _checks(port: int, surroundings: Surroundings) -> Iterator[Check]:
    yield _check_python(port)
    if surroundings.find_program("curl"):
        # The proxy of a company does not reach this machine's loopback interface.
        options = ("--silent", "--show-error", "--noproxy", "*", "--max-time", str(_SECONDS))
        answer = surroundings.run(("curl", *options, f"https://localhost:{port}/"))
        yield Check("curl", answer.succeeded, "" if answer.succeeded else answer.first_line)


def _check_python(port: int) -> Check:
    try:
        context = ssl.create_default_context()
        with (
            socket.create_connection(("127.0.0.1", port), timeout=_SECONDS) as connection,
            context.wrap_socket(connection, server_hostname="localhost"),
        ):
            return Check("Python", accepts=True)
    except (OSError, ssl.SSLError) as error:
        return Check("Python", accepts=False, reason=str(error))


@contextmanager
def _serving(context: ssl.SSLContext) -> Iterator[int]:
    """Answer every connection on a free port, until the end of the block."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(_SECONDS * 2)
        thread = threading.Thread(target=_answer, args=(listener, context), daemon=True)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            # Closing a socket does not wake a thread that waits on it.
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)


def _answer(listener: socket.socket, context: ssl.SSLContext) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        with contextlib.suppress(OSError), connection:
            connection.settimeout(_SECONDS)
            with context.wrap_socket(connection, server_side=True) as session:
                session.recv(4096)
                session.sendall(_ANSWER)
