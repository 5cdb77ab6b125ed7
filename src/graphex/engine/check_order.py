"""Checking the order of execution: one start, no circles, and each link used once."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Literal

from graphex.engine.plan import is_start
from graphex.engine.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from graphex.engine.bound import BoundGraph
    from graphex.graph.model import NodeEntry

_BACKWARD = "_backward"


def order_problems(bound: BoundGraph) -> Iterator[Problem]:
    """Yield what is wrong with the order of the nodes."""
    yield from _links_used_twice(bound)
    yield from _starts(bound)
    yield from _circles(bound, "link")
    yield from _circles(bound, "data")


def _links_used_twice(bound: BoundGraph) -> Iterator[Problem]:
    used: dict[tuple[str, str], NodeEntry] = {}
    for entry in bound.nodes:
        for socket in entry.inputs:
            if socket.name != _BACKWARD:
                continue
            for connection in socket.connections:
                key = (connection.node_id, connection.socket)
                if key in used and used[key] is not entry:
                    yield Problem(
                        code="link-used-twice",
                        message=(
                            f"Node with name '{entry.name}' follows '{connection}' in the graph '{bound.name}', "
                            f"but the node {used[key].name} ({used[key].id}) already does: the '.gx' file is damaged"
                        ),
                        hint="A Sequence node runs several branches one after another.",
                        graph=bound.name,
                        node_id=entry.id,
                        node_name=entry.name,
                    )
                used.setdefault(key, entry)


def _starts(bound: BoundGraph) -> Iterator[Problem]:
    starts = [entry for entry in bound.nodes if is_start(bound.shape(entry))]
    if not starts:
        yield Problem(
            code="no-start",
            message="The graph has no start: a node with link outputs and no link inputs",
            hint="Add a Graph Start node.",
            graph=bound.name,
        )
    for entry in starts[1:]:
        first = starts[0]
        yield Problem(
            code="several-starts",
            message=f"The graph has more than one start: {first.name} ({first.id}) and {entry.name} ({entry.id})",
            hint="Remove all starts but one.",
            graph=bound.name,
            node_id=entry.id,
            node_name=entry.name,
        )


def _circles(bound: BoundGraph, kind: Literal["link", "data"]) -> Iterator[Problem]:
    """Yield one problem for each circle of nodes that could never begin."""
    edges = _edges(bound, kind)
    state: dict[str, int] = {}
    for first in edges:
        if first in state:
            continue
        path: list[str] = [first]
        stack: list[Iterator[str]] = [iter(edges[first])]
        state[first] = 1
        while stack:
            following = next(stack[-1], None)
            if following is None:
                stack.pop()
                state[path.pop()] = 2
            elif state.get(following) == 1:
                yield _circle(bound, kind, path[path.index(following) :])
            elif following not in state:
                state[following] = 1
                path.append(following)
                stack.append(iter(edges.get(following, ())))


def _edges(bound: BoundGraph, kind: Literal["link", "data"]) -> Mapping[str, list[str]]:
    """By node, those that it leads to by links, or those without links that it feeds."""
    edges: dict[str, list[str]] = defaultdict(list)
    for entry in bound.nodes:
        shape = bound.shape(entry)
        if kind == "data" and shape.has_links:
            continue
        for socket in entry.inputs:
            known = shape.inputs.get(socket.name)
            if known is not None and known.is_link is (kind == "link"):
                for connection in socket.connections:
                    edges[connection.node_id].append(entry.id)
    return dict(edges)


def _circle(bound: BoundGraph, kind: Literal["link", "data"], ids: list[str]) -> Problem:
    entry = bound.by_id[ids[0]]
    names = " -> ".join(f"{bound.by_id[node_id].name} ({node_id})" for node_id in [*ids, ids[0]])
    what = "lead back to themselves" if kind == "link" else "feed one another in a circle"
    return Problem(
        code=f"{kind}-circle",
        message=f"Nodes {what}: {names}",
        hint="Use a loop node to repeat nodes." if kind == "link" else "Keep the value in a variable instead.",
        graph=bound.name,
        node_id=entry.id,
        node_name=entry.name,
    )
