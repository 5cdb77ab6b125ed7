"""The progress of a long run: one line on the terminal that says which loops are in which turn, and goes away."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from typing import Self, TextIO

    from graphex.engine import GraphRuntime

_FIRST_AFTER: Final = 2.0  # seconds: shorter runs need no line
_EVERY: Final = 0.25
_CLEAR: Final = "\r\x1b[K"


class Progress:
    """Shows a line while it is entered; `clear` takes it away before other output."""

    def __init__(self, runtime: GraphRuntime, stream: TextIO) -> None:
        self._runtime = runtime
        self._stream = stream
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self._shown = False
        self._thread = threading.Thread(target=self._show, name="graphex-progress", daemon=True)
        self._started = time.monotonic()

    def __enter__(self) -> Self:
        if self._stream.isatty():
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()
        self.clear()

    def clear(self) -> None:
        """Take the line away."""
        with self._lock:
            if self._shown:
                self._stream.write(_CLEAR)
                self._stream.flush()
                self._shown = False

    def _show(self) -> None:
        wait = _FIRST_AFTER
        while not self._ended.wait(wait):
            wait = _EVERY
            turns = self._runtime.turns()
            if turns:
                seconds = int(time.monotonic() - self._started)
                line = " > ".join(f"{name}, turn {turn:,}" for name, turn in turns)
                with self._lock:
                    self._stream.write(f"{_CLEAR}{line} ({seconds} s)")
                    self._stream.flush()
                    self._shown = True
