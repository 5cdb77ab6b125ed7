"""The name under which plugins import output sockets."""

from __future__ import annotations

from graphex.plugin.outputs import ListOutputSocket, ListVariableOutputSocket, OutputSocket, VariableOutputSocket
from graphex.plugin.socket_base import LinkOutputSocket

__all__ = ["LinkOutputSocket", "ListOutputSocket", "ListVariableOutputSocket", "OutputSocket", "VariableOutputSocket"]
