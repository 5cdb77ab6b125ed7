"""The name under which plugins import the logger."""

from __future__ import annotations

from graphex.plugin.log import GraphexLogger

__all__ = ["GraphexLogger"]
