"""Whether the server answers: for supervisors and load balancers, without sign-in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypedDict

from starlette.responses import Response

from graphex.web.endpoint import Endpoint, Right

if TYPE_CHECKING:
    from starlette.requests import Request


class Health(TypedDict):
    """The document of a server that answers."""

    status: Literal["ok"]


async def _health(_request: Request) -> Response:
    return Response(b'{"status":"ok"}', media_type="application/json")


ENDPOINTS: Final = (
    Endpoint(
        method="GET",
        path="/healthz",
        handler=_health,
        summary="Say that the server answers.",
        right=Right.PUBLIC,
        gives=Health,
        personal=False,
    ),
)
