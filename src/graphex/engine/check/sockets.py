"""Checking the sockets of a node: whether each has a source, one that fits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphex.engine.check.quotes import quotes_hint
from graphex.engine.problem import Problem
from graphex.graph.model import MISSING
from graphex.graph.scalars import settled
from graphex.plugin.datatypes import Dynamic, String, shortened
from graphex.plugin.sockets.inputs import EnumInputSocket

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphex.engine.plan.bound import BoundGraph
    from graphex.graph.model import Connection, NodeEntry, SocketEntry
    from graphex.plugin.shape import NodeShape
    from graphex.plugin.sockets.base import Socket


def socket_problems(bound: BoundGraph, entry: NodeEntry, shape: NodeShape) -> Iterator[Problem]:
    """Yield what is wrong with the sockets of a node, in file order."""
    given = {socket.name: socket for socket in entry.inputs}
    misaligned = _misaligned(shape, given)
    if misaligned:
        yield Problem(
            code="sockets",
            message=misaligned,
            hint="Give the node in the file the inputs that are required and no others, or draw it anew.",
            graph=bound.name,
            node_id=entry.id,
            node_name=entry.name,
            error_type="NodeMisalignedSockets",
        )
        return
    for socket_entry in entry.inputs:
        yield from _Check(bound, entry, shape.inputs[socket_entry.name], socket_entry).problems()


def _misaligned(shape: NodeShape, given: dict[str, SocketEntry]) -> str | None:
    """Return which sockets a file has too many or too few; those that can do without a source may be missing."""
    unknown = given.keys() - shape.inputs.keys()
    missing = [
        name
        for name, socket in shape.inputs.items()
        if name not in given and not socket.is_optional and socket.input_field is None
    ]
    if not unknown and not missing:
        return None
    needs, has = ", ".join(sorted(shape.inputs)), ", ".join(sorted(given))
    return f"Misaligned input sockets. Required: {needs}; Provided: {has}"


@dataclass(frozen=True, slots=True)
class _Check:
    """The check of one socket of a node against its entry in the file."""

    bound: BoundGraph
    entry: NodeEntry
    socket: Socket
    given: SocketEntry

    def problems(self) -> Iterator[Problem]:
        """Yield what is wrong, the graver first."""
        given = self.given
        value_source = (
            given.field_value is not MISSING
            or isinstance(given.variable_name, str)
            or isinstance(given.graph_input_name, str)
        )
        if value_source and given.connections:
            yield self._problem(
                "two-sources", "it has a value of its own and a connection.", "Remove the value or the connection."
            )
        elif value_source and self.socket.is_link:
            yield self._problem(
                "value-on-link", "it is a link, which takes no value.", "Connect it to a link output instead."
            )
        elif given.field_value is not MISSING:
            yield from self._literal(settled(given.field_value, as_text=self.socket.datatype is String))
        elif isinstance(given.variable_name, str):
            yield from self._variable(given.variable_name)
        elif isinstance(given.graph_input_name, str):
            yield from self._graph_input(given.graph_input_name)
        elif given.connections:
            yield from self._connections()
        elif not self.socket.is_optional:
            yield self._missing()

    def _missing(self) -> Problem:
        if self.socket.is_link:
            hint = "Connect it to the node that comes before, or remove the node."
        else:
            hint = "Connect it, or give it a value, a variable or a graph input."
        return self._problem("no-source", "no connections exist when one is required.", hint)

    def _literal(self, value: Any) -> Iterator[Problem]:
        socket = self.socket
        if not socket.can_have_input_field or socket.datatype is None:
            kind = socket.datatype.name if socket.datatype else "link"
            yield self._problem(
                "value-not-allowed", f"a {kind} cannot be typed in.", "Connect it, or use a variable or graph input."
            )
        elif isinstance(socket, EnumInputSocket):
            yield from self._choice(socket, value)
        elif not socket.datatype.check_type(value, socket.is_list):
            mismatch = socket.datatype.mismatch(value, is_list=socket.is_list)
            yield self._problem("value-type", f"field failed type checking ({mismatch})", self._type_hint(value))

    def _choice(self, socket: EnumInputSocket[Any], value: Any) -> Iterator[Problem]:
        """Check the text of a choice; it stands for a value, which need not be a text."""
        if not isinstance(value, str) or socket.member(value) is None:
            options = ",".join(socket.enum_members)
            yield self._problem(
                "value-choice",
                f"fieldValue '{shortened(value)}' is not among its values, which are [{options}]",
                f"Choose one of {options}.",
            )

    def _type_hint(self, value: Any) -> str:
        in_quotes = quotes_hint(value, self.given.written) if self.socket.datatype is String else None
        return in_quotes or f"Give it a {_wanted(self.socket)}."

    def _variable(self, name: str) -> Iterator[Problem]:
        kind = self.socket.datatype.name if self.socket.datatype else "link"
        found = [
            node_type.variable_type(self.bound, entry, name)
            for entry in self.bound.setters.get(name.strip(), ())
            if (node_type := self.bound.node_type(entry)) is not None
        ]
        fits = any(
            known is not None and (known[0] is self.socket.datatype or self.socket.datatype is Dynamic)
            for known in found
        )
        if not fits:
            yield self._problem(
                "unknown-variable",
                f"no '{kind}' variable exists with the name '{name}'.",
                "Set the variable somewhere in the graph, with this datatype, or correct the name.",
                error_type="SocketError",
            )

    def _graph_input(self, name: str) -> Iterator[Problem]:
        declared = self.bound.input_by_name.get(name.strip())
        socket = self.socket
        fits = (
            declared is not None
            and socket.datatype is not None
            and (socket.datatype is Dynamic or declared.datatype == socket.datatype.name)
            and declared.is_list == socket.is_list
        )
        if not fits:
            yield self._problem(
                "unknown-graph-input",
                f"no Graph Input exists with name '{name}' that matches the socket, which takes a {_wanted(socket)}.",
                "Add such an input to the graph, or correct the name.",
            )

    def _connections(self) -> Iterator[Problem]:
        if len(self.given.connections) > 1 and not self.socket.is_list:
            yield self._problem(
                "too-many-connections",
                f"it has {len(self.given.connections)} connections and takes one.",
                "Remove all but one.",
                error_type="SocketTooManyConnections",
            )
        for connection in self.given.connections:
            problem = self._connection(connection)
            if problem:
                yield problem

    def _connection(self, connection: Connection) -> Problem | None:
        producer = self.bound.by_id.get(connection.node_id)
        if producer is None:
            return self._node_problem(f"No node exists with ID {connection.node_id}", "Remove the connection.")
        output = self.bound.shape(producer).outputs.get(connection.socket)
        if output is None:
            if self.bound.node_type(producer) is None or self.bound.shape(producer).error:
                return None  # the problem of the other node explains this one
            return self._node_problem(
                f"The node {producer.name} ({producer.id}) has no output called {connection.socket}",
                "Connect another output, or remove the connection.",
            )
        return self._fits(producer, output)

    def _fits(self, producer: NodeEntry, output: Socket) -> Problem | None:
        socket = self.socket
        where = f"socket '{output.name}' on node {producer.name} ({producer.id})"
        if output.is_link is not socket.is_link:
            message, error_type = f"{where} is of another kind: links join links only.", "SocketInvalidConnectionType"
        elif socket.datatype is not output.datatype and socket.datatype is not Dynamic:
            given = output.datatype.name if output.datatype else "link"
            message, error_type = (
                f"it takes a {_wanted(socket)}, but {where} gives a {given}.",
                "SocketInvalidDataType",
            )
        elif output.is_list and not socket.is_list:
            message, error_type = f"it takes a single value, but {where} gives a list.", "SocketInvalidConnectionType"
        else:
            return None
        return self._problem(
            "connection", message, "Connect another output, or put a cast between.", error_type=error_type
        )

    def _problem(self, code: str, message: str, hint: str, *, error_type: str = "SocketError") -> Problem:
        return Problem(
            code=code,
            message=message,
            hint=hint,
            graph=self.bound.name,
            node_id=self.entry.id,
            node_name=self.entry.name,
            socket=self.socket.name,
            error_type=error_type,
        )

    def _node_problem(self, message: str, hint: str) -> Problem:
        return Problem(
            code="connection",
            message=message,
            hint=hint,
            graph=self.bound.name,
            node_id=self.entry.id,
            node_name=self.entry.name,
            error_type="ValueError",
        )


def _wanted(socket: Socket) -> str:
    kind = socket.datatype.name if socket.datatype else "link"
    return f"list of {kind}" if socket.is_list else kind
