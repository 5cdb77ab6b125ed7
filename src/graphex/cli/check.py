"""`graphex check`: all problems of graphs, without running anything of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphex.cli.commands import command_app
from graphex.cli.options import settings_command
from graphex.cli.run_problems import report_problems
from graphex.engine import GraphLibrary, Problem, check_graph
from graphex.errors import ExitCode, GraphexError, UsageError
from graphex.workspace.graph_files import find_graph_file
from graphex.workspace.node_types import create_registry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphex.cli.output import Output
    from graphex.settings import Settings

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
    paths: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Graphs, or directories with graphs.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Write the problems as JSON.")] = False,
) -> ExitCode:
    """Say everything that is wrong with graphs; nothing of them is run."""
    registry, failures = create_registry(settings.plugins, settings.inventory_path, left_out=settings.without_plugins)
    for failure in failures:
        output.warning(failure.message, failure.hint)
    library = GraphLibrary(settings.root, registry)
    graphs = list(_graphs(paths, settings.root))
    problems = [problem for path in graphs for problem in _problems(library, path)]
    if as_json:
        output.json([problem.as_json() for problem in problems])
    else:
        report_problems(problems, output)
        output.progress(_summary(len(graphs), len(problems)))
    return ExitCode.GRAPH_INVALID if problems else ExitCode.OK


def _graphs(paths: list[Path], root: Path) -> Iterator[Path]:
    for path in paths:
        if not path.is_dir():
            yield find_graph_file(str(path), root=root, cwd=Path.cwd())
            continue
        found = [file for file in sorted(path.rglob("*")) if file.suffix.lower() == ".gx" and file.is_file()]
        if not found:
            raise UsageError(f"There are no graphs in {path}.", hint="Graphs are files that end in .gx.")
        for file in found:
            yield find_graph_file(str(file), root=root, cwd=Path.cwd())


def _problems(library: GraphLibrary, path: Path) -> list[Problem]:
    try:
        return check_graph(library.load(path))
    except GraphexError as error:
        name = f"/{path.name}"
        return [Problem(code="unreadable", message=error.message, hint=error.hint or "Correct the file.", graph=name)]


def _summary(graphs: int, problems: int) -> str:
    checked = "1 graph" if graphs == 1 else f"{graphs} graphs"
    return f"{checked} checked: {'no problems' if not problems else f'problems: {problems}'}."
