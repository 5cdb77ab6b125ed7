"""The name under which plugins import the field of a node."""

from __future__ import annotations

from graphex.plugin.sockets.field import InputField

__all__ = ["InputField"]
