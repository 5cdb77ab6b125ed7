"""The registry: the node types, datatypes and composite inputs that a program knows, and which plugin brought each."""

from __future__ import annotations

from contextlib import contextmanager
from copy import copy
from typing import TYPE_CHECKING, Any

from graphex.plugin.datatypes import Boolean, DataContainer, DirectedGraph, Dynamic, Number, String
from graphex.plugin.node_types import NodeTypes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from graphex.plugin.composite import CompositeGraphInput
    from graphex.plugin.datatypes import DataType
    from graphex.plugin.node import Node

BUILT_IN = "GraphEx"
"""The plugin name of everything that comes with the product."""


class Registry:
    """The node types, datatypes and composite inputs that are known, by their names.

    Everything is registered before threads share it; after that, node types that were announced may still be loaded.
    """

    def __init__(self) -> None:
        self.nodes = NodeTypes()
        self.datatypes: dict[str, DataType[Any]] = {}
        self.composite_inputs: dict[str, type[CompositeGraphInput]] = {}
        self.plugins: list[str] = []
        self.missing_plugins: list[str] = []
        """The plugins that could not be loaded, in words; a node type that is not known may be theirs."""
        self.plugin_docs_index_paths: dict[str, str] = {}
        """By plugin, the index page of its documentation."""
        self._origins: dict[tuple[str, str], str] = {}
        for datatype in (String, Number, Boolean, Dynamic, DataContainer, DirectedGraph):
            self.register_datatype(datatype)

    @contextmanager
    def all_or_nothing(self) -> Iterator[None]:
        """Take back everything that is registered inside, if an error comes out."""
        known = (self.nodes, self.datatypes, self.composite_inputs, self.plugins, self.plugin_docs_index_paths)
        before = [copy(each) for each in (*known, self._origins)]
        casts = [(datatype, dict(datatype.casts)) for datatype in self.datatypes.values()]
        try:
            yield
        except BaseException:
            # Whatever a plugin raises, even to end Python; it is raised on.
            self._restore(*before)
            for datatype, kept in casts:
                datatype.casts = kept
            raise

    def _restore(self, *before: Any) -> None:
        (self.nodes, self.datatypes, self.composite_inputs) = before[:3]
        (self.plugins, self.plugin_docs_index_paths, self._origins) = before[3:]

    def register_node(self, cls: type[Node], plugin_name: str = BUILT_IN) -> None:
        """Add a node type; ValueError if another one has its name."""
        self._claim("node type", cls.name, plugin_name)
        self.nodes[cls.name] = cls
        set_plugin(cls, plugin_name)

    def announce_nodes(self, plugins: Mapping[str, str], load: Callable[[str], type[Node]]) -> None:
        """Add node types by their names and plugins; `load` gives one of them when it is asked for."""
        for name, plugin_name in plugins.items():
            self._claim("node type", name, plugin_name)
        self.nodes.announce(plugins, load)

    def register_datatype(self, datatype: DataType[Any], plugin_name: str = BUILT_IN) -> None:
        """Add a datatype; ValueError if another one has its name."""
        self._claim("datatype", datatype.name, plugin_name)
        self.datatypes[datatype.name] = datatype

    def register_composite_input(self, cls: type[CompositeGraphInput], plugin_name: str = BUILT_IN) -> None:
        """Add a composite input; ValueError if its datatype has another one."""
        self._claim("composite input for the datatype", cls.datatype.name, plugin_name)
        self.composite_inputs[cls.datatype.name] = cls

    def register_dynamics(self) -> None:
        """Add the node types that every datatype brings; called once, after all plugins."""
        for datatype in list(self.datatypes.values()):
            for node_type in datatype.create_nodes():
                self.register_node(node_type, BUILT_IN)

    def find_node(self, name: str) -> type[Node]:
        """Return a node type by its name; ValueError if it is not known."""
        try:
            return self.nodes[name]
        except KeyError:
            raise ValueError(f"No node type is called '{name}'.") from None

    get_node = find_node

    def find_datatype(self, name: str) -> DataType[Any]:
        """Return a datatype by its name; ValueError if it is not known."""
        try:
            return self.datatypes[name]
        except KeyError:
            raise ValueError(f"No datatype is called '{name}'.") from None

    get_datatype = find_datatype

    def find_datatypes_for_type(self, true_type: Any, strict: bool = True) -> list[DataType[Any]]:
        """Return the datatypes of a Python type; if not strict, those of its parent classes too."""
        found = [datatype for datatype in self.datatypes.values() if datatype.true_type == true_type]
        if found or strict or not isinstance(true_type, type):
            return found
        types = [datatype for datatype in self.datatypes.values() if isinstance(datatype.true_type, type)]
        return [datatype for datatype in types if issubclass(true_type, datatype.true_type)]

    def find_composite_input_from_datatype(self, datatype: DataType[Any] | str) -> type[CompositeGraphInput] | None:
        """Return the composite input that makes values of a datatype, or None."""
        return self.composite_inputs.get(datatype if isinstance(datatype, str) else datatype.name)

    def defined_by(self, package: str) -> tuple[str, ...]:
        """Return the node types that the modules of a package brought."""
        start = f"{package}."
        owned = ((name, owner) for (kind, name), owner in self._origins.items() if kind == "node type")
        return tuple(name for name, owner in owned if owner == package or owner.startswith(start))

    def _claim(self, kind: str, name: str, plugin_name: str) -> None:
        owner = self._origins.get((kind, name))
        if owner is not None:
            both = f"by {owner}" if owner == plugin_name else f"by {owner} and by {plugin_name}"
            raise ValueError(f"The {kind} '{name}' is defined twice, {both}.")
        self._origins[kind, name] = plugin_name


def set_plugin(cls: type[Node], plugin_name: str) -> None:
    """Let a node type know its plugin, unless it says itself which it belongs to."""
    if not _own_plugin(cls):
        cls.original_plugin = plugin_name


def _own_plugin(cls: type[Node]) -> str:
    """Return the plugin that a class, or a template of it, says it belongs to."""
    says = (kind.__dict__ for kind in cls.__mro__ if kind is cls or kind.__dict__.get("_is_template"))
    return next((found for names in says if (found := names.get("original_plugin"))), "")
