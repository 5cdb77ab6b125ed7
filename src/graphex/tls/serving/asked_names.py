"""Names that clients ask for and the certificate does not hold: noticed, said once, and taken in where allowed."""

from __future__ import annotations

import logging
import shlex
from typing import TYPE_CHECKING, Final

from graphex.errors import UsageError
from graphex.tls.certificates.names import Names, parse_names
from graphex.tls.shell import quote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

logger = logging.getLogger(__name__)

# Whoever connects may ask for anything: enough for every name that a server really has, too few to fill memory or log.
_MOST_REMEMBERED: Final = 256
_MOST_SAID: Final = 32
_MOST_TAKEN: Final = 16


def command_to_add(names: Names, *, directory: Path | None = None) -> str:
    """Return how a pair of our own takes names in; `directory` is where it lies, if that has to be said."""
    where = "" if directory is None else f" -s {quote(directory)}"
    return f"Add it: python3 -m graphex certs renew --add {shlex.quote(str(names))}{where}"


class AskedNames:
    """Remembers the names that were asked for, within bounds.

    `allowed` holds names, or wildcards such as `*.corp.example`, that a pair of our own may take in by itself.
    """

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        """Begin to remember; raises UsageError for an allowed name that is none."""
        self._allowed = parse_names(allowed)
        self._seen: set[str] = set()
        self._said = 0
        self._taken = 0

    def is_known(self, host: str) -> bool:
        """Return whether there is nothing new about this name; cheap, since every handshake asks."""
        return host in self._seen or len(self._seen) >= _MOST_REMEMBERED

    def notice(
        self,
        host: str,
        held: Names,
        *,
        own: bool,
        refusal: Callable[[Names], str | None] = lambda _: None,
        advice: Callable[[Names], str] = command_to_add,
    ) -> Names:
        """Take note of a name for which a client came, and return what of it should be added to the certificate.

        Of a pair of our own, `refusal` says why it cannot take a name in, and `advice` how it can.
        """
        self._seen.add(host)
        try:
            names = parse_names([host])
        except UsageError:
            return Names()
        if held.covers(host):
            return Names()
        reason = refusal(names) if own else "Its clients see a warning."
        if reason is None and self._taken < _MOST_TAKEN and not len(self._allowed.missing(names)):
            self._taken += 1
            return names
        if self._said < _MOST_SAID:
            self._said += 1
            hint = reason or advice(names)
            logger.warning("A client asked for %s, which the certificate does not hold. %s", names, hint)
        return Names()
