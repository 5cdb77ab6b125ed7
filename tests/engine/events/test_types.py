"""The events of a run, and their schema."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import msgspec

from graphex.engine.events import types as events
from graphex.engine.events.documents import event_schema
from graphs import connect, log, node, run

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "events.schema.json"


def test_the_schema_in_the_documentation_is_that_of_the_code() -> None:
    assert json.loads(PAGE.read_text("utf-8")) == event_schema()


def test_every_event_of_a_run_fits_the_schema() -> None:
    done = run(
        node("Set Variable (Number)", "set", "start", {"Number To Save": 1}, value="v"),
        node("For Loop", "loop", "set", {"Number of Iterations": 2}),
        node("Number To String", "text", None, {"Cast From": connect("loop::Index")}),
        log("log", "loop::Loop Body", connect("text::Cast To")),
        node("Raise Exception", "raise", "loop::Completed", {"Error Message": "no", "Exception Name": None}),
        wants_nodes=True,
    )
    schema = event_schema()

    for_all = [json.loads(msgspec.json.encode(event)) for event in done.reader.events]
    jsonschema.validate(for_all, {"type": "array", "items": schema, "$defs": schema["$defs"]})

    assert {event["type"] for event in for_all} >= {
        "run_started",
        "node_failed",
        "variable_set",
        "error",
        "run_finished",
    }


def test_an_event_is_read_back_as_it_was() -> None:
    event = events.Log(seq=1, time=2.0, level="INFO", text="x")

    assert msgspec.json.decode(msgspec.json.encode(event), type=events.Event) == event
