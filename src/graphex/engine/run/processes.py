"""The processes that a run has started, and those that they started: none of them outlives a run that was ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_PATIENCE: Final = 5.0  # seconds that a process has to end by itself
_LAST_LOOK: Final = 1.0  # seconds until the kernel has ended what was killed
_EVERY: Final = 0.02
_SET_CHILD_SUBREAPER: Final = 36  # prctl(2)
_IDS: Final = 2
_PROC: Final = Path("/proc")


def adopt_orphans() -> None:
    """Become the parent of processes whose own parent ends, so that they are found; only Linux can do it."""
    if sys.platform != "linux":
        return
    import ctypes  # noqa: PLC0415 - not everywhere

    ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def end_processes(*, at_once: bool = False) -> None:
    """End all processes that this one has started, the parents first; those that do not end in time are killed."""
    beyond: set[int] = set()
    asked: set[int] = set()
    now = time.monotonic()
    kill_from = now if at_once else now + _PATIENCE
    give_up = kill_from + _LAST_LOOK
    while (left := [pid for pid in descendants(os.getpid()) if pid not in beyond]) and now < give_up:
        killing = now >= kill_from
        beyond |= set(_signalled(left if killing else [pid for pid in left if pid not in asked], killing=killing))
        asked |= set(left)
        time.sleep(_EVERY)
        now = time.monotonic()


def descendants(ancestor: int) -> list[int]:
    """Return the living processes that a process has started, and those that they started, each after its parent."""
    children: dict[int, list[int]] = defaultdict(list)
    for pid, parent in _parents():
        children[parent].append(pid)
    found = [ancestor]
    for pid in found:  # grows while it is gone through
        found += children.pop(pid, ())
    return found[1:]


def _signalled(pids: Collection[int], *, killing: bool) -> Iterator[int]:
    """Send signals; yields the processes that may not be ended, as those of another user."""
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL if killing else signal.SIGTERM)
            if not killing:
                os.kill(pid, signal.SIGCONT)  # one that was stopped would not hear it
        except ProcessLookupError:
            continue
        except OSError:
            yield pid


def _parents() -> Iterator[tuple[int, int]]:
    """Yield each living process with its parent; nothing where the system does not tell."""
    if (_PROC / "self" / "stat").exists():
        return _from_proc()
    if os.name == "posix":
        return _from_ps()
    return iter(())


def _from_proc() -> Iterator[tuple[int, int]]:
    for place in _PROC.iterdir():
        if not place.name.isdigit():
            continue
        try:
            stat = (place / "stat").read_bytes()
        except OSError:
            continue  # it has ended meanwhile
        # The name of the program, in parentheses, may hold blanks and parentheses itself.
        state, parent = stat[stat.rindex(b")") + 2 :].split()[:_IDS]
        if state not in (b"Z", b"X"):
            yield int(place.name), int(parent)


def _from_ps() -> Iterator[tuple[int, int]]:
    try:
        with subprocess.Popen(["ps", "-A", "-o", "pid=,ppid=,stat="], stdout=subprocess.PIPE, text=True) as listing:
            lines = listing.communicate()[0].splitlines()
    except OSError:
        return  # there is no such program
    for line in lines:
        pid, parent, state = line.split()[: _IDS + 1]
        if not state.startswith("Z") and int(pid) != listing.pid:
            yield int(pid), int(parent)
