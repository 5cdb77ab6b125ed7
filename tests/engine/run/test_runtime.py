"""The life of a run."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, ClassVar

import pytest

from graphex.engine import RunOptions
from graphex.engine.events import types as events
from graphex.engine.events.interrupts import Interrupts
from graphex.engine.run.runtime import Outcome, duration
from graphex.graph.format import format_graph
from graphex.graph.model import Graph, GraphInput
from graphex.masks import Mask
from graphex.plugin import Node
from graphs import START, Run, graph_input, log, node, run, with_nodes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from graphex.graph.model import NodeEntry


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.04, "0.0 seconds"), (59.94, "59.9 seconds"), (60, "1 minutes 0 seconds"), (125.4, "2 minutes 5 seconds")],
)
def test_durations(seconds: float, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        (Outcome(), "succeeded"),
        (Outcome(errors=[ValueError()]), "failed"),
        (Outcome(ended=True), "failed"),
        (Outcome(interrupted=True, errors=[ValueError()]), "interrupted"),
    ],
)
def test_the_outcome_in_one_word(outcome: Outcome, status: str) -> None:
    assert outcome.status == status


def test_the_first_and_the_last_event() -> None:
    done = run(
        log("log", "start", "x"),
        inputs=(GraphInput("i", "String"),),
        values={"i": "v"},
        options=RunOptions(run_id="r1"),
    )

    assert done.reader.events[0] == events.RunStarted(
        seq=1, time=done.reader.events[0].time, run="r1", graph="/main.gx", inputs={"i": "'v'"}
    )
    assert (done.reader.events[-1].status, done.reader.events[-1].errors) == ("succeeded", 0)


def test_a_password_appears_nowhere() -> None:
    done = run(
        log("log", "start", graph_input("p")),
        node("Set Variable (String)", "set", "log", {"String To Save": graph_input("p")}, value="v"),
        node("Raise Exception", "raise", "set", {"Error Message": graph_input("p"), "Exception Name": None}),
        inputs=(GraphInput("p", "String", password_flag=True),),
        values={"p": "hunter2"},
        options=RunOptions(hidden=Mask(["hunter2"]), verbose_errors=True),
        wants_nodes=True,
    )

    assert "hunter2" not in str(done.reader.events)
    assert done.lines == ["******"]


def test_a_secret_may_be_logged_by_the_graph_but_is_in_no_other_event() -> None:
    done = run(
        log("log", "start", graph_input("s")),
        node("Raise Exception", "raise", "log", {"Error Message": graph_input("s"), "Exception Name": None}),
        inputs=(GraphInput("s", "String"),),
        values={"s": "swordfish"},
        options=RunOptions(hidden=Mask(["swordfish"]), hidden_in_log=Mask()),
    )

    assert done.lines == ["swordfish"]
    assert "swordfish" not in str([event for event in done.reader.events if not isinstance(event, events.Log)])


def test_an_input_of_another_type_is_an_error() -> None:
    with pytest.raises(TypeError, match="DataType 'Number'"):
        run(log("log", "start", "x"), inputs=(GraphInput("i", "Number"),), values={"i": "x"})


class NoText(Exception):  # noqa: N818 - a name for a test
    """Has no text."""

    def __str__(self) -> str:
        raise RuntimeError("no")


class Raising(Node):
    """Raises what the test wants."""

    name = "Test Raise"
    categories: ClassVar[Sequence[str]] = ()
    color = "#000000"
    error: ClassVar[BaseException] = ValueError("x")

    def run(self) -> None:
        """Raise it."""
        raise self.error


class Recursive(Node):
    """Goes deeper than the interpreter does."""

    name = "Test Recurse"
    categories: ClassVar[Sequence[str]] = ()
    color = "#000000"

    def run(self) -> None:
        """Go deeper."""
        self.run()


THREAD = {"Fork": True, "Is Daemon": False, "Buffer Logs": False, "Pool": None, "Max Pool Workers": None}
FAILING = {
    "in a chain": [node("Test Raise", "raise", "start")],
    "in a loop": [
        node("For Loop", "loop", "start", {"Number of Iterations": 2}),
        node("Test Raise", "raise", "loop::Loop Body"),
    ],
    "in what follows an error": [
        node("Try / Finally", "try", "start"),
        node("Test Raise", "raise", "try::Try"),
        node("Test Raise", "again", "try::Finally"),
    ],
    "in deferred work": [
        node("Defer", "defer", "start", {"Name": None}),
        node("Test Raise", "raise", "defer::Deferred Nodes"),
    ],
    "in a thread": [
        node("Start Thread", "thread", "start", THREAD),
        node("Test Raise", "raise", "thread::Thread Body"),
    ],
    "too deep": [node("Test Recurse", "recurse", "start")],
}
ERRORS = (
    ValueError("x"),
    NoText(),
    MemoryError(),
    RecursionError("deep"),
    BrokenPipeError(32, "gone"),
    SystemExit(3),
    KeyboardInterrupt(),
    GeneratorExit(),
    BaseException("odd"),
)


@pytest.mark.parametrize("wants_nodes", [False, True])
@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("nodes", FAILING.values(), ids=FAILING)
def test_however_a_run_fails_its_events_have_a_beginning_and_an_end(
    monkeypatch: pytest.MonkeyPatch, nodes: list[NodeEntry], error: BaseException, *, wants_nodes: bool
) -> None:
    monkeypatch.setattr(Raising, "error", error)

    done = run(*nodes, registry=with_nodes(Raising, Recursive), wants_nodes=wants_nodes)

    kinds = [type(event) for event in done.reader.events]
    assert (kinds[0], kinds[-1]) == (events.RunStarted, events.RunFinished)
    assert (kinds.count(events.RunStarted), kinds.count(events.RunFinished)) == (1, 1)
    assert done.reader.events[-1].status == done.outcome.status
    assert done.reader.events[-1].errors == len(done.outcome.errors)
    assert [event.seq for event in done.reader.events] == list(range(1, len(kinds) + 1))


def test_nothing_follows_the_last_event() -> None:
    go_on = threading.Event()
    ended = threading.Event()

    class Late(Node):
        """Logs when the run is over."""

        name = "Test Late"
        categories: ClassVar[Sequence[str]] = ()
        color = "#000000"

        def run(self) -> None:
            """Wait, then log."""
            go_on.wait(60)
            self.log("too late")
            ended.set()

    daemon = {**THREAD, "Is Daemon": True}
    done = run(
        node("Start Thread", "thread", "start", daemon),
        node("Test Late", "late", "thread::Thread Body"),
        registry=with_nodes(Late),
    )
    go_on.set()

    assert ended.wait(60)
    assert isinstance(done.reader.events[-1], events.RunFinished)


def test_a_line_that_opens_the_log_follows_the_first_event() -> None:
    done = run(log("log", "start", "x"), options=RunOptions(opening="inputs: none"))

    assert [type(event) for event in done.reader.events[:2]] == [events.RunStarted, events.Log]
    assert done.lines == ["inputs: none", "x"]


def stopping(interrupts: Interrupts, *names: str) -> type[Node]:
    """Make a node type whose nodes get signals."""

    class Stopped(Node):
        """Gets signals."""

        name = "Test Stop"
        categories: ClassVar[Sequence[str]] = ()
        color = "#000000"

        def run(self) -> None:
            """Note all, then be interrupted."""
            list(map(interrupts.note, names))
            interrupts.deliver()

    return Stopped


def stopped_by(*names: str) -> Run:
    """Run a graph of which a node gets signals."""
    interrupts = Interrupts()
    return run(
        node("Defer", "defer", "start", {"Name": None}),
        log("deferred", "defer::Deferred Nodes", "deferred work"),
        node("Test Stop", "stop", "defer::Continue"),
        log("after", "stop", "not reached"),
        registry=with_nodes(stopping(interrupts, *names)),
        options=RunOptions(interrupts=interrupts),
    )


@pytest.mark.parametrize(
    ("name", "line", "error"),
    [
        ("SIGINT", "Interrupted", "The run was stopped by a keyboard interrupt."),
        ("SIGTERM", "Terminated by SIGTERM", "The run was terminated by SIGTERM."),
        ("SIGHUP", "Terminated by SIGHUP", "The run was terminated by SIGHUP."),
    ],
)
def test_a_signal_is_named_and_leaves_deferred_work(name: str, line: str, error: str) -> None:
    done = stopped_by(name)

    assert done.lines == [
        f"{line}: the rest of the graph is left out, deferred work still runs.",
        "deferred work",
    ]
    assert [found.message for found in done.reader.of(events.ErrorReported)] == [error]
    assert (done.outcome.status, done.outcome.forced) == ("interrupted", False)


def test_a_second_signal_leaves_out_deferred_work_too() -> None:
    done = stopped_by("SIGTERM", "SIGINT")

    assert done.lines == ["Terminated by SIGTERM: the rest of the graph is left out, deferred work too."]
    assert (done.outcome.status, done.outcome.forced) == ("interrupted", True)
    assert isinstance(done.reader.events[-1], events.RunFinished)


def test_an_interrupt_in_a_graph_that_runs_in_another_one_leaves_the_deferred_work_of_both(tmp_path: Path) -> None:
    deferring = node("Defer", "defer", "start", {"Name": None})
    inner = (deferring, log("inner", "defer::Deferred Nodes", "inner work"), node("Test Raise", "r", "defer::Continue"))
    (tmp_path / "inner.gx").write_text(format_graph(Graph(nodes=(START, *inner))))

    done = run(
        deferring,
        log("outer", "defer::Deferred Nodes", "outer work"),
        node("Execute Graph", "run", "defer::Continue", value="inner"),
        registry=with_nodes(type("Stopping", (Raising,), {"error": KeyboardInterrupt(), "name": "Test Raise"})),
        root=tmp_path,
    )

    assert [line for line in done.lines if line.endswith(" work")] == ["inner work", "outer work"]
    assert done.outcome.status == "interrupted"


def test_a_signal_in_a_graph_that_runs_in_another_one_is_named(tmp_path: Path) -> None:
    (tmp_path / "inner.gx").write_text(format_graph(Graph(nodes=(START, node("Test Stop", "stop", "start")))))
    interrupts = Interrupts()

    done = run(
        node("Execute Graph", "run", "start", value="inner"),
        registry=with_nodes(stopping(interrupts, "SIGTERM")),
        options=RunOptions(interrupts=interrupts),
        root=tmp_path,
        wants_nodes=True,
    )

    assert [error.message for error in done.reader.of(events.ErrorReported)] == ["The run was terminated by SIGTERM."]
    assert [len(done.reader.of(kind)) for kind in (events.GraphStarted, events.GraphFinished)] == [1, 1]


def test_the_value_that_a_graph_gives_to_a_password_of_another_one_is_hidden_from_then_on(tmp_path: Path) -> None:
    password = GraphInput("p", "String", password_flag=True)
    inner = Graph(nodes=(START, log("inner", "start", "hunter2")), inputs=(password,))
    (tmp_path / "inner.gx").write_text(format_graph(inner))

    done = run(
        node("Execute Graph", "run", "start", {"p": "hunter2"}, value="inner"),
        log("after", "run", "hunter2"),
        root=tmp_path,
        wants_nodes=True,
    )

    assert [line for line in done.lines if not line.startswith("[")] == ["******"] * 2


def test_a_graph_that_runs_twice_is_read_once(tmp_path: Path) -> None:
    inner = tmp_path / "inner.gx"
    inner.write_text(format_graph(Graph(nodes=(START, log("inner", "start", "inner work")))))

    class Removing(Node):
        """Removes the file of the graph."""

        name = "Test Remove"
        categories: ClassVar[Sequence[str]] = ()
        color = "#000000"

        def run(self) -> None:
            """Remove it."""
            inner.unlink()

    done = run(
        node("Execute Graph", "first", "start", value="inner"),
        node("Test Remove", "remove", "first"),
        node("Execute Graph", "second", "remove", value="inner"),
        registry=with_nodes(Removing),
        root=tmp_path,
    )

    assert done.outcome.errors == []
    assert [line for line in done.lines if line == "inner work"] == ["inner work"] * 2
