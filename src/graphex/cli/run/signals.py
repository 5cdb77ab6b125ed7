"""The signals that end a run: Ctrl-C, SIGTERM and SIGHUP, each with the processes that the run has started."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING, Any, Final

from graphex.engine.run.processes import end_processes

if TYPE_CHECKING:
    from graphex.engine.events.interrupts import Interrupts

# The last is what Windows sends when its console is closed.
_NAMES: Final = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
_FORCED: Final = 2


class EndingSignals:
    """While it is entered, the first signal ends a run, the second its deferred work too, and the third the program."""

    def __init__(self, interrupts: Interrupts) -> None:
        self._interrupts = interrupts
        self._before: dict[int, Any] = {}

    def __enter__(self) -> None:
        for name in _NAMES:
            number = getattr(signal, name, None)
            # One that is ignored stays so: nohup, and shells for what runs in the background, rely on it.
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                self._before[number] = signal.signal(number, self._end)

    def __exit__(self, *_: object) -> None:
        # Of a run that was told to end, a late signal must not change the exit code.
        if not self._interrupts.count:
            for number, handler in self._before.items():
                signal.signal(number, handler)

    def _end(self, number: int, _: object) -> None:
        if self._interrupts.count >= _FORCED:
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
        # Noted first: a thread whose command has ended must not go on to its next node.
        self._interrupts.note(signal.Signals(number).name)
        # Commands end before the node that waits for them gives up, so that none is left without a parent.
        end_processes(at_once=self._interrupts.count >= _FORCED)
        self._interrupts.deliver()
