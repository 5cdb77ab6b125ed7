"""The streams of recorded graphs: every line is an event as the schema has it."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from engine.corpus_streams import NO_RUN, load_runner
from graphex.engine.events.documents import event_schema

TESTS = Path(__file__).parents[1]
CORPUS = Path(os.environ.get("GRAPHEX_TEST_CORPUS", TESTS / "corpus"))
NAMES = sorted(path.parent.relative_to(CORPUS / "cases").as_posix() for path in CORPUS.glob("cases/*/*/expected.json"))
PARTS = 4
BY_KIND = {kind: list(names) for kind, names in itertools.groupby(NAMES, lambda name: name.partition("/")[0])}

pytestmark = [
    pytest.mark.skipif(not NAMES, reason="the corpus is not here"),
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork"),
]


@pytest.fixture(scope="module")
def validators() -> dict[str, Any]:
    """By type, what judges an event; the whole schema would try one after the other."""
    schema = event_schema()
    return {
        kind: jsonschema.Draft202012Validator({"$ref": place, "$defs": schema["$defs"]})
        for kind, place in schema["discriminator"]["mapping"].items()
    }


def faults(stream: str, validators: dict[str, Any]) -> list[str]:
    """Return what is wrong with a stream; one that has no line is that of a command which could not start.

    Only a line feed ends a line: texts in JSON may hold other characters that Python takes for line ends.
    """
    events = [json.loads(line) for line in stream.split("\n") if line]
    found = [error.message for event in events for error in validators[event["type"]].iter_errors(event)]
    kinds = [event["type"] for event in events]
    if kinds[:1] == ["run_refused"]:
        return found + kinds[1:]
    if kinds and (kinds[0], kinds[-1]) != ("run_started", "run_finished"):
        found.append(f"the stream begins with {kinds[0]} and ends with {kinds[-1]}")
    if [event["seq"] for event in events] != list(range(1, len(events) + 1)):
        found.append("the numbers do not grow by one")
    return found


@pytest.mark.parametrize("part", range(PARTS))
def test_every_line_of_recorded_graphs_fits_the_schema(part: int, validators: dict[str, Any]) -> None:
    program = [sys.executable, str(TESTS / "engine" / "corpus_streams.py"), str(CORPUS), *NAMES[part::PARTS]]

    done = subprocess.run(program, capture_output=True, text=True, check=True)

    runs = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(run["name"], fault) for run in runs for fault in faults(run["stream"], validators)] == []
    assert {run["name"] for run in runs if run["stream"].startswith('{"type":"run_started"')}
    assert {run["name"] for run in runs if run["stream"].startswith('{"type":"run_refused"')}


@pytest.mark.parametrize("kind", BY_KIND)
def test_the_first_graph_of_each_kind_writes_the_same_by_the_command(kind: str, validators: dict[str, Any]) -> None:
    runner: Any = load_runner(CORPUS)
    directory = CORPUS / "cases" / BY_KIND[kind][0]
    case, _ = runner.load(str(directory))
    words = [word for word in case.get("args", ()) if word not in NO_RUN]

    seen = runner.observe(sys.executable, str(directory), {**case, "args": [*words, "--json"], "steps": None})

    assert faults(seen["steps"][0]["_raw"], validators) == []


def test_the_line_with_all_inputs_follows_the_first_event() -> None:
    program = [sys.executable, str(TESTS / "engine" / "corpus_streams.py"), str(CORPUS), "showinputs/scalars"]

    done = subprocess.run(program, capture_output=True, text=True, check=True)

    lines = json.loads(done.stdout)["stream"].split("\n")
    assert json.loads(lines[0])["type"] == "run_started"
    assert "Graph executing with the following inputs" in json.loads(lines[1])["text"]
