"""Threads: starting, joining, and what they share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from graphex.engine.events import types as events
from graphs import connect, log, node, run, variable

if TYPE_CHECKING:
    from graphex.graph.model import NodeEntry

JOIN: dict[str, Any] = {"Merge Forked State": True, "Raise Error?": True}


EXTRA: dict[str, dict[str, Any]] = {
    "Join Thread": {"Thread ID": 0},
    "Join All Threads": {},
    "Join Threads In Pool": {"Pool": " "},
}


def start(node_id: str, after: str, **changed: Any) -> NodeEntry:
    options = {"Fork": True, "Is Daemon": False, "Buffer Logs": False, "Pool": None, "Max Pool Workers": None}
    return node("Start Thread", node_id, after, options | {name.replace("_", " "): v for name, v in changed.items()})


def failing(node_id: str, after: str) -> NodeEntry:
    return node("Raise Exception", node_id, after, {"Error Message": "no", "Exception Name": None})


def setting(node_id: str, after: str, value: str, name: str = "v") -> NodeEntry:
    return node("Set Variable (String)", node_id, after, {"String To Save": value}, value=name)


@pytest.mark.parametrize(("merge", "line"), [(True, "thread"), (False, "main")])
def test_a_fork_keeps_its_values_until_they_are_merged(*, merge: bool, line: str) -> None:
    done = run(
        setting("main", "start", "main"),
        start("thread", "main"),
        setting("body", "thread::Thread Body", "thread"),
        node("Join Thread", "join", "thread::Next", {**JOIN, "Thread ID": 0, "Merge Forked State": merge}),
        log("log", "join", variable("v")),
    )

    assert done.lines == [line]


def test_without_a_fork_values_are_shared() -> None:
    done = run(
        setting("main", "start", "main"),
        start("thread", "main", Fork=False),
        setting("body", "thread::Thread Body", "thread"),
        node("Join All Threads", "join", "thread::Next", JOIN | {"Merge Forked State": False}),
        log("log", "join", variable("v")),
    )

    assert done.lines == ["thread"]


def test_a_list_grows_in_a_fork() -> None:
    done = run(
        node("Append To List Variable (String)", "one", "start", {"String To Append": "one"}, value="l"),
        start("thread", "one"),
        node("Append To List Variable (String)", "two", "thread::Thread Body", {"String To Append": "two"}, value="l"),
        node("Join All Threads", "join", "thread::Next", JOIN),
        log("log", "join", "x"),
    )

    assert done.runtime.variables["l"][0] == ["one", "two"]


@pytest.mark.parametrize("joined", ["Join Thread", "Join All Threads", "Join Threads In Pool"])
def test_the_error_of_a_thread_reaches_its_join(joined: str) -> None:
    extra = EXTRA[joined]
    done = run(
        start("thread", "start"),
        failing("body", "thread::Thread Body"),
        node(joined, "join", "thread::Next", {**extra, **JOIN}),
    )

    assert done.errors == ["ThreadedRunTimeError"]
    assert "Raise Exception (Thread 0)" in str(done.outcome.errors[0])


def test_the_error_of_a_thread_that_nobody_joins_is_reported() -> None:
    done = run(start("thread", "start"), failing("body", "thread::Thread Body"), log("on", "thread::Next", "on"))

    assert done.errors == ["RuntimeError"]


def test_a_join_may_pass_errors_over() -> None:
    done = run(
        start("thread", "start"),
        failing("body", "thread::Thread Body"),
        node("Join All Threads", "join", "thread::Next", {"Merge Forked State": True, "Raise Error?": False}),
        log("log", "join", "on"),
    )

    assert done.lines == ["on"]
    assert done.outcome.status == "succeeded"
    assert done.runtime.get_node("join").get_output_socket_value("Succeeded") is False


def test_another_limit_for_the_same_pool_is_an_error_and_blocks_nothing() -> None:
    done = run(
        start("one", "start", Pool="p", Max_Pool_Workers=1),
        log("first", "one::Thread Body", "first"),
        node("Try / Catch", "try", "one::Next", {"Errors to Catch": []}),
        start("two", "try::Try", Pool="p", Max_Pool_Workers=2),
        log("second", "two::Thread Body", "second"),
        start("three", "try::Continue", Pool="p", Max_Pool_Workers=1),
        log("third", "three::Thread Body", "third"),
        node("Join All Threads", "join", "three::Next", JOIN),
    )

    assert sorted(done.lines) == ["first", "third"]
    assert done.outcome.status == "succeeded"


def test_a_buffered_log_is_given_out_in_one_piece() -> None:
    done = run(
        start("thread", "start", Buffer_Logs=True),
        log("body", "thread::Thread Body", "from the thread"),
        node("Sleep", "sleep", "thread::Next", {"Seconds": 0.2}),
        log("main", "sleep", "from main"),
        node("Join All Threads", "join", "main", JOIN),
    )

    assert done.lines == ["from main", "Buffered logs for Thread 0:", "from the thread"]


def test_the_log_says_which_threads_begin_and_are_waited_for() -> None:
    done = run(
        start("one", "start", Pool="p", Max_Pool_Workers=2),
        log("first", "one::Thread Body", "first"),
        node("Join Threads In Pool", "pool", "one::Next", JOIN | {"Pool": "p"}),
        start("two", "pool", Pool="q"),
        log("second", "two::Thread Body", "second"),
        node("Join Thread", "join", "two::Next", {**JOIN, "Thread ID": 1}),
        start("three", "join"),
        log("third", "three::Thread Body", "third"),
        node("Join All Threads", "all", "three::Next", JOIN),
    )

    assert [event.text for event in done.reader.of(events.Log) if event.level == "DEBUG"][:-1] == [
        "[Start Thread] Starting Thread (Pool='p', Max Workers=2): 0",
        '[Join Threads In Pool] Joining Threads in Pool "p"',
        "[Join Threads In Pool] Joining thread: 0",
        "[Start Thread] Starting Thread (Pool='q'): 1",
        "[Join Thread] Joining thread: 1",
        "[Start Thread] Starting Thread: 2",
        "[Join All Threads] Joining All Threads",
        "[Join All Threads] Joining thread: 0",
        "[Join All Threads] Joining thread: 1",
        "[Join All Threads] Joining thread: 2",
    ]


def test_a_thread_without_a_body_is_an_error() -> None:
    assert run(start("thread", "start")).errors == ["IndexError"]


def test_a_thread_that_does_not_exist_cannot_be_joined() -> None:
    assert run(node("Join Thread", "join", "start", {**JOIN, "Thread ID": 4})).errors == ["RuntimeError"]


def test_each_item_runs_in_a_thread_of_its_own() -> None:
    options = {"Max Workers": 2, "Join Threads": True, "Is Daemon": False, "Buffer Logs": False}
    done = run(
        node("Build List (String)", "list", "start", {"List to Build": ["a", "b", "c"]}),
        node("Threaded For Each", "each", "list", {"List to Iterate": connect("list::List"), **options, **JOIN}),
        log("body", "each::Loop Body", connect("each::Value")),
        log("end", "each::Completed", "end"),
    )

    assert sorted(done.lines[:3]) == ["a", "b", "c"]
    assert done.lines[3] == "end"
    assert done.runtime.get_node("each").get_output_socket_value("Thread IDs") == [0, 1, 2]


def test_threads_started_by_a_thread_can_be_joined_by_their_number() -> None:
    done = run(
        start("outer", "start"),
        start("inner", "outer::Thread Body"),
        log("body", "inner::Thread Body", "innermost"),
        node("Join Thread", "join", "inner::Next", {**JOIN, "Thread ID": connect("inner::Thread ID")}),
        node("Join All Threads", "all", "outer::Next", JOIN),
    )

    assert done.lines == ["innermost"]
    assert done.outcome.status == "succeeded"
