"""What the nodes of networks have in common: looks."""

from __future__ import annotations

from graphex.plugin import Node
from graphex.plugin.colors import COLOR_NETWORK


class NetworkNode(Node, is_template=True):
    """The looks of the nodes of this topic."""

    categories = ["Miscellaneous", "Network"]
    color = COLOR_NETWORK
