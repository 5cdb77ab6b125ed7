"""The event of a run that does not begin."""

from __future__ import annotations

import json

import jsonschema
import msgspec

from graphex.engine.events import types as events
from graphex.engine.events.documents import event_schema
from graphex.engine.events.refusal import run_refused
from graphex.engine.problem import Problem
from graphex.masks import Mask

PROBLEMS = [
    Problem("no-source", "Not connected.", "Connect it.", "/a.gx", node_id="n", node_name="Node", socket="In"),
    Problem("input-value", "The value 'hunter2' does not fit.", "Not hunter2.", "/a.gx", severity="warning"),
]


def test_the_event_holds_all_problems_without_secrets() -> None:
    event = run_refused(PROBLEMS, graph="/a.gx", hidden=Mask(["hunter2"]), run_id="r1")

    assert (event.seq, event.run, event.graph, event.version) == (1, "r1", "/a.gx", 1)
    assert event.problems == tuple(problem.masked(Mask(["hunter2"])) for problem in PROBLEMS)
    assert "hunter2" not in str(event)


def test_a_problem_in_json_is_what_a_problem_says_of_itself() -> None:
    event = run_refused(PROBLEMS, graph="/a.gx", hidden=Mask())

    as_json = json.loads(msgspec.json.encode(event))
    jsonschema.validate(as_json, event_schema())
    assert as_json["problems"] == [problem.as_json() for problem in PROBLEMS]
    assert msgspec.json.decode(msgspec.json.encode(event), type=events.Event) == event
    assert len(event.run) == 32
