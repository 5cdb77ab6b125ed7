"""Servers as processes: started, asked until they answer, looked at from outside, ended."""

from __future__ import annotations

import socket
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import psutil
from benchmarks.tls_client import client_context, get_status

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.subjects import Subject

_START_SECONDS: Final = 60.0
_END_SECONDS: Final = 5.0
# Far below the differences that matter, and a refused connection costs next to nothing.
_POLL_SECONDS: Final = 0.002
_OK: Final = 200


class StartError(RuntimeError):
    """A server did not begin to answer; the message ends with what it printed."""


@dataclass(frozen=True, slots=True)
class RunningServer:
    """A server that answers, and how long that took from the start of its process."""

    subject: Subject
    port: int
    process: psutil.Process
    seconds: float

    def cpu_seconds(self) -> float:
        """Return the CPU time that the server has used so far."""
        return sum(times.user + times.system for times in (one.cpu_times() for one in self._tree()))

    def memory_bytes(self) -> tuple[int, int]:
        """Return what the server holds in memory: RSS, and PSS, which counts shared pages in part only."""
        infos = [one.memory_full_info() for one in self._tree()]
        return sum(info.rss for info in infos), sum(info.pss for info in infos)

    def _tree(self) -> list[psutil.Process]:
        return [self.process, *self.process.children(recursive=True)]


@contextmanager
def running_server(subject: Subject, directory: Path) -> Iterator[RunningServer]:
    """Serve from a directory until the end of the block, which begins with the first answer."""
    port = _free_port()
    with (directory / "output.txt").open("wb+") as output:
        began = time.perf_counter()
        process = subprocess.Popen(
            subject.command_on(port),
            cwd=directory,
            env=dict(subject.environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            if not _answers(process, port, subject.json_path):
                output.seek(0)
                raise StartError(f"{subject.title} does not answer.\n{output.read().decode(errors='replace')}")
            yield RunningServer(subject, port, psutil.Process(process.pid), time.perf_counter() - began)
        finally:
            _end(process)


def _answers(process: subprocess.Popen[bytes], port: int, path: str) -> bool:
    context = client_context()
    deadline = time.monotonic() + _START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            return get_status(context, port, path) == _OK
        except OSError:
            time.sleep(_POLL_SECONDS)
    return False


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
