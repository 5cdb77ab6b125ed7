"""The logger that nodes write to: levelled lines in the form that users of GraphEx know."""

from __future__ import annotations

import re
import sys
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Callable

# Control Sequence Introducer and the two-character escapes of ECMA-48 §5.
_ANSI = re.compile(r"\x1b(?:[@-Z\\-_]|\[[0-?]*[ -/]*[@-~])")

AZURE_TAG = "##vso[build.addbuildtag]"


def cleaned(text: str) -> str:
    """Return a message with plain line ends and without terminal sequences."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _ANSI.sub("", text) if "\x1b" in text else text


def log_header(level: str, time: datetime) -> str:
    """Return the bracketed beginning of a log line."""
    return f"[{level} - {time:%Y-%m-%d %H:%M:%S}.{time.microsecond // 10_000:02}] "


class GraphexLogger:
    """Writes levelled messages; by itself to stdout, in a run as events."""

    LEVELS: ClassVar[dict[str, int]] = {
        "DEBUG": 0,
        "INFO": 1,
        "NOTICE": 2,
        "WARNING": 3,
        "ERROR": 4,
        "CRITICAL": 5,
        "IMAGE": 7,
    }
    colors: ClassVar[dict[str, str | None]] = {
        "DEBUG": "\x1b[35m",
        "INFO": None,
        "NOTICE": "\x1b[36m",
        "WARNING": "\x1b[33m",
        "ERROR": "\x1b[31m",
        "CRITICAL": "\x1b[1m\x1b[31m",
        "IMAGE": "\x1b[32m",
    }

    def __init__(self, level: str = "INFO", azure_integration: bool = False) -> None:
        self.azure_integration = azure_integration
        self.lock = threading.RLock()
        self.callback: Callable[[str, str, str], None]
        self.set_level(level)
        self.reset_callback()

    def set_level(self, level: str) -> None:
        """Write only messages of this level and above."""
        if level.upper() not in self.LEVELS:
            raise ValueError(f"{level!r} is no log level; there are {', '.join(self.LEVELS)}.")
        self.level = level.upper()
        self._threshold = self.LEVELS[self.level]

    def reset_callback(self) -> None:
        """Send messages to stdout again."""

        def to_stdout(msg: str, formatted: str, level: str) -> None:
            del msg, level
            sys.stdout.write(formatted + "\n")
            sys.stdout.flush()

        self.callback = to_stdout

    def clone(self) -> GraphexLogger:
        """Make a logger with the same level and callback, and a lock of its own."""
        other = GraphexLogger(self.level, self.azure_integration)
        other.callback = self.callback
        return other

    def debug(self, msg: str) -> None:
        """Write at level DEBUG."""
        self.write(msg, "DEBUG")

    def info(self, msg: str) -> None:
        """Write at level INFO."""
        self.write(msg, "INFO")

    def notice(self, msg: str) -> None:
        """Write at level NOTICE."""
        self.write(msg, "NOTICE")

    def warning(self, msg: str) -> None:
        """Write at level WARNING."""
        self.write(msg, "WARNING")

    def error(self, msg: str) -> None:
        """Write at level ERROR."""
        self.write(msg, "ERROR")

    def critical(self, msg: str) -> None:
        """Write at level CRITICAL."""
        self.write(msg, "CRITICAL")

    def image(self, msg: str) -> None:
        """Write an image, given in base64."""
        self.write(f"data:image/jpeg;base64,{msg}", "IMAGE")

    def add_azure_build_tag(self, build_tag: str) -> None:
        """Tag the build of an Azure pipeline; does nothing elsewhere."""
        if self.azure_integration:
            self.write(f"{AZURE_TAG}{build_tag}", "INFO", skip_printing_level=True)

    def write(self, msg: str, level: str, acquire_lock: bool = True, skip_printing_level: bool = False) -> None:
        """Write a message at a level, without its bracketed beginning if asked."""
        level = level.upper()
        if self.LEVELS.get(level, 1) < self._threshold:
            return
        text = cleaned(str(msg))
        if acquire_lock:
            with self.lock:
                self._deliver(text, level, skip_printing_level)
        else:
            self._deliver(text, level, skip_printing_level)

    def _deliver(self, text: str, level: str, bare: bool) -> None:
        line = text if bare else log_header(level, datetime.now(UTC).astimezone()) + text
        color = self.colors.get(level)
        if color and sys.stdout.isatty():
            line = "\n".join(f"{color}{part}\x1b[0m" if part else part for part in line.split("\n"))
        self.callback(text, line, level)
