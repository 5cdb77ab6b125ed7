"""The name under which plugins import the built-in datatypes."""

from __future__ import annotations

from graphex.plugin.datatypes import Boolean, DataContainer, Dynamic, Number, String

__all__ = ["Boolean", "DataContainer", "Dynamic", "Number", "String"]
