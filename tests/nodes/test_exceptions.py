"""Raising errors, catching them, and what happens in any case."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graphs import Run, connect, log, node, run

if TYPE_CHECKING:
    from graphex.graph.model import NodeEntry


def raising(node_id: str, after: str, name: str | None = None) -> NodeEntry:
    return node("Raise Exception", node_id, after, {"Error Message": f"from {node_id}", "Exception Name": name})


def caught(errors: list[str], name: str | None = None) -> Run:
    return run(
        node("Try / Catch", "try", "start", {"Errors to Catch": errors}),
        raising("raise", "try::Try", name),
        log("catch", "try::Catch", connect("try::Error Message")),
        log("on", "try::Continue", "continue"),
    )


@pytest.mark.parametrize(
    ("errors", "name", "is_caught"),
    [
        ([], None, True),
        (["RuntimeError"], None, True),
        (["ValueError"], None, False),
        (["Mine"], " Mine ", True),
        (["mine"], "Mine", False),
    ],
)
def test_errors_are_caught_by_their_exact_name(errors: list[str], name: str | None, *, is_caught: bool) -> None:
    done = caught(errors, name)

    assert (done.outcome.status == "succeeded") is is_caught
    assert ("continue" in done.lines) is is_caught


def test_the_message_is_the_block_that_the_log_shows() -> None:
    message = caught([]).lines[0]

    assert message.startswith(
        "Node [Raise Exception (raise)] failed.\n│ Node: Raise Exception\n│ Message: from raise\n"
    )


def test_finally_runs_after_success_failure_and_catch() -> None:
    done = run(
        node("Try / Catch / Finally", "try", "start", {"Errors to Catch": ["Other"]}),
        raising("raise", "try::Try"),
        log("catch", "try::Catch", "catch"),
        log("finally", "try::Finally", "finally"),
    )

    assert done.lines == ["finally"]
    assert done.errors == ["RuntimeError"]


def test_an_error_in_finally_takes_the_place_of_the_first() -> None:
    done = run(
        node("Try / Finally", "try", "start"),
        raising("first", "try::Try", "First"),
        raising("second", "try::Finally", "Second"),
    )

    assert done.errors == ["Second"]


def test_finally_runs_when_a_loop_is_left() -> None:
    done = run(
        node("For Loop", "loop", "start", {"Number of Iterations": 5}),
        node("Try / Finally", "try", "loop::Loop Body"),
        node("Loop Break", "break", "try::Try"),
        log("finally", "try::Finally", "finally"),
        log("end", "loop::Completed", "end"),
    )

    assert done.lines == ["finally", "end"]


def test_a_deferred_error_is_reported_at_the_end() -> None:
    done = run(
        node("Defer Exception", "defer", "start", {"Error Message": "later", "Exception Name": "Late"}),
        log("on", "defer", "goes on"),
    )

    assert done.lines == ["goes on"]
    assert done.errors == ["Late"]
    assert "│ Error Type: Late (Deferred)" in str(done.outcome.errors[0])
