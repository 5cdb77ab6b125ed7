"""Comments."""

from __future__ import annotations

from graphs import log, node, run


def test_a_comment_never_runs_and_is_no_problem() -> None:
    done = run(node("Comment", "comment", value="A note."), log("log", "start", "ran"))

    assert done.lines == ["ran"]
