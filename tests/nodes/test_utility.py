"""Branches one after another, and work for the end."""

from __future__ import annotations

import pytest

from graphs import log, node, run

ORDER = ["First Event", "Second Event", "Third Event", "Fourth Event"]


@pytest.mark.parametrize("count", [2, 3, 4])
def test_branches_run_in_their_order(count: int) -> None:
    marks = [log(f"log-{number}", f"sequence::{ORDER[number]}", ORDER[number]) for number in reversed(range(count))]

    done = run(node(f"Sequence ({count})", "sequence", "start"), *marks)

    assert done.lines == ORDER[:count]


def test_an_error_leaves_out_the_rest() -> None:
    done = run(
        node("Sequence (2)", "sequence", "start"),
        node("Raise Exception", "raise", "sequence::First Event", {"Error Message": "no", "Exception Name": None}),
        log("second", "sequence::Second Event", "second"),
    )

    assert done.lines == []


def test_deferred_branches_run_at_the_end_the_last_first_and_once() -> None:
    done = run(
        node("Defer", "one", "start", {"Name": "one"}),
        log("first", "one::Deferred Nodes", "first"),
        node("Defer", "inner", "first", {"Name": None}),
        log("innermost", "inner::Deferred Nodes", "innermost"),
        node("Defer", "two", "one::Continue", {"Name": None}),
        log("second", "two::Deferred Nodes", "second"),
        log("main", "two::Continue", "main"),
    )

    assert done.lines == ["main", "second", "first", "innermost"]


def test_an_error_deferred_from_a_deferred_branch_is_reported() -> None:
    done = run(
        node("Defer", "defer", "start", {"Name": None}),
        node("Defer Exception", "late", "defer::Deferred Nodes", {"Error Message": "late", "Exception Name": None}),
    )

    assert done.errors == ["RuntimeError"]
