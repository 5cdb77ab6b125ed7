"""The headers of answers: those for security, which all of them carry, and that of a download."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)

SECURITY_HEADERS: Final = (
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode("ascii")),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    # no-referrer would turn the Origin of form posts into `null`, and the same-origin check would refuse them.
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"),
)
PRIVATE: Final = (b"cache-control", b"no-store")
STRICT_TRANSPORT: Final = (b"strict-transport-security", b"max-age=15552000")
"""Half a year, for this host name only: other servers under the domain may have no certificate."""

STARTS: Final = frozenset({"http.response.start", "websocket.http.response.start"})


class SecurityHeaders:
    """Adds the headers to every answer; what does not say that it may be cached, may not be."""

    def __init__(self, app: ASGIApp, *, hsts: bool = False) -> None:
        self._app = app
        self._always = (*SECURITY_HEADERS, STRICT_TRANSPORT) if hsts else SECURITY_HEADERS
        self._with_private = (*self._always, PRIVATE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and the answer back with its headers."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] in STARTS:
                headers = message.get("headers", ())
                says_cacheable = any(name == b"cache-control" for name, _ in headers)
                message["headers"] = [*headers, *(self._always if says_cacheable else self._with_private)]
            await send(message)

        await self._app(scope, receive, send_with_headers)


def attachment(name: str) -> dict[str, str]:
    """Return the header that makes a browser save the answer; an encoded name (RFC 8187) cannot break out."""
    return {"Content-Disposition": f"attachment; filename*=utf-8''{quote(name, safe='')}"}
