"""What the nodes of lists have in common: looks, and sockets that take their datatype from the list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphex.plugin import (
    DynamicInputTemplateNode,
    InputSocket,
    ListInputSocket,
    ListOutputSocket,
    Node,
    NodeDynamicAttributes,
)
from graphex.plugin.colors import COLOR_SPECIAL

if TYPE_CHECKING:
    from graphex.plugin import DataType, GraphView
    from graphex.plugin.protocols import Entry


class ListNode(Node, is_template=True):
    """The looks of the nodes of this topic."""

    categories = ["Lists"]
    color = COLOR_SPECIAL


class TypedListNode(DynamicInputTemplateNode, is_template=True):
    """A node whose first input is a list of any datatype, which other sockets then have, too."""

    categories = ["Lists"]
    color = COLOR_SPECIAL

    @classmethod
    def typed(cls, datatype: DataType[Any]) -> list[Any]:
        """Make the other sockets for a list of a datatype."""
        raise NotImplementedError

    @classmethod
    def dynamic_attributes(cls, graph: GraphView, instance_metadata: Entry) -> NodeDynamicAttributes:
        """Return the list and the other sockets their datatype, once it is known."""
        first = next(socket for socket in cls.sockets() if socket.is_input)
        datatype = cls.get_datatype(first.name, graph, instance_metadata)
        if datatype is None:
            return NodeDynamicAttributes()
        return NodeDynamicAttributes([ListInputSocket(datatype, first.name, first.description), *cls.typed(datatype)])


def value_socket(datatype: DataType[Any]) -> InputSocket[Any]:
    """Make the input for one value of the list's datatype."""
    return InputSocket(datatype, "Value", "The value.")


def same_list_socket(datatype: DataType[Any]) -> ListOutputSocket[Any]:
    """Make the output that passes the list on."""
    return ListOutputSocket(datatype, "List", "The list, as it came in.")
