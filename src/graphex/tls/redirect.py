"""The answer to plain HTTP on the TLS port: a redirect to the same place over HTTPS.

Whoever types `http://host:8080` gets there, and an idle connection costs nobody anything: the look at the first bytes
happens where the handshake begins, inside the event loop, and never waits.
"""

from __future__ import annotations

import re
import ssl
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from typing import Any

_MAX_HEAD_BYTES: Final = 8192
# What nearly every client begins with (RFC 8446 §5.1): asked first, because every handshake comes through here.
_TLS_HANDSHAKE_RECORD: Final = b"\x16"
_METHODS: Final = (b"GET ", b"HEAD ", b"POST ", b"PUT ", b"PATCH ", b"DELETE ", b"OPTIONS ", b"CONNECT ", b"TRACE ")
_HEAD_END: Final = re.compile(rb"\r?\n\r?\n")
_REQUEST_LINE: Final = re.compile(rb"([A-Z]+) (\S+) HTTP/1\.[01]")
# Origin form only (RFC 9112 §3.2.1), and not `//host`, which a browser would take for another site.
_SAFE_TARGET: Final = re.compile(rb"/(?![/\\])[\x21-\x7e]*")
_SAFE_HOST: Final = re.compile(rb"(?:[A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")


class GreetingObject(ssl.SSLObject):
    """A TLS connection that answers a client which speaks plain HTTP instead of starting a handshake."""

    incoming: ssl.MemoryBIO
    outgoing: ssl.MemoryBIO
    _greeting: bytes = b""
    _speaks_tls: bool = False
    answered: bool = False

    def do_handshake(self) -> None:
        """Go on with the handshake, or answer plain HTTP and make believe that the connection has ended."""
        if not self._speaks_tls and not self._take_plain_http():
            self._speaks_tls = True
            self.incoming.write(self._greeting)
        if self._speaks_tls:
            super().do_handshake()

    def _take_plain_http(self) -> bool:
        """Read on as long as the bytes can be an HTTP request; return whether they are one, answered now."""
        self._greeting += self.incoming.read()
        greeting = self._greeting
        if greeting[:1] == _TLS_HANDSHAKE_RECORD:
            return False
        if not any(greeting[: len(method)] == method[: len(greeting)] for method in _METHODS):
            return False
        if self.incoming.eof:
            return False
        head = _HEAD_END.split(greeting, maxsplit=1)
        if len(head) == 1 and len(greeting) <= _MAX_HEAD_BYTES:
            raise ssl.SSLWantReadError(ssl.SSL_ERROR_WANT_READ, "The HTTP request is not complete.")
        self.outgoing.write(answer_plain_http(head[0] if len(head) > 1 else b""))
        self.answered = True
        return True

    def read(self, len: int = 1024, buffer: Any = None) -> Any:  # noqa: A002 - named by ssl.SSLObject
        """Read from the connection; after a plain answer there is nothing more to come."""
        if self.answered:
            return b"" if buffer is None else 0
        return super().read(len, buffer)

    def write(self, data: Any) -> int:
        """Write to the connection; after a plain answer nobody listens."""
        return len(data) if self.answered else super().write(data)

    def getpeercert(self, binary_form: bool = False) -> Any:
        """Return the client's certificate, if it gave one."""
        return None if self.answered else super().getpeercert(binary_form)

    def unwrap(self) -> None:
        """End the connection; there is no TLS to end after a plain answer."""
        if not self.answered:
            super().unwrap()


def answer_plain_http(head: bytes) -> bytes:
    """Answer a plain HTTP request: a redirect to HTTPS where its target and host are clean, a sentence where not."""
    location = _https_location(head)
    if location is None:
        return _response(HTTPStatus.BAD_REQUEST, b"This port speaks HTTPS only: begin the address with https://.\n")
    body = b"This port speaks HTTPS only. Go to " + location + b"\n"
    return _response(HTTPStatus.TEMPORARY_REDIRECT, body, location, is_head=head.startswith(b"HEAD "))


def _https_location(head: bytes) -> bytes | None:
    request_line, *fields = head.replace(b"\r\n", b"\n").split(b"\n")
    request = _REQUEST_LINE.fullmatch(request_line)
    hosts = [field.partition(b":")[2].strip() for field in fields if field[:5].lower() == b"host:"]
    if request is None or len(hosts) != 1:
        return None
    target = request[2]
    if not _SAFE_TARGET.fullmatch(target) or not _SAFE_HOST.fullmatch(hosts[0]):
        return None
    return b"https://" + hosts[0] + target


def _response(status: HTTPStatus, body: bytes, location: bytes | None = None, *, is_head: bool = False) -> bytes:
    lines = [
        f"HTTP/1.1 {status.value} {status.phrase}".encode(),
        *([b"Location: " + location] if location else []),
        b"Content-Type: text/plain; charset=utf-8",
        b"Content-Length: %d" % len(body),
        b"Cache-Control: no-store",
        b"X-Content-Type-Options: nosniff",
        b"Connection: close",
    ]
    return b"\r\n".join(lines) + b"\r\n\r\n" + (b"" if is_head else body)
