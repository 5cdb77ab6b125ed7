"""Threads of a run, as the plugin API has them."""

from __future__ import annotations

from graphex.engine.run.threads import ThreadOptions
from graphex.plugin import Node
from graphs import Run, log, node, run, with_nodes


class Starts(Node):
    """Starts threads through the run."""

    name = "Starts"
    categories = ("Tests",)
    color = "#000000"

    def run(self) -> None:
        """Start a thread, wait for it, and try what cannot be."""
        entry = self._graph.get_node("body")
        thread = self._runtime.execute_node_in_thread(entry, True, False, buffer_logs=True, start_immediately=False)
        thread.start()
        thread.join(True)
        self._runtime.execute_node_in_thread(entry, False, True, "pool", 1).join(False)
        self.log(f"{thread.thread_id} {thread.pool} {thread.exception} {len(self._runtime.own_threads())}")


def started() -> Run:
    return run(
        node("Starts", "starts", "start"),
        node("If False", "never", "starts", {"Condition": True}),
        log("body", "never::If False", "in a thread"),
        registry=with_nodes(Starts),
        wants_nodes=True,
    )


def test_a_node_may_start_threads_itself() -> None:
    done = started()

    assert done.outcome.errors == []
    assert done.lines == ["Buffered logs for Thread 0:", "in a thread", "in a thread", "[Starts] 0 None None 2"]
    kinds = [type(event).__name__ for event in done.reader.events]
    assert kinds.count("ThreadStarted") == kinds.count("ThreadFinished") == 2


def test_threads_know_what_they_are() -> None:
    one, two = started().runtime.threads

    assert (one.label, one.forked, one.daemon, one.buffer_logs, one.alive) == ("Thread 0", True, False, True, False)
    assert (two.label, two.forked, two.daemon, two.buffer_logs) == ("Thread 1, Pool 'pool'", False, True, False)
    assert ThreadOptions(forked=True, daemon=False).start_immediately
