"""Deferred work."""

from __future__ import annotations

import os

from graphex.engine.run.deferred import Deferred
from graphs import log, run


def deferred() -> tuple[Deferred, list[str]]:
    return Deferred(run(log("log", "start", "x")).runtime.failures), []


def test_the_last_comes_first_and_the_back_comes_last() -> None:
    work, seen = deferred()
    work.add(lambda: seen.append("a"), insert_back=False, origin=None)
    work.add(lambda: seen.append("b"), insert_back=True, origin=None)
    work.add(lambda: seen.append("c"), insert_back=False, origin=None)
    work.add(lambda: seen.append("d"), insert_back=True, origin=None)

    assert work.run() == []
    assert seen == ["c", "a", "b", "d"]


def test_work_added_meanwhile_runs_once() -> None:
    work, seen = deferred()
    work.add(
        lambda: work.add(lambda: seen.append("inner"), insert_back=False, origin=None), insert_back=False, origin=None
    )

    work.run()
    work.run()

    assert seen == ["inner"]


def test_one_failure_keeps_no_other_from_running() -> None:
    work, seen = deferred()
    work.add(lambda: seen.append("after"), insert_back=False, origin=None)
    work.add(lambda: os.environ["GX_GONE"], insert_back=False, origin=None)
    work.errors.append(ValueError("first"))

    errors = work.run()

    assert [type(error).__name__ for error in errors] == ["ValueError", "KeyError"]
    assert seen == ["after"]
