"""The limit on request bodies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException

from graphex.web.http.origins import header
from graphex.web.pages.problems import SENTENCES, Problem

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from graphex.web.pages.problems import Problems

MAX_BODY_BYTES: Final = 1024 * 1024
BODILESS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
"""Nothing here reads the body of these, so the HTTP server drops it."""

TOO_LARGE: Final = Problem(413, *SENTENCES[413], headers={"Connection": "close"})


class BodyLimit:
    """Refuses a body that is announced, or turns out, to be too large."""

    def __init__(self, app: ASGIApp, *, problems: Problems, most: int = MAX_BODY_BYTES) -> None:
        self._app = app
        self._problems = problems
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a body that cannot grow past the limit."""
        if scope["type"] != "http" or scope["method"] in BODILESS:
            await self._app(scope, receive, send)
            return
        if not self._is_announced_within(header(scope, b"content-length") or "0"):
            await self._problems.answer(scope, TOO_LARGE)(scope, receive, send)
            return
        left = self._most

        async def receive_within_limit() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise HTTPException(413, headers=dict(TOO_LARGE.headers))
            return message

        await self._app(scope, receive_within_limit, send)

    def _is_announced_within(self, length: str) -> bool:
        # int() refuses texts of thousands of digits with an error of its own.
        return length.isdecimal() and len(length) <= len(str(self._most)) and int(length) <= self._most
