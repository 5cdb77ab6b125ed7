"""What is told of the turns of loops."""

from __future__ import annotations

from itertools import count
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from graphex.engine.events import types as events
from graphex.engine.events.wants import Wants
from graphex.engine.run import turns
from graphex.engine.run.turns import Turns
from graphex.plugin import Node
from graphs import connect, log, node, run, with_nodes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphex.graph.model import NodeEntry
    from graphs import Run

NO_THREAD = {"Is Daemon": False, "Buffer Logs": False, "Pool": None, "Max Pool Workers": None}


def told(done: Run) -> list[tuple[str, int, int]]:
    return [(event.node, event.turn, event.depth) for event in done.reader.of(events.LoopTurn)]


@pytest.fixture
def second_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each look at the clock find it a second later."""
    seconds = count(1.0)
    monkeypatch.setattr(turns, "time", SimpleNamespace(monotonic=lambda: next(seconds)))


@pytest.fixture
def stopped_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no time pass."""
    monkeypatch.setattr(turns, "time", SimpleNamespace(monotonic=lambda: 1.0))


def loop(name: str, node_id: str, after: str, sockets: dict[str, Any], branch: str) -> list[NodeEntry]:
    """Make a loop with one node in its body."""
    return [node(name, node_id, after, sockets), log(f"{node_id} body", f"{node_id}::{branch}", "turn")]


@pytest.mark.usefixtures("second_hand")
def test_a_slow_loop_tells_of_each_turn() -> None:
    done = run(*loop("For Loop", "loop", "start", {"Number of Iterations": 3}, "Loop Body"), wants=Wants(turns=True))

    assert told(done) == [("loop", 1, 0), ("loop", 2, 0), ("loop", 3, 0)]
    assert (done.reader.of(events.LoopTurn)[0].name, done.reader.of(events.LoopTurn)[0].scope) == ("For Loop", "")


@pytest.mark.usefixtures("stopped_clock")
def test_a_quick_loop_tells_of_its_first_turn_only() -> None:
    done = run(
        node("For Loop", "outer", "start", {"Number of Iterations": 100}),
        *loop("For Loop", "inner", "outer::Loop Body", {"Number of Iterations": 100}, "Loop Body"),
        wants=Wants(turns=True),
    )

    assert told(done) == [("outer", 1, 0), ("inner", 1, 1)]


@pytest.mark.usefixtures("second_hand")
@pytest.mark.parametrize(
    ("nodes", "expected"),
    [
        (loop("For Each", "l", "list", {"List to Iterate": connect("list::Split")}, "Loop Body"), [1, 2]),
        (
            loop("Ranged For Loop", "l", "start", {"First Index": 5, "Last Index": 6, "Increment": 1}, "Loop Body"),
            [1, 2],
        ),
        (
            [
                node("Retry Loop", "l", "start", {"Maximum Attempts": 2, "Raise Error": False}),
                node("Raise Exception", "r", "l::Attempt Body", {"Error Message": "no", "Exception Name": None}),
            ],
            [1, 2],
        ),
        ([node("Try / Finally", "l", "start"), log("a", "l::Try", "x"), log("b", "l::Finally", "x")], []),
    ],
    ids=["for each", "ranged", "retry", "no loop"],
)
def test_every_loop_counts_its_turns_from_1(nodes: list[NodeEntry], expected: list[int]) -> None:
    items = node("Split String", "list", "start", {"String": "a,b", "Delimiter": ",", "Max Split": -1})
    done = run(*nodes, items, wants=Wants(turns=True))

    assert [turn for _, turn, _ in told(done)] == expected


def test_nobody_is_told_who_does_not_want_to_hear() -> None:
    done = run(*loop("For Loop", "loop", "start", {"Number of Iterations": 3}, "Loop Body"), wants_nodes=True)

    assert told(done) == []


@pytest.mark.usefixtures("second_hand")
def test_a_reader_may_begin_to_listen_in_the_middle_of_a_loop() -> None:
    wants = Wants()

    class Listen(Node):
        """Makes the reader listen."""

        name = "Test Listen"
        categories: ClassVar[Sequence[str]] = ()
        color = "#000000"
        times = count(1)

        def run(self) -> None:
            """Switch everything on in the third turn."""
            listening = next(self.times) >= 3
            wants.switch(nodes=listening, values=listening, turns=listening)

    done = run(
        node("For Loop", "loop", "start", {"Number of Iterations": 5}),
        node("Test Listen", "listen", "loop::Loop Body"),
        registry=with_nodes(Listen),
        wants=wants,
    )

    assert told(done) == [("loop", 4, 0), ("loop", 5, 0)]
    assert [event.node for event in done.reader.of(events.NodeStarted)] == ["listen", "listen"]


@pytest.mark.usefixtures("second_hand")
def test_a_loop_in_a_thread_names_it() -> None:
    done = run(
        node("Start Thread", "thread", "start", {"Fork": True, **NO_THREAD}),
        *loop("For Loop", "loop", "thread::Thread Body", {"Number of Iterations": 2}, "Loop Body"),
        wants=Wants(turns=True),
    )

    assert [(event.turn, event.thread) for event in done.reader.of(events.LoopTurn)] == [(1, 0), (2, 0)]


@pytest.mark.usefixtures("stopped_clock")
def test_a_quick_loop_looks_at_the_clock_rarely_but_is_never_out_of_sight() -> None:
    counted = Turns()

    def turn(number: int) -> bool:
        counted.count = number
        return number >= counted.next_look and bool(counted.look())

    looks = [number for number in range(1, 100) if turn(number)]

    assert looks == [1, 2, 4, 8, 16, 32, 48, 64, 80, 96]
