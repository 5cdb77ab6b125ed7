"""The name under which plugins and programs import the registry."""

from __future__ import annotations

from graphex.embedding import GraphRegistry

__all__ = ["GraphRegistry"]
