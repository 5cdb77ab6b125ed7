"""The emergency: a given pair is broken, and a temporary one, kept in memory, is served until it is mended.

Only where somebody asked for it: whoever connects meets another certificate than the one they know. Nothing is ever
written into the directory, and the given pair is taken as soon as all of it is good.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import threading
import time
from typing import TYPE_CHECKING, Any, Final

from graphex.errors import GraphexError
from graphex.tls.certificates.certificate import describe
from graphex.tls.exchange.advice import how_to_complete
from graphex.tls.findings import Finding, Severity
from graphex.tls.passphrase import read_passphrase
from graphex.tls.serving.bootstrap import PreparedPair, prepare_in_memory
from graphex.tls.serving.live import LivePair, read_stamp
from graphex.tls.serving.looking import failures_logged
from graphex.tls.store.pair import PairFiles
from graphex.tls.store.places import DirectoryPlace

if TYPE_CHECKING:
    from pathlib import Path

    from graphex.tls.certificates.certificate import CertificateInfo
    from graphex.tls.serving.bootstrap import Request
    from graphex.tls.serving.context import ContextOptions
    from graphex.tls.serving.live import Generation

logger = logging.getLogger(__name__)

# As often as a pair that is served is looked at.
_LOOK_SECONDS: Final = 0.2
_WATCH_SECONDS: Final = 1.0


class EmergencyPair:
    """A pair in memory that stands in for a broken one, until that is good."""

    def __init__(self, given: LivePair, temporary: LivePair, findings: tuple[Finding, ...]) -> None:
        """Stand in for `given`, which cannot be served because of `findings`."""
        self._given = given
        self._temporary = temporary
        self._findings = findings
        self._stamp = read_stamp(given.place)
        self._mended = False
        self._next_look = 0.0
        self._unreported = False
        self._looking = threading.Lock()
        self._watcher: threading.Thread | None = None
        self._closed = threading.Event()

    @property
    def options(self) -> ContextOptions:
        """What every context has in common."""
        return self._given.options

    @property
    def findings(self) -> tuple[Finding, ...] | None:
        """What is wrong with the given pair at this moment; None once it is served."""
        return None if self._mended else self._findings

    def current(self) -> Generation:
        """Return the generation to serve now: the given pair's as soon as there is one."""
        if not self._mended and time.monotonic() >= self._next_look and self._looking.acquire(blocking=False):
            try:
                # A handshake goes on with the pair that served so far.
                with failures_logged():
                    self._look()
            finally:
                self._looking.release()
        return self._served.current()

    def watch(self) -> None:
        """Start looking after both pairs in the background; once for each process."""
        with self._looking:
            if self._watcher is None and not self._mended:
                self._temporary.watch()
                self._watcher = threading.Thread(target=self._keep_looking, name="graphex-certificate", daemon=True)
                self._watcher.start()

    def close(self) -> None:
        """Stop looking after the pairs."""
        self._closed.set()
        self._temporary.close()
        self._given.close()

    def asked(self, host: str) -> None:
        """Take note of the name or address that a client came for."""
        self._served.asked(host)

    def info(self) -> CertificateInfo:
        """Describe the certificate that is served now."""
        return describe(self.current().certificate)

    def renewal_due(self) -> dt.datetime | None:
        """Return when the certificate that is served now will be renewed by itself, or None."""
        self.current()
        return self._served.renewal_due()

    def adjusted(self, **changes: Any) -> EmergencyPair:
        """Return the same with other options for its contexts; the temporary certificate stays the same."""
        return EmergencyPair(self._given.adjusted(**changes), self._temporary.adjusted(**changes), self._findings)

    def __reduce__(self) -> tuple[object, ...]:
        """Travel to a worker process, which the temporary pair refuses: each worker would make another one."""
        return EmergencyPair, (self._given, self._temporary, self._findings)

    @property
    def _served(self) -> LivePair:
        return self._given if self._mended else self._temporary

    def _keep_looking(self) -> None:
        while not self._mended and not self._closed.wait(_WATCH_SECONDS):
            with self._looking, failures_logged():
                self._look()
                self._report()

    def _look(self) -> None:
        """Take the given pair if it changed and is good now; called with the lock held."""
        self._next_look = time.monotonic() + _LOOK_SECONDS
        stamp = read_stamp(self._given.place)
        if self._mended or stamp == self._stamp:
            return
        findings = _problems(self._given)
        if not findings:
            try:
                generation = self._given.current()
            except GraphexError:  # it changed again in between: the next look sees that
                return
            self._mended = True
            self._temporary.close()
            self._given.watch()
            end = f"{generation.certificate.not_valid_after_utc:%Y-%m-%d}"
            logger.warning("The emergency is over: now serving %s, valid until %s.", self._given.place.certfile, end)
            return
        self._stamp, self._findings, self._unreported = stamp, findings, True

    def _report(self) -> None:
        """Say what is wrong with a pair that changed and is still broken, once it has settled."""
        if self._unreported and not self._mended and read_stamp(self._given.place) == self._stamp:
            self._unreported = False
            for finding in self._findings:
                logger.error("The changed certificate is refused: %s %s", finding.message, finding.hint or "")
            logger.error("Still serving the temporary certificate.")


def _problems(given: LivePair) -> tuple[Finding, ...]:
    """Return all that is wrong with the given pair now; nothing if it can be served."""
    files = PairFiles(given.place.certfile.parent)
    if len(files.present) == 1:
        return (how_to_complete(files.directory, files.present[0], now=dt.datetime.now(dt.UTC)),)
    result = given.check()
    return () if result.ok else result.findings


def prepare_emergency(
    directory: Path, request: Request, findings: tuple[Finding, ...], options: ContextOptions
) -> tuple[PreparedPair, EmergencyPair]:
    """Make a temporary pair in memory that stands in for the one in the directory, which `findings` speak of."""
    temporary = prepare_in_memory(request)
    place = DirectoryPlace(PairFiles(directory))
    passphrase = read_passphrase(request.passphrase_path, environment=os.environ)
    pair = EmergencyPair(
        LivePair(place, request.recipe, options, passphrase),
        LivePair(temporary.place, request.recipe, options, None),
        findings,
    )
    notice = Finding(
        Severity.WARNING,
        "emergency-certificate",
        f"A temporary certificate is served in its place, SHA-256 {pair.info().sha256}.",
        directory,
        "Mend the pair: it is taken within a second, without a restart.",
    )
    logger.error("The certificate in %s cannot be served; a temporary one takes its place.", directory)
    return PreparedPair(place, "emergency", (*findings, notice)), pair
