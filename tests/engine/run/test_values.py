"""The values of a run, as nodes see them."""

from __future__ import annotations

import pytest

from graphex.graph.model import GraphInput
from graphex.plugin import Number, String
from graphs import Run, log, run


@pytest.fixture
def done() -> Run:
    """Run a small graph."""
    return run(log("log", "start", "x"), inputs=(GraphInput("i", "String"),), values={"i": "v"})


def test_variables_keep_their_datatype_and_list_flag(done: Run) -> None:
    runtime = done.runtime
    runtime.set_variable("v", Number, False, 1)

    assert runtime.get_variable("v") == (1, Number, False)
    assert runtime.has_variable("v")
    with pytest.raises(RuntimeError, match="different DataType"):
        runtime.set_variable("v", String, False, "x")
    with pytest.raises(RuntimeError, match="different List-value"):
        runtime.set_variable("v", Number, True, [1])
    with pytest.raises(TypeError):
        runtime.set_variable("v", Number, False, "x")


def test_what_is_not_there_is_an_error(done: Run) -> None:
    runtime = done.runtime

    assert runtime.get_input("i") == ("v", String, False, False)
    with pytest.raises(RuntimeError, match="No Variable exists"):
        runtime.get_variable("gone")
    with pytest.raises(RuntimeError, match="No Graph Input exists"):
        runtime.get_input("gone")
    with pytest.raises(RuntimeError, match="No Graph Output exists"):
        runtime.get_output("gone")
    with pytest.raises(RuntimeError, match="No thread exists with ID 3"):
        runtime.get_thread(3)


def test_outputs_are_set_and_read(done: Run) -> None:
    done.runtime.set_output("o", String, True, ["a"])

    assert done.runtime.get_output("o") == (["a"], String, True)


def test_nodes_and_what_follows_them(done: Run) -> None:
    runtime = done.runtime
    start = runtime.get_node("start")

    assert [entry.id for entry in runtime.successors(start, None)] == ["log"]
    assert [entry.id for entry in start.forward("_forward")] == ["log"]
    assert runtime.reset_node(start._instance_metadata) is not start
    assert runtime.azure_integration is False
    with pytest.raises(ValueError, match="has no link output Nothing"):
        start.forward("Nothing")
