"""The product at a terminal: a real one, as far as the product can tell, with somebody who reads and types."""

from __future__ import annotations

import contextlib
import os
import pty
import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from e2e.server import COMMAND, end_group, environment
from patience import until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Makes its standard input the terminal of its session, then becomes the command.
_TAKE_TERMINAL = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.argv[1], sys.argv[1:])"
)


@dataclass
class Terminal:
    """Somebody at a terminal, and the command that was started there."""

    process: subprocess.Popen[bytes]
    side: int
    _shown: bytearray = field(default_factory=bytearray)

    @property
    def shown(self) -> str:
        """Everything on the screen so far."""
        # EIO tells that the command has ended.
        with contextlib.suppress(BlockingIOError, OSError):
            while chunk := os.read(self.side, 65536):
                self._shown += chunk
        return self._shown.decode("utf-8", "replace")

    def wait_for(self, text: str, times: int = 1) -> None:
        """Wait until something was shown so often."""
        until(lambda: self.shown.count(text) >= times, f"showing {text!r}")

    def wait_for_end(self) -> int:
        """Wait for the end and return the exit code; a terminal that nobody reads would hold the command up."""
        until(lambda: bool(self.shown) and self.process.poll() is not None, "the end")
        return self.process.wait()

    def type(self, text: str) -> None:
        """Type something, a line feed standing for Enter."""
        os.write(self.side, text.encode())


@contextlib.contextmanager
def terminal(directory: Path, *args: str, **variables: str) -> Iterator[Terminal]:
    """Run a command as somebody does who sits at a terminal."""
    ours, theirs = pty.openpty()
    os.set_blocking(ours, False)
    process = subprocess.Popen(
        [sys.executable, "-c", _TAKE_TERMINAL, *COMMAND, *args],
        cwd=directory,
        env=environment(**{"TERM": "xterm", **variables}),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    screen = Terminal(process, ours)
    try:
        yield screen
    finally:
        # Frees a command that waits for the terminal to be read.
        assert screen.shown is not None
        end_group(process)
        os.close(ours)
