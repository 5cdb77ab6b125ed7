"""The name under which plugins import composite inputs."""

from __future__ import annotations

from graphex.plugin.composite import (
    CompositeGraphInput,
    subGraphEnumInput,
    subGraphEnumListInput,
    subGraphInput,
    subGraphListInput,
)

__all__ = ["CompositeGraphInput", "subGraphEnumInput", "subGraphEnumListInput", "subGraphInput", "subGraphListInput"]
