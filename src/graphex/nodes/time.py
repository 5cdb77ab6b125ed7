"""Dates, times and pauses."""

from __future__ import annotations

import re
import time
import zoneinfo
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Final

from graphex.plugin import InputSocket, Node, NodeType, Number, OptionalInputSocket, OutputSocket, String

# The zones that texts name by letters: those of RFC 5322, and those of Europe. Others stand for several zones.
_AT_ZERO: Final = ("UT", "UTC", "GMT", "Z", "WET")
_HOURS: Final = {"WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3} | dict.fromkeys(_AT_ZERO, 0)
_AMERICA: Final = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}

# What a form names: %% is a sign of the text, and takes the one after it along.
_DIRECTIVE: Final = re.compile(r"%(.)", re.DOTALL)
# Those that bring a year, and the week of ISO 8601, which Python takes with a year of its own kind only.
_WITH_YEAR: Final = frozenset("YyGVcx")
# Python takes 1900 where a form names no year, and will not go on doing so with days: gh-70647.
_YEAR_IN_TEXT, _YEAR_IN_FORM = "1900/", "%Y/"


class _Time(Node, is_template=True):
    categories = ["Miscellaneous", "Time"]
    color = "#3C0AAA"


class Sleep(_Time):
    """Waits for a time before execution goes on."""

    name = "Sleep"
    hyperlink = ("https://docs.python.org/3/library/time.html#time.sleep",)

    seconds = InputSocket(Number, "Seconds", "How long; fractions are allowed.", 1)

    def run(self) -> None:
        time.sleep(self.seconds)


class CurrentUnixTimestamp(_Time):
    """Gives the present time as seconds since the beginning of 1970 (UTC)."""

    name = "Current Unix Timestamp"
    node_type = NodeType.GENERATOR
    hyperlink = ("https://docs.python.org/3/library/time.html#time.time",)

    unix_time = OutputSocket(Number, "Unix Time", "The seconds, with fractions.")

    def run(self) -> None:
        self.unix_time = time.time()


class CurrentUnixTimestampNanoseconds(_Time):
    """Gives the present time as nanoseconds since the beginning of 1970 (UTC)."""

    name = "Current Unix Timestamp (nanoseconds)"
    node_type = NodeType.GENERATOR
    hyperlink = ("https://docs.python.org/3/library/time.html#time.time_ns",)

    unix_time_ns = OutputSocket(Number, "Unix Time (ns)", "The nanoseconds.")

    def run(self) -> None:
        self.unix_time_ns = time.time_ns()


class CurrentLocalDateAndTime(_Time):
    """Gives the present date and time of this machine's time zone, as in Sun Nov 23 07:45:00 2025."""

    name = "Current Local Date and Time"
    node_type = NodeType.GENERATOR
    hyperlink = ("https://docs.python.org/3/library/time.html#time.ctime",)

    local_date_time = OutputSocket(String, "Local Date + Time", "The text.")

    def run(self) -> None:
        self.local_date_time = time.ctime()


class TimezoneName(_Time):
    """Gives the names of this machine's time zone: the standard one, and that of summer time."""

    name = "Timezone Name"
    node_type = NodeType.GENERATOR
    hyperlink = ("https://docs.python.org/3/library/time.html#time.tzname",)

    name_ = OutputSocket(String, "Name", "The two names, as in ('CET', 'CEST').")

    def run(self) -> None:
        self.name_ = str(time.tzname)


class FormatUnixTimestamp(_Time):
    """Writes a time as text, in UTC."""

    name = "Format Unix Timestamp"
    hyperlink = ("https://docs.python.org/3/library/datetime.html#module-datetime",)

    unix_time = InputSocket(Number, "Unix Time", "Seconds since the beginning of 1970 (UTC).")
    date_format = InputSocket(
        String,
        "Date Format",
        "The form, as of strftime in Python: %Y is the year, %m the month, and so on.",
        "%Y-%m-%dT%H:%M:%S.%f%z",
    )
    date_string = OutputSocket(String, "Date String", "The text.")

    def run(self) -> None:
        self.date_string = datetime.fromtimestamp(self.unix_time, UTC).strftime(self.date_format)


class ParseDateString(_Time):
    """Reads a date and time from a text."""

    name = "Parse Date String"
    hyperlink = ("https://docs.python.org/3/library/datetime.html#module-datetime",)

    date_string = InputSocket(String, "Date String", "The text; a time zone in it counts before the one below.")
    date_format = OptionalInputSocket(
        String,
        "Date Format",
        "The form, as of strptime in Python; without one, all usual forms are understood, the month first in doubt.",
    )
    timezone = OptionalInputSocket(
        String,
        "Timezone",
        "The time zone of a text without one, such as Europe/Berlin; without a name, that of this machine.",
    )
    unix_time = OutputSocket(Number, "Unix Time", "Seconds since the beginning of 1970 (UTC).")

    def run(self) -> None:
        text, form = self.date_string, self.date_format
        found = _in_form(text, form) if form else _in_any_form(text)
        zone = (self.timezone or "").strip()
        if found.tzinfo is None and zone:
            found = found.replace(tzinfo=_zone(zone))
        self.unix_time = found.timestamp()


def _in_form(text: str, form: str) -> datetime:
    directives = set(_DIRECTIVE.findall(form))
    if "d" not in directives or directives & _WITH_YEAR:
        return _read(text, form)
    try:
        return _read(_YEAR_IN_TEXT + text, _YEAR_IN_FORM + form)
    except ValueError as error:
        raise ValueError(_without_year(str(error), text, form)) from None


def _read(text: str, form: str) -> datetime:
    found = datetime.strptime(text, form)  # noqa: DTZ007 - the zone follows
    if found.tzinfo is None and "%Z" in form:
        # datetime checks the letters of a zone and forgets them.
        found = found.replace(tzinfo=_zone_in_text(time.strptime(text, form).tm_zone, None))
    return found


def _without_year(message: str, text: str, form: str) -> str:
    """Quote the text and the form in a message of Python as the graph gave them."""
    for added, given in ((_YEAR_IN_TEXT, text), (_YEAR_IN_FORM, form)):
        # Python quotes the text, and the form in some messages only.
        message = message.replace(repr(added + given), repr(given)).replace(f"'{added}{given}'", f"'{given}'")
    return message


def _in_any_form(text: str) -> datetime:
    # Takes a while to load, and few graphs read dates.
    from dateutil import parser  # noqa: PLC0415

    found: datetime = parser.parse(text, tzinfos=_zone_in_text)
    return found


def _zone_in_text(letters: str | None, seconds: int | None) -> tzinfo | None:
    """Return the zone that a text names by its distance to UTC, or by letters; without either, None."""
    if seconds is not None:
        return timezone(timedelta(seconds=seconds))
    if letters is None:
        return None
    if letters in time.tzname:
        from dateutil import tz  # noqa: PLC0415 - likewise

        return tz.tzlocal()
    hours = (_HOURS | _AMERICA).get(letters)
    if hours is None:
        raise _unknown(letters)
    return timezone(timedelta(hours=hours))


def _zone(name: str) -> zoneinfo.ZoneInfo:
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise _unknown(name) from None


def _unknown(name: str) -> ValueError:
    return ValueError(f'There is no time zone called "{name}"; names are like Europe/Berlin or UTC.')
