"""The clock that sign-ins are measured by."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from graphex.state.clock import system_clock

_TELL = "from graphex.state.clock import system_clock as s; c = s(); print(c.timeline, c.elapsed())"


def test_it_goes_on() -> None:
    clock = system_clock()

    before = clock.elapsed(), clock.now()
    after = clock.elapsed(), clock.now()

    assert before[0] <= after[0]
    assert before[1] <= time.time()


@pytest.mark.skipif(not Path("/proc/sys/kernel/random/boot_id").exists(), reason="this system does not tell its boots")
def test_processes_of_one_boot_share_the_timeline() -> None:
    clock = system_clock()

    told = subprocess.run([sys.executable, "-c", _TELL], capture_output=True, text=True, check=True).stdout.split()

    assert told[0] == clock.timeline
    assert float(told[1]) <= clock.elapsed()
