"""Running nodes one after another."""

from __future__ import annotations

import _thread
import resource
import threading
from typing import TYPE_CHECKING

import pytest

from graphex.engine.events import types as events
from graphex.graph.model import Connection, NodeEntry, SocketEntry
from graphex.plugin import LinkOutputSocket, Node, NodeType, Number, OutputSocket
from graphs import connect, log, node, run, variable, with_nodes

if TYPE_CHECKING:
    from collections.abc import Iterator


def chain(length: int) -> Iterator[NodeEntry]:
    """Make a straight chain of nodes, each fed by the one before."""
    yield node("Add Numbers", "n0", "start", {"Numbers": [1]})
    for number in range(1, length):
        before = f"n{number - 1}"
        fed = SocketEntry("Numbers", connections=(Connection(before, "Result"),), has_connections=True)
        link = SocketEntry("_backward", connections=(Connection(before, "_forward"),), has_connections=True)
        yield NodeEntry("Add Numbers", f"n{number}", inputs=(fed, link))


def test_a_chain_may_be_as_long_as_it_likes() -> None:
    done = run(*chain(20_000))

    assert done.outcome.status == "succeeded"
    assert done.runtime.get_node("n19999").get_output_socket_value("Result") == 1


def test_a_chain_of_casts_may_be_long_and_is_evaluated_iteratively() -> None:
    casts = [node("Number To Boolean", "c0", None, {"Cast From": 1})]
    casts += [
        node("Boolean To Number", f"c{n}", None, {"Cast From": connect(f"c{n - 1}::Cast To")})
        if n % 2
        else node("Number To Boolean", f"c{n}", None, {"Cast From": connect(f"c{n - 1}::Cast To")})
        for n in range(1, 3001)
    ]

    done = run(
        *casts,
        node("If True", "if", "start", {"Condition": connect("c3000::Cast To")}),
        log("log", "if::If True", "yes"),
    )

    assert done.lines == ["yes"]


def test_a_long_loop_needs_no_more_memory_than_a_short_one() -> None:
    def loop(turns: int) -> None:
        run(
            node("For Loop", "loop", "start", {"Number of Iterations": turns}),
            node("Add Numbers", "add", "loop::Loop Body", {"Numbers": connect("loop::Index")}),
        )

    loop(1000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    loop(200_000)

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000  # KB


def test_sources_are_live_while_a_node_runs() -> None:
    done = run(
        node("Set Variable (Number)", "set", "start", {"Number To Save": 3}, value="end"),
        node("Ranged For Loop", "loop", "set", {"First Index": 1, "Last Index": variable("end"), "Increment": 1}),
        node("Set Variable (Number)", "less", "loop::Loop Body", {"Number To Save": 1}, value="end"),
        log("log", "less", "turn"),
    )

    assert done.lines == ["turn"]


def test_a_node_that_has_not_run_has_no_value() -> None:
    done = run(
        node("Sequence (2)", "sequence", "start"),
        log("early", "sequence::First Event", connect("late::Result")),
        node("Uppercase String", "late", "sequence::Second Event", {"String": "x"}),
    )

    assert done.errors == ["RuntimeError"]
    assert "[Uppercase String (late)]: Output socket 'Result' does not have a value" in str(done.outcome.errors[0])


class Count(Node):
    """Counts how often it is evaluated."""

    name = "Count"
    node_type = NodeType.GENERATOR
    categories = ("Tests",)
    color = "#000000"
    value = OutputSocket(Number, "Value", "How often.")
    times = 0

    def run(self) -> None:
        """Count."""
        type(self).times += 1
        self.value = type(self).times


def test_what_runs_on_demand_is_evaluated_for_each_socket_that_uses_it() -> None:
    Count.times = 0

    run(
        node("Count", "count"),
        node(
            "Less Than",
            "less",
            "start",
            {"Lesser Number": connect("count::Value"), "Greater Number": connect("count::Value")},
        ),
        node("Add Numbers", "add", "less", {"Numbers": connect("count::Value", "count::Value")}),
        registry=with_nodes(Count),
    )

    assert Count.times == 3


class OldBranch(Node, include_forward_link=False):
    """Runs its branches itself, as nodes of older plugins do."""

    name = "Old Branch"
    categories = ("Tests",)
    color = "#000000"
    first = LinkOutputSocket("First")
    second = LinkOutputSocket("Second")

    def run(self) -> None:
        """Nothing."""

    def run_next(self) -> None:
        """Run both branches, the second first."""
        for name in ("Second", "First"):
            for entry in self.forward(name):
                self._runtime.execute_node(entry)


def test_a_node_may_run_its_branches_itself() -> None:
    done = run(
        node("Old Branch", "old", "start"),
        log("one", "old::First", "first"),
        log("two", "old::Second", "second"),
        registry=with_nodes(OldBranch),
    )

    assert done.lines == ["second", "first"]


def test_an_interrupt_ends_the_run_after_deferred_work_and_finally() -> None:
    timer = threading.Timer(0.3, _thread.interrupt_main)
    timer.start()

    done = run(
        node("Defer", "defer", "start", {"Name": None}),
        log("deferred", "defer::Deferred Nodes", "deferred"),
        node("Try / Catch / Finally", "try", "defer::Continue", {"Errors to Catch": []}),
        node("Infinite Loop", "loop", "try::Try"),
        node("Sleep", "sleep", "loop::Loop Body", {"Seconds": 0.01}),
        log("caught", "try::Catch", "caught"),
        log("finally", "try::Finally", "finally"),
    )
    timer.join()

    assert done.outcome.status == "interrupted"
    assert [line for line in done.lines if not line.startswith("Interrupted")] == ["finally", "deferred"]


def test_the_program_ends_at_a_breakpoint_even_inside_a_catch() -> None:
    stop = {"End Program": True, "Log Graph Inputs": False, "Log Variables": False, "String": "here", "Level": "info"}
    done = run(
        node("Try / Catch", "try", "start", {"Errors to Catch": []}),
        node("Debug Breakpoint (Log)", "stop", "try::Try", stop),
        log("caught", "try::Catch", "caught"),
        log("after", "try::Continue", "after"),
    )

    assert done.outcome.status == "failed"
    assert done.outcome.errors == []
    assert done.lines[0] == "[Debug Breakpoint (Log)] here"
    assert "caught" not in done.lines
    assert "after" not in done.lines


def test_a_reader_may_hear_of_every_node() -> None:
    done = run(log("log", "start", "hi"), wants_nodes=True)

    kinds = [type(event).__name__ for event in done.reader.events]

    assert kinds == [
        "RunStarted",
        "NodeStarted",
        "NodeFinished",
        "NodeStarted",
        "Log",
        "NodeFinished",
        "Log",
        "RunFinished",
    ]
    assert [event.seq for event in done.reader.events] == list(range(1, 9))
    assert done.reader.of(events.NodeFinished)[0].node == "start"


@pytest.mark.parametrize("wants_nodes", [True, False])
def test_an_error_names_its_node_either_way(*, wants_nodes: bool) -> None:
    done = run(
        node("Raise Exception", "raise", "start", {"Error Message": "no", "Exception Name": "Mine"}),
        wants_nodes=wants_nodes,
    )

    assert done.errors == ["Mine"]
    assert bool(done.reader.of(events.NodeFailed)) is wants_nodes
    assert done.reader.of(events.ErrorReported)[0].node == "raise"
