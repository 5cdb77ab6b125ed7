"""The name under which plugins import input sockets."""

from __future__ import annotations

from graphex.plugin.sockets.base import LinkInputSocket
from graphex.plugin.sockets.inputs import EnumInputSocket, InputSocket, ListInputSocket, OptionalInputSocket

__all__ = ["EnumInputSocket", "InputSocket", "LinkInputSocket", "ListInputSocket", "OptionalInputSocket"]
