"""Full TLS 1.3 handshakes per second, and the CPU time that one costs the server."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.figures import Aim, Metric

if TYPE_CHECKING:
    from benchmarks.processes import RunningServer

RATE: Final = Metric("Full TLS 1.3 handshakes a second", "/s", "higher", aim=Aim("bare", 0.95))
CPU: Final = Metric("Server CPU a connection with its handshake", "µs", "lower", aim=Aim("bare", 0.95))

_LOAD: Final = Path(__file__).with_name("load_handshakes.py")


def measure_handshakes(server: RunningServer, seconds: float) -> dict[Metric, float]:
    """Open and close connections from another process for so long."""
    command = (sys.executable, str(_LOAD), str(server.port), str(seconds))
    cpu_before = server.cpu_seconds()
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    cpu = server.cpu_seconds() - cpu_before
    figures: dict[str, float] = json.loads(output)
    return {RATE: figures["handshakes"] / figures["seconds"], CPU: cpu / figures["handshakes"] * 1e6}
