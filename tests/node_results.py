"""Running one node on its own, for tables of results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphex.testing import run_node

if TYPE_CHECKING:
    from graphex.plugin import Node


def result(node_type: type[Node], *values: Any) -> Any:
    """Return the first output of a node for the values of its inputs in their order."""
    names = [socket.name for socket in node_type.data_inputs()]
    return next(iter(run_node(node_type, dict(zip(names, values, strict=False))).outputs.values()))
