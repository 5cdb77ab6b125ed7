"""The benchmark of runs says what it should, on its smallest workload."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from benchmarks.runs import WORKLOADS, compare, measure, plain_loop

if TYPE_CHECKING:
    from pathlib import Path


def test_a_row_has_time_and_memory() -> None:
    (row,) = compare(["start"], [sys.executable, sys.executable], 1)

    assert row[0] == "start"
    assert [cell.split(" ")[-1] for cell in row[1:5]] == ["s", "s", "MB", "MB"]
    assert row[5].endswith("x")


@pytest.mark.parametrize(
    "name", ["chain of 400 nodes", "list of 1,000 appends", "sub-graph run 1,000 times", "5,000 lines of text"]
)
def test_each_graph_gives_what_it_should(tmp_path: Path, name: str) -> None:
    expected = WORKLOADS[name](tmp_path)

    assert measure(sys.executable, tmp_path, expected) is not None
    assert measure(sys.executable, tmp_path, "something else") is None


def test_plain_python_is_measured() -> None:
    assert plain_loop() > 0
