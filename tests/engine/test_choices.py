"""Choices with values: a plugin maps texts to values; graphs hold the texts, nodes read the values."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from graphex.engine import check_graph
from graphex.graph.model import GraphInput
from graphex.plugin import Boolean, EnumInputSocket, Node, Number, OutputSocket, String
from graphs import bind, connect, graph_input, node, run, variable, with_nodes


class Pick(Node):
    """Tells which values it read."""

    name = "Pick"
    categories: ClassVar[list[str]] = ["Test"]
    color = "#000000"

    level: EnumInputSocket[float] = EnumInputSocket(Number, "Level", "How much.", {"Low": 1, "High": 9.5, "1": 0}, 1)
    flag: EnumInputSocket[bool] = EnumInputSocket(Boolean, "Flag", "Whether.", {"On": True, "Off": False}, True)
    color_: EnumInputSocket[str] = EnumInputSocket(String, "Color", "Which.", ["Red", "Green"], "Red")
    found = OutputSocket(String, "Found", "The values.")

    def run(self) -> None:
        """Tell."""
        self.found = repr((self.level, self.flag, self.color_))


REGISTRY = with_nodes(Pick)
GOOD: dict[str, Any] = {"Level": "Low", "Flag": "On", "Color": "Red"}
SETTERS = (
    node("Set Variable (Number)", "number", "start", {"Number To Save": 9.5}, value="number"),
    node("Set Variable (String)", "text", "number", {"String To Save": "gREEN"}, value="text"),
)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, "(1, True, 'Red')"),
        ({"Level": "hIGH", "Flag": "OFF", "Color": "grEEN"}, "(9.5, False, 'Green')"),
        ({"Level": "1"}, "(0, True, 'Red')"),
        ({"Level": graph_input("given"), "Color": variable("text")}, "(9.5, True, 'gREEN')"),
        ({"Level": connect("number::Value"), "Color": connect("text::Value")}, "(9.5, True, 'gREEN')"),
        ({"Level": variable("number")}, "(9.5, True, 'Red')"),
    ],
)
def test_a_text_stands_for_its_value(given: dict[str, Any], expected: str) -> None:
    picked = node("Pick", "pick", "text", GOOD | given)

    done = run(*SETTERS, picked, registry=REGISTRY, inputs=(GraphInput("given", "Number"),), values={"given": 9.5})

    assert done.runtime.get_node("pick").get_output_socket_value("Found") == expected


def test_a_default_is_a_value_and_no_text() -> None:
    done = run(node("Pick", "pick", "start"), registry=REGISTRY)

    assert done.runtime.get_node("pick").get_output_socket_value("Found") == "(1, True, 'Red')"


@pytest.mark.parametrize(
    ("socket", "value"),
    [
        ("Level", "bad"),
        ("Level", ""),
        ("Level", "9.5"),
        ("Level", 1),
        ("Level", 9.5),
        ("Flag", "True"),
        ("Flag", True),
        ("Flag", 1),
        ("Color", "bad"),
        ("Color", ""),
        ("Color", 5),
    ],
)
def test_what_is_no_choice_is_a_problem_that_names_the_choices(socket: str, value: Any) -> None:
    problems = check_graph(bind(node("Pick", "pick", "start", GOOD | {socket: value}), registry=REGISTRY))

    assert [(problem.code, problem.error_type) for problem in problems] == [("value-choice", "SocketError")]
    assert ",".join(Pick.shape().inputs[socket].enum_members or {}) in problems[0].message


def test_a_value_from_elsewhere_that_no_text_stands_for_is_an_error_of_the_node() -> None:
    picked = node("Pick", "pick", "start", GOOD | {"Level": graph_input("given")})

    done = run(picked, registry=REGISTRY, inputs=(GraphInput("given", "Number"),), values={"given": 2})

    assert done.errors == ["SocketError"]
    assert "[Low,High,1]" in str(done.outcome.errors[0])
