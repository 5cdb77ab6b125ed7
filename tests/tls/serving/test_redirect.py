"""The answer to plain HTTP on the TLS port."""

from __future__ import annotations

import ssl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphex.tls.serving.context import ContextOptions, FrontContext
from graphex.tls.serving.plain_page import PlainAnswer, PlainRequest
from graphex.tls.serving.redirect import GreetingObject, answer_plain_http


def connect() -> tuple[ssl.SSLObject, ssl.MemoryBIO, ssl.MemoryBIO]:
    """Return a fresh server side, and its incoming and outgoing bytes."""
    front = FrontContext(lambda: ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ContextOptions())
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    return front.wrap_bio(incoming, outgoing, server_side=True), incoming, outgoing


def test_a_request_is_redirected_to_the_same_place() -> None:
    answer = answer_plain_http(b"GET /graphs?a=b%20c HTTP/1.1\r\nHost: build.example:8080\r\nAccept: */*").decode()

    assert answer.startswith("HTTP/1.1 307 Temporary Redirect\r\n")
    assert "\r\nLocation: https://build.example:8080/graphs?a=b%20c\r\n" in answer
    assert "\r\nConnection: close\r\n" in answer


@pytest.mark.parametrize("host", ["localhost:8080", "127.0.0.1:8080", "[::1]:8080", "my_host", "a-b.example"])
def test_every_kind_of_host_is_kept(host: str) -> None:
    answer = answer_plain_http(f"GET / HTTP/1.0\r\nhost:{host}".encode()).decode()

    assert f"Location: https://{host}/\r\n" in answer


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"GET / HTTP/1.1",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b",
        b"GET //evil.example HTTP/1.1\r\nHost: a",
        b"GET /\\evil.example HTTP/1.1\r\nHost: a",
        b"GET http://evil.example/ HTTP/1.1\r\nHost: a",
        b"CONNECT evil.example:443 HTTP/1.1\r\nHost: a",
        b"OPTIONS * HTTP/1.1\r\nHost: a",
        b"GET / HTTP/1.1\r\nHost: evil.example/x?",
        b"GET / HTTP/1.1\r\nHost: user@evil.example",
        b"GET / HTTP/1.1\r\nHost: ",
        b"GET /\xff HTTP/1.1\r\nHost: a",
        b"GET / HTTP/2.0\r\nHost: a",
        b"GET /a\tb HTTP/1.1\r\nHost: a",
    ],
)
def test_anything_unclean_is_answered_with_a_sentence(head: bytes) -> None:
    answer = answer_plain_http(head)

    assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert b"Location" not in answer
    assert b"https://" in answer


def test_head_has_no_body() -> None:
    assert answer_plain_http(b"HEAD / HTTP/1.1\r\nHost: a").endswith(b"\r\n\r\n")


@given(st.binary(max_size=300))
def test_no_header_can_be_smuggled_into_the_answer(noise: bytes) -> None:
    answer = answer_plain_http(b"GET /" + noise + b" HTTP/1.1\r\nHost: a")

    names = [line.partition(b":")[0] for line in answer.partition(b"\r\n\r\n")[0].split(b"\r\n")[1:]]
    assert set(names) <= {
        b"Location",
        b"Content-Type",
        b"Content-Length",
        b"Cache-Control",
        b"X-Content-Type-Options",
        b"Connection",
    }


def test_a_request_that_arrives_byte_by_byte_is_waited_for() -> None:
    server, incoming, outgoing = connect()
    request = b"GET /x HTTP/1.1\r\nHost: a:1\r\n\r\n"

    waited = [wants_more(server, incoming, request[i : i + 1]) for i in range(len(request))]

    assert waited == [True] * (len(request) - 1) + [False]
    assert outgoing.read().startswith(b"HTTP/1.1 307")


def wants_more(server: ssl.SSLObject, incoming: ssl.MemoryBIO, data: bytes) -> bool:
    incoming.write(data)
    try:
        server.do_handshake()
    except ssl.SSLWantReadError:
        return True
    return False


def test_after_the_answer_the_connection_has_ended_in_order() -> None:
    server, incoming, outgoing = connect()
    incoming.write(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    server.do_handshake()
    answer = outgoing.read()

    written = server.write(b"anything")
    server.unwrap()

    assert isinstance(server, GreetingObject)
    assert server.answered
    assert answer.startswith(b"HTTP/1.1 307")
    assert (server.read(10), server.getpeercert(), written) == (b"", None, 8)
    assert outgoing.read() == b""


def test_a_head_without_end_is_answered_all_the_same() -> None:
    server, incoming, outgoing = connect()

    incoming.write(b"GET /" + b"a" * 9000)
    server.do_handshake()

    assert outgoing.read().startswith(b"HTTP/1.1 400")


@pytest.mark.parametrize(
    "greeting", [b"SSH-2.0-OpenSSH\r\n", b"EHLO me\r\n", b"\x00\x01\x02\x03\x04\x05\x06", b"GETTING"]
)
def test_other_protocols_are_left_to_openssl(greeting: bytes) -> None:
    server, incoming, _ = connect()
    incoming.write(greeting)

    with pytest.raises(ssl.SSLError):
        server.do_handshake()


def test_a_client_that_leaves_in_the_middle_is_let_go() -> None:
    server, incoming, _ = connect()
    incoming.write(b"GET / HT")
    incoming.write_eof()

    with pytest.raises(ssl.SSLError):
        server.do_handshake()


def page_at_root(request: PlainRequest) -> PlainAnswer | None:
    return PlainAnswer(b"a page", "text/plain") if request.path == "/" else None


@pytest.mark.parametrize(("method", "body"), [(b"GET", b"a page"), (b"HEAD", b"")])
def test_a_page_that_the_program_has_is_answered(method: bytes, body: bytes) -> None:
    answer = answer_plain_http(method + b" /?a=b HTTP/1.1\r\nHost: a", page_at_root)

    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert answer.partition(b"\r\n\r\n")[2] == body


@pytest.mark.parametrize(
    "request_line", [b"GET /x", b"POST /", b"GET /.", b"GET /%2e", b"OPTIONS /", b"GET /connection/certificate.pem"]
)
def test_everything_else_is_redirected(request_line: bytes) -> None:
    answer = answer_plain_http(request_line + b" HTTP/1.1\r\nHost: a", page_at_root)

    assert answer.startswith(b"HTTP/1.1 307")


def test_no_page_is_answered_to_an_unclean_request() -> None:
    answer = answer_plain_http(b"GET / HTTP/1.1\r\nHost: evil.example/x?", page_at_root)

    assert answer.startswith(b"HTTP/1.1 400")


def test_a_page_that_fails_is_a_redirect_and_a_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    def failing(_request: PlainRequest) -> PlainAnswer | None:
        raise LookupError

    answer = answer_plain_http(b"GET / HTTP/1.1\r\nHost: a", failing)

    assert answer.startswith(b"HTTP/1.1 307")
    assert "The plain page for / failed." in caplog.text


def test_the_front_hands_pages_on_to_its_connections() -> None:
    front = FrontContext(lambda: ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ContextOptions(), page_at_root)
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    server = front.wrap_bio(incoming, outgoing, server_side=True)

    incoming.write(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    server.do_handshake()

    assert outgoing.read().endswith(b"a page")
