"""The benchmark of regular expressions measures both ways of matching."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks import patterns

if TYPE_CHECKING:
    import pytest


def test_both_ways_of_matching_have_rows(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "_ROUNDS", 1)
    monkeypatch.setattr(patterns, "_SECONDS_A_ROUND", 0.001)

    patterns.main()

    rows = [line.strip("| ").split(" | ") for line in capsys.readouterr().out.splitlines()[2:]]
    assert {row[1] for row in rows} == {"here", "by another process"}
    assert [float(row[4]) > 0 for row in rows] == [True] * 5
