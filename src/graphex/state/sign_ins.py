"""One-time sign-in codes and the sessions they open; only hashes are stored."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Literal

from graphex.state.clock import system_clock
from graphex.state.connection import change
from graphex.state.database import StateError
from graphex.state.facts import Facts

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from graphex.state.clock import Clock
    from graphex.state.connection import Value
    from graphex.state.database import StateDatabase

SIGN_IN_PATH = "/sign-in"
CODE_SECONDS = 24 * 3600
SESSION_SECONDS = 14 * 24 * 3600
RENEW_SECONDS = 3600
"""A session in use moves its end at most this often: a write for each request would be waste."""

CLOCK_SLACK_SECONDS = 300
"""A clock may be put back this far by an ordinary correction between making a code and taking it."""

CODE_BYTES = 20
SESSION_BYTES = 32


class Refusal(Enum):
    """Why a code opens nothing."""

    UNKNOWN = "unknown"
    USED = "used"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Session:
    """A valid session; `renewed` tells that its end was just moved, and the cookie's has to follow."""

    renewed: bool = False


class SignIns:
    """The sign-in codes and sessions of one root.

    How old one is, is counted in seconds of the machine's own timeline where both ends are on it: setting the clock,
    as after a start in 1970, ends nothing and prolongs nothing. Across a reboot the calendar decides.
    """

    def __init__(self, state: StateDatabase, *, clock: Clock | None = None) -> None:
        self.state = state
        self._facts = Facts(state)
        self._clock = clock or system_clock()

    def create_code(self) -> str:
        """Create a code that opens one session within a day; earlier unused codes stay valid."""
        # Letters and digits of one case: a double click in a terminal selects all of it.
        code = base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode("ascii").lower()
        self.state.reopen_if_replaced()
        self.state.write(lambda connection: self._record_code(connection, code))
        return code

    def create_link(self) -> str:
        """Create a code, and return the path of the page that takes it."""
        return f"{SIGN_IN_PATH}?code={self.create_code()}"

    def redeem(self, code: str) -> str | Refusal:
        """Open a session with a code and return its token, or why not; of two at once, one gets it."""
        digest = _hash(code.strip().lower())
        self.state.reopen_if_replaced()
        row = self.state.row("SELECT used, expires, timeline, moment FROM codes WHERE hash = ?", (digest,))
        if row is None:
            return Refusal.UNKNOWN
        if row[0] is None and not 0 < self._left(row[1:], CODE_SECONDS) <= CODE_SECONDS + CLOCK_SLACK_SECONDS:
            return Refusal.EXPIRED
        return self.state.write(lambda connection: self._claim(connection, digest)) or Refusal.USED

    def session(self, token: str) -> Session | None:
        """Return the session of a token, its end moved when it is in use."""
        digest = _hash(token)
        row = self.state.row("SELECT expires, timeline, moment FROM sessions WHERE hash = ?", (digest,))
        left = self._left(row, SESSION_SECONDS) if row is not None else 0
        if left <= 0:
            return None
        # More than a whole life means that the clock was put back since another boot: from now on it is counted here.
        if SESSION_SECONDS - RENEW_SECONDS < left <= SESSION_SECONDS:
            return Session()
        try:
            update = "UPDATE sessions SET expires = ?, timeline = ?, moment = ? WHERE hash = ?"
            self.state.change(update, (*self._stamp(SESSION_SECONDS), digest))
        except StateError:
            # A full disk must not end a session that is still valid.
            return Session()
        return Session(renewed=True)

    def end(self, token: str) -> None:
        """End the session of a token."""
        self.state.change("DELETE FROM sessions WHERE hash = ?", (_hash(token),))

    def record_addresses(self, urls: Sequence[str]) -> None:
        """Record where the running server answers, for `graphex sign-in`."""
        self._facts.record("addresses", json.dumps(list(urls)))

    def addresses(self) -> tuple[str, ...]:
        """Return where the server of this root answers, as it recorded."""
        recorded = json.loads(self._facts.find("addresses") or "[]")
        return tuple(str(url) for url in recorded)

    def _record_code(self, connection: sqlite3.Connection, code: str) -> None:
        # A day longer than it works, so that whoever comes late hears that it has expired.
        self._forget(connection, "codes", older_than=2 * CODE_SECONDS, expired_since=CODE_SECONDS)
        insert = "INSERT INTO codes (hash, expires, timeline, moment) VALUES (?, ?, ?, ?)"
        change(connection, insert, (_hash(code), *self._stamp(CODE_SECONDS)))

    def _claim(self, connection: sqlite3.Connection, digest: bytes) -> str | None:
        """Use a code up and open its session, both or neither; None if it is used up already."""
        claim = "UPDATE codes SET used = ? WHERE hash = ? AND used IS NULL"
        if change(connection, claim, (self._clock.now(), digest)) != 1:
            return None
        token = secrets.token_urlsafe(SESSION_BYTES)
        self._forget(connection, "sessions", older_than=SESSION_SECONDS, expired_since=0)
        insert = "INSERT INTO sessions (hash, created, expires, timeline, moment) VALUES (?, ?, ?, ?, ?)"
        change(connection, insert, (_hash(token), self._clock.now(), *self._stamp(SESSION_SECONDS)))
        return token

    def _stamp(self, life: float) -> tuple[Value, ...]:
        """Return what is stored of the moment at which a life begins: its end by the calendar, and the count."""
        return self._clock.now() + life, self._clock.timeline, self._clock.elapsed()

    def _left(self, stamp: Sequence[Value], life: float) -> float:
        """Return how many seconds of a life are left."""
        expires, timeline, moment = stamp
        if timeline == self._clock.timeline:
            return float(moment or 0) + life - self._clock.elapsed()
        return float(expires or 0) - self._clock.now()

    def _forget(
        self,
        connection: sqlite3.Connection,
        table: Literal["codes", "sessions"],
        *,
        older_than: float,
        expired_since: float,
    ) -> None:
        condition = "CASE WHEN timeline = ? THEN moment <= ? ELSE expires <= ? END"
        values = (self._clock.timeline, self._clock.elapsed() - older_than, self._clock.now() - expired_since)
        change(connection, f"DELETE FROM {table} WHERE {condition}", values)  # noqa: S608 - one of two literals


def _hash(secret: str) -> bytes:
    """One round is enough: the secrets are random, and longer than anyone can try."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
