"""The node types that every datatype brings: casts to other datatypes, and an empty list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphex.plugin.datatypes import Dynamic
from graphex.plugin.kinds import NodeType
from graphex.plugin.node import Node
from graphex.plugin.sockets.inputs import InputSocket, ListInputSocket
from graphex.plugin.sockets.outputs import ListOutputSocket, OutputSocket

if TYPE_CHECKING:
    from graphex.plugin.datatypes import Cast, DataType


def cast_nodes(source: DataType[Any], to: DataType[Any], cast: Cast) -> list[type[Node]]:
    """Make the two node types of a cast: for one value, and for each item of a list."""

    class CastNode(Node):
        name = f"{source.name} To {to.name}"
        description = f"Turns a {source.name} into a {to.name}."
        node_type = NodeType.CAST
        categories = [*source.categories, "Cast", source.name]
        color = source.color

        value = InputSocket(source, "Cast From", f"The {source.name}.")
        result = OutputSocket(to, "Cast To", f"The {to.name}.")

        def run(self) -> None:
            self.result = cast(self.value)

    class ListCastNode(Node):
        name = f"{source.name} (List) To {to.name} (List)"
        description = f"Turns each {source.name} of a list into a {to.name}."
        node_type = NodeType.CAST
        categories = [*source.categories, "Cast", source.name]
        color = source.color

        values = ListInputSocket(source, "Cast From", f"The list of {source.name}.")
        results = ListOutputSocket(to, "Cast To", f"The list of {to.name}.")

        def run(self) -> None:
            self.results = [cast(value) for value in self.values]

    return [CastNode, ListCastNode]


def list_nodes(datatype: DataType[Any]) -> list[type[Node]]:
    """Make the node type that gives an empty list; Dynamic has none."""
    if datatype is Dynamic:
        return []

    class EmptyListNode(Node):
        name = f"Empty List ({datatype.name})"
        description = f"Gives a new list of {datatype.name} without items."
        node_type = NodeType.GENERATOR
        categories = ["Lists", "Create", datatype.name]
        color = datatype.color

        value = ListOutputSocket(datatype, "Value", "The empty list.")

        def run(self) -> None:
            self.value = []

    return [EmptyListNode]
