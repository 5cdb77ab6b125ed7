"""Who is signed in: the session cookie of a request, and the cookies that answers carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from graphex.state.database import StateError
from graphex.state.sign_ins import SESSION_SECONDS, Session
from graphex.web.endpoint import Right
from graphex.web.http.clients import visitor
from graphex.web.http.origins import header, is_own_request

if TYPE_CHECKING:
    from starlette.types import Scope

    from graphex.state.sign_ins import SignIns
    from graphex.web.http.clients import ClientIdentity

SCOPE_KEY: Final = "graphex.session"
"""Where a request keeps the session that was looked up for it."""

_COOKIE_PREFIX: Final = "__Host-graphex-"


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who comes with a request: the session, whether there was a token at all, and a cookie for the answer."""

    session: Session | None
    has_token: bool
    cookie: str | None

    @property
    def right(self) -> Right:
        """What the visitor may do: until people have roles, whoever is signed in may do everything."""
        return Right.PUBLIC if self.session is None else Right.ADMIN


class Access:
    """Decides whether a request is signed in; with sign-in switched off, every request is.

    With `by_certificate`, a client certificate that TLS has verified signs its holder in as well. It asks the state
    database, which may keep it waiting: call it in worker threads only.
    """

    def __init__(self, sign_ins: SignIns, *, required: bool, by_certificate: bool = False) -> None:
        self.sign_ins = sign_ins
        self.required = required
        self.by_certificate = by_certificate

    def arrive(self, scope: Scope) -> Arrival:
        """Find out who comes with a request; the session's cookie is sent again when its end was moved."""
        token, session = self.token(scope), self.session(scope)
        cookie = self.cookie(token) if token and session and session.renewed else None
        return Arrival(session, token is not None, cookie)

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
        """Return whether the request is signed in; while the state is not available, none is."""
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
        cookies = [part.strip() for part in (header(scope, b"cookie") or "").split(";")]
        if not any(cookie.startswith(_COOKIE_PREFIX) for cookie in cookies):
            # Whoever comes without one of ours need not wait for the database, which knows our name.
            return None
        wanted = f"{self._cookie_name}="
        return next((cookie[len(wanted) :] for cookie in cookies if cookie.startswith(wanted)), None)

    def cookie(self, token: str) -> str:
        """Return the Set-Cookie value that opens a session in the browser."""
        return self._cookie(token, SESSION_SECONDS)

    def expired_cookie(self) -> str:
        """Return the Set-Cookie value that removes the session from the browser."""
        return self._cookie("", 0)

    @property
    def _cookie_name(self) -> str:
        # Browsers share cookies between the ports of a host, and people run several servers on localhost.
        return f"{_COOKIE_PREFIX}{self.sign_ins.state.instance}"

    def _cookie(self, value: str, seconds: int) -> str:
        return f"{self._cookie_name}={value}; Max-Age={seconds}; Path=/; Secure; HttpOnly; SameSite=Strict"
