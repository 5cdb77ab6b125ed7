"""The logger of a run: what nodes log becomes events."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from graphex.engine.events import types as events
from graphex.plugin.log import GraphexLogger, cleaned

if TYPE_CHECKING:
    from graphex.engine.events.emitter import Emitter


class EventLogger(GraphexLogger):
    """Turns messages into events."""

    def __init__(self, emitter: Emitter, level: str = "INFO", azure_integration: bool = False) -> None:
        super().__init__(level, azure_integration)
        self.emitter = emitter

    def clone(self) -> EventLogger:
        """Make a logger of the same run."""
        return EventLogger(self.emitter, self.level, self.azure_integration)

    def write(self, msg: str, level: str, acquire_lock: bool = True, skip_printing_level: bool = False) -> None:
        """Emit a message at a level; the emitter has the lock."""
        del acquire_lock
        level = level.upper()
        if self.LEVELS.get(level, 1) >= self._threshold:
            # Masked before as well: what is cleaned away may be a part of a secret.
            text = cleaned(self.emitter.hidden_in_log(str(msg)))
            self.emit(text, level if level in self.LEVELS else "INFO", bare=skip_printing_level)

    def emit(self, text: str, level: str, *, bare: bool) -> None:
        """Hand a line over, whatever its level."""
        self.emitter.log(text, level, bare=bare)


class BufferedLogger(EventLogger):
    """Keeps the messages of a thread until `flush`; from then on they go out at once."""

    def __init__(self, emitter: Emitter, level: str = "INFO", azure_integration: bool = False) -> None:
        super().__init__(emitter, level, azure_integration)
        self._kept: list[events.Log] | None = []

    def emit(self, text: str, level: str, *, bare: bool) -> None:
        """Keep a line, or hand it over."""
        with self.lock:
            if self._kept is None:
                super().emit(text, level, bare=bare)
                return
            line = self.emitter.hidden_in_log(text)
            self._kept.append(events.Log(seq=0, time=time.time(), level=level, text=line, bare=bare))  # type: ignore[arg-type]  # checked by write

    def flush(self, header: str) -> None:
        """Emit what was kept, under a header."""
        with self.lock:
            kept, self._kept = self._kept, None
        if not kept:
            return
        super().emit(header, "INFO", bare=False)
        for line in kept:
            self.emitter.log_later(line)
