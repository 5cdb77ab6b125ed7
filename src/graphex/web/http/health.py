"""Whether the server answers: for supervisors and load balancers, without sign-in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

if TYPE_CHECKING:
    from starlette.requests import Request

PATH: Final = "/healthz"
BODY: Final = b'{"status":"ok"}'


def health_routes() -> list[BaseRoute]:
    """Return the route of the health check."""
    return [Route(PATH, _health)]


async def _health(_request: Request) -> Response:
    return Response(BODY, media_type="application/json")
