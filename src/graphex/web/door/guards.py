"""What a request must fulfil before a route sees it: host, origin and session."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse, Response

from graphex.web.endpoint import Right
from graphex.web.http.accept import prefers_html
from graphex.web.http.origins import (
    confined_path,
    host_name,
    is_foreign_navigation,
    is_same_origin,
    names_this_machine,
)
from graphex.web.http.problem import Problem, ProblemError

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from graphex.web.door.access import Access
    from graphex.web.endpoint import EndpointTable

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
POLICY_VIOLATION: Final = 1008

NOT_SIGNED_IN: Final = Problem(
    401,
    "You are not signed in.",
    "Open the link that the server printed, or run `python3 -m graphex sign-in` for a new one.",
    headers={"WWW-Authenticate": 'Cookie form-action="/sign-in"'},
)
OTHER_ORIGIN: Final = Problem(
    403,
    "The request was sent by a page of another address.",
    "Use the pages of this server, under the address in the browser's address bar.",
)
OTHER_HOST: Final = Problem(
    403,
    "Without sign-in this server answers under loopback names only.",
    "Use https://localhost, or switch sign-in on.",
)


class LoopbackHosts:
    """With sign-in off, refuses every host name that is not this machine's own: it may be a rebound DNS name."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what was addressed to a loopback name."""
        if scope["type"] in {"http", "websocket"} and not names_this_machine(host_name(scope)):
            await refuse(OTHER_HOST, scope, receive, send)
            return
        await self._app(scope, receive, send)


class SameOrigin:
    """Refuses changes and WebSockets that pages of another origin ask for."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what changes nothing, and what our own pages or no browser sent."""
        kind = scope["type"]
        checked = kind == "websocket" or (kind == "http" and scope["method"] not in SAFE_METHODS)
        if checked and not is_same_origin(scope):
            await refuse(OTHER_ORIGIN, scope, receive, send)
            return
        await self._app(scope, receive, send)


class SignInGuard:
    """Lets those through who have the right that the endpoint asks for; an address that is none asks for one too."""

    def __init__(self, app: ASGIApp, *, access: Access, table: EndpointTable) -> None:
        self._app = app
        self._access = access
        self._table = table

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on those with the right; answer the others here."""
        kind = scope["type"]
        endpoint = self._table.find(scope["path"], scope["method"]) if kind == "http" else None
        is_for_everybody = endpoint is not None and not endpoint.personal
        if kind not in {"http", "websocket"} or not self._access.required or is_for_everybody:
            await self._app(scope, receive, send)
            return
        arrival = await run_in_threadpool(self._access.arrive, scope)
        if kind == "http" and is_foreign_navigation(scope) and not arrival.has_token:
            await bounce(scope)(scope, receive, send)
        elif arrival.right >= (endpoint.right if endpoint else Right.VIEW):
            await self._app(scope, receive, _with_cookie(send, arrival.cookie) if arrival.cookie else send)
        elif kind == "http" and scope["method"] in {"GET", "HEAD"} and prefers_html(scope):
            await _to_sign_in(scope)(scope, receive, send)
        else:
            await refuse(NOT_SIGNED_IN, scope, receive, send)


def bounce(scope: Scope) -> Response:
    """Answer a link followed from a foreign page with a page of ours that goes on to the same address.

    A Strict cookie is held back from a navigation that another site began, and from its redirects; it is sent
    with the one that our own page begins. Nothing has happened yet: a one-time code is still unused.
    """
    address = confined_path(_address(scope))
    body = (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>One moment</title>'
        f'<meta http-equiv="refresh" content="0;url={escape(address)}">'
        f'<p><a href="{escape(address)}">Continue</a></p></html>'
    )
    return HTMLResponse(body)


async def refuse(problem: Problem, scope: Scope, receive: Receive, send: Send) -> None:
    """Refuse a request with a problem, or close a WebSocket before it opens; raises ProblemError."""
    if scope["type"] != "websocket":
        raise ProblemError(problem)
    await receive()
    await send({"type": "websocket.close", "code": POLICY_VIOLATION, "reason": problem.detail})


def _with_cookie(send: Send, value: str) -> Send:
    cookie = (b"set-cookie", value.encode("latin-1"))

    async def send_with_cookie(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), cookie]
        await send(message)

    return send_with_cookie


def _to_sign_in(scope: Scope) -> Response:
    address = _address(scope)
    query = "" if address == "/" else f"?{urlencode({'next': address})}"
    return RedirectResponse(f"/sign-in{query}", 303)


def _address(scope: Scope) -> str:
    """Return path and query as they can stand in a link."""
    query = quote(scope["query_string"].decode("latin-1"), safe="%/?:@!$&'()*+,;=-._~")
    return quote(scope["path"]) + (f"?{query}" if query else "")
