"""The name under which plugins import directed graphs, which need networkx."""

from __future__ import annotations

from graphex.plugin.datatypes import DirectedGraph
from graphex.plugin.datatypes.directed_graph import DirectedGraphViz

__all__ = ["DirectedGraph", "DirectedGraphViz"]
