"""One process at a time in a certificate directory."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from graphex.errors import StartError
from graphex.files import LOCK_NAME
from graphex.tls.store.lock import locked

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


def test_an_end_of_patience_inside_is_not_taken_for_one_of_the_lock(tmp_path: Path) -> None:
    with pytest.raises(TimeoutError, match="inside"), locked(tmp_path):
        raise TimeoutError("inside")
