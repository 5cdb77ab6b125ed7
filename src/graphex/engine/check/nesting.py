"""Nesting: which graphs run which, how deep, and what is known of the inner ones."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from graphex.engine.plan.bound import BoundGraph
    from graphex.engine.problem import Problem


@dataclass(slots=True)
class Nesting:
    """What was found out about the graphs of one library, by their names: each is looked at once."""

    heights: dict[str, int | None] = field(default_factory=dict)
    first_problems: dict[str, Problem | None] = field(default_factory=dict)

    def height(self, graph: BoundGraph) -> int | None:
        """Return how deep graphs are nested, from 1 for one that runs no other; None where there is no end to it."""
        for each in inner_first(graph, self.heights):
            heights = [self.heights.get(child.name) for child in children(each)]
            # One that is not finished yet is on the way to itself.
            self.heights[each.name] = None if None in heights else 1 + max((h or 0 for h in heights), default=0)
        return self.heights[graph.name]


def children(bound: BoundGraph) -> Iterator[BoundGraph]:
    """Yield the graphs that the nodes of a graph run, as far as they can be read."""
    for entry in bound.nodes:
        node_type = bound.node_type(entry)
        path = node_type.subgraph_path(entry) if node_type else None
        if path is not None and not bound.shape(entry).error:
            yield bound.subgraph(path)


def inner_first(first: BoundGraph, known: Container[str]) -> Iterator[BoundGraph]:
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
