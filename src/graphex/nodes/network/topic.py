"""What the nodes of networks have in common: looks, and looking hosts up."""

from __future__ import annotations

import socket
from typing import Any

from graphex.plugin import Node
from graphex.plugin.colors import COLOR_NETWORK


class NetworkNode(Node, is_template=True):
    """The looks of the nodes of this topic."""

    categories = ["Miscellaneous", "Network"]
    color = COLOR_NETWORK


def look_up(host: str, kind: int = 0) -> list[tuple[Any, ...]]:
    """Find the addresses of a host; raises gaierror for an unknown one, and UnicodeError for what cannot be a name."""
    try:
        return list(socket.getaddrinfo(host, None, type=kind))
    except UnicodeError as error:
        # From Python 3.13 on it is a subclass; graphs know the error by this name.
        raise UnicodeError(str(error)) from error
