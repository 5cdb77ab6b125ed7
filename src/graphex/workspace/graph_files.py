"""Which graph file a path on the command line means, and under which scope the configuration has its values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphex.errors import UsageError
from graphex.graph.files import SUFFIX, is_graph_name
from graphex.paths import confined
from graphex.settings.spelling import nearest

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path


def find_graph_file(text: str, *, root: Path, cwd: Path) -> Path:
    """Find the file: from the current directory if it lies below the root, else from the root."""
    root = root.resolve()
    hint = "Name a graph below the root, or choose another root with -r."
    path = confined(root, cwd / text, root / text, hint=hint, kind=UsageError)
    candidates = [path, *_without_root_name(path, root)]
    found = next((candidate for candidate in candidates if candidate.is_file()), None)
    if found is None:
        what = "is a directory" if path.is_dir() else "does not exist"
        raise UsageError(
            f"There is no graph {text} below the root directory {root}: {path} {what}.", hint=_hint(text, path)
        )
    return found


def _without_root_name(path: Path, root: Path) -> list[Path]:
    """Drop the name of the root where a path repeats it."""
    first, *rest = path.relative_to(root).parts
    return [root.joinpath(*rest)] if rest and first == root.name else []


def _hint(text: str, path: Path) -> str:
    """Suggest the graph in the same folder that was probably meant."""
    try:
        names = [file.name for file in path.parent.iterdir() if is_graph_name(file.name)]
    except OSError:
        names = []
    same = [name for name in names if _stem(name) == _stem(path.name)]
    guess = next(iter(same), None) or nearest(path.name, names)
    if guess is None:
        return "Check the path; run -h lists the graphs that can be run."
    return f"Did you mean {text.removesuffix(path.name)}{guess}?"


@dataclass(frozen=True, slots=True)
class Scope:
    """The scope of a configuration that holds the values for a graph."""

    name: str
    adjusted: str | None = None
    """What to say if it is not the path of the graph from the root."""
    unfit: tuple[str, ...] = ()
    """Scopes that end in the name of the graph, but are not its path: their values are not used."""


def find_scope(graph: str, *, root: Path, cwd: Path, scopes: Collection[str]) -> Scope:
    """Find under which scope a configuration has the values for a graph; `graph` is its path from the root."""
    resolved = root.resolve()
    below = f"{resolved.relative_to(cwd.resolve()).as_posix()}/" if resolved.is_relative_to(cwd.resolve()) else ""
    name, adjusted = graph, None
    if graph not in scopes and any(_file_name(scope) == _file_name(graph) for scope in scopes):
        candidates = (graph.removeprefix(below), f"{resolved.name}/{graph}")
        name = next((candidate for candidate in candidates if candidate in scopes), graph)
    if name != graph:
        adjusted = f'Adjusted GX filename "{graph}" to "{name}", as the configuration has it.'
    unfit = () if name in scopes else tuple(scope for scope in scopes if _stem(scope.strip()) == _stem(graph))
    return Scope(name, adjusted, unfit)


def _file_name(path: str) -> str:
    return path.rpartition("/")[2]


def _stem(path: str) -> str:
    """Return the name of a graph's file, as far as any spelling of it agrees with others."""
    return _file_name(path.replace("\\", "/")).casefold().removesuffix(SUFFIX)
