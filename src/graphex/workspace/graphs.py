"""The .gx files under the root: which there are, and what one of them holds."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from graphex.errors import GraphexError
from graphex.graph.files import MAX_BYTES, find_graphs, is_graph_name
from graphex.paths import check_listable
from graphex.workspace.root import (
    PathMissingError,
    PathRefusedError,
    confine,
    holds_private_key,
    is_one_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from graphex.graph.files import Listing


class GraphTooLargeError(GraphexError):
    """The file is larger than what is read into memory."""


def list_graphs(root: Path, *, keys: Iterable[Path] = (), what: str = "folder") -> Listing:
    """Return the graphs under the root, sorted by folder and name: what "all graphs" means everywhere.

    Links that lead to what cannot be read, and the private keys in use, are left out.
    Raises RootUnavailableError, which calls the root what it is, if the root itself cannot be read.
    """
    check_listable(root, what=what)
    real_root, keys = root.resolve(), tuple(keys)
    return find_graphs(real_root, lambda path, entry: _leads_astray(real_root, path, entry, keys))


def read_graph(root: Path, relative: str, *, keys: Iterable[Path] = ()) -> bytes:
    """Return the content of one .gx file; never that of anything else, whatever the name says."""
    target = confine(root, relative, keys=keys)
    if not (is_graph_name(target.name) and is_graph_name(relative.rpartition("/")[2])):
        raise PathRefusedError("Only .gx files can be read.", hint="Name a file that ends in .gx.")
    content = _read_regular(target, keys)
    if holds_private_key(content):
        raise PathRefusedError("The file holds a private key.", hint="Take the key out of the file.")
    return content


def _leads_astray(root: Path, path: str, entry: os.DirEntry[str], keys: tuple[Path, ...]) -> bool:
    """Return whether a link leads to what is no graph or out of reach, or a file is a key by another name."""
    if not entry.is_symlink():
        return is_one_of(root / path, keys)
    try:
        return not is_graph_name(confine(root, path, keys=keys).name)
    except GraphexError:
        return True


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
