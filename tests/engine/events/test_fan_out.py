"""Several readers of one run."""

from __future__ import annotations

import logging

import pytest

from graphex.engine.events import types as events
from graphex.engine.events.fan_out import FanOut
from graphex.engine.events.wants import Wants
from graphex.plugin.exceptions import ProgramEnd
from graphs import Reader

LINE = events.Log(seq=1, time=2.0, level="INFO", text="x")


class Raising:
    """A reader that fails at every event."""

    def __init__(self, error: BaseException) -> None:
        self.wants = Wants(turns=True)
        self.calls = 0
        self._error = error

    def __call__(self, _: events.Event) -> None:
        """Fail."""
        self.calls += 1
        raise self._error


def test_each_reader_gets_each_event_and_any_of_them_may_want_more() -> None:
    one, other = Reader(), Reader(Wants(nodes=True))
    sink = FanOut([one, other])

    sink(LINE)
    one.wants.switch(values=True)

    assert one.events == other.events == [LINE]
    assert (sink.wants.nodes, sink.wants.values, sink.wants.turns) == (True, True, False)


def test_a_reader_that_fails_disturbs_nobody_and_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    failing, reader = Raising(ValueError("no room")), Reader()
    sink = FanOut([failing, reader])

    with caplog.at_level(logging.INFO):
        sink(LINE)
        sink(LINE)

    assert reader.events == [LINE, LINE]
    assert failing.calls == 2
    assert caplog.messages == ["A reader of the run's events, Raising, failed: ValueError: no room"]


def test_a_reader_may_end_the_program_when_the_others_have_read() -> None:
    reader = Reader()
    sink = FanOut([Raising(ProgramEnd(141)), reader])

    with pytest.raises(ProgramEnd):
        sink(LINE)

    assert reader.events == [LINE]
