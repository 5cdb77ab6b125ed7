"""Finding plugins: packages named in the settings, and installed ones that announce themselves by an entry point.

A plugin is a package. All its files are imported, and what they define is registered: node types, datatypes and
composite inputs. Foreign code runs here and nowhere else before a graph runs; one plugin that fails keeps no other
from loading.
"""

from __future__ import annotations

import contextlib
import importlib
import inspect
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphex.plugin.composite import CompositeGraphInput
from graphex.plugin.datatypes import DataType
from graphex.plugin.discovery.announced import announcements, normalised
from graphex.plugin.discovery.failures import MisnamedPlugin, PluginFailure, WantedPlugin, failure_of
from graphex.plugin.node import Node

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from types import ModuleType

    from graphex.plugin.registry import Registry

_BUILT_IN = "graphex.nodes"
_INDEX = Path(__file__).parents[2] / "nodes" / "index.json"
_HOOK = "__graphex_init__"
_DOCUMENTATION = "index.html"


def load_plugins(registry: Registry, names: Iterable[str], *, left_out: Collection[str] = ()) -> list[PluginFailure]:
    """Load the named plugins, each once, then those that are installed, and give the failures."""
    failures = []
    for wanted in wanted_plugins(names, left_out):
        failure = None if wanted.package in registry.plugins else try_plugin(registry, wanted)
        if failure is not None:
            failures.append(failure)
            registry.missing_plugins.append(failure.label)
    return failures


def wanted_plugins(names: Iterable[str], left_out: Collection[str] = ()) -> list[WantedPlugin]:
    """List the packages that are named, then those that announce themselves, without those that are left out."""
    announced = [each for each in announcements() if each.package != _BUILT_IN]
    by_package = {each.package: each for each in reversed(announced)}
    named = [name for name in dict.fromkeys(name.strip() for name in names) if name]
    wanted = [WantedPlugin(name, is_named=True, announcement=by_package.get(name)) for name in named]
    # An entry point without a package is kept for itself: it is a failure that has to be told.
    others = {each.package or str(each): each for each in reversed(announced) if each.package not in named}
    wanted += [WantedPlugin(each.package, is_named=False, announcement=each) for each in reversed(others.values())]
    return [each for each in wanted if not any(_means(each, name) for name in left_out)]


def _means(wanted: WantedPlugin, name: str) -> bool:
    if wanted.announcement is not None and wanted.announcement.is_called(name):
        return True
    return normalised(name) == normalised(wanted.package)


def try_plugin(registry: Registry, wanted: WantedPlugin) -> PluginFailure | None:
    """Load a plugin as a whole or not at all, and say why if not."""
    try:
        _check_name(wanted)
        # What a plugin prints while it is imported must not get between the results of a command.
        with registry.all_or_nothing(), contextlib.redirect_stdout(sys.stderr):
            load_plugin(registry, wanted.package)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - the boundary around a plugin's code, which may even end Python
        return failure_of(wanted, error)
    return None


def _check_name(wanted: WantedPlugin) -> None:
    if wanted.announcement is not None and not all(part.isidentifier() for part in wanted.package.split(".")):
        raise MisnamedPlugin


def load_plugin(registry: Registry, name: str) -> None:
    """Import a package with all its files and register what they define."""
    package = importlib.import_module(name)
    directory = _directory(package)
    for file in _files(directory):
        module = importlib.import_module(_module_name(name, directory, file))
        register_module(registry, module)
    for page in sorted(directory.rglob(f"*{_DOCUMENTATION}")):
        registry.plugin_docs_index_paths[name] = str(page)
    registry.plugins.append(name)


def register_module(registry: Registry, module: ModuleType, plugin_name: str | None = None) -> None:
    """Register what a module defines or imports, in the order of the names."""
    hook = getattr(module, _HOOK, None)
    if callable(hook):
        hook(registry)
    for _, member in inspect.getmembers(module):
        _register(registry, member, plugin_name or module.__name__)


def _register(registry: Registry, member: Any, plugin_name: str) -> None:
    if isinstance(member, DataType):
        if registry.datatypes.get(member.name) is not member:
            registry.register_datatype(member, plugin_name)
    elif not inspect.isclass(member) or inspect.isabstract(member):
        return
    elif issubclass(member, Node):
        if _is_public(member) and registry.nodes.get(member.name) is not member:
            registry.register_node(member, plugin_name)
    elif issubclass(member, CompositeGraphInput) and member not in registry.composite_inputs.values():
        registry.register_composite_input(member, plugin_name)


def _is_public(node_type: type[Node]) -> bool:
    return not node_type.__dict__["_is_template"] and not node_type.__name__.startswith("_") and node_type is not Node


def _directory(package: ModuleType) -> Path:
    paths = list(getattr(package, "__path__", ()))
    if len(paths) != 1:
        raise ImportError(f"{package.__name__} is a plugin only if it is a package in one directory.")
    return Path(paths[0])


def _files(directory: Path) -> Iterator[Path]:
    """Walk the files of a package, those of each directory after its __init__.py."""
    for file in sorted(directory.rglob("*.py"), key=lambda path: (path.parent, path.name != "__init__.py", path.name)):
        if "__pycache__" not in file.parts and file.name != "setup.py":
            yield file


def _module_name(package: str, directory: Path, file: Path) -> str:
    parts = file.relative_to(directory).with_suffix("").parts
    return ".".join((package, *(part for part in parts if part != "__init__")))


def _topic(module: str) -> str:
    """Name the topic of a built-in module, which may be one of several files of a package."""
    return ".".join(module.split(".")[:3])


def register_built_in(registry: Registry) -> None:
    """Make the built-in library known: a plugin like any other, whose modules are imported when they are needed."""
    if any(each.package == _BUILT_IN for each in announcements()):
        registry.nodes.announce(_built_in_index(), lambda module: _load_built_in(registry, module))
        registry.plugins.append(_BUILT_IN)


def _load_built_in(registry: Registry, module: str) -> None:
    register_module(registry, importlib.import_module(module), _topic(module))


def _built_in_index() -> dict[str, str]:
    """Read which module defines which built-in node type; a test keeps the file in step with the modules."""
    # Not by importlib.resources, which imports much before it reads.
    index: dict[str, str] = json.loads(_INDEX.read_text("utf-8"))
    return index
