"""The name under which plugins import what sockets have in common."""

from __future__ import annotations

from graphex.plugin.sockets.base import Socket

__all__ = ["_BaseSocket"]

_BaseSocket = Socket
