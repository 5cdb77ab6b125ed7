"""The start page and the graphs: which there are, and each as a download."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from graphex.web.pages.served_folder import ServedFolder

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request

    from graphex.web.pages.pages import Pages


class StartRoutes:
    """The answers about the graphs under one root."""

    def __init__(self, root: Path, pages: Pages, keys: tuple[Path, ...]) -> None:
        self._folder = ServedFolder(root, keys)
        self._pages = pages

    def routes(self) -> list[BaseRoute]:
        """Return the routes."""
        packed = [Middleware(GZipMiddleware)]
        return [
            Route("/", self.start, middleware=packed),
            Route("/api/graphs", self.graphs, middleware=packed),
            Route("/api/graphs/{path:path}", self.download),
        ]

    async def start(self, request: Request) -> Response:
        """Show the graphs, folder by folder."""
        return await run_in_threadpool(self._start_page, request)

    async def graphs(self, _request: Request) -> Response:
        """List the graphs for programs."""
        listing = await run_in_threadpool(self._folder.list)
        graphs = [
            {"path": graph.path, "size": graph.size, "changed": graph.changed.isoformat(timespec="seconds")}
            for graph in listing.graphs
        ]
        return _AsciiResponse({"graphs": graphs, "stopped": listing.missing})

    async def download(self, request: Request) -> Response:
        """Send one graph as a file to keep: what users wrote is never shown as a page of ours."""
        path = request.path_params["path"]
        content = await run_in_threadpool(self._folder.read, path)
        return Response(content, headers=attachment(path.rpartition("/")[2]), media_type="application/yaml")

    def _start_page(self, request: Request) -> Response:
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


class _AsciiResponse(JSONResponse):
    """JSON in ASCII: in names, marks that are not seen or that turn the direction of writing are escaped."""

    def render(self, content: object) -> bytes:
        """Write the document."""
        return json.dumps(content, separators=(",", ":")).encode("ascii")


def attachment(name: str) -> dict[str, str]:
    """Return the header that makes a browser save the answer; an encoded name (RFC 8187) cannot break out."""
    return {"Content-Disposition": f"attachment; filename*=utf-8''{quote(name, safe='')}"}
