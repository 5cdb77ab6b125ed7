"""Telling what keeps a graph from running."""

from __future__ import annotations

import io

import pytest

from graphex.cli.output import Output
from graphex.cli.run.log import RunLog
from graphex.cli.run.problems import log_first_problem, report_problems
from graphex.engine import Problem

SOCKET = Problem("value-type", "no", "do", "/a.gx", "error", "N-0", "N (x)", "s", "SocketError")
GRAPH = Problem("no-start", "no start", "add one", "/a.gx")
BEFORE = Problem("unknown-node", "unknown", "install", "/a.gx")


@pytest.mark.parametrize(
    ("problems", "fatal", "levels"),
    [
        ([SOCKET, GRAPH], True, ["[ERROR", "[CRITICAL"]),
        ([SOCKET], False, ["[ERROR"]),
        ([GRAPH], True, ["[CRITICAL"]),
        ([GRAPH, BEFORE], True, []),
    ],
)
def test_the_first_problem_is_logged(problems: list[Problem], *, fatal: bool, levels: list[str]) -> None:
    stream = io.StringIO()

    log_first_problem(problems, RunLog(stream, color="never"), fatal=fatal)

    assert [line.split(" ")[0] for line in stream.getvalue().splitlines()] == levels


def test_all_problems_are_printed_with_their_fixes() -> None:
    stream = io.StringIO()

    report_problems([SOCKET, GRAPH], Output(io.StringIO(), stream))

    assert stream.getvalue() == (
        "error: a.gx, N (x) (N-0), socket s: no (SocketError) [value-type]\nhint: do\n"
        "error: a.gx: no start [no-start]\nhint: add one\n"
    )
