"""What the nodes of data containers have in common: looks, and what counts as true."""

from __future__ import annotations

from graphex.plugin import DynamicInputTemplateNode, Node
from graphex.plugin.colors import COLOR_DATA_CONTAINER


class ContainerNode(Node, is_template=True):
    """The looks of the nodes of this topic."""

    categories = ["Data", "Data Container"]
    color = COLOR_DATA_CONTAINER


class ContainerListNode(Node, is_template=True):
    """The looks of the nodes that get lists out of containers."""

    categories = ["Data", "Data Container", "Lists"]
    color = COLOR_DATA_CONTAINER


class DynamicContainerNode(DynamicInputTemplateNode, is_template=True):
    """The looks of the nodes whose sockets depend on the graph."""

    categories = ["Data", "Data Container", "Lists"]
    color = COLOR_DATA_CONTAINER


def truth(value: object) -> bool:
    """Read a value as true or false: of numbers, only a plain 0 is false."""
    text = str(value).strip().upper()
    if text in ("TRUE", "FALSE", "0"):
        return text == "TRUE"
    try:
        float(text)
    except ValueError:
        return False
    return True
