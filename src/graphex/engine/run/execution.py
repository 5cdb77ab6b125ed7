"""Execution: running nodes one after another, however long the chain, without recursion.

What is to be done next is kept on a stack of frames: the flow of a node that waits for a branch, or nodes that wait
for those before them.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

from graphex.engine.events import types as events
from graphex.engine.plan.plan import Continuation, evaluation_order
from graphex.engine.run.errors import PASSED_ON, NodeRuntimeError
from graphex.engine.run.turns import Turns, TurnTeller
from graphex.engine.run.values import Values
from graphex.plugin.exceptions import LoopBreakException, LoopContinueException

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from graphex.engine.events.emitter import Emitter
    from graphex.engine.plan.plan import Plan, Step
    from graphex.engine.run.logger import EventLogger
    from graphex.engine.run.threads import NodeThread
    from graphex.plugin.node import Node
    from graphex.plugin.protocols import Entry


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


class Execution(Values):
    """Runs the nodes of a plan."""

    def __init__(self, plan: Plan, emitter: Emitter, logger: EventLogger) -> None:
        super().__init__(plan, emitter, logger)
        self._turn_teller: TurnTeller | None = None
        self.in_thread = threading.current_thread() is not threading.main_thread()

    def execute(self, step: Step | None) -> None:
        """Run a node and all that follows it."""
        frames: list[_Flow | _Waiting] = []
        run = self._run_unless_stopped if self.in_thread else self.run_step
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
                        self._run_next(node)
                        step = None
            except BaseException as error:  # noqa: BLE001 - every error is offered to the flows that wait
                step = self._unwind(frames, error)
            else:
                return

    def execute_node(self, node_metadata: Entry) -> None:
        """Run a node and all that follows it; what old plugins call for their branches."""
        self.execute(self.plan.steps[node_metadata["id"]])

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
        return self.root.thread_list.start_node(
            self, md, (forked, daemon, pool, max_workers, buffer_logs, start_immediately)
        )

    def own_threads(self) -> list[NodeThread]:
        """List the threads that were started from here."""
        return self.root.thread_list.started_by(self)

    def fail_later(self, node: Node, error: BaseException) -> None:
        """Report an error of a node when the run ends."""
        failure = self.node_error(node, error)
        failure.is_deferred = True
        self.defer_exception(failure)

    @property
    def stopping(self) -> bool:
        """Whether the run was told to stop before its next node."""
        return False

    def run_subgraph(self, node: Node, path: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """Run another graph to its end and give its outputs; SubGraphRuntimeError if it fails."""
        return self.root.run_child(self, node, path, inputs)

    def run_step(self, step: Step) -> Node:
        """Do the work of one node: a fresh instance, what feeds it, then itself."""
        if self.wants.nodes:
            return self._run_observed(step)
        node = self.nodes[step.id] = step.node_type(self, step.entry)
        try:
            if step.evaluation:
                for producer in step.evaluation:
                    self._evaluate(producer)
            elif step.evaluation is None:
                for producer in evaluation_order(step):
                    self._evaluate(producer)
            node.run()
            if len(node._values) < step.output_count:
                self._refuse_missing(step, node)
        except PASSED_ON as error:
            raise self._with_origin(error, node) from error.__cause__
        except BaseException as error:
            raise self.node_error(node, error) from error
        return node

    def _run_unless_stopped(self, step: Step) -> Node:
        # The main thread is interrupted by a signal; other threads must look.
        if self.stopping:
            raise KeyboardInterrupt
        return self.run_step(step)

    def _evaluate(self, step: Step) -> None:
        """Do the work of a node without links."""
        node = self.nodes[step.id] = step.node_type(self, step.entry)
        try:
            node.run()
            if len(node._values) < step.output_count:
                self._refuse_missing(step, node)
        except PASSED_ON as error:
            raise self._with_origin(error, node) from error.__cause__
        except BaseException as error:
            raise self.node_error(node, error) from error

    def _refuse_missing(self, step: Step, node: Node) -> None:
        missing = ", ".join(name for name in step.shape.data_outputs if name not in node._values)
        raise RuntimeError(f"[{node.name} ({node.id})] failed to handle all output sockets: {missing} has no value.")

    # Flows

    def _enter(self, step: Step, node: Node, frames: list[_Flow | _Waiting]) -> Step | None:
        """Begin the flow of a node."""
        try:
            flow = node.flow()
        except PASSED_ON as error:
            raise self._with_origin(error, node) from error.__cause__
        except BaseException as error:
            raise self.node_error(node, error) from error
        if flow is None or isinstance(flow, str):
            return self._branch(step, flow, frames)
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
            return self._branch(frame.step, stop.value, frames)
        except BaseException as error:
            frames.pop()
            raise self._flow_error(frame, error) from error
        step = frame.step
        if branch == step.turn_branch:
            turns = frame.turns
            turns.count = count = turns.count + 1
            if self.wants.turns and count >= turns.next_look:
                self._look(frame, frames)
            if step.turn_step is not None:
                return step.turn_step
        return self._branch(step, branch, frames)

    def _look(self, loop: _Flow, frames: list[_Flow | _Waiting]) -> None:
        """Tell of a turn of a loop if it is time; the loops around it lie below it on the stack."""
        if self._turn_teller is None:
            self._turn_teller = TurnTeller(self.emitter, scope=self.scope, thread=self.thread_number)
        if self._turn_teller.is_due(loop.step, loop.turns):
            depth = sum(1 for frame in frames if isinstance(frame, _Flow) and frame.turns.count) - 1
            self._turn_teller.tell(loop.step, loop.turns, depth)

    def _branch(self, step: Step, name: str | None, frames: list[_Flow | _Waiting]) -> Step | None:
        """Find the first node of a branch."""
        if name is None:
            return None
        followers = step.links[name]
        if not followers:
            return None
        if len(followers) > 1:
            frames.append(_Waiting(followers[1:]))
        return followers[0]

    def _run_next(self, node: Node) -> None:
        """Let a node of an old plugin run its branches itself."""
        try:
            node.run_next()
        except PASSED_ON as error:
            raise self._with_origin(error, node) from error.__cause__
        except BaseException as error:
            raise self.node_error(node, error) from error

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
                return self._branch(frame.step, stop.value, frames)
            except BaseException as raised:  # noqa: BLE001 - it goes to the next flow
                frames.pop()
                error = self._flow_error(frame, raised)
            else:
                return self._branch(frame.step, branch, frames)
        raise error

    def _flow_error(self, frame: _Flow, error: BaseException) -> BaseException:
        if isinstance(error, PASSED_ON):
            return self._with_origin(error, frame.node)
        return self.node_error(frame.node, error)

    # Errors

    def node_error(self, node: Node, error: BaseException) -> NodeRuntimeError:
        """Join an error with the node that raised it."""
        wrapped = NodeRuntimeError(self, node, error, thread=self.thread, verbose_info=self.verbose_errors)
        wrapped.__cause__ = error
        if self.wants.nodes:
            self.emitter.emit(
                events.NodeFailed,
                node=node.id,
                name=node.name,
                error_type=self.emitter.hidden(wrapped.error_type),
                message=wrapped.message,
                scope=self.scope,
                thread=self.thread_number,
            )
        return wrapped

    def _with_origin(self, error: BaseException, node: Node) -> BaseException:
        """Remember which node left a loop, for the case that there is none."""
        if isinstance(error, LoopBreakException | LoopContinueException) and not hasattr(error, "node"):
            error.node = node  # type: ignore[union-attr]  # read by outside_loop
        return error

    def outside_loop(self, error: BaseException) -> BaseException:
        """Say of a node that leaves a loop, where there is none, what is wrong."""
        node = getattr(error, "node", None)
        if node is None or not isinstance(error, LoopBreakException | LoopContinueException):
            return error
        wish = "leave" if isinstance(error, LoopBreakException) else "go on with"
        return self.node_error(node, type(error)(f"There is no loop to {wish}: the node is not in the body of one."))

    # Observed runs

    def _run_observed(self, step: Step) -> Node:
        """Do the work of a node and tell of it."""
        where = {"scope": self.scope, "thread": self.thread_number}
        self.emitter.emit(events.NodeStarted, node=step.id, name=step.name, **where)
        started = time.perf_counter()
        node = self.nodes[step.id] = step.node_type(self, step.entry)
        try:
            for producer in evaluation_order(step):
                self._evaluate_observed(producer)
            node.run()
            if len(node._values) < step.output_count:
                self._refuse_missing(step, node)
        except PASSED_ON as error:
            raise self._with_origin(error, node) from error.__cause__
        except BaseException as error:
            raise self.node_error(node, error) from error
        self._tell_finished(step, node, started)
        return node

    def _evaluate_observed(self, step: Step) -> None:
        where = {"scope": self.scope, "thread": self.thread_number}
        self.emitter.emit(events.NodeStarted, node=step.id, name=step.name, **where)
        started = time.perf_counter()
        self._evaluate(step)
        self._tell_finished(step, self.nodes[step.id], started)

    def _tell_finished(self, step: Step, node: Node, started: float) -> None:
        self.emitter.emit(
            events.NodeFinished,
            node=step.id,
            seconds=round(time.perf_counter() - started, 6),
            outputs=self.emitter.previews(node._values) if self.wants.values else {},
            scope=self.scope,
            thread=self.thread_number,
        )
