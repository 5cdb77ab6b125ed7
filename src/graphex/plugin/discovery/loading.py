"""Finding plugins: packages named in the settings, and installed ones that announce themselves by an entry point.

A plugin is a package. All its files are imported, and what they define is registered: node types, datatypes and
composite inputs. Of a package with an index only `__init__.py` is imported, and further modules when their node types
are asked for. Foreign code runs here and nowhere else before a graph runs; one plugin that fails keeps no other from
loading.
"""

from __future__ import annotations

import contextlib
import importlib
import inspect
import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphex.plugin.composite import CompositeGraphInput
from graphex.plugin.datatypes import DataType
from graphex.plugin.discovery.announced import announcements, normalised, own_announcement
from graphex.plugin.discovery.failures import MisnamedPlugin, PluginError, PluginFailure, WantedPlugin, plugin_code
from graphex.plugin.discovery.index import is_public, read_index
from graphex.plugin.node import Node

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from types import ModuleType

    from graphex.plugin.discovery.announced import Announcement
    from graphex.plugin.discovery.index import NodeIndex
    from graphex.plugin.registry import Registry

_HOOK = "__graphex_init__"
_DOCUMENTATION = "index.html"


def load_plugins(
    registry: Registry,
    names: Iterable[str],
    *,
    left_out: Collection[str] = (),
    announced: Collection[Announcement] | None = None,
) -> list[PluginFailure]:
    """Load the named plugins, each once, then those that are installed, and give the failures."""
    failures = []
    for wanted in wanted_plugins(names, left_out, announced):
        failure = None if wanted.package in registry.plugins else try_plugin(registry, wanted)
        if failure is not None:
            failures.append(failure)
            registry.missing_plugins.append(failure.label)
    return failures


def wanted_plugins(
    names: Iterable[str], left_out: Collection[str] = (), announced: Collection[Announcement] | None = None
) -> list[WantedPlugin]:
    """Return the packages that are named, then those that announce themselves, without those that are left out.

    Whoever has read the announcements hands them in, for reading them takes a while.
    """
    foreign = [each for each in (announcements() if announced is None else announced) if not each.is_own]
    by_package = {each.package: each for each in reversed(foreign)}
    named = [name for name in dict.fromkeys(name.strip() for name in names) if name]
    wanted = [WantedPlugin(name, is_named=True, announcement=by_package.get(name)) for name in named]
    # An entry point without a package is kept for itself: it is a failure that has to be told.
    others = {each.package or str(each): each for each in reversed(foreign) if each.package not in named}
    wanted += [WantedPlugin(each.package, is_named=False, announcement=each) for each in reversed(others.values())]
    return [each for each in wanted if not any(_means(each, name) for name in left_out)]


def _means(wanted: WantedPlugin, name: str) -> bool:
    if wanted.announcement is not None and wanted.announcement.is_called(name):
        return True
    return normalised(name) == normalised(wanted.package)


def try_plugin(registry: Registry, wanted: WantedPlugin, *, is_whole: bool = False) -> PluginFailure | None:
    """Load a plugin as a whole or not at all, and say why if not; `is_whole` imports even what its index announces."""
    try:
        # What a plugin prints while it is imported must not get between the results of a command.
        with plugin_code(wanted), registry.all_or_nothing(), contextlib.redirect_stdout(sys.stderr):
            _check_name(wanted)
            index = load_plugin(registry, wanted)
            if is_whole and index is not None:
                for name in index.modules:
                    index.load(name)
    except PluginError as error:
        return error.failure
    return None


def _check_name(wanted: WantedPlugin) -> None:
    if wanted.announcement is not None and not all(part.isidentifier() for part in wanted.package.split(".")):
        raise MisnamedPlugin


def load_plugin(registry: Registry, wanted: WantedPlugin) -> NodeIndex | None:
    """Import a package and register what it defines: all its files, or what its index announces."""
    name = wanted.package
    package = importlib.import_module(name)
    directory = _directory(package)
    files = _files(directory)
    index = read_index(name, directory)
    if index is None:
        for file in files:
            if file.suffix == ".py" and file.name != "setup.py":
                register_module(registry, importlib.import_module(_module_name(name, directory, file)))
    else:
        registry.announce_nodes(index.plugins(), partial(_load_announced, index, wanted))
        register_module(registry, package)
    for page in files:
        if page.name.endswith(_DOCUMENTATION):
            registry.plugin_docs_index_paths[name] = str(page)
    registry.plugins.append(name)
    return index


def _load_announced(index: NodeIndex, wanted: WantedPlugin, name: str) -> type[Node]:
    with plugin_code(wanted):
        return index.load(name)


def register_module(registry: Registry, module: ModuleType) -> None:
    """Register what a module defines or imports, in the order of the names."""
    hook = getattr(module, _HOOK, None)
    if callable(hook):
        hook(registry)
    for _, member in inspect.getmembers(module):
        _register(registry, member, module.__name__)


def _register(registry: Registry, member: Any, plugin_name: str) -> None:
    if isinstance(member, DataType):
        if registry.datatypes.get(member.name) is not member:
            registry.register_datatype(member, plugin_name)
    elif not inspect.isclass(member) or inspect.isabstract(member):
        return
    elif issubclass(member, Node):
        if is_public(member) and registry.nodes.get(member.name) is not member:
            registry.register_node(member, plugin_name)
    elif issubclass(member, CompositeGraphInput) and member not in registry.composite_inputs.values():
        registry.register_composite_input(member, plugin_name)


def _directory(package: ModuleType) -> Path:
    paths = list(getattr(package, "__path__", ()))
    if len(paths) != 1:
        raise ImportError(f"{package.__name__} is a plugin only if it is a package in one directory.")
    return Path(paths[0])


def _files(directory: Path) -> list[Path]:
    """Return the files of a package, those of each directory after its __init__.py."""
    # A third of the time that Path.rglob takes; the built-in library is walked at the start of every run.
    walked = [Path(place, name) for place, _, names in os.walk(directory) for name in names]
    files = [file for file in walked if "__pycache__" not in file.parts]
    return sorted(files, key=lambda file: (file.parent, file.name != "__init__.py", file.name))


def _module_name(package: str, directory: Path, file: Path) -> str:
    parts = file.relative_to(directory).with_suffix("").parts
    return ".".join((package, *(part for part in parts if part != "__init__")))


def register_built_in(registry: Registry, announced: Collection[Announcement] | None = None) -> None:
    """Load the built-in library: a plugin like any other, which our own distribution announces."""
    own = own_announcement(announcements() if announced is None else announced)
    load_plugin(registry, WantedPlugin(own.package, is_named=False, announcement=own))
