"""Execution: running nodes one after another, however long the chain, without recursion.

What is to be done next is kept on a stack of frames: the flow of a node that waits for a branch, or nodes that wait
for those before them.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from graphex.engine.events import types as events
from graphex.engine.plan.plan import Continuation, evaluation_order
from graphex.engine.run.turns import Turns, TurnTeller
from graphex.plugin.inside import values_of

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from graphex.engine.plan.plan import Step
    from graphex.engine.run.view import Runtime
    from graphex.plugin.node import Node


class _Flow:
    """A node that waits for one of its branches to end."""

    __slots__ = ("flow", "node", "step", "turns")

    def __init__(self, step: Step, node: Node, flow: Generator[str, None, str | None]) -> None:
        self.step = step
        self.node = node
        self.flow = flow
        self.turns = Turns()


class _Waiting:
    """Nodes that follow when those before them have run with all that follows those."""

    __slots__ = ("steps",)

    def __init__(self, steps: tuple[Step, ...]) -> None:
        self.steps = steps


class Execution:
    """Runs the nodes of a plan for one run of a graph, or for one of its threads."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._nodes = runtime.nodes
        self._failures = runtime.failures
        self._emitter = runtime.emitter
        self._wants = runtime.emitter.wants
        self._turn_teller: TurnTeller | None = None

    def execute(self, step: Step | None) -> None:
        """Run a node and all that follows it."""
        frames: list[_Flow | _Waiting] = []
        run = self._run_unless_stopped if self._runtime.in_thread else self._run_step
        next_kind, flow_kind = Continuation.NEXT, Continuation.FLOW
        while True:
            try:
                while step is not None or frames:
                    if step is None:
                        step = self._resume(frames)
                        continue
                    node = run(step)
                    if step.continuation is next_kind:
                        if step.rest:
                            frames.append(_Waiting(step.rest))
                        step = step.next
                    elif step.continuation is flow_kind:
                        step = self._enter(step, node, frames)
                    else:
                        # A node of an old plugin runs its branches itself.
                        self._call(node, node.run_next)
                        step = None
            except BaseException as error:  # noqa: BLE001 - every error is offered to the flows that wait
                step = self._unwind(frames, error)
            else:
                return

    def _run_step(self, step: Step) -> Node:
        """Do the work of one node: a fresh instance, what feeds it, then itself."""
        if self._wants.nodes:
            return self._run_observed(step)
        node = self._nodes[step.id] = step.node_type(self._runtime, step.entry)
        try:
            if step.evaluation:
                for producer in step.evaluation:
                    self._evaluate(producer)
            elif step.evaluation is None:
                for producer in evaluation_order(step):
                    self._evaluate(producer)
            node.run()
            if step.output_count and len(values_of(node)) < step.output_count:
                _refuse_missing(step, node)
        except BaseException as error:  # noqa: BLE001 - whatever a node raises is joined with it
            self._failures.fail(node, error)
        return node

    def _run_unless_stopped(self, step: Step) -> Node:
        # The main thread is interrupted by a signal; other threads must look.
        if self._runtime.stopping:
            raise KeyboardInterrupt
        return self._run_step(step)

    def _evaluate(self, step: Step) -> None:
        """Do the work of a node without links."""
        node = self._nodes[step.id] = step.node_type(self._runtime, step.entry)
        try:
            node.run()
            if step.output_count and len(values_of(node)) < step.output_count:
                _refuse_missing(step, node)
        except BaseException as error:  # noqa: BLE001 - likewise
            self._failures.fail(node, error)

    def _call(self, node: Node, work: Callable[[], Any]) -> Any:
        """Let a node do something beside its work."""
        try:
            return work()
        except BaseException as error:  # noqa: BLE001 - likewise
            self._failures.fail(node, error)

    # Flows

    def _enter(self, step: Step, node: Node, frames: list[_Flow | _Waiting]) -> Step | None:
        """Begin the flow of a node."""
        flow = self._call(node, node.flow)
        if flow is None or isinstance(flow, str):
            return _branch(step, flow, frames)
        frames.append(_Flow(step, node, flow))
        return None

    def _resume(self, frames: list[_Flow | _Waiting]) -> Step | None:
        """Go on with what waits on top of the stack."""
        frame = frames[-1]
        if isinstance(frame, _Waiting):
            frames.pop()
            if len(frame.steps) > 1:
                frames.append(_Waiting(frame.steps[1:]))
            return frame.steps[0]
        try:
            branch = frame.flow.send(None)
        except StopIteration as stop:
            frames.pop()
            return _branch(frame.step, stop.value, frames)
        except BaseException as error:  # noqa: BLE001 - likewise
            frames.pop()
            self._failures.fail(frame.node, error)
        step = frame.step
        if branch == step.turn_branch:
            turns = frame.turns
            turns.count = count = turns.count + 1
            if self._wants.turns and count >= turns.next_look:
                self._look(frame, frames)
            if step.turn_step is not None:
                return step.turn_step
        return _branch(step, branch, frames)

    def _look(self, loop: _Flow, frames: list[_Flow | _Waiting]) -> None:
        """Tell of a turn of a loop if it is time; the loops around it lie below it on the stack."""
        if self._turn_teller is None:
            runtime = self._runtime
            self._turn_teller = TurnTeller(self._emitter, scope=runtime.scope, thread=runtime.thread_number)
        if self._turn_teller.is_due(loop.step, loop.turns):
            depth = sum(1 for frame in frames if isinstance(frame, _Flow) and frame.turns.count) - 1
            self._turn_teller.tell(loop.step, loop.turns, depth)

    def _unwind(self, frames: list[_Flow | _Waiting], error: BaseException) -> Step | None:
        """Offer an error to the flows that wait, the innermost first; raise it if none goes on."""
        while frames:
            frame = frames[-1]
            if isinstance(frame, _Waiting):
                frames.pop()
                continue
            try:
                branch = frame.flow.throw(error)
            except StopIteration as stop:
                frames.pop()
                return _branch(frame.step, stop.value, frames)
            except BaseException as raised:  # noqa: BLE001 - it goes to the next flow
                frames.pop()
                error = self._failures.joined(frame.node, raised)
            else:
                return _branch(frame.step, branch, frames)
        raise error

    # Observed runs

    def _run_observed(self, step: Step) -> Node:
        """Do the work of a node and tell of it."""
        started = self._tell_started(step)
        node = self._nodes[step.id] = step.node_type(self._runtime, step.entry)
        try:
            for producer in evaluation_order(step):
                self._evaluate_observed(producer)
            node.run()
            if step.output_count and len(values_of(node)) < step.output_count:
                _refuse_missing(step, node)
        except BaseException as error:  # noqa: BLE001 - likewise
            self._failures.fail(node, error)
        self._tell_finished(step, node, started)
        return node

    def _evaluate_observed(self, step: Step) -> None:
        started = self._tell_started(step)
        self._evaluate(step)
        self._tell_finished(step, self._nodes[step.id], started)

    def _tell_started(self, step: Step) -> float:
        runtime = self._runtime
        self._emitter.emit(
            events.NodeStarted, node=step.id, name=step.name, scope=runtime.scope, thread=runtime.thread_number
        )
        return time.perf_counter()

    def _tell_finished(self, step: Step, node: Node, started: float) -> None:
        self._emitter.emit(
            events.NodeFinished,
            node=step.id,
            seconds=round(time.perf_counter() - started, 6),
            outputs=self._emitter.previews(values_of(node)) if self._wants.values else {},
            scope=self._runtime.scope,
            thread=self._runtime.thread_number,
        )


def _branch(step: Step, name: str | None, frames: list[_Flow | _Waiting]) -> Step | None:
    """Find the first node of a branch."""
    if name is None:
        return None
    followers = step.links[name]
    if not followers:
        return None
    if len(followers) > 1:
        frames.append(_Waiting(followers[1:]))
    return followers[0]


def _refuse_missing(step: Step, node: Node) -> None:
    missing = ", ".join(name for name in step.shape.data_outputs if name not in values_of(node))
    raise RuntimeError(f"[{node.name} ({node.id})] failed to handle all output sockets: {missing} has no value.")
