"""Rules about time: is the certificate valid now, for how long, and is the clock believable?"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from graphex.tls.certificates.authority import is_ours
from graphex.tls.certificates.certificate import MAX_DAYS
from graphex.tls.certificates.life import LATE_SHARE, SOON, format_span
from graphex.tls.check.rules.rule import make_way

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from graphex.tls.certificates.facts import CertificateFacts
    from graphex.tls.check.rules.rule import Rule, Served
    from graphex.tls.findings import Finding

# The year this module was written: no clock that is right shows an earlier one.
BUILD_YEAR: Final = 2026


def check_clock(served: Served) -> Iterator[Finding]:
    """A machine without a clock battery starts in 1970 or 2000."""
    if served.now.year < BUILD_YEAR:
        yield served.warning(
            "clock-wrong",
            f"This machine's clock says {_day(served.now)}, which is before this program was written.",
            "Set the clock: sudo timedatectl set-ntp true",
        )


def check_expired(served: Served) -> Iterator[Finding]:
    """No client accepts an expired certificate."""
    if served.now > served.leaf.not_after:
        yield served.error("expired", f"The certificate expired on {_moment(served.leaf.not_after)}.", renewal(served))


def check_not_yet_valid(served: Served) -> Iterator[Finding]:
    """A certificate from the future means a wrong clock, here or where it was made."""
    if served.now < served.leaf.not_before:
        yield served.warning(
            "not-yet-valid",
            f"The certificate is not valid before {_moment(served.leaf.not_before)}; "
            f"this machine's clock says {_moment(served.now)}.",
            "Compare the clock with the right time: date -u"
            + (f". If it is right: {renewal(served)}" if _is_ours(served) else ""),
        )


def check_expires_soon(served: Served) -> Iterator[Finding]:
    """Yield a warning while there is time to act."""
    leaf = served.leaf
    left = leaf.not_after - served.now
    if timedelta(0) <= left < min(SOON, (leaf.not_after - leaf.not_before) / LATE_SHARE):
        yield served.warning(
            "expires-soon",
            f"The certificate expires in {format_span(left)}, on {_moment(leaf.not_after)}.",
            renewal(served),
        )


def check_life(served: Served) -> Iterator[Finding]:
    """Apple's limit holds for certificates below roots that users added themselves, too (HT210176)."""
    days = (served.leaf.not_after - served.leaf.not_before) / timedelta(days=1)
    if days > MAX_DAYS:
        yield served.warning(
            "life-too-long",
            f"The certificate is valid for {days:,.0f} days; macOS and iOS refuse more than {MAX_DAYS}.",
            f"Have it issued for {MAX_DAYS} days at most.",
        )


def renewal(served: Served) -> str:
    """Return how this certificate is renewed, by who made it."""
    leaf = served.leaf
    if served.certfile is None:
        return "Renew the certificate on that server."
    if _is_ours(served):
        return "Start the server: GraphEx renews its own certificates."
    if _from_lets_encrypt(leaf):
        return "sudo certbot renew"
    command = make_way(served, ".expired") if leaf.self_issued else None
    return (
        command
        or f"Ask {leaf.issuer or 'its issuer'} for a new certificate and replace the file; a running server takes it."
    )


def _is_ours(served: Served) -> bool:
    return is_ours([one.certificate for one in served.chain])


def _from_lets_encrypt(leaf: CertificateFacts) -> bool:
    return "O=Let's Encrypt" in leaf.issuer


def _day(moment: datetime) -> str:
    # Not strftime: %Y is not padded for early years everywhere.
    return moment.date().isoformat()


def _moment(moment: datetime) -> str:
    return f"{_day(moment)} {moment:%H:%M} UTC"


RULES: Final[tuple[Rule, ...]] = (
    check_clock,
    check_expired,
    check_not_yet_valid,
    check_expires_soon,
    check_life,
)
