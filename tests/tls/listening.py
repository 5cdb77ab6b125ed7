"""Servers on a free port of the loopback interface, for as long as a `with` block lasts."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import warnings
from typing import TYPE_CHECKING, TypeAlias

from patience import PATIENCE_SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Conversation: TypeAlias = "Callable[[socket.socket], None]"


@contextlib.contextmanager
def listening(converse: Conversation, host: str = "127.0.0.1") -> Iterator[int]:
    """Serve every connection with `converse`, one after the other; yields the port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as listener:
        listener.bind((host, 0))
        listener.listen()
        stopping = threading.Event()

        def serve() -> None:
            while not stopping.is_set():
                connection, _ = listener.accept()
                with connection, contextlib.suppress(OSError):
                    connection.settimeout(PATIENCE_SECONDS)
                    converse(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            stopping.set()
            # Wakes the thread up, which waits for one more connection.
            with contextlib.suppress(OSError):
                socket.create_connection(listener.getsockname()[:2], timeout=PATIENCE_SECONDS).close()
            thread.join()


def over_tls(context: ssl.SSLContext) -> Conversation:
    """Shake hands and wait until the client leaves."""

    def converse(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as session:
            session.recv(1)

    return converse


def answering(answer: bytes) -> Conversation:
    """Answer whatever comes with the same bytes."""

    def converse(connection: socket.socket) -> None:
        connection.recv(16 * 1024)
        connection.sendall(answer)

    return converse


def silent(connection: socket.socket) -> None:
    """Take everything and say nothing."""
    while connection.recv(16 * 1024):
        pass


def only_old_tls(context: ssl.SSLContext) -> ssl.SSLContext:
    """Have a server offer nothing newer than TLS 1.1, which Python does with a warning only."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    return context
