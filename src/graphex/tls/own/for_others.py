"""Certificates that the local authority issues for other machines, people and programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from graphex.tls.certificates.authority import issue
from graphex.tls.exchange.out_files import write_pair
from graphex.tls.exchange.parcel import Parcel
from graphex.tls.file_names import is_pfx_name
from graphex.tls.store.pair import PairFiles

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from graphex.tls.certificates.authority import Holder
    from graphex.tls.certificates.building import KeyType
    from graphex.tls.certificates.certificate import CreatedPair
    from graphex.tls.certificates.names import Names
    from graphex.tls.own.local_authority import LocalAuthority


@dataclass(frozen=True, slots=True)
class Order:
    """Whom a certificate is for, and how it is to be made."""

    names: Names
    holder: Holder
    days: int
    key_type: KeyType


@dataclass(frozen=True, slots=True)
class IssuedPair:
    """A pair that was issued for somebody, in memory only."""

    holder: Holder
    pair: CreatedPair

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        """The certificate, and the authority that issued it."""
        return tuple(x509.load_pem_x509_certificates(self.pair.certificate_pem))

    @property
    def parcel(self) -> Parcel:
        """The pair as one file is made of it."""
        return Parcel(self.chain, load_pem_private_key(self.pair.key_pem, password=None), self.holder.name)

    def write(
        self, out: Path, passphrase: bytes | None, *, for_old_systems: bool = False, force: bool = False
    ) -> tuple[Path, ...]:
        """Write it into one file, as the name of that says, or into a directory; return what was written.

        Raises UsageError for what is there already, unless `force`, and GraphexError where nothing can be written.
        """
        if is_pfx_name(out):
            self.parcel.write(out, passphrase, for_old_systems=for_old_systems)
            return (out,)
        write_pair(out, self.pair, force=force)
        return PairFiles(out).certfile, PairFiles(out).keyfile


def issue_for(order: Order, authority: LocalAuthority, passphrase: bytes | None, *, now: dt.datetime) -> IssuedPair:
    """Issue a pair; raises UsageError for names that the authority may not sign for, StartError if it cannot sign."""
    opened = authority.open(passphrase, now=now)
    authority.refuse_unsignable(order.names)
    made = issue(opened, order.names, now=now, days=order.days, key_type=order.key_type, holder=order.holder)
    return IssuedPair(order.holder, made)
