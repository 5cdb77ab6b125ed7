"""Limits on what a connection may hold up, and the facts of its TLS, over real sockets."""

from __future__ import annotations

import json
from socket import create_connection
from typing import TYPE_CHECKING

import pytest

from graphex.tls import TLSOptions
from graphex.web.server import protocol as protocol_module
from graphex.web.server.protocol import MAX_HEAD_BYTES
from patience import PATIENCE_SECONDS, let_pass
from tls.people import authorities_file, company, fingerprint, person, showing
from web.bounded_server import connect, read_to_the_end, serving

if TYPE_CHECKING:
    import ssl
    from pathlib import Path


def test_the_application_learns_the_facts_of_tls(tmp_path: Path) -> None:
    with serving(tmp_path) as port, connect(port) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        facts = json.loads(read_to_the_end(connection).partition(b"\r\n\r\n")[2])["tls"]

    assert facts["tls_version"] == 0x0304
    assert facts["cipher_suite"] in {0x1301, 0x1302, 0x1303}


@pytest.mark.parametrize("version", ["1.2", "1.3"])
def test_the_application_learns_the_client_s_certificate(tmp_path: Path, version: str) -> None:
    issuer = company()
    alice = person(issuer)
    asking = TLSOptions(client_ca=authorities_file(tmp_path, issuer))
    client = showing(tmp_path, alice, tls=version)

    with serving(tmp_path / "certificates", asking) as port, connect(port, client) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        facts = json.loads(read_to_the_end(connection).partition(b"\r\n\r\n")[2])["tls"]

    assert facts["client_cert_chain"] == [alice.pem.decode()]
    assert facts["client_cert_name"] == "CN=Alice"
    assert facts["client_cert_error"] is None


def test_a_client_without_a_certificate_has_none(tmp_path: Path) -> None:
    asking = TLSOptions(client_ca=authorities_file(tmp_path, company()), client_certificates="optional")

    with serving(tmp_path / "certificates", asking) as port, connect(port) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        facts = json.loads(read_to_the_end(connection).partition(b"\r\n\r\n")[2])["tls"]

    assert facts["client_cert_chain"] == []
    assert facts["client_cert_name"] is None


def test_a_revocation_ends_connections_that_are_open(tmp_path: Path) -> None:
    issuer = company()
    alice, bob = person(issuer), person(issuer, "Bob")
    (tmp_path / "revoked").write_text("# nobody yet")
    asking = TLSOptions(client_ca=authorities_file(tmp_path, issuer), client_revoked=tmp_path / "revoked")
    request = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 524288\r\n\r\n" + b"x" * 524288

    with (
        serving(tmp_path / "certificates", asking) as port,
        connect(port, showing(tmp_path, alice)) as of_alice,
        connect(port, showing(tmp_path, bob)) as of_bob,
    ):
        exchange(of_alice, request)
        (tmp_path / "revoked").write_text(fingerprint(alice))
        rest = read_to_the_end(of_alice)
        answer = exchange(of_bob, request)

    assert rest == b""
    assert b" 200 " in answer


@pytest.mark.parametrize(("host", "said"), [("build.corp:8443", "build.corp"), ("[2001:db8::7]:1", "2001:db8::7")])
def test_the_host_that_clients_mean_is_noticed(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, host: str, said: str
) -> None:
    with serving(tmp_path) as port, connect(port) as connection:
        connection.sendall(f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        read_to_the_end(connection)

    assert f"A client asked for {said}, which the certificate does not hold." in caplog.text


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
            let_pass(0.001)
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
        received = read_to_the_end(connection)

    assert received == b""


def test_a_body_that_stops_coming_ends_the_connection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol_module, "BODY_SECONDS", 0.5)

    with serving(tmp_path) as port, connect(port) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf")
        received = read_to_the_end(connection)

    assert received == b""


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
    with serving(tmp_path) as port, create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as connection:
        connection.sendall(b"GET /a HTTP/1.1\r\nHost: localhost:1\r\n\r\n")
        received = read_to_the_end(connection)

    assert received.startswith(b"HTTP/1.1 307")
    assert b"Location: https://localhost:1/a\r\n" in received
