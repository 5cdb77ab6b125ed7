"""A graph joined with the node types it uses: what each node is, which sockets it has, and of which datatypes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from graphex.graph.scalars import Exponent, settled
from graphex.plugin.shape import NodeDynamicAttributes, NodeShape, shape_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from graphex.graph.model import Graph, GraphInput, GraphOutput, NodeEntry, SocketEntry
    from graphex.plugin.datatypes import DataType
    from graphex.plugin.node import Node
    from graphex.plugin.registry import Registry

UNKNOWN = NodeShape((), NodeDynamicAttributes())
"""The shape of a node whose type is not registered."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What a graph knows of those beside it: below which directory they are, and how one is read.

    The function takes the path that a node names and the name of the graph that the node is in.
    """

    root: Path
    read: Callable[[str, str], BoundGraph]


class BoundGraph:
    """A graph and the node types that it uses.

    Shapes depend on one another: the sockets of a list node follow from what feeds it. They are worked out once, the
    feeding nodes first, without recursion.
    """

    def __init__(self, document: Graph, registry: Registry, name: str, neighbours: Neighbours) -> None:
        self.document = _with_fields(document, registry)
        self.registry = registry
        self.name = name
        self._neighbours = neighbours
        self._static: dict[str, NodeShape] = {}
        """The shapes of node types whose sockets do not depend on the graph, by their names."""
        self._shapes: dict[str, NodeShape] = {}
        self._in_progress: set[str] = set()
        self._provisional: dict[str, NodeShape] = {}
        """Shapes found while one that they depend on was not known: good for the shape in question only."""

    def __repr__(self) -> str:
        return f"<BoundGraph {self.name}>"

    @property
    def root(self) -> Path:
        """The directory below which graphs are found."""
        return self._neighbours.root

    @property
    def nodes(self) -> Sequence[NodeEntry]:
        """The entries of the nodes in file order."""
        return self.document.nodes

    @property
    def inputs(self) -> Sequence[GraphInput]:
        """The entries of the graph inputs in file order."""
        return self.document.inputs

    @property
    def outputs(self) -> Sequence[GraphOutput]:
        """The entries of the graph outputs in file order."""
        return self.document.outputs

    @cached_property
    def by_id(self) -> dict[str, NodeEntry]:
        """The first node of each id."""
        return {entry.id: entry for entry in reversed(self.document.nodes)}

    @cached_property
    def input_by_name(self) -> dict[str, GraphInput]:
        """The first graph input of each name."""
        return {entry.name.strip(): entry for entry in reversed(self.document.inputs)}

    @cached_property
    def output_by_name(self) -> dict[str, GraphOutput]:
        """The first graph output of each name."""
        return {entry.name.strip(): entry for entry in reversed(self.document.outputs)}

    @cached_property
    def setters(self) -> dict[str, list[NodeEntry]]:
        """By variable, the nodes that set it, in file order."""
        found: dict[str, list[NodeEntry]] = defaultdict(list)
        for entry in self.document.nodes:
            node_type = self.node_type(entry)
            if node_type is not None:
                for name in node_type.variable_names(entry):
                    found[name.strip()].append(entry)
        return dict(found)

    def get_node(self, node_id: str) -> NodeEntry:
        """Return the entry of a node; ValueError if there is none."""
        try:
            return self.by_id[node_id]
        except KeyError:
            raise ValueError(f"No node exists with ID {node_id}") from None

    def node_type(self, entry: NodeEntry) -> type[Node] | None:
        """Return the type of a node, or None if it is not registered."""
        return self.registry.nodes.get(entry.name)

    def subgraph(self, path: str) -> BoundGraph:
        """Read another graph below the same root."""
        return self._neighbours.read(path, self.name)

    @property
    def description(self) -> str:
        """What the graph says of itself."""
        return self.document.description

    # Shapes

    def shape(self, entry: NodeEntry) -> NodeShape:
        """Return the sockets of a node."""
        known = self._static.get(entry.name) or self._shapes.get(entry.id) or self._provisional.get(entry.id)
        if known is not None:
            return known
        node_type = self.node_type(entry)
        if node_type is None:
            return UNKNOWN
        if not node_type.is_dynamic():
            return self._static.setdefault(entry.name, node_type.shape())
        if entry.id in self._in_progress:
            # While a node's own shape is being worked out, nodes that it feeds see what its type says.
            return node_type.shape()
        self._work_out(entry)
        return self._shapes[entry.id]

    def _work_out(self, first: NodeEntry) -> None:
        stack = [(first, self._shape_sources(first))]
        circular: set[str] = set()
        self._in_progress.add(first.id)
        while stack:
            entry, sources = stack[-1]
            source = next(sources, None)
            if source is not None:
                if source.id in self._in_progress or source.id in self._provisional:
                    circular.add(entry.id)
                elif source.id not in self._shapes:
                    self._in_progress.add(source.id)
                    stack.append((source, self._shape_sources(source)))
                continue
            stack.pop()
            self._in_progress.discard(entry.id)
            found = shape_of(self.registry.nodes[entry.name], self, entry)
            if entry.id in circular and stack:
                self._provisional[entry.id] = found
                circular.add(stack[-1][0].id)
            else:
                self._shapes[entry.id] = found
        self._provisional.clear()

    def _shape_sources(self, entry: NodeEntry) -> Iterator[NodeEntry]:
        """Yield the dynamic nodes whose shape may decide that of a node."""
        for candidate in self._sources(entry):
            node_type = self.node_type(candidate)
            if node_type is not None and node_type.is_dynamic():
                yield candidate

    def _sources(self, entry: NodeEntry) -> Iterator[NodeEntry]:
        for socket in entry.inputs:
            for connection in socket.connections:
                producer = self.by_id.get(connection.node_id)
                if producer is not None:
                    yield producer
            if isinstance(socket.variable_name, str):
                yield from self.setters.get(socket.variable_name.strip(), ())
        node_type = self.node_type(entry)
        for name in node_type.variables_read(entry) if node_type else ():
            yield from self.setters.get(name, ())

    # Datatypes

    def variable_of(self, name: str) -> tuple[DataType[Any], bool] | None:
        """Return datatype and list flag of a variable: those of the first node that sets it and knows them."""
        for entry in self.setters.get(name.strip(), ()):
            node_type = self.node_type(entry)
            found = node_type.variable_type(self, entry, name) if node_type else None
            if found:
                return found
        return None

    def datatype_of_input(self, entry: NodeEntry, socket_name: str) -> DataType[Any] | None:
        """Return the datatype of what feeds an input, or None if nothing does, or things of different datatypes."""
        socket = next((socket for socket in entry.inputs if socket.name == socket_name), None)
        if socket is None:
            return None
        if socket.connections:
            return self._datatype_of_connections(socket)
        if isinstance(socket.variable_name, str):
            found = self.variable_of(socket.variable_name)
            return found[0] if found else None
        declared = self.input_by_name.get(str(socket.graph_input_name).strip())
        return self.registry.datatypes.get(declared.datatype) if declared else None

    def _datatype_of_connections(self, socket: SocketEntry) -> DataType[Any] | None:
        """Return the one datatype of all connections; ValueError if they have several."""
        found: DataType[Any] | None = None
        for connection in socket.connections:
            producer = self.by_id.get(connection.node_id)
            output = self.shape(producer).outputs.get(connection.socket) if producer else None
            if producer is None or output is None or output.datatype is None:
                continue
            if found is not None and output.datatype is not found:
                raise ValueError(
                    f"Connection from node '{producer.name}' (ID={producer.id}) gives a {output.datatype.name}, "
                    f"but an earlier one gives a {found.name}"
                )
            found = output.datatype
        return found


def _with_fields(document: Graph, registry: Registry) -> Graph:
    """Settle what the fields of nodes hold: a text like 1e7 is a number unless the node takes a text."""
    if not any(isinstance(entry.field_value, Exponent) for entry in document.nodes):
        return document
    return replace(
        document, nodes=tuple([_with_field(entry, registry.nodes.get(entry.name)) for entry in document.nodes])
    )


def _with_field(entry: NodeEntry, node_type: type[Node] | None) -> NodeEntry:
    field = getattr(node_type, "field", None)
    takes_text = field is None or isinstance(field.default_value, str)
    return replace(entry, field_value=settled(entry.field_value, as_text=takes_text))
