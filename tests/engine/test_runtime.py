"""The life of a run."""

from __future__ import annotations

import pytest

from graphex.engine import RunOptions, events
from graphex.engine.runtime import Outcome, duration
from graphex.graph.model import GraphInput
from graphex.masks import Mask
from graphs import graph_input, log, node, run


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
    done = run(log("log", "start", "x"), inputs=(GraphInput("i", "String"),), values={"i": "v"})

    assert done.reader.events[0] == events.RunStarted(
        seq=1, time=done.reader.events[0].time, graph="/main.gx", inputs={"i": "'v'"}
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
