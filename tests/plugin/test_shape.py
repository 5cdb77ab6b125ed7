"""The shape of a node in its graph."""

from __future__ import annotations

from graphex.plugin import InputSocket, Node, NodeDynamicAttributes, Number, OutputSocket, String
from graphex.plugin.shape import merge_sockets, shape_of
from graphs import bind, node, with_nodes


def test_the_later_of_two_sockets_stays_in_its_place() -> None:
    first, second, other = InputSocket(String, "a", ""), InputSocket(Number, "a", ""), OutputSocket(String, "a", "")

    assert merge_sockets([first, other], [second]) == (other, second)


class Broken(Node):
    """Fails to say what it is."""

    name = "Broken"

    def run(self) -> None:
        """Nothing."""

    @classmethod
    def dynamic_attributes(cls, graph: object, instance_metadata: object) -> NodeDynamicAttributes:
        """Fail."""
        del graph, instance_metadata
        raise LookupError("nothing there")


def test_a_failure_of_the_type_is_an_error_of_the_node() -> None:
    bound = bind(node("Broken", "broken", "start"), registry=with_nodes(Broken))

    assert shape_of(Broken, bound, bound.get_node("broken")).error == "nothing there"
    assert shape_of(Broken, None, None).error is None


def test_parts_of_a_shape() -> None:
    shape = bind().registry.nodes["If / Else"].shape()

    assert shape.link_outputs == ("If True", "If False")
    assert list(shape.inputs) == ["Condition", "_backward"]
    assert shape.data_outputs == {}
    assert shape.has_links
