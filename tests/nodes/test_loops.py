"""Loops."""

from __future__ import annotations

from typing import Any

import pytest

from graphex.graph.model import SocketEntry
from graphs import Run, connect, log, node, run


def text(node_id: str, source: str) -> Any:
    """Make a cast that turns a number into text."""
    return node("Number To String", node_id, None, {"Cast From": connect(source)})


def ranged(first: float, last: float, step: float) -> Run:
    return run(
        node("Ranged For Loop", "loop", "start", {"First Index": first, "Last Index": last, "Increment": step}),
        text("text", "loop::Index"),
        log("log", "loop::Loop Body", connect("text::Cast To")),
        log("end", "loop::Completed", "end"),
    )


def test_a_loop_counts_from_zero_and_goes_on() -> None:
    done = run(
        node("For Loop", "loop", "start", {"Number of Iterations": 2.9}),
        text("text", "loop::Index"),
        log("log", "loop::Loop Body", connect("text::Cast To")),
        log("end", "loop::Completed", "end"),
    )

    assert done.lines == ["0", "1", "end"]


@pytest.mark.parametrize(
    ("first", "last", "step", "lines"),
    [
        (1, 3, 1, ["1", "2", "3"]),
        (3, 1, -1, []),
        (3, 1, 1, []),
        (0, 0.3, 0.1, ["0", "0.1", "0.2"]),
        (1, 2, 0, ["1", "2"]),
    ],
)
def test_a_ranged_loop_takes_both_ends(first: float, last: float, step: float, lines: list[str]) -> None:
    assert ranged(first, last, step).lines == [*lines, "end"]


def test_a_ranged_loop_reads_its_end_before_each_turn() -> None:
    done = run(
        node("Set Variable (Number)", "set", "start", {"Number To Save": 5}, value="last"),
        node(
            "Ranged For Loop",
            "loop",
            "set",
            {"First Index": 0, "Last Index": SocketEntry("", variable_name="last"), "Increment": 1},
        ),
        text("text", "loop::Index"),
        log("log", "loop::Loop Body", connect("text::Cast To")),
        node("Set Variable (Number)", "lower", "log", {"Number To Save": 1}, value="last"),
    )

    assert done.lines == ["0", "1"]


def test_each_item_of_a_list_is_gone_through() -> None:
    done = run(
        node("Build List (String)", "list", "start", {"List to Build": ["a", "b"]}),
        node("For Each", "loop", "list", {"List to Iterate": connect("list::List")}),
        log("log", "loop::Loop Body", connect("loop::Value")),
        log("end", "loop::Completed", connect("loop::Value")),
    )

    assert done.lines == ["a", "b", "b"]


def test_break_leaves_the_nearest_loop_and_continue_its_turn() -> None:
    done = run(
        node("For Loop", "outer", "start", {"Number of Iterations": 2}),
        node("For Loop", "inner", "outer::Loop Body", {"Number of Iterations": 3}),
        node("Equal (Number)", "first", "inner::Loop Body", {"Number 1": connect("inner::Index"), "Number 2": 0}),
        node("If / Else", "if", "first", {"Condition": connect("first::Result")}),
        node("Loop Continue", "continue", "if::If True"),
        log("log", "if::If False", "turn"),
        node("Loop Break", "break", "log"),
        log("done", "inner::Completed", "inner done"),
    )

    assert done.lines == ["turn", "inner done", "turn", "inner done"]


@pytest.mark.parametrize(
    ("name", "said"),
    [("Loop Break", "There is no loop to leave"), ("Loop Continue", "There is no loop to go on with")],
)
def test_leaving_a_loop_where_there_is_none_is_an_error_of_the_node(name: str, said: str) -> None:
    done = run(node(name, "leave", "start"))

    assert done.outcome.status == "failed"
    assert said in str(done.outcome.errors[0])
    assert f"│ Node: {name}" in str(done.outcome.errors[0])


def test_an_infinite_loop_ends_by_break() -> None:
    done = run(
        node("Infinite Loop", "loop", "start"),
        node("Equal (Number)", "third", "loop::Loop Body", {"Number 1": connect("loop::Index"), "Number 2": 2}),
        node("If True", "if", "third", {"Condition": connect("third::Result")}),
        node("Loop Break", "break", "if::If True"),
        log("end", "loop::Completed", "end"),
    )

    assert done.lines == ["end"]


@pytest.mark.parametrize(("first", "second", "lines"), [(["a", "b"], ["c"], ["ac"]), ([], ["c"], [])])
def test_several_lists_are_gone_through_to_the_end_of_the_shortest(
    first: list[str], second: list[str], lines: list[str]
) -> None:
    done = run(
        node("Build List (String)", "one", "start", {"List to Build": first}),
        node("Build List (String)", "two", "one", {"List to Build": second}),
        node("List Compression Loop", "loop", "two", {"A": connect("one::List"), "B": connect("two::List")}),
        node(
            "Concatenate Strings",
            "both",
            "loop::Loop Body",
            {"Strings": connect("loop::A Value", "loop::B Value"), "Separator": ""},
        ),
        log("log", "both", connect("both::Result")),
    )

    assert done.lines == lines


def retry(maximum: float, *, raises: bool, body: str = "Raise Exception") -> Run:
    inputs = {"Error Message": "no", "Exception Name": None} if body == "Raise Exception" else None
    return run(
        node("Retry Loop", "retry", "start", {"Maximum Attempts": maximum, "Raise Error": raises}),
        node(body, "body", "retry::Attempt Body", inputs),
        log("after", "retry::After Attempt", "after"),
        log("failed", "retry::On Failure", "failed"),
        log("end", "retry::Completed", "end"),
    )


def test_attempts_are_repeated_up_to_the_maximum() -> None:
    done = retry(2.5, raises=False)

    assert done.lines == ["after", "after", "failed", "end"]
    assert done.outcome.status == "succeeded"


def test_the_last_error_can_end_the_run() -> None:
    done = retry(2, raises=True)

    assert done.lines == ["after", "after"]
    assert done.errors == ["RuntimeError"]


@pytest.mark.parametrize(
    ("body", "lines"), [("Loop Break", ["after", "end"]), ("Loop Continue", ["after", "failed", "end"])]
)
def test_break_is_a_success_and_continue_a_failure(body: str, lines: list[str]) -> None:
    assert retry(1, raises=False, body=body).lines == lines


def test_no_attempt_is_no_failure() -> None:
    done = retry(0, raises=True)

    assert done.errors == []
