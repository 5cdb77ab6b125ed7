"""The name under which plugins import exceptions."""

from __future__ import annotations

from graphex.plugin.exceptions import (
    DataContainerException,
    GraphexException,
    GraphValidationError,
    InvalidParameterError,
    LoopBreakException,
    LoopContinueException,
    NodeMisalignedSockets,
    NodeUsageError,
    ReservedAttributeException,
    SocketError,
    SocketInvalidConnectionType,
    SocketInvalidDataType,
    SocketMissingConnection,
    SocketTooManyConnections,
    StringFormattingError,
    SubGraphRuntimeError,
    SubProcessFailed,
    ThreadedRunTimeError,
)

__all__ = [
    "DataContainerException",
    "GraphValidationError",
    "GraphexException",
    "InvalidParameterError",
    "LoopBreakException",
    "LoopContinueException",
    "NodeMisalignedSockets",
    "NodeUsageError",
    "ReservedAttributeException",
    "SocketError",
    "SocketInvalidConnectionType",
    "SocketInvalidDataType",
    "SocketMissingConnection",
    "SocketTooManyConnections",
    "StringFormattingError",
    "SubGraphRuntimeError",
    "SubProcessFailed",
    "ThreadedRunTimeError",
]
