"""The loads, against a server that is there for them; how fast they are is not looked at."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from benchmarks.figures import Record
from benchmarks.following import measure_following
from benchmarks.handshakes import RATE, measure_handshakes
from benchmarks.memory import measure_memory
from benchmarks.processes import RunningServer, StartError, running_server
from benchmarks.subjects import Subject, bare_subject, clean_environment, create_pair, graphex_subject
from benchmarks.throughput import JSON_ROUTE, measure_requests, read_wrk

from benchmarks import load_requests, throughput

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WRK_OUTPUT = """\
  Latency Distribution
     50%    1.23ms
     75%    2.00ms
     90%    3.00ms
     99%  456.00us
  1234 requests in 1.00s, 1.00MB read
Requests/sec:   1234.50
Transfer/sec:      1.00MB
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    folder = tmp_path_factory.mktemp("bare")
    subject = bare_subject(sys.executable, clean_environment(), create_pair(folder))
    with running_server(subject, folder) as running:
        yield running


def test_server_that_answers_was_timed(server: RunningServer) -> None:
    assert server.seconds > 0


def test_memory_is_looked_at_before_and_with_idle_connections(server: RunningServer) -> None:
    values = measure_memory(server, 2)

    assert [metric.title for metric in values] == [
        "RSS idle after the first answer",
        "PSS idle after the first answer",
        "RSS with 2 idle TLS connections",
        "PSS with 2 idle TLS connections",
    ]


def test_handshakes_are_counted(server: RunningServer) -> None:
    values = measure_handshakes(server, 0.2)

    assert values[RATE] > 0


@pytest.mark.parametrize("name", ["graphex", "bare"])
def test_a_changed_certificate_is_served_in_the_end(tmp_path: Path, name: str) -> None:
    environment = clean_environment()
    subjects = [
        graphex_subject(sys.executable, environment),
        bare_subject(sys.executable, environment, create_pair(tmp_path)),
    ]
    record = Record()

    measure_following(record, [subject for subject in subjects if subject.name == name], 1)

    (series,) = record.series
    assert [seconds > 0 for seconds in series.values[subjects[name == "bare"].name]] == [True]


def test_requests_are_counted_without_wrk(server: RunningServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throughput, "has_wrk", lambda: False)

    values = measure_requests(server, JSON_ROUTE, "/healthz", 0.3)

    assert values[JSON_ROUTE.rate] > 0


def test_latencies_become_percentiles_in_milliseconds() -> None:
    latencies = [number / 1000 for number in range(1, 101)]

    figures = load_requests.summarize(latencies, 2.0)

    assert figures == pytest.approx({"requests": 100, "per_second": 50.0, "p50_ms": 50.5, "p99_ms": 99.99})


def test_wrk_is_read_in_milliseconds() -> None:
    figures = read_wrk(WRK_OUTPUT)

    assert figures == pytest.approx({"requests": 1234, "per_second": 1234.5, "p50_ms": 1.23, "p99_ms": 0.456})


def test_answers_that_are_errors_are_no_measurement() -> None:
    with pytest.raises(ValueError, match="7 answers were errors"):
        read_wrk(f"{WRK_OUTPUT}  Non-2xx or 3xx responses: 7\n")


def test_a_program_that_ends_is_reported_with_what_it_printed(tmp_path: Path) -> None:
    program = (sys.executable, "-c", "raise SystemExit('no such luck')")
    subject = Subject("bare", "a broken program", program, "/", environment=clean_environment())

    with pytest.raises(StartError, match="no such luck"), running_server(subject, tmp_path):
        pass
