"""What stands around every page: who is signed in, how well the connection is, and whether something is broken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphex.web.connection.hints import Hint, read_hint
from graphex.web.connection.report import short_fingerprint
from graphex.web.connection.seals import look_at
from graphex.web.http.proxies import Passage, passage
from graphex.web.pages.wording import format_ago

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from starlette.types import Scope

    from graphex.tls import ServerTLS
    from graphex.web.door.access import Access


@dataclass(frozen=True, slots=True)
class Fault:
    """What has to be mended, and how."""

    message: str
    hint: Hint | None


@dataclass(frozen=True, slots=True)
class Emergency:
    """What the banner says while a temporary certificate is served: what is wrong, and which one it is."""

    faults: tuple[Fault, ...]
    sha256: str


@dataclass(frozen=True, slots=True)
class Frame:
    """Says what the frame of a page shows to the one who asked for it."""

    access: Access
    tls: ServerTLS | None
    now: Callable[[], datetime]

    def __call__(self, scope: Scope) -> Mapping[str, object]:
        """Return the values that every template may use."""
        now = self.now()
        return {
            "signed_in": self.access.is_signed_in(scope),
            "sign_in_required": self.access.required,
            "member": self.access.member(scope) if self.access.required else None,
            "seal": look_at(scope, self.tls, now=now),
            "fingerprint": _fingerprint(scope, self.tls),
            "emergency": _emergency(self.tls),
            "ago": lambda moment: format_ago(moment, now),
        }


def _fingerprint(scope: Scope, tls: ServerTLS | None) -> str | None:
    """Return a few digits of the certificate's fingerprint, if it is the one that the browser sees."""
    if tls is None or passage(scope) is Passage.PROXY:
        return None
    return short_fingerprint(tls.info().sha256)


def _emergency(tls: ServerTLS | None) -> Emergency | None:
    findings = tls.emergency() if tls else None
    if tls is None or findings is None:
        return None
    faults = (
        Fault(one.message, read_hint(one.hint) if one.hint else None) for one in findings if one.severity == "error"
    )
    return Emergency(tuple(faults), tls.info().sha256)
