"""Where a certificate stands in its life: what is near, in words that people plan by."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

# Let's Encrypt renews at 30 days, GraphEx earlier still: with 14 left, whatever renews has failed before.
SOON: Final = timedelta(days=14)
# Six-day certificates exist (Let's Encrypt "shortlived"); their renewal is late in the last third of their life.
LATE_SHARE: Final = 3
# A weekend: who sees it on a Friday and waits until Monday finds every client refusing.
URGENT: Final = timedelta(days=3)
_URGENT_SHARE: Final = 10


class Standing(StrEnum):
    """How a certificate stands: not valid yet, well, with its end near or very near, or past it."""

    EARLY = "early"
    WELL = "well"
    SOON = "soon"
    URGENT = "urgent"
    ENDED = "ended"


def standing(not_before: datetime, not_after: datetime, now: datetime) -> Standing:
    """Return how a certificate with these dates stands; short lives have shorter warnings."""
    life, left = not_after - not_before, not_after - now
    if now < not_before:
        return Standing.EARLY
    if left <= timedelta(0):
        return Standing.ENDED
    if left < min(URGENT, life / _URGENT_SHARE):
        return Standing.URGENT
    return Standing.SOON if left < min(SOON, life / LATE_SHARE) else Standing.WELL


def format_span(left: timedelta) -> str:
    """Write a span of time in the unit that still says something: never "0 days"."""
    if left >= timedelta(days=2):
        return f"{left.days} days"
    if left >= timedelta(hours=2):
        return f"{left // timedelta(hours=1)} hours"
    minutes = max(left // timedelta(minutes=1), 1)
    return "1 minute" if minutes == 1 else f"{minutes} minutes"
