"""The page on which other devices meet the local authority before they can trust anything: over plain HTTP.

It holds what is public anyway, writes nothing, and takes what it shows from memory. Whoever reads it is told to
compare the fingerprint with the server's terminal, since the page itself proves nothing.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from graphex.tls.serving.plain_page import PlainAnswer
from graphex.web.connection.anchor import AUTHORITY_DOWNLOADS, authority_file, find_anchor
from graphex.web.connection.platforms import detect_platform, order_platforms

if TYPE_CHECKING:
    from graphex.tls import ServerTLS
    from graphex.tls.serving.plain_page import PlainRequest
    from graphex.tls.serving.served_authority import ServedAuthority
    from graphex.web.pages.pages import Pages

PATHS: Final = frozenset({"/", "/connection"})
_STYLES: Final = ("base.css", "controls.css", "guide.css", "connection.css", "plain.css")
# Stands in a page that is kept for the origin of the server, which each request names for itself.
_ORIGIN: Final = "https://origin.invalid"
_HTML: Final = "text/html; charset=utf-8"


class AuthorityPage:
    """Answers plain requests for the page and for the authority's files; it returns None for everything else."""

    def __init__(self, tls: ServerTLS, pages: Pages) -> None:
        self._tls = tls
        self._pages = pages
        self._chain = b""
        self._authority: ServedAuthority | None = None
        # At most one page for each platform.
        self._kept: dict[str | None, bytes] = {}

    def __call__(self, request: PlainRequest) -> PlainAnswer | None:
        """Answer a request, unless it is for something else or there is no authority."""
        download = next((one for one in AUTHORITY_DOWNLOADS if one.path == request.path), None)
        if download is None and request.path not in PATHS:
            return None
        self._follow()
        if self._authority is None:
            return None
        if download is not None:
            return PlainAnswer(authority_file(self._authority, download), download.media_type, download.name)
        # The host is clean, and has no character that HTML gives a meaning.
        page = self._page(request.user_agent).replace(_ORIGIN.encode(), request.https_origin.encode("ascii"))
        return PlainAnswer(page, _HTML, policy=f"style-src '{self._style_hash}'; img-src data:")

    def _follow(self) -> None:
        """Look at the authority anew when another certificate is served."""
        chain = self._tls.certificate_pem()
        if chain != self._chain:
            self._chain, self._authority = chain, self._tls.authority()
            self._kept.clear()

    def _page(self, user_agent: str) -> bytes:
        visitor = detect_platform(user_agent)
        if visitor not in self._kept:
            text = self._pages.render(
                "plain.html",
                anchor=find_anchor(self._tls),
                style=self._style,
                origin=_ORIGIN,
                platforms=order_platforms(user_agent),
                visitor=visitor,
            )
            self._kept[visitor] = text.encode()
        return self._kept[visitor]

    @cached_property
    def _style(self) -> str:
        """The style sheets as one line: the page loads nothing, since all else is redirected."""
        folder = files("graphex.web") / "static"
        text = "".join((folder / name).read_text("utf-8") for name in _STYLES)
        return re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)).strip()

    @cached_property
    def _style_hash(self) -> str:
        return f"sha256-{base64.b64encode(hashlib.sha256(self._style.encode()).digest()).decode('ascii')}"
