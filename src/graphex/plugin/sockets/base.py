"""What all sockets have in common: a name, a description, and reading or writing through the node's class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graphex.plugin.datatypes import DataType
    from graphex.plugin.node import Node


class Socket:
    """A place where a node is connected.

    Sockets are class attributes of a node type; through a node, the attribute is the socket's value.
    """

    is_input = False
    is_optional = False
    is_list = False
    is_link = False
    saves_variable = False
    can_have_input_field = False
    input_field: Any = None
    enum_members: dict[str, Any] | None = None

    def __init__(self, datatype: DataType[Any] | None, name: str, description: str) -> None:
        self.datatype = datatype
        self.name = name.strip()
        self.description = description

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name}>"

    @property
    def key(self) -> tuple[str, bool]:
        """What makes a socket unique on its node: the name, and whether it is an input."""
        return (self.name, self.is_input)

    def get_value(self, node: Node) -> Any:
        """Read the value that the socket has on a node."""
        raise NotImplementedError

    def set_value(self, node: Node, value: Any) -> None:
        """Give the socket a value on a node."""
        raise AttributeError(f"Socket '{self.name}' of {node.name} cannot be assigned: {value!r}.")

    def validate_instance_metadata(self, graph: Any, node_metadata: Any, socket_metadata: Any) -> None:
        """Raise an error for a socket entry that the socket does not allow; plugins override it."""

    def metadata(self) -> dict[str, Any]:
        """Describe the socket to the editor."""
        return {
            "isInput": self.is_input,
            "isOptional": self.is_optional,
            "isList": self.is_list,
            "isLink": self.is_link,
            "name": self.name,
            "datatype": self.datatype.name if self.datatype else None,
            "description": self.description,
            "canHaveField": self.can_have_input_field,
            "field": self.input_field,
        }


class LinkSocket(Socket):
    """A socket for the order of execution."""

    is_link = True

    def __init__(self, name: str, description: str = "") -> None:
        super().__init__(None, name, description)

    def __get__(self, node: Node | None, owner: type) -> LinkSocket:
        return self

    def __set__(self, node: Node, value: Any) -> None:
        self.set_value(node, value)

    def get_value(self, node: Node) -> Any:
        """Links have no value."""
        del node
        return None


class LinkInputSocket(LinkSocket):
    """Where execution arrives."""

    is_input = True


class LinkOutputSocket(LinkSocket):
    """Where execution goes on; a named branch if a node has several."""
