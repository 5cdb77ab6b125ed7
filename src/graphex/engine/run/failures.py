"""Failures: what a node raises is joined with the node, and told of."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from graphex.engine.events import types as events
from graphex.engine.run.errors import PASSED_ON, NodeRuntimeError
from graphex.plugin.exceptions import LoopBreakException, LoopContinueException

if TYPE_CHECKING:
    from graphex.engine.run.view import Runtime
    from graphex.plugin.node import Node


class Failures:
    """Makes the errors of one run of a graph, or of one of its threads."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def fail(self, node: Node, error: BaseException) -> NoReturn:
        """Raise what a node has raised, joined with it."""
        failure = self.joined(node, error)
        raise failure from failure.__cause__

    def joined(self, node: Node, error: BaseException) -> BaseException:
        """Return the error that stands for what a node has raised: what passes through nodes stays what it is."""
        if not isinstance(error, PASSED_ON):
            return self.of_node(node, error)
        if isinstance(error, LoopBreakException | LoopContinueException) and not hasattr(error, "node"):
            # The node that left a loop, for the case that there is none.
            error.node = node  # type: ignore[union-attr]  # read by outside_loop
        return error

    def of_node(self, node: Node, error: BaseException) -> NodeRuntimeError:
        """Join an error with the node that raised it, whatever it is."""
        runtime = self._runtime
        failure = NodeRuntimeError(runtime, node, error, thread=runtime.thread, verbose_info=runtime.verbose_errors)
        failure.__cause__ = error
        if runtime.emitter.wants.nodes:
            runtime.emitter.emit(
                events.NodeFailed,
                node=node.id,
                name=node.name,
                error_type=runtime.emitter.hidden(failure.error_type),
                message=failure.message,
                scope=runtime.scope,
                thread=runtime.thread_number,
            )
        return failure

    def outside_loop(self, error: BaseException) -> BaseException:
        """Return the error of a node that leaves a loop where there is none."""
        node = getattr(error, "node", None)
        if node is None or not isinstance(error, LoopBreakException | LoopContinueException):
            return error
        wish = "leave" if isinstance(error, LoopBreakException) else "go on with"
        return self.of_node(node, type(error)(f"There is no loop to {wish}: the node is not in the body of one."))
