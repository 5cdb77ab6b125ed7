"""What a graph file says, as immutable values; nothing here knows node types.

Entries can be read in two ways: by attributes, and as mappings with the names of the file as keys, which is how
plugins have always seen them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final


class _Missing:
    def __repr__(self) -> str:
        return "MISSING"

    def __bool__(self) -> bool:
        return False


MISSING: Final = _Missing()
"""Stands for a key that a file does not have, where null would mean something else."""


class _Entry(Mapping[str, Any]):
    """An entry of a file: attributes, and the same values by the names that the file has for them."""

    __slots__ = ()

    KEYS: ClassVar[dict[str, str]]
    """By key of the file, the attribute that holds it."""

    def __getitem__(self, key: str) -> Any:
        attribute = self.KEYS.get(key)
        value = getattr(self, attribute) if attribute else self._extra().get(key, MISSING)
        if value is MISSING:
            raise KeyError(key)
        return self._as_in_file(key, value)

    def __iter__(self) -> Iterator[str]:
        for key, attribute in self.KEYS.items():
            if getattr(self, attribute) is not MISSING:
                yield key
        yield from self._extra()

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _extra(self) -> Mapping[str, Any]:
        extra: Mapping[str, Any] = getattr(self, "extra")  # noqa: B009 - each entry declares it as a field
        return extra

    def _as_in_file(self, key: str, value: Any) -> Any:
        del key
        return value


@dataclass(frozen=True, slots=True)
class Connection:
    """The output of another node that feeds an input."""

    node_id: str
    socket: str

    def __str__(self) -> str:
        return f"{self.node_id}::{self.socket}"


@dataclass(frozen=True, slots=True, eq=True)
class SocketEntry(_Entry):
    """An input socket of a node: its name and where its value comes from."""

    KEYS: ClassVar = {
        "name": "name",
        "fieldValue": "field_value",
        "variableName": "variable_name",
        "graphInputName": "graph_input_name",
        "connections": "connection_list",
    }

    name: str
    field_value: Any = MISSING
    variable_name: Any = MISSING
    graph_input_name: Any = MISSING
    connections: tuple[Connection, ...] = ()
    has_connections: bool = False
    """Whether the file has the key, be it with an empty list."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    written: tuple[str, int] | None = field(default=None, compare=False, repr=False)
    """The text and the line of a typed value that was read as something other than a text."""

    @property
    def connection_list(self) -> Any:
        """The connections as texts, or MISSING where the file has no such key."""
        return [str(connection) for connection in self.connections] if self.has_connections else MISSING

    def __hash__(self) -> int:
        return hash((self.name, self.connections))


@dataclass(frozen=True, slots=True, eq=True)
class NodeEntry(_Entry):
    """A node of a graph."""

    KEYS: ClassVar = {
        "name": "name",
        "id": "id",
        "xy": "xy",
        "inputs": "socket_list",
        "disabledVariableOutputs": "disabled_variable_outputs",
        "fieldValue": "field_value",
        "color": "color",
        "textColor": "text_color",
        "requiresInventory": "requires_inventory",
    }

    name: str
    id: str
    xy: Any = MISSING
    inputs: tuple[SocketEntry, ...] = ()
    has_inputs: bool = False
    disabled_variable_outputs: Any = MISSING
    field_value: Any = MISSING
    color: Any = MISSING
    text_color: Any = MISSING
    requires_inventory: Any = MISSING
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def socket_list(self) -> Any:
        """The entries of the input sockets, or MISSING where the file has no such key."""
        return list(self.inputs) if self.inputs or self.has_inputs else MISSING

    def __hash__(self) -> int:
        return hash((self.name, self.id))


@dataclass(frozen=True, slots=True, eq=True)
class GraphInput(_Entry):
    """An input of a graph: a value that whoever runs it gives."""

    KEYS: ClassVar = {
        "name": "name",
        "datatype": "datatype",
        "isList": "list_flag",
        "isPassword": "password_flag",
        "description": "description",
        "category": "category",
        "defaultValue": "default_value",
        "enumOptions": "enum_options",
    }

    name: str
    datatype: str
    list_flag: Any = MISSING
    password_flag: Any = MISSING
    description: Any = MISSING
    category: Any = MISSING
    default_value: Any = MISSING
    enum_options: Any = MISSING
    extra: Mapping[str, Any] = field(default_factory=dict)
    written: tuple[str, int] | None = field(default=None, compare=False, repr=False)
    """The text and the line of a default that was read as something other than a text."""

    @property
    def is_list(self) -> bool:
        """Whether the value is a list."""
        return bool(self.list_flag)

    @property
    def is_password(self) -> bool:
        """Whether the value must not be shown."""
        return bool(self.password_flag)

    def __hash__(self) -> int:
        return hash((self.name, self.datatype))


@dataclass(frozen=True, slots=True, eq=True)
class GraphOutput(_Entry):
    """An output of a graph: a value that a graph which runs it as a node gets."""

    KEYS: ClassVar = {
        "name": "name",
        "datatype": "datatype",
        "isList": "list_flag",
        "description": "description",
    }

    name: str
    datatype: str
    list_flag: Any = MISSING
    description: Any = MISSING
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_list(self) -> bool:
        """Whether the value is a list."""
        return bool(self.list_flag)

    def __hash__(self) -> int:
        return hash((self.name, self.datatype))


@dataclass(frozen=True, slots=True)
class Graph:
    """A graph: nodes, inputs and outputs, in file order."""

    description: str = ""
    nodes: tuple[NodeEntry, ...] = ()
    inputs: tuple[GraphInput, ...] = ()
    outputs: tuple[GraphOutput, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
