"""The turns of loops: told at the first turn, then a few times a second, and hardly noticed by the loop."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from graphex.engine.events import types as events

if TYPE_CHECKING:
    from graphex.engine.events.emitter import Emitter
    from graphex.engine.plan.plan import Step

_EVERY: Final = 0.1  # seconds between two events of a loop: more often nobody can read
_QUICK: Final = 0.001  # seconds: of turns that take less together, not each is worth a look at the clock
_STRIDE: Final = 16  # turns between two looks at most, so that a loop that becomes slow is heard of soon


class Turns:
    """The turns of a loop that runs: how many it has begun, and from which one on to look at the clock again.

    Reading the clock may take a tenth of a short turn.
    """

    __slots__ = ("_looked", "_stride", "count", "next_look")

    def __init__(self) -> None:
        self.count = 0
        self.next_look = 1
        self._looked = 0.0
        self._stride = 1

    def look(self) -> float:
        """Look at the clock, settle when to look next, and give the time."""
        now = time.monotonic()
        stride = self._stride
        if now - self._looked > _QUICK:
            self._stride = stride = 1
        elif stride < _STRIDE:
            self._stride = stride = stride * 2
        self._looked = now
        self.next_look = self.count + stride
        return now


class TurnTeller:
    """Tells of the turns of the loops of one graph or thread."""

    def __init__(self, emitter: Emitter, *, scope: str, thread: int | None) -> None:
        self._emitter = emitter
        self._where = {"scope": scope, "thread": thread}
        self._next: dict[str, float] = {}
        """By loop, when it is told of again: a loop inside of another one begins often."""

    def is_due(self, step: Step, turns: Turns) -> bool:
        """Return whether a loop was last told of long enough ago."""
        return turns.look() >= self._next.get(step.id, 0.0)

    def tell(self, step: Step, turns: Turns, depth: int) -> None:
        """Tell of a turn."""
        self._next[step.id] = time.monotonic() + _EVERY
        self._emitter.emit(events.LoopTurn, node=step.id, name=step.name, turn=turns.count, depth=depth, **self._where)
