"""The values of a run: node instances, variables, graph inputs and outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphex.engine.events import types as events

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from graphex.engine.events.emitter import Emitter
    from graphex.engine.plan.bound import BoundGraph
    from graphex.engine.plan.plan import Plan, Step
    from graphex.engine.run.deferred import Deferred
    from graphex.engine.run.logger import EventLogger
    from graphex.engine.run.runtime import GraphRuntime
    from graphex.engine.run.threads import NodeThread, Threads
    from graphex.plugin.datatypes import DataType
    from graphex.plugin.node import Node
    from graphex.plugin.protocols import Entry
    from graphex.plugin.registry import Registry


class Values:
    """What the nodes of a run read and write, and what they may ask of the run."""

    deferred: Deferred
    thread_list: Threads
    scope: str
    verbose_errors: bool

    def __init__(self, plan: Plan, emitter: Emitter, logger: EventLogger) -> None:
        self.plan = plan
        self.graph: BoundGraph = plan.graph
        self.registry: Registry = plan.graph.registry
        self.steps: dict[str, Step] = plan.steps
        self.emitter = emitter
        self.wants = emitter.wants
        """What the readers of the events want to hear at present."""
        self.logger = logger
        self.nodes: dict[str, Node] = {}
        """By id, the last instance of each node that has run."""
        self.variables: dict[str, tuple[Any, DataType[Any], bool]] = {}
        self.inputs: dict[str, tuple[Any, DataType[Any], bool, bool]] = {}
        self.outputs: dict[str, tuple[Any, DataType[Any], bool]] = {}
        self.thread: NodeThread | None = None

    @property
    def root(self) -> GraphRuntime:
        """The run that owns threads, deferred work and graph inputs."""
        raise NotImplementedError

    @property
    def thread_number(self) -> int | None:
        """The number of the thread that runs here, or None in the main one."""
        return self.thread.thread_id if self.thread else None

    @property
    def azure_integration(self) -> bool:
        """Whether the log is read by an Azure pipeline."""
        return self.logger.azure_integration

    @property
    def threads(self) -> Sequence[NodeThread]:
        """All threads of the run by their numbers."""
        return self.root.thread_list.all

    def get_node(self, node_id: str) -> Node:
        """Give the last instance of a node, or a new one if it has not run."""
        known = self.nodes.get(node_id)
        if known is None:
            step = self.steps[node_id]
            known = step.node_type(self, step.entry)  # type: ignore[arg-type]  # Execution is the protocol
        return known

    def reset_node(self, node_metadata: Entry) -> Node:
        """Replace the instance of a node by a new one without values."""
        self.nodes.pop(node_metadata["id"], None)
        node = self.nodes[node_metadata["id"]] = self.get_node(node_metadata["id"])
        return node

    def successors(self, node: Node, socket_name: str | None) -> list[Entry]:
        """List the entries of the nodes that follow on one link output, or on all."""
        links = self.steps[node.id].links
        if socket_name is None:
            return [step.entry for steps in links.values() for step in steps]
        if socket_name not in links:
            raise ValueError(f"[{node.name} ({node.id})] has no link output {socket_name}.")
        return [step.entry for step in links[socket_name]]

    # Variables

    def set_variable(self, name: str, datatype: DataType[Any], is_list: bool, value: Any) -> None:
        """Set a variable; RuntimeError if it exists with another datatype or list flag."""
        known = self.variables.get(name)
        if known is not None:
            if known[1] is not datatype:
                problem = f"Variable already exists as a different DataType ({known[1].name})"
                raise RuntimeError(f'Failed to set Variable "{name}": {problem}')
            if known[2] is not is_list:
                problem = f"Variable already exists with a different List-value ({known[2]})"
                raise RuntimeError(f'Failed to set Variable "{name}": {problem}')
        if not datatype.check_type(value, is_list):
            raise datatype.mismatch(value, is_list=is_list)
        self.variables[name] = (value, datatype, is_list)
        if self.wants.values:
            self.emitter.emit(
                events.VariableSet,
                name=name,
                datatype=datatype.name,
                is_list=is_list,
                value=self.emitter.preview(value),
                scope=self.scope,
            )

    def get_variable(self, name: str) -> tuple[Any, DataType[Any], bool]:
        """Give value, datatype and list flag of a variable; RuntimeError if it is not set."""
        try:
            return self.variables[name]
        except KeyError:
            raise RuntimeError(f'No Variable exists with name "{name}"') from None

    def has_variable(self, name: str) -> bool:
        """Tell whether a variable is set."""
        return name in self.variables

    # Graph inputs and outputs

    def get_input(self, name: str) -> tuple[Any, DataType[Any], bool, bool]:
        """Give value, datatype, list flag and password flag of a graph input."""
        try:
            return self.inputs[name]
        except KeyError:
            raise RuntimeError(f'No Graph Input exists with name "{name}"') from None

    def set_output(self, name: str, datatype: DataType[Any], is_list: bool, value: Any) -> None:
        """Set a graph output."""
        datatype.assert_type(value, is_list)
        self.outputs[name] = (value, datatype, is_list)
        if not self.scope or self.wants.values:
            shown, truncated = self.emitter.json_value(value)
            self.emitter.emit(
                events.Output,
                name=name,
                datatype=datatype.name,
                is_list=is_list,
                value=shown,
                truncated=truncated,
                scope=self.scope,
            )

    def get_output(self, name: str) -> tuple[Any, DataType[Any], bool]:
        """Give value, datatype and list flag of a graph output; RuntimeError if it is not set."""
        try:
            return self.outputs[name]
        except KeyError:
            raise RuntimeError(f'No Graph Output exists with name "{name}"') from None

    # Deferred work and threads

    def defer(self, func: Callable[[], Any], insert_back: bool = False, origin_node: Node | None = None) -> None:
        """Call a function when the run ends: the last deferred first, or after all others."""
        self.root.deferred.add(func, insert_back=insert_back, origin=origin_node)

    def defer_exception(self, exc: BaseException) -> None:
        """Report an error when the run ends."""
        self.root.deferred.errors.append(exc)

    def get_thread(self, thread_id: int) -> NodeThread:
        """Give a thread by its number; RuntimeError if there is none."""
        return self.root.thread_list.get(thread_id)
