"""Plain HTTP, and other things that are no TLS, on the HTTPS port."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from e2e.clients import get, speak_plainly

if TYPE_CHECKING:
    from e2e.server import RunningServer


@pytest.mark.parametrize(
    ("address", "host"), [("127.0.0.1", "127.0.0.1"), ("::1", "[::1]"), ("127.0.0.1", "localhost")]
)
@pytest.mark.parametrize("target", ["/", "/connection?a=b&c=%20", "/sign-in?code=abc"])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "OPTIONS", "HEAD"])
def test_a_request_is_sent_to_https_with_the_same_host_port_and_path(
    server: RunningServer, address: str, host: str, target: str, method: str
) -> None:
    request = f"{method} {target} HTTP/1.1\r\nHost: {host}:{server.port}\r\n\r\n"

    answer = speak_plainly(server.port, request.encode(), host=address)

    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 307 ")
    assert f"\r\nLocation: https://{host}:{server.port}{target}\r\n".encode() in head
    assert b"\r\nConnection: close" in head
    assert bool(body) == (method != "HEAD")


@pytest.mark.parametrize(
    "request_head",
    [
        b"GET //evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /\\evil.example HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: evil.example/path\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: user@evil.example\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /a b HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
        b"CONNECT localhost:443 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"y" * 20_000,
    ],
)
def test_a_request_that_cannot_be_redirected_safely_gets_one_sentence(
    server: RunningServer, request_head: bytes
) -> None:
    answer = speak_plainly(server.port, request_head)

    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"Location:" not in answer
    assert b"evil" not in answer
    assert answer.count(b"\n") < 12


@pytest.mark.parametrize(
    "nonsense",
    [
        b"hello\r\n\r\n",
        b"\x00" * 100,
        bytes(range(256)),
        b"SSH-2.0-OpenSSH_9\r\n",
        b"\x16\x03\x01\xff\xff" + b"x" * 100,
    ],
)
def test_nonsense_is_cut_off_without_harm(server: RunningServer, nonsense: bytes) -> None:
    answer = speak_plainly(server.port, nonsense)

    assert not answer.startswith(b"HTTP/1.1 2")
    assert get(server).status == 200
    assert "Traceback" not in server.stderr


def test_a_request_in_pieces_is_answered_when_it_is_whole(server: RunningServer) -> None:
    answer = speak_plainly(server.port, b"GET / HTTP/1.0\nHost: localhost\n\n")

    assert b"Location: https://localhost/\r\n" in answer
