"""The progress of a long run: one line on the terminal that says which loops are in which turn, and goes away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graphex.engine.events import types as events
from graphex.engine.events.wants import Wants

if TYPE_CHECKING:
    from typing import TextIO

_FIRST_AFTER: Final = 2.0  # seconds: shorter runs need no line
_EVERY: Final = 0.25
_CLEAR: Final = "\r\x1b[K"


class Progress:
    """Reads the turns of loops and shows them; `clear` takes the line away before other output."""

    def __init__(self, stream: TextIO) -> None:
        self.wants = Wants(turns=stream.isatty())
        self._stream = stream
        self._started = 0.0
        self._next = 0.0
        self._loops: list[tuple[str, int]] = []
        """The loops of the graph, each with its turn, the outer ones first."""
        self._shown = False

    def __call__(self, event: events.Event) -> None:
        """Take note of an event, and show it now and then."""
        match event:
            case events.RunStarted():
                self._started = event.time
                self._next = event.time + _FIRST_AFTER
            case events.LoopTurn(scope="", thread=None):
                # What was inside of the loop, or of another one at its place, has ended.
                self._loops[event.depth :] = [(event.name, event.turn)]
                if event.time >= self._next:
                    self._show(event.time)
            case events.RunFinished():
                self.clear()
            case _:
                pass

    def clear(self) -> None:
        """Take the line away."""
        if self._shown:
            self._write(_CLEAR)
            self._shown = False

    def _show(self, now: float) -> None:
        if not self.wants.turns:
            return
        line = " > ".join(f"{name}, turn {turn:,}" for name, turn in self._loops)
        self._write(f"{_CLEAR}{line} ({int(now - self._started)} s)")
        self._shown = True
        self._next = now + _EVERY

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
