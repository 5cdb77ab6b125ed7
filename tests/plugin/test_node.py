"""The class of all node types."""

from __future__ import annotations

from typing import Any

import pytest

from graphex.plugin import InputField, InputSocket, LinkOutputSocket, Node, NodeType, Number, OutputSocket, String
from graphex.plugin.exceptions import ReservedAttributeException
from graphex.testing import run_node


class Greet(Node):
    """Greets.

    More of it.
    """

    name = "Greet"
    categories = ("Tests",)
    color = "#123456"
    hyperlink = ("https://example.org",)
    field = InputField("Hello", name="Greeting")

    who = InputSocket(String, " Who ", "Whom to greet.", "world")
    text = OutputSocket(String, "Text", "The greeting.")

    def run(self) -> None:
        """Greet."""
        self.text = f"{self.field} {self.who}"
        self.log(self.text)
        self.log("")
        self.log_warning("careful")


def test_a_node_reads_runs_and_assigns() -> None:
    run = run_node(Greet, {"Who": "Ann"}, field="Hi")

    assert run.outputs == {"Text": "Hi Ann"}
    assert run.logs == [("INFO", "[Greet] Hi Ann"), ("INFO", "[Greet] "), ("WARNING", "[Greet] careful")]


def test_a_node_type_describes_itself() -> None:
    found = Greet.metadata()

    assert {key: found[key] for key in found if key not in ("sockets", "field")} == {
        "type": "action",
        "name": "Greet",
        "description": "Greets.\n\nMore of it.",
        "hyperlink": ["https://example.org"],
        "color": "#123456",
        "textColor": "",
        "categories": ["Tests"],
        "dynamic": False,
        "error": "",
        "original_plugin": "",
        "isInventoryNode": False,
        "inventoryValue": None,
        "allowsNewInputs": False,
    }
    assert found["field"] == {
        "default": "Hello",
        "name": "Greeting",
        "multiline": False,
        "required": True,
        "floatingLabel": True,
    }
    assert [(s["name"], s["isInput"], s["field"]) for s in found["sockets"]] == [
        ("Who", True, "world"),
        ("Text", False, None),
        ("_backward", True, None),
        ("_forward", False, None),
    ]


def test_sockets_by_kind() -> None:
    assert [s.name for s in Greet.data_inputs()] == ["Who"]
    assert [s.name for s in Greet.data_outputs()] == ["Text"]
    assert [s.name for s in Greet.link_inputs()] == ["_backward"]
    assert [s.name for s in Greet.link_outputs()] == ["_forward"]
    assert Greet.has_link_sockets()
    assert Greet.get_input("Who") is Greet.who
    assert Greet.get_output("Nothing") is None


def test_sockets_of_a_template_are_shared_and_those_of_other_parents_are_not() -> None:
    class Template(Node, is_template=True):
        shared = InputSocket(String, "Shared", "Shared by all.")

    class Parent(Template):
        name = "Parent"
        own = OutputSocket(String, "Own", "Its own.")

        def run(self) -> None:
            """Nothing."""

    class Child(Parent, include_forward_link=False):
        name = "Child"
        branch = LinkOutputSocket("Branch")

        def run(self) -> None:
            """Nothing."""

    assert [s.name for s in Parent.sockets()] == ["Shared", "Own", "_backward", "_forward"]
    assert [s.name for s in Child.sockets()] == ["Shared", "Branch", "_backward"]


@pytest.mark.parametrize(
    ("attribute", "value"),
    [("name", 5), ("color", None), ("categories", "x"), ("field", 5), ("log", InputSocket(String, "x", "x"))],
)
def test_names_with_a_meaning_cannot_hold_something_else(attribute: str, value: Any) -> None:
    with pytest.raises(ReservedAttributeException, match=attribute):
        type("Bad", (Node,), {attribute: value})


@pytest.mark.parametrize(
    ("kind", "socket"),
    [
        (NodeType.DATA, InputSocket(Number, "x", "x")),
        (NodeType.CAST, LinkOutputSocket("x")),
        (NodeType.GENERATOR, LinkOutputSocket("x")),
    ],
)
def test_kinds_that_run_on_demand_have_no_links(kind: NodeType, socket: Any) -> None:
    with pytest.raises(ValueError, match="which has no"):
        type("Bad", (Node,), {"node_type": kind, "socket": socket})


class Forgetful(Greet):
    """Forgets its output."""

    name = "Forgetful"
    text = OutputSocket(String, "Text", "Never assigned.")

    def run(self) -> None:
        """Do nothing."""


def test_an_output_without_a_value_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="failed to handle all output sockets"):
        run_node(Forgetful)


class Switching(Greet):
    """Switches its output off."""

    name = "Switching"
    text = OutputSocket(String, "Text", "Switched off.")

    def run(self) -> None:
        """Switch the output off, on, and off."""
        self.disable_output_socket("Text")
        assert self.output_socket_is_disabled("Text")
        self.enable_output_socket("Text")
        assert not self.output_socket_has_value("Text")
        self.text = "x"
        assert self.get_output_socket_value("Text") == self.text == "x"
        assert self.clone().text == "x"
        self.disable_output_socket("Text")


def test_an_output_can_be_switched_off() -> None:
    assert run_node(Switching).outputs == {}


class Wrong(Greet):
    """Assigns what it must not."""

    name = "Wrong"
    text = OutputSocket(String, "Text", "Text.")

    def run(self) -> None:
        """Assign a number to a text, or to an input."""
        if self.field == "output":
            self.text = 5
        elif self.field == "unknown":
            self.set_output_socket_value("Nothing", 5)
        else:
            type(self).who.set_value(self, "x")


@pytest.mark.parametrize(
    ("field", "error"), [("output", TypeError), ("unknown", ValueError), ("input", AttributeError)]
)
def test_wrong_assignments_are_errors(field: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        run_node(Wrong, field=field)


def test_an_image_needs_a_source() -> None:
    class Show(Greet):
        name = "Show"

        def run(self) -> None:
            self.log_image()

    with pytest.raises(ValueError, match="needs an image"):
        run_node(Show)
