"""The emitter of events."""

from __future__ import annotations

from graphex.engine import events
from graphex.engine.emitter import Emitter
from graphex.masks import Mask
from graphs import Reader


def test_events_are_numbered_and_secrets_masked() -> None:
    reader = Reader()
    emitter = Emitter(reader, hidden=Mask(["secret"]), hidden_in_log=Mask())

    emitter.log("a secret", "INFO")
    emitter.log("data:", "IMAGE")
    emitter.emit(events.Output, name="o", datatype="String", is_list=False, value=emitter.preview("a secret"))

    assert [event.seq for event in reader.events] == [1, 2, 3]
    assert reader.lines == ["a secret"]
    assert reader.of(events.Image)[0].url == "data:"
    assert reader.of(events.Output)[0].value == "'a ******'"
    assert emitter.previews({"x": "secret"}) == {"x": "'******'"}


def test_a_line_that_was_kept_has_its_own_time_and_one_more_bar() -> None:
    reader = Reader()
    emitter = Emitter(reader, hidden=Mask(), hidden_in_log=Mask())

    emitter.log_later(events.Log(seq=0, time=5.0, level="INFO", text="kept"))

    assert (reader.events[0].time, reader.events[0].indent, reader.events[0].seq) == (5.0, 1, 1)
