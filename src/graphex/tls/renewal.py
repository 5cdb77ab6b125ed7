"""When a pair of our own is replaced, and how: under the directory's lock, so that many processes agree on one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from graphex.tls.authority import is_issued, is_ours, permitted
from graphex.tls.certificate import DEFAULT_DAYS
from graphex.tls.issuing import AuthoritySource, authority_reason, create_own
from graphex.tls.names import Names, machine_names

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from cryptography import x509

    from graphex.tls.building import KeyType
    from graphex.tls.certificate import CreatedPair

# Renewed with a third of its life left: a laptop closed for two months still opens with a valid certificate.
_RENEWED_WITH_LEFT: Final = 1 / 3
# Names are gathered over renewals (a laptop comes back to the networks it knows) up to this many, then start afresh.
_MAX_GATHERED_NAMES: Final = 64
_NO_NAMES: Final = Names()


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a pair of our own is made of: extra names, days of life, the kind of key, and who issues it.

    `auto_names` are those that it may take in by itself when clients ask for them.
    """

    extra: Names = _NO_NAMES
    days: int = DEFAULT_DAYS
    key_type: KeyType = "p256"
    authority: AuthoritySource | None = None
    auto_names: tuple[str, ...] = ()

    def create(self, *, now: dt.datetime, replaced: x509.Certificate | None = None) -> CreatedPair:
        """Create a pair for what this machine answers to now, and for what the replaced certificate held."""
        names = machine_names(self.extra).wanted
        gathered = names | Names.of_certificate(replaced) if replaced is not None else names
        fitting = gathered if len(gathered) <= _MAX_GATHERED_NAMES else names
        return create_own(fitting, self.authority, now=now, days=self.days, key_type=self.key_type)

    def missing_names(self, chain: Sequence[x509.Certificate]) -> Names:
        """Return what this machine answers to and the certificate does not cover, though it could."""
        missing = Names.of_certificate(chain[0]).missing(machine_names(self.extra).required)
        return permitted(chain[1], missing)[0] if is_issued(chain[0], chain[1:]) else missing


class RenewablePair(Protocol):
    """Where a pair of our own is kept: in a directory, or in memory."""

    def replace(self, make: Callable[[], CreatedPair | None], *, patience: float) -> bool:
        """Put what `make` returns in place while nobody else does; `make` returns None when there is no need."""


def renewal_date(certificate: x509.Certificate) -> dt.datetime:
    """Return the moment from which a certificate of our own is replaced (aware, UTC)."""
    begin, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    return end - (end - begin) * _RENEWED_WITH_LEFT


def renewal_reason(chain: Sequence[x509.Certificate], recipe: Recipe, *, now: dt.datetime) -> str | None:
    """Say why a pair of our own, by the certificates in its file, should be replaced now, or return None."""
    if not is_ours(chain):
        return None
    leaf = chain[0]
    if now >= leaf.not_valid_after_utc:
        return f"it expired on {leaf.not_valid_after_utc:%Y-%m-%d}"
    if is_issued(leaf, chain[1:]) and not _can_issue_again(recipe, now=now):
        # A self-signed one would bring the browser's warning back: only when nothing else is left.
        return authority_reason(chain, recipe.authority, now=now)
    if now >= renewal_date(leaf):
        return f"it expires on {leaf.not_valid_after_utc:%Y-%m-%d}"
    if missing := recipe.missing_names(chain):
        return f"this machine also answers to {missing}"
    return authority_reason(chain, recipe.authority, now=now)


def can_renew(chain: Sequence[x509.Certificate], recipe: Recipe, *, now: dt.datetime) -> bool:
    """Tell whether a pair is ours and will be replaced in time; one that was issued elsewhere is not."""
    return is_ours(chain) and (not is_issued(chain[0], chain[1:]) or _can_issue_again(recipe, now=now))


def _can_issue_again(recipe: Recipe, *, now: dt.datetime) -> bool:
    return recipe.authority is not None and recipe.authority.can_issue(now=now)
