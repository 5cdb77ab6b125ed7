"""Plans: a graph compiled for running, with every name resolved once."""

from __future__ import annotations

from collections import defaultdict
from enum import Enum
from typing import TYPE_CHECKING, Any

from graphex.engine.plan.readers import readers_of
from graphex.plugin.kinds import NodeType
from graphex.plugin.node import Node

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphex.engine.plan.bound import BoundGraph
    from graphex.engine.plan.readers import Reader
    from graphex.graph.model import NodeEntry
    from graphex.plugin.shape import NodeShape

_FLAT = 512
"""So many evaluations before a node are kept as a list; longer orders, which double with each level of a graph that is
made to, are walked instead."""


class Continuation(Enum):
    """How a run goes on after the work of a node."""

    NEXT = "next"
    """With what is connected to its link outputs."""
    FLOW = "flow"
    """As the node's `flow` says."""
    OWN = "own"
    """By the node's own `run_next`, which runs its branches itself."""


class Step:
    """A node of a plan: its type, its readers, what is evaluated before it and what follows."""

    __slots__ = (
        "before",
        "continuation",
        "entry",
        "evaluation",
        "id",
        "links",
        "name",
        "next",
        "node_type",
        "output_count",
        "readers",
        "rest",
        "shape",
        "turn_branch",
        "turn_step",
        "unsaved",
    )

    def __init__(self, entry: NodeEntry, node_type: type[Node], shape: NodeShape) -> None:
        self.entry = entry
        self.id = entry.id
        self.name = entry.name
        self.node_type = node_type
        self.shape = shape
        self.output_count = len(shape.data_outputs)
        self.unsaved = frozenset(entry.get("disabledVariableOutputs") or ())
        self.readers: dict[str, Reader] = {}
        self.before: tuple[Step, ...] = ()
        """The nodes without links that feed this one: for each socket, each of them once."""
        self.evaluation: tuple[Step, ...] | None = ()
        """All evaluations before this node, in order, where they are few enough to be listed."""
        self.links: dict[str, tuple[Step, ...]] = {}
        """By link output, the nodes that follow."""
        self.next: Step | None = None
        self.rest: tuple[Step, ...] = ()
        """What follows `next`, for a node with several link outputs that runs them one after another."""
        self.continuation = _continuation(node_type)
        self.turn_branch = node_type.turn_branch or ""
        self.turn_step: Step | None = None
        """What follows on the branch of a loop's turns, if it is one node."""

    def __repr__(self) -> str:
        return f"<Step {self.name} ({self.id})>"


class Plan:
    """A compiled graph."""

    def __init__(self, graph: BoundGraph, steps: dict[str, Step], start: Step) -> None:
        self.graph = graph
        self.steps = steps
        self.start = start

    def predecessors(self, node_id: str, count: int) -> list[Step]:
        """Return up to so many nodes that lead to a node by links, the nearest last."""
        found: list[Step] = []
        step = self.steps.get(node_id)
        while step is not None and len(found) < count:
            step = self._predecessor(step)
            if step is not None:
                found.insert(0, step)
        return found

    def _predecessor(self, step: Step) -> Step | None:
        for socket in step.entry.inputs:
            known = step.shape.inputs.get(socket.name)
            if known is not None and known.is_link and socket.connections:
                return self.steps.get(socket.connections[0].node_id)
        return None


def compile_plan(bound: BoundGraph) -> Plan:
    """Compile a graph that has no problems."""
    steps = {step.id: step for step in _steps(bound)}
    for step in steps.values():
        step.readers = readers_of(bound, step.entry)
        step.before = _feeding(step, steps)
    _list_evaluations(steps)
    _link(steps)
    return Plan(bound, steps, start_of(steps))


def start_of(steps: dict[str, Step]) -> Step:
    """Find the node that a run begins with: it has link outputs and no link inputs."""
    return next(step for step in steps.values() if is_start(step.shape))


def is_start(shape: NodeShape) -> bool:
    """Return whether a node with these sockets begins a run."""
    return bool(shape.link_outputs) and not any(socket.is_link for socket in shape.inputs.values())


def evaluation_order(step: Step) -> Iterator[Step]:
    """Walk what is evaluated before a node: what feeds it, each after what feeds that in turn."""
    stack: list[tuple[Step, Iterator[Step]]] = [(step, iter(step.before))]
    while stack:
        current, feeding = stack[-1]
        producer = next(feeding, None)
        if producer is not None:
            stack.append((producer, iter(producer.before)))
            continue
        stack.pop()
        if stack:
            yield current


def _steps(bound: BoundGraph) -> Iterator[Step]:
    for entry in bound.nodes:
        node_type = bound.node_type(entry)
        if node_type is not None and node_type.node_type is not NodeType.COMMENT:
            yield Step(entry, node_type, bound.shape(entry))


def _continuation(node_type: type[Node]) -> Continuation:
    if node_type.run_next is not Node.run_next:
        return Continuation.OWN
    return Continuation.FLOW if node_type.flow is not Node.flow else Continuation.NEXT


def _feeding(step: Step, steps: dict[str, Step]) -> tuple[Step, ...]:
    before: list[Step] = []
    for socket in step.entry.inputs:
        producers = dict.fromkeys(connection.node_id for connection in socket.connections)
        found = (steps.get(node_id) for node_id in producers)
        before += [producer for producer in found if producer is not None and not producer.shape.has_links]
    return tuple(before)


def _list_evaluations(steps: dict[str, Step]) -> None:
    """List for each step what is evaluated before it, the feeding steps first; None where that is too long."""
    for step in _feeding_first(steps):
        listed: list[Step] = []
        known = True
        for producer in step.before:
            if producer.evaluation is None or len(listed) + len(producer.evaluation) >= _FLAT:
                known = False
                break
            listed += [*producer.evaluation, producer]
        step.evaluation = tuple(listed) if known else None


def _feeding_first(steps: dict[str, Step]) -> Iterator[Step]:
    """Walk all steps, each after those that feed it."""
    seen: set[str] = set()
    for first in steps.values():
        stack = [(first, iter(first.before))] if first.id not in seen else []
        seen.add(first.id)
        while stack:
            step, feeding = stack[-1]
            producer = next((found for found in feeding if found.id not in seen), None)
            if producer is None:
                stack.pop()
                yield step
            else:
                seen.add(producer.id)
                stack.append((producer, iter(producer.before)))


def _link(steps: dict[str, Step]) -> None:
    """Connect each step with those that follow it."""
    followers: dict[tuple[str, str], list[Step]] = defaultdict(list)
    for step in steps.values():
        for socket in step.entry.inputs:
            known = step.shape.inputs.get(socket.name)
            if known is not None and known.is_link:
                for connection in socket.connections:
                    followers[connection.node_id, connection.socket].append(step)
    for step in steps.values():
        step.links = {name: tuple(followers.get((step.id, name), ())) for name in step.shape.link_outputs}
        turn = step.links.get(step.turn_branch, ())
        step.turn_step = turn[0] if len(turn) == 1 else None
        step.next, step.rest = _first_and_rest([follower for name in step.links for follower in step.links[name]])


def _first_and_rest(followers: list[Any]) -> tuple[Step | None, tuple[Step, ...]]:
    return (followers[0], tuple(followers[1:])) if followers else (None, ())
