"""How sizes and times read on the pages."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

UNITS: Final = ("B", "KiB", "MiB", "GiB")
STEPS: Final = ((60, 1, "second"), (3600, 60, "minute"), (86400, 3600, "hour"), (30 * 86400, 86400, "day"))
"""Up to how many seconds, in which unit, called what; older than that, the date says more."""

JUST_NOW_SECONDS: Final = 10
KILO: Final = 1024


def format_size(size: int) -> str:
    """Return a size in bytes as people read it."""
    value = float(size)
    for unit in UNITS:
        if value < KILO or unit == UNITS[-1]:
            break
        value /= KILO
    return f"{value:.0f} {unit}" if unit == "B" or value >= 10 else f"{value:.1f} {unit}"  # noqa: PLR2004 - two digits


def format_day(moment: datetime) -> str:
    """Return a day in UTC, such as 2 November 2026."""
    return f"{moment.day} {moment.astimezone(UTC):%B %Y}"


def format_moment(moment: datetime) -> str:
    """Return a day and a time in UTC."""
    moment = moment.astimezone(UTC)
    return f"{format_day(moment)}, {moment:%H:%M} UTC"


def format_ago(moment: datetime, now: datetime) -> str:
    """Return how long ago something happened, or the day when it is long ago."""
    seconds = (now - moment).total_seconds()
    if seconds < JUST_NOW_SECONDS:
        return "just now" if seconds > -JUST_NOW_SECONDS else format_day(moment)
    for limit, unit, name in STEPS:
        if seconds < limit:
            return f"{count(int(seconds // unit), name)} ago"
    return format_day(moment)


def count(number: int, name: str) -> str:
    """Return a number with its noun in the right form."""
    return f"{number:,} {name}" if number == 1 else f"{number:,} {name}s"
