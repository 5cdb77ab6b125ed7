"""`graphex check`: all problems of graphs, without running anything of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphex.cli.run.problems import report_problems
from graphex.cli.words.commands import command_app
from graphex.cli.words.options import settings_command
from graphex.engine import GraphLibrary, Nesting, Problem, check_graph
from graphex.errors import ExitCode, GraphexError, UsageError
from graphex.web.pages.wording import count
from graphex.workspace.graph_files import find_graph_file
from graphex.workspace.graphs import list_graphs
from graphex.workspace.node_types import create_registry
from graphex.workspace.root import check_listable

if TYPE_CHECKING:
    from graphex.cli.output import Output
    from graphex.settings import Settings
    from graphex.workspace.graphs import ClosedFolder

app = command_app()

EXAMPLES = """
python3 -m graphex check hello.gx         all problems of a graph
python3 -m graphex check graphs           of all graphs of a directory
python3 -m graphex check graphs --json    as JSON, for programs
"""


@settings_command(app, "check", options="check", examples=EXAMPLES)
def check(
    settings: Settings,
    output: Output,
    paths: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Graphs, or directories with graphs.", readable=False)
    ],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Write the problems as JSON.")] = False,
) -> ExitCode:
    """Say everything that is wrong with graphs; nothing of them is run."""
    registry, failures = create_registry(settings.plugins, settings.inventory_path, left_out=settings.without_plugins)
    for failure in failures:
        output.warning(failure.message, failure.hint)
    library = GraphLibrary(settings.root, registry)
    graphs, problems = _graphs(paths, settings.root, output)
    nesting = Nesting()
    problems += [problem for path in graphs for problem in _problems(library, path, nesting)]
    if as_json:
        output.json([problem.as_json() for problem in problems])
    else:
        report_problems(problems, output)
        output.progress(_summary(len(graphs), len(problems)))
    return ExitCode.GRAPH_INVALID if problems else ExitCode.OK


def _graphs(paths: list[Path], root: Path, output: Output) -> tuple[list[Path], list[Problem]]:
    """Find the graphs that are meant, and the folders that cannot be searched for more."""
    graphs: list[Path] = []
    unreadable: list[Problem] = []
    for path in paths:
        files = _below(path, unreadable, output) if path.is_dir() else [path]
        graphs += [find_graph_file(str(file), root=root, cwd=Path.cwd()) for file in files]
    return graphs, unreadable


def _below(directory: Path, unreadable: list[Problem], output: Output) -> list[Path]:
    check_listable(directory, what="directory")
    listing = list_graphs(directory)
    unreadable += map(_unreadable, listing.closed)
    if listing.stopped:
        output.warning(f"{directory}: {listing.stopped}")
    if not listing.graphs and not listing.closed:
        raise UsageError(f"There are no graphs in {directory}.", hint="Graphs are files that end in .gx.")
    return [directory / graph.path for graph in listing.graphs]


def _unreadable(folder: ClosedFolder) -> Problem:
    message = f"The folder {folder.path} cannot be searched: {folder.reason}."
    return Problem(code="unreadable", message=message, hint="Check its permissions.", graph=f"/{folder.path}")


def _problems(library: GraphLibrary, path: Path, nesting: Nesting) -> list[Problem]:
    try:
        return check_graph(library.load(path), nesting=nesting)
    except GraphexError as error:
        name = f"/{path.name}"
        return [Problem(code="unreadable", message=error.message, hint=error.hint or "Correct the file.", graph=name)]


def _summary(graphs: int, problems: int) -> str:
    return f"{count(graphs, 'graph')} checked: {count(problems, 'problem') if problems else 'no problems'}."
