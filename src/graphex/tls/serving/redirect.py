"""What clients hear that never get through a handshake: a redirect for plain HTTP, an alert for a handshake that fails.

Whoever types `http://host:8080` gets there, and an idle connection costs nobody anything: the look at the first bytes
happens where the handshake begins, inside the event loop, and never waits.

Event loops drop a connection whose handshake fails, and with it the alert that OpenSSL has written for the client. So
such a connection is passed off as one that has ended, whose last bytes are sent.
"""

from __future__ import annotations

import logging
import re
import ssl
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from graphex.tls.serving.plain_page import PlainRequest, format_response

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from graphex.tls.serving.plain_page import PlainAnswer, PlainPages

logger = logging.getLogger(__name__)

_MAX_HEAD_BYTES: Final = 8192
# What nearly every client begins with (RFC 8446 §5.1): asked first, because every handshake comes through here.
_TLS_HANDSHAKE_RECORD: Final = b"\x16"
_METHODS: Final = (b"GET ", b"HEAD ", b"POST ", b"PUT ", b"PATCH ", b"DELETE ", b"OPTIONS ", b"CONNECT ", b"TRACE ")
_HEAD_END: Final = re.compile(rb"\r?\n\r?\n")
_TEXT: Final = "Content-Type: text/plain; charset=utf-8"


class GreetingObject(ssl.SSLObject):
    """A TLS connection that answers a client which speaks plain HTTP, and tells others why their handshake failed."""

    incoming: ssl.MemoryBIO
    outgoing: ssl.MemoryBIO
    _greeting: bytes = b""
    _speaks_tls: bool = False
    answered: bool = False
    pages: PlainPages | None = None
    # Hears the host that a request names; what TLS itself said is heard already.
    asked: Callable[[str], None] | None = None

    def do_handshake(self) -> None:
        """Go on with the handshake, or say what there is to say and make believe that the connection has ended."""
        if not self._speaks_tls and not self._take_plain_http():
            self._speaks_tls = True
            self.incoming.write(self._greeting)
        if self.answered:
            return
        try:
            super().do_handshake()
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            raise
        except ssl.SSLError as error:
            self.refused(error)
            self._end_with_alert()

    def refused(self, error: ssl.SSLError) -> None:
        """Hear why OpenSSL breaks a handshake off."""

    def _end_with_alert(self) -> None:
        """Let the alert out that the error at hand left behind; without one there is nothing but the error."""
        if not self.outgoing.pending:
            raise  # noqa: PLE0704 - called where an error is handled
        self.answered = True

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
        self.outgoing.write(answer_plain_http(head[0] if len(head) > 1 else b"", self.pages))
        self.answered = True
        return True

    def read(self, len: int = 1024, buffer: Any = None) -> Any:  # noqa: A002 - named by ssl.SSLObject
        """Read from the connection; after an answer or an alert there is nothing more to come."""
        if not self.answered:
            try:
                return super().read(len, buffer)
            except (ssl.SSLWantReadError, ssl.SSLWantWriteError, ssl.SSLZeroReturnError):
                raise
            except ssl.SSLError:
                self._end_with_alert()
        return b"" if buffer is None else 0

    def write(self, data: Any) -> int:
        """Write to the connection; after an answer nobody listens."""
        return len(data) if self.answered else super().write(data)

    def getpeercert(self, binary_form: bool = False) -> Any:
        """Return the client's certificate, if it gave one."""
        return None if self.answered else super().getpeercert(binary_form)

    def unwrap(self) -> None:
        """End the connection; there is no TLS to end after an answer."""
        if not self.answered:
            super().unwrap()


def answer_plain_http(head: bytes, pages: PlainPages | None = None) -> bytes:
    """Answer a plain HTTP request: what `pages` has for it, a redirect to HTTPS, or a sentence if it is unclean."""
    request = PlainRequest.parse(head)
    if request is None:
        sentence = b"This port speaks HTTPS only: begin the address with https://.\n"
        return format_response(HTTPStatus.BAD_REQUEST, sentence, (_TEXT,))
    page = _page(request, pages) if pages is not None and request.method in {"GET", "HEAD"} else None
    if page is not None:
        return page.response(is_head=request.is_head)
    location = request.https_origin + request.target
    body = f"This port speaks HTTPS only. Go to {location}\n".encode("ascii")
    headers = (f"Location: {location}", _TEXT)
    return format_response(HTTPStatus.TEMPORARY_REDIRECT, body, headers, is_head=request.is_head)


def _page(request: PlainRequest, pages: PlainPages) -> PlainAnswer | None:
    try:
        return pages(request)
    except Exception:  # the program's own code: a redirect helps its visitor more than a connection cut short
        logger.exception("The plain page for %s failed.", request.path)
        return None
