"""The errors that GraphEx reports to people, and the exit codes they end a command with.

GraphexError            what happened, and a hint that mends it
├── UsageError          the command line, a setting or a configuration file is wrong
└── StartError          the server could not start
"""

from __future__ import annotations

from enum import IntEnum
from typing import ClassVar


class ExitCode(IntEnum):
    """The exit codes of every command."""

    OK = 0
    RUN_FAILED = 1
    USAGE = 2
    START_FAILED = 3
    GRAPH_INVALID = 4
    INTERNAL = 70
    INTERRUPTED = 130


class GraphexError(Exception):
    """A problem stated in one sentence, with a hint that mends it.

    The command line prints both on stderr; HTTP answers carry both as problem+json.
    """

    exit_code: ClassVar[ExitCode] = ExitCode.RUN_FAILED

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(GraphexError):
    """The command line, a setting or a configuration file is wrong."""

    exit_code = ExitCode.USAGE


class StartError(GraphexError):
    """The server could not start."""

    exit_code = ExitCode.START_FAILED
