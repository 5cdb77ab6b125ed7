"""Sizes and times as people read them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from graphex.web.pages.wording import count, format_ago, format_moment, format_size

NOW = datetime(2026, 11, 2, 14, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (20480, "20 KiB"), (1572864, "1.5 MiB"), (2**42, "4096 GiB")],
)
def test_sizes(size: int, text: str) -> None:
    assert format_size(size) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "just now"),
        (59, "59 seconds ago"),
        (60, "1 minute ago"),
        (7200, "2 hours ago"),
        (86400, "1 day ago"),
        (40 * 86400, "23 September 2026"),
        (-86400, "3 November 2026"),
    ],
)
def test_times_ago(seconds: int, text: str) -> None:
    assert format_ago(NOW - timedelta(seconds=seconds), NOW) == text


def test_moments_are_in_utc() -> None:
    assert format_moment(NOW) == "2 November 2026, 14:03 UTC"


def test_one_of_a_thing_has_no_plural() -> None:
    assert (count(1, "graph"), count(0, "graph"), count(1200, "graph")) == ("1 graph", "0 graphs", "1,200 graphs")
