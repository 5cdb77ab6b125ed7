"""The server's protocol over real sockets, without the rest of the product."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from socket import create_connection
from typing import TYPE_CHECKING, Any

import uvicorn

from graphex.tls import TLSOptions, bootstrap
from graphex.web.server.listen import open_sockets
from graphex.web.server.protocol import BoundedProtocol
from graphex.web.server.running import Server
from patience import PATIENCE_SECONDS
from tls.handshake import careless

if TYPE_CHECKING:
    import socket
    import ssl
    from collections.abc import Iterator
    from pathlib import Path


async def _app(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Answer with the TLS extension of the request."""
    length = 0
    while (message := await receive()).get("more_body"):
        length += len(message["body"])
    facts = scope.get("extensions", {}).get("tls")
    body = json.dumps({"tls": facts, "body": length + len(message.get("body", b""))}).encode()
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@contextmanager
def serving(directory: Path, tls_options: TLSOptions | None = None, **options: Any) -> Iterator[int]:
    """Serve the app in a thread and yield its port."""
    sockets = open_sockets("127.0.0.1", 0, environment={})
    tls = bootstrap(directory, options=tls_options)
    config = uvicorn.Config(
        _app,
        http=BoundedProtocol,
        lifespan="off",
        log_config=None,
        timeout_graceful_shutdown=1,
        loop="graphex.web.server.loop:new_event_loop",
        **tls.uvicorn_options(),
        **options,
    )
    started = threading.Event()
    server = Server(config, on_started=started.set)
    thread = threading.Thread(target=server.run, kwargs={"sockets": sockets})
    thread.start()
    started.wait(PATIENCE_SECONDS)
    try:
        yield sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(10)
        tls.close()


def connect(port: int, context: ssl.SSLContext | None = None) -> ssl.SSLSocket:
    """Shake hands with the server, accepting any certificate."""
    return (context or careless()).wrap_socket(create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS))


def read_to_the_end(connection: socket.socket) -> bytes:
    """Return all that comes until the other side closes or drops the connection."""
    received = b""
    try:
        while data := connection.recv(65536):
            received += data
    except ConnectionError:
        pass
    return received
