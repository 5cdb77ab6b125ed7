"""The name under which plugins import sockets."""

from __future__ import annotations

from graphex.sockets.base import _BaseSocket
from graphex.sockets.input_sockets import (
    EnumInputSocket,
    InputSocket,
    LinkInputSocket,
    ListInputSocket,
    OptionalInputSocket,
)
from graphex.sockets.output_sockets import (
    LinkOutputSocket,
    ListOutputSocket,
    ListVariableOutputSocket,
    OutputSocket,
    VariableOutputSocket,
)

__all__ = [
    "EnumInputSocket",
    "InputSocket",
    "LinkInputSocket",
    "LinkOutputSocket",
    "ListInputSocket",
    "ListOutputSocket",
    "ListVariableOutputSocket",
    "OptionalInputSocket",
    "OutputSocket",
    "VariableOutputSocket",
    "_BaseSocket",
]
