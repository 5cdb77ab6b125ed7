"""The template of nodes that take a datatype from what feeds them."""

from __future__ import annotations

from graphex.nodes.templates import DynamicInputTemplateNode
from graphex.plugin import String
from graphs import bind, connect, node


def test_the_datatype_is_that_of_what_feeds_the_input() -> None:
    bound = bind(
        node("New String", "text"),
        node("Set Variable", "set", "start", {"Value To Save": connect("text::Value")}, value="v"),
    )

    found = DynamicInputTemplateNode.get_datatype("Value To Save", bound, bound.get_node("set"))

    assert found is String
