"""Graphs as files: reading them whole, and writing them so that a reader never meets half a file."""

from __future__ import annotations

import contextlib
import os
import tempfile
from typing import TYPE_CHECKING

from graphex.errors import GraphexError
from graphex.graph.format import format_graph
from graphex.graph.parse import parse_graph
from graphex.graph.reading import MAX_BYTES

if TYPE_CHECKING:
    from pathlib import Path

    from graphex.graph.model import Graph


def load_graph(path: Path) -> Graph:
    """Read the graph of a file; GraphexError if it cannot be read or is no graph."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise GraphexError(
            f"The graph {path} cannot be read: {error.strerror}.", hint="Check the path and its permissions."
        ) from error
    return parse_graph(content, source=str(path))


def save_graph(path: Path, graph: Graph) -> None:
    """Write the graph to a file, whole or not at all; the permissions of an existing file stay."""
    target = path.resolve()
    try:
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(format_graph(graph))
                file.flush()
                os.fsync(file.fileno())
            os.chmod(name, mode)  # noqa: PTH101 - a file of ours, by the name it has for now
            os.replace(name, target)  # noqa: PTH105 - likewise
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(name)  # noqa: PTH108 - likewise
            raise
    except OSError as error:
        raise GraphexError(
            f"The graph {path} cannot be written: {error.strerror}.", hint="Check the directory and the free space."
        ) from error


def _umask() -> int:
    # There is no way to ask for it without setting it.
    current = os.umask(0)
    os.umask(current)
    return current
