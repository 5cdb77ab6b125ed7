"""Threads of a run: branches that run beside the main one, with a copy of its values or sharing them."""

from __future__ import annotations

import _thread
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphex.engine.events import types as events
from graphex.engine.run.logger import BufferedLogger, EventLogger
from graphex.engine.run.view import Runtime
from graphex.plugin.exceptions import ProgramEnd
from graphex.plugin.inside import copy_for

if TYPE_CHECKING:
    from typing import Self

    from graphex.engine.plan.plan import Step
    from graphex.engine.run.values import Values
    from graphex.plugin.protocols import Entry

_ATTENTION = 0.2  # seconds between two looks at whether the run was stopped, while a thread is waited for


@dataclass(frozen=True, slots=True)
class ThreadOptions:
    """How a thread runs: on a copy of the values or sharing them, in which pool, and with which log."""

    forked: bool
    daemon: bool
    pool: str | None = None
    max_workers: int | None = None
    buffer_logs: bool = False
    start_immediately: bool = True


class ThreadRuntime(Runtime):
    """A thread of a run as its nodes see it.

    It shares the values of whoever started it, or has a copy: that reads what was there at the start, and what it
    writes stays its own until it is merged.
    """

    def __init__(self, parent: Runtime, values: Values, logger: EventLogger, *, forked: bool) -> None:
        super().__init__(
            parent.plan, values, parent.emitter, logger, verbose_errors=parent.verbose_errors, in_thread=True
        )
        self.root = self.graph_runtime = parent.root
        self.parent_runtime = parent
        self.forked = forked
        self.saved_state_nodes = dict(self.nodes)
        self._original = values.fork()
        self.original_variables = self._original.variables
        self.original_outputs = self._original.outputs

    @classmethod
    def sharing(cls, parent: Runtime, logger: EventLogger) -> Self:
        """Make a thread that reads and writes the values of whoever starts it."""
        return cls(parent, parent.values, logger, forked=False)

    @classmethod
    def fork_of(cls, parent: Runtime, logger: EventLogger) -> Self:
        """Make a thread that has a copy of the values of whoever starts it."""
        made = cls(parent, parent.values.fork(), logger, forked=True)
        made.nodes.update({node_id: copy_for(node, made) for node_id, node in parent.nodes.items()})
        made.saved_state_nodes.update(made.nodes)
        return made

    def merge_to_graph_state(self) -> None:
        """Write the variables and outputs that this copy set into the run."""
        self.root.values.merge(self.values, self._original)


class NodeThread:
    """A branch that runs in a thread of its own."""

    def __init__(self, thread_id: int, step: Step, runtime: ThreadRuntime, *, daemon: bool, pool: str | None) -> None:
        self.thread_id = thread_id
        self.step = step
        self.runtime = runtime
        self.original_runtime = runtime.parent_runtime
        self.forked = runtime.forked
        self.daemon = daemon
        self.pool = pool
        self.exception: BaseException | None = None
        self.reported = False
        """Whether a join has dealt with how the thread ended."""
        self.slots: threading.Semaphore | None = None
        self._thread = threading.Thread(target=self._run, name=f"graphex-{thread_id}", daemon=daemon)
        runtime.thread = self

    @property
    def buffer_logs(self) -> bool:
        """Whether the log of the thread is given out when it is joined."""
        return isinstance(self.runtime.logger, BufferedLogger)

    @property
    def label(self) -> str:
        """The number and pool of the thread, as messages show them."""
        return f"Thread {self.thread_id}, Pool '{self.pool}'" if self.pool else f"Thread {self.thread_id}"

    @property
    def alive(self) -> bool:
        """Whether the thread still runs."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin to run."""
        self._thread.start()

    def join(self, merge_forked_state: bool) -> None:
        """Wait for the end, give out what was logged, and merge the values of a copy if asked."""
        if self._thread is threading.current_thread():
            raise RuntimeError(f"Thread {self.thread_id} cannot wait for its own end.")
        self.flush()
        while self._thread.is_alive():
            # An interrupt reaches Python code only between two waits on some systems.
            self._thread.join(_ATTENTION)
        self.flush()
        self.reported = True
        if merge_forked_state and self.forked:
            self.runtime.merge_to_graph_state()

    def flush(self) -> None:
        """Give out what a buffering thread has logged."""
        if isinstance(self.runtime.logger, BufferedLogger):
            self.runtime.logger.flush(f"Buffered logs for Thread {self.thread_id}:")

    def _run(self) -> None:
        runtime = self.runtime
        told = runtime.emitter.wants.nodes
        if told:
            runtime.emitter.emit(events.ThreadStarted, thread=self.thread_id, node=self.step.id, scope=runtime.scope)
        try:
            if self.slots is None:
                runtime.execution.execute(self.step)
            else:
                with self.slots:
                    runtime.execution.execute(self.step)
        except ProgramEnd:
            runtime.root.thread_list.end_program()
        except KeyboardInterrupt:
            pass  # the run was stopped, and says so itself
        except BaseException as error:  # noqa: BLE001 - the boundary of a thread: it is reported when joined
            self.exception = runtime.failures.outside_loop(error)
        if told:
            failed = self.exception is not None
            runtime.emitter.emit(events.ThreadFinished, thread=self.thread_id, failed=failed, scope=runtime.scope)


