"""Interrupts reach a run only where it can deal with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graphex.engine.events.emitter import Emitter
from graphex.engine.events.interrupts import Interrupted, Interrupts
from graphex.engine.events.wants import Wants
from graphex.masks import Mask

if TYPE_CHECKING:
    from graphex.engine.events import types as events


def told(interrupts: Interrupts, name: str) -> None:
    interrupts.note(name)
    interrupts.deliver()


def test_a_signal_is_raised_while_nodes_run() -> None:
    interrupts = Interrupts()

    with pytest.raises(Interrupted, match="SIGTERM"):
        interrupts.during(lambda: told(interrupts, "SIGTERM"))

    assert interrupts.count == 1


def test_a_signal_waits_while_the_run_takes_care_of_itself() -> None:
    interrupts = Interrupts()
    done: list[str] = []

    told(interrupts, "SIGTERM")
    with pytest.raises(Interrupted, match="SIGTERM"):
        interrupts.during(lambda: done.append("nodes"))
    interrupts.during(lambda: done.append("deferred work"))

    assert done == ["deferred work"]


def test_a_part_that_may_not_be_interrupted_is_done_first() -> None:
    interrupts = Interrupts()
    done: list[str] = []

    def outside() -> None:
        told(interrupts, "SIGHUP")
        done.append("whole")

    with pytest.raises(Interrupted, match="SIGHUP"):
        interrupts.during(lambda: interrupts.outside(outside))

    assert done == ["whole"]


def test_an_event_is_handed_over_whole() -> None:
    interrupts = Interrupts()
    seen: list[int] = []

    class Told:
        wants = Wants()

        def __call__(self, event: events.Event) -> None:
            told(interrupts, "SIGTERM")
            seen.append(event.seq)

    emitter = Emitter(Told(), hidden=Mask(), hidden_in_log=Mask(), interrupts=interrupts)
    with pytest.raises(Interrupted, match="SIGTERM"):
        interrupts.during(lambda: emitter.open(run="r", graph="/g.gx"))

    assert seen == [1]


def test_after_a_part_nothing_is_raised() -> None:
    interrupts = Interrupts()

    interrupts.during(lambda: None)
    told(interrupts, "SIGINT")

    assert interrupts.count == 1
