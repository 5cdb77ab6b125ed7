"""Readers: for each input of a node, a function that gives its present value in a run.

They are made once, when a graph is compiled, and are called each time a node reads the socket: sources are live.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from graphex.graph.model import MISSING
from graphex.graph.scalars import settled
from graphex.plugin.datatypes import Dynamic, String
from graphex.plugin.exceptions import SocketError
from graphex.plugin.inside import output_reader
from graphex.plugin.sockets.inputs import EnumInputSocket

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from graphex.engine.plan.bound import BoundGraph
    from graphex.graph.model import Connection, NodeEntry, SocketEntry
    from graphex.plugin.sockets.base import Socket

Reader: TypeAlias = "Callable[[Any], Any]"


def readers_of(bound: BoundGraph, entry: NodeEntry) -> dict[str, Reader]:
    """Make the readers of all inputs of a node that carry values."""
    given = {socket.name: socket for socket in entry.inputs}
    return {
        name: reader_of(bound, entry, socket, given.get(name))
        for name, socket in bound.shape(entry).inputs.items()
        if not socket.is_link
    }


def reader_of(bound: BoundGraph, entry: NodeEntry, socket: Socket, given: SocketEntry | None) -> Reader:
    """Make the reader of one input: a typed value comes before a variable, a graph input and connections."""
    if given is None:
        # A default is among the members of a choice; an optional choice may have none.
        return _default(entry, socket)
    if given.field_value is not MISSING:
        return _constant(_chosen(settled(given.field_value, as_text=socket.datatype is String), socket))
    if isinstance(given.variable_name, str):
        read = _variable(given.variable_name.strip(), entry, socket)
    elif isinstance(given.graph_input_name, str):
        read = _graph_input(given.graph_input_name.strip())
    elif given.connections:
        read = _connections(bound, given.connections, socket)
    else:
        return _nothing(entry, socket)
    return _member(read, entry, socket) if isinstance(socket, EnumInputSocket) else read


def _chosen(value: Any, socket: Socket) -> Any:
    """Return the value that the text of a choice stands for; other sockets take what is typed in."""
    if isinstance(socket, EnumInputSocket) and isinstance(value, str):
        return socket.enum_members.get(socket.member(value) or "", value)
    return value


def _constant(value: Any) -> Reader:
    if isinstance(value, list):
        # A node that changed what it reads would change the graph.
        return lambda _: list(value)
    return lambda _: value


def _default(entry: NodeEntry, socket: Socket) -> Reader:
    if socket.input_field is None:
        return _nothing(entry, socket)
    return _constant(socket.input_field)


def _nothing(entry: NodeEntry, socket: Socket) -> Reader:
    if socket.is_optional:
        return lambda _: None

    def refuse(_: Any) -> Any:
        raise SocketError(socket.name, entry.name, entry.id, "it has no source.")

    return refuse


def _variable(name: str, entry: NodeEntry, socket: Socket) -> Reader:
    datatype, is_list = socket.datatype, socket.is_list

    def read(runtime: Any) -> Any:
        value, found, found_list = runtime.get_variable(name)
        if found is not datatype and datatype is not Dynamic:
            problem = f"variable {name} is a {found.name}, not a {datatype.name if datatype else None}."
            raise SocketError(socket.name, entry.name, entry.id, problem)
        return [value] if is_list and not found_list else value

    return read


def _graph_input(name: str) -> Reader:
    return lambda runtime: runtime.get_input(name)[0]


def _connections(bound: BoundGraph, connections: Sequence[Connection], socket: Socket) -> Reader:
    if not socket.is_list:
        return output_reader(connections[0].node_id, connections[0].socket)
    parts = [output_reader(connection.node_id, connection.socket) for connection in connections]
    if len(parts) == 1 and _is_list(bound, connections[0]):
        return parts[0]

    def read(runtime: Any) -> list[Any]:
        values: list[Any] = []
        for read_part in parts:
            value = read_part(runtime)
            # A Data Container that is a list is joined item by item, as it has always been.
            if isinstance(value, list):
                values += value
            else:
                values.append(value)
        return values

    return read


def _is_list(bound: BoundGraph, connection: Connection) -> bool:
    producer = bound.by_id.get(connection.node_id)
    output = bound.shape(producer).outputs.get(connection.socket) if producer else None
    return output is not None and output.is_list


def _member(read: Reader, entry: NodeEntry, socket: EnumInputSocket[Any]) -> Reader:
    """Let only members through: a String in any case of letters, other values if they are equal to one."""
    members = socket.enum_members

    def checked(runtime: Any) -> Any:
        value = read(runtime)
        known = socket.member(value) is not None if socket.datatype is String else value in members.values()
        if not known:
            allowed = ",".join(members)
            raise SocketError(
                socket.name, entry.name, entry.id, f"'{value}' is not among its values, which are [{allowed}]."
            )
        return value

    return checked
