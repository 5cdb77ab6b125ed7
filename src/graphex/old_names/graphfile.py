"""The names under which plugins import what a graph file says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from graphex.graph.files import SUFFIX
from graphex.graph.load import load_graph
from graphex.graph.model import GraphInput, GraphOutput, NodeEntry, SocketEntry

__all__ = [
    "FILE_EXTENSION",
    "GraphFile",
    "GraphInputMetadata",
    "GraphInputValueMetadata",
    "GraphOutputMetadata",
    "NodeMetadata",
    "SocketMetadata",
    "UIMetadata",
    "UIOffsetsMetadata",
]

GraphFile = load_graph
GraphInputMetadata = GraphInput
GraphOutputMetadata = GraphOutput
NodeMetadata = NodeEntry
SocketMetadata = SocketEntry

FILE_EXTENSION: Final = SUFFIX
GraphInputValueMetadata: TypeAlias = Mapping[str, Any]
"""A value for a graph input, with the values that a composite is made of."""
UIMetadata: TypeAlias = Mapping[str, Any]
"""What old editors kept of their view."""
UIOffsetsMetadata: TypeAlias = Mapping[str, Any]
"""Where old editors had their view."""
