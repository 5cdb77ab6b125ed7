"""The refusal: the one event of a run that does not begin."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from graphex.engine.events.run_id import new_run_id
from graphex.engine.events.types import RunRefused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphex.engine.problem import Problem
    from graphex.masks import Mask


def run_refused(problems: Iterable[Problem], *, graph: str, hidden: Mask, run_id: str | None = None) -> RunRefused:
    """Make the event that tells of a graph which cannot run, with secrets taken out of its problems."""
    return RunRefused(
        seq=1,
        time=time.time(),
        run=new_run_id() if run_id is None else run_id,
        graph=graph,
        problems=tuple(problem.masked(hidden) for problem in problems),
    )
