"""The name under which plugins import sockets."""

from __future__ import annotations

from graphex.old_names.sockets.base import _BaseSocket
from graphex.old_names.sockets.input_sockets import (
    EnumInputSocket,
    InputSocket,
    LinkInputSocket,
    ListInputSocket,
    OptionalInputSocket,
)
from graphex.old_names.sockets.output_sockets import (
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
