"""How errors are answered: problem+json (RFC 9457) for programs, a page for browsers."""

from __future__ import annotations

import logging
import secrets
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response

from graphex.errors import GraphexError
from graphex.paths import RootUnavailableError
from graphex.program import document_as_started
from graphex.state.database import StateError
from graphex.web.http.accept import PROBLEM_TYPE, prefers_html
from graphex.web.http.problem import Problem, ProblemError
from graphex.workspace.graphs import GraphTooLargeError
from graphex.workspace.root import PathMissingError, PathRefusedError

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from graphex.web.pages.pages import Pages

LOG = logging.getLogger(__name__)

STATUS: Final[dict[type[GraphexError], int]] = {
    PathRefusedError: 403,
    PathMissingError: 404,
    GraphTooLargeError: 413,
    RootUnavailableError: 503,
    StateError: 503,
}
SENTENCES: Final[dict[int, tuple[str, str]]] = {
    400: ("The request is malformed.", "Check its parameters."),
    404: ("Nothing is at this address.", "The link may be old or mistyped: start from the list of graphs."),
}


class Problems:
    """Turns problems into answers, and exceptions into problems; call it in worker threads only."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def answer(self, scope: Scope, problem: Problem) -> Response:
        """Return a page when the client prefers one, problem+json otherwise."""
        if prefers_html(scope):
            return self._pages.answer(
                scope, "error.html", status=problem.status, headers=problem.headers, problem=problem
            )
        return self._as_json(problem)

    def on_http_exception(self, request: Request, error: Exception) -> Response:
        """Answer an error that a route or the router raised."""
        if not isinstance(error, HTTPException):
            raise error
        headers = dict(error.headers or {})
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED and request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": f"{headers.get('Allow', 'GET, HEAD')}, OPTIONS"})
        default = HTTPStatus(error.status_code).phrase
        detail, hint = SENTENCES.get(error.status_code, (f"{default}.", None))
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            detail, hint = _wrong_method(request.method, headers.get("Allow", ""))
        return self.answer(request.scope, Problem(error.status_code, detail, hint, headers=headers))

    def on_error(self, scope: Scope, error: Exception) -> Response:
        """Answer any error: one with its own sentences by them, everything else as a bug."""
        if isinstance(error, ProblemError):
            return self.answer(scope, error.problem)
        if isinstance(error, GraphexError):
            return self.answer(scope, Problem(STATUS.get(type(error), 400), error.message, error.hint))
        return self._on_bug(scope, error)

    def _on_bug(self, scope: Scope, error: Exception) -> Response:
        """The client gets a reference, the log the traceback."""
        reference = secrets.token_hex(4)
        LOG.error("Reference %s: %s %s failed", reference, scope["method"], scope["path"], exc_info=error)
        hint = "Look for the reference in the server's log."
        problem = Problem(500, "Something went wrong on the server.", hint, reference)
        try:
            return self.answer(scope, problem)
        except Exception:
            # The boundary again: what failed may be what every page needs.
            LOG.exception("The error page failed too")
            return self._as_json(problem)

    def _as_json(self, problem: Problem) -> Response:
        members = document_as_started(problem.as_json(), self._pages.program)
        return JSONResponse(members, problem.status, problem.headers, PROBLEM_TYPE)


def _wrong_method(method: str, allowed: str) -> tuple[str, str]:
    detail = f"This address takes {allowed} requests, and this was a {method} request."
    way = "Open it in the browser, or follow a link on the pages."
    return detail, way if "GET" in allowed else "Use the button on the page that leads here."


class Failures:
    """The boundary of the web face: no exception leaves it, as long as the answer has not begun."""

    def __init__(self, app: ASGIApp, *, problems: Problems) -> None:
        self._app = app
        self._problems = problems

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and answer for what fails."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def send_noting_start(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, send_noting_start)
        except ClientDisconnect:
            # Whoever leaves before the end of the own request waits for no answer, and nothing of ours has failed.
            return
        except Exception as error:
            # The boundary: an answer that has begun can only be broken off, by the server that logs the error.
            if started:
                raise
            # A page says who is signed in, which may wait for the database.
            answer = await run_in_threadpool(self._problems.on_error, scope, error)
            await answer(scope, receive, send)
