"""The name under which plugins import output sockets."""

from __future__ import annotations

from graphex.plugin.sockets.base import LinkOutputSocket
from graphex.plugin.sockets.outputs import (
    ListOutputSocket,
    ListVariableOutputSocket,
    OutputSocket,
    VariableOutputSocket,
)

__all__ = ["LinkOutputSocket", "ListOutputSocket", "ListVariableOutputSocket", "OutputSocket", "VariableOutputSocket"]
