"""The run as its nodes see it: each thing that they ask for is handed on to the part of the run that does it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphex.engine.run.execution import Execution
from graphex.engine.run.failures import Failures

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from graphex.engine.events.emitter import Emitter
    from graphex.engine.plan.bound import BoundGraph
    from graphex.engine.plan.plan import Plan, Step
    from graphex.engine.run.logger import EventLogger
    from graphex.engine.run.runtime import GraphRuntime
    from graphex.engine.run.threads import NodeThread
    from graphex.engine.run.values import Values
    from graphex.plugin.datatypes import DataType
    from graphex.plugin.node import Node
    from graphex.plugin.protocols import Entry
    from graphex.plugin.registry import Registry


class Runtime:
    """What nodes know as their run: that of a graph, or a thread of one.

    The names are those of the plugin API. Nothing is done here: values, execution, failures, threads and deferred work
    are parts of their own.
    """

    root: GraphRuntime
    """The run of the graph, which has the threads and the deferred work."""

    def __init__(
        self,
        plan: Plan,
        values: Values,
        emitter: Emitter,
        logger: EventLogger,
        *,
        verbose_errors: bool,
        in_thread: bool,
    ) -> None:
        self.plan = plan
        self.graph: BoundGraph = plan.graph
        self.registry: Registry = plan.graph.registry
        self.steps: dict[str, Step] = plan.steps
        self.emitter = emitter
        self.logger = logger
        self.verbose_errors = verbose_errors
        self.in_thread = in_thread
        """Whether interrupts do not arrive here, so that the run must look for them."""
        self.thread: NodeThread | None = None
        self.values = values
        self.scope = values.scope
        self.nodes = values.nodes
        self.variables = values.variables
        self.inputs = values.inputs
        self.outputs = values.outputs
        # Nodes call these two most of all, so there is no call in between.
        self.set_variable = values.set_variable
        self.get_variable = values.get_variable
        self.failures = Failures(self)
        self.execution = Execution(self)

    @property
    def thread_number(self) -> int | None:
        """The number of the thread that runs here, or None in the main one."""
        return self.thread.thread_id if self.thread else None

    @property
    def azure_integration(self) -> bool:
        """Whether the log is read by an Azure pipeline."""
        return self.logger.azure_integration

    @property
    def stopping(self) -> bool:
        """Whether the run was told to stop before its next node."""
        return self.root.stopping

    # Nodes

    def get_node(self, node_id: str) -> Node:
        """Return the last instance of a node, or a new one if it has not run."""
        known = self.nodes.get(node_id)
        if known is None:
            step = self.steps[node_id]
            known = step.node_type(self, step.entry)
        return known

    def reset_node(self, node_metadata: Entry) -> Node:
        """Replace the instance of a node by a new one without values."""
        step = self.steps[node_metadata["id"]]
        node = self.nodes[step.id] = step.node_type(self, step.entry)
        return node

    def successors(self, node: Node, socket_name: str | None) -> list[Entry]:
        """Return the entries of the nodes that follow on one link output, or on all."""
        links = self.steps[node.id].links
        if socket_name is None:
            return [step.entry for steps in links.values() for step in steps]
        if socket_name not in links:
            raise ValueError(f"[{node.name} ({node.id})] has no link output {socket_name}.")
        return [step.entry for step in links[socket_name]]

    def execute_node(self, node_metadata: Entry) -> None:
        """Run a node and all that follows it; what old plugins call for their branches."""
        self.execution.execute(self.steps[node_metadata["id"]])

    def run_subgraph(self, node: Node, path: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """Run another graph to its end and give its outputs; SubGraphRuntimeError if it fails."""
        return self.root.run_child(self, node, path, inputs)

    # Values

    def has_variable(self, name: str) -> bool:
        """Return whether a variable is set."""
        return name in self.variables

    def get_input(self, name: str) -> tuple[Any, DataType[Any], bool, bool]:
        """Return value, datatype, list flag and password flag of a graph input."""
        return self.values.get_input(name)

    def set_output(self, name: str, datatype: DataType[Any], is_list: bool, value: Any) -> None:
        """Set a graph output."""
        self.values.set_output(name, datatype, is_list, value)

    def get_output(self, name: str) -> tuple[Any, DataType[Any], bool]:
        """Return value, datatype and list flag of a graph output; RuntimeError if it is not set."""
        return self.values.get_output(name)

    # Deferred work

    def defer(self, func: Callable[[], Any], insert_back: bool = False, origin_node: Node | None = None) -> None:
        """Call a function when the run ends: the last deferred first, or after all others."""
        self.root.deferred.add(func, insert_back=insert_back, origin=origin_node)

    def defer_exception(self, exc: BaseException) -> None:
        """Report an error when the run ends."""
        self.root.deferred.errors.append(exc)

    def fail_later(self, node: Node, error: BaseException) -> None:
        """Report an error of a node when the run ends."""
        failure = self.failures.of_node(node, error)
        failure.is_deferred = True
        self.defer_exception(failure)

    # Threads

    @property
    def threads(self) -> Sequence[NodeThread]:
        """All threads of the run by their numbers."""
        return self.root.thread_list.all

    def execute_node_in_thread(  # noqa: PLR0917 - plugins call it so
        self,
        md: Entry,
        forked: bool,
        daemon: bool,
        pool: str | None = None,
        max_workers: int | None = None,
        buffer_logs: bool = False,
        start_immediately: bool = True,
    ) -> NodeThread:
        """Run a node and all that follows it in a thread, on a copy of the values or sharing them."""
        options = (forked, daemon, pool, max_workers, buffer_logs, start_immediately)
        return self.root.thread_list.start_node(self, md, options)

    def own_threads(self) -> list[NodeThread]:
        """Return the threads that were started from here."""
        return self.root.thread_list.started_by(self)

    def get_thread(self, thread_id: int) -> NodeThread:
        """Return a thread by its number; RuntimeError if there is none."""
        return self.root.thread_list.get(thread_id)
