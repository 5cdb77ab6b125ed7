"""The inside of nodes: the only door through which those who run nodes reach what authors of nodes do not see."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any

from graphex.plugin.sockets.outputs import DISABLED, disabled_output, missing_output

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from graphex.plugin.composite import CompositeGraphInput
    from graphex.plugin.node import Node
    from graphex.plugin.protocols import RuntimeView

values_of: Callable[[Node], dict[str, Any]] = attrgetter("_values")
"""Give the values of the outputs that a node has assigned, by their names; called once for each node that runs."""


def given_values(node: Node) -> dict[str, Any]:
    """Return the values of a node's outputs without those that it disabled."""
    return {name: value for name, value in node._values.items() if value is not DISABLED}


def output_reader(node_id: str, name: str) -> Callable[[Any], Any]:
    """Make the function that reads an output of a node from a run."""

    def read(runtime: Any) -> Any:
        try:
            value = runtime.nodes[node_id]._values[name]
        except KeyError:
            raise missing_output(runtime.get_node(node_id), name) from None
        if value is DISABLED:
            raise disabled_output(runtime.nodes[node_id], name)
        return value

    return read


def copy_for(node: Node, runtime: RuntimeView) -> Node:
    """Copy a node, with its values, for another run."""
    copy = node.clone()
    copy._runtime = runtime
    return copy


def make_composite(
    kind: type[CompositeGraphInput], values: Mapping[str, Any], runtime: RuntimeView
) -> CompositeGraphInput:
    """Make a composite input that knows its run before it is initialised; another run may use its class meanwhile."""
    made: CompositeGraphInput = kind.__new__(kind, values)  # type: ignore[call-arg]  # as calling the class does
    made._runtime = runtime
    made.__init__(values)  # type: ignore[misc]  # likewise
    return made
