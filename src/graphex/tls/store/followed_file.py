"""One file that may change while it is in use: taken over when all of it is good, else the earlier content stays."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Generic, TypeAlias, TypeVar

from graphex.tls.findings import CertificateError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from graphex.tls.findings import Finding

logger = logging.getLogger(__name__)

T = TypeVar("T")

Stamp: TypeAlias = "tuple[int, ...] | None"

# Whoever writes a file in place leaves half of it there for a moment; only what lasts is worth a word.
_SETTLING_SECONDS: Final = 1.5


def file_stamp(path: Path) -> Stamp:
    """Return what changes with every change of a file; None while there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """What was made of a file, None when an error among the findings says why nothing could be."""

    value: T | None
    findings: tuple[Finding, ...] = ()


class FollowedFile(Generic[T]):
    """The last good content of a file; `look` takes the next one over."""

    def __init__(self, path: Path, read: Callable[[], Reading[T]], what: str) -> None:
        """Read the file; `what` names it in the log. Raises CertificateError when it is not good."""
        self._path = path
        self._read = read
        self._what = what
        self._unsettled: tuple[Stamp, float] | None = None
        self._stamp = file_stamp(path)
        reading = read()
        if reading.value is None:
            raise CertificateError(reading.findings)
        self.value: T = reading.value
        self.findings = reading.findings

    def look(self) -> bool:
        """Take the file over if it changed and is good; return whether it was. What is wrong is logged once."""
        stamp = file_stamp(self._path)
        if stamp == self._stamp:
            return False
        reading = self._read()
        if reading.value is not None and stamp == file_stamp(self._path):
            self.value, self.findings = reading.value, reading.findings
            self._stamp, self._unsettled = stamp, None
            for finding in reading.findings:
                logger.warning("%s %s", finding.message, finding.hint or "")
            return True
        self._wait_or_refuse(stamp, reading.findings)
        return False

    def _wait_or_refuse(self, stamp: Stamp, findings: tuple[Finding, ...]) -> None:
        if self._unsettled is None or self._unsettled[0] != stamp:
            self._unsettled = (stamp, time.monotonic() + _SETTLING_SECONDS)
        elif time.monotonic() >= self._unsettled[1]:
            self._stamp, self._unsettled = stamp, None
            for finding in findings:
                logger.error("The changed %s is refused: %s %s", self._what, finding.message, finding.hint or "")
            logger.error("Still going by the %s from before the change.", self._what)
