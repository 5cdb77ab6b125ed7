"""Pairs of our own: issued by the local authority where there is one, self-signed where there is none."""

from __future__ import annotations

import logging
import os
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from graphex.errors import StartError
from graphex.tls.certificates.authority import is_issued, issue, permitted
from graphex.tls.certificates.certificate import create_self_signed
from graphex.tls.own.authority_files import (
    AuthorityFiles,
    default_directory,
    load_authority,
    load_certificate,
    needs_passphrase,
)
from graphex.tls.store.followed_file import file_stamp

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from pathlib import Path

    from cryptography import x509

    from graphex.tls.certificates.authority import Authority
    from graphex.tls.certificates.building import KeyType
    from graphex.tls.certificates.certificate import CreatedPair
    from graphex.tls.certificates.names import Names

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class AuthoritySource:
    """Where the local authority lies, if there is one, and what opens its key."""

    directory: Path
    passphrase: bytes | None = field(default=None, repr=False)

    @property
    def named_directory(self) -> Path | None:
        """The directory, unless it is the one that commands use by themselves."""
        return None if self.directory == default_directory(os.environ, sys.platform) else self.directory

    @property
    def stamp(self) -> tuple[int, ...] | None:
        """What tells one authority from its successor, for the price of a look at the directory."""
        return file_stamp(AuthorityFiles(self.directory).certfile)

    def certificate(self, *, now: dt.datetime) -> x509.Certificate | None:
        """Return the authority's certificate; raises StartError for one that cannot be used."""
        return load_certificate(self.directory, now=now)

    def can_issue(self, *, now: dt.datetime) -> bool:
        """Return whether there is an authority whose key can be opened."""
        try:
            is_there = self.certificate(now=now) is not None
        except StartError:
            return False
        return is_there and (self.passphrase is not None or not needs_passphrase(self.directory))

    def issuer(self, *, now: dt.datetime) -> x509.Certificate | None:
        """Return the authority's certificate if it can issue at this moment."""
        try:
            return self.certificate(now=now) if self.can_issue(now=now) else None
        except StartError:
            return None

    def load(self, *, now: dt.datetime) -> Authority | None:
        """Return the authority, or None where there is none that can sign; the log then says why."""
        try:
            return load_authority(self.directory, now=now, passphrase=self.passphrase)
        except StartError as error:
            logger.warning("The local authority cannot issue the certificate: %s %s", error.message, error.hint or "")
            return None


def create_own(
    names: Names, source: AuthoritySource | None, *, now: dt.datetime, days: int, key_type: KeyType
) -> CreatedPair:
    """Create a pair: issued by the local authority for the names it may sign for, self-signed where there is none."""
    authority = source.load(now=now) if source is not None else None
    if authority is None:
        return create_self_signed(names, now=now, days=days, key_type=key_type)
    inside, outside = permitted(authority.certificate, names)
    if len(outside):
        # Among them are names of the machine that nobody asked for; `wanted_names` warns of the others.
        logger.debug("The local authority may not sign for %s, so the certificate does not hold that.", outside)
    return issue(authority, inside, now=now, days=days, key_type=key_type)


def authority_reason(
    chain: Sequence[x509.Certificate], source: AuthoritySource | None, *, now: dt.datetime
) -> str | None:
    """Return why the local authority makes a new certificate necessary; None if it does not.

    Servers that share a directory may know different authorities, or none. So that they never replace each other's
    certificate in turns there is an order: an authority goes before self-signed, and of two the younger one counts.
    """
    if source is None:
        return None
    # What serves is better than what cannot be signed; making a pair says what is wrong with a broken authority.
    authority = source.issuer(now=now)
    if authority is None:
        return None
    if not is_issued(chain[0], chain[1:]):
        return "the local authority can vouch for it"
    is_younger = authority.not_valid_before_utc >= max(issuer.not_valid_before_utc for issuer in chain[1:])
    return "there is another local authority now" if authority not in chain[1:] and is_younger else None
