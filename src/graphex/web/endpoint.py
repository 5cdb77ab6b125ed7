"""What the server answers: each address is declared once as a value, and everything that must know reads the table."""

from __future__ import annotations

import inspect
from collections import defaultdict
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, cast

from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute, Route, compile_path

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    Handler: TypeAlias = Callable[[Request], Response] | Callable[[Request], Awaitable[Response]]

Method: TypeAlias = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]

# Forms and small documents; what takes more, says how much.
DEFAULT_LIMIT: Final = 64 * 1024


class Right(IntEnum):
    """What somebody must be allowed to do to be answered; each right includes those below it."""

    PUBLIC = 0
    VIEW = 1
    RUN = 2
    EDIT = 3
    ADMIN = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One method of one address: what it does, who may ask, what it takes and gives.

    A handler that is no coroutine function runs in a worker thread, where it may wait. `limit` is the largest body in
    bytes. `takes` and `gives` are types that msgspec knows; None stands for no body, a page or a file. Whoever asks is
    looked up first, unless the answer is the same for everybody: then it is not `personal`.
    """

    method: Method
    path: str
    handler: Handler
    summary: str
    right: Right = Right.VIEW
    limit: int = DEFAULT_LIMIT
    takes: type | None = None
    gives: type | None = None
    personal: bool = True
    compressed: bool = False


class EndpointTable:
    """All endpoints, found by path and method, and as the routes that answer them."""

    def __init__(self, endpoints: Iterable[Endpoint]) -> None:
        self.endpoints = tuple(endpoints)
        by_path: defaultdict[str, dict[str, Endpoint]] = defaultdict(dict)
        for endpoint in self.endpoints:
            by_path[endpoint.path][endpoint.method] = endpoint
        self._by_path: Mapping[str, Mapping[str, Endpoint]] = dict(by_path)
        self._patterns = tuple((compile_path(path)[0], methods) for path, methods in by_path.items())

    def find(self, path: str, method: str) -> Endpoint | None:
        """Return the endpoint of an address: that of the method, or any if it does not take the method."""
        methods = next((methods for pattern, methods in self._patterns if pattern.match(path)), None)
        if methods is None:
            return None
        return methods.get(_answered_as(method)) or next(iter(methods.values()))

    def routes(self) -> list[BaseRoute]:
        """Return one route for each address."""
        return [_route(path, methods) for path, methods in self._by_path.items()]


def _route(path: str, methods: Mapping[str, Endpoint]) -> Route:
    async def answer(request: Request) -> Response:
        handler = methods[_answered_as(request.method)].handler
        if inspect.iscoroutinefunction(handler):
            return cast("Response", await handler(request))  # what every handler returns
        return await run_in_threadpool(cast("Callable[[Request], Response]", handler), request)  # the other kind

    compressed = any(endpoint.compressed for endpoint in methods.values())
    middleware = [Middleware(GZipMiddleware)] if compressed else []
    return Route(path, answer, methods=list(methods), middleware=middleware)


def _answered_as(method: str) -> str:
    """Return the method whose handler answers: HEAD is a GET without the body."""
    return "GET" if method == "HEAD" else method
