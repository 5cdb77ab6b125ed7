"""The log of a run on stdout: what people have always read, made from the events of the run."""

from __future__ import annotations

import errno
import json
import os
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from graphex.cli.output import READER_GONE, use_color
from graphex.engine.events import types as events
from graphex.engine.events.wants import Wants
from graphex.plugin.exceptions import INDENT, ProgramEnd
from graphex.plugin.log import GraphexLogger

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TextIO

    from graphex.cli.output import ColorChoice

_RESET = "\x1b[0m"


class RunLog:
    """Writes the log lines of a run, each as soon as it happens."""

    def __init__(self, stream: TextIO, *, color: ColorChoice = "auto") -> None:
        self.wants = Wants()
        self._stream = stream
        self.before_line: Callable[[], None] = _nothing
        """Called before each line, to take away what else is on the terminal."""
        self._colors = GraphexLogger.colors if use_color(color, stream) else {}
        self._second = -1
        self._stamp = ""

    def __call__(self, event: events.Event) -> None:
        """Write the line of an event, if it has one."""
        if isinstance(event, events.Log):
            self._line(event.time, event.level, event.text, bare=event.bare, indent=event.indent)
        elif isinstance(event, events.Image):
            self._line(event.time, "IMAGE", event.url)
        elif isinstance(event, events.ErrorReported):
            self._line(event.time, "CRITICAL", event.text)

    def line(self, level: str, text: str) -> None:
        """Write a line that is no event of the run."""
        self._line(time.time(), level, text)

    def _line(self, at: float, level: str, text: str, *, bare: bool = False, indent: int = 0) -> None:
        line = text if bare else f"[{level} - {self._time(at)}] {text}"
        if indent:
            line = "\n".join(INDENT * indent + part for part in line.split("\n"))
        color = self._colors.get(level)
        if color:
            line = "\n".join(f"{color}{part}{_RESET}" if part else part for part in line.split("\n"))
        self.before_line()
        _write(self._stream, line + "\n")

    def _time(self, at: float) -> str:
        """Return the local time with two fractional digits; the text of a second is made once."""
        second = int(at)
        if second != self._second:
            self._second = second
            self._stamp = f"{datetime.fromtimestamp(second, UTC).astimezone():%Y-%m-%d %H:%M:%S}"
        return f"{self._stamp}.{int((at - second) * 100):02}"


class EventLines:
    """Writes every event as one line of JSON."""

    def __init__(self, stream: TextIO) -> None:
        self.wants = Wants.everything()
        self._stream = stream
        self._encoder = msgspec.json.Encoder()

    def __call__(self, event: events.Event) -> None:
        """Write an event."""
        try:
            line = self._encoder.encode(event).decode()
        except UnicodeEncodeError:
            # Names of files may hold bytes that are no text; JSON has an escape for what stands for them.
            line = json.dumps(msgspec.to_builtins(event), separators=(",", ":"))
        _write(self._stream, line + "\n")


def _nothing() -> None:
    pass


def _write(stream: TextIO, text: str) -> None:
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        raise ProgramEnd(READER_GONE) from None
    except OSError as error:
        if error.errno != errno.EIO:
            raise
        # The terminal has gone, which SIGHUP says as well: what the run still has to do needs none.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
