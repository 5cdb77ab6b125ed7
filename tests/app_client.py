"""A client that calls an ASGI application directly, for tests that need no socket."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message


class AppClient:
    """Sends requests to an application, keeps its cookies as a browser does, and follows no redirect."""

    def __init__(self, app: ASGIApp, *, origin: str = "https://localhost") -> None:
        self.cookies = httpx.Cookies()
        self._app = app
        self._origin = origin

    def get(self, path: str, **options: Any) -> httpx.Response:
        """Send a GET request."""
        return self.request("GET", path, **options)

    def post(self, path: str, **options: Any) -> httpx.Response:
        """Send a POST request."""
        return self.request("POST", path, **options)

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Send a request and return the whole answer."""
        return asyncio.run(self._send(method, path, options))

    async def _send(self, method: str, path: str, options: dict[str, Any]) -> httpx.Response:
        transport = httpx.ASGITransport(self._app)
        async with httpx.AsyncClient(transport=transport, base_url=self._origin, cookies=self.cookies) as client:
            response = await client.request(method, path, **options)
            self.cookies = client.cookies
            return response


def open_websocket(app: ASGIApp, path: str, **headers: str) -> list[Message]:
    """Ask an application for a WebSocket, and return what it answers."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "websocket", "scheme": "wss", "path": path, "query_string": b"", "headers": raw, "extensions": {}}
    asyncio.run(app(scope, receive, send))  # type: ignore[arg-type]  # an ASGI application is a coroutine function
    return sent
