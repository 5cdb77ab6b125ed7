"""Readers of input sockets."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphex.engine import compile_plan
from graphex.graph.model import GraphInput, SocketEntry
from graphex.plugin import Flow, InputSocket, LinkOutputSocket, ListInputSocket, Node, Number
from graphex.plugin.exceptions import SocketError
from graphs import bind, connect, graph_input, log, node, run, variable, with_nodes


def read(socket: str, source: Any, *others: Any, name: str = "Log (Print)", values: Any = None) -> Any:
    done = run(
        *others,
        node("Set Variable (String)", "set", "start", {"String To Save": "w"}, value="v"),
        values=values,
        inputs=(GraphInput("i", "String"),),
    )
    bound = bind(
        *others,
        node("Set Variable (String)", "set", "start", {"String To Save": "w"}, value="v"),
        node(name, "x", "set", {socket: source}),
        inputs=(GraphInput("i", "String"),),
    )
    return compile_plan(bound).steps["x"].readers[socket](done.runtime)


def test_each_source_is_read() -> None:
    assert read("String", "typed") == "typed"
    assert read("String", variable("v")) == "w"
    assert read("String", graph_input("i"), values={"i": "given"}) == "given"
    assert read("String", connect("set::Value")) == "w"
    assert read("Strings", connect("set::Value", "set::Value"), name="Concatenate Strings") == ["w", "w"]


def test_a_value_comes_before_a_variable_a_graph_input_and_a_connection() -> None:
    everything = SocketEntry(
        "", field_value="typed", variable_name="v", graph_input_name="i", connections=connect("set::Value").connections
    )

    assert read("String", everything) == "typed"


def test_a_typed_list_cannot_be_changed_by_a_reader() -> None:
    bound = bind(node("Concatenate Strings", "x", "start", {"Strings": ["a"], "Separator": ""}))
    reader = compile_plan(bound).steps["x"].readers["Strings"]

    reader(None).append("b")

    assert reader(None) == ["a"]


def test_a_choice_is_read_in_its_declared_spelling() -> None:
    assert read("Level", "WARNING") == "warning"


def test_a_connected_text_must_be_a_choice() -> None:
    with pytest.raises(SocketError, match="'w' is not among its values"):
        read("Level", connect("set::Value"))


def test_no_source_is_nothing_or_an_error() -> None:
    assert read("Delimiter", None, name="Split String") is None
    with pytest.raises(SocketError, match="has no source"):
        read("String", None)


def test_a_variable_of_another_datatype_is_an_error() -> None:
    done = run(
        node("If / Else", "if", "start", {"Condition": True}),
        node("Set Variable (Number)", "number", "if::If True", {"Number To Save": 1}, value="v"),
        log("log", "number", variable("v")),
        node("Set Variable (String)", "text", "if::If False", {"String To Save": "x"}, value="v"),
    )

    assert done.errors == ["SocketError"]


class Watching(Node, include_forward_link=False):
    """Reads its inputs again after each run of its branch."""

    name = "Watching"
    categories = ("Tests",)
    color = "#000000"
    changing: ClassVar[list[int]] = []
    seen: ClassVar[list[tuple[float, ...]]] = []

    by_variable = InputSocket(Number, "By Variable", "Read from a variable.")
    by_connection = InputSocket(Number, "By Connection", "Read from a node.")
    together = ListInputSocket(Number, "Together", "Read from nodes.")
    body = LinkOutputSocket("Body", "What changes the values.")

    def run(self) -> None:
        """The work is done by the flow."""

    def flow(self) -> Flow:
        """Let the branch change what is read, and read it."""
        for value in self.changing:
            self._runtime.set_variable("next", Number, False, value)
            yield "Body"
            self.seen.append((self.by_variable, self.by_connection, *self.together))
        return None


@given(st.lists(st.integers()))
def test_every_read_is_live(values: list[int]) -> None:
    Watching.changing, Watching.seen = values, []

    done = run(
        node("Set Variable (Number)", "first", "start", {"Number To Save": 0}, "next"),
        node(
            "Watching",
            "watching",
            "first",
            {
                "By Variable": variable("next"),
                "By Connection": connect("sum::Result"),
                "Together": connect("sum::Result", "double::Result"),
            },
        ),
        node("Add Numbers", "sum", "watching::Body", {"Numbers": variable("next")}),
        node("Add Numbers", "double", "sum", {"Numbers": connect("sum::Result", "sum::Result")}),
        registry=with_nodes(Watching),
    )

    assert done.errors == []
    assert Watching.seen == [(value, value, value, 2 * value) for value in values]
