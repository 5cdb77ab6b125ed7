"""The run of a graph: its values, and the life cycle from the first node to the last deferred work."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from graphex.engine import events
from graphex.engine.composites import construct
from graphex.engine.deferred import Deferred
from graphex.engine.emitter import Emitter
from graphex.engine.errors import NodeRuntimeError
from graphex.engine.execution import Execution
from graphex.engine.logger import EventLogger
from graphex.engine.mask import Mask
from graphex.engine.threads import Threads
from graphex.plugin.composite import CompositeValue
from graphex.plugin.exceptions import ProgramEnd, SubGraphRuntimeError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from graphex.engine.emitter import EventSink
    from graphex.engine.plan import Plan
    from graphex.plugin.node import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """How a graph is run.

    `level` is the lowest level that is logged. `hidden` are secrets that no event shows; `hidden_unless_logged` are
    those that a graph may log itself.
    """

    level: str = "INFO"
    verbose_errors: bool = False
    azure: bool = False
    hidden: frozenset[str] = frozenset()
    hidden_unless_logged: frozenset[str] = frozenset()
    passwords: frozenset[str] = frozenset()
    """The names of graph inputs whose values are never shown, beside those that the graph marks."""


@dataclass(slots=True)
class Outcome:
    """How a run ended: its errors, its graph outputs, and whether it was interrupted."""

    errors: list[BaseException] = field(default_factory=list)
    outputs: dict[str, Any] = field(default_factory=dict)
    interrupted: bool = False
    ended: bool = False
    """Whether a node ended the program, as a breakpoint does."""

    @property
    def status(self) -> str:
        """The outcome in one word."""
        if self.interrupted:
            return "interrupted"
        return "failed" if self.errors or self.ended else "succeeded"


class GraphRuntime(Execution):
    """One run of a graph; it can be run once."""

    def __init__(
        self,
        plan: Plan,
        inputs: Mapping[str, Any],
        *,
        events: EventSink,
        options: RunOptions | None = None,
    ) -> None:
        options = options or RunOptions()
        everywhere = Mask(options.hidden | options.hidden_unless_logged)
        emitter = Emitter(events, hidden=everywhere, hidden_in_log=Mask(options.hidden))
        logger = EventLogger(emitter, options.level, options.azure)
        super().__init__(plan, emitter, logger)
        self._begin(options, inputs, scope="")

    def _begin(self, options: RunOptions, inputs: Mapping[str, Any], scope: str) -> None:
        self.options = options
        self.verbose_errors = options.verbose_errors
        self.scope = scope
        self.deferred = Deferred(self)
        self.thread_list = Threads(self)
        self.is_subgraph = bool(scope)
        self.caller: Execution | None = None
        for entry in self.graph.inputs:
            if entry.name in inputs:
                self._set_input(entry, inputs[entry.name])

    @property
    def root(self) -> GraphRuntime:
        """The run that owns threads, deferred work and graph inputs: this one."""
        return self

    @property
    def azure_integration(self) -> bool:
        """Whether the log is read by an Azure pipeline."""
        return self.options.azure

    def run(self) -> Outcome:
        """Run the graph to its end: nodes, threads, deferred work."""
        started = time.perf_counter()
        self.emitter.emit(events.RunStarted, graph=self.graph.name, inputs=self.emitter.previews(self._shown_inputs()))
        outcome = self.run_graph()
        seconds = time.perf_counter() - started
        for error in outcome.errors:
            self._report(error)
        self.emitter.emit(
            events.RunFinished, status=outcome.status, errors=len(outcome.errors), seconds=round(seconds, 6)
        )
        return outcome

    def run_graph(self) -> Outcome:
        """Run nodes, threads and deferred work, and collect what went wrong."""
        started = time.perf_counter()
        outcome = Outcome()
        self._guarded(outcome, lambda: self.execute(self.plan.start))
        self._guarded(outcome, lambda: outcome.errors.extend(self.thread_list.finish()))
        self._guarded(outcome, lambda: outcome.errors.extend(self.deferred.run()))
        took = duration(time.perf_counter() - started)
        self.logger.write(f"Graph {self.graph.name} completed in {took}.", "DEBUG")
        outcome.outputs = {name: value for name, (value, _, _) in self.outputs.items()}
        return outcome

    def _guarded(self, outcome: Outcome, part: Callable[[], None]) -> None:
        """Do one part of the run; whatever ends it is remembered, and the next part still happens."""
        try:
            part()
        except KeyboardInterrupt:
            if outcome.interrupted or outcome.ended:
                raise  # a second interrupt ends the program at once
            self.thread_list.stop()
            if self.thread_list.ending:
                outcome.ended = True
                return
            outcome.interrupted = True
            if not self.is_subgraph:
                self.logger.critical("Interrupted: the rest of the graph is left out, deferred work still runs.")
                outcome.errors.append(RuntimeError("The run was stopped by a keyboard interrupt."))
        except ProgramEnd:
            outcome.ended = True
        except NodeRuntimeError as error:
            outcome.errors.append(error)
        except BaseException as error:  # noqa: BLE001 - the boundary of a run: nothing of a graph ends the program
            outcome.errors.append(self.outside_loop(error))

    def run_child(self, caller: Execution, node: Node, path: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """Run another graph to its end for one of this run's nodes and give its outputs."""
        plan = self.graph.library.plan_of(self.graph.subgraph(path))
        child = GraphRuntime.__new__(GraphRuntime)
        Execution.__init__(child, plan, self.emitter, caller.logger.clone())
        child._begin(self.options, inputs, scope=f"{self.scope}/{node.id}".lstrip("/"))
        child.caller = caller
        started = time.perf_counter()
        if self.observed:
            self.emitter.emit(events.GraphStarted, graph=plan.graph.name, scope=child.scope)
        outcome = child.run_graph()
        if self.observed:
            self.emitter.emit(
                events.GraphFinished,
                graph=plan.graph.name,
                scope=child.scope,
                errors=len(outcome.errors),
                seconds=round(time.perf_counter() - started, 6),
            )
        if outcome.interrupted:
            raise KeyboardInterrupt
        if outcome.ended:
            raise ProgramEnd(1)
        if outcome.errors:
            raise SubGraphRuntimeError(plan.graph.name, outcome.errors)
        return outcome.outputs

    @property
    def stopping(self) -> bool:
        """Whether the run, or the thread that it is a part of, was told to stop."""
        return self.thread_list.stopping or (self.caller is not None and self.caller.stopping)

    def _set_input(self, entry: Any, value: Any) -> None:
        datatype = self.registry.datatypes[entry.datatype]
        is_list = bool(entry.is_list)
        if isinstance(value, CompositeValue):
            value = construct(self, entry.name, value)
        datatype.assert_type(value, is_list)
        hidden = bool(entry.is_password) or entry.name in self.options.passwords
        self.inputs[entry.name.strip()] = (value, datatype, is_list, hidden)

    def _shown_inputs(self) -> dict[str, Any]:
        return {name: "******" if hidden else value for name, (value, _, _, hidden) in self.inputs.items()}

    def _report(self, error: BaseException) -> None:
        mask = self.emitter.hidden
        if isinstance(error, NodeRuntimeError):
            self.emitter.emit(
                events.ErrorReported,
                error_type=error.error_type,
                message=error.message,
                text=error.formatted(),
                node=error.node.id,
                name=error.node.name,
            )
            issue = error.azure_issue() if self.azure_integration else None
            if issue:
                self.logger.write(issue, "INFO", skip_printing_level=True)
            return
        text = str(error)
        self.emitter.emit(events.ErrorReported, error_type=type(error).__name__, message=mask(text), text=mask(text))


_MINUTE = 60


def duration(seconds: float) -> str:
    """Say how long something took, in seconds with one decimal or in minutes and seconds."""
    if seconds < _MINUTE:
        return f"{seconds:.1f} seconds"
    minutes, rest = divmod(round(seconds), _MINUTE)
    return f"{minutes} minutes {rest} seconds"
