"""The name under which plugins import the registry."""

from __future__ import annotations

from graphex.plugin.registry import Registry

__all__ = ["GraphRegistry"]

GraphRegistry = Registry
