"""Building graphs for tests, and running them in this process."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphex.engine import BoundGraph, GraphLibrary, GraphRuntime, RunOptions, compile_plan
from graphex.engine.events import types as events
from graphex.engine.events.wants import Wants
from graphex.graph.model import MISSING, Connection, Graph, GraphInput, GraphOutput, NodeEntry, SocketEntry
from graphex.plugin.discovery.loading import register_built_in
from graphex.plugin.node_types import NodeTypes
from graphex.plugin.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphex.engine import Outcome
    from graphex.plugin import Node

START = NodeEntry("Graph Start", "start")


@cache
def built_in() -> Registry:
    """Return a registry with the built-in node types; tests must not change it."""
    registry = Registry()
    register_built_in(registry)
    registry.register_dynamics()
    return registry


def with_nodes(*node_types: type[Node]) -> Registry:
    """Return a registry with further node types."""
    registry = copy.copy(built_in())
    registry.nodes = NodeTypes({**registry.nodes, **{node_type.name: node_type for node_type in node_types}})
    return registry


def connect(*sources: str) -> SocketEntry:
    """Make a socket entry without a name that is connected to outputs, each written `node::output`."""
    connections = tuple(Connection(*source.split("::")) for source in sources)
    return SocketEntry("", connections=connections, has_connections=True)


def variable(name: str) -> SocketEntry:
    """Make a socket entry without a name that reads a variable."""
    return SocketEntry("", variable_name=name)


def graph_input(name: str) -> SocketEntry:
    """Make a socket entry without a name that reads a graph input."""
    return SocketEntry("", graph_input_name=name)


def node(
    name: str, node_id: str, after: str | None = None, sockets: Mapping[str, Any] | None = None, value: Any = MISSING
) -> NodeEntry:
    """Make a node: what it follows (`node` or `node::branch`), its sockets (values or entries), its field."""
    entries = [_socket(socket, source) for socket, source in (sockets or {}).items()]
    if after is not None:
        source = after if "::" in after else f"{after}::_forward"
        entries.append(_socket("_backward", connect(source)))
    return NodeEntry(name, node_id, inputs=tuple(entries), field_value=value)


def _socket(name: str, source: Any) -> SocketEntry:
    if source is None:
        return SocketEntry(name)
    if not isinstance(source, SocketEntry):
        return SocketEntry(name, field_value=source)
    return replace(source, name=name)


def log(node_id: str, after: str, text: Any) -> NodeEntry:
    """Make a node that logs a text or what a socket entry gives."""
    return node("Log (Print)", node_id, after, {"String": text, "Level": "info"})


@dataclass
class Reader:
    """Keeps the events of a run."""

    wants: Wants = field(default_factory=Wants)
    events: list[Any] = field(default_factory=list)

    def __call__(self, event: Any) -> None:
        """Take an event."""
        self.events.append(event)

    @property
    def lines(self) -> list[str]:
        """What was logged at level INFO and above."""
        return [event.text for event in self.events if isinstance(event, events.Log) and event.level != "DEBUG"]

    def of(self, kind: type[Any]) -> list[Any]:
        """Return the events of one kind."""
        return [event for event in self.events if isinstance(event, kind)]


@dataclass
class Run:
    """A run that ended."""

    outcome: Outcome
    reader: Reader
    runtime: GraphRuntime

    @property
    def lines(self) -> list[str]:
        """What was logged at level INFO and above."""
        return self.reader.lines

    @property
    def errors(self) -> list[str]:
        """The names of the errors that the run ended with."""
        return [getattr(error, "error_type", type(error).__name__) for error in self.outcome.errors]


def bind(*nodes: NodeEntry, root: Path | None = None, **parts: Any) -> BoundGraph:
    """Join nodes to a graph of the built-in library; the start is added."""
    inputs: tuple[GraphInput, ...] = parts.pop("inputs", ())
    outputs: tuple[GraphOutput, ...] = parts.pop("outputs", ())
    document = Graph(nodes=(START, *nodes), inputs=inputs, outputs=outputs)
    return GraphLibrary(root or Path(), parts.pop("registry", built_in())).bind(document, "/main.gx")


def run(*nodes: NodeEntry, values: Mapping[str, Any] | None = None, **parts: Any) -> Run:
    """Run a graph of these nodes."""
    wants_nodes = parts.pop("wants_nodes", False)
    reader = Reader(parts.pop("wants", Wants(nodes=wants_nodes, values=wants_nodes)))
    options = parts.pop("options", RunOptions(level="DEBUG"))
    runtime = GraphRuntime(compile_plan(bind(*nodes, **parts)), values or {}, events=reader, options=options)
    return Run(runtime.run(), reader, runtime)
