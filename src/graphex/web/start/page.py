"""The start page: the graphs by folder, until the compiled editor takes its place."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import quote

from graphex.web.endpoint import Endpoint

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from graphex.web.services import Services
    from graphex.web.start.editor import Editor


class StartEndpoints:
    """The answer at the root of the server."""

    def __init__(self, services: Services, editor: Editor) -> None:
        self._folder = services.folder
        self._pages = services.pages
        self._editor = editor

    def endpoints(self) -> tuple[Endpoint, ...]:
        """Return what is answered."""
        return (
            Endpoint(
                method="GET",
                path="/",
                handler=self._start,
                summary="Begin the editor, or show the graphs, folder by folder, while none is compiled.",
                compressed=True,
            ),
        )

    def _start(self, request: Request) -> Response:
        return self._editor.index(request) or self._page(request)

    def _page(self, request: Request) -> Response:
        listing = self._folder.list()
        folders = [(folder, list(graphs)) for folder, graphs in groupby(listing.graphs, lambda graph: graph.folder)]
        return self._pages.answer(
            request.scope,
            "start.html",
            root=str(self._folder.root),
            folders=folders,
            total=len(listing.graphs),
            stopped=listing.stopped,
            missing=listing.missing,
            graph_url=lambda path: f"/api/graphs/{quote(path)}",
        )
