"""The run of a graph: its values, and the life cycle from the first node to the last deferred work."""

from __future__ import annotations

import sys
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from graphex.engine.events import types as events
from graphex.engine.events.emitter import Emitter
from graphex.engine.events.fan_out import FanOut
from graphex.engine.events.interrupts import Interrupts
from graphex.engine.events.run_id import new_run_id
from graphex.engine.plan.plan import compile_plan
from graphex.engine.run.composites import construct
from graphex.engine.run.deferred import Deferred
from graphex.engine.run.errors import NodeRuntimeError, shortened, text_of
from graphex.engine.run.logger import EventLogger
from graphex.engine.run.threads import Threads
from graphex.engine.run.values import Values
from graphex.engine.run.view import Runtime
from graphex.masks import HIDDEN, Mask, secret_texts
from graphex.plugin.composite import CompositeValue
from graphex.plugin.exceptions import ProgramEnd, SubGraphRuntimeError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Self

    from graphex.engine.events.emitter import EventSink
    from graphex.engine.plan.plan import Plan
    from graphex.plugin.node import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """How a graph is run.

    `level` is the lowest level that is logged. `hidden` has the secrets that no event shows; without `hidden_in_log`
    that is true of what the graph itself logs as well. `opening` is logged before the first node.
    """

    level: str = "INFO"
    verbose_errors: bool = False
    azure: bool = False
    hidden: Mask = field(default_factory=Mask)
    hidden_in_log: Mask | None = None
    opening: str | None = None
    interrupts: Interrupts = field(default_factory=Interrupts)
    """What tells the run to end, beside a keyboard interrupt."""
    run_id: str = field(default_factory=new_run_id)
    """What tells this run from all others, in `run_started`."""
    passwords: frozenset[str] = frozenset()
    """The names of graph inputs whose values are never shown, beside those that the graph marks."""


@dataclass(slots=True)
class Outcome:
    """How a run ended: its errors, its graph outputs, and whether it was interrupted."""

    errors: list[BaseException] = field(default_factory=list)
    outputs: dict[str, Any] = field(default_factory=dict)
    interrupted: bool = False
    forced: bool = False
    """Whether it was interrupted a second time, so that deferred work was left out."""
    ended: bool = False
    """Whether a node ended the program, as a breakpoint does."""

    @property
    def status(self) -> str:
        """The outcome in one word."""
        if self.interrupted:
            return "interrupted"
        return "failed" if self.errors or self.ended else "succeeded"


@dataclass(frozen=True, slots=True)
class Caller:
    """The node that runs a graph, and the run that it belongs to."""

    runtime: Runtime
    node: Node

    @property
    def scope(self) -> str:
        """The nodes on the way to the graph that is run."""
        return f"{self.runtime.scope}/{self.node.id}".lstrip("/")


