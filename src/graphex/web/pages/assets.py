"""The files that the pages load: style, scripts and pictures of the package, under addresses that carry a version."""

from __future__ import annotations

from functools import cached_property
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from graphex.web.endpoint import Endpoint, Right
from graphex.web.http.static_files import FOREVER, compress, load_files

if TYPE_CHECKING:
    from starlette.requests import Request

    from graphex.web.http.static_files import StaticFile

FOLDER: Final = Path(__file__).parents[1] / "static"
PREFIX: Final = "/static/"
BRIEFLY: Final = "public, max-age=300"


class Assets:
    """The static files of the package by name."""

    def endpoints(self) -> tuple[Endpoint, ...]:
        """Return what is answered."""
        return (
            Endpoint(
                method="GET",
                path=f"{PREFIX}{{name:path}}",
                handler=self._answer,
                summary="Send a file that the pages load.",
                right=Right.PUBLIC,
                personal=False,
            ),
            Endpoint(
                method="GET",
                path="/favicon.ico",
                handler=self._icon,
                summary="Lead to the icon.",
                right=Right.PUBLIC,
                personal=False,
            ),
        )

    def url(self, name: str) -> str:
        """Return the address of a file, which changes with its content."""
        return f"{PREFIX}{name}?v={self._by_name[name].version}"

    @cached_property
    def _by_name(self) -> dict[str, StaticFile]:
        return {name: compress(file) for name, file in load_files(FOLDER).items()}

    # These are in memory, and a worker thread would take longer than the answer.

    async def _answer(self, request: Request) -> Response:
        file = self._by_name.get(request.path_params["name"])
        if file is None:
            raise HTTPException(404)
        is_current = request.query_params.get("v") == file.version
        return file.answer(request, cache=FOREVER if is_current else BRIEFLY)

    async def _icon(self, _request: Request) -> Response:
        return RedirectResponse(self.url("icon.svg"), HTTPStatus.FOUND)
