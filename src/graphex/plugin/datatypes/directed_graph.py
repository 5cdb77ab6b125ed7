"""The Python type of directed graphs; importing this module needs nx."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

try:
    import networkx as nx
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        "Directed graphs need networkx, which is not installed. Install it with: pip install 'graphex[plots]'",
        name="networkx",
    ) from error

if TYPE_CHECKING:
    _DiGraph = nx.DiGraph[Any]
else:
    _DiGraph = nx.DiGraph


class DirectedGraphViz(_DiGraph):
    """A directed graph of labels, with one label as its root."""

    def set_root_node(self, label: str) -> None:
        """Name the label that plots begin with."""
        self.graph["root"] = label

    def get_root_node(self) -> str | None:
        """Return the label that plots begin with."""
        root: str | None = self.graph.get("root")
        return root
