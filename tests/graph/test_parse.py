"""Parsing graphs."""

from __future__ import annotations

import pytest

from graphex.graph.model import MISSING, Connection
from graphex.graph.parse import parse_graph
from graphex.graph.reading import LIMITS, GraphFormatError

EXAMPLE = """\
description: Says hello.
nodes:
  - name: Log (Print)
    id: LogPrint-0
    xy: 560,320
    inputs:
      - name: String
        variableName: last
      - name: Level
        fieldValue: =
      - name: _backward
        connections:
          - GraphStart-0::_forward
      - name: Empty
        connections: []
    mine: 1
inputs:
  - name: who
    datatype: String
    isPassword: true
    defaultValue: world
outputs:
  - {name: greeting, datatype: String, isList: true}
ui: {scale: 1}
"""


def test_everything_of_a_file_is_kept() -> None:
    graph = parse_graph(EXAMPLE, source="x.gx")
    node = graph.nodes[0]

    assert graph.description == "Says hello."
    assert (node.name, node.id, node.xy, node.extra) == ("Log (Print)", "LogPrint-0", "560,320", {"mine": 1})
    assert [socket.name for socket in node.inputs] == ["String", "Level", "_backward", "Empty"]
    assert node.inputs[0].variable_name == "last"
    assert node.inputs[1].field_value == "="
    assert node.inputs[2].connections == (Connection("GraphStart-0", "_forward"),)
    assert node.inputs[3].has_connections
    assert node.field_value is MISSING
    assert graph.inputs[0].is_password
    assert graph.outputs[0].is_list
    assert graph.extra == {"ui": {"scale": 1}}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file is empty"),
        ("- 1", "it is no mapping"),
        ("nodes: text", 'nodes is "text", no list'),
        ("nodes: [1]", 'a node is "1", no mapping'),
        ("nodes:\n  - id: a", "a node has no 'name' (line 2)"),
        ("nodes:\n  - name: a", "a node has no 'id' (line 2)"),
        ("nodes:\n  - {name: [], id: a}", "the 'name' of a node is a list"),
        ("nodes:\n  - {name: a, id: b, inputs: {}}", "inputs is a mapping, no list"),
        ("nodes:\n  - {name: a, id: b, inputs: [{name: c, connections: [d]}]}", 'the connection "d" has no "::"'),
        ("nodes:\n  - {name: a, id: b, inputs: [{name: c, connections: [5]}]}", 'the connection "5" has no "::"'),
        ("inputs: [{name: a}]", "a graph input has no 'datatype'"),
        ("outputs: [{datatype: a}]", "a graph output has no 'name'"),
    ],
)
def test_what_is_no_graph_is_one_clear_error(text: str, message: str) -> None:
    with pytest.raises(GraphFormatError) as raised:
        parse_graph(text, source="x.gx")

    assert raised.value.message.startswith("Failed to load Graph from x.gx: ")
    assert message in raised.value.message
    assert raised.value.hint


@pytest.mark.parametrize(
    "encoded",
    [EXAMPLE.encode(), EXAMPLE.encode("utf-8-sig"), EXAMPLE.encode("utf-16"), EXAMPLE.replace("\n", "\r\n").encode()],
)
def test_usual_encodings_are_read(encoded: bytes) -> None:
    assert parse_graph(encoded, source="x.gx") == parse_graph(EXAMPLE, source="x.gx")


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"nodes: []\n\xff", "line 2 is no UTF-8 text"), (b"x" * (LIMITS.size + 1), "more than the 64 MB")],
)
def test_other_bytes_are_refused(content: bytes, message: str) -> None:
    with pytest.raises(GraphFormatError, match=message):
        parse_graph(content, source="x.gx")


def test_ids_that_yaml_takes_for_numbers_are_texts() -> None:
    assert parse_graph("nodes: [{name: 1, id: 2}]", source="x.gx").nodes[0].id == "2"
