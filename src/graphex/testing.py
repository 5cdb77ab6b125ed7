"""For tests of plugins: run one node on its own, with real values, as the engine does; make the index of a package.

run = run_node(AddNumbers, {"Numbers": [1, 2]})
assert run.outputs == {"Result": 3}
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from graphex.engine import GraphLibrary, GraphRuntime, NodeRuntimeError, RunOptions, check_graph, compile_plan
from graphex.engine.events import types as events
from graphex.engine.events.wants import Wants
from graphex.graph.model import MISSING, Connection, Graph, GraphInput, NodeEntry, SocketEntry
from graphex.plugin.datatypes import Dynamic
from graphex.plugin.discovery.index import index_of
from graphex.plugin.discovery.loading import register_built_in
from graphex.plugin.inside import given_values
from graphex.plugin.kinds import NodeType
from graphex.plugin.node import Node
from graphex.plugin.node_types import NodeTypes
from graphex.plugin.registry import Registry
from graphex.plugin.sockets.field import InputField
from graphex.plugin.sockets.inputs import ListInputSocket

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graphex.plugin.datatypes import DataType
    from graphex.plugin.sockets.base import Socket

__all__ = ["NodeRun", "index_of", "run_node"]

_NODE = "Node-0"


@dataclass(frozen=True, slots=True)
class NodeRun:
    """What a node did: the values of its outputs, its log, and the branches that ran, in their order.

    An output that the node disabled is not among `outputs`.
    """

    outputs: dict[str, Any]
    logs: list[tuple[str, str]] = field(default_factory=list)
    branches: list[str] = field(default_factory=list)


class _Mark(Node):
    """Stands at the end of a branch and notes that it ran."""

    name = "Test Mark"
    categories: ClassVar[Sequence[str]] = ()
    color = "#000000"
    field = InputField("")

    def run(self) -> None:
        """Note the branch."""
        self._runtime.logger.write(f"{_MARK}{self.field}", "INFO")


_MARK = "\0branch "


class _Reader:
    def __init__(self) -> None:
        self.wants = Wants()
        self.events: list[events.Event] = []

    def __call__(self, event: events.Event) -> None:
        self.events.append(event)


def run_node(
    node_type: type[Node],
    inputs: Mapping[str, Any] | None = None,
    *,
    field: Any = MISSING,
    variables: Mapping[str, Any] | None = None,
    root: Path | None = None,
) -> NodeRun:
    """Run one node with values for its inputs; raises what the node raises, and ValueError for inputs that do not fit.

    `field` is the value of the node's field. `variables` are set before the run. Graphs that the node runs are looked
    for below `root`.
    """
    registry = _registry_with(node_type)
    library = GraphLibrary(root or Path(), registry)
    bound = library.bind(_graph(registry, node_type, inputs or {}, field), "/test.gx")
    problems = check_graph(bound)
    if problems:
        raise ValueError("; ".join(f"{problem.place}: {problem.message}" for problem in problems))
    reader = _Reader()
    values = {f"input {name}": value for name, value in (inputs or {}).items() if value is not None}
    runtime = GraphRuntime(compile_plan(bound), values, events=reader, options=RunOptions(level="DEBUG"))
    for name, value in (variables or {}).items():
        datatype, is_list = _datatype_of(registry, value)
        runtime.set_variable(name, datatype, is_list, value)
    outcome = runtime.run()
    for error in outcome.errors:
        raise error.exception if isinstance(error, NodeRuntimeError) else error
    lines: list[tuple[str, str]] = [
        (event.level, event.text) for event in reader.events if isinstance(event, events.Log)
    ]
    lines += [("IMAGE", event.url) for event in reader.events if isinstance(event, events.Image)]
    logs = [line for line in lines if _MARK not in line[1] and not line[1].startswith("Graph /test.gx completed")]
    return NodeRun(
        given_values(runtime.nodes[_NODE]),
        logs,
        [text.removeprefix(_MARK) for _, text in lines if text.startswith(_MARK)],
    )


@cache
def _built_in() -> Registry:
    registry = Registry()
    register_built_in(registry)
    registry.register_dynamics()
    return registry


def _registry_with(node_type: type[Node]) -> Registry:
    registry = copy.copy(_built_in())
    own = [socket.datatype for socket in node_type.shape().sockets if socket.datatype is not None]
    registry.datatypes = {**registry.datatypes, **{datatype.name: datatype for datatype in own}}
    registry.nodes = NodeTypes(
        {**registry.nodes, _Mark.name: _Mark, _Consume.name: _Consume, node_type.name: node_type}
    )
    return registry


def _graph(registry: Registry, node_type: type[Node], inputs: Mapping[str, Any], node_field: Any) -> Graph:
    """Make a graph of a start, the node, and a mark on each of its branches; values come from graph inputs."""
    declared = [_graph_input(registry, node_type, name, value) for name, value in inputs.items() if value is not None]
    sockets = [
        SocketEntry(name) if value is None else SocketEntry(name, graph_input_name=f"input {name}")
        for name, value in inputs.items()
    ]
    given = set(inputs)
    sockets += [
        SocketEntry(name) for name, s in node_type.shape().inputs.items() if s.is_optional and name not in given
    ]
    start = NodeEntry("Graph Start", "GraphStart-0")
    if node_type.node_type is NodeType.ACTION:
        sockets.append(_link("GraphStart-0", "_forward"))
    node = NodeEntry(node_type.name, _NODE, inputs=tuple(sockets), field_value=node_field)
    draft = GraphLibrary(Path(), registry).bind(Graph(nodes=(start, node), inputs=tuple(declared)), "/draft.gx")
    marks = [
        NodeEntry(_Mark.name, f"Mark-{number}", inputs=(_link(_NODE, name),), field_value=name)
        for number, name in enumerate(draft.shape(node).link_outputs)
    ]
    if node_type.node_type is not NodeType.ACTION:
        marks += [_consumer(node, name) for name in list(draft.shape(node).data_outputs)[:1]]
    return Graph(nodes=(start, node, *marks), inputs=tuple(declared))


class _Consume(Node):
    """Reads the output of a node without links, which makes it run."""

    name = "Test Consume"
    categories: ClassVar[Sequence[str]] = ()
    color = "#000000"

    values = ListInputSocket(Dynamic, "Values", "Several of anything.")

    def run(self) -> None:
        """Nothing is to be done: what feeds the node has run before."""


def _consumer(node: NodeEntry, output: str) -> NodeEntry:
    fed = SocketEntry("Values", connections=(Connection(_NODE, output),), has_connections=True)
    return NodeEntry(_Consume.name, f"Consume-{node.id}", inputs=(fed, _link("GraphStart-0", "_forward")))


def _graph_input(registry: Registry, node_type: type[Node], name: str, value: Any) -> GraphInput:
    socket: Socket | None = node_type.shape().inputs.get(name)
    if socket is not None and socket.datatype is not None and socket.datatype is not Dynamic:
        datatype, is_list = socket.datatype, socket.is_list
    else:
        datatype, is_list = _datatype_of(registry, value)
        is_list = is_list if socket is None else socket.is_list
    return GraphInput(f"input {name}", datatype.name, is_list or MISSING)


def _datatype_of(registry: Registry, value: Any) -> tuple[DataType[Any], bool]:
    is_list = isinstance(value, list)
    sample = value[0] if is_list and value else "" if is_list else value
    kinds = [kind for kind in registry.datatypes.values() if kind is not Dynamic and kind.check_type(sample)]
    # A Boolean is a number, too; the narrower kind is meant.
    kinds.sort(key=lambda kind: kind.true_type is not bool)
    return kinds[0], is_list


def _link(node_id: str, socket: str) -> SocketEntry:
    return SocketEntry("_backward", connections=(Connection(node_id, socket),), has_connections=True)
