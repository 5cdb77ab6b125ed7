"""The name under which plugins import `Node`."""

from __future__ import annotations

from graphex.plugin.dynamic_input import DynamicInputTemplateNode
from graphex.plugin.kinds import NodeType
from graphex.plugin.node import Node
from graphex.plugin.shape import NodeDynamicAttributes

__all__ = ["DynamicInputTemplateNode", "Node", "NodeDynamicAttributes", "NodeType"]
