"""The name under which plugins import the template of nodes that take a datatype from what feeds them."""

from __future__ import annotations

from graphex.plugin import DynamicInputTemplateNode

__all__ = ["DynamicInputTemplateNode"]
