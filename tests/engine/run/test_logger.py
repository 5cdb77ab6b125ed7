"""The logger of a run."""

from __future__ import annotations

from graphex.engine.events import types as events
from graphex.engine.events.emitter import Emitter
from graphex.engine.run.logger import BufferedLogger, EventLogger
from graphex.masks import Mask
from graphs import Reader


def emitter() -> tuple[Emitter, Reader]:
    reader = Reader()
    made = Emitter(reader, hidden=Mask(), hidden_in_log=Mask())
    made.open(run="r", graph="/main.gx")
    return made, reader


def test_lines_become_events() -> None:
    made, reader = emitter()
    logger = EventLogger(made, "WARNING").clone()

    logger.info("no")
    logger.write("yes\r\n", "warning", skip_printing_level=True)
    logger.write("odd", "loud")

    assert [(event.level, event.text, event.bare) for event in reader.of(events.Log)] == [("WARNING", "yes\n", True)]


def test_lines_are_kept_until_they_are_given_out() -> None:
    made, reader = emitter()
    logger = BufferedLogger(made)

    logger.info("kept")
    before = list(reader.lines)
    logger.flush("header")
    logger.info("direct")
    logger.flush("nothing is left")

    assert before == []
    lines = [(event.text, event.indent) for event in reader.of(events.Log)]
    assert lines == [("header", 0), ("kept", 1), ("direct", 0)]
