"""Damaged graphs end in results or in problems, never in a mistake of ours or in nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import mutated_graphs

if TYPE_CHECKING:
    from pathlib import Path

MUTATIONS = int(os.environ.get("GRAPHEX_TEST_MUTATIONS", "300"))
ENDS = {"unreadable", "problems", "succeeded", "failed", "interrupted", "unsafe"}


@pytest.mark.skipif(not mutated_graphs.safe_files(), reason="the corpus is not here")
def test_damaged_graphs_are_explained_or_run(tmp_path: Path) -> None:
    # Two seconds are given to a graph that does not end by itself; an interrupt ends it, or the limit of the test does.
    done = subprocess.run(
        [sys.executable, mutated_graphs.__file__, "1", str(MUTATIONS), str(tmp_path)],
        check=False,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert set(found["outcomes"]) <= ENDS, sorted(tmp_path.glob("bad-*"))
    assert {"unreadable", "problems", "succeeded", "failed"} <= set(found["outcomes"])
