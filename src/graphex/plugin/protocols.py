"""What nodes may ask of the graph they stand in and of the run they belong to; the engine implements it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from graphex.plugin.datatypes import DataType
    from graphex.plugin.log import GraphexLogger
    from graphex.plugin.node import Node
    from graphex.plugin.registry import Registry
    from graphex.plugin.shape import NodeShape

Entry: TypeAlias = Any
"""An entry of a graph file (of `nodes`, `inputs`, `outputs`): a mapping with the names of the file as keys."""


class GraphView(Protocol):
    """A graph together with the node types that it uses."""

    @property
    def name(self) -> str:
        """The path below the root, with a leading slash."""

    @property
    def root(self) -> Path:
        """The directory below which graphs are found."""

    @property
    def description(self) -> str:
        """What the graph says of itself."""

    @property
    def registry(self) -> Registry:
        """The node types and datatypes that are known."""

    @property
    def nodes(self) -> Sequence[Entry]:
        """The entries of the nodes in file order."""

    @property
    def inputs(self) -> Sequence[Entry]:
        """The entries of the graph inputs in file order."""

    @property
    def outputs(self) -> Sequence[Entry]:
        """The entries of the graph outputs in file order."""

    def get_node(self, node_id: str) -> Entry:
        """Return the entry of a node; ValueError if there is none."""

    def shape(self, entry: Entry) -> NodeShape:
        """Return the sockets that a node of this graph has."""

    def datatype_of_input(self, entry: Entry, socket_name: str) -> DataType[Any] | None:
        """Return the datatype of what feeds an input socket, or None while that is unknown."""

    def variable_of(self, name: str) -> tuple[DataType[Any], bool] | None:
        """Return datatype and list flag of a variable that some node of the graph sets, or None."""

    def subgraph(self, path: str) -> GraphView:
        """Load another graph below the same root; an error says why it cannot be used."""


class Step(Protocol):
    """A node as the plan of a run knows it."""

    @property
    def readers(self) -> Mapping[str, Callable[[Any], Any]]:
        """By input socket, the function that reads its present value from a run."""

    @property
    def shape(self) -> NodeShape:
        """The sockets of the node."""

    @property
    def unsaved(self) -> frozenset[str]:
        """The outputs that would save a variable, but were told not to."""


class ThreadView(Protocol):
    """A branch that runs in a thread of its own."""

    @property
    def thread_id(self) -> int:
        """The number of the thread."""

    @property
    def pool(self) -> str | None:
        """The group that the thread belongs to."""

    @property
    def exception(self) -> BaseException | None:
        """What ended the thread, if it failed."""

    def start(self) -> None:
        """Begin to run; for a thread that was made without that."""

    def join(self, merge_forked_state: bool) -> None:
        """Wait for the end, and merge the values of a copy if asked."""


class RuntimeView(Protocol):
    """A run of a graph, as its nodes see it."""

    @property
    def logger(self) -> GraphexLogger:
        """Where nodes log, which adds no prefix."""

    @property
    def azure_integration(self) -> bool:
        """Whether the log is read by an Azure pipeline."""

    @property
    def inputs(self) -> Mapping[str, tuple[Any, DataType[Any], bool, bool]]:
        """By graph input: value, datatype, list flag, and whether it must stay hidden."""

    @property
    def variables(self) -> Mapping[str, tuple[Any, DataType[Any], bool]]:
        """By variable: value, datatype and list flag."""

    @property
    def graph(self) -> GraphView:
        """The graph that runs."""

    @property
    def registry(self) -> Registry:
        """The node types and datatypes that are known."""

    @property
    def steps(self) -> Mapping[str, Step]:
        """The nodes of the plan by their ids."""

    def execute_node(self, node_metadata: Entry) -> None:
        """Run a node and what follows it."""

    def successors(self, node: Node, socket_name: str | None) -> list[Entry]:
        """Return the entries of the nodes that follow on one link output, or on all."""

    def set_variable(self, name: str, datatype: DataType[Any], is_list: bool, value: Any) -> None:
        """Set a variable; RuntimeError if it exists with another datatype or list flag."""

    def get_variable(self, name: str) -> tuple[Any, DataType[Any], bool]:
        """Return value, datatype and list flag of a variable; RuntimeError if it is not set."""

    def has_variable(self, name: str) -> bool:
        """Return whether a variable is set."""

    def get_input(self, name: str) -> tuple[Any, DataType[Any], bool, bool]:
        """Return value, datatype, list flag and password flag of a graph input."""

    def set_output(self, name: str, datatype: DataType[Any], is_list: bool, value: Any) -> None:
        """Set a graph output."""

    def defer(self, func: Callable[[], Any], insert_back: bool = False, origin_node: Node | None = None) -> None:
        """Call a function when the run ends: the last deferred first, or after all others."""

    def defer_exception(self, exc: BaseException) -> None:
        """Report an error when the run ends."""

    def fail_later(self, node: Node, error: BaseException) -> None:
        """Report an error of a node when the run ends."""

    def execute_node_in_thread(  # noqa: PLR0917 - plugins call it so
        self,
        md: Entry,
        forked: bool,
        daemon: bool,
        pool: str | None = None,
        max_workers: int | None = None,
        buffer_logs: bool = False,
        start_immediately: bool = True,
    ) -> ThreadView:
        """Run a node and all that follows it in a thread, on a copy of the values or sharing them."""

    def get_thread(self, thread_id: int) -> ThreadView:
        """Return a thread by its number; RuntimeError if there is none."""

    def own_threads(self) -> Sequence[ThreadView]:
        """Return the threads that were started from here."""

    def run_subgraph(self, node: Node, path: str, inputs: Mapping[str, Any]) -> Mapping[str, Any]:
        """Run another graph to its end and give its outputs; SubGraphRuntimeError if it fails."""
