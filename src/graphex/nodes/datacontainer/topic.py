"""What the nodes of data containers have in common: looks, and what counts as a number or as true."""

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


def is_number(value: object) -> bool:
    """Tell whether a value is a number, or a text that is one."""
    try:
        float(value)  # type: ignore[arg-type]  # whatever float does not take is no number
    except (TypeError, ValueError, OverflowError):
        return False
    return True


def truth(value: object) -> bool:
    """Read a value as true or false."""
    text = str(value).strip().upper()
    if text in ("TRUE", "FALSE"):
        return text == "TRUE"
    return is_number(text) and float(text) != 0
