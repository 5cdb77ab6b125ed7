"""Files that are served as they are: read once, sent compressed where that is understood, and kept by browsers."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from starlette.responses import Response

from graphex.web.http.accept import best_coding
from graphex.web.http.origins import header

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from starlette.requests import Request

FOREVER: Final = "public, max-age=31536000, immutable"
"""For a file under an address that changes with its content."""

_MEDIA_TYPES: Final = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".map": "application/json",
    ".mjs": "text/javascript",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
"""What `mimetypes` would look up in the machine's own tables, which differ."""

# The smaller first: of codings that a client likes equally, it gets that one.
_SUFFIXES: Final = {"br": ".br", "gzip": ".gz"}
_VERSION_DIGITS: Final = 12
# Below this, what gzip saves is less than what its headers cost.
_WORTH_COMPRESSING: Final = 500


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file in memory: plain, and in the codings that there are of it; the version changes with the content."""

    content: bytes
    media_type: str
    version: str
    coded: Mapping[str, bytes]

    def answer(self, request: Request, *, cache: str) -> Response:
        """Send the file, or say that the client has it."""
        coding = best_coding(request.scope, self.coded)
        # Two codings are two answers, which a cache must not take for one another (RFC 9110 §8.8.3).
        tag = f'"{self.version}{f"-{coding}" if coding else ""}"'
        headers = {"Cache-Control": cache, "ETag": tag}
        if self.coded:
            headers["Vary"] = "Accept-Encoding"
        if _has(request, tag):
            return Response(status_code=304, headers=headers)
        if coding is None:
            return Response(self.content, headers=headers, media_type=self.media_type)
        return Response(self.coded[coding], headers={**headers, "Content-Encoding": coding}, media_type=self.media_type)


def load_files(folder: Path) -> dict[str, StaticFile]:
    """Read all files below a folder by their paths in it; links are left out, and what is no folder holds none.

    A file beside one of the same name that ends in `.br` or `.gz` has been compressed by whoever laid it there.
    """
    paths = [path for path in sorted(folder.rglob("*")) if _is_below(path, folder)]
    contents = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    return {
        name: _file(name, content, _coded_siblings(name, contents))
        for name, content in contents.items()
        if not _is_sibling(name, contents)
    }


def compress(file: StaticFile) -> StaticFile:
    """Return a text with its compressed form; what is compressed already, or short, as it is."""
    is_text = file.media_type.startswith("text/") or file.media_type.endswith(("+xml", "json"))
    if file.coded or not is_text or len(file.content) < _WORTH_COMPRESSING:
        return file
    return StaticFile(file.content, file.media_type, file.version, {"gzip": gzip.compress(file.content, mtime=0)})


def _is_below(path: Path, folder: Path) -> bool:
    """Return whether a path is a file that is in the folder itself, and not behind a link."""
    steps = [path, *path.parents]
    return path.is_file() and not any(step.is_symlink() for step in steps[: steps.index(folder)])


def _coded_siblings(name: str, contents: Mapping[str, bytes]) -> dict[str, bytes]:
    return {
        coding: contents[f"{name}{suffix}"] for coding, suffix in _SUFFIXES.items() if f"{name}{suffix}" in contents
    }


def _is_sibling(name: str, contents: Mapping[str, bytes]) -> bool:
    return any(name.endswith(suffix) and name.removesuffix(suffix) in contents for suffix in _SUFFIXES.values())


def _file(name: str, content: bytes, coded: Mapping[str, bytes]) -> StaticFile:
    suffix = name[name.rfind(".") :]
    media_type = _MEDIA_TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return StaticFile(content, media_type, hashlib.sha256(content).hexdigest()[:_VERSION_DIGITS], coded)


def _has(request: Request, tag: str) -> bool:
    """Return whether the client says that it has a version; proxies may have marked it as weak."""
    known = (header(request.scope, b"if-none-match") or "").split(",")
    return any(one.strip().removeprefix("W/") in {tag, "*"} for one in known)