class GraphRuntime(Runtime):
    """One run of a graph, from the first node to the last deferred work; it can be run once."""

    def __init__(
        self,
        plan: Plan,
        inputs: Mapping[str, Any],
        *,
        events: EventSink | Emitter,
        options: RunOptions | None = None,
        caller: Caller | None = None,
    ) -> None:
        self.options = options = options or RunOptions()
        emitter = events if isinstance(events, Emitter) else _emitter(events, options)
        logger = caller.runtime.logger.clone() if caller else EventLogger(emitter, options.level, options.azure)
        super().__init__(
            plan,
            Values(emitter, caller.scope if caller else ""),
            emitter,
            logger,
            verbose_errors=options.verbose_errors,
            in_thread=threading.current_thread() is not threading.main_thread(),
        )
        self.root = self
        self.is_subgraph = caller is not None
        self.depth: int = caller.runtime.root.depth + 1 if caller else 1
        """How many graphs run one inside the other down to this one."""
        self.deferred = Deferred(self.failures)
        self.thread_list = Threads(logger)
        self._caller = caller
        self.plans: dict[str, Plan] = caller.runtime.root.plans if caller else {}
        """By path, as nodes name it, the graphs that this run and those around it have compiled."""
        self._to_make: list[tuple[Any, CompositeValue]] = []
        self._take_inputs(inputs)

    @classmethod
    def child(cls, caller: Caller, path: str, inputs: Mapping[str, Any]) -> Self:
        """Make the run of a graph that a node of another run needs, as a part of that run."""
        root = caller.runtime.root
        return cls(root.plan_of(path), inputs, events=root.emitter, options=root.options, caller=caller)

    def plan_of(self, path: str) -> Plan:
        """Read and compile a graph the first time that the run, or one that it is a part of, meets it."""
        known = self.plans.get(path)
        if known is None:
            known = self.plans[path] = compile_plan(self.graph.subgraph(path))
        return known

    def _take_inputs(self, inputs: Mapping[str, Any]) -> None:
        for entry in self.graph.inputs:
            value = inputs.get(entry.name, _NOTHING)
            if isinstance(value, CompositeValue):
                self._to_make.append((entry, value))
            elif value is not _NOTHING:
                self._set_input(entry, value)

    def run(self) -> Outcome:
        """Run the graph to its end: nodes, threads, deferred work."""
        started = time.perf_counter()
        self.emitter.open(run=self.options.run_id, graph=self.graph.name, inputs=self._shown_inputs())
        outcome = self.run_graph()
        seconds = time.perf_counter() - started
        try:
            for error in outcome.errors:
                self._report(error)
        finally:
            self.emitter.emit(
                events.RunFinished, status=outcome.status, errors=len(outcome.errors), seconds=round(seconds, 6)
            )
            self.emitter.close()
        return outcome

    def run_graph(self) -> Outcome:
        """Run nodes, threads and deferred work, and collect what went wrong."""
        started = time.perf_counter()
        outcome = Outcome()
        self._guarded(outcome, self._run_nodes)
        self._guarded(outcome, lambda: outcome.errors.extend(self.thread_list.finish()))
        self._guarded(outcome, lambda: outcome.errors.extend(self.deferred.run()))
        took = duration(time.perf_counter() - started)
        self.logger.write(f"Graph {self.graph.name} completed in {took}.", "DEBUG")
        outcome.outputs = {name: value for name, (value, _, _) in self.outputs.items()}
        return outcome

    def _run_nodes(self) -> None:
        for entry, value in self._to_make:
            self._set_input(entry, construct(self, entry, value))
        if self.options.opening is not None and not self.is_subgraph:
            self.logger.notice(self.options.opening)
        self.execution.execute(self.plan.start)

    def _guarded(self, outcome: Outcome, part: Callable[[], None]) -> None:
        """Do one part of the run; whatever ends it is remembered, and the next part still happens."""
        if outcome.forced:
            return
        try:
            if self.in_thread:
                part()
            else:
                self.options.interrupts.during(part)
        except KeyboardInterrupt:
            self._note_interrupt(outcome)
        except ProgramEnd:
            outcome.ended = True
        except NodeRuntimeError as error:
            outcome.errors.append(error)
        except BaseException as error:  # noqa: BLE001 - the boundary of a run: nothing of a graph ends the program
            outcome.errors.append(self.failures.outside_loop(error))

    def _note_interrupt(self, outcome: Outcome) -> None:
        self.thread_list.stop()
        if self.thread_list.ending and not outcome.ended:
            outcome.ended = True
            return
        outcome.forced = outcome.interrupted or outcome.ended or self.options.interrupts.count > 1
        if not outcome.interrupted and not self.is_subgraph:
            first, second = _words_for(self.options.interrupts.reason)
            rest = "left out, deferred work too" if outcome.forced else "left out, deferred work still runs"
            self.logger.write(f"{first}: the rest of the graph is {rest}.", "CRITICAL")
            outcome.errors.append(RuntimeError(second))
        outcome.interrupted = True

    def run_child(self, caller: Runtime, node: Node, path: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """Run another graph to its end for one of this run's nodes and give its outputs."""
        child = GraphRuntime.child(Caller(caller, node), path, inputs)
        _make_room(child.depth)
        outcome = child.run_inside()
        if outcome.interrupted:
            raise KeyboardInterrupt
        if outcome.ended:
            raise ProgramEnd(1)
        if outcome.errors:
            raise SubGraphRuntimeError(child.graph.name, outcome.errors)
        return outcome.outputs

    def run_inside(self) -> Outcome:
        """Run this graph as a part of another run, which an interrupt leaves only when its deferred work is done."""
        outcomes: list[Outcome] = []

        def run() -> None:
            outcomes.append(self._run_observed_graph() if self.emitter.wants.nodes else self.run_graph())

        if self.in_thread:
            run()
        else:
            self.options.interrupts.outside(run)
        return outcomes[0]

    def _run_observed_graph(self) -> Outcome:
        started = time.perf_counter()
        self.emitter.emit(events.GraphStarted, graph=self.graph.name, scope=self.scope)
        outcome = self.run_graph()
        self.emitter.emit(
            events.GraphFinished,
            graph=self.graph.name,
            scope=self.scope,
            errors=len(outcome.errors),
            seconds=round(time.perf_counter() - started, 6),
        )
        return outcome

    @property
    def stopping(self) -> bool:
        """Whether the run, or the thread that it is a part of, was told to stop."""
        told = self.thread_list.stopping or self.options.interrupts.count > 0
        return told or (self._caller is not None and self._caller.runtime.stopping)

    def _set_input(self, entry: Any, value: Any) -> None:
        datatype = self.registry.datatypes[entry.datatype]
        is_list = bool(entry.is_list)
        datatype.assert_type(value, is_list)
        hidden = bool(entry.is_password) or entry.name in self.options.passwords
        if hidden:
            texts = list(secret_texts(value))
            self.emitter.hidden.add(*texts)
            self.emitter.hidden_in_log.add(*texts)
        self.inputs[entry.name.strip()] = (value, datatype, is_list, hidden)

    def _shown_inputs(self) -> dict[str, str]:
        known = {name: HIDDEN if hidden else value for name, (value, _, _, hidden) in self.inputs.items()}
        to_make = {entry.name.strip(): f"({value.datatype})" for entry, value in self._to_make}
        return {**self.emitter.previews(known), **{name: self.emitter.hidden(text) for name, text in to_make.items()}}

    def _report(self, error: BaseException) -> None:
        mask = self.emitter.hidden
        if isinstance(error, NodeRuntimeError):
            self.emitter.emit(
                events.ErrorReported,
                error_type=mask(error.error_type),
                message=error.message,
                text=error.formatted(),
                node=error.node.id,
                name=error.node.name,
            )
            issue = error.azure_issue() if self.azure_integration else None
            if issue:
                self.logger.write(issue, "INFO", skip_printing_level=True)
            return
        text = shortened(mask(text_of(error)))
        error_type = getattr(error, "error_type", type(error).__name__)
        self.emitter.emit(events.ErrorReported, error_type=mask(error_type), message=text, text=text)


def _emitter(events: EventSink, options: RunOptions) -> Emitter:
    """Make what hands events to a reader, which cannot disturb the run."""
    in_log = options.hidden if options.hidden_in_log is None else options.hidden_in_log
    return Emitter(FanOut([events]), hidden=options.hidden, hidden_in_log=in_log, interrupts=options.interrupts)


_NOTHING: Any = object()
_FRAMES = 25  # of the interpreter for each graph that runs inside another one, with room for nodes of plugins
_DEFAULT_ROOM = 1000
_FLAT = 10


def _make_room(depth: int) -> None:
    """Let the interpreter go as deep as graphs are nested; its frames are on the heap, so that no stack overflows."""
    needed = _DEFAULT_ROOM + depth * _FRAMES
    if depth > _FLAT and sys.getrecursionlimit() < needed:
        sys.setrecursionlimit(needed)


_MINUTE = 60


def _words_for(name: str) -> tuple[str, str]:
    """Return the words for the log and for the error of an interrupt; Ctrl-C is a keyboard interrupt."""
    if name == "SIGINT":
        return "Interrupted", "The run was stopped by a keyboard interrupt."
    return f"Terminated by {name}", f"The run was terminated by {name}."


def duration(seconds: float) -> str:
    """Return how long something took, in seconds with one decimal or in minutes and seconds."""
    if seconds < _MINUTE:
        return f"{seconds:.1f} seconds"
    minutes, rest = divmod(round(seconds), _MINUTE)
    return f"{minutes} minutes {rest} seconds"
