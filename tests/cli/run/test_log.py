"""The log of a run on stdout."""

from __future__ import annotations

import io
import json
import re

import pytest

from graphex.cli.run.log import EventLines, RunLog
from graphex.engine.events import types as events

AT = 1_700_000_000.987


def written(event: events.Event, color: str = "never") -> str:
    stream = io.StringIO()
    RunLog(stream, color=color)(event)  # type: ignore[arg-type]  # one of three words
    return stream.getvalue()


def test_a_line_has_level_local_time_and_text() -> None:
    line = written(events.Log(seq=1, time=AT, level="NOTICE", text="hi"))

    assert re.fullmatch(r"\[NOTICE - 2023-11-1[45] \d\d:\d\d:20\.98\] hi\n", line)


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (events.Log(seq=1, time=AT, level="INFO", text="##vso[x]", bare=True), "##vso[x]\n"),
        (events.RunFinished(seq=1, time=AT, status="failed", errors=1, seconds=0), ""),
    ],
)
def test_bare_lines_and_silent_events(event: events.Event, line: str) -> None:
    assert written(event) == line


def test_a_kept_line_has_bars() -> None:
    line = written(events.Log(seq=1, time=AT, level="INFO", text="a\nb", indent=1))

    assert line.startswith("  │  [INFO - ")
    assert line.endswith("] a\n  │  b\n")


def test_errors_and_images_are_lines() -> None:
    error = events.ErrorReported(seq=1, time=AT, error_type="E", message="m", text="block")

    assert written(error).startswith("[CRITICAL - ")
    assert written(events.Image(seq=1, time=AT, url="data:x")).startswith("[IMAGE - ")


def test_each_line_of_a_text_has_the_colour() -> None:
    line = written(events.Log(seq=1, time=AT, level="WARNING", text="a\n\nb"), "always")

    assert line.endswith("] a\x1b[0m\n\n\x1b[33mb\x1b[0m\n")


def test_a_text_that_has_no_encoding_is_escaped_in_json() -> None:
    stream = io.StringIO()

    EventLines(stream)(events.NodeFinished(seq=1, time=AT, node="n", seconds=0, outputs={"a\udc80": "b\udcff"}))

    assert json.loads(stream.getvalue())["outputs"] == {"a\udc80": "b\udcff"}


def test_a_line_that_is_no_event() -> None:
    stream = io.StringIO()

    RunLog(stream, color="never").line("ERROR", "x")

    assert stream.getvalue().startswith("[ERROR - ")


def test_events_as_json() -> None:
    stream = io.StringIO()

    EventLines(stream)(events.Log(seq=1, time=2.0, level="INFO", text="é"))

    assert json.loads(stream.getvalue()) == {
        "type": "log",
        "seq": 1,
        "time": 2.0,
        "level": "INFO",
        "text": "é",
        "bare": False,
        "indent": 0,
    }


def test_a_name_that_is_no_text_is_escaped_in_json() -> None:
    stream = io.StringIO()

    EventLines(stream)(events.Log(seq=1, time=2.0, level="INFO", text="a\udcff"))

    assert '"text":"a\\udcff"' in stream.getvalue()
    assert json.loads(stream.getvalue())["seq"] == 1
