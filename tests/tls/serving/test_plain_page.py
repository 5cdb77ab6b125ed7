"""What is read from a plain request, and what a plain answer is made of."""

from __future__ import annotations

import pytest

from graphex.tls.serving.plain_page import PlainAnswer, PlainRequest

HEAD = b"GET /connection?a=b HTTP/1.1\r\nHost: build.example:8080\r\nUser-Agent: Firefox\r\nAccept: */*"


def test_a_request_is_read() -> None:
    request = PlainRequest.parse(HEAD)

    assert request == PlainRequest("GET", "/connection?a=b", "build.example:8080", "Firefox")
    assert request.path == "/connection"
    assert request.https_origin == "https://build.example:8080"


def test_a_client_need_not_say_what_it_is() -> None:
    request = PlainRequest.parse(b"HEAD / HTTP/1.0\nHost: a")

    assert request == PlainRequest("HEAD", "/", "a", "")
    assert request.is_head


@pytest.mark.parametrize(
    "head", [b"", b"GET / HTTP/1.1", b'GET / HTTP/1.1\r\nHost: a"><script>', b"GET //b HTTP/1.1\r\nHost: a"]
)
def test_an_unclean_request_is_none(head: bytes) -> None:
    assert PlainRequest.parse(head) is None


def test_an_answer_forbids_everything_but_what_it_asks_for() -> None:
    answer = PlainAnswer(b"<p>", "text/html", policy="img-src data:").response()

    head, _, body = answer.partition(b"\r\n\r\n")
    assert body == b"<p>"
    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"Content-Security-Policy: img-src data:; default-src 'none'; " in head
    assert {
        b"X-Content-Type-Options: nosniff",
        b"X-Frame-Options: DENY",
        b"Referrer-Policy: no-referrer",
        b"Cache-Control: no-store",
        b"Content-Length: 3",
        b"Connection: close",
    } <= set(head.split(b"\r\n"))


def test_a_file_has_its_name_and_the_head_alone_has_its_length() -> None:
    answer = PlainAnswer(b"root", "application/x-x509-ca-cert", "root.crt").response(is_head=True)

    assert b'Content-Disposition: inline; filename="root.crt"\r\n' in answer
    assert b"Content-Length: 4\r\n" in answer
    assert answer.endswith(b"\r\n\r\n")
