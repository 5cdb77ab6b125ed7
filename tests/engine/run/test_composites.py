"""Making the values of composite inputs."""

from __future__ import annotations

import copy
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ClassVar

import pytest

from graphex.engine import RunOptions
from graphex.engine.events import types as events
from graphex.graph.model import GraphInput
from graphex.plugin import DataContainer, DataType, String
from graphex.plugin.composite import CompositeGraphInput, CompositeValue, subGraphEnumInput, subGraphInput
from graphs import Run, built_in, connect, graph_input, log, node, run

INNER: DataType[Any] = DataType(dict, "Inner", "Inner.", "#000000", ["Tests"])


class Inner(CompositeGraphInput):
    """The inner one."""

    datatype = INNER
    text = subGraphInput("Text", String, "A text.")

    def constructInput(self) -> Any:  # noqa: N802 - the name that is called
        """Make it."""
        return {"text": self.text}


class Outer(CompositeGraphInput):
    """The outer one."""

    datatype = DataContainer
    inner = subGraphInput("Inner", INNER, "The inner one.")

    def constructInput(self) -> Any:  # noqa: N802 - the name that is called
        """Make it."""
        assert self._runtime is not None
        self._runtime.logger.info("making")
        return {"inner": self.inner}


def test_values_are_made_the_inner_ones_first() -> None:
    registry = copy.copy(built_in())
    registry.datatypes = {**registry.datatypes, "Inner": INNER}
    registry.composite_inputs = {"Inner": Inner, "Data Container": Outer}
    value = CompositeValue("Data Container", {"Inner": CompositeValue("Inner", {"Text": "x"})})

    done = run(
        node("Data Container To JSON", "json", "start", {"Data Container": graph_input("i"), "Indent": None}),
        log("log", "json", connect("json::JSON String")),
        inputs=(GraphInput("i", "Data Container"),),
        values={"i": value},
        registry=registry,
    )

    assert done.lines == [
        "Processing composite input 'i' of datatype 'Data Container'...",
        "Processing composite input 'Inner' of datatype 'Inner'...",
        "making",
        '{"inner": {"text": "x"}}',
    ]


class Failing(CompositeGraphInput):
    """One that raises what it is given."""

    datatype = DataContainer
    error: ClassVar[BaseException] = ValueError("x")
    mode = subGraphEnumInput("Mode", String, "One of two.", {"Fast": "f"})

    def constructInput(self) -> Any:  # noqa: N802 - the name that is called
        """Defer work, then fail."""
        assert self._runtime is not None
        runtime = self._runtime
        runtime.defer(lambda: runtime.logger.info("tidied"))
        raise self.error


class Unreadable(Exception):  # noqa: N818 - a name for a test
    """Has no text."""

    def __str__(self) -> str:
        raise RuntimeError("no")


class Missing(Outer):
    """One that needs a value."""

    mode = subGraphEnumInput("Mode", String, "One of two.", {"Fast": "f"})

    def constructInput(self) -> Any:  # noqa: N802 - the name that is called
        """Read what is there, then give what does not fit."""
        return (self.inner, self.mode)


def made(kind: type[CompositeGraphInput], values: dict[str, Any], *, verbose: bool = False) -> Run:
    """Run a graph with an input that a class makes of values."""
    registry = copy.copy(built_in())
    registry.composite_inputs = {"Data Container": kind}
    return run(
        log("log", "start", "not reached"),
        inputs=(GraphInput("i", "Data Container"),),
        values={"i": CompositeValue("Data Container", values, 'configuration, "*", c.yml line 3')},
        registry=registry,
        options=RunOptions(verbose_errors=verbose),
    )


def assert_is_one_error(done: Run, error_type: str, said: str) -> None:
    (error,) = done.reader.of(events.ErrorReported)

    assert (error.error_type, done.outcome.status) == (error_type, "failed")
    assert error.text.startswith('The graph input "i" (Data Container, configuration, "*", c.yml line 3) could not be')
    assert said in error.message
    assert "not reached" not in done.lines
    assert isinstance(done.reader.events[0], events.RunStarted)
    assert isinstance(done.reader.events[-1], events.RunFinished)


@pytest.mark.parametrize(
    ("values", "error_type", "said"),
    [
        ({}, "ValueError", 'needs a value for "Inner"'),
        ({"Inner": 1}, "ValueError", 'needs a value for "Mode"'),
        ({"Inner": 1, "Mode": "Nope"}, "ValueError", '"Nope" is no choice for "Mode"; there are Fast.'),
        ({"Inner": 1, "Mode": ["Fast"]}, "TypeError", "unhashable"),
        ({"Inner": 1, "Mode": "Fast"}, "TypeError", "Data Container"),
        ({"Inner": CompositeValue("Widget", {})}, "ValueError", "Widget"),
    ],
)
def test_values_that_do_not_fit_are_one_error(values: dict[str, Any], error_type: str, said: str) -> None:
    done = made(Missing, values)

    (error,) = done.reader.of(events.ErrorReported)
    assert (error.error_type, done.outcome.status) == (error_type, "failed")
    assert said in error.message
    assert 'graph input "i' in error.message


@pytest.mark.parametrize(
    ("error", "error_type", "said"),
    [
        (RuntimeError("no connection"), "RuntimeError", "no connection"),
        (SystemExit(3), "SystemExit", "3"),
        (MemoryError(), "MemoryError", ""),
        (RecursionError("deep"), "RecursionError", "deep"),
        (Unreadable(), "Unreadable", "without text"),
    ],
)
def test_whatever_a_plugin_raises_is_one_error_after_deferred_work(
    monkeypatch: pytest.MonkeyPatch, error: BaseException, error_type: str, said: str
) -> None:
    monkeypatch.setattr(Failing, "error", error)

    done = made(Failing, {})

    assert_is_one_error(done, error_type, said)
    assert done.lines == ["Processing composite input 'i' of datatype 'Data Container'...", "tidied"]


def test_details_show_where_a_plugin_failed() -> None:
    assert "raise self.error" in made(Failing, {}, verbose=True).reader.of(events.ErrorReported)[0].text


def test_an_interrupt_while_a_value_is_made_ends_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Failing, "error", KeyboardInterrupt())

    done = made(Failing, {})

    assert (done.outcome.status, done.reader.events[-1].status) == ("interrupted", "interrupted")


class Meeting(CompositeGraphInput):
    """Waits for another run that makes one at the same time, then says what it was given in its own run."""

    datatype = DataContainer
    barrier: ClassVar[threading.Barrier]
    text = subGraphInput("Text", String, "A text.")

    def constructInput(self) -> Any:  # noqa: N802 - the name that is called
        """Wait until both are being made."""
        self.barrier.wait(60)
        assert self._runtime is not None
        self._runtime.logger.info(self.text)
        return {}


def test_two_runs_at_once_do_not_take_each_others_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Meeting, "barrier", threading.Barrier(2), raising=False)
    registry = copy.copy(built_in())
    registry.composite_inputs = {"Data Container": Meeting}

    def lines_of(text: str) -> list[str]:
        value = CompositeValue("Data Container", {"Text": text})
        declared = (GraphInput("i", "Data Container"),)
        done = run(log("log", "start", "end"), inputs=declared, values={"i": value}, registry=registry)
        return done.lines[1:]

    with ThreadPoolExecutor(2) as pool:
        lines = list(pool.map(lines_of, ["first", "second"]))

    assert lines == [["first", "end"], ["second", "end"]]
