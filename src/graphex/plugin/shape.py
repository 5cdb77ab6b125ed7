"""The shape of a node in its graph: the sockets of its type, with those that depend on how it is used."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphex.plugin.node import Node
    from graphex.plugin.protocols import Entry, GraphView
    from graphex.plugin.sockets.base import Socket


@dataclass(frozen=True)
class NodeDynamicAttributes:
    """What a node type works out for one node of a graph; None keeps what the type says."""

    sockets: list[Any] | None = None
    description: str | None = None
    color: str | None = None
    error: str | None = None
    hint: str | None = None
    """What mends the error, in a sentence."""


@dataclass(frozen=True)
class NodeShape:
    """The sockets of one node, and what else depends on its place in the graph."""

    sockets: tuple[Socket, ...]
    dynamic: NodeDynamicAttributes = field(default_factory=NodeDynamicAttributes)

    @property
    def error(self) -> str | None:
        """What makes the node unusable where it stands, or None."""
        return self.dynamic.error or None

    @cached_property
    def inputs(self) -> dict[str, Socket]:
        """All inputs by name, links too."""
        return {socket.name: socket for socket in self.sockets if socket.is_input}

    @cached_property
    def outputs(self) -> dict[str, Socket]:
        """All outputs by name, links too."""
        return {socket.name: socket for socket in self.sockets if not socket.is_input}

    @cached_property
    def data_outputs(self) -> dict[str, Socket]:
        """The outputs that carry values, by name."""
        return {name: socket for name, socket in self.outputs.items() if not socket.is_link}

    @cached_property
    def link_outputs(self) -> tuple[str, ...]:
        """The names of the outputs where execution goes on."""
        return tuple(name for name, socket in self.outputs.items() if socket.is_link)

    @cached_property
    def has_links(self) -> bool:
        """Whether execution passes through the node."""
        return any(socket.is_link for socket in self.sockets)


def merge_sockets(static: Iterable[Socket], dynamic: Iterable[Socket]) -> tuple[Socket, ...]:
    """Join the two lists; of two sockets with one name and direction, the later one stays, in its place."""
    merged: dict[tuple[str, bool], Socket] = {}
    for socket in (*static, *dynamic):
        merged.pop(socket.key, None)
        merged[socket.key] = socket
    return tuple(merged.values())


def shape_of(node_type: type[Node], graph: GraphView | None, entry: Entry | None) -> NodeShape:
    """Work out the shape of a node; without a graph, that of its type."""
    if graph is None or entry is None or not node_type.is_dynamic():
        return node_type._static_shape
    try:
        found = node_type.dynamic_attributes(graph, entry)
    except Exception as error:  # noqa: BLE001 - the boundary around a plugin's code; the error is one of the node
        found = NodeDynamicAttributes(error=str(error) or type(error).__name__)
    if not found.sockets:
        return NodeShape(node_type._static_shape.sockets, found)
    return NodeShape(merge_sockets(node_type._static_shape.sockets, found.sockets), found)
