"""Datatypes: what the sockets of nodes carry, and what every datatype brings."""

from __future__ import annotations

from graphex.plugin.datatypes.built_in import (
    Boolean,
    Container,
    DataContainer,
    DirectedGraph,
    Dynamic,
    Number,
    String,
)
from graphex.plugin.datatypes.definition import Cast, DataType, shortened

__all__ = [
    "Boolean",
    "Cast",
    "Container",
    "DataContainer",
    "DataType",
    "DirectedGraph",
    "Dynamic",
    "Number",
    "String",
    "shortened",
]
