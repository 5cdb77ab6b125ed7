"""Dates, times and pauses."""

from __future__ import annotations

import time
from typing import Any

import pytest

from graphex.nodes import time as nodes
from graphex.testing import run_node
from node_results import result


@pytest.mark.parametrize(
    ("text", "form", "zone", "expected"),
    [
        ("2024-07-01T00:00:00Z", None, None, 1719792000.0),
        ("2024-07-01 00:00", None, "UTC", 1719792000.0),
        ("2024-07-01 00:00", None, "Europe/Berlin", 1719784800.0),
        ("2024-07-01 00:00", None, " Europe/Berlin ", 1719784800.0),
        ("2024-07-01T00:00:00Z", None, " ", 1719792000.0),
        ("2024-07-01 00:00 +0200", None, "UTC", 1719784800.0),
        ("01/07/24", "%d/%m/%y", "UTC", 1719792000.0),
        ("2024-07-01 +0200", "%Y-%m-%d %z", "UTC", 1719784800.0),
    ],
)
def test_a_date_is_read(text: str, form: str | None, zone: str | None, expected: float) -> None:
    assert result(nodes.ParseDateString, text, form, zone) == expected


@pytest.mark.parametrize(
    ("values", "error"),
    [
        (("nonsense", None, None), "ParserError"),
        (("2024", "%d/%m", None), "ValueError"),
        (("2024-01-01", None, "Mars/Olympus"), "ValueError"),
        (("2024-01-01", None, "../../etc/passwd"), "ValueError"),
    ],
)
def test_errors_have_the_names_that_graphs_catch(values: tuple[Any, ...], error: str) -> None:
    with pytest.raises(ValueError) as raised:  # noqa: PT011 - the name is what is compared
        result(nodes.ParseDateString, *values)

    assert type(raised.value).__name__ == error


def test_a_blank_time_zone_means_that_of_this_machine() -> None:
    assert result(nodes.ParseDateString, "2024-07-01 00:00", None, " ") == result(
        nodes.ParseDateString, "2024-07-01 00:00", None, None
    )


def test_a_time_is_written_in_utc() -> None:
    assert result(nodes.FormatUnixTimestamp, 1738324800, "%Y-%m-%dT%H:%M:%S.%f%z") == "2025-01-31T12:00:00.000000+0000"


def test_the_present() -> None:
    before = time.time()

    assert before <= run_node(nodes.CurrentUnixTimestamp).outputs["Unix Time"] <= time.time()
    assert run_node(nodes.CurrentUnixTimestampNanoseconds).outputs["Unix Time (ns)"] >= before * 1e9
    assert run_node(nodes.CurrentLocalDateAndTime).outputs["Local Date + Time"][-4:] == time.strftime("%Y")
    assert run_node(nodes.TimezoneName).outputs == {"Name": str(time.tzname)}


def test_a_pause_lasts() -> None:
    before = time.monotonic()

    run_node(nodes.Sleep, {"Seconds": 0.05})

    assert time.monotonic() - before >= 0.05


def test_a_negative_pause_is_an_error() -> None:
    with pytest.raises(ValueError, match="non-negative"):
        run_node(nodes.Sleep, {"Seconds": -1})
