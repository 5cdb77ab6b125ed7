"""The progress of a long run."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from graphex.cli.run.log import RunLog
from graphex.cli.run.progress import Progress
from graphex.engine import GraphRuntime, RunOptions, compile_plan
from graphex.engine.events import types as events
from graphex.engine.events.fan_out import FanOut
from graphs import bind, log, node

if TYPE_CHECKING:
    import pytest

CLEAR = "\r\x1b[K"


class Terminal(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        """Return that it is one."""
        return True


def turn(name: str, number: int, at: float, depth: int = 0, **where: object) -> events.LoopTurn:
    """Make the event of a turn, so many seconds after the start."""
    return events.LoopTurn(seq=1, time=at, node=name, name=name, turn=number, depth=depth, **where)  # type: ignore[arg-type]  # scope and thread


def shown(*told: events.Event, terminal: io.StringIO | None = None) -> list[str]:
    """Return what a terminal gets for the events of a run that starts at 0, each time after the line was taken away."""
    stream = terminal or Terminal()
    progress = Progress(stream)
    progress(events.RunStarted(seq=1, time=0.0, run="r", graph="/a.gx"))
    for event in told:
        progress(event)
    return stream.getvalue().split(CLEAR)[1:]


def test_a_line_shows_the_turns_of_the_outer_loop_first() -> None:
    lines = shown(turn("Outer", 1, 0.0), turn("Inner", 1, 0.1, 1), turn("Inner", 2500, 3.7, 1))

    assert lines == ["Outer, turn 1 > Inner, turn 2,500 (3 s)"]


def test_a_loop_that_has_ended_is_no_longer_shown() -> None:
    inner_ended = shown(turn("Outer", 1, 0.0), turn("Inner", 9, 0.1, 1), turn("Outer", 2, 3.0))
    other_began = shown(turn("First", 9, 0.1), turn("Second", 1, 3.0))

    assert inner_ended == ["Outer, turn 2 (3 s)"]
    assert other_began == ["Second, turn 1 (3 s)"]


def test_a_short_run_shows_nothing() -> None:
    assert shown(turn("Loop", 1, 0.0), turn("Loop", 2, 1.9)) == []


def test_the_line_is_written_a_few_times_a_second_at_most() -> None:
    lines = shown(*[turn("Loop", number, 2 + number / 100) for number in range(100)])

    assert lines == [f"Loop, turn {number} (2 s)" for number in (0, 25, 50, 75)]


def test_loops_in_threads_and_in_graphs_that_run_as_nodes_are_left_out() -> None:
    assert shown(turn("Thread", 1, 3.0, thread=0), turn("Sub-graph", 1, 3.0, scope="ExecuteGraph-0")) == []


def test_the_line_goes_away_at_the_end() -> None:
    end = events.RunFinished(seq=9, time=4.0, status="succeeded", errors=0, seconds=4)

    assert shown(turn("Loop", 1, 3.0), end) == ["Loop, turn 1 (3 s)", ""]


def test_a_file_gets_no_line() -> None:
    assert shown(turn("Loop", 1, 3.0), terminal=io.StringIO()) == []
    assert not Progress(io.StringIO()).wants.turns


def test_the_line_goes_away_before_a_line_of_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphex.cli.run.progress._FIRST_AFTER", 0.0)
    bound = bind(
        node("For Loop", "loop", "start", {"Number of Iterations": 1}),
        log("log", "loop::Loop Body", "in the loop"),
    )
    terminal = Terminal()
    reader, progress = RunLog(terminal, color="never"), Progress(terminal)
    reader.before_line = progress.clear
    runtime = GraphRuntime(compile_plan(bound), {}, events=FanOut([reader, progress]), options=RunOptions())

    runtime.run()

    before, after = terminal.getvalue().split("For Loop, turn 1 (0 s)")
    assert before == CLEAR
    assert after.startswith(f"{CLEAR}[INFO - ")
