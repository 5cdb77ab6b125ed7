"""The files that hold graphs: how they are called, and the walk that finds them."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from graphex.paths import has_one_meaning

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Refuses = Callable[[str, os.DirEntry[str]], bool]

SUFFIX: Final = ".gx"
"""The end of the name of a graph's file."""

MAX_BYTES: Final = 64 * 1024 * 1024
"""How large a graph's file may be: a chain of 100,000 nodes takes 20 MB."""

SKIPPED: Final = frozenset({"__pycache__", "node_modules"})
"""Folders of programs, not of people; hidden folders are skipped as well."""

MAX_GRAPHS: Final = 10_000
MAX_ENTRIES: Final = 200_000
"""A home directory by mistake: stop after about a second instead of walking a whole disk."""
MAX_DEPTH: Final = 32
_DIGITS: Final = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class GraphFile:
    """One .gx file: its path below the root with `/` between names, its size and when it was changed."""

    path: str
    size: int
    changed: datetime

    @property
    def folder(self) -> str:
        """The folder it lies in, below the root; empty for the root itself."""
        return self.path.rpartition("/")[0]

    @property
    def name(self) -> str:
        """The name of the file."""
        return self.path.rpartition("/")[2]

    @property
    def can_be_named(self) -> bool:
        """Whether clients can ask for it: a few names mean different things to different systems."""
        return has_one_meaning(self.path)


@dataclass(frozen=True, slots=True)
class ClosedFolder:
    """A folder that cannot be searched, and why."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class Listing:
    """The graphs found, the limit that ended the walk early, if one did, and the folders that cannot be searched."""

    graphs: tuple[GraphFile, ...]
    stopped: str | None = None
    closed: tuple[ClosedFolder, ...] = ()

    @property
    def missing(self) -> str | None:
        """Which graphs may be missing; None after a whole walk."""
        folders = f"{_counted(len(self.closed), 'folder')} could not be read." if self.closed else None
        return " ".join(sentence for sentence in (self.stopped, folders) if sentence) or None


@dataclass(frozen=True, slots=True)
class Limits:
    """Where a walk stops."""

    graphs: int = MAX_GRAPHS
    entries: int = MAX_ENTRIES
    depth: int = MAX_DEPTH


def find_graphs(root: Path, refuses: Refuses, limits: Limits | None = None) -> Listing:
    """Find the graphs under a root, sorted by folder and name.

    Hidden folders and those of programs are left out, and folders that are links are not entered. `refuses` tells of a
    file with several names, or a link, whether it is left out; it is given its path below the root.
    """
    walk = _Walk(root, refuses, limits or Limits())
    graphs = sorted(walk.graphs(), key=lambda graph: (_by_number(graph.folder), _by_number(graph.name), graph.path))
    return Listing(tuple(graphs), walk.stopped, tuple(walk.closed))


def with_suffix(name: str) -> str:
    """Return the name of a graph's file, which people may write without its end."""
    return name if name.lower().endswith(SUFFIX) else name + SUFFIX


def is_graph_name(name: str) -> bool:
    """Return whether a file of this name is a graph."""
    return name.lower().endswith(SUFFIX) and not name.startswith(".")


def _by_number(name: str) -> list[str | int]:
    """Return what sorts a name as people do: without regard to case, and "part 2" before "part 10"."""
    # Texts and numbers alternate, so that only like is compared with like.
    return [int(part) if part.isdecimal() else part for part in _DIGITS.split(name.casefold())]


class _Walk:
    """One walk over the tree, breadth last, that counts what it has seen."""

    def __init__(self, root: Path, refuses: Refuses, limits: Limits) -> None:
        self._root = root
        self._refuses = refuses
        self._limits = limits
        self._entries = 0
        self.stopped: str | None = None
        self.closed: list[ClosedFolder] = []

    def graphs(self) -> Iterator[GraphFile]:
        """Yield the graphs, until there are no more or a limit is met."""
        found = 0
        folders: list[tuple[Path, str, int]] = [(self._root, "", 0)]
        while folders:
            folder, prefix, depth = folders.pop()
            for entry in self._listed(folder):
                self._entries += 1
                if found >= self._limits.graphs:
                    self.stopped = f"Only the first {found:,} graphs are listed."
                    return
                if self._entries > self._limits.entries:
                    self.stopped = f"The search ended after {self._limits.entries:,} files and folders."
                    return
                if _is_folder(entry):
                    if depth < self._limits.depth:
                        folders.append((folder / entry.name, f"{prefix}{entry.name}/", depth + 1))
                    else:
                        self.stopped = f"Folders deeper than {self._limits.depth} levels were not searched."
                elif is_graph_name(entry.name) and (graph := self._graph(entry, prefix)):
                    found += 1
                    yield graph

    def _listed(self, folder: Path) -> list[os.DirEntry[str]]:
        """The entries of a folder in a stable order; none when it may not be read."""
        try:
            with os.scandir(folder) as entries:
                return sorted((entry for entry in entries if _is_listed(entry.name)), key=lambda entry: entry.name)
        except OSError as error:
            self.closed.append(ClosedFolder(folder, error.strerror or str(error)))
            return []

    def _graph(self, entry: os.DirEntry[str], prefix: str) -> GraphFile | None:
        path = f"{prefix}{entry.name}"
        try:
            status = entry.stat()
            # Looking at what a name leads to takes calls for each, so only what has another name is looked at.
            if (entry.is_symlink() or status.st_nlink > 1) and self._refuses(path, entry):
                return None
        except OSError:
            return None
        if not stat.S_ISREG(status.st_mode):
            return None
        return GraphFile(path, status.st_size, datetime.fromtimestamp(status.st_mtime, UTC))


def _is_listed(name: str) -> bool:
    """Leave out what is hidden or a program's; every other name is listed, whatever it is spelled with."""
    return not name.startswith(".") and name not in SKIPPED


def _counted(count: int, noun: str) -> str:
    return f"1 {noun}" if count == 1 else f"{count:,} {noun}s"


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False
