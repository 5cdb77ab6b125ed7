"""Checking: all problems of a graph at once, in file order, without running anything of it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from graphex.engine.check.io import declaration_problems, missing_input_problems
from graphex.engine.check.nesting import Nesting, inner_first
from graphex.engine.check.order import order_problems
from graphex.engine.check.sockets import socket_problems
from graphex.engine.check.subgraphs import subgraph_problem
from graphex.engine.problem import Problem
from graphex.plugin.kinds import NodeType

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from graphex.engine.plan.bound import BoundGraph
    from graphex.graph.model import NodeEntry


def check_graph(
    bound: BoundGraph, provided: Collection[str] | None = None, *, nesting: Nesting | None = None
) -> list[Problem]:
    """Return what is wrong with a graph.

    `provided` are the names of the graph inputs that get a value; None leaves open which do. Whoever checks several
    graphs of a library hands in one `nesting`, so that what they run is checked once.
    """
    nesting = Nesting() if nesting is None else nesting
    for each in inner_first(bound, nesting.first_problems):
        if each is not bound:
            nesting.first_problems[each.name] = next(iter(_problems(each, None, nesting)), None)
    return _problems(bound, provided, nesting)


def _problems(bound: BoundGraph, provided: Collection[str] | None, nesting: Nesting) -> list[Problem]:
    """Return what is wrong with a graph of which those that it runs have been checked."""
    problems = missing_input_problems(bound, provided) if provided is not None else []
    duplicates = _duplicate_ids(bound)
    for entry in bound.nodes:
        if duplicates.get(entry.id) is entry:
            problems.append(_duplicate(bound, entry))
        problems += node_problems(bound, entry, nesting)
    problems += declaration_problems(bound)
    problems += order_problems(bound)
    return problems


def node_problems(bound: BoundGraph, entry: NodeEntry, nesting: Nesting) -> Iterator[Problem]:
    """Yield what is wrong with one node."""
    node_type = bound.node_type(entry)
    if node_type is None:
        yield _unknown(bound, entry)
        return
    if node_type.node_type is NodeType.COMMENT:
        return
    shape = bound.shape(entry)
    if shape.error:
        yield Problem(
            code="dynamic-node",
            message=f"Dynamic node error {shape.error}"
            if shape.error.startswith("(")
            else f"Dynamic node error: {shape.error}",
            hint=shape.dynamic.hint or "Mend what the message names; the sockets of the node depend on it.",
            graph=bound.name,
            node_id=entry.id,
            node_name=entry.name,
            error_type="NodeUsageError",
        )
        return
    path = node_type.subgraph_path(entry)
    if path is not None:
        problem = subgraph_problem(bound, entry, path, nesting)
        if problem:
            yield problem
            return
    yield from socket_problems(bound, entry, shape)
    yield from _own_problems(bound, entry)


def _own_problems(bound: BoundGraph, entry: NodeEntry) -> Iterator[Problem]:
    """Yield what the node type itself, from a plugin, has against the entry."""
    node_type = bound.node_type(entry)
    if node_type is None:
        return
    try:
        node_type.validate_instance_metadata(bound, entry)
        for socket in entry.inputs:
            known = bound.shape(entry).inputs.get(socket.name)
            if known is not None:
                known.validate_instance_metadata(bound, entry, socket)
    except Exception as error:  # noqa: BLE001 - the boundary around a plugin's code
        yield Problem(
            code="refused-by-node",
            message=str(error),
            hint="The type of the node refuses it as it is; its documentation says what it needs.",
            graph=bound.name,
            node_id=entry.id,
            node_name=entry.name,
            error_type=type(error).__name__,
        )


def _duplicate_ids(bound: BoundGraph) -> dict[str, NodeEntry]:
    """By id that several nodes have, the second of them."""
    found: dict[str, list[NodeEntry]] = defaultdict(list)
    for entry in bound.nodes:
        found[entry.id].append(entry)
    return {node_id: entries[1] for node_id, entries in found.items() if len(entries) > 1}


def _duplicate(bound: BoundGraph, entry: NodeEntry) -> Problem:
    return Problem(
        code="duplicate-id",
        message=f"More than one node has the id {entry.id}",
        hint="Give one of them another id; connections to it name the id.",
        graph=bound.name,
        node_id=entry.id,
        node_name=entry.name,
        error_type="ValueError",
    )


def _unknown(bound: BoundGraph, entry: NodeEntry) -> Problem:
    if entry.get("requiresInventory") is not None:
        message = f"The inventory has no entry for the node '{entry.name}'"
        hint = "Name the inventory with -inv or inventory_path, and check that the entry is still in it."
    else:
        # Both sentences, because people search the log for them.
        message = (
            f"A node type that can't be found is called: '{entry.name}'. The original error message is: Node with the "
            f"name '{entry.name}' does not exist"
        )
        hint = "Install the plugin that brings it, and name it with '-l' or under 'plugins' in the configuration."
        if missing := bound.registry.missing_plugins:
            hint = f"It may belong to a plugin that could not be loaded: {', '.join(missing)}."
    return Problem(
        code="unknown-node",
        message=message,
        hint=hint,
        graph=bound.name,
        node_id=entry.id,
        node_name=entry.name,
        error_type="ValueError",
    )
