"""Checking the graphs that a graph runs: each once, and none that runs itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graphex.engine.check.nesting import children
from graphex.engine.problem import Problem

DEEPEST: Final = 1000
"""So many graphs may run one inside the other: each of them takes frames of the interpreter."""

if TYPE_CHECKING:
    from graphex.engine.check.nesting import Nesting
    from graphex.engine.plan.bound import BoundGraph
    from graphex.graph.model import NodeEntry


def subgraph_problem(bound: BoundGraph, entry: NodeEntry, path: str, nesting: Nesting) -> Problem | None:
    """Return what keeps the graph of a node, which was checked before, from running; None if nothing does."""
    child = bound.subgraph(path)
    height = nesting.height(child)
    circle = _circle(bound, child) if height is None else None
    if height is not None and height >= DEEPEST:
        message, hint = f"Graphs are nested more than {DEEPEST:,} deep", "Let a loop repeat what is the same."
    elif circle:
        message, hint = f"The graph runs itself: {circle}", "Remove one of these nodes; a loop node repeats nodes."
    else:
        first = nesting.first_problems.get(child.name)
        if first is None:
            return None
        place = f"(Subgraph Name: {path})"
        message, hint = f"Dynamic node error {place}: {first.log_text.partition(') ')[2] or first.message}", first.hint
    return Problem(
        code="subgraph",
        message=message,
        hint=hint,
        graph=bound.name,
        node_id=entry.id,
        node_name=entry.name,
        error_type="NodeUsageError",
    )


def _circle(bound: BoundGraph, child: BoundGraph) -> str | None:
    """Return the graphs on the way from a child back to its parent, or None if there is no such way."""
    path, stack, seen = [child], [children(child)], {child.name}
    while stack:
        if path[-1].name == bound.name:
            names = [graph.name.removeprefix("/") for graph in (bound, *path)]
            return " -> ".join(names)
        following = next(stack[-1], None)
        if following is None:
            stack.pop()
            path.pop()
        elif following.name not in seen:
            seen.add(following.name)
            path.append(following)
            stack.append(children(following))
    return None
