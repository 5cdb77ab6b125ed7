"""The process that matches regular expressions for another one."""

from __future__ import annotations

import pickle
import re
import subprocess
import sys
from io import BytesIO
from typing import Any

import psutil
import pytest

from graphex.nodes.matching_worker import TOO_LONG, answer, find_all, replace, search
from graphex.nodes.matching_worker import __file__ as program

ENDLESS = pickle.dumps(("search", r"^(a|a|aa)+$", 0, ("a" * 60 + "!",)))
DIGITS = ("search", r"\d+", 0, ("a1",))
ASKED_AND_KILLED = """
import os, signal, subprocess, sys
worker = subprocess.Popen([sys.executable, "-I", "-S", sys.argv[1], "0.5"], stdin=subprocess.PIPE)
worker.stdin.write(bytes.fromhex(sys.argv[2]))
worker.stdin.flush()
print(worker.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def answers(*questions: tuple[Any, ...]) -> list[tuple[bool, Any]]:
    """Let the program answer these questions in a row."""
    asked = b"".join(map(pickle.dumps, questions))
    done = subprocess.run([sys.executable, "-I", "-S", program, "60"], input=asked, capture_output=True, check=True)
    given = BytesIO(done.stdout)
    return [pickle.load(given) for _ in questions]  # noqa: S301 - written by the line above


def test_operations() -> None:
    pattern = re.compile("(a)(x)?(\\d)")

    assert search(pattern, "-a1") == ["a1", "a", None, "1"]
    assert search(pattern, "b") is None
    assert find_all(pattern, "a1a2") == ["a1", "a2"]
    assert replace(pattern, "a1a2", r"\1", 1) == "aa2"


def test_questions_are_answered_in_a_row() -> None:
    assert answers(DIGITS, ("find_all", "B", re.IGNORECASE, ("abb",))) == [(True, ["1"]), (True, ["b", "b"])]


def test_an_error_is_given_back_and_the_next_question_answered() -> None:
    (failed, error), after = answers(("replace", "a", 0, ("a", r"\9", 0)), DIGITS)

    assert not failed
    assert (type(error), str(error)) == (re.error, "invalid group reference 9 at position 1")
    assert after == (True, ["1"])


def test_the_end_of_the_questions_is_the_end() -> None:
    given = BytesIO()

    answer(BytesIO(), given, 1)

    assert given.getvalue() == b""


def test_a_question_that_takes_too_long_ends_the_process() -> None:
    done = subprocess.run([sys.executable, program, "0.1"], input=ENDLESS, capture_output=True, check=False)

    assert (done.returncode, done.stdout) == (TOO_LONG, b"")


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is for POSIX")
def test_nothing_goes_on_when_whoever_asked_was_killed() -> None:
    command = [sys.executable, "-c", ASKED_AND_KILLED, program, ENDLESS.hex()]

    asked = subprocess.run(command, capture_output=True, text=True, check=False)
    worker = int(asked.stdout)

    assert asked.returncode < 0
    assert gone(worker)


def gone(number: int) -> bool:
    """Wait until there is no process of this number."""
    try:
        psutil.Process(number).wait(60)
    except psutil.NoSuchProcess:
        return True
    return True
