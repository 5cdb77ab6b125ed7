"""Formatting graphs: canonical, and read by everyone as the same graph."""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from graphex.errors import GraphexError
from graphex.graph.format import format_graph
from graphex.graph.model import MISSING, Connection, Graph, GraphInput, GraphOutput, NodeEntry, SocketEntry
from graphex.graph.parse import parse_graph

CASES = Path(__file__).parents[1] / "corpus" / "cases"
FILES = sorted(CASES.rglob("*.gx"))
MUTATIONS = int(os.environ.get("GRAPHEX_TEST_MUTATIONS", "300"))

CANONICAL = """\
description: Two things.

nodes:
  - name: Graph Start
    id: GraphStart-0
    xy: 0,0

  - name: Log (Print)
    id: LogPrint-0
    inputs:
      - name: String
        fieldValue: |-
          two
            lines
      - name: _backward
        connections:
          - GraphStart-0::_forward
    fieldValue: "yes"

inputs:
  - name: who
    datatype: String"""

texts = st.text(max_size=30)
scalars = st.one_of(texts, st.integers(), st.floats(allow_nan=False), st.booleans(), st.none())
values = st.one_of(scalars, st.lists(scalars, max_size=4))
optional = st.one_of(st.just(MISSING), values)
extras = st.dictionaries(st.text(min_size=1, max_size=8).map("extra ".__add__), values, max_size=2)
names = st.text(min_size=1, max_size=12)
connections = st.lists(
    st.builds(Connection, names.filter(lambda text: "::" not in text and not text.endswith(":")), names), max_size=3
)


@st.composite
def sockets(draw: st.DrawFn) -> SocketEntry:
    joined = tuple(draw(connections))
    return SocketEntry(
        draw(names), draw(optional), MISSING, MISSING, joined, bool(joined) or draw(st.booleans()), draw(extras)
    )


@st.composite
def nodes(draw: st.DrawFn) -> NodeEntry:
    inputs = tuple(draw(st.lists(sockets(), max_size=3)))
    return NodeEntry(
        draw(names), draw(names), draw(optional), inputs, bool(inputs), MISSING, draw(optional), extra=draw(extras)
    )


graphs = st.builds(
    Graph,
    texts,
    st.lists(nodes(), max_size=3).map(tuple),
    st.lists(st.builds(GraphInput, names, names, default_value=optional, extra=extras), max_size=2).map(tuple),
    st.lists(st.builds(GraphOutput, names, names, list_flag=optional), max_size=2).map(tuple),
    extras,
)


@given(graphs)
@settings(max_examples=300)
def test_a_graph_is_read_back_as_it_was(graph: Graph) -> None:
    text = format_graph(graph)

    again = parse_graph(text, source="x.gx")

    assert again == graph
    assert format_graph(again) == text


def test_the_layout_is_the_one_that_the_editor_has_always_written() -> None:
    assert format_graph(parse_graph(CANONICAL, source="x.gx")) == CANONICAL


@pytest.mark.parametrize(
    "value",
    [
        "=",
        "<<",
        "yes",
        "1e-7",
        "017",
        "1:30",
        "2020-01-01",
        "null",
        "~",
        "a: b",
        "# c",
        "\ttab",
        "é\u2028",
        "\U0001f600",
        "a\n",
        "\n",
        " x\ny",
        "x\n\n\n",
        "\x07",
        "\x85",
        "'\"\\",
        "- a",
        "@a",
        "%a",
        "&a",
        "*a",
        "!a",
        "|",
        ">",
        "{",
        "[",
        ",",
        "?",
    ],
)
def test_every_text_is_the_same_to_other_readers(value: str) -> None:
    text = format_graph(Graph(extra={"key": value, "list": [value]}))

    assert yaml.safe_load(text) == {"nodes": [], "key": value, "list": [value]}


@pytest.mark.parametrize("value", [1e-7, 1e21, -0.0, 1.5, 10**20, True, None, [], {}, [[1], {"a": [2]}]])
def test_every_value_is_the_same_to_other_readers(value: Any) -> None:
    assert yaml.safe_load(format_graph(Graph(extra={"key": value})))["key"] == value


@pytest.mark.parametrize("file", FILES, ids=lambda path: str(path.relative_to(CASES)))
def test_existing_files_keep_their_meaning(file: Path) -> None:
    content = file.read_bytes()
    graph = _parsed(content)

    assert graph is None or _same_to_yaml(content, format_graph(graph))


def _parsed(content: bytes) -> Graph | None:
    try:
        return parse_graph(content, source="x.gx")
    except GraphexError:
        return None


def _same_to_yaml(content: bytes, formatted: str) -> bool:
    before, after = yaml.safe_load(content), yaml.safe_load(formatted)
    before.setdefault("nodes", [])
    return bool(before == after)


@pytest.mark.skipif(not FILES, reason="the corpus is not here")
def test_mutated_files_end_in_a_graph_or_one_error() -> None:
    source = random.Random(1)  # noqa: S311 - the same mutations each time
    outcomes = {_outcome(_mutated(source)) for _ in range(MUTATIONS)}

    assert outcomes <= {"graph", "error"}


def _mutated(source: random.Random) -> bytes:
    content = bytearray(source.choice(FILES).read_bytes())
    for _ in range(source.randint(1, 8)):
        place = source.randrange(len(content) + 1)
        piece = source.choice(
            [b":", b"-", b"[", b"{", b"&a ", b"*a", b"\t", b"\0", b"\xff", b"!!x ", b"  ", b"\n", b"'", b'"', b"|"]
        )
        content[place : place + source.randint(0, 6)] = piece
    return bytes(content)


def _outcome(content: bytes) -> str:
    graph = _parsed(content)
    if graph is None:
        return "error"
    again = parse_graph(format_graph(graph), source="x.gx")
    return "graph" if again == graph else "changed"
