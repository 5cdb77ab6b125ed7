"""Facts: single texts under names."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from graphex.state.database import StateDatabase
from graphex.state.facts import Facts

if TYPE_CHECKING:
    from pathlib import Path


def test_facts_outlive_the_process(tmp_path: Path) -> None:
    with closing(StateDatabase(tmp_path)) as state:
        Facts(state).record("a", "1")
        Facts(state).record("a", "2")
    with closing(StateDatabase(tmp_path)) as state:
        found = Facts(state).find("a"), Facts(state).find("b")

    assert found == ("2", None)
