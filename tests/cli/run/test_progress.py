"""The progress of a long run."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from graphex.cli.run import progress
from graphex.cli.run.progress import Progress
from graphex.engine import GraphRuntime, RunOptions, compile_plan
from graphs import Reader, bind, node
from patience import let_pass

if TYPE_CHECKING:
    import pytest


class Terminal(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        """Say that it is one."""
        return True


def slow() -> GraphRuntime:
    bound = bind(
        node("For Loop", "outer", "start", {"Number of Iterations": 2}),
        node("For Loop", "inner", "outer::Loop Body", {"Number of Iterations": 3}),
        node("Sleep", "sleep", "inner::Loop Body", {"Seconds": 0.1}),
    )
    return GraphRuntime(compile_plan(bound), {}, events=Reader(), options=RunOptions())


def test_a_line_shows_the_turns_and_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_FIRST_AFTER", 0.05)
    monkeypatch.setattr(progress, "_EVERY", 0.02)
    runtime, terminal = slow(), Terminal()

    with Progress(runtime, terminal):
        runtime.run()

    assert "For Loop, turn 2 > For Loop, turn 3 (0 s)" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_a_short_run_shows_nothing() -> None:
    runtime, terminal = slow(), Terminal()

    with Progress(runtime, terminal):
        let_pass(0.01)

    assert terminal.getvalue() == ""


def test_a_file_gets_no_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_FIRST_AFTER", 0.01)
    runtime, file = slow(), io.StringIO()

    with Progress(runtime, file):
        runtime.run()

    assert file.getvalue() == ""
