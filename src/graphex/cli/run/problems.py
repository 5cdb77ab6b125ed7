"""Telling what keeps a graph from running: a line for the log as people know it, and all problems with their hints."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphex.cli.output import Output
    from graphex.cli.run.log import RunLog
    from graphex.engine.problem import Problem

BEFORE_RUNNING: Final = frozenset({"unknown-node", "input-value", "input-default", "input-datatype", "output-datatype"})
"""The kinds of problems that never got as far as the log of a run."""


def log_first_problem(problems: Sequence[Problem], log: RunLog, *, fatal: bool) -> None:
    """Write the first problem to the log of the run, with the link that opens its node in the editor."""
    first = problems[0]
    if any(problem.code in BEFORE_RUNNING for problem in problems):
        return
    if first.socket is not None:
        where = f"{first.node_name}+{first.node_id}+{first.graph.removeprefix('/')}"
        log.line("ERROR", f"errorLink://{base64.b64encode(where.encode()).decode('ascii')}")
    if fatal:
        log.line("CRITICAL", first.log_text)


def report_problems(problems: Sequence[Problem], output: Output) -> None:
    """Print all problems in file order, each with its hint."""
    for problem in problems:
        show = output.error if problem.severity == "error" else output.warning
        show(f"{problem.place}: {problem.message}{_type(problem)} [{problem.code}]", problem.hint)


def _type(problem: Problem) -> str:
    return "" if problem.error_type == "RuntimeError" else f" ({problem.error_type})"
