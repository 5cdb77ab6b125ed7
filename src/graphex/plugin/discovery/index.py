"""The index of a plugin: which of its modules defines which node type, so that each is imported when it is used."""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from graphex.plugin.node import Node
from graphex.plugin.registry import set_plugin

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from types import ModuleType

INDEX: Final = "graphex-index.json"
"""The file in the directory of a package that holds its index: modules by the names of node types."""


@dataclass(frozen=True, slots=True)
class NodeIndex:
    """The modules of a package by the names of the node types that they define."""

    package: str
    modules: Mapping[str, str]

    def plugins(self) -> dict[str, str]:
        """Give, by the name of each node type, the plugin that it is known to be of: its topic in the package."""
        return {name: self._topic(module) for name, module in self.modules.items()}

    def load(self, name: str) -> type[Node]:
        """Import the module of a node type and give the type."""
        module = self.modules[name]
        # What the import statement calls. Where two threads wait for each other's modules it goes on with what these
        # define so far; importlib.import_module fails.
        __import__(module)
        node_type = _find(sys.modules[module], name)
        if node_type is None:
            raise ImportError(f'{INDEX} says that {module} defines the node type "{name}", which it does not.')
        set_plugin(node_type, self._topic(module))
        return node_type

    def _topic(self, module: str) -> str:
        """Return the topic of a module, which may be one of several files of a package."""
        return ".".join(module.split(".")[: self.package.count(".") + 2])


def read_index(package: str, directory: Path) -> NodeIndex | None:
    """Read the index of a package, or give None if it has none."""
    # Not by importlib.resources, which imports much before it reads.
    try:
        modules = json.loads((directory / INDEX).read_text("utf-8"))
    except FileNotFoundError:
        return None
    except ValueError:
        modules = None
    if not isinstance(modules, dict) or not all(_is_part(module, package) for module in modules.values()):
        raise ValueError(f"{directory / INDEX} must be an object of modules of {package} by the names of node types.")
    return NodeIndex(package, modules)


def index_of(package: str) -> dict[str, str]:
    """Make the index of a package: import its modules and list the node types that they define."""
    directories = importlib.import_module(package).__path__
    names = [found.name for found in pkgutil.walk_packages(directories, f"{package}.")]
    modules = [importlib.import_module(name) for name in (package, *names)]
    found = {
        member.name: module.__name__
        for module in modules
        for member in _node_types(module)
        if member.__module__ == module.__name__
    }
    return dict(sorted(found.items()))


def is_public(node_type: type[Node]) -> bool:
    """Return whether a class is a node type for graphs, and not one that others are derived from."""
    if node_type.__dict__["_is_template"] or node_type.__name__.startswith("_"):
        return False
    return node_type is not Node and not inspect.isabstract(node_type)


def _find(module: ModuleType, name: str) -> type[Node] | None:
    return next((member for member in _node_types(module) if member.name == name), None)


def _node_types(module: ModuleType) -> Iterator[type[Node]]:
    """Yield the node types that a module defines or imports."""
    # A copy, because another thread may still be importing the module.
    for member in [*vars(module).values()]:
        if inspect.isclass(member) and issubclass(member, Node) and is_public(member):
            yield member


def _is_part(module: object, package: str) -> bool:
    return isinstance(module, str) and (module == package or module.startswith(f"{package}."))
