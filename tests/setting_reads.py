"""Which settings the code behind a command reads, as its source shows."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from graphex.settings.model import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCES = Path(__file__).parents[1] / "src"

FOR_ALL = frozenset({"config", "quiet", "verbose", "json_logs", "color"})
"""The settings that are read for each command before it begins."""

NOT_OF_A_COMMAND = ("graphex.cli.words", "graphex.settings")
"""The rooms that read settings for all commands, whatever these do with them."""


def unread(command: str) -> set[str]:
    """Return the settings that a command accepts and that no module reads which it imports, at once or later."""
    pending, seen = [*_modules_of(command)], set[str]()
    while pending:
        module = pending.pop()
        if module not in seen and _file(module) is not None:
            seen.add(module)
            pending += _imports(module)
    accepted = {setting.name for setting in SETTINGS if command in setting.commands}
    read = {name for module in seen if not module.startswith(NOT_OF_A_COMMAND) for name in _reads(module)}
    return accepted - FOR_ALL - read


def _modules_of(command: str) -> Iterator[str]:
    """Yield the modules that declare a command with these options; `config` only shows those of `serve`."""
    for file in sorted((SOURCES / "graphex" / "cli").rglob("*.py")):
        module = ".".join(file.relative_to(SOURCES).with_suffix("").parts)
        if module != "graphex.cli.config" and command in _declared(module):
            yield module


def _declared(module: str) -> Iterator[str]:
    for node in ast.walk(_tree(module)):
        match node:
            case ast.Call(func=ast.Name(id="settings_command"), keywords=keywords):
                yield from (str(each.value.value) for each in keywords if isinstance(each.value, ast.Constant))


def _imports(module: str) -> Iterator[str]:
    """Yield what a module imports anywhere but for its types; names may be those of modules."""
    tree = _tree(module)
    for_types = {id(node) for part in ast.walk(tree) if _is_for_types(part) for node in ast.walk(part)}
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(module=str(origin), names=names) if id(node) not in for_types:
                yield from (origin, *(f"{origin}.{name.name}" for name in names))


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def _reads(module: str) -> Iterator[str]:
    """Yield the names that a module reads of `settings`, or of an attribute of that name."""
    for node in ast.walk(_tree(module)):
        match node:
            case ast.Attribute(value=ast.Name(id="settings") | ast.Attribute(attr="settings"), attr=name):
                yield name


@cache
def _tree(module: str) -> ast.Module:
    file = _file(module)
    return ast.parse(file.read_text("utf-8")) if file else ast.Module([], [])


@cache
def _file(module: str) -> Path | None:
    place = SOURCES.joinpath(*module.split("."))
    files = (place.with_suffix(".py"), place / "__init__.py")
    return next((file for file in files if file.is_file()), None)
