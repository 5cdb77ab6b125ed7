"""Time as sign-ins measure it: by the calendar, and by a count of seconds that no setting of the clock changes."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

# random(4): it tells one boot of a machine from the next.
_BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")
# clock_gettime(2): the seconds since the boot, sleep included; elsewhere the monotonic clock, which on macOS counts
# sleep too.
_COUNT: Final[int | None] = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))


@dataclass(frozen=True, slots=True)
class Clock:
    """What time it is (seconds since 1970), and how much has passed since the beginning of a timeline.

    Only counts of one timeline can be compared; between timelines there is nothing but the calendar.
    """

    now: Callable[[], float]
    elapsed: Callable[[], float]
    timeline: str


def system_clock() -> Clock:
    """Return the clock of this machine: its boot is the timeline, or this process where no boot can be told."""
    try:
        timeline = _BOOT_ID.read_text("ascii").strip()
    except (OSError, ValueError):
        timeline = ""
    return Clock(time.time, _count, timeline or secrets.token_hex(16))


def _count() -> float:
    return time.monotonic() if _COUNT is None else time.clock_gettime(_COUNT)
