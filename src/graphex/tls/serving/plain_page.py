"""What a program may answer over plain HTTP on the TLS port: public, small, and complete in memory.

Everything else is redirected. A page that is read this way may have been changed on its way, as everything without
TLS; it is for what its reader compares with another source before relying on it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_REQUEST_LINE: Final = re.compile(rb"([A-Z]+) (\S+) HTTP/1\.[01]")
# Origin form only (RFC 9112 §3.2.1), and not `//host`, which a browser would take for another site.
_SAFE_TARGET: Final = re.compile(rb"/(?![/\\])[\x21-\x7e]*")
_SAFE_HOST: Final = re.compile(rb"(?:[A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")

_SANDBOX: Final = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


@dataclass(frozen=True, slots=True)
class PlainRequest:
    """The head of a plain HTTP request whose target and host are clean."""

    method: str
    target: str
    host: str
    user_agent: str

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]

    @property
    def is_head(self) -> bool:
        """Whether only the head of the answer is wanted."""
        return self.method == "HEAD"

    @property
    def https_origin(self) -> str:
        """The same server over HTTPS."""
        return f"https://{self.host}"

    @classmethod
    def parse(cls, head: bytes) -> PlainRequest | None:
        """Read a request's head; None for one that could be made to lead elsewhere."""
        request_line, *fields = head.replace(b"\r\n", b"\n").split(b"\n")
        request = _REQUEST_LINE.fullmatch(request_line)
        hosts, agents = _values(fields, b"host:"), _values(fields, b"user-agent:")
        if request is None or len(hosts) != 1:
            return None
        if not _SAFE_TARGET.fullmatch(request[2]) or not _SAFE_HOST.fullmatch(hosts[0]):
            return None
        agent = next(iter(agents), b"").decode("latin-1")
        return cls(request[1].decode("ascii"), request[2].decode("ascii"), hosts[0].decode("ascii"), agent)


@dataclass(frozen=True, slots=True)
class PlainAnswer:
    """What is answered in plain HTTP; `policy` goes before the content security policy that forbids everything."""

    body: bytes
    media_type: str
    file_name: str | None = None
    policy: str = ""

    def response(self, *, is_head: bool = False) -> bytes:
        """Return the whole answer as it is sent."""
        named = (f'Content-Disposition: inline; filename="{self.file_name}"',) if self.file_name else ()
        policy = "; ".join(filter(None, (self.policy, _SANDBOX)))
        headers = (
            f"Content-Type: {self.media_type}",
            *named,
            f"Content-Security-Policy: {policy}",
            "X-Frame-Options: DENY",
            "Referrer-Policy: no-referrer",
            "Cross-Origin-Resource-Policy: same-origin",
        )
        return format_response(HTTPStatus.OK, self.body, headers, is_head=is_head)


PlainPages: TypeAlias = "Callable[[PlainRequest], PlainAnswer | None]"
"""Answers a GET or HEAD request, or returns None to have it redirected; it is called in the event loop."""


def format_response(status: HTTPStatus, body: bytes, headers: Iterable[str], *, is_head: bool = False) -> bytes:
    """Return the bytes of an answer after which the connection ends."""
    lines = (
        f"HTTP/1.1 {status.value} {status.phrase}",
        *headers,
        f"Content-Length: {len(body)}",
        "Cache-Control: no-store",
        "X-Content-Type-Options: nosniff",
        "Connection: close",
    )
    return "\r\n".join((*lines, "", "")).encode("latin-1") + (b"" if is_head else body)


def _values(fields: Iterable[bytes], name: bytes) -> list[bytes]:
    return [field[len(name) :].strip() for field in fields if field[: len(name)].lower() == name]
