"""`graphex check`: all problems of graphs, without running anything of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphex.cli.run.problems import report_problems
from graphex.cli.words.commands import command_app
from graphex.cli.words.options import settings_command
from graphex.errors import ExitCode
from graphex.runs import check_graphs, create_workbench
from graphex.web.pages.wording import count

if TYPE_CHECKING:
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
    paths: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Graphs, or directories with graphs.", readable=False)
    ],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Write the problems as JSON.")] = False,
) -> ExitCode:
    """Say everything that is wrong with graphs; nothing of them is run."""
    workbench = create_workbench(settings, Path.cwd())
    for failure in workbench.failures:
        output.warning(failure.message, failure.hint)
    checked = check_graphs(workbench, paths)
    for warning in checked.warnings:
        output.warning(warning)
    if as_json:
        output.json([problem.as_json() for problem in checked.problems])
    else:
        report_problems(checked.problems, output)
        output.progress(_summary(len(checked.graphs), len(checked.problems)))
    return ExitCode.GRAPH_INVALID if checked.problems else ExitCode.OK


def _summary(graphs: int, problems: int) -> str:
    return f"{count(graphs, 'graph')} checked: {count(problems, 'problem') if problems else 'no problems'}."
