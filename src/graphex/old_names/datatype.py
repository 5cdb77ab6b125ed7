"""The name under which plugins import datatypes."""

from __future__ import annotations

from graphex.plugin.datatypes import DataType

__all__ = ["DataType"]
