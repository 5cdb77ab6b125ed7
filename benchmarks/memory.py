"""What a server holds in memory, at rest and with connections that say nothing."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from benchmarks.figures import Metric
from benchmarks.tls_client import idle_connections

if TYPE_CHECKING:
    from benchmarks.processes import RunningServer

_MIB: Final = 1024 * 1024
_SETTLING_SECONDS: Final = 0.5


def measure_memory(server: RunningServer, connections: int) -> dict[Metric, float]:
    """Look at a server that has answered a request, then at the same with idle TLS connections."""
    values = _look(server, "idle after the first answer")
    with idle_connections(server.port, connections):
        time.sleep(_SETTLING_SECONDS)
        return values | _look(server, f"with {connections} idle TLS connections")


def _look(server: RunningServer, when: str) -> dict[Metric, float]:
    rss, pss = server.memory_bytes()
    return {
        Metric(f"RSS {when}", "MiB", "lower", 1): rss / _MIB,
        Metric(f"PSS {when}", "MiB", "lower", 1): pss / _MIB,
    }
