"""A pair in a directory that the local authority of another machine issued, as `graphex certs issue` makes it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from graphex.tls.certificates.authority import Holder, create_authority, issue
from graphex.tls.certificates.names import Names, parse_names
from tls import material
from tls.material import Issued, write_pair

if TYPE_CHECKING:
    from pathlib import Path

LABEL = "ada@workbench"
AUTHORITY_NAME = f"GraphEx authority {LABEL}"


def write_issued_pair(directory: Path) -> Issued:
    """Write a pair for localhost with its whole chain, and return the authority."""
    now = dt.datetime.now(dt.UTC)
    authority = create_authority(label=LABEL, names=Names(), allowed=Names(), now=now)
    names = parse_names(["localhost", "127.0.0.1"])
    pair = issue(authority, names, now=now, days=197, holder=Holder("workbench", is_client=False))
    write_pair(directory, pair.certificate_pem, pair.key_pem)
    return Issued(authority.certificate, authority.key)


def write_foreign_pair(directory: Path) -> None:
    """Write a pair that an authority of somebody else issued, with its whole chain."""
    root = material.authority("Somebody", days=9000)
    leaf = material.issue("localhost", issuer=root, start=yesterday(), days=197)
    write_pair(directory, leaf.pem + root.pem, leaf.key_pem)


def yesterday() -> dt.datetime:
    """Return the start of a certificate that holds whatever the clock says."""
    return dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
