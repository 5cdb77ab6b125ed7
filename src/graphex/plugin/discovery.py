"""Finding plugins: packages named in the settings, and installed ones that announce themselves by an entry point.

A plugin is a package. All its files are imported, and what they define is registered: node types, datatypes and
composite inputs. Foreign code runs here and nowhere else before a graph runs; one plugin that fails keeps no other
from loading.
"""

from __future__ import annotations

import importlib
import inspect
import json
import os
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from graphex.plugin.composite import CompositeGraphInput
from graphex.plugin.datatypes import DataType
from graphex.plugin.node import Node

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import ModuleType

    from graphex.plugin.registry import Registry

ENTRY_POINTS: Final = "graphex.plugins"
"""The group of entry points by which a plugin announces itself; each names a package."""

_BUILT_IN = "graphex.nodes"
_INDEX = Path(__file__).parents[1] / "nodes" / "index.json"
_INFORMATION = (".dist-info", ".egg-info")
_HOOK = "__graphex_init__"
_DOCUMENTATION = "index.html"


@dataclass(frozen=True, slots=True)
class PluginFailure:
    """A plugin that could not be loaded: which one, why, and where it went wrong."""

    plugin: str
    message: str
    hint: str
    trace: str = ""


def load_plugins(registry: Registry, names: Iterable[str]) -> list[PluginFailure]:
    """Load the named plugins, each once, then those that are installed, and give the failures."""
    failures = []
    wanted = dict.fromkeys(name.strip() for name in (*names, *installed_plugins()) if name.strip())
    for name in wanted:
        if name in registry.plugins:
            continue
        try:
            load_plugin(registry, name)
        except Exception as error:  # noqa: BLE001 - the boundary around a plugin's code
            failures.append(_failure(name, error))
    return failures


def installed_plugins() -> list[str]:
    """List the packages that announce themselves, without the built-in library."""
    return sorted({name for name in _announced() if name != _BUILT_IN})


def _announced() -> Iterator[str]:
    """Yield the packages of our entry points.

    The files are read here (their form: https://packaging.python.org/specifications/entry-points/): importlib.metadata
    takes a tenth of a second longer, at the start of every run.
    """
    for place in dict.fromkeys(sys.path):
        try:
            found = [entry.path for entry in os.scandir(place or ".") if entry.name.endswith(_INFORMATION)]
        except OSError:
            continue
        for directory in found:
            try:
                text = Path(directory, "entry_points.txt").read_text("utf-8")
            except OSError:
                continue
            yield from _targets(text)


def _targets(text: str) -> Iterator[str]:
    """Yield the objects that the entry points of our group name."""
    section = ""
    for line in text.splitlines():
        stripped = line.strip()
        if stripped.startswith("["):
            section = stripped.strip("[]")
        elif section == ENTRY_POINTS and "=" in stripped:
            yield stripped.partition("=")[2].partition("[")[0].strip()


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


def _failure(name: str, error: Exception) -> PluginFailure:
    trace = "".join(traceback.format_exception(error))
    if isinstance(error, ModuleNotFoundError) and error.name and _is_part_of(name, error.name):
        return PluginFailure(
            name,
            f'No plugin found with name "{name}".',
            f"Install it, or check the spelling: pip install {name}",
            trace,
        )
    where = _place(error)
    if isinstance(error, ModuleNotFoundError) and error.name:
        message = f'The plugin "{name}" needs the module "{error.name}", which is not installed{where}.'
        return PluginFailure(name, message, f"Install it: pip install {error.name.partition('.')[0]}", trace)
    message = f'The plugin "{name}" cannot be loaded{where}: {type(error).__name__}: {error}'
    return PluginFailure(name, message, "Ask the plugin's author, or take it out of the list of plugins.", trace)


def _topic(module: str) -> str:
    """Name the topic of a built-in module, which may be one of several files of a package."""
    return ".".join(module.split(".")[:3])


def _is_part_of(plugin: str, missing: str) -> bool:
    """Tell whether a missing module is the plugin itself or a package that it lies in."""
    return plugin == missing or plugin.startswith(f"{missing}.")


def _place(error: Exception) -> str:
    """Say in which file and line a plugin's code failed; the import system and this module are left out."""
    frames = traceback.extract_tb(error.__traceback__)
    own = (str(Path(__file__).parent), "<frozen", str(Path(sys.modules["importlib"].__file__ or "").parent))
    foreign = [frame for frame in frames if not frame.filename.startswith(own)]
    return f" (file {foreign[-1].filename}, line {foreign[-1].lineno})" if foreign else ""


def register_built_in(registry: Registry) -> None:
    """Make the built-in library known: a plugin like any other, whose modules are imported when they are needed."""
    if _BUILT_IN in _announced():
        registry.nodes.announce(_built_in_index(), lambda module: _load_built_in(registry, module))
        registry.plugins.append(_BUILT_IN)


def _load_built_in(registry: Registry, module: str) -> None:
    register_module(registry, importlib.import_module(module), _topic(module))


def _built_in_index() -> dict[str, str]:
    """Read which module defines which built-in node type; a test keeps the file in step with the modules."""
    # Not by importlib.resources, which imports much before it reads.
    index: dict[str, str] = json.loads(_INDEX.read_text("utf-8"))
    return index
