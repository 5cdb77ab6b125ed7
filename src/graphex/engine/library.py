"""The graphs below a root: each is read once per library, so that a run sees one state of all of them."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from graphex.engine.plan.bound import BoundGraph, Neighbours
from graphex.errors import GraphexError
from graphex.graph.files import with_suffix
from graphex.graph.load import load_graph
from graphex.paths import confined

if TYPE_CHECKING:
    from pathlib import Path

    from graphex.graph.model import Graph
    from graphex.plugin.registry import Registry


class GraphLibrary:
    """Finds, reads and keeps the graphs below a directory."""

    def __init__(self, root: Path, registry: Registry) -> None:
        self.root = root.resolve()
        self.registry = registry
        self._neighbours = Neighbours(self.root, self.subgraph)
        self._graphs: dict[Path, BoundGraph] = {}
        self._lock = threading.Lock()

    def load(self, path: Path) -> BoundGraph:
        """Read the graph of a file below the root; GraphexError if it is elsewhere, missing or no graph."""
        resolved = self._confined(path)
        with self._lock:
            known = self._graphs.get(resolved)
            if known is None:
                known = self.bind(load_graph(resolved), f"/{resolved.relative_to(self.root).as_posix()}")
                self._graphs[resolved] = known
        return known

    def bind(self, document: Graph, name: str) -> BoundGraph:
        """Join a graph, as read from somewhere, with the node types of this library."""
        return BoundGraph(document, self.registry, name, self._neighbours)

    def subgraph(self, name: str, asked_by: str = "") -> BoundGraph:
        """Read the graph that a node names: a path from the root, with or without the extension.

        `asked_by` is the name of the graph that the node is in.
        """
        name = name.strip()
        if not name:
            raise GraphexError("No graph file path provided.", hint="Name a graph file below the root.")
        name = with_suffix(name)
        path = self.root / name
        beside = asked_by.strip("/").rpartition("/")[0]
        if beside and not path.exists() and (self.root / beside / name).is_file():
            raise GraphexError(
                f"{name} is not a file below the root directory {self.root}: {path} does not exist.",
                hint=f"Paths of graphs start at the root: write {beside}/{name}.",
            )
        return self.load(path)

    def _confined(self, path: Path) -> Path:
        hint = "Move the graph below the root, or choose another root with -r."
        resolved = confined(self.root, self.root / path, hint=hint)
        if resolved.is_dir():
            raise GraphexError(
                f"{path.name} is not a file below the root directory {self.root}: {resolved} is a directory.",
                hint="Name a graph file in it.",
            )
        if not resolved.is_file():
            raise GraphexError(
                f"{path.name} is not a file below the root directory {self.root}: {resolved} does not exist.",
                hint="Check the path and the spelling of the file name.",
            )
        return resolved