class Threads:
    """The threads and pools of one run."""

    def __init__(self, logger: EventLogger) -> None:
        self._logger = logger
        self.all: list[NodeThread] = []
        self.stopping = False
        self.ending = False
        self._pools: dict[str, tuple[int | None, threading.Semaphore | None]] = {}
        self._lock = threading.Lock()

    def start_node(self, parent: Runtime, entry: Entry, options: tuple[Any, ...]) -> NodeThread:
        """Make a thread, with the options in the order in which plugins give them."""
        return self.start(parent, entry, ThreadOptions(*options))

    def start(self, parent: Runtime, entry: Entry, options: ThreadOptions) -> NodeThread:
        """Make a thread that runs a node and what follows it; the values are copied now, if at all."""
        slots = self._slots(options.pool, options.max_workers)
        logger = parent.logger.clone()
        if options.buffer_logs and options.forked:
            logger = BufferedLogger(parent.emitter, logger.level, logger.azure_integration)
        runtime = (ThreadRuntime.fork_of if options.forked else ThreadRuntime.sharing)(parent, logger)
        with self._lock:
            step = parent.steps[entry["id"]]
            thread = NodeThread(len(self.all), step, runtime, daemon=options.daemon, pool=options.pool)
            self.all.append(thread)
        thread.slots = slots
        if options.start_immediately:
            thread.start()
        return thread

    def get(self, thread_id: int) -> NodeThread:
        """Return a thread by its number; RuntimeError if there is none."""
        if not 0 <= thread_id < len(self.all):
            raise RuntimeError(f"No thread exists with ID {thread_id}")
        return self.all[thread_id]

    def started_by(self, runtime: Runtime) -> list[NodeThread]:
        """Return the threads that a run, or one of its threads, started itself."""
        return [thread for thread in self.all if thread.original_runtime is runtime]

    def finish(self) -> list[BaseException]:
        """Wait for the threads that still run and give the errors that no join has dealt with."""
        running = [thread for thread in self.all if thread.alive and not thread.daemon]
        if running:
            count = len(running)
            self._logger.write(
                f"{count} non-daemon threads are still running. Waiting for threads to complete...", "DEBUG"
            )
        errors = []
        for thread in self.all:  # the list may grow: a thread may start others while it is waited for
            if not thread.reported and not (thread.daemon and thread.alive):
                thread.join(merge_forked_state=False)
                if thread.exception is not None:
                    errors.append(thread.exception)
        return errors

    def stop(self) -> None:
        """Let each thread end before its next node."""
        self.stopping = True

    def end_program(self) -> None:
        """End the whole run from within a thread, as a breakpoint does."""
        self.ending = self.stopping = True
        _thread.interrupt_main()

    def _slots(self, pool: str | None, max_workers: int | None) -> threading.Semaphore | None:
        if not pool:
            return None
        with self._lock:
            if pool not in self._pools:
                self._pools[pool] = (max_workers, threading.Semaphore(max_workers) if max_workers else None)
            known, slots = self._pools[pool]
        if known != max_workers:
            raise RuntimeError(
                f'Thread pool "{pool}" was started with {known or "any number of"} workers; it cannot have '
                f"{max_workers or 'any number'} now."
            )
        return slots
