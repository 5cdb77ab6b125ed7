"""The rules for a node type: names with a meaning, inherited sockets, and which kinds have which sockets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphex.plugin.exceptions import ReservedAttributeException
from graphex.plugin.kinds import NodeType
from graphex.plugin.sockets.base import Socket
from graphex.plugin.sockets.field import InputField

if TYPE_CHECKING:
    from graphex.plugin.node import Node

_FIXED_TYPES: dict[str, type | tuple[type, ...]] = {
    "name": str,
    "description": str,
    "categories": (list, tuple),
    "color": str,
    "textColor": str,
    "hyperlink": (list, tuple),
    "node_type": NodeType,
    "field": InputField,
    "is_inventory_node": bool,
    "allows_new_inputs": bool,
}
"""What the names with a meaning may hold."""


def check_attributes(cls: type[Node], base: type) -> None:
    """Refuse a class that uses a name of the plugin API for a socket, or for a value of another type."""
    for name, value in vars(cls).items():
        wanted = _FIXED_TYPES.get(name)
        if wanted and not isinstance(value, wanted):
            raise ReservedAttributeException(
                f"{cls.__module__}.{cls.__qualname__}.{name} is {value!r}; the name is reserved for another type."
            )
        if isinstance(value, Socket) and hasattr(base, name):
            raise ReservedAttributeException(
                f"{cls.__module__}.{cls.__qualname__}.{name} is a socket, but the name belongs to the plugin API."
            )


def own_sockets(cls: type[Node]) -> list[Socket]:
    """Return the sockets of a class body and of its templates; those of other parent classes are not inherited."""
    templates: dict[str, Socket] = {}
    for parent in reversed(cls.__mro__[1:]):
        if parent.__dict__.get("_is_template"):
            templates |= {name: value for name, value in vars(parent).items() if isinstance(value, Socket)}
    own = {name: value for name, value in vars(cls).items() if isinstance(value, Socket) and name not in templates}
    for name, socket in templates.items():
        setattr(cls, name, socket)
    return [*templates.values(), *own.values()]


def check_kind(cls: type[Node], sockets: list[Socket]) -> None:
    """Refuse links on nodes that are evaluated on demand, and inputs on those that take none."""
    kind = cls.node_type
    if kind is NodeType.ACTION:
        return
    if any(socket.is_link for socket in sockets):
        raise ValueError(f"{cls.__qualname__} is a {kind.value} node, which has no link sockets.")
    if kind in (NodeType.DATA, NodeType.GENERATOR) and any(socket.is_input for socket in sockets):
        raise ValueError(f"{cls.__qualname__} is a {kind.value} node, which has no inputs.")
