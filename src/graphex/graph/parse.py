"""Parsing graphs: the text of a file becomes a graph, or one clear error."""

from __future__ import annotations

import codecs
from typing import Any, Final

from graphex.graph.model import MISSING, Connection, Graph, GraphInput, GraphOutput, NodeEntry, SocketEntry
from graphex.graph.reading import GRAPH, LIMITS, GraphFormatError, read_yaml, too_large
from graphex.graph.scalars import settled

_NO_EXTRA: Final[dict[str, Any]] = {}
_BYTE_ORDER_MARKS: Final = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def parse_graph(text: str | bytes, *, source: str) -> Graph:
    """Parse the text of a graph file; GraphFormatError, naming `source` and the place, if it is none."""
    if len(text) > LIMITS.size:
        raise too_large(GRAPH, source, len(text))
    document = read_yaml(_decoded(text, source) if isinstance(text, bytes) else text, source)
    return _Parser(source).graph(document)


def _decoded(content: bytes, source: str) -> str:
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS.items() if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise GraphFormatError(
            f"Failed to load Graph from {source}: line {line} is no {encoding.upper()} text.",
            hint="Save the file with the encoding UTF-8.",
        ) from error
    return text.removeprefix("\ufeff")


class _Parser:
    """Turns the mappings and lists of a document into entries."""

    def __init__(self, source: str) -> None:
        self._source = source

    def graph(self, document: Any) -> Graph:
        """Make the graph of a document."""
        if document is None:
            raise self._error("the file is empty", hint="A graph has at least a node called Graph Start.")
        if not isinstance(document, dict):
            raise self._error("it is no mapping", hint="A graph begins with the key nodes:.")
        rest = dict(document)
        description = rest.pop("description", None)
        return Graph(
            description="" if description is None else _text(description),
            nodes=tuple([self._node(item) for item in self._list(rest, "nodes")]),
            inputs=tuple([self._graph_input(item) for item in self._list(rest, "inputs")]),
            outputs=tuple([self._graph_output(item) for item in self._list(rest, "outputs")]),
            extra=rest,
        )

    def _node(self, item: Any) -> NodeEntry:
        rest = self._mapping(item, "a node")
        name, node_id = self._required(rest, "name", "a node"), self._required(rest, "id", "a node")
        has_inputs = "inputs" in rest
        return NodeEntry(
            name,
            node_id,
            rest.pop("xy", MISSING),
            tuple([self._socket(item) for item in self._list(rest, "inputs")]),
            has_inputs,
            rest.pop("disabledVariableOutputs", MISSING),
            rest.pop("fieldValue", MISSING),
            rest.pop("color", MISSING),
            rest.pop("textColor", MISSING),
            rest.pop("requiresInventory", MISSING),
            rest or _NO_EXTRA,
        )

    def _socket(self, item: Any) -> SocketEntry:
        rest = self._mapping(item, "a socket")
        name = self._required(rest, "name", "a socket")
        has_connections = "connections" in rest
        connections = tuple([self._connection(text, item) for text in self._list(rest, "connections")])
        return SocketEntry(
            name,
            rest.pop("fieldValue", MISSING),
            rest.pop("variableName", MISSING),
            rest.pop("graphInputName", MISSING),
            connections,
            has_connections,
            rest or _NO_EXTRA,
            rest.written.get("fieldValue"),
        )

    def _connection(self, text: Any, owner: Any) -> Connection:
        node_id, separator, socket = text.partition("::") if isinstance(text, str) else ("", "", "")
        if not separator:
            raise self._error(
                f'the connection "{text}" has no "::"', owner, hint="A connection is a node's id, ::, and an output."
            )
        return Connection(node_id, socket)

    def _graph_input(self, item: Any) -> GraphInput:
        rest = self._mapping(item, "a graph input")
        name, datatype = (self._required(rest, key, "a graph input") for key in ("name", "datatype"))
        return GraphInput(
            name,
            datatype,
            rest.pop("isList", MISSING),
            rest.pop("isPassword", MISSING),
            rest.pop("description", MISSING),
            rest.pop("category", MISSING),
            settled(rest.pop("defaultValue", MISSING), as_text=datatype == "String"),
            rest.pop("enumOptions", MISSING),
            rest or _NO_EXTRA,
            rest.written.get("defaultValue"),
        )

    def _graph_output(self, item: Any) -> GraphOutput:
        rest = self._mapping(item, "a graph output")
        return GraphOutput(
            self._required(rest, "name", "a graph output"),
            self._required(rest, "datatype", "a graph output"),
            rest.pop("isList", MISSING),
            rest.pop("description", MISSING),
            rest or _NO_EXTRA,
        )

    def _mapping(self, item: Any, what: str) -> _Entry:
        if not isinstance(item, dict):
            raise self._error(f"{what} is {_shown(item)}, no mapping", item, hint="Write it as lines of key: value.")
        return _Entry(item)

    def _list(self, rest: dict[str, Any], key: str) -> list[Any]:
        value = rest.pop(key, None)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self._error(f"{key} is {_shown(value)}, no list", rest, hint=f"Begin each item of {key} with a dash.")
        return value

    def _required(self, rest: dict[str, Any], key: str, what: str) -> str:
        value = rest.pop(key, None)
        if value is None:
            raise self._error(f"{what} has no '{key}'", rest, hint=f"Add the key {key}.")
        if isinstance(value, dict | list):
            raise self._error(f"the '{key}' of {what} is {_shown(value)}", rest, hint=f"Give {key} a text.")
        return _text(value)

    def _error(self, problem: str, near: Any = None, *, hint: str) -> GraphFormatError:
        line = getattr(near, "line", None)
        place = f" (line {line})" if line else ""
        return GraphFormatError(f"Failed to load Graph from {self._source}: {problem}{place}.", hint=hint)


class _Entry(dict[str, Any]):
    """A copy of a mapping, from which keys are taken, that knows its line and how its values are written."""

    __slots__ = ("line", "written")

    def __init__(self, item: Any) -> None:
        super().__init__(item)
        self.line = item.line
        self.written = item.written


def _text(value: Any) -> str:
    return value if isinstance(value, str) else str(value)


def _shown(value: Any) -> str:
    match value:
        case dict():
            return "a mapping"
        case list():
            return "a list"
        case _:
            return f'"{str(value)[:80]}"'
