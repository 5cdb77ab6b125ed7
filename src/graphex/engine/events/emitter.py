"""The emitter: numbers events, gives them their time, masks what is secret and hands them to the reader."""

from __future__ import annotations

import threading
import time
from threading import get_ident
from typing import TYPE_CHECKING, Any, Protocol

from graphex.engine.events import types as events
from graphex.engine.events.interrupts import Interrupts
from graphex.engine.events.json_values import JsonValues
from graphex.engine.events.preview import Previews

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from graphex.engine.events.wants import Wants
    from graphex.masks import Mask


class EventSink(Protocol):
    """Reads the events of a run as they happen."""

    @property
    def wants(self) -> Wants:
        """What the reader wants to hear; a run of which nobody wants to hear more than its course is much faster."""

    def __call__(self, event: events.Event, /) -> None:
        """Take an event; called by one thread at a time."""


def _nobody(_: events.Event) -> None:
    """Read an event before the first one, or after the last."""


class Emitter:
    """Makes the events of one run, its sub-graphs and threads, from `open` to `close`."""

    def __init__(
        self, sink: EventSink, *, hidden: Mask, hidden_in_log: Mask, interrupts: Interrupts | None = None
    ) -> None:
        self.wants = sink.wants
        self.hidden = hidden
        self.hidden_in_log = hidden_in_log
        self.preview = Previews(hidden)
        """Gives the masked preview of a value."""
        self.json_value = JsonValues(hidden)
        """Gives a value as JSON has it, masked, and whether it was cut."""
        # Re-entrant: an interrupt that arrives while an event is handed over is reported by the same thread.
        self.lock = threading.RLock()
        self.interrupts = interrupts or Interrupts()
        self._seq = 0
        self._reader = sink
        self._sink: Callable[[events.Event], None] = _nobody

    def open(self, **fields: Any) -> None:
        """Emit the first event, which nothing precedes."""
        self._sink, self._seq = self._reader, 0
        self.emit(events.RunStarted, **fields)

    def emit(self, kind: type[Any], **fields: Any) -> None:
        """Make an event and hand it over."""
        self._hand_over(kind, time.time(), fields)

    def _hand_over(self, kind: type[Any], at: float, fields: Mapping[str, Any]) -> None:
        """Hand over an event whole: a signal, which the main thread gets, waits until its reader is done."""
        interrupts = self.interrupts
        is_main = get_ident() == interrupts.main
        if is_main:
            interrupts.shielded = True
        try:
            with self.lock:
                self._seq += 1
                self._sink(kind(seq=self._seq, time=at, **fields))
        finally:
            if is_main:
                interrupts.shielded = False
        if is_main:
            interrupts.deliver()

    def log(self, text: str, level: str, *, bare: bool = False) -> None:
        """Emit a line of the log, or an image."""
        if level == "IMAGE":
            self.emit(events.Image, url=self.hidden_in_log(text))
        else:
            self.emit(events.Log, level=level, text=self.hidden_in_log(text), bare=bare)

    def log_later(self, line: events.Log) -> None:
        """Emit a line of the log that was kept, with the time it had."""
        fields = {"level": line.level, "text": line.text, "bare": line.bare, "indent": line.indent + 1}
        self._hand_over(events.Log, line.time, fields)

    def close(self) -> None:
        """Let nothing follow the last event: threads that outlive a run may still log."""
        with self.lock:
            self._sink = _nobody

    def previews(self, values: Mapping[str, object]) -> dict[str, str]:
        """Return the masked previews of values by name."""
        return {name: self.preview(value) for name, value in values.items()}
