"""The fan-out: hands each event to several readers, of which none can disturb the run or the others."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from graphex.engine.events.wants import Wants
from graphex.plugin.exceptions import ProgramEnd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphex.engine.events.emitter import EventSink
    from graphex.engine.events.types import Event

_logger = logging.getLogger(__name__)


class FanOut:
    """Several readers as one, which wants what any of them wants."""

    def __init__(self, sinks: Sequence[EventSink]) -> None:
        self.wants = Wants.union([sink.wants for sink in sinks])
        self._sinks = tuple(sinks)
        self._failed: set[int] = set()

    def __call__(self, event: Event) -> None:
        """Hand an event to every reader; one that ends the program, as a closed pipe does, does so after the others."""
        end: ProgramEnd | None = None
        for place, sink in enumerate(self._sinks):
            try:
                sink(event)
            except ProgramEnd as wish:
                end = wish
            except Exception as error:  # noqa: BLE001 - a reader's own code must not end the run
                self._note_failure(place, error)
        if end is not None:
            raise end

    def _note_failure(self, place: int, error: Exception) -> None:
        """Log the first failure of a reader; it gets the next events all the same."""
        if place not in self._failed:
            self._failed.add(place)
            name = type(self._sinks[place]).__name__
            _logger.error("A reader of the run's events, %s, failed: %s: %s", name, type(error).__name__, error)
            _logger.debug("Where it was raised", exc_info=error)
