"""Where a request came from and which address it used: pure decisions over an ASGI scope."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from graphex.settings.checks import is_loopback

if TYPE_CHECKING:
    from starlette.types import Scope

SECURE_SCHEMES: Final = {"ws": "http", "wss": "https"}
FOREIGN_SITES: Final = frozenset({"cross-site", "same-site"})
"""A site ignores the port, so another program on this host counts as foreign too."""


def header(scope: Scope, name: bytes) -> str | None:
    """Return the first header of a name in lower case, or None."""
    for key, value in scope["headers"]:
        if key == name:
            return str(value.decode("latin-1"))
    return None


def own_origin(scope: Scope) -> str:
    """Return the origin that a browser has for the address this request used."""
    scheme = str(scope.get("scheme", "http"))
    return f"{SECURE_SCHEMES.get(scheme, scheme)}://{(header(scope, b'host') or '').lower()}"


def host_name(scope: Scope) -> str:
    """Return the name or address of the Host header without its port; empty when it has none or is malformed."""
    return _host_of(header(scope, b"host") or "")


def is_same_origin(scope: Scope) -> bool:
    """Return whether a request that changes something comes from our own pages, or from no browser at all."""
    origin = header(scope, b"origin")
    if origin is not None:
        return origin.lower() == own_origin(scope)
    site = header(scope, b"sec-fetch-site")
    return site is None or site in {"same-origin", "none"}


def is_own_request(scope: Scope) -> bool:
    """Return whether our own pages, a person or a program sent a request, and no page of another origin.

    Browsers add a client certificate to what any page asks for, whereas a Strict cookie is held back.
    """
    if not is_same_origin(scope):
        return False
    referrer = header(scope, b"referer")
    by_itself = header(scope, b"sec-fetch-site") is not None or referrer is None
    return by_itself or str(referrer).lower().startswith(f"{own_origin(scope)}/")


def is_foreign_navigation(scope: Scope) -> bool:
    """Return whether a link on somebody else's page was followed: Strict cookies are then held back."""
    if scope["method"] != "GET":
        return False
    site = header(scope, b"sec-fetch-site")
    if site is not None:
        return site in FOREIGN_SITES and header(scope, b"sec-fetch-dest") == "document"
    # Browsers from before 2023 have no Sec-Fetch headers.
    referrer = header(scope, b"referer")
    return referrer is not None and not referrer.lower().startswith(f"{own_origin(scope)}/")


def names_this_machine(host: str) -> bool:
    """Return whether browsers take a host name or address without port for their own machine (RFC 6761 §6.3)."""
    return host.endswith(".localhost") or is_loopback(host)


def confined_path(text: str | None) -> str:
    """Return a path on this server that a redirect may lead to; `/` for anything that could lead elsewhere."""
    if not text or not text.startswith("/") or not text.isascii() or not text.isprintable():
        return "/"
    # Browsers read a backslash as a slash, and `//host` is another host.
    if text[1:2] in {"/", "\\"} or "\\" in text or " " in text:
        return "/"
    return text


def _host_of(authority: str) -> str:
    try:
        parts = urlsplit(f"//{authority}")
    except ValueError:
        return ""
    return "" if "@" in authority or parts.path or parts.query else parts.hostname or ""
