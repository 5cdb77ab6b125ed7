"""Whether a request came through a reverse proxy: what ends at this server is then the proxy's connection."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from graphex.web.http.origins import header

if TYPE_CHECKING:
    from starlette.types import Scope

PEER_KEY: Final = "graphex.peer"
"""Where a request carries the address that its connection came from, which a believed proxy's headers do not change."""

# What reverse proxies add to the requests they pass on.
_PROXY_HEADERS: Final = (b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-forwarded-proto", b"x-real-ip")


class Passage(Enum):
    """How a request came: over the visitor's own connection, through a trusted proxy, or nobody can tell."""

    DIRECT = auto()
    PROXY = auto()
    UNCERTAIN = auto()


def passage(scope: Scope) -> Passage:
    """Return how a request came; whoever is not a trusted proxy may have made its headers up."""
    if all(header(scope, name) is None for name in _PROXY_HEADERS):
        return Passage.DIRECT
    return Passage.PROXY if _is_believed(scope) else Passage.UNCERTAIN


def _is_believed(scope: Scope) -> bool:
    """Return whether the server took the visitor's address from the headers, as it does for trusted proxies alone."""
    client, peer = scope.get("client"), scope.get(PEER_KEY)
    if client is None:
        return False
    # Under other servers nobody says who the peer was; an address from a header has no port as a rule.
    return int(client[1]) == 0 if peer is None else tuple(client) != tuple(peer)
