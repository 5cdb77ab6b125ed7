"""The inventory: values from YAML files of a directory, each of which becomes a node type that gives it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from graphex.errors import GraphexError
from graphex.graph.reading import LIMITS, Kind, read_yaml
from graphex.graph.scalars import settled
from graphex.plugin.datatypes import Boolean, Number, String, shortened
from graphex.plugin.kinds import NodeType
from graphex.plugin.node import Node
from graphex.plugin.sockets.outputs import ListOutputSocket, OutputSocket

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from graphex.plugin.datatypes import DataType
    from graphex.plugin.registry import Registry

PLUGIN: Final = "GraphEx Inventory"
_SUFFIXES: Final = frozenset({".yml", ".yaml"})
_KIND: Final = Kind(
    name="the inventory",
    noun="list of entries",
    plural="Inventories",
    flatter="Make the value flatter.",
    smaller="Split the file.",
    error=GraphexError,
)


@dataclass(frozen=True, slots=True)
class InventoryValue:
    """A value of the inventory: the name of its node type, and the value, a list of one kind or a single one."""

    name: str
    value: Any


@dataclass(frozen=True, slots=True)
class LinkedNode:
    """A node that an entry stands for: the name of its type, and values for its inputs."""

    entry: str
    node: str
    inputs: dict[str, Any]


def register_inventory(registry: Registry, directory: Path) -> list[LinkedNode]:
    """Register a node type for each value of the inventory, and give the nodes that entries stand for."""
    linked: list[LinkedNode] = []
    for value in read_inventory(directory, linked):
        registry.register_node(_node_type(value), PLUGIN)
    for link in linked:
        _check_link(registry, link)
    return linked


def read_inventory(directory: Path, linked: list[LinkedNode]) -> Iterator[InventoryValue]:
    """Yield the values of all files, and collect the nodes that entries stand for; GraphexError for a bad file."""
    if not directory.is_dir():
        raise GraphexError(f"The inventory {directory} is no directory.", hint="Name the directory with its files.")
    files: dict[str, Path] = {}
    for path in sorted(directory.rglob("*")):
        if path.suffix in _SUFFIXES and path.is_file():
            key = f"{path.parent.name}/{path.name}"
            if key in files:
                raise GraphexError(
                    f"Two inventory files are called {key}: {files[key]} and {path}.", hint="Rename one of them."
                )
            files[key] = path
    for key, path in files.items():
        entries = {entry["Name"]: entry for entry in _entries(path)}
        for name, entry in entries.items():
            yield from _entry_values(f"{key}${name}", entry, path, linked)


def _entries(path: Path) -> list[dict[str, Any]]:
    try:
        with path.open("rb") as file:
            content = file.read(LIMITS.size + 1)
        document = read_yaml(content.decode(), str(path), _KIND)
    except (OSError, UnicodeDecodeError) as error:
        raise GraphexError(f"The inventory file {path} cannot be read: {error}.", hint="Save it as UTF-8.") from error
    if document is None:
        return []
    if not isinstance(document, list) or not all(isinstance(entry, dict) for entry in document):
        raise GraphexError(
            f"The inventory file {path} is no list of mappings.", hint="Begin each entry with a dash: - Name: …"
        )
    for number, entry in enumerate(document, start=1):
        if not isinstance(entry.get("Name"), str):
            raise GraphexError(
                f"Entry {number} of the inventory file {path} has no 'Name': {shortened(entry, 200)}",
                hint="Add the key Name to it, with a capital N.",
            )
    return document


def _entry_values(prefix: str, entry: dict[str, Any], path: Path, linked: list[LinkedNode]) -> Iterator[InventoryValue]:
    values = dict(entry)
    if "Node" in values:
        linked.append(_link(prefix, values.pop("Node"), path))
        if set(values) == {"Name"}:
            return
    for key, value in values.items():
        yield from _values(f"{prefix} -> {key}", value)


def _values(name: str, value: Any) -> Iterator[InventoryValue]:
    """Yield the values below one; nulls have none."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _values(f"{name} -> {key}", item)
    elif isinstance(value, list):
        for position, item in enumerate(value):
            yield from _values(f"{name} -> Index#{position}", item)
        if value and _datatype(value[0]) and all(_datatype(item) is _datatype(value[0]) for item in value):
            yield InventoryValue(name, settled(value, as_text=True))
    elif _datatype(value):
        yield InventoryValue(name, settled(value, as_text=True))


def _datatype(value: Any) -> DataType[Any] | None:
    if isinstance(value, bool):
        return Boolean
    if isinstance(value, int | float):
        return Number
    return String if isinstance(value, str) else None


def _node_type(entry: InventoryValue) -> type[Node]:
    is_list = isinstance(entry.value, list)
    datatype = _datatype(entry.value[0] if is_list else entry.value) or String
    socket = ListOutputSocket if is_list else OutputSocket

    class InventoryNode(Node):
        name = entry.name
        description = f"Gives a value of the inventory: {entry.name}."
        node_type = NodeType.GENERATOR
        categories = ()
        color = datatype.color
        is_inventory_node = True
        inventory_value = entry.value

        output = socket(datatype, "Value", "The value.")

        def run(self) -> None:
            self.output = list(entry.value) if is_list else entry.value

    return InventoryNode


def _link(entry: str, link: Any, path: Path) -> LinkedNode:
    if not isinstance(link, dict) or not isinstance(link.get("Name"), str):
        raise GraphexError(
            f"The key Node of {entry} in the inventory file {path} has no 'Name'.", hint="Name the type of the node."
        )
    given = link.get("Inputs") or {}
    parts = given if isinstance(given, list) else [given]
    inputs = {key: value for part in parts if isinstance(part, dict) for key, value in part.items()}
    return LinkedNode(entry, link["Name"], inputs)


def _check_link(registry: Registry, link: LinkedNode) -> None:
    node_type = registry.nodes.get(link.node)
    if node_type is None:
        raise GraphexError(
            f"The inventory entry {link.entry} stands for a node of the unknown type '{link.node}'.",
            hint="Load the plugin that brings it, or correct the name.",
        )
    known = {socket.name for socket in node_type.sockets()}
    unknown = [name for name in link.inputs if name not in known]
    if unknown:
        raise GraphexError(
            f"The inventory entry {link.entry} has values for sockets that '{link.node}' does not have: "
            f"{', '.join(unknown)}.",
            hint=f"Its sockets are: {', '.join(sorted(known))}.",
        )
