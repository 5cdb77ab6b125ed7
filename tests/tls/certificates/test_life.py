"""How near the end of a certificate is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from graphex.tls.certificates.life import Standing, format_span, standing

END = datetime(2027, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "left", "expected"),
    [
        (90, timedelta(days=91), Standing.EARLY),
        (90, timedelta(days=90), Standing.WELL),
        (90, timedelta(days=14), Standing.WELL),
        (90, timedelta(days=13, hours=23), Standing.SOON),
        (90, timedelta(days=4), Standing.SOON),
        (90, timedelta(days=3), Standing.SOON),
        (90, timedelta(days=2, hours=23), Standing.URGENT),
        (90, timedelta(hours=7), Standing.URGENT),
        (90, timedelta(seconds=1), Standing.URGENT),
        (90, timedelta(0), Standing.ENDED),
        (90, timedelta(days=-5), Standing.ENDED),
        (6, timedelta(days=3), Standing.WELL),
        (6, timedelta(days=1), Standing.SOON),
        (6, timedelta(hours=14), Standing.URGENT),
    ],
)
def test_a_certificate_stands_by_what_is_left_of_its_life(days: int, left: timedelta, expected: Standing) -> None:
    assert standing(END - timedelta(days=days), END, END - left) is expected


@pytest.mark.parametrize(
    ("left", "text"),
    [
        (timedelta(days=195, hours=23), "195 days"),
        (timedelta(days=2), "2 days"),
        (timedelta(days=1, hours=23), "47 hours"),
        (timedelta(hours=7, minutes=59), "7 hours"),
        (timedelta(hours=2), "2 hours"),
        (timedelta(minutes=119), "119 minutes"),
        (timedelta(seconds=90), "1 minute"),
        (timedelta(seconds=1), "1 minute"),
    ],
)
def test_spans_are_told_in_a_unit_that_says_something(left: timedelta, text: str) -> None:
    assert format_span(left) == text
