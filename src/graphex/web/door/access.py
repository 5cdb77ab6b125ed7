"""Who is signed in: the session cookie of a request, and the cookies that answers carry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphex.state.database import StateError
from graphex.state.sign_ins import SESSION_SECONDS, Session
from graphex.web.http.clients import visitor
from graphex.web.http.origins import header, is_own_request

if TYPE_CHECKING:
    from starlette.types import Scope

    from graphex.state.sign_ins import SignIns
    from graphex.web.http.clients import ClientIdentity

SCOPE_KEY = "graphex.session"
"""Where a request keeps the session that was looked up for it."""


class Access:
    """Decides whether a request is signed in; with sign-in switched off, every request is.

    With `by_certificate`, a client certificate that TLS has verified signs its holder in as well.
    """

    def __init__(self, sign_ins: SignIns, *, required: bool, by_certificate: bool = False) -> None:
        self.sign_ins = sign_ins
        self.required = required
        self.by_certificate = by_certificate

    def session(self, scope: Scope) -> Session | None:
        """Return the session that the request's certificate or cookie opens."""
        if not self.required or self.member(scope) is not None:
            return Session()
        if SCOPE_KEY not in scope:
            token = self.token(scope)
            scope[SCOPE_KEY] = self.sign_ins.session(token) if token else None
        session: Session | None = scope[SCOPE_KEY]
        return session

    def is_signed_in(self, scope: Scope) -> bool:
        """Tell whether the request is signed in; while the state is not available, none is."""
        try:
            return self.session(scope) is not None
        except StateError:
            return False

    def member(self, scope: Scope) -> ClientIdentity | None:
        """Return who is signed in by a client certificate; None for whoever is not, or not by that."""
        if not self.by_certificate or scope.get("scheme") not in {"https", "wss"} or not is_own_request(scope):
            return None
        return visitor(scope)

    def token(self, scope: Scope) -> str | None:
        """Return the token in the request's cookie, valid or not."""
        wanted = f"{self._cookie_name}="
        for part in (header(scope, b"cookie") or "").split(";"):
            if part.strip().startswith(wanted):
                return part.strip()[len(wanted) :]
        return None

    def cookie(self, token: str) -> str:
        """Return the Set-Cookie value that opens a session in the browser."""
        return self._cookie(token, SESSION_SECONDS)

    def expired_cookie(self) -> str:
        """Return the Set-Cookie value that removes the session from the browser."""
        return self._cookie("", 0)

    @property
    def _cookie_name(self) -> str:
        # Browsers share cookies between the ports of a host, and people run several servers on localhost.
        return f"__Host-graphex-{self.sign_ins.state.instance}"

    def _cookie(self, value: str, seconds: int) -> str:
        return f"{self._cookie_name}={value}; Max-Age={seconds}; Path=/; Secure; HttpOnly; SameSite=Strict"
