"""Threads: branches that run beside one another."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from graphex.plugin import (
    Boolean,
    Dynamic,
    DynamicInputTemplateNode,
    InputSocket,
    LinkOutputSocket,
    ListInputSocket,
    ListOutputSocket,
    Node,
    NodeDynamicAttributes,
    Number,
    OptionalInputSocket,
    OutputSocket,
    String,
)
from graphex.plugin.colors import COLOR_THREADING
from graphex.plugin.exceptions import ThreadedRunTimeError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphex.plugin import GraphView
    from graphex.plugin.protocols import Entry, ThreadView

_MERGE = "Whether variables and graph outputs that a fork has set are kept."
_RAISE = "Whether this node fails if a thread has failed."
_ALL_SUCCEEDED = "Whether all of the threads ended without an error."
_ONE_EACH = "One text for each thread that failed."
_TUTORIAL = ("https://docs.python.org/3/tutorial/stdlib2.html#multi-threading",)


class _Threading(Node, is_template=True):
    categories = ["Control Flow", "Threading"]
    color = COLOR_THREADING
    hyperlink = _TUTORIAL


class StartThread(_Threading, include_forward_link=False):
    """Runs a branch in a thread of its own, and goes on at once."""

    name = "Start Thread"

    fork = InputSocket(
        Boolean,
        "Fork",
        "Whether the thread gets a copy of all values, so that neither side sees what the other changes.",
        True,
    )
    daemon = InputSocket(Boolean, "Is Daemon", "Whether the graph may end before the thread does.", False)
    buffer_logs = InputSocket(
        Boolean,
        "Buffer Logs",
        "Whether the log of a fork is kept until the thread is joined, and shown in one piece.",
        False,
    )
    pool = OptionalInputSocket(String, "Pool", "The name of a group of threads that share a limit.")
    workers = OptionalInputSocket(
        Number,
        "Max Pool Workers",
        "How many threads of the pool run at once, all below 1; the same for all of a pool.",
    )
    body = LinkOutputSocket("Thread Body", "What runs in the thread.")
    next_ = LinkOutputSocket("Next", "Where execution goes on.")
    thread_id = OutputSocket(Number, "Thread ID", "The number of the thread, for Join Thread.")

    def run(self) -> None:
        pool, workers = self.pool or None, _limit(self.workers)
        body = self.forward("Thread Body")
        if not body:
            raise IndexError("Nothing is connected to Thread Body, so there is nothing to run.")
        # The copy must hold a value for this node too; the number is known only when the thread is made.
        self.disable_output_socket("Thread ID")
        thread = self._runtime.execute_node_in_thread(body[0], self.fork, self.daemon, pool, workers, self.buffer_logs)
        limit = "" if workers is None else f", Max Workers={workers}"
        place = f" (Pool='{pool}'{limit})" if pool else ""
        self.debug(f"Starting Thread{place}: {thread.thread_id}")
        self.thread_id = thread.thread_id

    def flow(self) -> str:
        return "Next"


def _limit(number: float | None) -> int | None:
    """Return how many threads run at once; no number, 0 and less mean any number."""
    return int(number) if number is not None and number > 0 else None


def _failures(threads: Sequence[ThreadView]) -> list[str]:
    return [f"ThreadID {thread.thread_id}: {thread.exception}" for thread in threads if thread.exception is not None]


class JoinThread(_Threading):
    """Waits for the end of a thread."""

    name = "Join Thread"

    number = InputSocket(Number, "Thread ID", "The number that Start Thread gave.")
    merge = InputSocket(Boolean, "Merge Forked State", _MERGE, True)
    raise_error = InputSocket(Boolean, "Raise Error?", _RAISE, True)
    succeeded = OutputSocket(Boolean, "Succeeded", "Whether the thread ended without an error.")
    error_message = OutputSocket(String, "Error Message", "The error of the thread, or an empty String.")

    def run(self) -> None:
        thread = self._runtime.get_thread(int(self.number))
        self.debug(f"Joining thread: {thread.thread_id}")
        thread.join(self.merge)
        self.succeeded = thread.exception is None
        self.error_message = "" if thread.exception is None else str(thread.exception)
        if thread.exception is not None and self.raise_error:
            raise ThreadedRunTimeError(f"Thread {thread.thread_id} failed: {thread.exception}")


class _JoinSeveral(_Threading, is_template=True):
    def join(self, threads: Sequence[ThreadView], *, merge: bool, raise_error: bool) -> None:
        """Wait for threads in the order of their numbers."""
        for thread in threads:
            self.debug(f"Joining thread: {thread.thread_id}")
            thread.join(merge)
        failures = _failures(threads)
        self.set_output_socket_value("Succeeded", not failures)
        self.set_output_socket_value("Error Messages", failures)
        if failures and raise_error:
            raise ThreadedRunTimeError("Threads failed:\n" + "\n\n".join(failures))


class JoinAllThreads(_JoinSeveral):
    """Waits for the end of all threads that were started from here."""

    name = "Join All Threads"

    merge = InputSocket(Boolean, "Merge Forked State", _MERGE, True)
    raise_error = InputSocket(Boolean, "Raise Error?", _RAISE, True)
    succeeded = OutputSocket(Boolean, "Succeeded", _ALL_SUCCEEDED)
    error_messages = ListOutputSocket(String, "Error Messages", _ONE_EACH)

    def run(self) -> None:
        self.debug("Joining All Threads")
        self.join(self._runtime.own_threads(), merge=self.merge, raise_error=self.raise_error)


class JoinThreadsInPool(_JoinSeveral):
    """Waits for the end of the threads of a pool; without a name, of those outside any pool."""

    name = "Join Threads In Pool"

    pool = InputSocket(String, "Pool", "The name of the pool; blank for the threads that have none.")
    merge = InputSocket(Boolean, "Merge Forked State", _MERGE, True)
    raise_error = InputSocket(Boolean, "Raise Error?", _RAISE, True)
    succeeded = OutputSocket(Boolean, "Succeeded", _ALL_SUCCEEDED)
    error_messages = ListOutputSocket(String, "Error Messages", _ONE_EACH)

    def run(self) -> None:
        pool = self.pool.strip() or None
        self.debug(f'Joining Threads in Pool "{pool or ""}"')
        threads = [thread for thread in self._runtime.own_threads() if thread.pool == pool]
        self.join(threads, merge=self.merge, raise_error=self.raise_error)


class ThreadedForEach(DynamicInputTemplateNode, include_forward_link=False):
    """Runs a branch for each item of a list, each in a thread with its own copy of the values."""

    name = "Threaded For Each"
    categories = ["Control Flow", "Threading"]
    color = COLOR_THREADING
    hyperlink = _TUTORIAL

    items = ListInputSocket(Dynamic, "List to Iterate", "The list whose items are gone through.")

    def run(self) -> None:
        self.disable_output_socket("Value")
        self.disable_output_socket("Index")
        self.set_output_socket_value("Thread IDs", [])

    def flow(self) -> str:
        threads = self._start_all()
        self.set_output_socket_value("Thread IDs", [thread.thread_id for thread in threads])
        if self.read("Join Threads"):
            self._join(threads)
        return "Completed"

    def _start_all(self) -> list[ThreadView]:
        workers = _limit(self.read("Max Workers"))
        pool = f"{self.id}-{uuid.uuid4()}"
        daemon, buffered = self.read("Is Daemon"), self.read("Buffer Logs")
        threads = []
        for index, item in enumerate(self.items):
            self.set_output_socket_value("Value", item)
            self.set_output_socket_value("Index", index)
            for body in self.forward("Loop Body"):
                threads.append(self._runtime.execute_node_in_thread(body, True, daemon, pool, workers, buffered))
                self.debug(f"Starting Thread: {threads[-1].thread_id}")
        return threads

    def _join(self, threads: list[ThreadView]) -> None:
        merge, raise_error = self.read("Merge Forked State"), self.read("Raise Error?")
        for thread in threads:
            self.debug(f"Joining thread: {thread.thread_id}")
            thread.join(merge)
        failures = _failures(threads)
        if failures and raise_error:
            raise ThreadedRunTimeError("Threads failed:\n" + "\n\n".join(failures))

    @classmethod
    def dynamic_attributes(cls, graph: GraphView, instance_metadata: Entry) -> NodeDynamicAttributes:
        datatype = cls.get_datatype("List to Iterate", graph, instance_metadata)
        if datatype is None:
            return NodeDynamicAttributes()
        sockets: list[Any] = [
            ListInputSocket(datatype, "List to Iterate", cls.items.description),
            OptionalInputSocket(
                Number, "Max Workers", "How many threads run at once; all of them below 1 or without a value."
            ),
            InputSocket(Boolean, "Join Threads", "Whether execution waits here for all threads.", True),
            InputSocket(Boolean, "Is Daemon", "Whether the graph may end before the threads do.", False),
            InputSocket(Boolean, "Buffer Logs", "Whether each thread's log is shown in one piece.", False),
            InputSocket(Boolean, "Merge Forked State", _MERGE, True),
            InputSocket(Boolean, "Raise Error?", _RAISE, True),
            LinkOutputSocket("Loop Body", "What runs in each thread."),
            OutputSocket(datatype, "Value", "The item, as the thread sees it."),
            OutputSocket(Number, "Index", "The position of the item, from 0, as the thread sees it."),
            LinkOutputSocket("Completed", "Where execution goes on."),
            ListOutputSocket(Number, "Thread IDs", "The numbers of the threads, for Join Thread."),
        ]
        return NodeDynamicAttributes(sockets)
