"""The baseline: what a program needs at least to answer over TLS with Starlette and uvicorn."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

if TYPE_CHECKING:
    from starlette.requests import Request


async def _health(_request: Request) -> Response:
    return Response(b'{"status":"ok"}', media_type="application/json")


def create_app() -> Starlette:
    """Return an application with the same JSON answer and the same static files as GraphEx."""
    # Found without importing GraphEx, whose start must not count here.
    package = find_spec("graphex")
    assert package is not None
    assert package.origin is not None
    static = Path(package.origin).parent / "web" / "static"
    return Starlette(routes=[Route("/healthz", _health), Mount("/static", StaticFiles(directory=static))])


if __name__ == "__main__":
    port, certfile, keyfile = sys.argv[1:]
    uvicorn.run(
        create_app(),
        host="127.0.0.1",
        port=int(port),
        ssl_certfile=certfile,
        ssl_keyfile=keyfile,
        log_level="warning",
        access_log=False,
    )
