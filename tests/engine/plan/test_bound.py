"""A graph joined with its node types."""

from __future__ import annotations

import pytest

from graphex.graph.model import GraphInput, GraphOutput
from graphex.plugin import Number, String
from graphs import bind, connect, graph_input, log, node, variable


def test_entries_are_found_by_their_names() -> None:
    bound = bind(log("x", "start", "a"), inputs=(GraphInput(" i ", "String"),), outputs=(GraphOutput("o", "String"),))

    assert bound.get_node("x").name == "Log (Print)"
    assert list(bound.input_by_name) == ["i"]
    assert list(bound.output_by_name) == ["o"]
    assert repr(bound) == "<BoundGraph /main.gx>"
    with pytest.raises(ValueError, match="No node exists with ID gone"):
        bound.get_node("gone")


def test_the_datatype_of_an_input_follows_from_its_source() -> None:
    bound = bind(
        node("New Number", "number"),
        node("Set Variable (String)", "set", "start", {"String To Save": "x"}, value="v"),
        node("Set Variable", "connected", "set", {"Value To Save": connect("number::Value")}, value="a"),
        node("Set Variable", "named", "connected", {"Value To Save": variable("v")}, value="b"),
        node("Set Variable", "given", "named", {"Value To Save": graph_input("i")}, value="c"),
        node("Set Variable", "open", "given", {"Value To Save": None}, value="d"),
        inputs=(GraphInput("i", "Number"),),
    )

    found = [
        bound.datatype_of_input(bound.get_node(n), "Value To Save") for n in ("connected", "named", "given", "open")
    ]

    assert found == [Number, String, Number, None]
    assert bound.datatype_of_input(bound.get_node("open"), "Nothing") is None


def test_a_variable_that_feeds_itself_has_the_datatype_of_its_other_setter() -> None:
    bound = bind(
        node("Get Variable", "get", value="v"),
        node("Set Variable", "again", "start", {"Value To Save": connect("get::Value")}, value="v"),
        node("Set Variable (Number)", "set", "again", {"Number To Save": 1}, value="v"),
    )

    assert bound.variable_of("v") == (Number, False)
    assert bound.shape(bound.get_node("again")).outputs["Value"].datatype is Number
    assert bound.shape(bound.get_node("get")).outputs["Value"].datatype is Number


def test_shapes_of_a_long_chain_are_worked_out_without_recursion() -> None:
    nodes = [node("Empty List (String)", "n0"), node("Reverse List", "n1", "start", {"List": connect("n0::Value")})]
    nodes += [
        node("Reverse List", f"n{i}", f"n{i - 1}", {"List": connect(f"n{i - 1}::New List")}) for i in range(2, 3000)
    ]
    bound = bind(*nodes)

    assert bound.shape(bound.get_node("n2999")).outputs["New List"].datatype is String


def test_a_node_of_an_unknown_type_has_no_sockets() -> None:
    bound = bind(node("Nothing", "x"))

    assert bound.shape(bound.get_node("x")).sockets == ()
