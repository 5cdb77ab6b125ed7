"""When a pair of our own is replaced, and how: under the directory's lock, so that many processes agree on one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from graphex.tls.certificates.authority import is_issued, is_ours, permitted
from graphex.tls.certificates.certificate import BACKDATING, DEFAULT_DAYS
from graphex.tls.certificates.names import Names, machine_names
from graphex.tls.check.rules.dates import BUILD_YEAR
from graphex.tls.own.issuing import AuthoritySource, authority_reason, create_own

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cryptography import x509

    from graphex.tls.certificates.building import KeyType
    from graphex.tls.certificates.certificate import CreatedPair

# Renewed with a third of its life left: a laptop closed for two months still opens with a valid certificate.
_RENEWED_WITH_LEFT: Final = 1 / 3
# Names are gathered over renewals: a laptop comes back to the networks it knows, and servers share a directory. Past
# this many, those that nobody has asked for since the longest time are dropped, but never from a certificate that was
# made a moment ago: another server may need them, and two would replace each other's certificate in turns.
_MAX_GATHERED_NAMES: Final = 256
_MOMENT: Final = dt.timedelta(days=1)
# A certificate of 25 kB; clients give up at some 60 (a handshake message of OpenSSL has at most 100, of Schannel 64).
_MAX_NAMES: Final = 1024
_NO_NAMES: Final = Names()


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a pair of our own is made of: extra names, days of life, the kind of key, and who issues it.

    `auto_names` are those that it may take in by itself when clients ask for them; `lost` says that there was an
    authority while this server ran, and that it has been deleted since.
    """

    extra: Names = _NO_NAMES
    days: int = DEFAULT_DAYS
    key_type: KeyType = "p256"
    authority: AuthoritySource | None = None
    auto_names: tuple[str, ...] = ()
    lost: bool = False

    def create(self, *, now: dt.datetime, replaced: x509.Certificate | None = None) -> CreatedPair:
        """Create a pair for what this machine answers to now, and for what the replaced certificate held."""
        names = machine_names(self.extra).wanted
        fitting = _gather(names, replaced, now=now) if replaced is not None else names
        return create_own(fitting, self.authority, now=now, days=self.days, key_type=self.key_type)

    def missing_names(self, chain: Sequence[x509.Certificate], *, now: dt.datetime) -> Names:
        """Return what this machine answers to and the certificate does not cover, though it could."""
        missing = Names.of_certificate(chain[0]).missing(machine_names(self.extra).required)
        # The next one is issued by our own authority; whoever issued this one may issue again, and leave out the rest.
        own = self.authority.issuer(now=now) if self.authority is not None and len(missing) else None
        issued_by = chain[1:2] if is_issued(chain[0], chain[1:]) else ()
        for issuer in (*issued_by, *([own] if own is not None else [])):
            missing, _ = permitted(issuer, missing)
        return missing


class RenewablePair(Protocol):
    """Where a pair of our own is kept: in a directory, or in memory."""

    def replace(self, make: Callable[[], CreatedPair | None], *, patience: float) -> bool:
        """Put what `make` returns in place while nobody else does; `make` returns None when there is no need."""


def renewal_date(certificate: x509.Certificate) -> dt.datetime:
    """Return the moment from which a certificate of our own is replaced (aware, UTC)."""
    begin, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    return end - (end - begin) * _RENEWED_WITH_LEFT


def is_premature(certificate: x509.Certificate, *, now: dt.datetime) -> bool:
    """Return whether a certificate was made while the clock was ahead, so that every client refuses it for now.

    Where the clock shows a time before this program was written, it is the clock that is wrong: a machine without a
    clock battery would renew at every boot, and lose the exceptions that people made.
    """
    return now < certificate.not_valid_before_utc and now.year >= BUILD_YEAR


def renewal_reason(chain: Sequence[x509.Certificate], recipe: Recipe, *, now: dt.datetime) -> str | None:
    """Return why a pair of our own, by the certificates in its file, should be replaced now, or return None."""
    if not is_ours(chain):
        return None
    leaf = chain[0]
    if invalid := _invalidity(leaf, now=now):
        return invalid
    if is_issued(leaf, chain[1:]) and not _can_issue_again(recipe, now=now):
        # A self-signed one would bring the browser's warning back: only when nothing else is left.
        return "the local authority that issued it is gone" if recipe.lost else None
    if now >= renewal_date(leaf):
        return f"it expires on {leaf.not_valid_after_utc:%Y-%m-%d}"
    if (missing := recipe.missing_names(chain, now=now)) and not is_full(leaf, missing, now=now):
        return f"this machine also answers to {missing}"
    return authority_reason(chain, recipe.authority, now=now)


def can_renew(chain: Sequence[x509.Certificate], recipe: Recipe, *, now: dt.datetime) -> bool:
    """Return whether a pair is ours and will be replaced in time; one that was issued elsewhere is not."""
    return is_ours(chain) and (not is_issued(chain[0], chain[1:]) or _can_issue_again(recipe, now=now))


def is_full(certificate: x509.Certificate, added: Names, *, now: dt.datetime) -> bool:
    """Return whether there is no room for more names at this moment, as others asked for what it holds just now."""
    return _is_recent(certificate, now=now) and len(Names.of_certificate(certificate) | added) > _MAX_NAMES


def _gather(names: Names, replaced: x509.Certificate, *, now: dt.datetime) -> Names:
    """Add what the replaced certificate held; what is wanted now stands first, so the end was wanted longest ago."""
    gathered = names | Names.of_certificate(replaced)
    if len(gathered) <= _MAX_GATHERED_NAMES or _is_recent(replaced, now=now):
        return gathered
    half = _MAX_GATHERED_NAMES // 2
    return names | Names(gathered.dns[:half], gathered.addresses[:half])


def _is_recent(certificate: x509.Certificate, *, now: dt.datetime) -> bool:
    return now - (certificate.not_valid_before_utc + BACKDATING) < _MOMENT


def _invalidity(leaf: x509.Certificate, *, now: dt.datetime) -> str | None:
    if now >= leaf.not_valid_after_utc:
        return f"it expired on {leaf.not_valid_after_utc:%Y-%m-%d}"
    if is_premature(leaf, now=now):
        return f"it is not valid before {leaf.not_valid_before_utc:%Y-%m-%d}"
    return None


def _can_issue_again(recipe: Recipe, *, now: dt.datetime) -> bool:
    return recipe.authority is not None and recipe.authority.can_issue(now=now)
