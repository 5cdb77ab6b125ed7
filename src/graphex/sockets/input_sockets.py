"""The name under which plugins import input sockets."""

from __future__ import annotations

from graphex.plugin.inputs import EnumInputSocket, InputSocket, ListInputSocket, OptionalInputSocket
from graphex.plugin.socket_base import LinkInputSocket

__all__ = ["EnumInputSocket", "InputSocket", "LinkInputSocket", "ListInputSocket", "OptionalInputSocket"]
