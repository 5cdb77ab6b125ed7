"""The document: what a graph file says."""

from __future__ import annotations

from graphex.graph.model import Graph as Graph
