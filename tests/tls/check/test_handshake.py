"""Reaching servers: what is seen of them, and that none makes us wait."""

from __future__ import annotations

import socket
import ssl
from typing import TYPE_CHECKING

import pytest
from OpenSSL import SSL

from graphex.tls.check.handshake import Deadline, NotTLSError, Server, connect, greet, speaks_http, verify
from tls.listening import answering, listening, only_old_tls, over_tls, silent
from tls.material import NOW, authority, issue, write_pair

if TYPE_CHECKING:
    from pathlib import Path

ROOT = authority("Root")
LOWER = authority("Lower CA", ROOT)
LEAF = issue(issuer=LOWER, start=NOW.replace(year=2020), days=5000)


@pytest.fixture
def context(tmp_path: Path) -> ssl.SSLContext:
    """A server's context with a certificate and its intermediate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*write_pair(tmp_path, LEAF.pem + LOWER.pem, LEAF.key_pem))
    return context


def local(port: int) -> Server:
    return Server("127.0.0.1", port)


@pytest.mark.parametrize(
    ("server", "text", "is_address"),
    [
        (Server("localhost", 443), "localhost:443", False),
        (Server("192.0.2.7", 8443), "192.0.2.7:8443", True),
        (Server("2001:db8::7", 443), "[2001:db8::7]:443", True),
    ],
)
def test_servers_are_written_as_in_a_url(server: Server, text: str, *, is_address: bool) -> None:
    assert (str(server), server.is_address) == (text, is_address)


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_the_chain_and_the_version_are_seen(context: ssl.SSLContext, version: ssl.TLSVersion) -> None:
    context.maximum_version = version

    with listening(over_tls(context)) as port:
        greeting = greet(local(port), Deadline(5))

    assert greeting.chain == (LEAF.facts, LOWER.facts)
    assert greeting.version == version.name.replace("_", ".")


def test_a_name_is_sent_along(context: ssl.SSLContext) -> None:
    names: list[str | None] = []
    context.sni_callback = lambda _session, name, _context: names.append(name)

    with listening(over_tls(context)) as port:
        greet(Server("localhost", port), Deadline(5))
        greet(local(port), Deadline(5))

    assert names == ["localhost", None]


def test_a_server_that_wants_our_certificate_shows_its_own(context: ssl.SSLContext) -> None:
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.verify_mode = ssl.CERT_REQUIRED

    with listening(over_tls(context)) as port:
        greeting = greet(local(port), Deadline(5))

    assert greeting.chain[0] == LEAF.facts


@pytest.mark.skipif(not ssl.HAS_TLSv1_1, reason="needs an OpenSSL that still has TLS 1.1")
def test_old_versions_are_spoken_to_be_reported(context: ssl.SSLContext) -> None:
    with listening(over_tls(only_old_tls(context))) as port:
        greeting = greet(local(port), Deadline(5))

    assert greeting.version == "TLSv1.1"


@pytest.mark.parametrize(
    ("answer", "is_http"), [(b"HTTP/1.1 400 Bad Request\r\n\r\n", True), (b"SSH-2.0-x\r\n", False), (b"", False)]
)
def test_what_is_not_tls_is_told(answer: bytes, *, is_http: bool) -> None:
    with listening(answering(answer)) as port, pytest.raises(NotTLSError) as caught:
        greet(local(port), Deadline(5))

    assert caught.value.is_http is is_http


def test_an_alert_is_an_openssl_error() -> None:
    protocol_version = b"\x15\x03\x01\x00\x02\x02\x46"

    with listening(answering(protocol_version)) as port, pytest.raises(SSL.Error, match="protocol version"):
        greet(local(port), Deadline(5))


def test_a_silent_server_does_not_hold_up() -> None:
    with listening(silent) as port, pytest.raises(TimeoutError):
        greet(local(port), Deadline(0.3))


@pytest.mark.parametrize(
    ("answer", "expected"), [(b"HTTP/1.1 404 Not Found\r\n\r\n", True), (b"HTTX", False), (b"", False)]
)
def test_plain_http_is_told(answer: bytes, *, expected: bool) -> None:
    with listening(answering(answer)) as port:
        assert speaks_http(local(port), Deadline(5)) is expected


def test_nobody_speaks_http_where_nobody_listens() -> None:
    with listening(silent) as port:
        pass

    assert not speaks_http(local(port), Deadline(1))


def test_the_trust_store_of_this_machine_decides(
    context: ssl.SSLContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with listening(over_tls(context)) as port:
        distrust = verify(local(port), Deadline(5))
        (tmp_path / "root.pem").write_bytes(ROOT.pem)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "root.pem"))
        trust = verify(local(port), Deadline(5))

    assert distrust is not None
    assert trust is None


def test_names_are_resolved_and_every_address_tried(context: ssl.SSLContext) -> None:
    with listening(over_tls(context)) as port, connect(Server("localhost", port), Deadline(5)) as connection:
        assert connection.getpeername()[1] == port


@pytest.mark.parametrize("name", ["no-such-host.invalid", "x" * 64 + ".example"])
def test_names_that_do_not_resolve_are_oserrors(name: str) -> None:
    with pytest.raises(socket.gaierror):
        connect(Server(name, 443), Deadline(20))


def test_a_deadline_passes() -> None:
    deadline = Deadline(0)

    with pytest.raises(TimeoutError):
        deadline.left()
