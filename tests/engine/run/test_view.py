"""The run as its nodes see it."""

from __future__ import annotations

import pytest

from graphex.engine.run.execution import Execution
from graphex.engine.run.runtime import GraphRuntime
from graphex.engine.run.values import Values
from graphex.graph.model import GraphInput
from graphex.plugin import Number, String
from graphs import Run, log, run


@pytest.fixture
def done() -> Run:
    """Run a small graph."""
    return run(log("log", "start", "x"), inputs=(GraphInput("i", "String"),), values={"i": "v"})


def test_a_run_is_neither_its_values_nor_what_walks_its_nodes(done: Run) -> None:
    assert not issubclass(GraphRuntime, Values | Execution)
    assert done.runtime.variables is done.runtime.values.variables
    assert done.runtime.nodes is done.runtime.values.nodes


def test_nodes_read_and_write_values_through_it(done: Run) -> None:
    runtime = done.runtime
    runtime.set_variable("v", Number, False, 1)
    runtime.set_output("o", String, True, ["a"])

    assert runtime.has_variable("v")
    assert not runtime.has_variable("gone")
    assert runtime.get_variable("v") == (1, Number, False)
    assert runtime.get_output("o") == (["a"], String, True)
    assert runtime.get_input("i") == ("v", String, False, False)
    with pytest.raises(RuntimeError, match="No thread exists with ID 3"):
        runtime.get_thread(3)


def test_nodes_and_what_follows_them(done: Run) -> None:
    runtime = done.runtime
    start = runtime.get_node("start")

    assert [entry.id for entry in runtime.successors(start, None)] == ["log"]
    assert [entry.id for entry in start.forward("_forward")] == ["log"]
    assert runtime.reset_node(start._instance_metadata) is not start
    assert runtime.azure_integration is False
    assert (runtime.threads, runtime.own_threads(), runtime.thread_number) == ([], [], None)
    with pytest.raises(ValueError, match="has no link output Nothing"):
        start.forward("Nothing")
