"""Requests per second and their latency on kept-alive TLS connections, and what a request costs the server."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.figures import Aim, Metric
from benchmarks.tls_client import client_context, get_status

if TYPE_CHECKING:
    from benchmarks.processes import RunningServer

CONNECTIONS: Final = 16

_PYTHON_LOAD: Final = Path(__file__).with_name("load_requests.py")
_WRK_FIGURES: Final = re.compile(r"(50%|99%|Requests/sec:)\s+([\d.]+)(us|ms|s)?")
_MILLISECONDS: Final = {"us": 0.001, "ms": 1.0, "s": 1000.0}
_WRK_COUNT: Final = re.compile(r"(\d+) requests in")
_ERRORS: Final = re.compile(r"Non-2xx or 3xx responses: (\d+)")


@dataclass(frozen=True, slots=True)
class Route:
    """A kind of answer, with the metrics of asking for it as fast as possible."""

    title: str
    rate: Metric
    p50: Metric
    p99: Metric
    cpu: Metric

    @classmethod
    def named(cls, title: str, *, aim: Aim | None = None) -> Route:
        """Return the metrics for a kind of answer."""
        return cls(
            title,
            Metric(f"{title}: requests a second", "/s", "higher", aim=aim),
            Metric(f"{title}: latency p50", "ms", "lower", 2),
            Metric(f"{title}: latency p99", "ms", "lower", 2),
            Metric(f"{title}: server CPU a request", "µs", "lower"),
        )


JSON_ROUTE: Final = Route.named("Small JSON", aim=Aim("bare", 0.9))
ASSET_ROUTE: Final = Route.named("Static file")
PAGE_ROUTE: Final = Route.named("Connection page")


def measure_requests(server: RunningServer, route: Route, path: str, seconds: float) -> dict[Metric, float]:
    """Load a server from another process, with the tool that is used for all of them."""
    # What only the first answer costs, such as loading templates, is not what a load is about.
    get_status(client_context(), server.port, path)
    cpu_before = server.cpu_seconds()
    figures = (_load_with_wrk if has_wrk() else _load_with_python)(server.port, path, seconds)
    cpu = server.cpu_seconds() - cpu_before
    return {
        route.rate: figures["per_second"],
        route.p50: figures["p50_ms"],
        route.p99: figures["p99_ms"],
        route.cpu: cpu / max(figures["requests"], 1) * 1e6,
    }


def has_wrk() -> bool:
    """Return whether `wrk` makes the load; a program in Python does otherwise."""
    return shutil.which("wrk") is not None


def read_wrk(output: str) -> dict[str, float]:
    """Read requests per second and latencies from what `wrk --latency` prints."""
    if errors := _ERRORS.search(output):
        raise ValueError(f"{errors[1]} answers were errors")
    count = _WRK_COUNT.search(output)
    found = {match[1]: float(match[2]) * _MILLISECONDS.get(match[3], 1.0) for match in _WRK_FIGURES.finditer(output)}
    return {
        "requests": float(count[1]) if count else 0.0,
        "per_second": found["Requests/sec:"],
        "p50_ms": found["50%"],
        "p99_ms": found["99%"],
    }


def _load_with_wrk(port: int, path: str, seconds: float) -> dict[str, float]:
    # wrk takes whole seconds only.
    options = ("--threads", "1", "--connections", str(CONNECTIONS), "--duration", f"{max(1, round(seconds))}s")
    return read_wrk(_output("wrk", "--latency", *options, f"https://127.0.0.1:{port}{path}"))


def _load_with_python(port: int, path: str, seconds: float) -> dict[str, float]:
    command = (sys.executable, str(_PYTHON_LOAD), str(port), path, str(CONNECTIONS), str(seconds))
    figures: dict[str, float] = json.loads(_output(*command))
    return figures


def _output(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
