"""The product as its users run it: `python3 -m graphex` as a process of its own, where any warning is an error."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from patience import PATIENCE_SECONDS, until

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

COMMAND = (sys.executable, "-W", "error", "-m", "graphex")
# What a test's own surroundings must not decide.
_FOREIGN = frozenset(
    {
        "ALL_PROXY",
        "BROWSER",
        "COLUMNS",
        "CREDENTIALS_DIRECTORY",
        "DISPLAY",
        "GRAPHEX_TRACEBACK",
        "HTTPS_PROXY",
        "HTTP_PROXY",
        "LISTEN_FDS",
        "LISTEN_PID",
        "NO_COLOR",
        "PYTHONUNBUFFERED",
        "PYTHONWARNINGS",
        "WAYLAND_DISPLAY",
        "all_proxy",
        "http_proxy",
        "https_proxy",
    }
)
_ANNOUNCED = re.compile(r"^\{.*\}\n|^https://\S+\n|Ctrl-C ends the server\.\n", re.MULTILINE)
_ADDRESS = re.compile(r"https://(?:\[[0-9a-f:.]+\]|[\w.-]+):(\d+)")
_LINK = re.compile(r"https://[^\s\"]+/sign-in\?code=\w+")


class NotStartedError(AssertionError):
    """The server ended, or said nothing, where it should have started."""


@dataclass
class RunningServer:
    """A server in another process; what it says goes to two files."""

    process: subprocess.Popen[bytes]
    directory: Path
    out: Path
    err: Path
    last_log: str | None = None

    @property
    def stdout(self) -> str:
        """All that was printed so far."""
        return self.out.read_text("utf-8")

    @property
    def stderr(self) -> str:
        """All that was logged so far; all that ever was, once the block has ended."""
        return self.err.read_text("utf-8") if self.last_log is None else self.last_log

    @property
    def started(self) -> dict[str, Any]:
        """What `--json-logs` prints at start."""
        announced: dict[str, Any] = json.loads(self.stdout)
        return announced

    @property
    def port(self) -> int:
        """The port, from the first address that was printed."""
        found = _ADDRESS.search(self.stdout)
        assert found is not None, self.stdout
        return int(found[1])

    @property
    def certfile(self) -> Path:
        """The certificate of the directory that the server was started in."""
        return self.directory / "cert.pem"

    @property
    def sign_in(self) -> str:
        """The link that was printed."""
        found = _LINK.search(self.stdout)
        assert found is not None, self.stdout
        return found[0]

    def url(self, path: str = "/healthz", *, host: str = "localhost") -> str:
        """Return the address of a path."""
        bracketed = f"[{host}]" if ":" in host else host
        return f"https://{bracketed}:{self.port}{path}"

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal, wait for the end and return the exit code."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_SECONDS)

    def wait_for_log(self, text: str) -> None:
        """Wait until something was logged."""
        until(lambda: text in self.stderr, f"logging {text!r}")


@dataclass(frozen=True)
class Surroundings:
    """What a process is started with, besides its arguments."""

    variables: Mapping[str, str] | None = None
    prefix: tuple[str, ...] = ()
    umask: int = -1
    pass_fds: tuple[int, ...] = ()


PLAIN = Surroundings()


def environment(**variables: str) -> dict[str, str]:
    """Return this process's environment without what would steer the product, and with the variables given."""
    return {name: value for name, value in os.environ.items() if name not in _FOREIGN} | variables


@contextmanager
def running(*args: str | Path, cwd: Path, surroundings: Surroundings = PLAIN) -> Iterator[RunningServer]:
    """Serve on a free port until the end of the block; what was logged must hold no traceback."""
    with starting("-p", "0", *args, cwd=cwd, surroundings=surroundings) as server:
        wait_for_announcement(server)
        yield server
    assert "Traceback" not in server.stderr, server.stderr


@contextmanager
def starting(*args: str | Path, cwd: Path, surroundings: Surroundings = PLAIN) -> Iterator[RunningServer]:
    """Start `serve` without waiting for anything; the process and all that it started end with the block."""
    with tempfile.TemporaryDirectory(prefix="graphex-e2e-") as said:
        out, err = Path(said, "stdout"), Path(said, "stderr")
        with out.open("wb") as stdout, err.open("wb") as stderr:
            process = subprocess.Popen(
                [*surroundings.prefix, *COMMAND, "serve", *map(str, args)],
                cwd=cwd,
                env=environment(**(surroundings.variables or {})),
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=stderr,
                umask=surroundings.umask,
                pass_fds=surroundings.pass_fds,
                start_new_session=True,
            )
        server = RunningServer(process, cwd, out, err)
        try:
            yield server
        finally:
            end_group(process)
            server.last_log = server.stderr


def graphex(*args: str | Path, cwd: Path, surroundings: Surroundings = PLAIN) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, without a terminal and with nothing to read."""
    return subprocess.run(
        [*surroundings.prefix, *COMMAND, *map(str, args)],
        cwd=cwd,
        env=environment(**(surroundings.variables or {})),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        umask=surroundings.umask,
        start_new_session=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


def end_group(process: subprocess.Popen[bytes]) -> None:
    """End a process in order if it can, and then whatever is left of its group."""
    if process.poll() is None:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE_SECONDS / 4)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(PATIENCE_SECONDS)


def wait_for_announcement(server: RunningServer) -> None:
    """Wait until a server that is starting has said where it answers."""
    # Looked at first: what was said before an end counts.
    until(lambda: server.process.poll() is not None or _ANNOUNCED.search(server.stdout), "a start")
    if not _ANNOUNCED.search(server.stdout):
        raise NotStartedError(f"exit code {server.process.poll()}\n{server.stdout}\n{server.stderr}")
