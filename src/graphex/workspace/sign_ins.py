"""One-time sign-in codes and the sessions they open; only hashes are stored."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from graphex.workspace.state import StateError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from graphex.workspace.state import StateDatabase

SIGN_IN_PATH = "/sign-in"
CODE_SECONDS = 24 * 3600
SESSION_SECONDS = 14 * 24 * 3600
RENEW_SECONDS = 3600
"""A session in use moves its end at most this often: a write for each request would be waste."""

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
    """The sign-in codes and sessions of one root."""

    def __init__(self, state: StateDatabase, *, now: Callable[[], float] = time.time) -> None:
        self.state = state
        self._now = now

    def create_code(self) -> str:
        """Create a code that opens one session within a day; earlier unused codes stay valid."""
        # Letters and digits of one case: a double click in a terminal selects all of it.
        code = base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode("ascii").lower()
        now = self._now()
        self.state.reopen_if_replaced()
        self.state.change("DELETE FROM codes WHERE expires < ?", (now - CODE_SECONDS,))
        self.state.change("INSERT INTO codes (hash, expires) VALUES (?, ?)", (_hash(code), now + CODE_SECONDS))
        return code

    def create_link(self) -> str:
        """Create a code, and return the path of the page that takes it."""
        return f"{SIGN_IN_PATH}?code={self.create_code()}"

    def redeem(self, code: str) -> str | Refusal:
        """Open a session with a code and return its token, or why not; of two at once, one gets it."""
        now = self._now()
        digest = _hash(code.strip().lower())
        self.state.reopen_if_replaced()
        statement = "UPDATE codes SET used = ? WHERE hash = ? AND used IS NULL AND expires > ?"
        if self.state.change(statement, (now, digest, now)) != 1:
            return self._refusal(digest)
        token = secrets.token_urlsafe(SESSION_BYTES)
        self.state.change("DELETE FROM sessions WHERE expires <= ?", (now,))
        insert = "INSERT INTO sessions (hash, created, expires) VALUES (?, ?, ?)"
        self.state.change(insert, (_hash(token), now, now + SESSION_SECONDS))
        return token

    def session(self, token: str) -> Session | None:
        """Return the session of a token, its end moved when it is in use."""
        now = self._now()
        digest = _hash(token)
        row = self.state.row("SELECT expires FROM sessions WHERE hash = ? AND expires > ?", (digest, now))
        if row is None:
            return None
        end = now + SESSION_SECONDS
        if end - float(row[0] or 0) < RENEW_SECONDS:
            return Session()
        try:
            self.state.change("UPDATE sessions SET expires = ? WHERE hash = ?", (end, digest))
        except StateError:
            # A full disk must not end a session that is still valid.
            return Session()
        return Session(renewed=True)

    def end(self, token: str) -> None:
        """End the session of a token."""
        self.state.change("DELETE FROM sessions WHERE hash = ?", (_hash(token),))

    def record_addresses(self, urls: Sequence[str]) -> None:
        """Record where the running server answers, for `graphex sign-in`."""
        self.state.record_fact("addresses", json.dumps(list(urls)))

    def addresses(self) -> tuple[str, ...]:
        """Return where the server of this root answers, as it recorded."""
        recorded = json.loads(self.state.fact("addresses") or "[]")
        return tuple(str(url) for url in recorded)

    def _refusal(self, digest: bytes) -> Refusal:
        row = self.state.row("SELECT used FROM codes WHERE hash = ?", (digest,))
        if row is None:
            return Refusal.UNKNOWN
        return Refusal.EXPIRED if row[0] is None else Refusal.USED


def _hash(secret: str) -> bytes:
    """One round is enough: the secrets are random, and longer than anyone can try."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
