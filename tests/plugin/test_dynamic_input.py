"""The template of nodes whose datatype follows from what is connected."""

from __future__ import annotations

from graphex.plugin import DynamicInputTemplateNode, Number
from graphs import bind, connect, node


def test_all_connections_must_agree() -> None:
    bound = bind(
        node("New Number", "one"),
        node("New String", "two"),
        node("Get List Size", "same", "start", {"List": connect("one::Value", "one::Value")}),
        node("Get List Size", "mixed", "same", {"List": connect("one::Value", "two::Value")}),
        node("Get List Size", "none", "mixed", {"List": None}),
    )

    assert DynamicInputTemplateNode.get_datatype("List", bound, bound.get_node("same")) is Number
    assert DynamicInputTemplateNode.get_datatype("List", bound, bound.get_node("none")) is None
    assert "Connection from node 'New String'" in (bound.shape(bound.get_node("mixed")).error or "")
