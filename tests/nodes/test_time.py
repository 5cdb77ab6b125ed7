"""Dates, times and pauses."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from graphex.nodes import time as nodes
from graphex.testing import run_node
from node_results import result
from patience import now

if TYPE_CHECKING:
    from collections.abc import Iterator


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
        ("2024-01-01 00:00 EST", None, None, 1704085200.0),
        ("2024-01-01 00:00 EST", None, "UTC", 1704085200.0),
        ("2024-07-01 00:00 EDT", None, "Europe/Berlin", 1719806400.0),
        ("Mon, 01 Jan 2024 00:00:00 PST", None, "UTC", 1704096000.0),
        ("2024-01-01 00:00 CET", None, "UTC", 1704063600.0),
        ("2024-07-01 00:00 CEST", None, "UTC", 1719784800.0),
        ("2024-07-01 00:00 GMT", None, "Europe/Berlin", 1719792000.0),
        ("2024-07-01 00:00 UTC", "%Y-%m-%d %H:%M %Z", "Europe/Berlin", 1719792000.0),
        ("2024-07-01 00:00.5 GMT", "%Y-%m-%d %H:%M.%f %Z", "Europe/Berlin", 1719792000.5),
        ("2024-07-01 %Z", "%Y-%m-%d %%Z", "UTC", 1719792000.0),
    ],
)
def test_a_date_is_read(text: str, form: str | None, zone: str | None, expected: float) -> None:
    assert result(nodes.ParseDateString, text, form, zone) == expected


@pytest.mark.parametrize(
    ("text", "form", "expected"),
    [
        ("15/06", "%d/%m", -2194732800.0),
        (" 15/06", " %d/%m", -2194732800.0),
        ("15 Jun 12:30 +0200", "%d %b %H:%M %z", -2194695000.0),
        ("15/06 UTC", "%d/%m %Z", -2194732800.0),
        ("06 12:00", "%m %H:%M", -2195899200.0),
        ("%d 15/06", "%%d %d/%m", -2194732800.0),
    ],
)
def test_a_form_without_a_year_means_1900(text: str, form: str, expected: float) -> None:
    assert result(nodes.ParseDateString, text, form, "UTC") == expected


@pytest.mark.parametrize(
    ("text", "form", "message"),
    [
        ("2024", "%d/%m", "time data '2024' does not match format '%d/%m'"),
        ("it's", "%d\\%m", "time data \"it's\" does not match format '%d\\\\%m'"),
        ("15/06/2024", "%d/%m", "unconverted data remains: /2024"),
        ("15", "%d %Q", "'Q' is a bad directive in format '%d %Q'"),
        ("15", "%d %", "stray % in format '%d %'"),
        ("29/02", "%d/%m", "day"),
    ],
)
def test_what_does_not_fit_a_form_without_a_year_is_quoted_as_given(text: str, form: str, message: str) -> None:
    with pytest.raises(ValueError) as raised:  # noqa: PT011 - the message is what is compared
        result(nodes.ParseDateString, text, form, None)

    assert str(raised.value).startswith(message)


@pytest.mark.parametrize(
    ("values", "error"),
    [
        (("nonsense", None, None), "ParserError"),
        (("2024", "%d/%m", None), "ValueError"),
        (("2024-01-01", None, "Mars/Olympus"), "ValueError"),
        (("2024-01-01", None, "../../etc/passwd"), "ValueError"),
        (("2024-01-01 00:00 IST", None, "UTC"), "ValueError"),
        (("2024-01-01 00:00 XYZT", None, None), "ValueError"),
    ],
)
def test_errors_have_the_names_that_graphs_catch(values: tuple[Any, ...], error: str) -> None:
    with pytest.raises(ValueError) as raised:  # noqa: PT011 - the name is what is compared
        result(nodes.ParseDateString, *values)

    assert type(raised.value).__name__ == error


@pytest.fixture
def _india(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Stand in a time zone whose letters several zones have."""
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("_india")
def test_the_letters_of_this_machines_zone_mean_that_zone() -> None:
    assert result(nodes.ParseDateString, "2024-01-01 00:00 IST", None, "UTC") == 1704047400.0


@pytest.mark.parametrize(("text", "expected"), [("2024-03-31 02:30", 1711848600.0), ("2024-10-27 02:30", 1729989000.0)])
def test_a_time_that_the_clock_skips_or_shows_twice_has_the_offset_before(text: str, expected: float) -> None:
    assert result(nodes.ParseDateString, text, None, "Europe/Berlin") == expected


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
    before = now()

    run_node(nodes.Sleep, {"Seconds": 0.05})

    assert now() - before >= 0.05


def test_a_negative_pause_is_an_error() -> None:
    with pytest.raises(ValueError, match="non-negative"):
        run_node(nodes.Sleep, {"Seconds": -1})
