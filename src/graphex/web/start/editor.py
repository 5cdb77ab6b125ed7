"""The compiled editor: what Vite has written, as files that are served once somebody is signed in."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException

from graphex.web.endpoint import Endpoint
from graphex.web.http.static_files import FOREVER, compress, load_files

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request
    from starlette.responses import Response

    from graphex.web.http.static_files import StaticFile

INDEX: Final = "index.html"
PREFIX: Final = "/editor/"
"""The `base` that Vite compiles for."""

REVALIDATED: Final = "private, no-cache"
# Vite puts the hash of a file into its name, 8 characters of base64url by default. A word behind a dash is no hash: it
# has neither digits nor capitals. A hash that has none either is asked for anew each time, which does no harm.
_HASHED: Final = re.compile(r"assets/(?:.*/)?[^/]*-(?=[a-z_-]*[A-Z0-9])[A-Za-z0-9_-]{6,}(?:\.[A-Za-z0-9]+)+")


class Editor:
    """The compiled editor in one folder; while the folder is missing there is none."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def endpoints(self) -> tuple[Endpoint, ...]:
        """Return what is answered."""
        return (
            Endpoint(
                method="GET",
                path=f"{PREFIX}{{path:path}}",
                handler=self._answer,
                summary="Send a file of the compiled editor.",
            ),
        )

    def index(self, request: Request) -> Response | None:
        """Return the answer that begins the editor; None while none is compiled."""
        file = self._files.get(INDEX)
        return file.answer(request, cache=REVALIDATED) if file else None

    @cached_property
    def _files(self) -> dict[str, StaticFile]:
        return {name: compress(file) for name, file in load_files(self._folder).items()}

    def _answer(self, request: Request) -> Response:
        path = request.path_params["path"]
        file = self._files.get(path)
        if file is None:
            raise HTTPException(404)
        return file.answer(request, cache=FOREVER if _HASHED.fullmatch(path) else REVALIDATED)
