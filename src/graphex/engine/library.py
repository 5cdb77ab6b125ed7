"""The graphs below a root: each is read once per library, so that a run sees one state of all of them."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from graphex.engine.check.graph import check_graph
from graphex.engine.check.subgraphs import children
from graphex.engine.plan.bound import BoundGraph
from graphex.engine.plan.plan import compile_plan
from graphex.errors import GraphexError
from graphex.graph.files import with_suffix
from graphex.graph.load import load_graph
from graphex.paths import confined

if TYPE_CHECKING:
    from collections.abc import Container, Iterator
    from pathlib import Path

    from graphex.engine.plan.plan import Plan
    from graphex.engine.problem import Problem
    from graphex.graph.model import Graph
    from graphex.plugin.registry import Registry


class GraphLibrary:
    """Finds, reads and keeps the graphs below a directory."""

    def __init__(self, root: Path, registry: Registry) -> None:
        self.root = root.resolve()
        self.registry = registry
        self._graphs: dict[Path, BoundGraph] = {}
        self._plans: dict[str, Plan] = {}
        self._problems: dict[str, Problem | None] = {}
        self._heights: dict[str, int | None] = {}
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
        return BoundGraph(document, self.registry, name, self)

    def subgraph(self, name: str, *, asked_by: str = "") -> BoundGraph:
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

    def plan_of(self, graph: BoundGraph) -> Plan:
        """Compile a graph of this library, the first time."""
        with self._lock:
            known = self._plans.get(graph.name)
        if known is None:
            known = self._plans[graph.name] = compile_plan(graph)
        return known

    def first_problem(self, graph: BoundGraph) -> Problem | None:
        """Check a graph of this library, and before it those that it runs, the first time; give its first problem."""
        for each in self._inner_first(graph, self._problems):
            # While graphs are checked that run one another, they ask for it again; that is reported elsewhere.
            self._problems[each.name] = None
            self._problems[each.name] = next(iter(check_graph(each)), None)
        return self._problems[graph.name]

    def height(self, graph: BoundGraph) -> int | None:
        """Say how deep graphs are nested, from 1 for one that runs no other; None where there is no end to it."""
        for each in self._inner_first(graph, self._heights):
            heights = [self._heights.get(child.name) for child in children(each)]
            self._heights[each.name] = 1 + max((height or 0 for height in heights), default=0)
            if None in heights:  # one that is not finished yet is on the way to itself
                self._heights[each.name] = None
        return self._heights[graph.name]

    def _inner_first(self, first: BoundGraph, known: Container[str]) -> Iterator[BoundGraph]:
        """Walk what is not known of a graph and those that it runs, without recursion: each after those."""
        seen = {first.name}
        stack = [] if first.name in known else [(first, children(first))]
        while stack:
            graph, inner = stack[-1]
            following = next((child for child in inner if child.name not in seen and child.name not in known), None)
            if following is None:
                stack.pop()
                yield graph
            else:
                seen.add(following.name)
                stack.append((following, children(following)))

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
