"""The registry as programs that embed the engine make it: with the directory of its graphs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphex.engine.library import GraphLibrary
from graphex.graph.parse import parse_graph
from graphex.plugin.discovery.failures import WantedPlugin
from graphex.plugin.discovery.loading import load_plugin, load_plugins, register_built_in
from graphex.plugin.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType

    from graphex.engine.plan.bound import BoundGraph

__all__ = ["GraphRegistry"]


class GraphRegistry(Registry):
    """A registry with the directory of its graphs, as programs that embed the engine make it."""

    def __init__(self, root: str | Path = ".", cache_files: bool = True, verbose_errors: bool = False) -> None:
        super().__init__()
        self.root = str(Path(root).resolve())
        self.cache_files = cache_files
        self.verbose_errors = verbose_errors

    def register_defaults(self) -> None:
        """Add the built-in node types."""
        register_built_in(self)

    def register_plugin(self, module: ModuleType | str) -> None:
        """Import all modules of a package and add what they define."""
        load_plugin(self, WantedPlugin(module if isinstance(module, str) else module.__name__, is_named=True))

    register_package = register_plugin

    def register_all(self, plugins: Iterable[str] = (), log: bool = False) -> None:
        """Add the built-in node types, plugins, and what every datatype brings; ImportError if a plugin fails."""
        del log
        self.register_defaults()
        for failure in load_plugins(self, plugins):
            if failure.is_named:
                raise ImportError(failure.message)
        self.register_dynamics()

    def load_graph_file(self, path: str | Path, validation_cache: Any = None, is_cli: bool = False) -> BoundGraph:
        """Read the graph of a file below the root."""
        del validation_cache, is_cli
        return GraphLibrary(Path(self.root), self).load(Path(path))

    def load_graph(self, text: str, name: str | None = None, validation_cache: Any = None) -> BoundGraph:
        """Read a graph from its text."""
        del validation_cache
        document = parse_graph(text.encode(), source=name or "the text of a graph")
        return GraphLibrary(Path(self.root), self).bind(document, name or "/graph.gx")
