"""One process at a time in a certificate directory."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from graphex.errors import StartError
from graphex.tls.store import lock
from graphex.tls.store.lock import LOCK_NAME, locked

if TYPE_CHECKING:
    from pathlib import Path

HOLD = """
import sys, time
from pathlib import Path
from graphex.tls.store.lock import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""
COUNT = """
import sys, time
from pathlib import Path
from graphex.tls.store.lock import locked
for _ in range(20):
    with locked(Path(sys.argv[1])):
        counter = Path(sys.argv[1]) / "counter"
        value = int(counter.read_text())
        time.sleep(0.001)
        counter.write_text(str(value + 1))
"""
# Put before a program of these: `msvcrt` as it behaves, for this module alone, out of what is here. It locks bytes
# from the place in the file on, says EACCES for what another process holds, and lets no open file be removed.
ON_WINDOWS = """
import fcntl, os, pathlib, sys, types
from graphex.tls.store import lock

def locking(descriptor, mode, length):
    assert mode == msvcrt.LK_NBLCK
    fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, length)

def refuse(path, missing_ok=False):
    raise PermissionError(13, "used by another process", str(path))

msvcrt = sys.modules["msvcrt"] = types.SimpleNamespace(LK_NBLCK=2, locking=locking)
lock._PLATFORM = "win32"
pathlib.Path.unlink = refuse
sys.modules["fcntl"] = None
"""


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    with locked(tmp_path):
        held = os.listdir(tmp_path)

    assert held == [LOCK_NAME]
    assert os.listdir(tmp_path) == []


def test_nothing_is_left_behind_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), locked(tmp_path):
        raise ZeroDivisionError

    assert os.listdir(tmp_path) == []


def test_another_process_waits_and_says_for_what(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLD, tmp_path], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()

        with pytest.raises(StartError) as caught, locked(tmp_path, patience=0.2):
            pass
        holder.kill()

    assert LOCK_NAME in caught.value.message
    assert caught.value.hint


def test_a_killed_holder_frees_the_lock(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLD, tmp_path], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        holder.send_signal(signal.SIGKILL)
        holder.wait()

    with locked(tmp_path, patience=1):
        pass

    assert os.listdir(tmp_path) == []


def test_many_processes_take_turns(tmp_path: Path) -> None:
    (tmp_path / "counter").write_text("0")

    started = [subprocess.Popen([sys.executable, "-W", "error", "-c", COUNT, tmp_path]) for _ in range(4)]
    codes = [process.wait() for process in started]

    assert codes == [0] * 4
    assert (tmp_path / "counter").read_text() == "80"
    assert os.listdir(tmp_path) == ["counter"]


def test_a_link_in_the_lock_s_place_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / LOCK_NAME).symlink_to(tmp_path / "elsewhere")

    with pytest.raises(OSError, match="symbolic link"), locked(tmp_path):
        pass

    assert not (tmp_path / "elsewhere").exists()


def test_many_processes_take_turns_by_the_locks_of_windows(tmp_path: Path) -> None:
    (tmp_path / "counter").write_text("0")

    program = ON_WINDOWS + COUNT
    started = [subprocess.Popen([sys.executable, "-W", "error", "-c", program, tmp_path]) for _ in range(3)]
    codes = [process.wait() for process in started]

    assert codes == [0] * 3
    assert (tmp_path / "counter").read_text() == "60"
    assert sorted(os.listdir(tmp_path)) == [LOCK_NAME, "counter"]


def test_windows_waits_for_a_byte_that_another_process_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[int, int]] = []

    def locking(_descriptor: int, mode: int, length: int) -> None:
        calls.append((mode, length))
        raise PermissionError(13, "Permission denied")

    monkeypatch.setitem(sys.modules, "msvcrt", SimpleNamespace(LK_NBLCK=2, locking=locking))
    monkeypatch.setattr(lock, "_PLATFORM", "win32")

    with pytest.raises(StartError), locked(tmp_path, patience=0.05):
        pass

    assert set(calls) == {(2, 1)}
    assert len(calls) > 1
