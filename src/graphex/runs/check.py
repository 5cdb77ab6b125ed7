"""Checking graphs: which are meant, and everything that is wrong with them; nothing of them is run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphex.engine import GraphLibrary, Nesting, Problem, check_graph
from graphex.errors import GraphexError, UsageError
from graphex.workspace.graph_files import find_graph_file
from graphex.workspace.graphs import list_graphs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from graphex.graph.files import ClosedFolder
    from graphex.runs.workbench import Workbench


@dataclass(frozen=True, slots=True)
class Checked:
    """The graphs that were checked, what is wrong with them, and where the search for them ended early."""

    graphs: Sequence[Path]
    problems: Sequence[Problem] = ()
    warnings: Sequence[str] = ()


def check_graphs(workbench: Workbench, paths: Iterable[Path]) -> Checked:
    """Check graphs, and all graphs of directories; GraphexError for a path that is neither."""
    root, library = workbench.settings.root, GraphLibrary(workbench.settings.root, workbench.registry)
    graphs: list[Path] = []
    problems: list[Problem] = []
    warnings: list[str] = []
    for path in paths:
        found = _below(path) if path.is_dir() else Checked((path,))
        graphs += [find_graph_file(str(graph), root=root, cwd=workbench.directory) for graph in found.graphs]
        problems += found.problems
        warnings += found.warnings
    nesting = Nesting()
    problems += [problem for graph in graphs for problem in _problems(library, graph, nesting)]
    return Checked(graphs, problems, warnings)


def _below(directory: Path) -> Checked:
    """Find the graphs of a directory, and the folders that cannot be searched for more."""
    listing = list_graphs(directory, what="directory")
    if not listing.graphs and not listing.closed:
        raise UsageError(f"There are no graphs in {directory}.", hint="Graphs are files that end in .gx.")
    return Checked(
        [directory / graph.path for graph in listing.graphs],
        [_unreadable(folder) for folder in listing.closed],
        [f"{directory}: {listing.stopped}"] if listing.stopped else [],
    )


def _unreadable(folder: ClosedFolder) -> Problem:
    message = f"The folder {folder.path} cannot be searched: {folder.reason}."
    return Problem(code="unreadable", message=message, hint="Check its permissions.", graph=f"/{folder.path}")


def _problems(library: GraphLibrary, graph: Path, nesting: Nesting) -> list[Problem]:
    try:
        return check_graph(library.load(graph), nesting=nesting)
    except GraphexError as error:
        name = f"/{graph.name}"
        return [Problem(code="unreadable", message=error.message, hint=error.hint or "Correct the file.", graph=name)]
