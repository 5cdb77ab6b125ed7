"""Which graph file a path on the command line means."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from graphex.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection


def walk_graph_files(directory: Path, *, on_unreadable: Callable[[OSError], None]) -> list[Path]:
    """List the .gx files below a directory, sorted; what cannot be listed is told, and the walk goes on."""
    found = [
        Path(folder, name)
        for folder, _, names in os.walk(directory, onerror=on_unreadable)
        for name in names
        if name.lower().endswith(".gx")
    ]
    return sorted(path for path in found if path.is_file())


def find_graph_file(text: str, *, root: Path, cwd: Path) -> Path:
    """Find the file: from the current directory if it lies below the root, else from the root."""
    root = root.resolve()
    from_here = (cwd / text).resolve()
    path = from_here if from_here.is_relative_to(root) else (root / text).resolve()
    if not path.is_relative_to(root):
        raise UsageError(
            f"{path} is not contained within the root directory {root}.",
            hint="Name a graph below the root, or choose another root with -r.",
        )
    candidates = [path, *_without_root_name(path, root)]
    found = next((candidate for candidate in candidates if candidate.is_file()), None)
    if found is None:
        raise UsageError(
            f"There is no graph {text} below the root directory {root}: "
            f"{path} {'is a directory' if path.is_dir() else 'does not exist'}.",
            hint="Check the path; run -h lists the graphs that can be run.",
        )
    return found


def _without_root_name(path: Path, root: Path) -> list[Path]:
    """Drop the name of the root where a path repeats it."""
    first, *rest = path.relative_to(root).parts
    return [root.joinpath(*rest)] if rest and first == root.name else []


def find_scope(graph: str, *, root: Path, cwd: Path, scopes: Collection[str]) -> tuple[str, str | None]:
    """Find under which scope a configuration has the values for a graph, and say so if it is not the plain one."""
    name = graph.rpartition("/")[2]
    if graph in scopes or not any(name == scope.rpartition("/")[2] for scope in scopes):
        return graph, None
    resolved = root.resolve()
    below = f"{resolved.relative_to(cwd.resolve()).as_posix()}/" if resolved.is_relative_to(cwd.resolve()) else ""
    for candidate in (graph.removeprefix(below), f"{resolved.name}/{graph}"):
        if candidate in scopes:
            return candidate, f'Adjusted GX filename "{graph}" to "{candidate}", as the configuration has it.'
    return graph, None
