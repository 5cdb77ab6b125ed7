"""The template of nodes whose datatype follows from what is connected to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphex.plugin.node import Node

if TYPE_CHECKING:
    from graphex.plugin.datatypes import DataType
    from graphex.plugin.protocols import Entry, GraphView


class DynamicInputTemplateNode(Node, is_template=True):
    """A node that takes the datatype of one of its inputs from what feeds it."""

    @classmethod
    def get_datatype(cls, input_name: str, graph: GraphView, instance_metadata: Entry) -> DataType[Any] | None:
        """Return the datatype of what feeds an input, or None while that is unknown."""
        return graph.datatype_of_input(instance_metadata, input_name)
