"""How well a connection is, in the word or two that every page says about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from graphex.web.http.origins import host_name
from graphex.web.http.proxies import Passage, passage

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.types import Scope

    from graphex.tls import ServerTLS


@dataclass(frozen=True, slots=True)
class Seal:
    """What every page says about its connection at the top: how well it is, in a few words, or fewer on a phone."""

    level: Literal["good", "warn", "bad"]
    words: str
    brief: str
    icon: Literal["lock", "unlock", "warn"] = "warn"


ENCRYPTED: Final = Seal("good", "Encrypted", "Encrypted", "lock")
OPEN: Final = Seal("bad", "Not encrypted", "Not encrypted", "unlock")


def look_at(scope: Scope, tls: ServerTLS | None, *, now: datetime) -> Seal:
    """Return how well the connection of a request is; what a proxy shows to browsers is not known here."""
    if scope.get("scheme") not in {"https", "wss"}:
        return OPEN
    if tls is None or passage(scope) is Passage.PROXY:
        return ENCRYPTED
    if tls.emergency() is not None:
        return Seal("bad", "Temporary certificate", "Temporary")
    # It loads cryptography, which a program that holds no certificate of its own does without.
    from graphex.web.connection.certificate import look_at_certificate  # noqa: PLC0415

    return look_at_certificate(tls.info(), host_name(scope), now)
