"""The processes of a run end with it."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from graphex.engine.run.processes import descendants

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="orphans are found on Linux only")

# The shell says when it is ready, so that no test waits for a time.
COMMANDS = {
    "one": "echo ready; exec sleep 300",
    "behind a shell": "sleep 300 & echo ready; wait",
    "in a pipeline": "sleep 300 | (echo ready >&2; cat)",
    "an orphan": "(sleep 300 </dev/null >/dev/null 2>&1 &); echo ready; sleep 300",
    "in a session of its own": "setsid sleep 300 >/dev/null 2>&1 & echo ready; wait",
    "a daemon": "(setsid sh -c 'sleep 300 & exec sleep 300' </dev/null >/dev/null 2>&1 &); echo ready; sleep 300",
    "one that was stopped": "sleep 300 & kill -STOP $!; echo ready; wait",
}

PROGRAM = """
import os, subprocess, sys
from graphex.engine.run.processes import adopt_orphans, descendants, end_processes

adopt_orphans()
command = subprocess.Popen(["sh", "-c", sys.argv[1]], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
assert command.stdout.readline() == b"ready\\n"
before = len(descendants(os.getpid()))
end_processes(at_once=len(sys.argv) > 2)
print(before, len(descendants(os.getpid())))
"""


def ended(command: str, *more: str) -> list[int]:
    """Start a command in a program that ends it, and give how many processes there were before and after that."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, command, *more], capture_output=True, text=True, check=True, timeout=100
    )
    return [int(count) for count in done.stdout.split()]


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_everything_that_a_command_has_started_ends(command: str) -> None:
    before, after = ended(command)

    assert before >= 1
    assert after == 0


@pytest.mark.parametrize("more", [[], ["at once"]])
def test_what_does_not_want_to_end_is_killed(more: list[str]) -> None:
    before, after = ended("trap '' TERM; echo ready; sleep 300; sleep 300", *more)

    assert (before >= 1, after) == (True, 0)


def test_a_command_has_time_to_tidy_up(tmp_path: Path) -> None:
    tidied = tmp_path / "tidied"

    ended(f"trap 'touch {tidied}; exit' TERM; echo ready; while :; do sleep 0.05; done")

    assert tidied.exists()


def test_processes_come_after_their_parents() -> None:
    inner = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'input()'])"
    with subprocess.Popen([sys.executable, "-c", f"print(flush=True); {inner}"], stdin=-1, stdout=-1) as process:
        assert process.stdout is not None
        process.stdout.readline()
        found = descendants(process.pid)
        process.communicate(b"\n")

    assert process.pid not in found
    assert descendants(process.pid) == []
