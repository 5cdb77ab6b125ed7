"""Scalars without quotes in a graph file and what they are, as recorded from the product that came before."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from graphex.engine import GraphLibrary, GraphRuntime, RunOptions, check_graph, compile_plan
from graphex.graph.parse import parse_graph
from graphs import Reader, built_in

RECORDED = json.loads(Path(__file__).with_name("scalars.json").read_text("utf-8"))
LOG = """
  - {{name: Log (Print), id: log, inputs: [
      {{name: _backward, connections: ['start::_forward']}}, {{name: Level, fieldValue: info}},
      {{name: String, {source}}}]}}
"""
START = "nodes:\n  - {name: Graph Start, id: start}\n"
GRAPHS = {
    "socket": START + LOG.format(source="fieldValue: VALUE"),
    "field": START
    + "  - {name: New String, id: n, fieldValue: VALUE}"
    + LOG.format(source="connections: ['n::Value']"),
    "id": START
    + "  - {name: New String, id: VALUE, fieldValue: from-id}"
    + LOG.format(source="connections: ['VALUE::Value']"),
    "default": START
    + LOG.format(source="graphInputName: S")
    + "inputs:\n  - {name: S, datatype: String, defaultValue: VALUE}\n",
    "name": START
    + LOG.format(source="graphInputName: VALUE")
    + "inputs:\n  - {name: VALUE, datatype: String, defaultValue: named}\n",
    "number": START
    + "  - {name: Number To String, id: n, inputs: [{name: Cast From, fieldValue: VALUE}]}"
    + LOG.format(source="connections: ['n::Cast To']"),
}


def result(place: str, literal: str) -> str | None:
    """Run a graph with the literal in its place and give what it logs; None if it is refused or fails."""
    document = parse_graph(GRAPHS[place].replace("VALUE", literal), source="a.gx")
    bound = GraphLibrary(Path(), built_in()).bind(document, "/a.gx")
    if check_graph(bound):
        return None
    reader = Reader()
    defaults = {entry.name: entry.default_value for entry in bound.inputs}
    outcome = GraphRuntime(compile_plan(bound), defaults, events=reader, options=RunOptions()).run()
    return reader.lines[0] if outcome.status == "succeeded" else None


@pytest.mark.parametrize(("place", "literal", "expected"), RECORDED)
def test_a_literal_is_what_it_always_was(place: str, literal: str, expected: str | None) -> None:
    assert result(place, literal) == expected


@pytest.mark.parametrize(
    ("place", "literal", "expected"),
    [
        ("socket", "2024-01-01", "2024-01-01"),
        ("default", "2024-01-01 10:00:00", "2024-01-01 10:00:00"),
        ("field", "'='", "="),
        ("socket", "=", "="),
        ("socket", "<<", "<<"),
        ("number", "1e-7", "1e-07"),
        ("number", "1e+21", "1e+21"),
        ("number", "1.5e3", "1500.0"),
        ("number", "1e400", None),
        ("number", "1.0e+400", None),
    ],
)
def test_what_is_taken_as_it_is_written_now(place: str, literal: str, expected: str | None) -> None:
    assert result(place, literal) == expected


@pytest.mark.parametrize(
    ("literal", "kind"), [("0755", "number"), ("no", "Boolean"), ("0x1F", "number"), ("12:30:45", "number")]
)
@pytest.mark.parametrize(("place", "line"), [("socket", 6), ("default", 8)])
def test_a_text_that_needs_quotes_is_named_with_its_line(place: str, line: int, literal: str, kind: str) -> None:
    document = parse_graph(GRAPHS[place].replace("VALUE", literal), source="a.gx")

    (problem,) = check_graph(GraphLibrary(Path(), built_in()).bind(document, "/a.gx"))

    assert problem.hint == f'Put it in quotes in line {line}, "{literal}": without them YAML reads a {kind}.'
