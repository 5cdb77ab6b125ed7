"""The graphs under the root: which there are, and each as a download."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypedDict

from starlette.responses import JSONResponse, Response

from graphex.web.endpoint import Endpoint
from graphex.web.http.headers import attachment

if TYPE_CHECKING:
    from starlette.requests import Request

    from graphex.web.services import Services


class GraphEntry(TypedDict):
    """One graph of the list: its path below the root, its size in bytes, and when it was changed (ISO 8601)."""

    path: str
    size: int
    changed: str


class GraphList(TypedDict):
    """All graphs, and a sentence that says what may be missing."""

    graphs: list[GraphEntry]
    stopped: str | None


class GraphEndpoints:
    """The answers about the graphs under one root."""

    def __init__(self, services: Services) -> None:
        self._folder = services.folder

    def endpoints(self) -> tuple[Endpoint, ...]:
        """Return what is answered."""
        return (
            Endpoint(
                method="GET",
                path="/api/graphs",
                handler=self._list,
                summary="List the graphs under the root.",
                gives=GraphList,
                compressed=True,
            ),
            Endpoint(
                method="GET",
                path="/api/graphs/{path:path}",
                handler=self._download,
                summary="Send one graph as a file to keep.",
            ),
        )

    def _list(self, _request: Request) -> Response:
        listing = self._folder.list()
        graphs: list[GraphEntry] = [
            {"path": graph.path, "size": graph.size, "changed": graph.changed.isoformat(timespec="seconds")}
            for graph in listing.graphs
        ]
        document: GraphList = {"graphs": graphs, "stopped": listing.missing}
        return _AsciiResponse(document)

    def _download(self, request: Request) -> Response:
        # What users wrote is never shown as a page of ours.
        path = request.path_params["path"]
        content = self._folder.read(path)
        return Response(content, headers=attachment(path.rpartition("/")[2]), media_type="application/yaml")


class _AsciiResponse(JSONResponse):
    """JSON in ASCII: in names, marks that are not seen or that turn the direction of writing are escaped."""

    def render(self, content: object) -> bytes:
        """Write the document."""
        return json.dumps(content, separators=(",", ":")).encode("ascii")
