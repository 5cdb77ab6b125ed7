"""What clients hear when a handshake cannot succeed, or goes wrong: the alert that says why."""

from __future__ import annotations

import asyncio
import socket
import ssl
import subprocess
from socket import create_connection
from typing import TYPE_CHECKING, Any

import pytest

from graphex.tls import TLSOptions
from graphex.web.server import loop as loop_module
from tls.handshake import careless
from web.bounded_server import connect, read_to_the_end, serving

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("event_loop_class")

# RFC 8446 §6: the type of the record, and the level that ends a connection.
ALERT = b"\x15\x03"
FATAL = 2


@pytest.fixture(params=["asyncio", "uvloop"])
def event_loop_class(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "uvloop":
        pytest.importorskip("uvloop")
    else:
        monkeypatch.setattr(loop_module, "_loop_class", lambda: asyncio.SelectorEventLoop)


def client_of(**changes: Any) -> ssl.SSLContext:
    context = careless()
    for name, value in changes.items():
        setattr(context, name, value)
    return context


def with_ciphers(ciphers: str) -> ssl.SSLContext:
    context = client_of(maximum_version=ssl.TLSVersion.TLSv1_2)
    context.set_ciphers(ciphers)
    return context


@pytest.mark.parametrize(
    ("options", "client", "alert"),
    [
        (TLSOptions(minimum_version="1.3"), client_of(maximum_version=ssl.TLSVersion.TLSv1_2), "PROTOCOL_VERSION"),
        (TLSOptions(), with_ciphers("AES256-SHA"), "HANDSHAKE_FAILURE"),
        (TLSOptions(ciphers="ECDHE-RSA-AES256-GCM-SHA384"), with_ciphers("ECDHE+AESGCM"), "HANDSHAKE_FAILURE"),
    ],
    ids=["version", "cipher", "key"],
)
def test_a_client_is_told_why_its_handshake_fails(
    tmp_path: Path, options: TLSOptions, client: ssl.SSLContext, alert: str
) -> None:
    with serving(tmp_path, options) as port, pytest.raises(ssl.SSLError) as raised:
        connect(port, client)

    assert alert in str(raised.value.reason)


@pytest.mark.parametrize(
    "greeting",
    [
        b"\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00",
        b"\x16\x03\x01\x00\x04\x02\x00\x00\x00",
        b"\x16\x03\x01\xff\xff" + bytes(200),
    ],
    ids=["short hello", "server's hello", "endless record"],
)
def test_a_damaged_hello_is_answered_by_an_alert(tmp_path: Path, greeting: bytes) -> None:
    with serving(tmp_path) as port, create_connection(("127.0.0.1", port), timeout=100) as connection:
        connection.sendall(greeting)
        connection.shutdown(socket.SHUT_WR)
        answer = read_to_the_end(connection)

    assert answer.startswith(ALERT)
    assert answer[5] == FATAL


def test_a_record_that_was_tampered_with_ends_with_an_alert(tmp_path: Path) -> None:
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    secured = careless().wrap_bio(incoming, outgoing)
    with serving(tmp_path) as port, create_connection(("127.0.0.1", port), timeout=100) as connection:
        shake_hands_over(connection, secured, incoming, outgoing)
        secured.write(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        connection.sendall(outgoing.read()[:-1] + b"\x00")
        incoming.write(read_to_the_end(connection))
        with pytest.raises(ssl.SSLError) as raised:
            secured.read(65536)

    assert "BAD_RECORD_MAC" in str(raised.value.reason)


def shake_hands_over(
    connection: socket.socket, secured: ssl.SSLObject, incoming: ssl.MemoryBIO, outgoing: ssl.MemoryBIO
) -> None:
    while secured.version() is None or outgoing.pending:
        try:
            secured.do_handshake()
        except ssl.SSLWantReadError:
            connection.sendall(outgoing.read())
            incoming.write(connection.recv(65536))
        else:
            connection.sendall(outgoing.read())
            return


def test_the_openssl_program_names_the_alert(tmp_path: Path) -> None:
    with serving(tmp_path, TLSOptions(minimum_version="1.3")) as port:
        command = ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-tls1_2"]
        said = subprocess.run(command, input="", capture_output=True, text=True, check=False, timeout=100)

    assert "alert protocol version" in said.stderr
    assert "unexpected eof" not in said.stderr
