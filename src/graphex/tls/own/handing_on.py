"""The authority handed on: from files that hold it with its key, and as what such a file is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric import ec

from graphex.errors import StartError, UsageError
from graphex.tls.certificates.authority import Authority, is_authority
from graphex.tls.exchange.arrival import choose_pair
from graphex.tls.exchange.parcel import Parcel
from graphex.tls.own.authority_files import ensure_authority
from graphex.tls.own.local_authority import EnsuredAuthority, LocalAuthority, find_authority

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from graphex.tls.exchange.material import Material


def pack_authority(authority: LocalAuthority, passphrase: bytes | None, *, now: dt.datetime) -> Parcel:
    """Return an authority with its key, which `passphrase` opens; raises StartError where it does not."""
    opened = authority.open(passphrase, now=now)
    return Parcel((opened.certificate,), opened.key, is_authority=True)


def take_in_authority(
    material: Material, directory: Path, passphrase: bytes | None, *, now: dt.datetime
) -> EnsuredAuthority:
    """Put the authority that files hold into a directory, its key stored with `passphrase` if there is one.

    Raises StartError where they hold none, UsageError where there is another one already.
    """
    arrived = _authority_in(material, now)
    is_new = ensure_authority(directory, lambda: arrived, now=now, passphrase=passphrase)
    there = find_authority(directory, now=now)
    if there.certificate != arrived.certificate:
        raise UsageError(
            f"There is another authority in {directory} already, which is not replaced.",
            hint="Remove it from everywhere first: python3 -m graphex untrust --delete-authority",
        )
    return EnsuredAuthority(there, is_new, passphrase)


def _authority_in(material: Material, now: dt.datetime) -> Authority:
    """Find an authority of GraphEx with its key."""
    roots = [one for one in material.certificates if is_authority(one.certificate)]
    arrival = choose_pair(roots, material.keys, now=now)
    if arrival is None or not isinstance(arrival.key.key, ec.EllipticCurvePrivateKey):
        raise StartError(
            "The files hold no authority of GraphEx with its key.",
            hint="Where it is: python3 -m graphex certs export --authority --with-key --out authority.p12",
        )
    root = arrival.chain[0]
    if now >= root.not_valid_after_utc:
        raise StartError(
            f"The authority expired on {root.not_valid_after_utc:%Y-%m-%d}.",
            hint="Make a new one: python3 -m graphex trust",
        )
    return Authority(root, arrival.key.key)
