"""uvicorn's HTTP protocol with limits on what a connection may hold up, and with the facts of its TLS."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Any, Final

from cryptography.hazmat.primitives.serialization import Encoding
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from graphex.tls.serving.client_front import VettedObject
from graphex.tls.serving.redirect import GreetingObject
from graphex.web.http.clients import CLIENT_KEY
from graphex.web.http.proxies import PEER_KEY
from graphex.web.server.identification import identify
from graphex.web.server.joined_writes import JoinedWrites

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

    from graphex.web.http.clients import ClientIdentity

# Longer than any browser takes to send a request head, short enough that idle connections do not pile up.
HEAD_SECONDS: Final = 15.0
# A body may be long, but it has to keep coming.
BODY_SECONDS: Final = 30.0
# Whoever has not taken an answer in plain HTTP by then, a few kilobytes, does not mean to.
ANSWER_SECONDS: Final = 10.0
# What common servers allow; the parser itself has no limit.
MAX_HEAD_BYTES: Final = 65536
# A chunk of one byte takes six (RFC 9112 §7.1): eight times the body leaves room for the smallest of chunks.
_FRAMED_BYTES: Final = 8

# RFC 8446 §4.1.2, RFC 5246 §A.1, in the form of the ASGI TLS extension.
_VERSIONS: Final = {"TLSv1.2": 0x0303, "TLSv1.3": 0x0304}
# The suites that a server of ours speaks, by OpenSSL's names for them (IANA cipher suite registry).
_SUITES: Final = {
    "TLS_AES_128_GCM_SHA256": 0x1301,
    "TLS_AES_256_GCM_SHA384": 0x1302,
    "TLS_CHACHA20_POLY1305_SHA256": 0x1303,
    "ECDHE-ECDSA-AES128-GCM-SHA256": 0xC02B,
    "ECDHE-ECDSA-AES256-GCM-SHA384": 0xC02C,
    "ECDHE-RSA-AES128-GCM-SHA256": 0xC02F,
    "ECDHE-RSA-AES256-GCM-SHA384": 0xC030,
    "ECDHE-RSA-CHACHA20-POLY1305": 0xCCA8,
    "ECDHE-ECDSA-CHACHA20-POLY1305": 0xCCA9,
}
_TOO_LARGE: Final = b"HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class BoundedProtocol(HttpToolsProtocol):
    """HTTP/1.1 whose request heads must arrive in time and within bounds.

    `scope["extensions"]["tls"]` is that of the ASGI specification (TLS extension 0.2).
    """

    # When the head that is expected now began to be waited for (loop time), or None while none is.
    head_since: float | None = None
    _head_bytes: int = 0
    # How much has been taken in, and how much it was when the sweep last saw a body grow.
    _taken: int = 0
    _body_seen: tuple[int, float] | None = None
    _joined: JoinedWrites
    # Hears once for each connection which host the client means.
    _asked: Callable[[str], None] | None = None
    _extensions: dict[str, dict[str, Any]] | None = None
    _last_moment: asyncio.TimerHandle | None = None
    _vetted: VettedObject | None = None
    _client: ClientIdentity | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request."""
        self._joined = JoinedWrites(transport, self.loop)
        super().connection_made(self._joined)  # type: ignore[arg-type]  # it has every method of a transport
        self.head_since = self.loop.time()
        connection = transport.get_extra_info("ssl_object")
        if isinstance(connection, GreetingObject) and connection.answered:
            # asyncio would close by itself; uvloop waits for the client, who has its answer already.
            transport.close()
            self._last_moment = self.loop.call_later(ANSWER_SECONDS, transport.abort)
        elif isinstance(connection, ssl.SSLObject):
            self._extensions = {"tls": _tls_facts(connection)}
            self._asked = connection.asked if isinstance(connection, GreetingObject) else None
            if isinstance(connection, VettedObject) and connection.certificate is not None:
                self._vetted, self._client = connection, identify(connection.certificate)

    def connection_lost(self, exc: Exception | None) -> None:
        """End the connection."""
        if self._last_moment is not None:
            self._last_moment.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take in data, up to the limit on what is not body: heads, and the framing of chunks."""
        if self.transport.is_closing():
            return
        self._taken += len(data)
        self._head_bytes += len(data)
        if self._head_bytes > MAX_HEAD_BYTES + len(data):
            if self.head_since is not None:
                self.transport.write(_TOO_LARGE)
            self.transport.close()
            return
        super().data_received(data)

    def handle_websocket_upgrade(self) -> None:
        """Hand the connection over to WebSockets, which send a message at a time anyway."""
        self.transport = self._joined.plain
        super().handle_websocket_upgrade()

    def on_message_begin(self) -> None:
        """Begin a request head."""
        super().on_message_begin()
        self.scope[PEER_KEY] = self.client  # type: ignore[typeddict-unknown-key]
        if self._extensions is not None:
            self.scope["extensions"] = self._extensions  # type: ignore[typeddict-item]
            self.scope[CLIENT_KEY] = self._client  # type: ignore[typeddict-unknown-key]
        if self.head_since is None:
            self.head_since = self.loop.time()

    def on_headers_complete(self) -> None:
        """End a request head."""
        self.head_since = None
        self._head_bytes = 0
        if self._asked is not None:
            asked, self._asked = self._asked, None
            asked(next((_host_of(value) for name, value in self.headers if name == b"host"), ""))
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take in body, with as much of what came as may have framed it."""
        self._head_bytes = max(0, self._head_bytes - _FRAMED_BYTES * len(body))
        super().on_body(body)

    def on_message_complete(self) -> None:
        """End a request."""
        self._head_bytes = 0
        super().on_message_complete()

    def close_if_late(self, now: float) -> None:
        """Close the connection if the head it owes is overdue, or if its body has stopped coming."""
        is_late = self.head_since is not None and now - self.head_since > HEAD_SECONDS
        if (is_late or self._owes_body(now)) and not self.transport.is_closing():
            self.transport.close()

    def _owes_body(self, now: float) -> bool:
        cycle: RequestResponseCycle | None = self.cycle
        # Where reading is paused, the application is late and not the client.
        if cycle is None or not cycle.more_body or cycle.response_complete or self.flow.read_paused:
            self._body_seen = None
            return False
        if self._body_seen is None or self._body_seen[0] != self._taken:
            self._body_seen = (self._taken, now)
        return now - self._body_seen[1] > BODY_SECONDS

    def close_if_refused(self) -> None:
        """Close the connection if its client's certificate was revoked, or has expired, since it was opened."""
        if self._vetted is not None and self._vetted.problem() is not None and not self.transport.is_closing():
            self.transport.close()


def _host_of(value: bytes) -> str:
    """Return the host of a Host field without its port, in lower case; nothing for one that is not text."""
    text = value.decode("utf-8", "ignore").strip().lower()
    return text if text.endswith("]") or ":" not in text else text.rpartition(":")[0]


def _tls_facts(connection: ssl.SSLObject) -> dict[str, Any]:
    cipher = connection.cipher()
    client = connection.certificate if isinstance(connection, VettedObject) else None
    return {
        "server_cert": None,
        # The certificate alone: before Python 3.13 there is no way to the others.
        "client_cert_chain": () if client is None else (client.public_bytes(Encoding.PEM).decode("ascii"),),
        "client_cert_name": None if client is None else client.subject.rfc4514_string(),
        # Clients whose certificate is refused have no connection.
        "client_cert_error": None,
        "tls_version": _VERSIONS.get(connection.version() or ""),
        "cipher_suite": _SUITES.get(cipher[0]) if cipher else None,
    }
