"""The .gx files under the root: which there are, and what one of them holds."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from graphex.errors import GraphexError
from graphex.paths import check_listable
from graphex.workspace.root import (
    PathMissingError,
    PathRefusedError,
    confine,
    has_one_meaning,
    holds_private_key,
    is_one_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

SUFFIX = ".gx"
SKIPPED = frozenset({"__pycache__", "node_modules"})
"""Folders of programs, not of people; hidden folders are skipped as well."""

MAX_GRAPHS = 10_000
MAX_ENTRIES = 200_000
"""A home directory by mistake: stop after about a second instead of walking a whole disk."""
MAX_DEPTH = 32
MAX_BYTES = 64 * 1024 * 1024
_DIGITS = re.compile(r"(\d+)")


class GraphTooLargeError(GraphexError):
    """The file is larger than what is read into memory."""


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
        """Say which graphs may be missing; None after a whole walk."""
        folders = f"{_counted(len(self.closed), 'folder')} could not be read." if self.closed else None
        return " ".join(sentence for sentence in (self.stopped, folders) if sentence) or None


@dataclass(frozen=True, slots=True)
class Limits:
    """Where a walk stops."""

    graphs: int = MAX_GRAPHS
    entries: int = MAX_ENTRIES
    depth: int = MAX_DEPTH


def list_graphs(root: Path, *, keys: Iterable[Path] = (), limits: Limits | None = None) -> Listing:
    """Find the .gx files under the root, sorted by folder and name: what "all graphs" means everywhere.

    Hidden folders and those of programs are left out, and folders that are links are not entered.
    Raises RootUnavailableError if the root itself cannot be read.
    """
    check_listable(root, what="folder")
    walk = _Walk(root.resolve(), tuple(keys), limits or Limits())
    graphs = sorted(walk.graphs(), key=lambda graph: (_by_number(graph.folder), _by_number(graph.name), graph.path))
    return Listing(tuple(graphs), walk.stopped, tuple(walk.closed))


def read_graph(root: Path, relative: str, *, keys: Iterable[Path] = ()) -> bytes:
    """Return the content of one .gx file; never that of anything else, whatever the name says."""
    target = confine(root, relative, keys=keys)
    if not (is_graph_name(target.name) and is_graph_name(relative.rpartition("/")[2])):
        raise PathRefusedError("Only .gx files can be read.", hint="Name a file that ends in .gx.")
    content = _read_regular(target, keys)
    if holds_private_key(content):
        raise PathRefusedError("The file holds a private key.", hint="Take the key out of the file.")
    return content


def is_graph_name(name: str) -> bool:
    """Tell whether a file of this name is a graph."""
    return name.lower().endswith(SUFFIX) and not name.startswith(".")


def _by_number(name: str) -> list[str | int]:
    """Return what sorts a name as people do: without regard to case, and "part 2" before "part 10"."""
    # Texts and numbers alternate, so that only like is compared with like.
    return [int(part) if part.isdecimal() else part for part in _DIGITS.split(name.casefold())]


def _read_regular(target: Path, keys: Iterable[Path]) -> bytes:
    """Read a file whose identity is checked on the open file: it may have been swapped since its path was."""
    # O_NONBLOCK: a named pipe that ends in .gx must not wait for a writer.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(target, flags)
    except OSError as error:
        raise PathMissingError("The file cannot be read.", hint="Check that the server's user may read it.") from error
    try:
        _check_open_file(os.fstat(descriptor), keys)
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(MAX_BYTES)
    finally:
        os.close(descriptor)


def _check_open_file(status: os.stat_result, keys: Iterable[Path]) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise PathRefusedError("This is not a file.", hint="Name a .gx file.")
    if any(_is_key(status, key) for key in keys):
        raise PathRefusedError("The path leads to a private key.", hint="Name a .gx file.")
    if status.st_size > MAX_BYTES:
        raise GraphTooLargeError(f"The file is larger than {MAX_BYTES // 1024**2} MiB.", hint="Copy it by hand.")


def _is_key(status: os.stat_result, key: Path) -> bool:
    try:
        return os.path.samestat(status, key.stat())
    except OSError:
        return False


class _Walk:
    """One walk over the tree, breadth last, that counts what it has seen."""

    def __init__(self, root: Path, keys: tuple[Path, ...], limits: Limits) -> None:
        self._root = root
        self._keys = keys
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
            if entry.is_symlink() and not is_graph_name(confine(self._root, path, keys=self._keys).name):
                return None
            status = entry.stat()
        except (OSError, GraphexError):
            return None
        # A hard link to the key has its inode; comparing costs two calls for each key, so only links are looked at.
        if not stat.S_ISREG(status.st_mode) or (status.st_nlink > 1 and is_one_of(self._root / path, self._keys)):
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
