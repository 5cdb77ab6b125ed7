"""What a node raises is joined with the node."""

from __future__ import annotations

import pytest

from graphex.engine.events import types as events
from graphex.engine.run.errors import NodeRuntimeError
from graphex.plugin.exceptions import LoopBreakException, ProgramEnd
from graphs import Run, log, run


@pytest.fixture
def done() -> Run:
    """Run a small graph."""
    return run(log("log", "start", "x"))


def test_an_error_gets_its_node_and_keeps_its_cause(done: Run) -> None:
    node, error = done.runtime.get_node("log"), ValueError("x")

    with pytest.raises(NodeRuntimeError) as raised:
        done.runtime.failures.fail(node, error)

    assert (raised.value.node, raised.value.exception, raised.value.__cause__) == (node, error, error)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), ProgramEnd(1), GeneratorExit(), LoopBreakException()])
def test_what_is_no_failure_passes_through(done: Run, error: BaseException) -> None:
    with pytest.raises(type(error)) as raised:
        done.runtime.failures.fail(done.runtime.get_node("log"), error)

    assert raised.value is error


def test_an_error_that_has_its_node_passes_through_with_its_cause(done: Run) -> None:
    failures = done.runtime.failures
    inner = failures.of_node(done.runtime.get_node("log"), ValueError("x"))

    with pytest.raises(NodeRuntimeError) as raised:
        failures.fail(done.runtime.get_node("start"), inner)

    assert raised.value is inner
    assert raised.value.node.id == "log"
    assert raised.value.__cause__ is inner.exception


def test_leaving_a_loop_where_there_is_none_is_an_error_of_the_innermost_node(done: Run) -> None:
    failures = done.runtime.failures
    error = failures.joined(done.runtime.get_node("log"), LoopBreakException())

    found = failures.outside_loop(failures.joined(done.runtime.get_node("start"), error))

    assert isinstance(found, NodeRuntimeError)
    assert found.node.id == "log"
    assert "There is no loop to leave" in found.message
    assert failures.outside_loop(ValueError("x")).args == ("x",)


def test_only_readers_who_want_nodes_hear_of_a_failure_that_may_be_caught() -> None:
    quiet, told = run(log("log", "start", None)), run(log("log", "start", None), wants_nodes=True)

    assert quiet.reader.of(events.NodeFailed) == []
    assert [event.node for event in told.reader.of(events.NodeFailed)] == ["log"]
