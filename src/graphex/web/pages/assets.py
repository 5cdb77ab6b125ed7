"""The files that the pages load: style, scripts and pictures, read once from the package."""

from __future__ import annotations

import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException
from starlette.responses import Response

if TYPE_CHECKING:
    from starlette.requests import Request

PREFIX: Final = "/static/"
MEDIA_TYPES: Final = {".js": "text/javascript", ".svg": "image/svg+xml", ".webmanifest": "application/manifest+json"}
"""What `mimetypes` would look up in the machine's own tables, which differ."""

FOREVER: Final = "public, max-age=31536000, immutable"
BRIEFLY: Final = "public, max-age=300"


@dataclass(frozen=True, slots=True)
class Asset:
    """One file with the version that its address carries."""

    content: bytes
    media_type: str
    version: str


class Assets:
    """The static files of the package by name."""

    @cached_property
    def _by_name(self) -> dict[str, Asset]:
        folder = files("graphex.web") / "static"
        return {file.name: _load(file.name, file.read_bytes()) for file in folder.iterdir() if file.is_file()}

    def url(self, name: str) -> str:
        """Return the address of a file, which changes with its content."""
        return f"{PREFIX}{name}?v={self._by_name[name].version}"

    async def answer(self, request: Request) -> Response:
        """Answer a request for a file; it is in memory, and a thread would take longer than the answer."""
        asset = self._by_name.get(request.path_params["name"])
        if asset is None:
            raise HTTPException(404)
        current = request.query_params.get("v") == asset.version
        headers = {"Cache-Control": FOREVER if current else BRIEFLY}
        return Response(asset.content, headers=headers, media_type=asset.media_type)


def _load(name: str, content: bytes) -> Asset:
    suffix = name[name.rfind(".") :]
    media_type = MEDIA_TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Asset(content, media_type, hashlib.sha256(content).hexdigest()[:12])
