"""The signals that end a run, sent to real processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import psutil
import pytest

from cli.run_files import write
from graphex.engine.run.processes import descendants
from graphs import log, node

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from graphex.graph.model import NodeEntry

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other signals")

ENDING = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
WORDS = {
    signal.SIGINT: "The run was stopped by a keyboard interrupt.",
    signal.SIGTERM: "The run was terminated by SIGTERM.",
    signal.SIGHUP: "The run was terminated by SIGHUP.",
}
WAITING = "echo ready > {ready}; sleep 300; echo on"


class Started:
    """A run that was started, and what it wrote."""

    def __init__(self, directory: Path, *words: str) -> None:
        self.ready = directory / "ready"
        os.mkfifo(self.ready)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "graphex", "run", "a.gx", *words],
            cwd=directory,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def wait_until_ready(self) -> None:
        """Wait for the command to say that it runs."""
        with self.ready.open() as pipe:
            pipe.readline()

    def end(self, *numbers: signal.Signals) -> str:
        """Send signals and give all output."""
        self.children = descendants(self.process.pid)
        for number in numbers:
            self.process.send_signal(number)
        return self.process.communicate(timeout=100)[0]

    def left(self) -> list[int]:
        """Return what still runs of what the run had started."""
        return [pid for pid in self.children if _lives(pid)]


def _lives(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def command(node_id: str, after: str, text: str) -> NodeEntry:
    """Make a node that runs a command."""
    return node("Run Sub Proccess", node_id, after, {"Command": text, "Fail on Error?": True})


def write_waiting(directory: Path, text: str = WAITING, deferred: str = "echo tidied") -> None:
    """Write a graph that defers a command, and runs one that does not end."""
    write(
        directory / "a.gx",
        node("Defer", "defer", "start", {"Name": None}),
        command("tidy", "defer::Deferred Nodes", deferred),
        command("wait", "defer::Continue", text.format(ready=directory / "ready")),
        log("after", "wait", "not reached"),
    )


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Started]]:
    started: list[Started] = []

    def begin(*words: str) -> Started:
        started.append(Started(tmp_path, *words))
        started[-1].wait_until_ready()
        return started[-1]

    yield begin
    for run in started:
        run.process.kill()
        run.process.communicate()


@pytest.mark.parametrize("number", ENDING)
def test_a_signal_ends_the_commands_first_and_is_named(
    tmp_path: Path, start: Callable[..., Started], number: signal.Signals
) -> None:
    write_waiting(tmp_path)
    run = start()

    output = run.end(number)

    assert run.process.returncode == 1
    assert run.left() == []
    assert (WORDS[number] in output, "tidied" in output, "not reached" in output) == (True, True, False)


@pytest.mark.parametrize("number", ENDING)
def test_the_last_event_is_the_end_of_the_run(
    tmp_path: Path, start: Callable[..., Started], number: signal.Signals
) -> None:
    write_waiting(tmp_path)

    events = [json.loads(line) for line in start("--json").end(number).splitlines()]

    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    assert (events[0]["type"], events[-1]["type"], events[-1]["status"]) == (
        "run_started",
        "run_finished",
        "interrupted",
    )
    assert [event["message"] for event in events if event["type"] == "error"] == [WORDS[number]]


DETACHED = {
    "in the background": "sleep 300 & echo ready > {ready}; wait",
    "in a session of its own": "setsid sleep 300 & echo ready > {ready}; wait",
    "an orphan": "(setsid sleep 300 > /dev/null 2>&1 &); echo ready > {ready}; sleep 300",
}


@pytest.mark.skipif(sys.platform != "linux", reason="orphans are found on Linux only")
@pytest.mark.parametrize("text", DETACHED.values(), ids=DETACHED)
def test_what_a_command_has_started_ends_too(tmp_path: Path, start: Callable[..., Started], text: str) -> None:
    write_waiting(tmp_path, text)
    run = start()

    run.end(signal.SIGTERM)

    assert len(run.children) >= 2
    assert run.left() == []


def test_the_command_of_a_thread_ends_too(tmp_path: Path, start: Callable[..., Started]) -> None:
    sockets = {"Fork": True, "Is Daemon": False, "Buffer Logs": False, "Pool": None, "Max Pool Workers": None}
    write(
        tmp_path / "a.gx",
        node("Start Thread", "thread", "start", sockets),
        command("wait", "thread::Thread Body", WAITING.format(ready=tmp_path / "ready")),
        log("after", "wait", "not reached"),
        command("main", "thread::Next", "sleep 300"),
    )
    run = start()

    output = run.end(signal.SIGTERM)

    assert (run.process.returncode, run.left()) == (1, [])
    assert "not reached" not in output


def test_a_second_signal_leaves_out_deferred_work(tmp_path: Path, start: Callable[..., Started]) -> None:
    write_waiting(tmp_path, "echo first; exit 1", deferred=WAITING.format(ready=tmp_path / "ready"))
    run = start("--json")

    events = [json.loads(line) for line in run.end(signal.SIGTERM, signal.SIGINT).splitlines()]

    assert (run.process.returncode, run.left()) == (1, [])
    assert (events[-1]["type"], events[-1]["status"]) == ("run_finished", "interrupted")


def test_a_signal_that_is_ignored_stays_so(tmp_path: Path, start: Callable[..., Started]) -> None:
    write_waiting(tmp_path, "echo ready > {ready}; cat {ready}")
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)

    run = start()
    signal.signal(signal.SIGHUP, before)
    run.process.send_signal(signal.SIGHUP)
    run.ready.write_text("go on")
    output, _ = run.process.communicate(timeout=100)

    assert run.process.returncode == 0
    assert "not reached" in output


@pytest.mark.skipif(sys.platform != "linux", reason="orphans are found on Linux only")
def test_a_run_that_fails_leaves_nothing_running(tmp_path: Path, start: Callable[..., Started]) -> None:
    write_waiting(tmp_path, "(setsid sleep 300 > /dev/null 2>&1 &); echo ready > {ready}; cat {ready}; exit 3")
    run = start()
    run.children = descendants(run.process.pid)

    run.ready.write_text("go on")
    run.process.communicate(timeout=100)

    assert run.process.returncode == 1
    assert run.left() == []
