"""Graphs as files: reading them whole, and writing them so that a reader never meets half a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphex.errors import GraphexError
from graphex.files import replace_file
from graphex.graph.format import format_graph
from graphex.graph.parse import parse_graph
from graphex.graph.reading import LIMITS

if TYPE_CHECKING:
    from pathlib import Path

    from graphex.graph.model import Graph


def load_graph(path: Path) -> Graph:
    """Read the graph of a file; GraphexError if it cannot be read or is no graph."""
    try:
        with path.open("rb") as file:
            content = file.read(LIMITS.size + 1)
    except OSError as error:
        raise GraphexError(
            f"The graph {path} cannot be read: {error.strerror}.", hint="Check the path and its permissions."
        ) from error
    return parse_graph(content, source=str(path))


def save_graph(path: Path, graph: Graph) -> None:
    """Write the graph to a file, whole or not at all; the permissions of an existing file stay."""
    try:
        replace_file(path, format_graph(graph))
    except OSError as error:
        raise GraphexError(
            f"The graph {path} cannot be written: {error.strerror}.", hint="Check the directory and the free space."
        ) from error
