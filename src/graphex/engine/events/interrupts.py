"""Interrupts: what tells a run to end, which reaches it only where it can deal with it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Interrupted(KeyboardInterrupt):
    """The run was told to end; the text is the name of the signal."""


class Interrupts:
    """The signals that a run got; used by the main thread alone, which Python gives all of them.

    A signal is raised at once while nodes run, and waits while the run takes care of itself: so it leaves out neither
    deferred work nor the last event.
    """

    def __init__(self) -> None:
        self.main = threading.main_thread().ident
        """The thread that gets the signals."""
        self.shielded = False
        """Whether an event is being handed over, which must reach its reader whole."""
        self._reasons: list[str] = []
        self._open = False
        self._waiting = False

    @property
    def count(self) -> int:
        """How often the run was told to end."""
        return len(self._reasons)

    @property
    def reason(self) -> str:
        """The first signal; that of Ctrl-C where the interrupt was none."""
        return self._reasons[0] if self._reasons else "SIGINT"

    def note(self, reason: str) -> None:
        """Remember a signal: threads end before their next node."""
        self._reasons.append(reason)
        self._waiting = True

    def deliver(self) -> None:
        """Raise Interrupted if a signal waits and nodes run."""
        if self._waiting and self._open and not self.shielded:
            self._waiting = False
            raise Interrupted(self.reason)

    def during(self, part: Callable[[], None]) -> None:
        """Do a part of a run that may be interrupted."""
        self._with(part, is_open=True)

    def outside(self, part: Callable[[], None]) -> None:
        """Do a part of a run that may not be interrupted; what arrives meanwhile is raised behind it."""
        self._with(part, is_open=False)
        self.deliver()

    def _with(self, part: Callable[[], None], *, is_open: bool) -> None:
        before = self._open
        try:
            self._open = is_open
            self.deliver()
            part()
        finally:
            self._open = before
