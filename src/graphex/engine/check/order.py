"""Checking the order of execution: one start, no circles, and each link used once."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Literal

from graphex.engine.plan.plan import is_start
from graphex.engine.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from graphex.engine.plan.bound import BoundGraph
    from graphex.graph.model import NodeEntry

_BACKWARD = "_backward"


def order_problems(bound: BoundGraph) -> Iterator[Problem]:
    """Yield what is wrong with the order of the nodes."""
    yield from _links_used_twice(bound)
    starts = [entry for entry in bound.nodes if is_start(bound.shape(entry))]
    yield from _wrong_starts(bound, starts)
    following, feeding = _edges(bound)
    reached: set[str] = set()
    for circle in _circles(following, [entry.id for entry in starts], reached):
        yield _circle(bound, "link", circle)
    # What never runs, or feeds nothing that does, harms nobody.
    for circle in _circles(feeding, [entry.id for entry in bound.nodes if entry.id in reached], set()):
        yield _circle(bound, "data", circle[::-1])


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


def _wrong_starts(bound: BoundGraph, starts: list[NodeEntry]) -> Iterator[Problem]:
    if not starts:
        yield Problem(
            code="no-start",
            message="No starting nodes found in graph: a start has link outputs and no link inputs",
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


def _circles(edges: Mapping[str, list[str]], firsts: list[str], seen: set[str]) -> Iterator[list[str]]:
    """Yield the circles that some nodes lead to; `seen` becomes all nodes that they lead to, themselves included."""
    for first in firsts:
        if first in seen:
            continue
        seen.add(first)
        path = {first: iter(edges.get(first, ()))}
        while path:
            current = next(reversed(path))
            following = next(path[current], None)
            if following is None:
                del path[current]
            elif following in path:
                ids = list(path)
                yield ids[ids.index(following) :]
            elif following not in seen:
                seen.add(following)
                path[following] = iter(edges.get(following, ()))


def _edges(bound: BoundGraph) -> tuple[Mapping[str, list[str]], Mapping[str, list[str]]]:
    """By node: those that it leads to by links, and those without links that feed it."""
    following: dict[str, list[str]] = defaultdict(list)
    feeding: dict[str, list[str]] = defaultdict(list)
    for entry in bound.nodes:
        shape = bound.shape(entry)
        for socket in entry.inputs:
            known = shape.inputs.get(socket.name)
            if known is None:
                continue
            for connection in socket.connections:
                producer = bound.by_id.get(connection.node_id)
                if known.is_link:
                    following[connection.node_id].append(entry.id)
                elif producer is not None and not bound.shape(producer).has_links:
                    feeding[entry.id].append(producer.id)
    return following, feeding


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
