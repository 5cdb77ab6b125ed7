"""Limits on what a connection may hold up, and the facts of its TLS, over real sockets."""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager
from socket import create_connection
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn

from graphex.tls import bootstrap
from graphex.web import protocol as protocol_module
from graphex.web.listen import open_sockets
from graphex.web.protocol import MAX_HEAD_BYTES, BoundedProtocol
from graphex.web.server import Server
from tls.handshake import careless

if TYPE_CHECKING:
    import socket
    import ssl
    from collections.abc import Iterator
    from pathlib import Path


async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
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
def serving(directory: Path, **options: Any) -> Iterator[int]:
    """Serve the app in a thread and yield its port."""
    sockets = open_sockets("127.0.0.1", 0, environment={})
    tls = bootstrap(directory)
    config = uvicorn.Config(
        app,
        http=BoundedProtocol,
        lifespan="off",
        log_config=None,
        timeout_graceful_shutdown=1,
        loop="graphex.web.loop:new_event_loop",
        **tls.uvicorn_options(),
        **options,
    )
    started = threading.Event()
    server = Server(config, on_started=started.set)
    thread = threading.Thread(target=server.run, kwargs={"sockets": sockets})
    thread.start()
    started.wait(10)
    try:
        yield sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(10)
        tls.close()


def connect(port: int) -> ssl.SSLSocket:
    return careless().wrap_socket(create_connection(("127.0.0.1", port), timeout=10))


def read_to_the_end(connection: socket.socket) -> bytes:
    received = b""
    try:
        while data := connection.recv(65536):
            received += data
    except ConnectionError:
        pass
    return received


def test_the_application_learns_the_facts_of_tls(tmp_path: Path) -> None:
    with serving(tmp_path) as port, connect(port) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        facts = json.loads(read_to_the_end(connection).partition(b"\r\n\r\n")[2])["tls"]

    assert facts["tls_version"] == 0x0304
    assert facts["cipher_suite"] in {0x1301, 0x1302, 0x1303}


def test_a_head_without_end_is_refused(tmp_path: Path) -> None:
    with serving(tmp_path) as port, connect(port) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nX: ")
        sent = send_until_refused(connection, MAX_HEAD_BYTES * 64)
        answer = read_to_the_end(connection)

    assert b" 431 " in answer or sent < MAX_HEAD_BYTES * 64


def send_until_refused(connection: ssl.SSLSocket, limit: int) -> int:
    sent = 0
    try:
        while sent < limit:
            connection.sendall(b"x" * 8192)
            sent += 8192
            time.sleep(0.001)
    except OSError:
        pass
    return sent


@pytest.mark.parametrize("said", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: a\r\n"])
def test_a_head_that_does_not_come_ends_the_connection(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: bytes
) -> None:
    monkeypatch.setattr(protocol_module, "HEAD_SECONDS", 0.5)

    with serving(tmp_path) as port, connect(port) as connection:
        connection.sendall(said) if said else None
        begin = time.monotonic()
        received = read_to_the_end(connection)
        took = time.monotonic() - begin

    assert received == b""
    assert took < 6


def test_a_long_body_and_many_requests_are_no_head(tmp_path: Path) -> None:
    body = b"x" * (MAX_HEAD_BYTES * 8)
    request = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % len(body) + body

    with serving(tmp_path) as port, connect(port) as connection:
        answers = [exchange(connection, request) for _ in range(3)]

    assert [json.loads(answer.partition(b"\r\n\r\n")[2])["body"] for answer in answers] == [len(body)] * 3


def exchange(connection: ssl.SSLSocket, request: bytes) -> bytes:
    connection.sendall(request)
    received = b""
    while b"}}" not in received and b'"body": 524288}' not in received:
        received += connection.recv(65536)
    return received


def test_plain_http_is_answered_and_closed(tmp_path: Path) -> None:
    with serving(tmp_path) as port, create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(b"GET /a HTTP/1.1\r\nHost: localhost:1\r\n\r\n")
        received = read_to_the_end(connection)

    assert received.startswith(b"HTTP/1.1 307")
    assert b"Location: https://localhost:1/a\r\n" in received
