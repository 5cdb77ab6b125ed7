"""The exceptions that plugins raise and catch; users meet their class names in Try / Catch.

GraphexException
├── GraphValidationError, NodeUsageError, NodeMisalignedSockets
├── SocketError ── SocketMissingConnection, SocketTooManyConnections, SocketInvalidDataType, SocketInvalidConnectionType
├── InvalidParameterError, StringFormattingError, ReservedAttributeException, DataContainerException, SubProcessFailed
└── LoopBreakException, LoopContinueException      control flow, not failures
RuntimeError
└── SubGraphRuntimeError, ThreadedRunTimeError
ProgramEnd                                        a breakpoint: deferred work runs, then the program ends
NodeFailure                                       what a failing node looks like to the nodes around it
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

INDENT = "  │  "


def indent(text: str) -> str:
    """Put the bar of quoted blocks before each line."""
    return "\n".join(INDENT + line for line in text.split("\n"))


class ProgramEnd(SystemExit):
    """Ends the program at a breakpoint; another SystemExit is a failure of the node that raises it."""


class GraphexException(Exception):
    """What all exceptions of the plugin API have in common."""


class NodeFailure(Exception):
    """A node of a run failed; nodes that run branches may catch it. Its text is the block that the log shows."""

    error_type: str
    """The class name of what the node raised."""
    message: str
    """What the node's own exception says."""


class GraphValidationError(GraphexException):
    """A graph cannot run as it is."""

    def __init__(self, graph_name: str, message: str) -> None:
        super().__init__(f"Graph {graph_name} failed to validate: {message}")


class NodeUsageError(GraphexException):
    """A node of a graph is used in a way it does not allow."""

    def __init__(self, node_name: str, node_id: str, message: str) -> None:
        super().__init__(f"Node '{node_name}' ({node_id}): {message}")


class NodeMisalignedSockets(GraphexException):
    """The sockets that a file lists for a node are not those that the node has."""

    def __init__(
        self, node_name: str, node_id: str, defined: Iterable[str], provided: Iterable[str], is_input: bool = True
    ) -> None:
        kind = "input" if is_input else "output"
        needs, has = ", ".join(sorted(defined)), ", ".join(sorted(provided))
        super().__init__(
            f"Node '{node_name}' ({node_id}): Misaligned {kind} sockets. Required: {needs}; Provided: {has}"
        )


class SocketError(GraphexException):
    """A socket of a node has a value or a connection that it does not allow."""

    def __init__(self, socket_name: str, node_name: str, node_id: str, msg: str) -> None:
        super().__init__(f"Error for socket '{socket_name}' on node {node_name} ({node_id}): {msg}")


class SocketMissingConnection(SocketError):
    """A socket has too few connections."""

    def __init__(self, socket_name: str, node_name: str, node_id: str, current: int, limit: int) -> None:
        super().__init__(socket_name, node_name, node_id, f"it has {current} connections and needs {limit}")


class SocketTooManyConnections(SocketError):
    """A socket has more connections than it takes."""

    def __init__(self, socket_name: str, node_name: str, node_id: str, current: int, limit: int) -> None:
        super().__init__(socket_name, node_name, node_id, f"it has {current} connections and takes {limit}")


class SocketInvalidDataType(SocketError):
    """A connection joins sockets of different datatypes."""

    def __init__(  # noqa: PLR0917 - plugins call it so
        self,
        socket_name: str,
        node_name: str,
        node_id: str,
        other_socket: str,
        other_node: str,
        other_id: str,
        datatype: Any,
        other_datatype: Any,
    ) -> None:
        super().__init__(
            socket_name,
            node_name,
            node_id,
            f"its datatype is {_datatype_name(datatype)}, but socket '{other_socket}' on node {other_node} "
            f"({other_id}) gives {_datatype_name(other_datatype)}",
        )


class SocketInvalidConnectionType(SocketError):
    """A connection joins sockets that do not fit for another reason, as a list and a single value."""

    def __init__(  # noqa: PLR0917 - plugins call it so
        self,
        socket_name: str,
        node_name: str,
        node_id: str,
        other_socket: str,
        other_node: str,
        other_id: str,
        msg: str,
    ) -> None:
        super().__init__(
            socket_name, node_name, node_id, f"socket '{other_socket}' on node {other_node} ({other_id}) {msg}"
        )


class InvalidParameterError(GraphexException):
    """A node was given a value that it does not take."""

    def __init__(self, node_name: str, socket_name: str, invalid_param: object, valid_params: object) -> None:
        super().__init__(
            f"Node '{node_name}' cannot use '{invalid_param}', given on socket '{socket_name}'. "
            f"It takes '{valid_params}'."
        )


class StringFormattingError(GraphexException):
    """A text does not have the form that a node needs."""

    def __init__(self, node_name: str, socket_name: str, param: object, rule: object) -> None:
        super().__init__(
            f"Node '{node_name}' cannot read '{param}', given on socket '{socket_name}'. The text must follow '{rule}'."
        )


class LoopBreakException(GraphexException):
    """Leaves the nearest loop."""


class LoopContinueException(GraphexException):
    """Goes on with the next turn of the nearest loop."""


class ReservedAttributeException(GraphexException):
    """A node type uses a name of the plugin API for something else."""


class DataContainerException(GraphexException):
    """A query of a data container has no answer; the container is shown with it."""

    def __init__(self, msg: str, container: Any) -> None:
        super().__init__(f"{msg}\n\nData Container:\n{indent(_dump(container))}")


class SubProcessFailed(GraphexException):
    """A command ended with an exit code other than zero."""

    def __init__(self, command: str, stdout: str, stderr: str, error_code: int) -> None:
        super().__init__(f"The command '{command}' ended with code {error_code}.\nstdout: {stdout}\nstderr: {stderr}")


class SubGraphRuntimeError(RuntimeError):
    """A graph that ran as a node of another one ended with errors."""

    def __init__(self, name: str, errors: Sequence[BaseException]) -> None:
        self.name = name
        self.errors = list(errors)
        texts = "\n\n".join(str(error) for error in errors)
        super().__init__(f"Subgraph '{name}' finished with the following errors:\n{indent(texts)}")


class ThreadedRunTimeError(RuntimeError):
    """A thread of a run ended with an error."""

    def __init__(self, msg: str) -> None:
        super().__init__(msg)


def _datatype_name(datatype: Any) -> str:
    return str(getattr(datatype, "name", datatype))


def _dump(container: Any) -> str:
    # Whole: the run shortens messages, after it has taken out what is secret.
    return json.dumps(container, indent=4, default=str, skipkeys=True)
