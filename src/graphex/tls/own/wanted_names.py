"""Names that somebody asked for and that the certificate does not hold: which, why, and what would help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphex.tls.certificates.allowing import COST, command_to_allow
from graphex.tls.certificates.authority import is_issued, is_ours, permitted
from graphex.tls.certificates.names import Names, parse_names
from graphex.tls.findings import Finding, Severity
from graphex.tls.own.renewal import is_full

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from cryptography import x509

    from graphex.tls.own.renewal import Recipe


def check_wanted_names(
    chain: Sequence[x509.Certificate], recipe: Recipe, *, now: dt.datetime, host: str | None = None
) -> tuple[Finding, ...]:
    """Return which names of the recipe a pair does not get, by the certificates in its file.

    `host` is the address that is bound, of which another rule speaks. The machine's own names are not among them:
    nobody asked for those.
    """
    left = Names.of_certificate(chain[0]).missing(recipe.extra)
    if not is_ours(chain):
        return _given(parse_names([host]).missing(left) if host else left)
    # A self-signed one that holds them is about to be replaced.
    outside = unsignable(left if is_issued(chain[0], chain[1:]) else recipe.extra, chain, recipe, now=now)
    if len(outside):
        return (_not_permitted(outside, chain, recipe, now=now),)
    return (_too_many(left),) if len(left) and is_full(chain[0], left, now=now) else ()


def unsignable(names: Names, chain: Sequence[x509.Certificate], recipe: Recipe, *, now: dt.datetime) -> Names:
    """Return the names that the authority which issues a pair may not sign for."""
    issuer = _issuer(chain, recipe, now=now)
    return permitted(issuer, names)[1] if issuer is not None else Names()


def how_to_allow(names: Names, chain: Sequence[x509.Certificate], recipe: Recipe, *, now: dt.datetime) -> str:
    """Return what would help and what it costs; the sentence ends in the command."""
    issuer = _issuer(chain, recipe, now=now)
    if issuer is None or recipe.authority is None:
        return f"{COST}."
    return f"{COST}: {command_to_allow(issuer, names, directory=recipe.authority.named_directory)}"


def _issuer(chain: Sequence[x509.Certificate], recipe: Recipe, *, now: dt.datetime) -> x509.Certificate | None:
    """Return the authority that issues the next certificate of a pair, or that issued this one."""
    own = recipe.authority.issuer(now=now) if recipe.authority is not None else None
    if own is not None or not chain:
        return own
    return chain[1] if is_issued(chain[0], chain[1:]) else None


def _not_permitted(outside: Names, chain: Sequence[x509.Certificate], recipe: Recipe, *, now: dt.datetime) -> Finding:
    return Finding(
        Severity.WARNING,
        "names-not-permitted",
        f"The local authority may not sign for {outside}, so the certificate does not hold that.",
        None,
        how_to_allow(outside, chain, recipe, now=now),
    )


def _given(left: Names) -> tuple[Finding, ...]:
    if not len(left):
        return ()
    message = f"The certificate does not hold {left}. GraphEx did not make it, so --name and ssl_hostnames add nothing."
    return (
        Finding(Severity.WARNING, "names-not-held", message, None, "Have it issued for that too, and copy it over."),
    )


def _too_many(left: Names) -> Finding:
    return Finding(
        Severity.WARNING,
        "names-too-many",
        f"The certificate has no room for {left}: servers that share its directory asked for the others just now.",
        None,
        "Serve with another certificate directory: -s DIR",
    )
