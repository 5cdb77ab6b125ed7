"""The limit on request bodies: each endpoint says how much it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graphex.web.endpoint import DEFAULT_LIMIT
from graphex.web.http.origins import header
from graphex.web.http.problem import Problem, ProblemError

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from graphex.web.endpoint import EndpointTable

BODILESS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
"""Nothing here reads the body of these, so the HTTP server drops it."""

TOO_LARGE: Final = Problem(
    413, "The request is larger than this server accepts.", "Send less at once.", headers={"Connection": "close"}
)


class BodyLimit:
    """Refuses a body that is announced, or turns out, to be too large."""

    def __init__(self, app: ASGIApp, *, table: EndpointTable) -> None:
        self._app = app
        self._table = table

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a body that cannot grow past the limit."""
        if scope["type"] != "http" or scope["method"] in BODILESS:
            await self._app(scope, receive, send)
            return
        endpoint = self._table.find(scope["path"], scope["method"])
        left = endpoint.limit if endpoint else DEFAULT_LIMIT
        if not _is_within(header(scope, b"content-length") or "0", left):
            raise ProblemError(TOO_LARGE)

        async def receive_within_limit() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise ProblemError(TOO_LARGE)
            return message

        await self._app(scope, receive_within_limit, send)


def _is_within(length: str, most: int) -> bool:
    # int() refuses texts of thousands of digits with an error of its own.
    return length.isdecimal() and len(length) <= len(str(most)) and int(length) <= most
