"""Checking: all problems at once, in file order."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from graphex.engine import GraphLibrary, check_graph
from graphex.graph.model import Connection, GraphInput, GraphOutput, NodeEntry, SocketEntry
from graphex.plugin import InputSocket, Node, String
from graphex.plugin.composite import CompositeGraphInput
from graphs import bind, built_in, connect, graph_input, log, node, run, variable, with_nodes


def codes(*nodes: NodeEntry, **parts: Any) -> list[tuple[str, str | None]]:
    """Return code and error type of each problem."""
    provided = parts.pop("provided", None)
    return [(problem.code, problem.error_type) for problem in check_graph(bind(*nodes, **parts), provided)]


def test_a_good_graph_has_no_problems() -> None:
    assert codes(log("log", "start", "hi"), node("Comment", "comment", value="x")) == []


TEXT = {"Level": "info"}
BOTH = SocketEntry("", variable_name="v", connections=(Connection("text", "Value"),))


@pytest.mark.parametrize(
    ("nodes", "expected"),
    [
        ([node("Nothing", "x", "start")], ("unknown-node", "ValueError")),
        ([node("Get Variable", "x", value="v")], ("dynamic-node", "NodeUsageError")),
        ([node("Log (Print)", "x", "start", TEXT)], ("sockets", "NodeMisalignedSockets")),
        (
            [node("Log (Print)", "x", "start", {**TEXT, "String": "x", "Bogus": 1})],
            ("sockets", "NodeMisalignedSockets"),
        ),
        ([node("New String", "text"), log("x", "start", BOTH)], ("two-sources", "SocketError")),
        ([node("End", "x", None, {"_backward": "x"})], ("value-on-link", "SocketError")),
        (
            [node("Data Container To JSON", "x", "start", {"Data Container": {}, "Indent": None})],
            ("value-not-allowed", "SocketError"),
        ),
        ([log("x", "start", 5)], ("value-type", "SocketError")),
        ([node("Add Numbers", "x", "start", {"Numbers": [1, "2"]})], ("value-type", "SocketError")),
        ([node("Log (Print)", "x", "start", {"String": "x", "Level": "loud"})], ("value-choice", "SocketError")),
        ([log("x", "start", variable("v"))], ("unknown-variable", "SocketError")),
        ([log("x", "start", graph_input("i"))], ("unknown-graph-input", "SocketError")),
        ([log("x", "start", None)], ("no-source", "SocketError")),
        ([node("End", "x", None, {"_backward": None})], ("no-source", "SocketError")),
        (
            [node("New String", "a"), log("x", "start", connect("a::Value", "a::Value"))],
            ("too-many-connections", "SocketTooManyConnections"),
        ),
        ([log("x", "start", connect("gone::Value"))], ("connection", "ValueError")),
        ([node("New String", "a"), log("x", "start", connect("a::Gone"))], ("connection", "ValueError")),
        ([node("New Number", "a"), log("x", "start", connect("a::Value"))], ("connection", "SocketInvalidDataType")),
        (
            [node("Empty List (String)", "a"), log("x", "start", connect("a::Value"))],
            ("connection", "SocketInvalidConnectionType"),
        ),
        ([log("x", "start", connect("start::_forward"))], ("connection", "SocketInvalidConnectionType")),
        ([log("x", "start", "a"), log("y", "start", "b")], ("link-used-twice", "RuntimeError")),
        ([node("Graph Start", "second")], ("several-starts", "RuntimeError")),
        (
            [
                node("Number To Boolean", "a", None, {"Cast From": connect("b::Cast To")}),
                node("Boolean To Number", "b", None, {"Cast From": connect("a::Cast To")}),
                node("If True", "x", "start", {"Condition": connect("a::Cast To")}),
            ],
            ("data-circle", "RuntimeError"),
        ),
        ([log("x", "start", "a"), log("x", "x", "b")], ("duplicate-id", "ValueError")),
        ([node("Execute Graph", "x", "start", {}, value="nowhere")], ("dynamic-node", "NodeUsageError")),
    ],
)
def test_each_kind_of_problem(nodes: list[NodeEntry], expected: tuple[str, str]) -> None:
    assert expected in codes(*nodes)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"inputs": (GraphInput(" ", "String", default_value="x"),)}, "input-name"),
        (
            {"inputs": (GraphInput("a", "String", default_value=""), GraphInput("a ", "String", default_value=""))},
            "input-name",
        ),
        ({"inputs": (GraphInput("a", "Widget", default_value=""),)}, "input-datatype"),
        ({"inputs": (GraphInput("a", "Number", default_value="x"),)}, "input-default"),
        ({"outputs": (GraphOutput("", "String"),)}, "output-name"),
        ({"outputs": (GraphOutput("a", "Widget"),)}, "output-datatype"),
        ({"inputs": (GraphInput("a", "String"),), "provided": ()}, "input-value"),
    ],
)
def test_inputs_and_outputs(parts: dict[str, Any], expected: str) -> None:
    assert [code for code, _ in codes(log("x", "start", "a"), **parts)] == [expected]


class Made(CompositeGraphInput):
    """One that a plugin makes."""

    def constructInput(self) -> Any:  # noqa: N802 - the name that is called
        """Make nothing: it is only looked for."""


@pytest.mark.parametrize(
    ("datatype", "hint"),
    [
        ("String", "a=value on the command line"),
        ("Data Container", "Give it in the configuration, under graph_inputs, or as its default."),
        ("Directed Graph", "in the configuration, under graph_inputs, as datatype: Directed Graph and its values"),
    ],
)
def test_the_hint_for_a_value_that_is_missing_says_where_it_can_be_given(datatype: str, hint: str) -> None:
    registry = copy.copy(built_in())
    registry.composite_inputs = {"Directed Graph": Made}

    (problem,) = check_graph(
        bind(log("x", "start", "a"), inputs=(GraphInput("a", datatype),), registry=registry), provided=()
    )

    assert hint in problem.hint


def test_a_graph_without_start_says_so() -> None:
    bound = bind()
    empty = GraphLibrary(bound.root, bound.registry).bind(type(bound.document)(), "/x.gx")

    assert check_graph(bound) == []
    assert [problem.code for problem in check_graph(empty)] == ["no-start"]


def test_all_problems_come_in_file_order_with_place_and_fix() -> None:
    problems = check_graph(bind(log("a", "start", 5), log("b", "a", None), node("Nothing", "c", "b")))

    assert [problem.node_id for problem in problems] == ["a", "b", "c"]
    assert problems[0].place == "main.gx, Log (Print) (a), socket String"
    assert all(problem.hint for problem in problems)
    assert problems[0].as_json()["socket"] == "String"


class Picky(Node):
    """Refuses everything."""

    name = "Picky"
    text = InputSocket(String, "Text", "Refused.", "x")

    def run(self) -> None:
        """Nothing."""

    @classmethod
    def validate_instance_metadata(cls, graph: object, instance_metadata: object) -> None:
        """Refuse."""
        raise LookupError(f"never: {graph} {instance_metadata}")


def test_a_node_type_may_refuse_an_entry() -> None:
    assert codes(node("Picky", "x", "start"), registry=with_nodes(Picky)) == [("refused-by-node", "LookupError")]


def test_a_missing_inventory_is_named() -> None:
    entry = NodeEntry("inv/a.yml$x -> y", "x", requires_inventory=True)

    (problem,) = check_graph(bind(entry))

    assert "inventory" in problem.message


def test_a_socket_that_can_do_without_a_source_may_be_missing() -> None:
    assert codes(node("Log (Print)", "x", "start", {"String": "x"})) == []


def test_a_circle_that_the_start_leads_to_is_a_problem() -> None:
    both = connect("start::_forward", "b::_forward")
    first = node("Log (Print)", "a", None, {"String": "x", "Level": "info", "_backward": both})

    found = check_graph(bind(first, log("b", "a", "x")))

    assert "link-circle" in {problem.code for problem in found}


@pytest.mark.parametrize(
    "island",
    [
        [log("a", "b", "x"), log("b", "a", "x")],
        [
            node("Number To Boolean", "a", None, {"Cast From": connect("b::Cast To")}),
            node("Boolean To Number", "b", None, {"Cast From": connect("a::Cast To")}),
        ],
    ],
    ids=["links", "data"],
)
def test_a_circle_that_never_runs_harms_nobody(island: list[NodeEntry]) -> None:
    done = run(log("x", "start", "hello"), *island)

    assert check_graph(bind(log("x", "start", "hello"), *island)) == []
    assert done.lines == ["hello"]
